"""What the page of a team's month shows. Pure."""

"""Pure functions from a snapshot to what the pages of duty show."""

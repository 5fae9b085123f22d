"""One module per page, found by itself: `blueprint`, and `LIVE` for its live pages."""

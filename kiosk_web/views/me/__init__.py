"""What a person's own page shows: pure functions of a snapshot, days and a tongue."""

"""Rules of the office, tried without any hardware, file or clock."""

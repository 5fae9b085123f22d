"""Attendance as managers and HR read it: pure, from days, rules and one instant."""

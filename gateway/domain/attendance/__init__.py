"""Attendance: which shift a tap belongs to, and what to tell the person at once."""

from gateway.domain.attendance.shifts import Window, window_at, windows_on
from gateway.domain.attendance.verdicts import Verdict, Word, verdict_in, verdict_out

__all__ = ["Verdict", "Window", "Word", "verdict_in", "verdict_out", "window_at", "windows_on"]

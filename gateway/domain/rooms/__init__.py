"""Meeting rooms: what is wanted of each channel, what is reported, and the way between."""

from gateway.domain.rooms.controls import FOLDS, ON, Controls, next_due_s

__all__ = ["FOLDS", "ON", "Controls", "next_due_s"]

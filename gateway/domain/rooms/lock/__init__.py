"""The lock of a room's panel: level 1 opens the controls, level 2 rack and settings.

A room whose site file says nothing of a lock is open. What opens is never here:
the shell compares PINs and tells only whether one was right.
"""

from gateway.domain.rooms.lock.watch import FOLDS, ON, next_due_s

__all__ = ["FOLDS", "ON", "next_due_s"]

"""Do not disturb: asked for at the panel, shown wherever the room is, over by itself."""

from gateway.domain.rooms.dnd.watch import FOLDS, ON, next_due_s

__all__ = ["FOLDS", "ON", "next_due_s"]

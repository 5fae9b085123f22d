"""Is a meeting checked in here now? Bookings tell; lock and "do not disturb" ask.

Transient: after a start bookings tell again of every meeting that is under way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.events import MeetingBegan, MeetingEnded
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that is checked in, and when it ends."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Meetings:
    """Transient: checked-in meetings by room."""

    by_room: Mapping[str, Meeting] = field(default_factory=dict)


def meeting_in(office: "Office", room: str) -> Meeting | None:
    """Return the meeting that is checked in in a room, or None."""
    return office.meetings.by_room.get(room)


def on_began(turn: Turn, event: MeetingBegan) -> None:
    """Know of a meeting, or of its new end."""
    by_room = {**turn.office.meetings.by_room, event.room: Meeting(event.until)}
    turn.change(meetings=Meetings(by_room))


def on_ended(turn: Turn, event: MeetingEnded) -> None:
    """Forget a meeting."""
    by_room = {k: m for k, m in turn.office.meetings.by_room.items() if k != event.room}
    turn.change(meetings=Meetings(by_room))


def next_due_s(_office: "Office") -> float | None:
    """Return None: who tells that a meeting began also tells that it ended."""
    return None


ON: dict[type, Any] = {MeetingBegan: on_began, MeetingEnded: on_ended}
FOLDS: dict[str, Fold] = {}

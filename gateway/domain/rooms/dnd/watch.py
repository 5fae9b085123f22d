"""When "do not disturb" ends by itself: at its time, or with the meeting."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.events import MeetingEnded, TimePassed
from gateway.domain.now import Now
from gateway.domain.rooms.dnd.state import Dnd, Quiet
from gateway.domain.turn import Fact, Fold, Turn, due_s

if TYPE_CHECKING:
    from gateway.domain.office import Office


def next_due_s(office: "Office") -> float | None:
    """Return when the next room may be disturbed again."""
    return min((dnd.off_due_s for dnd in office.quiet.by_room.values()), default=None)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """End what has lasted long enough."""
    for room, dnd in turn.office.quiet.by_room.items():
        if dnd.off_due_s <= turn.now.mono_s:
            _end(turn, room, "time")


def on_meeting_ended(turn: Turn, event: MeetingEnded) -> None:
    """End it with the meeting it was for."""
    if event.room in turn.office.quiet.by_room:
        _end(turn, event.room, "meeting")


def _end(turn: Turn, room: str, why: str) -> None:
    turn.record("dnd.off", room, {"why": why, "by": ""}, vital=False)


def fold_on(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a room that is not to be disturbed."""
    dnd = Dnd(
        since=fact.at,
        until=datetime.fromisoformat(str(fact.body["until"])),
        off_due_s=due_s(fact, now, float(str(fact.body["seconds"]))),
    )
    return replace(office, quiet=Quiet({**office.quiet.by_room, fact.subject: dnd}))


def fold_off(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a room that may be disturbed again."""
    by_room = {room: dnd for room, dnd in office.quiet.by_room.items() if room != fact.subject}
    return replace(office, quiet=Quiet(by_room))


ON: dict[type, Any] = {TimePassed: on_time_passed, MeetingEnded: on_meeting_ended}
FOLDS: dict[str, Fold] = {"dnd.on": fold_on, "dnd.off": fold_off}

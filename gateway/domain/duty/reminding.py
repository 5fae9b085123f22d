"""Who has a duty is reminded: the evening before, and half an hour before (spec 02 §5).

Only people who are contacts: for others nobody else is told in their place; they
see their duties in their own calendar.
"""

from datetime import datetime, time, timedelta
from typing import Final

from gateway.domain.duty import words
from gateway.domain.duty.folds import REMINDED
from gateway.domain.duty.notices import REMIND
from gateway.domain.duty.state import Planned
from gateway.domain.events import MinuteBegan
from gateway.domain.notice import notice
from gateway.domain.turn import Turn

EVENING: Final = time(18)
"""Local time, on the day before."""
SOON = timedelta(minutes=30)


def on_minute(turn: Turn, _event: MinuteBegan) -> None:
    """Remind whom it is time to remind, once."""
    if not turn.now.trusted:
        return
    for duty in tuple(turn.office.duties.planned.values()):
        step = _step(turn, duty)
        for person in duty.people if step else ():
            is_told = f"{step}:{person}" in duty.reminded
            if person in turn.rules.contacts and not is_told:
                _remind(turn, duty, person, step)


def _step(turn: Turn, duty: Planned) -> str:
    """Return which reminder it is time for: `eve`, `soon` or none."""
    at, start = turn.now.at, duty.slot.start
    if start - SOON <= at < start:
        return "soon"
    zone = turn.rules.timezone
    day = start.astimezone(zone).date() - timedelta(days=1)
    is_eve = at.astimezone(zone).date() == day and at >= datetime.combine(day, EVENING, zone)
    return "eve" if is_eve else ""


def _remind(turn: Turn, duty: Planned, person: str, step: str) -> None:
    title, body = words.reminded(turn.rules, duty)
    turn.record(REMINDED, duty.slot.id, {"person": person, "step": step})
    turn.tell(notice(f"{REMIND}{duty.slot.id}:{person}:{step}", title, body, first=(person,)))

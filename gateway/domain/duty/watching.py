"""When the gateway did not run, nobody could be seen at a post: what fell into that counts anew.

A start says when the run before kept its last row. Where duties ran in between, the
hole is kept as a fact as soon as the clock is to be trusted, so that it is known
after the next start too; a program that is back within two minutes leaves no hole.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.duty.folds import SLEPT
from gateway.domain.events import GatewayStarted
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

SHORTEST = timedelta(minutes=2)
BOUND_AFTER = timedelta(hours=4)
"""So long after its end a duty may still be under way: its relief has not come."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Transient: a start that nobody has looked at yet.

    Attributes:
        since_s: When it was, in monotonic seconds; None: it has been looked at.
        kept_at: When the run before kept its last row.
    """

    since_s: float | None = None
    kept_at: datetime | None = None


def on_started(turn: Turn, event: GatewayStarted) -> None:
    """Remember a start until the clock can say how long nobody looked."""
    if event.kept_at is not None:
        turn.change(woken=Woken(turn.now.mono_s, event.kept_at))


def note_sleep(turn: Turn) -> None:
    """Keep that nobody looked, where duties ran meanwhile; only with a clock to be trusted."""
    woken = turn.office.woken
    if woken.since_s is None or woken.kept_at is None:
        return
    turn.change(woken=Woken())
    until = turn.now.at - timedelta(seconds=turn.now.mono_s - woken.since_s)
    since = woken.kept_at
    if until - since < SHORTEST:
        return
    slots = (duty.slot for duty in turn.office.duties.planned.values() if not duty.ended)
    if any(slot.start < until and slot.end + BOUND_AFTER > since for slot in slots):
        body = {"since": since.isoformat(), "until": until.isoformat()}
        turn.record(SLEPT, "duty", body, vital=False)


def watched(office: "Office", at: datetime, wait: timedelta) -> datetime:
    """Return since when a wait counts that began at an instant: anew where its end was slept."""
    for since, until in office.duties.slept:
        if at < until and at + wait > since:
            at = until
    return at


def was_asleep(office: "Office", at: datetime) -> bool:
    """Tell whether the gateway did not run at an instant."""
    return any(since < at <= until for since, until in office.duties.slept)

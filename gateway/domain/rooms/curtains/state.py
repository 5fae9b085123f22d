"""Where each curtain stands, and what it is doing; what a screen may say of it.

The place is durable: it is kept on every stop and survives a restart. A run is
transient: after a restart every curtain that was moving is stopped first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.devices import Known, known_of
from gateway.domain.options import CurtainOptions
from gateway.domain.rules import Channel, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office

OPEN, CLOSED = 100.0, 0.0


class Phase(StrEnum):
    """What a run does just now."""

    DRIVING = "driving"
    STOPPING = "stopping"
    PAUSING = "pausing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a curtain stands.

    Attributes:
        position_pct: 100 is open; None when nobody can know.
        low_pct, high_pct: Between which two it stands, where that much is known
            although its position is not; else None.
        moving: 1 or -1 from the first "on" until both relays have said off.
        rest_until_s: Until then it may not be started again.
        since: When it last came to rest or began to move.
    """

    position_pct: float | None = None
    moving: int = 0
    rest_until_s: float | None = None
    since: datetime | None = None
    low_pct: float | None = None
    high_pct: float | None = None


@dataclass(frozen=True, slots=True)
class Curtains:
    """Durable: the places of relay-driven curtains, by global channel id."""

    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One movement of a curtain, from its first command to its rest.

    Attributes:
        phase: What it does now.
        direction: 1 opening, -1 closing; 0 for a stop while nothing was known to move.
        target_pct: Where it goes; None when somebody else drives it.
        next_pct: Where it goes after it has stopped and paused, or None.
        by: Who asked.
        from_pct: Where it was when it began, or None.
        began_s: Since when it moves (once it has said so, else when first asked).
        heard: Whether it has said that it moves.
        end_due_s: When it shall have arrived.
        limit_due_s: When it is stopped, whatever happened.
        look_due_s: When the next command or look is due.
        sent: How often the present command was sent.
        stop_s: When it was first told to stop.
        off: The relays that are off for certain since then.
        lost: The position cannot be known after this.
    """

    phase: Phase
    direction: int
    by: str
    target_pct: float | None = None
    next_pct: float | None = None
    from_pct: float | None = None
    began_s: float = 0.0
    heard: bool = False
    end_due_s: float | None = None
    limit_due_s: float | None = None
    look_due_s: float | None = None
    sent: int = 0
    stop_s: float = 0.0
    off: frozenset[int] = frozenset()
    lost: bool = False

    @property
    def due_s(self) -> float | None:
        """When it next needs looking at, or None while only the broker's return can help."""
        dues = [self.look_due_s]
        if self.phase is Phase.DRIVING:
            dues += [self.end_due_s, self.limit_due_s]
        return min((due for due in dues if due is not None), default=None)


@dataclass(frozen=True, slots=True)
class CurtainRuns:
    """Transient: the runs under way, and the last trouble of each curtain, by channel id.

    Attributes:
        doubts: Curtains of which a report was not believed until it is repeated.
        failed: How the last wish ended badly: `no_answer`, `stopped_elsewhere`.
    """

    runs: Mapping[str, Run] = field(default_factory=dict)
    doubts: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurtainNow:
    """One curtain for a screen.

    Attributes:
        position_pct: 100 is open; None = not known.
        between_pct: Between which two places it stands, where its position is not
            known but that is; else None.
        moving: 1 opening, -1 closing, 0 resting.
        target_pct: Where it goes now, or None.
        next_pct: Where it goes after its pause, or None.
        stopping: It was told to stop and has not confirmed.
        failed: How the last wish ended badly, or empty.
        ends_in_s: Until it arrives, or None.
    """

    channel: str
    position_pct: float | None
    moving: int
    target_pct: float | None
    next_pct: float | None
    stopping: bool
    failed: str
    known: Known
    online: bool | None
    since: datetime | None
    ends_in_s: float | None = None
    between_pct: tuple[float, float] | None = None


def options_of(channel: Channel) -> CurtainOptions:
    """Return a curtain's options; defaults for one without."""
    options = channel.options
    return options if isinstance(options, CurtainOptions) else CurtainOptions()


def is_pair(channel: Channel) -> bool:
    """Tell whether a curtain is two relays, not a motor that knows its position."""
    options = options_of(channel)
    return options.up is not None and options.down is not None


def estimate_pct(options: CurtainOptions, run: Run, now_s: float) -> float | None:
    """Return where a moving curtain is, by the time it has been moving; None if unknown."""
    moved_s = max(0.0, now_s - run.began_s)
    if run.direction == 0:
        return run.from_pct
    if moved_s >= options.travel_s(run.direction) + options.run_on_s:
        return OPEN if run.direction > 0 else CLOSED
    if run.from_pct is None:
        return None
    moved_pct = 100.0 * moved_s / options.travel_s(run.direction)
    return min(OPEN, max(CLOSED, run.from_pct + run.direction * moved_pct))


def curtain_now(office: "Office", rules: Rules, channel_id: str, now_s: float) -> CurtainNow:
    """Return what a screen may say of a curtain; KeyError for one not configured."""
    channel = rules.channels[channel_id]
    run = office.runs.curtains.runs.get(channel_id)
    place = office.machines.curtains.places.get(channel_id, Place())
    wire = (channel.device, channel.number)
    whole = office.devices.reports.get((channel.device, None))
    report = office.devices.reports.get(wire)
    position_pct, moving, since = place.position_pct, place.moving, place.since
    if not is_pair(channel):
        reading = report.reading if report else None
        position_pct = reading.position_pct if reading else None
        moving = (reading.direction or 0) if reading else 0
        since = report.since if report else None
    elif run is not None and run.phase is Phase.DRIVING:
        position_pct, moving = estimate_pct(options_of(channel), run, now_s), run.direction
    between_pct = None
    if not moving and place.low_pct is not None and place.high_pct is not None:
        between_pct = (place.low_pct, place.high_pct)
    ends_in_s = None
    if run is not None and run.phase is Phase.DRIVING and run.end_due_s is not None:
        ends_in_s = max(0.0, run.end_due_s - now_s)
    return CurtainNow(
        channel=channel_id,
        position_pct=position_pct,
        moving=moving,
        target_pct=run.target_pct if run else None,
        next_pct=run.next_pct if run else None,
        stopping=run is not None and run.phase is Phase.STOPPING,
        failed=office.runs.curtains.failed.get(channel_id, ""),
        known=known_of(office, wire),
        online=whole.reading.online if whole else None,
        since=since,
        ends_in_s=ends_in_s,
        between_pct=between_pct,
    )

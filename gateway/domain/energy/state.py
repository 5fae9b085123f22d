"""What is kept of energy: a count for each wire, for good; the slot under way, for now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.energy.tallies import Tallies
from gateway.domain.reports import Wire


def wire_text(wire: Wire) -> str:
    """Return a wire as the site file writes one: `device` or `device:channel`."""
    device, number = wire
    return device if number is None else f"{device}:{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """Durable: one wire's count, up to its last slot.

    Attributes:
        total_wh: All that was ever counted; only grows.
        counter_wh: What the device's own counter said last, or None.
        counter_since_s: When it did, in monotonic seconds.
    """

    total_wh: float
    counter_wh: float | None = None
    counter_since_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoiding:
    """Durable: waste that a last-out check is avoiding in a zone, from now until it opens.

    Attributes:
        watts: What was switched off.
        measured: By a meter, before and after; False for an estimate.
        began_at: When the check ended.
        until: When the zone opens next.
    """

    watts: float
    measured: bool
    began_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Energy:
    """Durable: counts by wire (`wire_text`), and what checks are avoiding by zone."""

    meters: Mapping[str, Metered] = field(default_factory=dict)
    avoiding: Mapping[str, Avoiding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metering:
    """Transient: the slot under way.

    Attributes:
        tallies: By wire, as devices number them.
        since_s: When the slot began, in monotonic seconds; None before the first minute.
        quarter: The quarter of an hour it belongs to, counted from 1970.
        closed: Zones outside their hours since it began.
    """

    tallies: Tallies = field(default_factory=Tallies)
    since_s: float | None = None
    quarter: int = 0
    closed: frozenset[str] = frozenset()

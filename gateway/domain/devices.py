"""What each device says of itself, and how far that can be believed.

Merges readings (a message that says nothing of a value leaves it as it was),
tells programs when a reported state changes, asks a device for its state
after it came online, and never takes silence for "off".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gateway.domain.events import Reading
from gateway.domain.turn import Fold

if TYPE_CHECKING:
    from gateway.domain.office import Office

Wire = tuple[str, int | None]
"""A device's id and the channel number on its wire."""


class Known(StrEnum):
    """How a state is known (spec 03 §1)."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of one channel on the wire.

    Attributes:
        reading: All that was ever said, merged; None where nothing was.
        known: How.
        since: When the reading last changed.
        seen_s: When anything was last heard of it, in monotonic seconds.
    """

    reading: Reading
    known: Known
    since: datetime
    seen_s: float


@dataclass(frozen=True, slots=True)
class Devices:
    """Transient: learnt again from the devices after a start.

    Attributes:
        reports: By wire address; (device, None) also carries `online`.
        polls: Devices to ask for their state, and when.
    """

    reports: Mapping[Wire, Report] = field(default_factory=dict)
    polls: Mapping[str, float] = field(default_factory=dict)


def next_due_s(office: "Office") -> float | None:
    """Return when the next poll is due."""
    return min(office.devices.polls.values(), default=None)


ON: dict[type, Any] = {}
FOLDS: dict[str, Fold] = {}

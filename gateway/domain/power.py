"""Power off-hours: a closed, empty zone that draws more than its standby (spec 04 §4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gateway.domain.turn import Fold

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True)
class Power:
    """Transient: since when each zone has drawn too much, in monotonic seconds."""

    over_since_s: Mapping[str, float] = field(default_factory=dict)
    due_s: Mapping[str, float] = field(default_factory=dict)


def next_due_s(office: "Office") -> float | None:
    """Return when the next zone has been over for long enough."""
    return min(office.power.due_s.values(), default=None)


ON: dict[type, Any] = {}
FOLDS: dict[str, Fold] = {}

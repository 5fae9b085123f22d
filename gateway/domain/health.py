"""The gateway's own parts: broker, readers, store, clock; what each screen must say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.turn import Fold

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: does it work, since when, and what it said.

    `alert_due_s` is when its absence becomes an alert, or None.
    """

    ok: bool
    since: datetime
    detail: str = ""
    alert_due_s: float | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Transient: parts by name (`broker`, `reader:front-door`, `store`, `clock`).

    Attributes:
        inputs: The level of each contact and sensor, as last seen.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    inputs: Mapping[str, bool] = field(default_factory=dict)


def next_due_s(office: "Office") -> float | None:
    """Return when the next absence becomes an alert."""
    dues = [p.alert_due_s for p in office.health.parts.values() if p.alert_due_s is not None]
    return min(dues, default=None)


ON: dict[type, Any] = {}
FOLDS: dict[str, Fold] = {}

"""One life for every alert: raised, notified, escalated, acknowledged, resolved (spec 04 §5).

Key = what + where, so the same trouble is one alert. Messages wait in a durable
outbox until a channel took them; a failure is tried again with back-off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.text import Text
from gateway.domain.turn import Fold

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One open (or just resolved) alert.

    Attributes:
        level: 0 = first contact, grows with each escalation.
        state: `raised`, `escalated`, `acknowledged`, `resolved`.
        escalate_due_s: When the next contact is told, or None.
        known_until: Somebody said "known until"; silent so long.
    """

    key: str
    severity: str
    zone: str | None
    title: Text
    body: Text
    raised_at: datetime
    state: str
    level: int = 0
    escalate_due_s: float | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    known_until: datetime | None = None
    resolved_at: datetime | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message not yet taken by its channel: tries so far, when to try again."""

    id: str
    to: str
    alert: str
    title: Text
    body: Text
    channels: tuple[str, ...]
    first_at: datetime
    tries: int
    try_due_s: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Alerts:
    """Durable: open alerts by key, the last resolved ones, undelivered messages by id."""

    open: Mapping[str, Alert] = field(default_factory=dict)
    resolved: tuple[Alert, ...] = ()
    outbox: Mapping[str, Outgoing] = field(default_factory=dict)


def next_due_s(office: "Office") -> float | None:
    """Return when the next escalation or retry is due."""
    dues = [a.escalate_due_s for a in office.alerts.open.values() if a.escalate_due_s is not None]
    dues += [o.try_due_s for o in office.alerts.outbox.values() if o.try_due_s is not None]
    return min(dues, default=None)


ON: dict[type, Any] = {}
FOLDS: dict[str, Fold] = {}

"""One life for every alert: raised, notified, escalated, acknowledged, resolved (spec 04 §5).

Key = what + where, so the same trouble is one alert; one that comes back soon
is the same, too. `info` stands on the facilities page; `warning` and `critical`
are also sent, by route, to people and groups, level by level. Messages wait in
a durable outbox until a channel took them; a failure is tried again with
back-off. Quiet hours, limits and maintenance hold messages back; the morning's
summary tells what was held, so that nothing is lost.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain import events
from gateway.domain.alerts import digest, folds, outbox_folds, pause, steady
from gateway.domain.alerts.answers import on_answered
from gateway.domain.alerts.escalation import escalate_due, remind_due
from gateway.domain.alerts.life import on_found, on_gone, settle_due
from gateway.domain.alerts.outbox import try_due, undeliverable
from gateway.domain.alerts.receipts import on_failed, on_sent, on_taken, try_all
from gateway.domain.alerts.state import (
    DIGEST,
    Alert,
    Alerts,
    KeptBack,
    LinkClaim,
    Outgoing,
    Unsteady,
)
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = [
    "DIGEST",
    "FOLDS",
    "ON",
    "Alert",
    "Alerts",
    "KeptBack",
    "LinkClaim",
    "Outgoing",
    "Unsteady",
    "next_due_s",
    "undeliverable",
]


def next_due_s(office: "Office") -> float | None:
    """Return when the next escalation, reminder, retry or end of quiet hours is due."""
    alerts = office.alerts
    dues = [
        due
        for alert in alerts.open.values()
        if not steady.is_gone(office, alert.key)
        for due in (alert.escalate_due_s, alert.known_due_s)
        if due is not None
    ]
    dues += [o.try_due_s for o in alerts.outbox.values() if o.try_due_s is not None]
    steady_s = steady.next_due_s(office)
    return min(dues if steady_s is None else [*dues, steady_s], default=None)


def _on_time(turn: Turn, event: events.TimePassed) -> None:
    pause.look(turn)
    settle_due(turn)
    remind_due(turn)
    escalate_due(turn)
    try_due(turn)


def _on_found(turn: Turn, event: events.TroubleFound) -> None:
    on_found(turn, event)
    pause.on_back(turn, event)


def _on_started(turn: Turn, event: events.GatewayStarted) -> None:
    try_all(turn)


def _on_maintenance(turn: Turn, event: events.MaintenanceAsked) -> None:
    pause.look(turn)


ON: dict[type, Any] = {
    events.TroubleFound: _on_found,
    events.TroubleGone: on_gone,
    events.AlertAnswered: on_answered,
    events.MaintenanceAsked: _on_maintenance,
    events.NotificationSent: on_sent,
    events.NotificationTaken: on_taken,
    events.NotificationFailed: on_failed,
    events.MinuteBegan: digest.on_minute_began,
    events.TimePassed: _on_time,
    events.GatewayStarted: _on_started,
}
FOLDS: dict[str, Fold] = {**folds.FOLDS, **outbox_folds.FOLDS}

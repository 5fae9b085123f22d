"""One life for every alert: raised, notified, escalated, acknowledged, resolved (spec 04 §5).

Key = what + where, so the same trouble is one alert. Messages wait in a durable
outbox until a channel took them; a failure is tried again with back-off.
`info` stands on the facilities page; `warning` and `critical` are also sent.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain import events
from gateway.domain.alerts.answers import on_answered
from gateway.domain.alerts.life import (
    escalate_due,
    fold_acknowledged,
    fold_escalated,
    fold_raised,
    fold_resolved,
    fold_updated,
    on_found,
    on_gone,
    remind_due,
)
from gateway.domain.alerts.outbox import (
    fold_failed,
    fold_queued,
    fold_sent,
    fold_tried,
    on_failed,
    on_sent,
    try_all,
    try_due,
)
from gateway.domain.alerts.state import Alert, Alerts, LinkClaim, Outgoing
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = ["FOLDS", "ON", "Alert", "Alerts", "LinkClaim", "Outgoing", "next_due_s"]


def next_due_s(office: "Office") -> float | None:
    """Return when the next escalation, reminder or retry is due."""
    alerts = office.alerts
    dues = [
        due
        for alert in alerts.open.values()
        for due in (alert.escalate_due_s, alert.known_due_s)
        if due is not None
    ]
    dues += [o.try_due_s for o in alerts.outbox.values() if o.try_due_s is not None]
    return min(dues, default=None)


def _on_time(turn: Turn, event: events.TimePassed) -> None:
    remind_due(turn)
    escalate_due(turn)
    try_due(turn)


def _on_started(turn: Turn, event: events.GatewayStarted) -> None:
    try_all(turn)


ON: dict[type, Any] = {
    events.TroubleFound: on_found,
    events.TroubleGone: on_gone,
    events.AlertAnswered: on_answered,
    events.NotificationSent: on_sent,
    events.NotificationFailed: on_failed,
    events.TimePassed: _on_time,
    events.GatewayStarted: _on_started,
}
FOLDS: dict[str, Fold] = {
    "alert.raised": fold_raised,
    "alert.updated": fold_updated,
    "alert.escalated": fold_escalated,
    "alert.acknowledged": fold_acknowledged,
    "alert.resolved": fold_resolved,
    "notify.queued": fold_queued,
    "notify.tried": fold_tried,
    "notify.sent": fold_sent,
    "notify.failed": fold_failed,
}

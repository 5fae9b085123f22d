"""Alerts under maintenance: held while somebody works there, raised if still there after it."""

from gateway.domain.alerts import steady
from gateway.domain.alerts.life import found_again, raise_alert
from gateway.domain.alerts.state import Alert
from gateway.domain.events import TroubleFound
from gateway.domain.maintenance import Work, work_on_trouble
from gateway.domain.text import Json
from gateway.domain.turn import Turn


def look(turn: Turn) -> None:
    """Hold alerts of places that are worked on, and let go of those that are not any more."""
    works = turn.office.maintenance.works
    for alert in tuple(turn.office.alerts.open.values()):
        if works or alert.maintenance:
            _look_at(turn, alert)


def on_back(turn: Turn, event: TroubleFound) -> None:
    """Let go of an alert whose trouble is back, if the work it was held under ended meanwhile."""
    alert = turn.office.alerts.open.get(event.key)
    if alert is not None and alert.maintenance:
        _look_at(turn, alert)


def _look_at(turn: Turn, alert: Alert) -> None:
    work = work_on_trouble(turn.office, turn.rules, alert.key, alert.zone, alert.channels)
    _settle(turn, alert, work)


def _settle(turn: Turn, alert: Alert, work: Work | None) -> None:
    if work is not None:
        is_so = alert.maintenance == work.scope and (
            alert.known_due_s is not None or alert.known_until == work.until
        )
        if not is_so:
            body: dict[str, Json] = {
                "maintenance": work.scope,
                "until": work.until.isoformat(),
            }
            turn.record("alert.paused", alert.key, body, vital=False)
    elif alert.maintenance and alert.state == "acknowledged":
        turn.record("alert.paused", alert.key, {"maintenance": None}, vital=False)
    elif alert.maintenance and not steady.is_gone(turn.office, alert.key):
        raise_alert(turn, found_again(alert))

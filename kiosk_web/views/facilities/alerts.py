"""Alerts as cards: what is the matter, who has it, who is told next, and what can be done."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.alerts import Alert, undeliverable
from gateway.domain.privacy import is_personal
from gateway.domain.rules import Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.places import WAITING
from kiosk_web.views.marks import Mark
from kiosk_web.views.service import named
from kiosk_web.views.words import Tongue, due_at_ms, next_morning


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCard:
    """One alert with what can be done about it.

    Attributes:
        escalate_ms: When the next contact is told, for the browser; 0 when never.
        until: The instant of "known until" (next morning), in ISO.
    """

    key: str
    tone: str
    status: Mark
    title: str
    body: str
    when: str
    escalate_ms: int
    note: str
    open: bool
    can_switch_off: bool
    until: str
    until_words: str


@dataclass(frozen=True, slots=True)
class AlertsView:
    """Open alerts, the worst and newest first, and the last ones resolved."""

    open: tuple[AlertCard, ...]
    resolved: tuple[AlertCard, ...]
    undelivered: int


def alerts_view(snapshot: Snapshot, tongue: Tongue, target: str = "") -> AlertsView:
    """Return the alerts of a zone, "" for the site: those nobody has first, newest first."""
    alerts = snapshot.office.alerts
    mine = [a for a in alerts.open.values() if is_about(snapshot.rules, a, target)]
    over = [a for a in reversed(alerts.resolved) if is_about(snapshot.rules, a, target)]
    waiting = sorted(mine, key=lambda a: a.raised_at, reverse=True)
    waiting.sort(key=lambda a: a.state == "acknowledged")
    return AlertsView(
        tuple(alert_card(snapshot, a, tongue) for a in waiting),
        tuple(alert_card(snapshot, a, tongue) for a in over[:5]),
        len(undeliverable(snapshot.office)),
    )


def is_about(rules: Rules, alert: Alert, target: str) -> bool:
    """Tell whether an alert is a zone's: there, inside it, or of the gateway itself.

    What is about a person and for those who decide is no zone's.
    """
    if is_personal(alert.key):
        return False
    return not target or alert.zone is None or target in rules.zone_path(alert.zone)


def alert_card(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> AlertCard:
    """Return one alert as a card."""
    now = snapshot.now
    until = next_morning(now.at)
    waiting = alert.state in WAITING
    return AlertCard(
        key=alert.key,
        tone=_tone(alert),
        status=_status(snapshot, alert, tongue),
        title=alert.title.in_(tongue.language),
        body=alert.body.in_(tongue.language),
        when=_when(alert, now.at, tongue),
        escalate_ms=due_at_ms(alert.escalate_due_s, now.mono_s, now.at)
        if alert.escalate_due_s is not None and waiting
        else 0,
        note=_note(alert, now.at, tongue),
        open=waiting,
        can_switch_off=bool(alert.channels) and alert.state != "resolved",
        until=until.isoformat(),
        until_words=tongue.when(until, now.at),
    )


def _tone(alert: Alert) -> str:
    if alert.state == "resolved":
        return "ok"
    if alert.state == "acknowledged":
        return "info"
    return "warn" if alert.severity == "info" else "bad"


def _status(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> Mark:
    _ = tongue._
    if alert.state == "resolved":
        return Mark("ok", _("Over"), "ok")
    if alert.state == "acknowledged":
        name = named(snapshot.rules, alert.acknowledged_by or "", tongue)
        word = _("%(name)s has it", name=name) if name else _("Somebody has it")
        return Mark("check", word, "info")
    if alert.state == "escalated":
        return Mark("bad", _("Nobody answered, told the next"), "bad")
    return Mark("bad", _("Not acknowledged"), "bad")


def _when(alert: Alert, at: datetime, tongue: Tongue) -> str:
    then = alert.resolved_at or alert.raised_at
    return f"{tongue.when(then, at)}{tongue.pause}{tongue.ago(then, at)}"


def _note(alert: Alert, at: datetime, tongue: Tongue) -> str:
    if alert.known_until is not None and alert.known_until > at:
        return tongue._("Quiet until %(time)s", time=tongue.when(alert.known_until, at))
    return ""

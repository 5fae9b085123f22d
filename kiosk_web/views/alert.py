"""The page behind a link in a message: one alert, one button, once."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.alerts import Alert
from kiosk_web.ports import LinkClaim, Snapshot
from kiosk_web.views.facilities import AlertCard, alert_card
from kiosk_web.views.marks import zone_name
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """What the link shows.

    Attributes:
        state: `open`, `taken` (acknowledged), `over`, `used`, or `gone`.
        working: Somebody asked to switch it off and it is not over yet.
    """

    state: str
    card: AlertCard | None
    place: str
    contact: str
    expires: str
    working: bool


def alert_page(snapshot: Snapshot, claim: LinkClaim, tongue: Tongue) -> AlertPage:
    """Return what somebody with a genuine link may see and do."""
    alerts, now = snapshot.office.alerts, snapshot.now
    alert = alerts.open.get(claim.alert) or _resolved(alerts.resolved, claim.alert)
    contact = snapshot.rules.contacts.get(claim.contact)
    return AlertPage(
        state=_state(alert, used=claim.id in alerts.links_used),
        card=alert_card(snapshot, alert, tongue) if alert else None,
        place=zone_name(snapshot.rules, alert.zone, tongue) if alert and alert.zone else "",
        contact=contact.name.in_(tongue.language) if contact else claim.contact,
        expires=tongue.when(_local(claim.expires_at, now.at), now.at),
        working=alert is not None and alert.state == "acknowledged" and bool(alert.channels),
    )


def _resolved(resolved: tuple[Alert, ...], key: str) -> Alert | None:
    return next((a for a in reversed(resolved) if a.key == key), None)


def _state(alert: Alert | None, *, used: bool) -> str:
    if alert is None:
        return "gone"
    if alert.state == "resolved":
        return "over"
    if alert.state == "acknowledged":
        return "taken"
    return "used" if used else "open"


def _local(then: datetime, at: datetime) -> datetime:
    return then.astimezone(at.tzinfo)

"""What a facilities screen tells of the story: its own zone's rows, and nobody's taps.

A screen on a wall is read by whoever passes. It tells what became of things; who
came and went is for people who have signed in.
"""

from gateway.domain.rules import Rules
from kiosk_web.ports import Kept, Snapshot
from kiosk_web.views.facilities.alerts import is_about
from kiosk_web.views.facilities.places import owners_of

EVERYBODYS = frozenset({"gateway.started", "clock.trusted"})
"""The gateway's own news, of no place."""

COMINGS = frozenset({"tap", "session", "outing"})
"""First words of the kinds that say who came and went."""

WHERE = ("zone", "room", "channel", "device", "reader")
"""What a row may say of its place, the plainest first."""


def is_coming(kept: Kept) -> bool:
    """Tell whether a row says who came or went."""
    return kept.kind.partition(".")[0] in COMINGS


def is_here(snapshot: Snapshot, kept: Kept, zone: str) -> bool:
    """Tell whether a row is of a zone or inside it, "" for the site; of no known place, it is not.

    The gateway's own news is everybody's.
    """
    if not zone or kept.kind in EVERYBODYS:
        return True
    topic = kept.kind.partition(".")[0]
    if topic in ("alert", "notify"):
        return _is_alert_here(snapshot, kept, zone)
    if topic == "part" and not kept.subject.startswith("reader:"):
        return True
    where = _zone_of(snapshot, kept)
    return where is not None and zone in snapshot.rules.zone_path(where)


def _is_alert_here(snapshot: Snapshot, kept: Kept, zone: str) -> bool:
    alerts = snapshot.office.alerts
    known = (*alerts.open.values(), *alerts.resolved)
    found = [alert for alert in known if alert.key == kept.subject]
    return any(is_about(snapshot.rules, alert, zone) for alert in found)


def _zone_of(snapshot: Snapshot, kept: Kept) -> str | None:
    """Return the zone a row speaks of: by what it says of its place, else by its subject."""
    said = [str(kept.body.get(key) or "") for key in WHERE]
    service = snapshot.office.service
    asked = service.calls.get(kept.subject) or service.tickets.get(kept.subject)
    if asked is not None:
        said.append(asked.room)
    named = (*said, kept.subject, *kept.subject.split(":"))
    found = (zone_named(snapshot.rules, name) for name in named if name)
    return next((zone for zone in found if zone is not None), None)


def zone_named(rules: Rules, name: str) -> str | None:
    """Return the zone that an id of the site file lies in; None if nothing is called so."""
    if name in rules.zones:
        return name
    for table in (rules.rooms, rules.channels, rules.readers, rules.inputs):
        if name in table:
            return table[name].zone
    owners = sorted(owners_of(rules, name)) if name in rules.devices else ()
    return zone_named(rules, owners[0]) if owners else None

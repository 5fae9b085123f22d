"""Maintenance as people see it: what is worked on, who says so, until when."""

from dataclasses import dataclass

from gateway.domain.maintenance import Work, name_of
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.devices import device_name, devices_in
from kiosk_web.views.facilities.places import keys_in
from kiosk_web.views.service import who
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One work under way; `scope` is `zone:`, `room:` or `device:` and an id."""

    scope: str
    what: str
    name: str
    by: str
    reason: str
    since: str
    until: str
    left: str


def works_view(snapshot: Snapshot, target: str, tongue: Tongue) -> tuple[WorkRow, ...]:
    """Return the works of a zone, "" for the site; the one that ends first goes first."""
    scopes = set(scopes_in(snapshot, target))
    works = sorted(snapshot.office.maintenance.works.values(), key=lambda work: work.until)
    return tuple(work_row(snapshot, work, tongue) for work in works if work.scope in scopes)


def scopes_in(snapshot: Snapshot, target: str) -> tuple[str, ...]:
    """Return everything that can be worked on in a zone, "" for the site."""
    rules = snapshot.rules
    zones = rules.zones_below(target) if target else tuple(rules.zones)
    rooms = [key for key in keys_in(rules, target) if key.startswith("room:")]
    devices = [f"device:{device}" for device in devices_in(snapshot, target)]
    return (*(f"zone:{zone}" for zone in zones), *rooms, *devices)


def work_row(snapshot: Snapshot, work: Work, tongue: Tongue) -> WorkRow:
    """Return one work."""
    _ = tongue._
    now = snapshot.now.at
    kind, _colon, which = work.scope.partition(":")
    known = name_of(snapshot.rules, work.scope)
    name = known.in_(tongue.language) if known else work.scope
    if kind == "device" and known:
        name = device_name(snapshot, which, tongue)
    return WorkRow(
        scope=work.scope,
        what={"zone": _("Zone"), "room": _("Room"), "device": _("Device")}.get(kind, ""),
        name=name,
        by=who(snapshot.rules, work.by, tongue),
        reason=work.reason,
        since=tongue.when(work.since, now),
        until=tongue.when(work.until, now),
        left=tongue.span((work.until - now).total_seconds()),
    )

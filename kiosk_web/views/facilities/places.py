"""Zones and rooms: which there are, what is theirs, and which alerts and works are about them."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.domain.alerts import Alert
from gateway.domain.maintenance import Work
from gateway.domain.meters import fresh_w
from gateway.domain.privacy import is_personal
from gateway.domain.rules import Channel, Input, Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.loads import total_w
from kiosk_web.views.words import Tongue

OPENINGS = ("window", "door")
WAITING = ("raised", "escalated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A zone or a room.

    Attributes:
        key: `zone:<id>` or `room:<id>`, as maintenance and floors name it.
        zone: The zone it is, or lies in.
        plate: The letter on a room's door; empty for a zone.
    """

    key: str
    kind: str
    id: str
    zone: str
    name: str
    plate: str = ""


def place_of(rules: Rules, key: str, tongue: Tongue) -> Place | None:
    """Return the place of a key; None if the site file has none of that name."""
    kind, _, which = key.partition(":")
    if kind == "room" and which in rules.rooms:
        room = rules.rooms[which]
        name = room.name.in_(tongue.language)
        return Place(key=key, kind=kind, id=which, zone=room.zone, name=name, plate=room.plate)
    if kind == "zone" and which in rules.zones:
        name = rules.zones[which].name.in_(tongue.language)
        return Place(key=key, kind=kind, id=which, zone=which, name=name)
    return None


def keys_in(rules: Rules, zone: str) -> tuple[str, ...]:
    """Return the places of a zone and those inside it, rooms after their zone; "" = the site."""
    found: list[str] = []
    for each in rules.zones_below(zone) if zone else tuple(rules.zones):
        if has_own(rules, each):
            found.append(f"zone:{each}")
        found += [f"room:{room.id}" for room in rules.rooms.values() if room.zone == each]
    return tuple(found)


def has_own(rules: Rules, zone: str) -> bool:
    """Tell whether a zone is more than what lies inside it: has things, a meter, a door."""
    inside = any(z.parent == zone for z in rules.zones.values()) or any(
        room.zone == zone for room in rules.rooms.values()
    )
    return (
        not inside
        or rules.zones[zone].meter is not None
        or any(c.owner == zone for c in rules.channels.values())
        or any(i.zone == zone for i in rules.inputs.values())
        or any(r.zone == zone and r.is_door for r in rules.readers.values())
    )


def channels_of(rules: Rules, place: Place) -> tuple[Channel, ...]:
    """Return a place's own channels, without those of places inside it."""
    if place.kind == "room":
        return tuple(rules.channels[c] for c in rules.rooms[place.id].channels)
    return tuple(c for c in rules.channels.values() if c.owner == place.id)


def openings_of(snapshot: Snapshot, place: Place, at: Mapping[str, str]) -> tuple[Input, ...]:
    """Return the windows and doors that stand open there.

    `at`: places by input, for those that are drawn on a floor; the others count for their zone.
    """
    inputs, levels = snapshot.rules.inputs, snapshot.office.health.inputs
    return tuple(
        one
        for one in inputs.values()
        if one.kind in OPENINGS
        and levels.get(one.id)
        and at.get(f"input:{one.id}", f"zone:{one.zone}") == place.key
    )


def works_on(snapshot: Snapshot, place: Place) -> Work | None:
    """Return the work under way on a place, or on a zone around it."""
    works = snapshot.office.maintenance.works
    around = [f"zone:{zone}" for zone in snapshot.rules.zone_path(place.zone)] if works else []
    return next((works[key] for key in (place.key, *around) if key in works), None)


def alerts_by_place(snapshot: Snapshot) -> Mapping[str, tuple[Alert, ...]]:
    """Return the open alerts by the key of the place they are about."""
    found: dict[str, tuple[Alert, ...]] = {}
    service = snapshot.office.service
    rooms = {call.alert: call.room for call in service.calls.values()}
    rooms |= {ticket.alert: ticket.room for ticket in service.tickets.values()}
    for alert in snapshot.office.alerts.open.values():
        if is_personal(alert.key):
            continue
        room = rooms.get(alert.key)
        key = f"room:{room}" if room else _about(snapshot.rules, alert)
        found[key] = (*found.get(key, ()), alert)
    return found


def _about(rules: Rules, alert: Alert) -> str:
    """Return where an alert is: the room all of it is in, else its zone."""
    where = alert.key.partition(":")[2]
    if where in rules.rooms:
        return f"room:{where}"
    owners = {rules.channels[c].owner for c in alert.channels if c in rules.channels}
    if not owners and where in rules.channels:
        owners = {rules.channels[where].owner}
    if not owners and where in rules.devices:
        owners = owners_of(rules, where)
    if len(owners) == 1 and (owner := next(iter(owners))) in rules.rooms:
        return f"room:{owner}"
    return f"zone:{alert.zone}" if alert.zone else ""


def owners_of(rules: Rules, device: str) -> set[str]:
    """Return the rooms and zones whose things hang on a device, or which it measures."""
    found = {c.owner for c in rules.channels.values() if c.device == device}
    metered = (z.id for z in rules.zones.values() if (z.meter or "").partition(":")[0] == device)
    return {*found, *metered}


def load_w(snapshot: Snapshot, zone: str) -> float | None:
    """Return a zone's load: its own meter, else the sum of those below it."""
    rules = snapshot.rules
    own = fresh_w(snapshot.office, rules, rules.zones.get(zone), snapshot.now)
    if own is not None:
        return own
    below = [z.id for z in rules.zones.values() if z.parent == zone]
    return total_w(load_w(snapshot, each) for each in below)

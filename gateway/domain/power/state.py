"""What the power watch has seen, and an index of what it watches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.meters import meter_parts
from gateway.domain.rooms.survey import loads_in
from gateway.domain.rules import Channel, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True)
class Watched:
    """Who is meant by a report; made anew when the rules are swapped.

    Attributes:
        rules: What it was made from.
        meters: By device: the zones it is the meter of.
        loads: By zone: everything in it and below that may be left on.
        places: By room or zone: its own loads; every zone is a place.
        zone_of: By room or zone: the zone that decides whether it is watched.
    """

    rules: Rules
    meters: Mapping[str, tuple[str, ...]]
    loads: Mapping[str, tuple[Channel, ...]]
    places: Mapping[str, tuple[Channel, ...]]
    zone_of: Mapping[str, str]


def watched(rules: Rules) -> Watched:
    """Return the index of some rules."""
    meters: dict[str, tuple[str, ...]] = {}
    for zone in rules.zones.values():
        if zone.meter is not None:
            device = meter_parts(zone.meter)[0]
            meters[device] = (*meters.get(device, ()), zone.id)
    loads = {zone: loads_in(rules, zone) for zone in rules.zones}
    places: dict[str, tuple[Channel, ...]] = dict.fromkeys(rules.zones, ())
    zone_of = {zone: zone for zone in rules.zones}
    for channel in {c.id: c for own in loads.values() for c in own}.values():
        places[channel.owner] = (*places.get(channel.owner, ()), channel)
        zone_of.setdefault(channel.owner, channel.zone)
    return Watched(rules, meters, loads, places, zone_of)


@dataclass(frozen=True, slots=True)
class Power:
    """Transient: since when each zone has drawn too much, in monotonic seconds.

    Attributes:
        over_since_s: By zone: since when it draws more than can be explained.
        since: By zone: the same as an instant, for people.
        due_s: By zone: when that has lasted long enough.
        closed: Zones outside their opening hours, as of `minute`.
        listening_s: Since when meters could have been heard.
    """

    over_since_s: Mapping[str, float] = field(default_factory=dict)
    due_s: Mapping[str, float] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    minute: datetime | None = None
    listening_s: float | None = None
    watched: Watched | None = field(default=None, repr=False, compare=False)


def next_due_s(office: "Office") -> float | None:
    """Return when the next zone has been over for long enough."""
    return min(office.power.due_s.values(), default=None)

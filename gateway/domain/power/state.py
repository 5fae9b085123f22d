"""What the power watch has seen and keeps, and an index of what it watches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.meters import meter_parts
from gateway.domain.rooms.survey import loads_in
from gateway.domain.rules import Channel, ExpectedLoad, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office

WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Watched:
    """Who is meant by a report; made anew when the rules are swapped.

    Attributes:
        rules: What it was made from.
        meters: By device: the zones it is the meter of.
        loads: By zone: everything in it and below that may be on off-hours or is
            expected to be.
        places: By room or zone: its own loads; every zone is a place.
        zone_of: By room or zone: the zone that decides whether it is watched.
        windows: By zone: its own window contacts.
        expected: What may be on off-hours, by global channel id.
    """

    rules: Rules
    meters: Mapping[str, tuple[str, ...]]
    loads: Mapping[str, tuple[Channel, ...]]
    places: Mapping[str, tuple[Channel, ...]]
    zone_of: Mapping[str, str]
    windows: Mapping[str, tuple[str, ...]]
    expected: Mapping[str, ExpectedLoad]


def watched(rules: Rules) -> Watched:
    """Return the index of some rules."""
    meters: dict[str, tuple[str, ...]] = {}
    for zone in rules.zones.values():
        if zone.meter is not None:
            device = meter_parts(zone.meter)[0]
            meters[device] = (*meters.get(device, ()), zone.id)
    expected = {each.channel: each for zone in rules.zones.values() for each in zone.expected}
    loads = {zone: _watched_in(rules, zone, expected) for zone in rules.zones}
    places: dict[str, tuple[Channel, ...]] = dict.fromkeys(rules.zones, ())
    zone_of = {zone: zone for zone in rules.zones}
    for channel in {c.id: c for own in loads.values() for c in own}.values():
        places[channel.owner] = (*places.get(channel.owner, ()), channel)
        zone_of.setdefault(channel.owner, channel.zone)
    windows: dict[str, tuple[str, ...]] = {}
    for sensor in rules.inputs.values():
        if sensor.kind == WINDOW:
            windows[sensor.zone] = (*windows.get(sensor.zone, ()), sensor.id)
    return Watched(rules, meters, loads, places, zone_of, windows, expected)


def _watched_in(
    rules: Rules, zone: str, expected: Mapping[str, ExpectedLoad]
) -> tuple[Channel, ...]:
    """Return the loads of a zone, and what is never switched but may only draw so much."""
    loads = {channel.id: channel for channel in loads_in(rules, zone)}
    limited = {c.id: c for c in rules.channels_in(zone) if c.id in expected}
    return tuple({**loads, **limited}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an alert's words were last made of.

    Attributes:
        at_s: When, in monotonic seconds.
        names: What was told (`Cause.names`).
        owed: What has to be proven over before the breach is: all that was told or
            joined since and is not yet known to be as it should.
        witness: A channel that was on then: as long as it is, the breach lasts,
            whatever becomes of the others.
    """

    at_s: float
    names: frozenset[str]
    owed: frozenset[str]
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Power:
    """Transient: since when what has drawn too much, in monotonic seconds.

    Attributes:
        over_since_s: By zone or channel: since when it draws more than it may.
        since: By zone or channel: the same as an instant, for people.
        due_s: By zone or channel: when that has lasted long enough.
        base_wh: By zone or channel: what its counter said then.
        closed: Zones outside their opening hours, as of `minute`.
        listening_s: Since when meters could have been heard.
        told: By place: what its alert's words were made of, and when.
        tell_due_s: By place: when what has changed since may be told.
    """

    over_since_s: Mapping[str, float] = field(default_factory=dict)
    due_s: Mapping[str, float] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)
    base_wh: Mapping[str, float] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    minute: datetime | None = None
    listening_s: float | None = None
    told: Mapping[str, Told] = field(default_factory=dict)
    tell_due_s: Mapping[str, float] = field(default_factory=dict)
    watched: Watched | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place that is not as it should be off-hours, as long as it lasts.

    Attributes:
        zone: Where it lies.
        since: When it began.
        channels: What is on, or draws more than it may; all that ever was while it lasts.
        windows: Window contacts that are open; as for channels.
        metered: The zone's own meter says more than anything explains.
        base_wh: By channel, or by the zone: what its counter said at the beginning.
        last_person: Who left last, or was last seen there; empty if nobody knows.
        last_at: When.
        last_left: Whether that was a tap-out; else the person never signed out.
    """

    zone: str
    since: datetime
    channels: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    metered: bool = False
    base_wh: Mapping[str, float] = field(default_factory=dict)
    last_person: str = ""
    last_at: datetime | None = None
    last_left: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLoads:
    """Somebody said what will be on, ahead of time: no breach until then."""

    until: datetime
    end_due_s: float
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Offhours:
    """Durable.

    Attributes:
        breaches: Under way, by room or zone.
        known: What is known ahead, by scope: `zone:<id>`, `room:<id>`, `device:<id>`.
    """

    breaches: Mapping[str, Breach] = field(default_factory=dict)
    known: Mapping[str, KnownLoads] = field(default_factory=dict)


def next_due_s(office: "Office") -> float | None:
    """Return when something lasts long enough, may be told, or is not known any more."""
    power = office.power
    dues = [known.end_due_s for known in office.offhours.known.values()]
    return min([*power.due_s.values(), *power.tell_due_s.values(), *dues], default=None)

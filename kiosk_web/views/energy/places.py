"""Whose energy can be told: the site, its zones, and each thing that measures itself."""

from dataclasses import dataclass

from gateway.domain.energy import channel_total_wh, zone_total_wh
from gateway.domain.energy.totals import channel_wires, sources_of
from gateway.domain.meters import fresh_w
from gateway.domain.rules import Channel, Rules
from gateway.domain.text import Text
from kiosk_web.ports import Snapshot
from kiosk_web.views.energy.series import Source
from kiosk_web.views.loads import total_w
from kiosk_web.views.words import Tongue

MOST_THINGS = 60
"""A page shows no more things than this, those that used most; the rest is in the download."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of the page.

    Attributes:
        key: A zone's id, a channel's global id, or "" for the whole site.
        name: As people say it, in both languages.
        zones: The zones it is made of, for what was avoided there.
        depth: How deep a zone lies inside others.
    """

    key: str
    name: Text
    sources: tuple[Source, ...]
    zones: tuple[str, ...] = ()
    depth: int = 0


def site_place(rules: Rules, target: str) -> Place:
    """Return a zone, or the whole site: its outermost zones together."""
    zone = rules.zones.get(target)
    if zone is not None:
        return zone_place(rules, target)
    roots = [z for z in rules.zones.values() if z.parent is None]
    found = dict.fromkeys(s for z in roots for s in sources_of(rules, z))
    return Place(key="", name=rules.name, sources=tuple(found), zones=tuple(rules.zones))


def zone_place(rules: Rules, zone_id: str) -> Place:
    """Return one zone."""
    zone = rules.zones[zone_id]
    return Place(
        key=zone.id,
        name=zone.name,
        sources=sources_of(rules, zone),
        zones=rules.zones_below(zone.id),
        depth=len(rules.zone_path(zone.id)) - 1,
    )


def zone_places(snapshot: Snapshot, target: str) -> list[Place]:
    """Return the zones of a target that were ever measured, in the site file's order."""
    office, rules = snapshot.office, snapshot.rules
    zones = rules.zones_below(target) if target in rules.zones else tuple(rules.zones)
    return [zone_place(rules, z) for z in zones if zone_total_wh(office, rules, z) is not None]


def thing_places(snapshot: Snapshot, target: str, most: int = MOST_THINGS) -> list[Place]:
    """Return the channels of a target that measure themselves, those that used most first."""
    office, rules = snapshot.office, snapshot.rules
    own = rules.channels_in(target) if target in rules.zones else tuple(rules.channels.values())
    used = [(wh, c) for c in own if (wh := channel_total_wh(office, rules, c.id)) is not None]
    used.sort(key=lambda pair: -pair[0])
    return [
        Place(key=c.id, name=_thing_name(rules, c), sources=(channel_wires(rules, c),))
        for _, c in used[:most]
    ]


def _thing_name(rules: Rules, channel: Channel) -> Text:
    room = rules.rooms.get(channel.owner)
    where = room.name if room is not None else rules.zones[channel.zone].name
    return Text(f"{where.zh}·{channel.name.zh}", f"{where.en} · {channel.name.en}")


def targets(rules: Rules, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return what a page can be asked for, with its name: the site, and each zone."""
    zones = ((zone.id, zone.name.in_(tongue.language)) for zone in rules.zones.values())
    return ("", tongue._("Whole site")), *zones


def now_w(snapshot: Snapshot, place: Place) -> float | None:
    """Return what a place draws now: its meter, else what is in it; None if nobody knows."""
    return total_w(_source_w(snapshot, source) for source in place.sources)


def _source_w(snapshot: Snapshot, source: Source) -> float | None:
    for device, number in source:
        for zone in snapshot.rules.zones.values():
            if zone.meter == (device if number is None else f"{device}:{number}"):
                return fresh_w(snapshot.office, snapshot.rules, zone, snapshot.now)
        report = snapshot.office.devices.reports.get((device, number))
        if report is not None and report.reading.power_w is not None:
            return report.reading.power_w
    return None

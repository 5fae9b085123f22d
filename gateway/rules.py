"""From the site file and the registry to `Rules`: names filled in, everything indexed.

No rule is made here; what is left out in the site file gets its default.
"""

from collections.abc import Iterable, Mapping

from gateway.config.model import ChannelSettings, RoomSettings, Site, ZoneSettings
from gateway.domain.rules import (
    Channel,
    Contact,
    Device,
    Durations,
    Input,
    Reader,
    Room,
    Rules,
    Zone,
)
from gateway.domain.text import Text

Wired = Mapping[tuple[str, int | None], str]


def site_rules(site: Site) -> Rules:
    """Return the rules of a site file alone: nobody and no badge is known yet."""
    channels = {channel.id: channel for channel in _channels(site)}
    return Rules(
        site=site.site.id,
        name=site.site.name,
        timezone=site.site.timezone,
        zones={zone.id: _zone(zone) for zone in site.zones},
        readers={
            one.id: Reader(
                id=one.id,
                kind=one.kind.value,
                zone=one.zone,
                name=one.name or _named(one.id),
                direction=one.direction,
            )
            for one in site.readers
        },
        devices={
            one.id: Device(id=one.id, kind=one.kind, name=one.name or _named(one.id))
            for one in site.devices
        },
        channels=channels,
        wired=wired(channels.values()),
        rooms={room.id: _room(room) for room in site.rooms},
        inputs={
            one.id: Input(
                id=one.id, kind=one.kind.value, zone=one.zone, name=one.name or _named(one.id)
            )
            for one in site.inputs
        },
        contacts={
            one.id: Contact(id=one.id, name=one.name, language=one.language)
            for one in site.contacts
        },
        facilities=site.alerts.facilities,
        durations=Durations(**site.durations.model_dump()),
    )


def wired(channels: Iterable[Channel]) -> Wired:
    """Return channels by device and number on the wire.

    A device with a single relay reports it as 1 or without a number, so a
    channel without a number is found under both.
    """
    by_wire: dict[tuple[str, int | None], str] = {}
    for channel in channels:
        by_wire[channel.device, channel.number] = channel.id
        if channel.number is None:
            by_wire.setdefault((channel.device, 1), channel.id)
    return by_wire


def _named(key: str) -> Text:
    """Return an id as words, for what nobody named: `rear-door` is "rear door"."""
    words = key.replace("-", " ")
    return Text(words, words)


def _zone(zone: ZoneSettings) -> Zone:
    return Zone(
        id=zone.id,
        name=zone.name or _named(zone.id),
        parent=zone.parent,
        opening=zone.opening,
        meter=zone.meter,
        standby_w=zone.standby_w,
        never_off=frozenset(zone.never_off),
    )


def _room(room: RoomSettings) -> Room:
    return Room(
        id=room.id,
        name=room.name,
        zone=room.zone,
        plate=room.plate or room.id.rpartition("-")[2][:4].upper(),
        seats=room.seats,
        channels=tuple(f"{room.id}.{channel.id}" for channel in room.channels),
    )


def _channels(site: Site) -> Iterable[Channel]:
    for zone in site.zones:
        for settings in zone.channels:
            yield _channel(settings, zone.id, zone.id)
    for room in site.rooms:
        for settings in room.channels:
            yield _channel(settings, room.id, room.zone)


def _channel(settings: ChannelSettings, owner: str, zone: str) -> Channel:
    return Channel(
        id=f"{owner}.{settings.id}",
        owner=owner,
        zone=zone,
        name=settings.name or _named(settings.id),
        kind=settings.kind,
        device=settings.device,
        number=settings.channel,
        levels=settings.levels,
        watts=settings.watts,
    )

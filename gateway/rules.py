"""From the site file and the registry to `Rules`: names filled in, everything indexed.

No rule is made here; what is left out in the site file gets its default.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gateway.calendars import almanac_of
from gateway.config.model import (
    ChannelSettings,
    RoomSettings,
    ServiceSettings,
    SetbackSettings,
    Site,
    ZoneSettings,
)
from gateway.config.scenes import SceneSettings
from gateway.domain.rooms.scenes.standard import NAMES as SCENE_NAMES
from gateway.domain.rules import (
    SERVICES,
    Alerting,
    Channel,
    Contact,
    Device,
    Durations,
    EnergyRules,
    ExpectedLoad,
    ForgottenRules,
    Input,
    PanelLock,
    Reader,
    Room,
    Route,
    Rules,
    Scene,
    ServiceKind,
    SetbackRules,
    Zone,
)
from gateway.domain.text import Text
from gateway.registry.as_rules import with_registry
from gateway.registry.view import RegistryView

Wired = Mapping[tuple[str, int | None], str]

WITHOUT_BROKER = frozenset({"pjlink"})
"""Kinds of devices with a line of their own: what happens to the broker is nothing to them."""


def build_rules(site: Site, view: RegistryView, generation: int) -> Rules:
    """Return the rules of a site file and of what people maintain.

    Args:
        site: The site file.
        view: The registry at one moment.
        generation: Larger at each swap, so that screens know.
    """
    return with_registry(site_rules(site), view, generation)


def site_rules(site: Site) -> Rules:
    """Return the rules of a site file alone: nobody and no badge is known yet."""
    channels = {channel.id: channel for channel in _channels(site)}
    return Rules(
        site=site.site.id,
        name=site.site.name,
        timezone=site.site.timezone,
        address=site.site.address,
        zones={zone.id: _zone(zone) for zone in site.zones},
        readers={
            one.id: Reader(
                id=one.id,
                kind=one.kind.value,
                zone=one.zone,
                name=one.name or _named(one.id),
                direction=one.direction,
                room=one.room,
                checkpoint=one.checkpoint,
            )
            for one in site.readers
        },
        devices={
            one.id: Device(
                id=one.id,
                kind=one.kind,
                name=one.name or _named(one.id),
                on_broker=one.kind not in WITHOUT_BROKER,
            )
            for one in site.devices
        },
        channels=channels,
        wired=_wired(site),
        rooms={room.id: _room(room) for room in site.rooms},
        inputs={
            one.id: Input(
                id=one.id,
                kind=one.kind.value,
                zone=one.zone,
                name=one.name or _named(one.id),
                on_broker=one.mqtt is not None,
            )
            for one in site.inputs
        },
        contacts={
            one.id: Contact(
                id=one.id,
                name=one.name,
                language=one.language,
                quiet=one.quiet,
                per_hour=one.per_hour,
            )
            for one in site.contacts
        },
        facilities=site.alerts.facilities,
        alerting=_alerting(site),
        energy=EnergyRules(**site.energy.model_dump()),
        forgotten=ForgottenRules(**site.forgotten.model_dump()),
        services=tuple(map(_service, site.services)) or SERVICES,
        floors=tuple(one.rules(one.name or _zone_name(site, one.zone)) for one in site.floors),
        almanac=almanac_of(site.site.country),
        durations=Durations(**site.durations.model_dump()),
    )


def _alerting(site: Site) -> Alerting:
    alerts = site.alerts
    return Alerting(
        groups={group.id: group.contacts for group in site.groups},
        routes=tuple(
            Route(
                to=one.to,
                severities=frozenset(severity.value for severity in one.severities),
                zones=frozenset(one.zones),
                hours=one.hours,
            )
            for one in alerts.routes
        ),
        quiet=alerts.quiet,
        digest=alerts.digest,
        per_hour=alerts.per_hour,
    )


def _wired(site: Site) -> Wired:
    """Return channels by device and number on the wire.

    What has no number in the site file is the device's only channel: its first
    one, and what it says without naming a channel.
    """
    by_wire: dict[tuple[str, int | None], str] = {}
    owners: list[ZoneSettings | RoomSettings] = [*site.zones, *site.rooms]
    for owner in owners:
        for channel in owner.channels:
            name = f"{owner.id}.{channel.id}"
            first = site.first_of(channel.device)
            numbers = channel.numbers(first)
            for number in numbers:
                by_wire[channel.device, number] = name
            if channel.channel is None and numbers == (first,):
                by_wire[channel.device, None] = name
    return by_wire


def _named(key: str) -> Text:
    """Return an id as words, for what nobody named: `rear-door` is "rear door"."""
    words = key.replace("-", " ")
    return Text(words, words)


def _zone_name(site: Site, zone: str) -> Text:
    found = next((one.name for one in site.zones if one.id == zone), None)
    return found or _named(zone)


def _zone(zone: ZoneSettings) -> Zone:
    return Zone(
        id=zone.id,
        name=zone.name or _named(zone.id),
        parent=zone.parent,
        opening=zone.opening,
        meter=zone.meter,
        standby_w=zone.standby_w,
        never_off=frozenset(zone.never_off),
        expected=tuple(
            ExpectedLoad(channel=one.channel, watts=one.watts, hours=one.hours)
            for one in zone.expected
        ),
        setback=_setback(zone.setback),
    )


def _setback(setback: SetbackSettings | None) -> SetbackRules | None:
    if setback is None:
        return None
    return SetbackRules(
        lights=setback.lights, ac=setback.ac, cool_c=setback.cool_c, heat_c=setback.heat_c
    )


def _room(room: RoomSettings) -> Room:
    lock = room.lock
    return Room(
        id=room.id,
        name=room.name,
        zone=room.zone,
        plate=room.plate or room.id.rpartition("-")[2][:4].upper(),
        seats=room.seats,
        channels=tuple(f"{room.id}.{channel.id}" for channel in room.channels),
        scenes=tuple(_scene(scene) for scene in room.scenes),
        lock=PanelLock(controls=lock.controls, system=lock.system) if lock else None,
        sources=tuple(
            source.rules(room, source.name or _named(source.id)) for source in room.sources
        ),
        groups=tuple(group.rules(room.id, group.name or _named(group.id)) for group in room.groups),
    )


def _service(settings: ServiceSettings) -> ServiceKind:
    known = next((one for one in SERVICES if one.id == settings.id), None)
    named = known or ServiceKind(id=settings.id, name=_named(settings.id))
    return replace(named, name=settings.name or named.name, icon=settings.icon or named.icon)


def _scene(scene: SceneSettings) -> Scene:
    name = scene.name or SCENE_NAMES.get(scene.id) or _named(scene.id)
    return Scene(id=scene.id, name=name, wishes=scene.rules())


def _channels(site: Site) -> Iterable[Channel]:
    for zone in site.zones:
        for settings in zone.channels:
            yield _channel(site, settings, zone.id, zone.id)
    for room in site.rooms:
        for settings in room.channels:
            yield _channel(site, settings, room.id, room.zone)


def _channel(site: Site, settings: ChannelSettings, owner: str, zone: str) -> Channel:
    return Channel(
        id=f"{owner}.{settings.id}",
        owner=owner,
        zone=zone,
        name=settings.name or _named(settings.id),
        kind=settings.kind,
        device=settings.device,
        number=settings.numbers(site.first_of(settings.device))[0],
        levels=settings.levels,
        watts=settings.watts,
        options=settings.machine.options(owner) if settings.machine else None,
    )

"""The imaginary things of a site file: each device, meter, contact, badge reader, projector."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from devices.mqtt.badges import BadgeFormat
from devices.pjlink.config import KIND as PJLINK
from devices.sim.badges import SimBadgeReader
from devices.sim.board import Board
from devices.sim.contact import SimContact
from devices.sim.meter import SimMeter
from devices.sim.office import Thing
from devices.sim.projector import ProjectorSpec, SimProjector
from gateway.clock import uptime_s
from gateway.config import Site
from gateway.config.machines import ProjectorSettings, beside
from gateway.config.model import ChannelSettings, InputKind, ReaderKind
from gateway.demo.boards import TELEMETRY_S, boards_of
from gateway.domain.meters import meter_parts
from gateway.domain.rules import ChannelKind


@dataclass(frozen=True, slots=True)
class Things:
    """All that is simulated, by its id in the site file."""

    devices: Mapping[str, Board] = field(default_factory=dict)
    contacts: Mapping[str, SimContact] = field(default_factory=dict)
    badges: Mapping[str, SimBadgeReader] = field(default_factory=dict)
    projectors: Mapping[str, SimProjector] = field(default_factory=dict)

    def all(self) -> list[Thing]:
        """Return every thing on MQTT, meters last, as they ask the others."""
        return [*self.devices.values(), *self.contacts.values(), *self.badges.values()]


def things_of(site: Site, mono_s: Callable[[], float] = uptime_s) -> Things:
    """Return a thing for each device, reader and input on the network of a site.

    Projectors listen at once, on ports of their own, and answer once started.

    Args:
        site: The site file.
        mono_s: Monotonic seconds of the office, by which lamps warm and cool.

    Raises:
        SiteProblems: A device's own keys are wrong; all of them.
    """
    loads = boards_of(site)
    meters = _meters_of(site, loads)
    loads = {id_: board for id_, board in loads.items() if id_ not in meters}
    return Things(
        {**loads, **meters},
        _contacts_of(site),
        _badges_of(site),
        _projectors_of(site, loads, mono_s),
    )


def _meters_of(site: Site, boards: Mapping[str, Board]) -> dict[str, SimMeter]:
    """Return the meters of zones: the whole, and what is measured apart on other channels."""
    measured = [(*meter_parts(zone.meter), zone) for zone in site.zones if zone.meter]
    devices = {device for device, _, _ in measured}
    loads = {id_: board for id_, board in boards.items() if id_ not in devices}
    found = {}
    for device in devices:
        zones = {number: zone for each, number, zone in measured if each == device}
        whole = zones.get(None) or next(iter(zones.values()))
        found[device] = SimMeter(
            boards[device].topic,
            _sum_of(site, whole.id, loads),
            whole.standby_w * 0.5,
            tele_s=TELEMETRY_S,
            branches={
                number: _sum_of(site, zone.id, loads, zone.standby_w * 0.5)
                for number, zone in zones.items()
                if number is not None
            },
        )
    return found


def _contacts_of(site: Site) -> dict[str, SimContact]:
    return {
        one.id: SimContact(
            one.mqtt.topic,
            on=_said(one.mqtt.key, one.mqtt.on),
            off=_said(one.mqtt.key, one.mqtt.off),
            retain=one.kind in (InputKind.WINDOW, InputKind.DOOR),
        )
        for one in site.inputs
        if one.mqtt is not None
    }


def _said(key: str | None, word: str) -> str:
    """Return how a contact says a word: by itself, or where a path of keys leads in JSON."""
    if key is None:
        return word
    text = word if word in ("true", "false") else f'"{word}"'
    for step in reversed(key.split(".")):
        text = f'{{"{step}": {text}}}'
    return text


def _badges_of(site: Site) -> dict[str, SimBadgeReader]:
    return {
        one.id: SimBadgeReader(
            str(one.options.get("topic", one.id)),
            BadgeFormat(one.options.get("format", BadgeFormat.TASMOTA)),
        )
        for one in site.readers
        if one.kind is ReaderKind.MQTT
    }


def _projectors_of(
    site: Site, boards: Mapping[str, Board], mono_s: Callable[[], float]
) -> dict[str, SimProjector]:
    network = {device.id for device in site.devices if device.kind == PJLINK}
    places = [*((z.id, z.channels) for z in site.zones), *((r.id, r.channels) for r in site.rooms)]
    found = [
        (place, channel)
        for place, channels in places
        for channel in channels
        if channel.device in network and channel.kind is ChannelKind.PROJECTOR
    ]
    return {
        channel.device: SimProjector(
            _projector_spec(site, channel), mono_s, fed=_mains_of(site, place, channel, boards)
        )
        for place, channel in found
    }


def _projector_spec(site: Site, channel: ChannelSettings) -> ProjectorSpec:
    """Return a projector with the inputs that the site's sources choose."""
    told = channel.projector or ProjectorSettings()
    chosen = [s.input for room in site.rooms for s in room.sources if s.input is not None]
    inputs = tuple(dict.fromkeys([*chosen, *ProjectorSpec().inputs]))
    return ProjectorSpec(warm_s=told.warm_s, cool_s=told.cool_s, inputs=inputs)


def _mains_of(
    site: Site, place: str, projector: ChannelSettings, boards: Mapping[str, Board]
) -> Callable[[], bool]:
    """Return what tells whether the relay that feeds a projector is closed."""
    name = beside(place, projector.projector.mains if projector.projector else None)
    places = {z.id: z.channels for z in site.zones} | {r.id: r.channels for r in site.rooms}
    owner, _, key = (name or "").partition(".")
    wired = [c for c in places.get(owner, ()) if c.id == key]
    if not wired or wired[0].device not in boards:
        return lambda: True
    board, number = boards[wired[0].device], wired[0].numbers(site.first_of(wired[0].device))[0]
    return lambda: board.state().channels[number].is_on


def _sum_of(
    site: Site, zone: str, loads: Mapping[str, Board], standby_w: float = 0.0
) -> Callable[[], float]:
    """Return what tells what a zone draws, with the zones inside."""
    inside = {zone}
    while more := {z.id for z in site.zones if z.parent in inside} - inside:
        inside |= more
    wired = {c.device for z in site.zones if z.id in inside for c in z.channels}
    wired |= {c.device for r in site.rooms if r.zone in inside for c in r.channels}
    return lambda: standby_w + sum(one.watts() for id_, one in loads.items() if id_ in wired)

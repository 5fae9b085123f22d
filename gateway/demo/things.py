"""The imaginary things of a site file: each Tasmota, each meter, each contact it names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from devices.sim.contact import SimContact
from devices.sim.meter import SimMeter
from devices.sim.office import Thing
from devices.sim.tasmota import SimSpec, SimTasmota
from gateway.config import Site
from gateway.config.model import DeviceSettings, InputKind
from gateway.domain.rules import ChannelKind

TELEMETRY_S = 10.0
"""Real Tasmotas speak every 300 s; a visitor has not so much patience."""


@dataclass(frozen=True, slots=True)
class Things:
    """All that is simulated, by its id in the site file."""

    devices: Mapping[str, SimTasmota] = field(default_factory=dict)
    contacts: Mapping[str, SimContact] = field(default_factory=dict)

    def all(self) -> list[Thing]:
        """Return every thing, meters last, as they ask the others."""
        return [*self.devices.values(), *self.contacts.values()]


def things_of(site: Site) -> Things:
    """Return a thing for each device and each input on MQTT of a site."""
    meters = {str(zone.meter).split(":")[0]: zone for zone in site.zones if zone.meter}
    loads = {one.id: _load(site, one) for one in site.devices if one.id not in meters}
    metered = {
        id_: SimMeter(
            _topic(site, id_),
            _sum_of(site, zone.id, loads),
            zone.standby_w * 0.5,
            tele_s=TELEMETRY_S,
        )
        for id_, zone in meters.items()
    }
    contacts = {
        one.id: SimContact(
            one.mqtt.topic,
            on=one.mqtt.on,
            off=one.mqtt.off,
            retain=one.kind in (InputKind.WINDOW, InputKind.DOOR),
        )
        for one in site.inputs
        if one.mqtt is not None
    }
    return Things({**loads, **metered}, contacts)


def _topic(site: Site, device: str) -> str:
    found = next(one for one in site.devices if one.id == device)
    return found.topic or found.id


def _load(site: Site, device: DeviceSettings) -> SimTasmota:
    wired = [c for c in site.channels() if c.device == device.id]
    numbers = [c.channel or 1 for c in wired] or [1]
    spec = SimSpec(
        relays=max(numbers),
        dimmers=tuple(c.channel or 1 for c in wired if c.kind is ChannelKind.DIMMER),
        watts={c.channel or 1: c.watts or 0.0 for c in wired},
        metered=len(wired) == 1,
        tele_s=TELEMETRY_S,
        first_tele_s=0.2,
        boot_s=0.1,
    )
    return SimTasmota(device.topic or device.id, spec)


def _sum_of(site: Site, zone: str, loads: Mapping[str, SimTasmota]) -> Callable[[], float]:
    inside = {zone}
    while more := {z.id for z in site.zones if z.parent in inside} - inside:
        inside |= more
    wired = {c.device for z in site.zones if z.id in inside for c in z.channels}
    wired |= {c.device for r in site.rooms if r.zone in inside for c in r.channels}
    return lambda: sum(thing.watts() for id_, thing in loads.items() if id_ in wired)

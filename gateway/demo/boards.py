"""Which simulated board stands for a device of the site file, whatever family it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.mqtt.esphome import EsphomeConfig
from devices.mqtt.families import families
from devices.mqtt.generic import GenericConfig
from devices.mqtt.shelly import ShellyConfig
from devices.mqtt.shelly1 import Shelly1Config
from devices.mqtt.tasmota import TasmotaConfig
from devices.mqtt.zigbee2mqtt import Zigbee2mqttConfig
from devices.pjlink.config import KIND as PJLINK
from devices.pjlink.config import PjlinkConfig
from devices.sim.board import Board, SimSpec
from devices.sim.esphome import SimEsphome
from devices.sim.generic import PLAIN, SimGeneric
from devices.sim.shelly import SimShelly
from devices.sim.shelly1 import SimShelly1
from devices.sim.tasmota import SimTasmota
from devices.sim.zigbee2mqtt import SimZigbee2mqtt
from gateway.config import Site, SiteProblems
from gateway.config.model import ChannelSettings
from gateway.config.options import device_configs
from gateway.domain.rules import ChannelKind

TELEMETRY_S = 10.0
"""Real devices speak every 30 to 300 s; a visitor has not so much patience."""
TRAVEL_S = 10.0
LEVELS = (ChannelKind.DIMMER, ChannelKind.VOLUME)
COVERS = (ChannelKind.CURTAIN, ChannelKind.SCREEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """What hangs on a device.

    Attributes:
        channels: What the site file binds to it.
        first: Where the device begins to count.
    """

    channels: tuple[ChannelSettings, ...]
    first: int

    def spec(self, config: object) -> SimSpec:
        """Return what a board for all that is made of; what it only sends to is not its own."""
        own = [c for c in self.channels if not _is_sent(c, config)]
        motors = [c for c in own if _is_motor(c)]
        relays = [c for c in own if not _is_motor(c)]
        return SimSpec(
            relays=self._count(relays),
            shutters=self._count(motors),
            dimmers=tuple(self._of(c)[0] for c in relays if c.kind in LEVELS),
            watts={n: c.watts or 0.0 for c in relays for n in self._of(c)},
            metered=len(relays) == 1,
            tele_s=TELEMETRY_S,
            first_tele_s=0.2,
            boot_s=0.1,
            travel_s=max((c.curtain.open_s for c in motors if c.curtain), default=TRAVEL_S),
            starts_pct=100.0 if any(c.kind is ChannelKind.SCREEN for c in motors) else 0.0,
        )

    def _count(self, channels: list[ChannelSettings]) -> int:
        return max((n - self.first + 1 for c in channels for n in self._of(c)), default=0)

    def _of(self, channel: ChannelSettings) -> tuple[int, ...]:
        return channel.numbers(self.first)


def boards_of(site: Site) -> dict[str, Board]:
    """Return a board for each device on MQTT of a site, by id.

    Raises:
        SiteProblems: A device's own keys are wrong; all of them.
    """
    known: Mapping[str, type] = {kind: config for kind, (_, config) in families().items()}
    configs, problems = device_configs(site, {**known, PJLINK: PjlinkConfig}.get, sorted(known))
    if problems:
        raise SiteProblems(problems)
    return {
        device.id: board_of(configs[device.id], wired_to(site, device.id).spec(configs[device.id]))
        for device in site.devices
        if device.kind in known
    }


def wired_to(site: Site, device: str) -> Wired:
    """Return what hangs on a device."""
    channels = tuple(c for c in site.channels() if c.device == device)
    return Wired(channels=channels, first=site.first_of(device))


def board_of(config: object, spec: SimSpec) -> Board:
    """Return a board that speaks as a device with this configuration would."""
    match config:
        case TasmotaConfig():
            words = (config.on, config.off)
            full = config.full_topic
            return SimTasmota(config.topic, spec, full_topic=full, words=words)
        case Shelly1Config():
            return SimShelly1(config.topic, spec)
        case ShellyConfig():
            return SimShelly(config.topic, spec)
        case Zigbee2mqttConfig():
            return SimZigbee2mqtt(
                config.topic,
                spec,
                base=config.base,
                endpoints=config.endpoints,
                availability=config.availability,
            )
        case EsphomeConfig():
            return SimEsphome(config.topic, config.parts, spec, power=config.watts.get("all"))
        case GenericConfig():
            return SimGeneric(
                config.topic,
                spec,
                points=config.points or PLAIN,
                query=config.query,
                codes=config.codes,
            )
    raise ValueError(f"nothing imaginary speaks as {type(config).__name__} does")


def _is_motor(channel: ChannelSettings) -> bool:
    """Tell whether a channel is a motor that knows its position."""
    on_relays = channel.curtain is not None and channel.curtain.up is not None
    return channel.kind in COVERS and not on_relays


def _is_sent(channel: ChannelSettings, config: object) -> bool:
    """Tell whether a channel is an appliance out of the device's sight: infrared, codes."""
    sender = not isinstance(config, GenericConfig)
    if sender and (getattr(config, "codes", None) or getattr(config, "hvac", None)):
        return True
    by_keys = channel.volume is not None and channel.volume.up_key is not None
    return channel.kind is ChannelKind.PLAYER or by_keys

"""The badge readers and pins of a site file as drivers, not yet started."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from devices.base import Emit, HashUid, ReaderFeedback, Running
from devices.gpio.inputs import GpioInputs, InputConfig
from devices.gpio.pins import PinFactory, pin_factory
from devices.gpio.signal import LampAndBuzzer, SignalConfig
from devices.mqtt.badges import MqttReader, MqttReaderConfig
from devices.nfc.config import (
    READER_KINDS,
    KeyboardReaderConfig,
    PcscReaderConfig,
    SimReaderConfig,
)
from devices.nfc.sim import SimReader
from gateway.config import Site, SiteProblems
from gateway.config.model import GpioFactory, LampSettings, ReaderKind, ReaderSettings
from gateway.config.options import read_options
from gateway.config.problems import Problem
from gateway.domain.effects import Feedback
from gateway.domain.events import PartChanged
from gateway.errors import DeviceUnavailable

log = logging.getLogger(__name__)

_KINDS: Mapping[str, type] = {**READER_KINDS, "mqtt": MqttReaderConfig}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What every reader is given.

    Attributes:
        boot: Differs at each start; part of every tap's id.
        now_s: Real monotonic seconds.
    """

    emit: Emit
    hash_uid: HashUid
    boot: str
    now_s: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """The readers of a site: those with threads, and the imaginary ones by id."""

    running: Sequence[Running]
    sim: Mapping[str, SimReader]


def reader_configs(site: Site) -> tuple[dict[str, Any], list[Problem]]:
    """Return each reader's own configuration by id, and all that is wrong with them."""
    configs: dict[str, Any] = {}
    problems: list[Problem] = []
    for one in site.readers:
        config_type = _KINDS.get(one.kind.value)
        if config_type is None:
            continue
        config, wrong = read_options(config_type, _given(one))
        problems += [Problem(f"readers.{one.id}{p.path}", p.text) for p in wrong]
        configs[one.id] = config
    return configs, problems


def readers_of(site: Site, origin: Origin) -> Readers:
    """Return the readers; `pcsc` and `keyboard` need their libraries only where one is used.

    Raises:
        SiteProblems: A reader's own keys are wrong; all of them.
    """
    configs, problems = reader_configs(site)
    if problems:
        raise SiteProblems(problems)
    pcsc = [c for c in configs.values() if isinstance(c, PcscReaderConfig)]
    keyboards = [c for c in configs.values() if isinstance(c, KeyboardReaderConfig)]
    sims = [c for c in configs.values() if isinstance(c, SimReaderConfig)]
    running: list[Running] = []
    given = (origin.emit, origin.hash_uid, origin.boot, origin.now_s)
    if pcsc:
        from devices.nfc.pcsc import PcscReaders

        running.append(PcscReaders(pcsc, *given))
    if keyboards:
        from devices.nfc.keyboard import KeyboardReader

        running += [KeyboardReader(config, *given) for config in keyboards]
    sim = {c.id: SimReader(c, origin.emit, origin.hash_uid, origin.boot) for c in sims}
    return Readers(running=running, sim=sim)


def mqtt_readers(site: Site, origin: Origin) -> list[MqttReader]:
    """Return the readers that speak MQTT, for the router: they need no thread of their own.

    Raises:
        SiteProblems: A reader's own keys are wrong; all of them.
    """
    configs, problems = reader_configs(site)
    if problems:
        raise SiteProblems(problems)
    return [
        MqttReader(config, origin.hash_uid, origin.boot, origin.now_s)
        for config in configs.values()
        if isinstance(config, MqttReaderConfig)
    ]


def _given(one: ReaderSettings) -> dict[str, Any]:
    given = {"id": one.id, **one.options}
    if one.kind is ReaderKind.MQTT:
        given.setdefault("topic", one.id)
    return given if one.match is None else {**given, "match": one.match}


@dataclass(slots=True)
class Pins:
    """The lamps beside the readers, and the inputs on pins; made of one factory a kind.

    A lamp or pin that is not there is told once, as a part that is gone, and
    stops nothing.
    """

    site: Site
    emit: Emit
    lamps: dict[str, ReaderFeedback] = field(default_factory=dict)
    _factories: dict[str, PinFactory] = field(default_factory=dict)

    def open_lamps(self) -> None:
        """Claim the pins of every lamp."""
        for one in self.site.readers:
            if one.lamp is not None:
                try:
                    self.lamps[one.id] = LampAndBuzzer(
                        _signal(one.lamp), self._factory(one.lamp.factory)
                    )
                except DeviceUnavailable as gone:
                    log.warning("no lamp at %s: %s", one.id, gone)
                    self.emit(PartChanged(part=f"lamp:{one.id}", ok=False, detail=str(gone)))

    def inputs(self) -> list[Running]:
        """Return the inputs on pins, not yet started; empty if there are none."""
        configs = [
            InputConfig(
                id=one.id,
                pin=one.gpio.pin,
                pull_up=one.gpio.pull_up,
                active_low=one.gpio.active_low,
            )
            for one in self.site.inputs
            if one.gpio is not None
        ]
        if not configs:
            return []
        try:
            return [GpioInputs(configs, self.emit, self._factory(None))]
        except DeviceUnavailable as gone:
            log.warning("no pins: %s", gone)
            for config in configs:
                self.emit(PartChanged(part=f"input:{config.id}", ok=False, detail=str(gone)))
            return []

    def show(self, feedback: Feedback) -> None:
        """Show a feedback at its reader, if it has a lamp."""
        lamp = self.lamps.get(feedback.reader)
        if lamp is not None:
            lamp.show(feedback)

    def close(self) -> None:
        """Let go of all pins, dark and silent."""
        for lamp in self.lamps.values():
            with suppress(DeviceUnavailable):
                lamp.close()
        self.lamps.clear()

    def _factory(self, kind: GpioFactory | None) -> PinFactory:
        name = (kind or self.site.gpio.factory).value
        if name not in self._factories:
            self._factories[name] = pin_factory(name)
        return self._factories[name]


def _signal(lamp: LampSettings) -> SignalConfig:
    return SignalConfig(
        green=lamp.green,
        amber=lamp.amber,
        red=lamp.red,
        buzzer=lamp.buzzer,
        active_high=lamp.active_high,
    )

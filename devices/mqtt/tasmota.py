"""Tasmota: relays, dimmers, shutters, meters, infrared (`docs/devices.md`, tasmota)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from devices.base import Publication
from devices.mqtt import payloads
from devices.mqtt.codes import ON_OFF, Codes, code_for, codes_problem
from devices.mqtt.said import Said
from devices.mqtt.tasmota_ir import Words, climate, refusals, remote, sent
from devices.mqtt.topics import PREFIX, TOPIC, tasmota_root, topic_problem
from gateway.domain.effects import ClimateSetting, Command, Verb
from gateway.domain.events import CommandNotSent, Event
from gateway.domain.text import Json

MOST_CHANNELS = 32
"""Tasmota's own limit for relays; a higher number is not one of its channels."""

_NUMBERS = ("", *(str(n) for n in range(1, MOST_CHANNELS + 1)))
_POWER = {f"POWER{n}": int(n or 1) for n in _NUMBERS}
_LEVEL = {f"{word}{n}": int(n) for word in ("Dimmer", "Channel") for n in _NUMBERS[1:]}
_SHUTTER = {f"Shutter{n}": int(n) for n in _NUMBERS[1:]}
_STATUS = re.compile(r"STATUS(\d{1,2})?")


class Levels(StrEnum):
    """How a brightness is asked for.

    `auto`: `Dimmer` for a device with one light, `Channel<n>` for several.
    `dimmer`: `Dimmer`. `dimmer_n`: `Dimmer<n>` (SetOption37 128 and up).
    `channel`: `Channel<n>` (SetOption68 1).
    """

    AUTO = "auto"
    DIMMER = "dimmer"
    DIMMER_N = "dimmer_n"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class TasmotaConfig:
    """How one Tasmota is set up; the defaults are Tasmota's own.

    Attributes:
        topic: Its Topic; may have several levels (`floor1/room-a`).
        full_topic: Its FullTopic. `%hostname%` and `%id%` are written out.
        prefixes: Prefix1 to Prefix3: commands, answers, telemetry.
        on, off: StateText2 and StateText1.
        online, offline: The words of its last will.
        dimmers: Numbers of the channels with a brightness.
        levels: How a brightness is asked for.
        phases: True for a meter whose arrays are the phases of one supply:
            their sum is reported for the whole device. Else each is a channel.
        codes: Infrared codes by name (`devices/mqtt/codes.py`): a text or table
            as `IRSend` takes it; a table with `Vendor` goes to `IRHVAC`. `on`
            and `off` are what POWER sends.
        hvac: For an air conditioner by infrared: `Vendor` and what else its
            `IRHVAC` needs always (`Model`, `StateMode`, ...).
        hvac_channel: Which channel that is.

    Raises:
        ValueError: For a topic or text that cannot work; the message says why.
    """

    topic: str
    full_topic: str = "%prefix%/%topic%/"
    prefixes: tuple[str, str, str] = ("cmnd", "stat", "tele")
    on: str = "ON"
    off: str = "OFF"
    online: str = "Online"
    offline: str = "Offline"
    dimmers: tuple[int, ...] = ()
    levels: Levels = Levels.AUTO
    phases: bool = False
    codes: Codes = field(default_factory=dict)
    hvac: Mapping[str, object] = field(default_factory=dict)
    hvac_channel: int = 1

    def __post_init__(self) -> None:
        for topic in (self.topic, self.full_topic, *self.prefixes):
            if problem := topic_problem(topic):
                raise ValueError(problem)
        if PREFIX not in self.full_topic or TOPIC not in self.full_topic:
            raise ValueError(f"full_topic needs {PREFIX} and {TOPIC}, not {self.full_topic!r}")
        if re.search("%[a-z]+%", self.full_topic.replace(PREFIX, "").replace(TOPIC, "")):
            raise ValueError(f"write %hostname% and %id% out in full_topic {self.full_topic!r}")
        if len(set(self.prefixes)) != 3:
            raise ValueError(f"the three prefixes must differ, not {self.prefixes}")
        for a, b in ((self.on, self.off), (self.online, self.offline)):
            if not a.strip() or not b.strip() or a.casefold() == b.casefold():
                raise ValueError(f"two different words are needed, not {a!r} and {b!r}")
        if not all(1 <= n <= MOST_CHANNELS for n in self.dimmers):
            raise ValueError(f"dimmers are 1 to {MOST_CHANNELS}, not {self.dimmers}")
        if problem := codes_problem(self.codes) or codes_problem({"hvac": self.hvac or "none"}):
            raise ValueError(problem)
        if self.hvac and not isinstance(self.hvac.get("Vendor"), str):
            raise ValueError('hvac needs a Vendor, as in hvac = { Vendor = "COOLIX" }')


class Tasmota:
    """One device with Tasmota on it.

    Topics (defaults): listens on `cmnd/T/...`, answers on `stat/T/...`, speaks
    up by itself on `tele/T/...`; our own `cmnd` is never read.

    Channels: `POWER` without a number is channel 1, and a channel without a
    number in the site file means 1. A plain `Dimmer` belongs to the only
    dimmer configured, else to the last `POWER<n>` of the same message
    (Tasmota's light is its last channel), else to 1. `Shutter<n>` is channel
    n. A single power figure and the energy counter are the whole device's
    (channel None); arrays are the channels', or with `phases` their sum.
    The tilt of a shutter is not used.

    Infrared: `codes` and `hvac`. Nothing it says after sending is a report;
    a remote control for the `hvac` that its receiver hears (`IrReceived`) is.

    Safe state: after a power cut as its PowerOnState says, not ours.
    Tried with: the recordings in `tests/recordings/tasmota/`.
    """

    kind: ClassVar[str] = "tasmota"

    def __init__(self, device: str, config: TasmotaConfig) -> None:
        self.id = device
        self.config = config
        commands, answers, telemetry = (
            tasmota_root(config.full_topic, prefix, config.topic) for prefix in config.prefixes
        )
        self._cmnd, self._stat, self._tele = commands, answers, telemetry
        self._power = {config.on.casefold(): True, config.off.casefold(): False}
        self._online = {config.online.casefold(): True, config.offline.casefold(): False}

    def filters(self) -> list[str]:
        """Return its answers and its telemetry."""
        return [self._stat + "+", self._tele + "+"]

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return what one message says, one event a channel; never raises."""
        said = Said()
        if topic.startswith(self._stat):
            self._answer(topic[len(self._stat) :], payload, said)
        elif topic.startswith(self._tele):
            self._telemetry(topic[len(self._tele) :], payload, said)
        events = said.events(self.id, stale=retained)
        if b'"IR' in payload and topic.startswith(self._stat):
            whys = refusals(payload)
            events += [CommandNotSent(device=self.id, channel=None, why=why) for why in whys]
        return events

    def encode(self, command: Command) -> list[Publication]:
        """Return the messages that ask for it; an empty list for what makes no sense."""
        return [
            Publication(self._cmnd + word, payload.encode(), command.expires_s)
            for word, payload in self._words(command)
        ]

    def _words(self, command: Command) -> Words:
        n = 1 if command.channel is None else command.channel
        if not 1 <= n <= MOST_CHANNELS:
            return []
        match command.verb:
            case Verb.POWER if isinstance(command.value, bool):
                return self._power_words(n, on=command.value)
            case Verb.LEVEL if (level := payloads.percent(command.value)) is not None:
                return [(self._level_word(n), str(round(level)))]
            case Verb.POSITION if (position := payloads.percent(command.value)) is not None:
                return [(f"ShutterPosition{n}", str(round(position)))]
            case Verb.OPEN | Verb.CLOSE | Verb.STOP:
                return [(f"Shutter{command.verb.value.title()}{n}", "")]
            case Verb.QUERY:
                return [("STATE", ""), ("STATUS", "10")]
            case Verb.SEND:
                return sent(code_for(self.config.codes, n, command.value))
            case Verb.CLIMATE if isinstance(command.value, ClimateSetting):
                return climate(self._hvac_of(n), command.value)
            case _:  # a value of the wrong type or out of range
                return []

    def _power_words(self, n: int, *, on: bool) -> Words:
        if (code := code_for(self.config.codes, n, ON_OFF[on])) is not None:
            return sent(code)
        if hvac := self._hvac_of(n):
            return sent({"Mode": "Auto", **hvac, "Power": "On" if on else "Off"})
        return [(f"POWER{n}", "ON" if on else "OFF")]

    def _hvac_of(self, n: int) -> Mapping[str, object]:
        return self.config.hvac if n == self.config.hvac_channel else {}

    def _level_word(self, n: int) -> str:
        levels = self.config.levels
        if levels is Levels.AUTO:
            levels = Levels.CHANNEL if len(self.config.dimmers) > 1 else Levels.DIMMER
        word = "Channel" if levels is Levels.CHANNEL else "Dimmer"
        return word if levels is Levels.DIMMER else f"{word}{n}"

    def _answer(self, name: str, payload: bytes, said: Said) -> None:
        if payload[:1] != b"{":
            if name in _POWER and (power := self._is_on(payloads.text(payload))) is not None:
                said.put(_POWER[name], "power", power)
            return
        message = payloads.json_object(payload)
        if _STATUS.fullmatch(name):
            self._state(payloads.as_object(message.get("StatusSTS")), said)
            self._sensors(payloads.as_object(message.get("StatusSNS")), said)
        else:  # RESULT, or with SetOption4 the command's own name
            self._state(message, said)
            _shutters(message, said)

    def _telemetry(self, name: str, payload: bytes, said: Said) -> None:
        if name == "STATE":
            self._state(payloads.json_object(payload), said)
        elif name == "SENSOR":
            self._sensors(payloads.json_object(payload), said)
        elif name == "RESULT" and self.config.hvac:
            received = payloads.json_object(payload).get("IrReceived")
            said.put_all(self.config.hvac_channel, remote(received, self.config.hvac))
        elif name == "LWT":
            online = self._online.get((payloads.text(payload) or "").casefold())
            if online is not None:
                said.put(None, "online", online)

    def _is_on(self, word: Json) -> bool | None:
        return self._power.get(word.casefold()) if isinstance(word, str) else None

    def _state(self, message: Mapping[str, Json], said: Said) -> None:
        light, numbered = None, False
        for key, value in message.items():
            if key in _POWER:
                light = _POWER[key]
                if (power := self._is_on(value)) is not None:
                    said.put(light, "power", power)
            elif key in _LEVEL and (level := payloads.percent(value)) is not None:
                numbered = True
                said.put(_LEVEL[key], "level_pct", level)
        if numbered or (level := payloads.percent(message.get("Dimmer"))) is None:
            return
        if len(self.config.dimmers) == 1:
            light = self.config.dimmers[0]
        said.put(light or 1, "level_pct", level)

    def _sensors(self, message: Mapping[str, Json], said: Said) -> None:
        energy = payloads.as_object(message.get("ENERGY"))
        for key, name, read in _METERS:
            value = energy.get(key)
            if not isinstance(value, list):
                said.put(None, name, read(value))
                continue
            figures = [read(v) for v in value[:MOST_CHANNELS]]
            if self.config.phases:
                if figures and None not in figures:
                    total = round(sum(f for f in figures if f is not None), 3)
                    said.put(None, name, total)
                continue
            for n, figure in enumerate(figures, start=1):
                said.put(n, name, figure)
        _shutters(message, said)


def _kwh(value: Json) -> float | None:
    return payloads.watt_hours(value, per_unit=1000)


_METERS = (("Power", "power_w", payloads.watts), ("Total", "energy_wh", _kwh))


def _shutters(message: Mapping[str, Json], said: Said) -> None:
    for key, value in message.items():
        if key not in _SHUTTER or not isinstance(value, dict):
            continue
        said.put(_SHUTTER[key], "position_pct", payloads.percent(value.get("Position")))
        direction = value.get("Direction")
        if isinstance(direction, int) and not isinstance(direction, bool) and abs(direction) <= 1:
            said.put(_SHUTTER[key], "direction", direction)


FAMILY = Tasmota
CONFIG = TasmotaConfig

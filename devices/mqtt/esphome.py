"""ESPHome in MQTT mode: switches, lights, covers, climate, sensors (`docs/devices.md`, esphome)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from devices.base import Publication
from devices.mqtt import payloads
from devices.mqtt.codes import ON_OFF, Codes, all_codes, code_for, codes_problem
from devices.mqtt.said import Said, Value
from devices.mqtt.topics import message_problem, topic_problem
from gateway.domain.effects import ClimateMode, ClimateSetting, Command, FanSpeed, Verb
from gateway.domain.events import Event
from gateway.domain.text import Json

BRIGHTEST = 255
KWH = 1000
MOST_CHANNELS = 128
WHOLE = "all"
"""Under `watts` and `kwh`: of the whole device."""

_SWITCHED: Mapping[str, Value] = {"on": True, "off": False}
_ONLINE: Mapping[str, Value] = {"online": True, "offline": False}
_TRAVEL: Mapping[str, Value] = {"opening": 1, "closing": -1, "open": 0, "closed": 0}
_MODES = {mode.value: mode.value for mode in ClimateMode if mode is not ClimateMode.FAN}
_MODES |= {"heat_cool": "auto", "fan_only": "fan"}
_MODE_OF = {mode: mode.value for mode in ClimateMode} | {ClimateMode.FAN: "fan_only"}
_FANS = {speed: speed.value for speed in FanSpeed}
_CLIMATE = ("mode", "target_temperature", "fan_mode")
_PARTS = ("switch", "light", "fan", "cover", "climate")
_PART = re.compile(rf"({'|'.join(_PARTS)})/([a-z0-9_-]+)")
_OBJECT = re.compile(r"[a-z0-9_-]+")
_NUMBER = re.compile(r"_([0-9]{1,3})")

Words = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EsphomeConfig:
    """How one ESPHome node is set up.

    Attributes:
        topic: Its `topic_prefix`; the node's name unless set otherwise.
        parts: Its channels in order, first is 1: `["switch/projector",
            "light/spot", "cover/curtain", "climate/ac"]`. Only what is named
            here can be switched.
        watts: Sensors of power in W: channel (`"1"`, or `"all"`) to object id.
        kwh: Sensors of energy in kWh, likewise.
        codes: Codes by name: the object id of a template button, or a table
            `{ topic, payload }` below the node's prefix. `on` and `off` are
            what POWER sends.

    Raises:
        ValueError: For a topic, part or code that cannot work.
    """

    topic: str
    parts: tuple[str, ...] = ()
    watts: Mapping[str, str] = field(default_factory=dict)
    kwh: Mapping[str, str] = field(default_factory=dict)
    codes: Codes = field(default_factory=dict)

    def __post_init__(self) -> None:
        if problem := topic_problem(self.topic) or codes_problem(self.codes):
            raise ValueError(problem)
        for part in self.parts:
            if not _PART.fullmatch(part):
                kinds = ", ".join(_PARTS)
                raise ValueError(f"a part is <kind>/<object id>, kind one of {kinds}; not {part!r}")
        for name, code in all_codes(self.codes):
            problem = None if isinstance(code, str) else message_problem(code, f"{self.topic}/")
            if problem or (isinstance(code, str) and not _OBJECT.fullmatch(code)):
                why = problem or f"{code!r} is no button's object id"
                raise ValueError(f"codes.{name}: {why}")
        if len(set(self.parts)) != len(self.parts):
            raise ValueError(f"each part needs its own channel, not {self.parts}")
        for object_id in (*self.watts.values(), *self.kwh.values()):
            if not _OBJECT.fullmatch(object_id):
                raise ValueError(f"{object_id!r} is no sensor's object id")
        for number in (*self.watts, *self.kwh):
            if number != WHOLE and not (number.isdecimal() and 1 <= int(number) <= MOST_CHANNELS):
                raise ValueError(f'a sensor belongs to a channel or "all", not {number!r}')


class Esphome:
    """One ESPHome node in MQTT mode.

    Topics: `<topic>/<kind>/<object id>/state` and `/command`; everything it
    says is retained, so after a start what we hear first may be old. It cannot
    be asked; on each connection it says everything again. A command is
    confirmed by the state that follows.

    Channels: the place in `parts`. Without `parts` it is only listened to, and
    a number at the end of an object id (`relay_2`) is the channel, none means
    the whole device. A cover's position is only what `position` says.

    Safe state: `restore_mode`; mind that without a broker a node restarts every
    15 min unless `reboot_timeout: 0s`.
    Tried with: the recordings in `tests/recordings/esphome/`.
    """

    kind: ClassVar[str] = "esphome"

    def __init__(self, device: str, config: EsphomeConfig) -> None:
        self.id = device
        self.config = config
        self._root = f"{config.topic}/"
        self._channels = {part: n for n, part in enumerate(config.parts, start=1)}
        self._sensors = {
            object_id: (None if number == WHOLE else int(number), name)
            for name, sensors in (("power_w", config.watts), ("energy_wh", config.kwh))
            for number, object_id in sensors.items()
        }

    def filters(self) -> list[str]:
        """Return the states of its parts and sensors, and whether it is there."""
        kinds = [part.split("/")[0] for part in self.config.parts] or _PARTS
        said = [f"{kind}/+/state" for kind in dict.fromkeys(kinds)]
        said += ["cover/+/position/state"] if "cover" in kinds else []
        if "climate" in kinds:
            said += [f"climate/+/{word}/state" for word in _CLIMATE]
        said += [f"sensor/{object_id}/state" for object_id in self._sensors]
        return [self._root + topic for topic in ("status", *said)]

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return what one message says; never raises."""
        said = Said()
        if topic.startswith(self._root):
            match topic[len(self._root) :].split("/"):
                case ["status"]:
                    said.put(None, "online", _ONLINE.get(_word(payload)))
                case ["sensor", object_id, "state"] if object_id in self._sensors:
                    number, name = self._sensors[object_id]
                    said.put(number, name, _measured(name, payload))
                case [kind, object_id, *rest] if what := _state_of(kind, rest, payload):
                    known, number = self._channel(f"{kind}/{object_id}")
                    if known:
                        said.put_all(number, what)
        return said.events(self.id, stale=retained)

    def encode(self, command: Command) -> list[Publication]:
        """Return the messages that ask for it; an empty list for what makes no sense."""
        n = 1 if command.channel is None else command.channel
        part = self.config.parts[n - 1] if 1 <= n <= len(self.config.parts) else ""
        return [
            Publication(self._root + topic, payload.encode(), command.expires_s)
            for topic, payload in self._words(command, n, part)
        ]

    def _words(self, command: Command, n: int, part: str) -> Words:
        kind = part.partition("/")[0]
        match command.verb:
            case Verb.POWER if isinstance(command.value, bool):
                code = code_for(self.config.codes, n, ON_OFF[command.value])
                return _pressed(code) or _power(part, kind, on=command.value)
            case Verb.LEVEL if (
                kind == "light" and (level := payloads.percent(command.value)) is not None
            ):
                return [(f"{part}/command", _brightness(level))]
            case Verb.OPEN | Verb.CLOSE | Verb.STOP if kind == "cover":
                return [(f"{part}/command", command.verb.value.upper())]
            case Verb.POSITION if (
                kind == "cover" and (position := payloads.percent(command.value)) is not None
            ):
                return [(f"{part}/position/command", str(round(position)))]
            case Verb.SEND:
                return _pressed(code_for(self.config.codes, n, command.value))
            case Verb.CLIMATE if kind == "climate" and isinstance(command.value, ClimateSetting):
                return _climate(part, command.value)
            case _:
                return []

    def _channel(self, part: str) -> tuple[bool, int | None]:
        """Return whether a part counts, and as which channel."""
        if self._channels:
            return part in self._channels, self._channels.get(part)
        number = _NUMBER.fullmatch(part[part.rfind("_") :]) if "_" in part else None
        n = int(number[1]) if number else 0
        return True, n if 1 <= n <= MOST_CHANNELS else None


def _state_of(kind: str, rest: list[str], payload: bytes) -> Mapping[str, Value | None]:
    match kind, rest:
        case "switch" | "fan", ["state"]:
            return {"power": _SWITCHED.get(_word(payload))}
        case "light", ["state"]:
            return _light(payloads.json_object(payload))
        case "cover", ["state"]:
            return {"direction": _TRAVEL.get(_word(payload))}
        case "cover", ["position", "state"]:
            return {"position_pct": payloads.percent(payloads.figure(payload))}
        case "climate", ["mode", "state"]:
            word = _word(payload)
            power = True if word in _MODES else False if word == "off" else None
            return {"power": power, "mode": _MODES.get(word)}
        case "climate", ["target_temperature", "state"]:
            return {"target_c": payloads.number(payloads.figure(payload), 5, 40)}
        case "climate", ["fan_mode", "state"]:
            word = _word(payload)
            return {"fan": word if word in _FANS.values() else None}
        case _:
            return {}


def _light(state: Mapping[str, Json]) -> Mapping[str, Value | None]:
    word = state.get("state")
    raw = payloads.number(state.get("brightness"), 0, BRIGHTEST)
    level = None if raw is None else max(1 if raw else 0, round(raw * 100 / BRIGHTEST))
    power = _SWITCHED.get(word.casefold()) if isinstance(word, str) else None
    return {"power": power, "level_pct": level}


def _measured(name: str, payload: bytes) -> Value | None:
    figure = payloads.figure(payload)
    if name == "power_w":
        return payloads.watts(figure)
    return payloads.watt_hours(figure, per_unit=KWH)


def _power(part: str, kind: str, *, on: bool) -> Words:
    if kind == "light":
        return [(f"{part}/command", json.dumps({"state": "ON" if on else "OFF"}))]
    if kind in ("switch", "fan"):
        return [(f"{part}/command", "ON" if on else "OFF")]
    if kind == "climate":
        return [(f"{part}/mode/command", "auto" if on else "off")]
    return []


def _brightness(level: float) -> str:
    if level == 0:
        return json.dumps({"state": "OFF"})
    return json.dumps({"state": "ON", "brightness": max(1, round(level * BRIGHTEST / 100))})


def _climate(part: str, wanted: ClimateSetting) -> Words:
    if not wanted.power:
        return [(f"{part}/mode/command", "off")]
    return [
        (f"{part}/target_temperature/command", f"{wanted.target_c:g}"),
        (f"{part}/fan_mode/command", _FANS[wanted.fan]),
        (f"{part}/mode/command", _MODE_OF[wanted.mode]),
    ]


def _pressed(code: object) -> Words:
    """Return what sends a code: a button pressed, or a message of the node's own."""
    if isinstance(code, str):
        return [(f"button/{code}/command", "PRESS")]
    if isinstance(code, Mapping):
        return [(str(code.get("topic", "")), str(code.get("payload", "")))]
    return []


def _word(payload: bytes) -> str:
    return (payloads.text(payload) or "").casefold()


FAMILY = Esphome
CONFIG = EsphomeConfig

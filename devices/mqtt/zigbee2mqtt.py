"""Zigbee2MQTT: whatever it translates, several gangs too (`docs/devices.md`, zigbee2mqtt)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from devices.base import Publication
from devices.mqtt import payloads
from devices.mqtt.codes import ON_OFF, Codes, code_for, codes_problem
from devices.mqtt.said import Said, Value
from devices.mqtt.topics import topic_problem
from gateway.domain.effects import ClimateMode, ClimateSetting, Command, FanSpeed, Verb
from gateway.domain.events import CommandNotSent, Event
from gateway.domain.text import Json

BRIGHTEST = 254
KWH = 1000
MOST_GANGS = 8

_KEYS = ("state", "brightness", "position", "running", "moving", "motor_state", "power", "energy")
_SWITCHED = {"ON": True, "OFF": False}
_ONLINE: Mapping[str, Value] = {"online": True, "offline": False}
_CLOSED_OR_OPEN = {"CLOSE": 0, "OPEN": 100}
_MOVING = {"UP": 1, "OPEN": 1, "OPENING": 1, "DOWN": -1, "CLOSE": -1, "CLOSING": -1}
_MOVING |= {"STOP": 0, "STOPPED": 0}
_GANGS = {f"l{n}": n for n in range(1, MOST_GANGS + 1)} | {"left": 1, "right": 2, "center": 3}
_SYSTEM_MODES = {mode: mode.value for mode in ClimateMode} | {ClimateMode.FAN: "fan_only"}
_SAID_MODES = {word: mode.value for mode, word in _SYSTEM_MODES.items()}
_FANS = {speed: speed.value for speed in FanSpeed}
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Zigbee2mqttConfig:
    """How one device behind Zigbee2MQTT is set up.

    Attributes:
        topic: Its friendly name.
        base: Zigbee2MQTT's base topic.
        endpoints: Names of its gangs, first is channel 1: `["left", "right"]`.
            Left out for a device with one. What is not named here is numbered
            as Zigbee2MQTT does: `l1` is 1, `l2` is 2, `left` 1, `right` 2,
            `center` 3.
        invert: True where its position says 0 for open.
        availability: True where Zigbee2MQTT's availability is on: then only the
            device's own word makes it online, not the bridge's.
        ask: What is read from the device to learn its state; empty for none.
        setpoint: Of an air conditioner, the key of its target temperature
            (`occupied_cooling_setpoint`).
        codes: Infrared codes by name; `on` and `off` are what POWER sends.

    Raises:
        ValueError: For a topic, name or code that cannot work.
    """

    topic: str
    base: str = "zigbee2mqtt"
    endpoints: tuple[str, ...] = ()
    invert: bool = False
    availability: bool = False
    ask: tuple[str, ...] = ("state",)
    setpoint: str | None = None
    codes: Codes = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem = topic_problem(self.topic) or topic_problem(self.base)
        if problem := problem or codes_problem(self.codes):
            raise ValueError(problem)
        if len(set(self.endpoints)) != len(self.endpoints) or not all(self.endpoints):
            raise ValueError(f"endpoints need a name each, all different, not {self.endpoints}")


class Zigbee2mqtt:
    """One device behind Zigbee2MQTT.

    Topics: state on `<base>/<name>`, availability under it, commands on
    `<base>/<name>/set`. Nothing acknowledges a command: the state that follows
    does, and a line in the bridge's log says when one failed.

    Each state is the whole cache, so what is in it may be old; after the bridge
    came back the device is asked. Position 100 is open. Where state and
    position contradict each other (an inverted cover), there is no position.

    Channels: 1 for a device with one gang; see `endpoints`. Watts without a
    gang are the whole device's.

    Safe state: what `power_on_behavior` says in the device.
    Tried with: the recordings in `tests/recordings/zigbee2mqtt/`.
    """

    kind: ClassVar[str] = "zigbee2mqtt"

    def __init__(self, device: str, config: Zigbee2mqttConfig) -> None:
        self.id = device
        self.config = config
        self._state = f"{config.base}/{config.topic}"
        self._bridge = f"{config.base}/bridge/"
        self._availability = f"{self._state}/availability"
        self._failed = f"to '{config.topic}' failed"
        self._failed_bytes = self._failed.encode()
        gangs = {name: n for n, name in enumerate(config.endpoints, start=1)} or _GANGS
        self._suffixes = {f"_{name}": n for name, n in gangs.items()} | {"": 1}
        if config.endpoints:
            del self._suffixes[""]
        self._suffix_of = {key + s: s for key in _KEYS for s in self._suffixes}

    def filters(self) -> list[str]:
        """Return its state and availability, and what the bridge says of itself."""
        bridge = [self._bridge + word for word in ("state", "logging", "log")]
        return [self._state, self._availability, *bridge]

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return what one message says; never raises."""
        said = Said()
        if topic == self._state:
            self._read(payloads.json_object(payload), said)
        elif topic == self._availability:
            said.put(None, "online", _available(payload))
        elif topic == self._bridge + "state":
            online = _available(payload)
            if online is False or not self.config.availability:
                said.put(None, "online", online)
        elif topic.startswith(self._bridge) and self._failed_bytes in payload:
            return self._failure(payloads.json_object(payload))
        return said.events(self.id, stale=retained)

    def encode(self, command: Command) -> list[Publication]:
        """Return the message that asks for it; an empty list for what makes no sense."""
        word, message = "set", self._message(command)
        if command.verb is Verb.QUERY:
            word, message = "get", self._question()
        if not message:
            return []
        payload = json.dumps(message, ensure_ascii=False).encode()
        return [Publication(f"{self._state}/{word}", payload, command.expires_s)]

    def _message(self, command: Command) -> Mapping[str, Json]:
        if (gang := self._gang(command.channel)) is None:
            return {}
        match command.verb:
            case Verb.POWER if isinstance(command.value, bool):
                code = code_for(self.config.codes, command.channel, ON_OFF[command.value])
                return _infrared(code) or {f"state{gang}": "ON" if command.value else "OFF"}
            case Verb.LEVEL if (level := payloads.percent(command.value)) is not None:
                if level == 0:
                    return {f"state{gang}": "OFF"}
                return {f"brightness{gang}": max(1, round(level * BRIGHTEST / 100))}
            case Verb.POSITION if (position := payloads.percent(command.value)) is not None:
                at = round(100 - position if self.config.invert else position)
                return {f"position{gang}": at}
            case Verb.OPEN | Verb.CLOSE | Verb.STOP:
                return {f"state{gang}": command.verb.value.upper()}
            case Verb.SEND:
                return _infrared(code_for(self.config.codes, command.channel, command.value))
            case Verb.CLIMATE if isinstance(command.value, ClimateSetting):
                return self._climate(command.value)
            case _:
                return {}

    def _question(self) -> Mapping[str, Json]:
        gangs = [f"_{name}" for name in self.config.endpoints] or [""]
        return {key + gang: "" for key in self.config.ask for gang in gangs}

    def _climate(self, wanted: ClimateSetting) -> Mapping[str, Json]:
        if self.config.setpoint is None:
            return {}
        if not wanted.power:
            return {"system_mode": "off"}
        return {
            "system_mode": _SYSTEM_MODES[wanted.mode],
            self.config.setpoint: wanted.target_c,
            "fan_mode": _FANS[wanted.fan],
        }

    def _gang(self, channel: int | None) -> str | None:
        """Return what a channel's keys end in, None for one the device has not."""
        n = 1 if channel is None else channel
        if self.config.endpoints:
            known = 1 <= n <= len(self.config.endpoints)
            return f"_{self.config.endpoints[n - 1]}" if known else None
        if self.config.codes:
            return ""
        return "" if n == 1 else f"_l{n}" if 1 < n <= MOST_GANGS else None

    def _read(self, message: Mapping[str, Json], said: Said) -> None:
        suffixes = {suffix for key in message if (suffix := self._suffix_of.get(key)) is not None}
        for suffix in suffixes:
            n = self._suffixes[suffix]
            state = message.get(f"state{suffix}")
            if isinstance(state, str):
                said.put(n, "power", _SWITCHED.get(state))
            said.put(n, "level_pct", _level(message.get(f"brightness{suffix}")))
            said.put(n, "position_pct", self._position(message, suffix))
            if not self.config.invert:
                said.put(n, "direction", _direction(message, suffix))
            whole = n if suffix else None
            said.put(whole, "power_w", payloads.watts(message.get(f"power{suffix}")))
            energy = payloads.watt_hours(message.get(f"energy{suffix}"), per_unit=KWH)
            said.put(whole, "energy_wh", energy)
        if "" not in self._suffixes:
            said.put(None, "power_w", payloads.watts(message.get("power")))
            said.put(None, "energy_wh", payloads.watt_hours(message.get("energy"), per_unit=KWH))
        if self.config.setpoint and isinstance(mode := message.get("system_mode"), str):
            said.put(1, "power", mode != "off")
            said.put(1, "mode", _SAID_MODES.get(mode))
            said.put(1, "target_c", payloads.number(message.get(self.config.setpoint), 5, 40))
            fan = message.get("fan_mode")
            said.put(1, "fan", fan if isinstance(fan, str) and fan in _FANS.values() else None)

    def _position(self, message: Mapping[str, Json], suffix: str) -> float | None:
        position = payloads.percent(message.get(f"position{suffix}"))
        if position is None:
            return None
        at = 100 - position if self.config.invert else position
        state = message.get(f"state{suffix}")
        end = _CLOSED_OR_OPEN.get(state) if isinstance(state, str) else None
        return None if end is not None and at == 100 - end else at

    def _failure(self, line: Mapping[str, Json]) -> list[Event]:
        """Return that a command failed, where the bridge's log says so and of which channel."""
        message = line.get("message")
        wrong = line.get("level") == "error" or line.get("type") == "zigbee_publish_error"
        if not wrong or not isinstance(message, str) or len(self.config.endpoints) > 1:
            return []
        head, found, tail = message.partition(self._failed)
        if not found or "Publish 'set'" not in head:
            return []
        why = f"Zigbee2MQTT could not reach it ({tail.strip(': ')[:_LONGEST]})"
        return [CommandNotSent(device=self.id, channel=1, why=why)]


def _level(value: Json) -> float | None:
    """Return a brightness in whole per cent; what is on at all is at least 1."""
    raw = payloads.number(value, 0, 255)
    if raw is None:
        return None
    return min(100, max(1, round(raw * 100 / BRIGHTEST))) if raw > 0 else 0


def _direction(message: Mapping[str, Json], suffix: str) -> int | None:
    """Return where a cover says it is going.

    None from one that only says whether it runs: its "at rest" would stand
    beside every later position, for it never says which way it goes then.
    """
    for key in ("moving", "motor_state"):
        word = message.get(key + suffix)
        if isinstance(word, str) and word.upper() in _MOVING:
            return 0 if message.get(f"running{suffix}") is False else _MOVING[word.upper()]
    return None


def _available(payload: bytes) -> Value | None:
    """Return what an availability says: JSON, or one word as version 1 did."""
    word: Json = payloads.text(payload)
    if payload[:1] == b"{":
        word = payloads.json_object(payload).get("state")
    return _ONLINE.get(word) if isinstance(word, str) else None


def _infrared(code: object) -> Mapping[str, Json]:
    if isinstance(code, str):
        return {"ir_code_to_send": code}
    return dict(code) if isinstance(code, Mapping) else {}


FAMILY = Zigbee2mqtt
CONFIG = Zigbee2mqttConfig

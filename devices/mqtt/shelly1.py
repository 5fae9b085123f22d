"""Shelly, first generation: relays, dimmers, rollers, meters (`docs/devices.md`, shelly1)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from devices.base import Publication
from devices.mqtt import payloads
from devices.mqtt.said import Said, Value
from devices.mqtt.topics import topic_problem
from gateway.domain.effects import Command, Verb
from gateway.domain.events import Event

MOST_CHANNELS = 8
WATT_MINUTES_PER_WH = 60

_SWITCHED: Mapping[str, Value] = {"on": True, "off": False}
_ONLINE: Mapping[str, Value] = {"true": True, "false": False}
_TRAVEL: Mapping[str, Value] = {"open": 1, "close": -1, "stop": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelly1Config:
    """How one first-generation Shelly is set up.

    Attributes:
        topic: Its id, `shellyswitch25-B929CC`, or the one it was given.
        dimmers: Numbers of the channels with a brightness, from 0.
        light: What it calls them: `light` (dimmers, bulbs), `white` (RGBW2 in
            white mode, Duo).

    Raises:
        ValueError: For a topic that cannot work.
    """

    topic: str
    dimmers: tuple[int, ...] = ()
    light: Literal["light", "white"] = "light"

    def __post_init__(self) -> None:
        if problem := topic_problem(self.topic):
            raise ValueError(problem)


class Shelly1:
    """One first-generation Shelly.

    Topics: `shellies/<id>/...`; commands end in `command` or `set` and are not
    read. It confirms by saying its state again, and says it every 30 s anyway.

    Channels: as on the device, from 0: `relay/0`, `light/0`, `roller/0`. A
    roller's position is said only once it is calibrated. `relay/power` without
    a number is the whole device's. Energy comes in watt-minutes.

    Safe state: what "power on default mode" says in the device.
    Tried with: the recordings in `tests/recordings/shelly1/`.
    """

    kind: ClassVar[str] = "shelly1"

    def __init__(self, device: str, config: Shelly1Config) -> None:
        self.id = device
        self.config = config
        self._root = f"shellies/{config.topic}/"

    def filters(self) -> list[str]:
        """Return what it says of its parts, and whether it is there."""
        light = self.config.light
        said = ["online", "relay/+", "roller/+", "roller/+/pos", f"{light}/+", f"{light}/+/status"]
        said += [f"{part}/+/power" for part in ("relay", "roller", light, "emeter")]
        said += [f"{part}/+/energy" for part in ("relay", "roller", light)]
        return [self._root + topic for topic in (*said, "emeter/+/total")]

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return what one message says; never raises."""
        said = Said()
        if topic.startswith(self._root):
            match topic[len(self._root) :].split("/"):
                case ["online"]:
                    said.put(None, "online", _ONLINE.get(_word(payload)))
                case [part, "power" | "energy" as what]:
                    said.put_all(None, _measured(part, what, payload))
                case [part, number] if (n := _channel(number)) is not None:
                    said.put_all(n, self._state(part, payload))
                case [part, number, what] if (n := _channel(number)) is not None:
                    said.put_all(n, self._detail(part, what, payload))
        return said.events(self.id, stale=retained)

    def encode(self, command: Command) -> list[Publication]:
        """Return the messages that ask for it; an empty list for what makes no sense."""
        n = command.channel or 0
        if not 0 <= n < MOST_CHANNELS:
            return []
        return [
            Publication(self._root + topic, payload.encode(), command.expires_s)
            for topic, payload in self._words(command, n)
        ]

    def _words(self, command: Command, n: int) -> list[tuple[str, str]]:
        part = self.config.light if n in self.config.dimmers else "relay"
        match command.verb:
            case Verb.POWER if isinstance(command.value, bool):
                return [(f"{part}/{n}/command", "on" if command.value else "off")]
            case Verb.LEVEL if (level := payloads.percent(command.value)) is not None:
                return [(f"{self.config.light}/{n}/set", _brightness(level))]
            case Verb.POSITION if (position := payloads.percent(command.value)) is not None:
                return [(f"roller/{n}/command/pos", str(round(position)))]
            case Verb.OPEN | Verb.CLOSE | Verb.STOP:
                return [(f"roller/{n}/command", command.verb.value)]
            case Verb.QUERY:
                return [("command", "update")]
            case _:
                return []

    def _state(self, part: str, payload: bytes) -> Mapping[str, Value | None]:
        word = _word(payload)
        if part == "roller":
            return {"direction": _TRAVEL.get(word)}
        if part in ("relay", self.config.light):
            return {"power": _SWITCHED.get(word)}
        return {}

    def _detail(self, part: str, what: str, payload: bytes) -> Mapping[str, Value | None]:
        if part == "roller" and what == "pos":
            return {"position_pct": payloads.percent(payloads.figure(payload))}
        if part == self.config.light and what == "status":
            status = payloads.json_object(payload)
            on = status.get("ison")
            return {
                "power": on if isinstance(on, bool) else None,
                "level_pct": payloads.percent(status.get("brightness")),
            }
        return _measured(part, what, payload)


def _measured(part: str, what: str, payload: bytes) -> Mapping[str, Value | None]:
    if part not in ("relay", "roller", "light", "white", "emeter"):
        return {}
    figure = payloads.figure(payload)
    match what:
        case "power":
            return {"power_w": payloads.watts(figure)}
        case "energy" if part != "emeter":
            return {"energy_wh": payloads.watt_hours(figure, per_unit=1 / WATT_MINUTES_PER_WH)}
        case "total" if part == "emeter":
            return {"energy_wh": payloads.watt_hours(figure, per_unit=1)}
        case _:
            return {}


def _channel(number: str) -> int | None:
    return int(number) if number in "01234567" and len(number) == 1 else None


def _word(payload: bytes) -> str:
    return payloads.text(payload) or ""


def _brightness(level: float) -> str:
    if level == 0:
        return json.dumps({"turn": "off"})
    return json.dumps({"turn": "on", "brightness": max(1, round(level))})


FAMILY = Shelly1
CONFIG = Shelly1Config

"""Shelly, second generation and later, by RPC over MQTT (`docs/devices.md`, shelly)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from devices.base import Publication
from devices.mqtt import payloads
from devices.mqtt.said import Said, Value
from devices.mqtt.topics import topic_problem
from gateway.domain.effects import Command, Verb
from gateway.domain.events import CommandNotSent, Event
from gateway.domain.text import Json

MOST_CHANNELS = 64
ASK = 1
"""The id of a question; a command's is `COMMAND` and its channel, so an answer names it."""
COMMAND = 100

_ONLINE: Mapping[str, Value] = {"true": True, "false": False}
_TRAVEL = {"opening": 1, "closing": -1, "open": 0, "closed": 0, "stopped": 0}
_COMPONENT = re.compile(r"([a-z0-9]+):([0-9]{1,2})")
_LONGEST = 80

Call = tuple[str, dict[str, Json]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellyConfig:
    """How one Shelly of the second generation or later is set up.

    Attributes:
        topic: Its MQTT prefix; the device's id (`shellyplus1pm-a8032abe54dc`)
            unless it was given another.
        dimmers: Numbers of the channels with a brightness, from 0.
        light: What it calls them.
        reply: Our name towards it: it answers on `<reply>/rpc`. Left out, it is
            `<topic>/reply`, which its access list covers.

    Raises:
        ValueError: For a topic that cannot work.
    """

    topic: str
    dimmers: tuple[int, ...] = ()
    light: Literal["light", "rgb", "rgbw", "cct"] = "light"
    reply: str | None = None

    def __post_init__(self) -> None:
        for topic in (self.topic, self.reply):
            if topic is not None and (problem := topic_problem(topic)):
                raise ValueError(problem)
        if self.reply is not None and self.reply == self.topic:
            raise ValueError("reply must differ from topic: we would hear our own questions")


class Shelly:
    """One Shelly that speaks RPC.

    Topics: asked on `<topic>/rpc`, answers on `<reply>/rpc`, speaks up by
    itself on `<topic>/events/rpc` (only what changed) and, where "status
    notifications" are on, on `<topic>/status/...`. An answer to a command says
    what *was*, so it confirms nothing; the notification does. A refusal does
    say something: the command was not carried out.

    Channels: as on the device, from 0: `switch:0`, `light:0`, `cover:0`,
    `pm1:0`, `em1:0`; the three phases of `em:0` together are the whole device.
    A cover's position is known only once it is calibrated.

    Setting up: MQTT on, "RPC status notifications" on, no device password
    (RPC over MQTT would need a digest for each call).
    Safe state: what "power on default" says in the device.
    Tried with: the recordings in `tests/recordings/shelly/`.
    """

    kind: ClassVar[str] = "shelly"

    def __init__(self, device: str, config: ShellyConfig) -> None:
        self.id = device
        self.config = config
        self._reply = config.reply or f"{config.topic}/reply"
        self._answers = f"{self._reply}/rpc"
        self._news = f"{config.topic}/events/rpc"
        self._online = f"{config.topic}/online"
        self._status = f"{config.topic}/status/"
        self._light = config.light.title() if config.light == "light" else config.light.upper()

    def filters(self) -> list[str]:
        """Return its answers to us, its news, its states, and whether it is there."""
        return [self._answers, self._news, self._status + "+", self._online]

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return what one message says; never raises."""
        said = Said()
        if topic == self._online:
            said.put(None, "online", _ONLINE.get(payloads.text(payload) or ""))
        elif topic == self._news:
            self._notified(payloads.json_object(payload), said)
        elif topic.startswith(self._status):
            name = topic[len(self._status) :]
            self._component(name, payloads.json_value(payload), said)
        elif topic == self._answers:
            answer = payloads.json_object(payload)
            if refused := self._refusal(answer):
                return [refused]
            if answer.get("id") == ASK:
                self._components(answer.get("result"), said)
        return said.events(self.id, stale=retained)

    def encode(self, command: Command) -> list[Publication]:
        """Return the call that asks for it; an empty list for what makes no sense."""
        n = command.channel or 0
        if not 0 <= n < MOST_CHANNELS or (call := self._call(command, n)) is None:
            return []
        method, params = call
        number = ASK if command.verb is Verb.QUERY else COMMAND + n
        frame = {"id": number, "src": self._reply, "method": method, "params": params}
        return [
            Publication(f"{self.config.topic}/rpc", json.dumps(frame).encode(), command.expires_s)
        ]

    def _call(self, command: Command, n: int) -> Call | None:
        part = self._light if n in self.config.dimmers else "Switch"
        match command.verb:
            case Verb.POWER if isinstance(command.value, bool):
                return f"{part}.Set", {"id": n, "on": command.value}
            case Verb.LEVEL if (level := payloads.percent(command.value)) is not None:
                return f"{self._light}.Set", {"id": n, **_brightness(level)}
            case Verb.POSITION if (position := payloads.percent(command.value)) is not None:
                return "Cover.GoToPosition", {"id": n, "pos": round(position)}
            case Verb.OPEN | Verb.CLOSE | Verb.STOP:
                return f"Cover.{command.verb.value.title()}", {"id": n}
            case Verb.QUERY:
                return "Shelly.GetStatus", {}
            case _:
                return None

    def _notified(self, frame: Mapping[str, Json], said: Said) -> None:
        if frame.get("method") in ("NotifyStatus", "NotifyFullStatus"):
            self._components(frame.get("params"), said)

    def _components(self, components: Json, said: Said) -> None:
        for name, status in payloads.as_object(components).items():
            self._component(name, status, said)

    def _component(self, name: str, status: Json, said: Said) -> None:
        found = _COMPONENT.fullmatch(name)
        if found is None or not isinstance(status, dict):
            return
        kind, n = found[1], int(found[2])
        if n >= MOST_CHANNELS:
            return
        if kind in ("em", "emdata"):
            said.put(None, "power_w", payloads.watts(status.get("total_act_power")))
            said.put(None, "energy_wh", _wh(status.get("total_act")))
        elif kind in ("em1", "em1data"):
            said.put(n, "power_w", payloads.watts(status.get("act_power")))
            said.put(n, "energy_wh", _wh(status.get("total_act_energy")))
        elif kind in ("switch", "cover", "pm1", self.config.light):
            said.put(n, "power_w", payloads.watts(status.get("apower")))
            energy = payloads.as_object(status.get("aenergy"))
            said.put(n, "energy_wh", _wh(energy.get("total")))
            said.put_all(n, _cover(status) if kind == "cover" else _switched(status))

    def _refusal(self, answer: Mapping[str, Json]) -> CommandNotSent | None:
        error, number = answer.get("error"), answer.get("id")
        if not isinstance(error, dict) or isinstance(number, bool) or not isinstance(number, int):
            return None
        if number != ASK and not COMMAND <= number < COMMAND + MOST_CHANNELS:
            return None
        channel = None if number == ASK else number - COMMAND
        return CommandNotSent(device=self.id, channel=channel, why=_why(error))


def _switched(status: Mapping[str, Json]) -> Mapping[str, Value | None]:
    output = status.get("output")
    return {
        "power": output if isinstance(output, bool) else None,
        "level_pct": payloads.percent(status.get("brightness")),
    }


def _cover(status: Mapping[str, Json]) -> Mapping[str, Value | None]:
    """Return where a cover is (only its position says so) and which way it goes."""
    state = status.get("state")
    return {
        "position_pct": payloads.percent(status.get("current_pos")),
        "direction": _TRAVEL.get(state) if isinstance(state, str) else None,
    }


def _wh(value: Json) -> float | None:
    return payloads.watt_hours(value, per_unit=1)


def _brightness(level: float) -> dict[str, Json]:
    return {"on": True, "brightness": max(1, round(level))} if level else {"on": False}


def _why(error: Mapping[str, Json]) -> str:
    """Return why a call was refused, in words; what it says itself is cut short."""
    code = error.get("code")
    if code == 401:
        return "the device wants its password (401); RPC over MQTT needs it switched off"
    if code == 404:
        return "the device has no such part (404); see its channel numbers, from 0"
    message = error.get("message")
    return f"the device refused it ({message[:_LONGEST] if isinstance(message, str) else code})"


FAMILY = Shelly
CONFIG = ShellyConfig

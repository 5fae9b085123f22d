"""A small working ESPHome node in MQTT mode: everything it says is retained.

On each connection it listens, says `online`, and says every state again. What
the broker keeps of it while it is away is old and looks like a state.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from devices.mqtt.link import Will
from devices.sim.board import Board, SimSpec

BRIGHTEST = 255
WORDS = {"ON": True, "OFF": False}
TARGETS = {"OPEN": 100.0, "CLOSE": 0.0, "STOP": None}
TRAVEL = {1: "opening", -1: "closing"}
MODES = ("auto", "cool", "heat", "dry", "fan_only")
FANS = ("auto", "low", "medium", "high")
COLDEST_C, WARMEST_C = 16.0, 30.0


@dataclass(frozen=True, slots=True)
class SimAir:
    """What an air conditioner is set to, on or off."""

    mode: str = "cool"
    target_c: float = 26.0
    fan: str = "auto"


class SimEsphome(Board):
    """See the module.

    Args:
        topic: Its prefix.
        parts: Its channels in order, as in the site file.
        power: Object id of the sensor that measures all of it, or None.
        energy: Object id of the sensor that counts its kWh, or None.
    """

    def __init__(
        self,
        topic: str,
        parts: Sequence[str],
        spec: SimSpec | None = None,
        *,
        late_s: float = 3.0,
        power: str | None = None,
        energy: str | None = None,
    ) -> None:
        spec = spec or SimSpec()
        lights = tuple(n for n, part in enumerate(parts, start=1) if part.startswith("light/"))
        covers = [n for n, part in enumerate(parts, start=1) if part.startswith("cover/")]
        spec = replace(spec, relays=len(parts), shutters=max(covers, default=0), dimmers=lights)
        super().__init__(topic, spec, late_s=late_s)
        self._parts = dict(enumerate(parts, start=1))
        self._numbers = {part: n for n, part in self._parts.items()}
        self._power, self._energy = power, energy
        self._air = {n: SimAir() for n, part in self._parts.items() if part.startswith("climate/")}
        self.will = Will(f"{topic}/status", b"offline")
        self.filters = [f"{topic}/+/+/command", f"{topic}/+/+/+/command"]

    def air(self, n: int) -> SimAir:
        """Return what an air conditioner is set to; for any thread."""
        return self._air[n]

    def connected(self) -> None:
        """Listen, say `online`, and everything."""
        self.subscribe()
        self.say(f"{self.topic}/status", "online", retain=True)
        for n, part in self._parts.items():
            if part.startswith("cover/"):
                self.say_shutter(n)
            else:
                self.say_channel(n)
        self.first_words()

    def obey(self, topic: str, payload: bytes) -> None:
        """Carry out a command."""
        text = payload.decode(errors="replace").strip()
        kind, object_id, *rest = topic.removeprefix(f"{self.topic}/").split("/")
        n = self._numbers.get(f"{kind}/{object_id}", 0)
        match kind, rest:
            case "button", ["command"] if text == "PRESS":
                self.send_infrared(object_id)
            case "switch" | "fan", ["command"] if text in (*WORDS, "TOGGLE"):
                self.turn(n, WORDS.get(text))
            case "light", ["command"]:
                self._set_light(n, text)
            case "cover", ["command"] if text in TARGETS:
                self.move(n, TARGETS[text])
            case "cover", ["position", "command"] if text.isdigit() and int(text) <= 100:
                self.move(n, float(text))
            case "climate", [what, "command"] if n in self._air:
                self._set_air(n, what, text)

    def say_channel(self, n: int) -> None:
        """Say a switch, a light or an air conditioner, and what all of it draws."""
        channel = self._state.channels[n]
        if n in self._air:
            self._say_air(n, on=channel.says_on)
            return
        word = "ON" if channel.says_on else "OFF"
        if n in self.spec.dimmers:
            level = round(channel.level_pct * BRIGHTEST / 100)
            word = json.dumps({"state": word, "color_mode": "brightness", "brightness": level})
        self._say(f"{self._parts[n]}/state", word)
        self.telemetry()

    def say_shutter(self, n: int) -> None:
        """Say which way a cover goes and where it is."""
        shutter = self._state.shutters[n]
        rests = "open" if shutter.position_pct else "closed"
        self._say(f"{self._parts[n]}/state", TRAVEL.get(shutter.direction, rests))
        self._say(f"{self._parts[n]}/position/state", str(round(shutter.position_pct)))

    def telemetry(self) -> None:
        """Say what it measures."""
        if self._power is not None:
            self._say(f"sensor/{self._power}/state", f"{self.watts():.1f}")
        if self._energy is not None:
            self._say(f"sensor/{self._energy}/state", f"{self._state.energy_wh / 1000:.3f}")

    def _set_light(self, n: int, text: str) -> None:
        try:
            wanted = json.loads(text)
            state, level = wanted.get("state"), wanted.get("brightness")
        except (ValueError, AttributeError):
            return
        if state == "ON" and isinstance(level, int):
            self.dim(n, round(level * 100 / BRIGHTEST))
        elif state in WORDS:
            self.turn(n, WORDS[state])

    def _set_air(self, n: int, what: str, text: str) -> None:
        air = self._air[n]
        if what == "mode" and text in (*MODES, "off"):
            self._air[n] = air if text == "off" else replace(air, mode=text)
            self.turn(n, text != "off")
            return
        if what == "fan_mode" and text in FANS:
            self._air[n] = replace(air, fan=text)
        elif what == "target_temperature" and _is_target(text):
            self._air[n] = replace(air, target_c=float(text))
        self._say_air(n, on=self._state.channels[n].says_on)

    def _say_air(self, n: int, *, on: bool) -> None:
        air, part = self._air[n], self._parts[n]
        self._say(f"{part}/mode/state", air.mode if on else "off")
        self._say(f"{part}/target_temperature/state", f"{air.target_c:g}")
        self._say(f"{part}/fan_mode/state", air.fan)
        self.telemetry()

    def _say(self, topic: str, text: str) -> None:
        self.say(f"{self.topic}/{topic}", self.garbled(text), retain=True)


def _is_target(text: str) -> bool:
    try:
        return COLDEST_C <= float(text) <= WARMEST_C
    except ValueError:
        return False

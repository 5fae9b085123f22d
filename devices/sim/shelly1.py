"""A small working Shelly of the first generation: relays, dimmers or rollers, in plain topics.

Says a state on change and all of them when it connects or is asked (`update`);
nothing is retained, its last will neither. Energy is counted in watt-minutes.
"""

import json

from devices.mqtt.link import Will
from devices.mqtt.shelly1 import WATT_MINUTES_PER_WH
from devices.sim.board import Board, SimSpec

WORDS = {"on": True, "off": False}
TRAVEL = {1: "open", -1: "close", 0: "stop"}
TARGETS = {"open": 100.0, "close": 0.0, "stop": None}


class SimShelly1(Board):
    """See the module. Channels count from 0."""

    first = 0

    def __init__(self, topic: str, spec: SimSpec | None = None, *, late_s: float = 3.0) -> None:
        super().__init__(topic, spec, late_s=late_s)
        self._root = f"shellies/{topic}/"
        self.will = Will(self._root + "online", b"false", retain=False)
        commands = ("command", "+/+/command", "+/+/command/pos", "+/+/set")
        self.filters = [self._root + word for word in commands]

    def connected(self) -> None:
        """Listen first, then say that it is there, and everything."""
        self.subscribe()
        self.say(self._root + "online", "true")
        self.say("shellies/announce", json.dumps({"id": self.topic, "model": "SHSW-25"}))
        self._say_all()
        self.first_words()

    def obey(self, topic: str, payload: bytes) -> None:
        """Carry out a command; a word it does not know is passed over."""
        text = payload.decode(errors="replace").strip()
        match topic.removeprefix(self._root).split("/"):
            case ["command"] if text == "update":
                self._say_all()
            case ["relay" | "light", n, "command"] if text in WORDS or text == "toggle":
                self.turn(int(n), WORDS.get(text))
            case ["light", n, "set"]:
                self._set_light(int(n), text)
            case ["roller", n, "command"] if text in TARGETS:
                self.move(int(n), TARGETS[text])
            case ["roller", n, "command", "pos"] if text.isdigit() and int(text) <= 100:
                self.move(int(n), float(text))

    def say_channel(self, n: int) -> None:
        """Say a relay, or a light with its status, and what it draws."""
        channel = self._state.channels[n]
        part = "light" if n in self.spec.dimmers else "relay"
        word = "on" if channel.says_on else "off"
        self.say(f"{self._root}{part}/{n}", self.garbled(word))
        if part == "light":
            status = {"ison": channel.says_on, "mode": "white", "brightness": channel.level_pct}
            self.say(f"{self._root}light/{n}/status", self.garbled(json.dumps(status)))
        if self.spec.metered:
            self.say(f"{self._root}{part}/{n}/power", f"{self.watts_of(n):.2f}")
            if n == min(self._state.channels):
                minutes = int(self._state.energy_wh * WATT_MINUTES_PER_WH)
                self.say(f"{self._root}{part}/{n}/energy", f"{minutes}")

    def say_shutter(self, n: int) -> None:
        """Say which way a roller goes and where it is."""
        shutter = self._state.shutters[n]
        self.say(f"{self._root}roller/{n}", self.garbled(TRAVEL[shutter.direction]))
        self.say(f"{self._root}roller/{n}/pos", self.garbled(str(round(shutter.position_pct))))

    def telemetry(self) -> None:
        """Say everything again, as it does each 30 s; its energy counter with it."""
        self.count_energy()
        self._say_all()

    def _say_all(self) -> None:
        for n in self._state.channels:
            self.say_channel(n)
        for n in self._state.shutters:
            self.say_shutter(n)

    def _set_light(self, n: int, text: str) -> None:
        try:
            wanted = json.loads(text)
            turn, level = wanted.get("turn"), wanted.get("brightness")
        except (ValueError, AttributeError):
            return
        if turn == "off":
            self.turn(n, on=False)
        elif isinstance(level, int):
            self.dim(n, level)
        elif turn == "on":
            self.turn(n, on=True)

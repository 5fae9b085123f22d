"""A small working Tasmota: relays, dimmers, shutters, a meter, infrared.

Behaves as its firmware does where the gateway could trip: the order of its
first words after connecting, answers twice over (RESULT and POWER), no state
after a mere reconnect, QoS 0 throughout. One dimmer is `Dimmer`, several are
`Channel<n>` (SetOption68).
"""

import json
from collections.abc import Callable, Mapping

from devices.mqtt.link import Will
from devices.mqtt.topics import tasmota_root
from devices.sim.board import Board, Fault, PowerOn, SimChannel, SimShutter, SimSpec, SimState

__all__ = ["Fault", "PowerOn", "SimChannel", "SimShutter", "SimSpec", "SimState", "SimTasmota"]

FULL_TOPIC = "%prefix%/%topic%/"
ON_WORDS = {"ON", "1", "TRUE"}
OFF_WORDS = {"OFF", "0", "FALSE"}
ALL_WORDS = (ON_WORDS, OFF_WORDS)
TOGGLE_WORDS = {"TOGGLE", "2"}


class SimTasmota(Board):
    """See the module.

    Args:
        topic: Its Topic.
        full_topic: Its FullTopic.
        words: StateText2 and StateText1: what it says and takes for on and off.
    """

    def __init__(
        self,
        topic: str,
        spec: SimSpec | None = None,
        *,
        late_s: float = 3.0,
        full_topic: str = FULL_TOPIC,
        words: tuple[str, str] = ("ON", "OFF"),
    ) -> None:
        super().__init__(topic, spec, late_s=late_s)
        self._words = words
        self._cmnd = tasmota_root(full_topic, "cmnd", topic)
        self._stat = tasmota_root(full_topic, "stat", topic)
        self._tele = tasmota_root(full_topic, "tele", topic)
        self.will = Will(self._tele + "LWT", b"Offline")
        self.filters = [self._cmnd + "#"]

    def connected(self) -> None:
        """Say hello in the firmware's order: `Online` goes out before it listens."""
        self.say(self._tele + "LWT", "Online", retain=True)
        self.say(self._cmnd + "POWER", "")
        self.subscribe()
        if not self.first_words():
            return
        self._say_json(self._tele + "INFO1", {"Info1": {"Version": "14.2.0(sim)"}})
        self._say_json(self._tele + "INFO2", {"Info2": {"Hostname": self.topic}})
        self._say_json(self._tele + "INFO3", {"Info3": {"RestartReason": "Power On"}})
        for n in self._state.channels:
            self.say(self._stat + self._power_word(n), self._text(n))

    def obey(self, topic: str, payload: bytes) -> None:
        """Carry out a command."""
        word = topic.removeprefix(self._cmnd).upper()
        text = payload.decode(errors="replace").strip()
        name = word.rstrip("0123456789")
        number = int(word[len(name) :] or 1)
        obey: Callable[[int, str], object] | None = {
            "POWER": self._power,
            "DIMMER": self._level,
            "CHANNEL": self._level,
            "STATE": lambda n, t: self._result(self._status()),
            "STATUS": lambda n, t: self._answer_status(t),
            "SHUTTEROPEN": lambda n, t: self.move(n, 100.0),
            "SHUTTERCLOSE": lambda n, t: self.move(n, 0.0),
            "SHUTTERSTOP": lambda n, t: self.move(n, None),
            "SHUTTERPOSITION": self._move_to,
            "IRSEND": lambda n, t: self._infrared("IRSend", t),
            "IRHVAC": lambda n, t: self._infrared("IRHVAC", t),
        }.get(name)
        if obey is None or obey(number, text) is False:
            self._result({"Command": "Unknown"})

    def say_channel(self, n: int) -> None:
        """Answer twice over, or for a dimmer with its brightness."""
        if n in self.spec.dimmers:
            self._result(self._light(n))
        else:
            self._result({self._power_word(n): self._text(n)})
        self.say(self._stat + self._power_word(n), self.garbled(self._text(n)))

    def say_shutter(self, n: int) -> None:
        """Say where it is, about each second; here more often."""
        self._result({f"Shutter{n}": self._shutter(n)})

    def telemetry(self) -> None:
        """Send STATE and SENSOR."""
        if self._state.channels:
            self._say_json(self._tele + "STATE", self._status())
        if self._sensors():
            self.count_energy()
            self._say_json(self._tele + "SENSOR", self._sensors())

    def load_changed(self) -> None:
        """Report power early, as PowerDelta makes it."""
        if self.spec.metered:
            self._say_json(self._tele + "SENSOR", self._sensors())

    def _power(self, n: int, text: str) -> bool:
        numbers = list(self._state.channels) if n == 0 else [n]
        return all(self._switch(each, text.upper()) for each in numbers)

    def _switch(self, n: int, word: str) -> bool:
        if n not in self._state.channels:
            return False
        on, off = ({*words, own.upper()} for words, own in zip(ALL_WORDS, self._words, strict=True))
        if word not in on | off | TOGGLE_WORDS:
            self.say_channel(n)  # a question
            return True
        return self.turn(n, None if word in TOGGLE_WORDS else word in on)

    def _level(self, n: int, text: str) -> bool:
        if len(self.spec.dimmers) == 1:
            n = self.spec.dimmers[0]
        if n not in self.spec.dimmers:
            return False
        if not (text.isdigit() and self.dim(n, int(text))):
            self._result(self._light(n))  # a question, or out of range
        return True

    def _move_to(self, n: int, text: str) -> bool:
        return text.isdigit() and int(text) <= 100 and self.move(n, float(text))

    def _infrared(self, word: str, text: str) -> None:
        self.send_infrared(text)
        self._result({word: "Done"})

    def _answer_status(self, text: str) -> None:
        if text in ("8", "10", "0"):
            self._answer(f"STATUS{text}", {"StatusSNS": self._sensors()})
        if text in ("11", "0"):
            self._answer("STATUS11", {"StatusSTS": self._status()})

    def _status(self) -> dict[str, object]:
        said: dict[str, object] = {}
        for n in self._state.channels:
            said |= (
                self._light(n) if n in self.spec.dimmers else {self._power_word(n): self._text(n)}
            )
        return {**said, "Wifi": {"AP": 1, "Channel": 6, "RSSI": 74}}

    def _light(self, n: int) -> dict[str, object]:
        level = self._state.channels[n].level_pct
        word = "Dimmer" if len(self.spec.dimmers) == 1 else f"Channel{n}"
        return {self._power_word(n): self._text(n), word: level}

    def _sensors(self) -> dict[str, object]:
        said: dict[str, object] = {f"Shutter{n}": self._shutter(n) for n in self._state.shutters}
        if self.spec.metered:
            total = round(self._state.energy_wh / 1000, 3)
            said["ENERGY"] = {"Total": total, "Power": round(self.watts())}
        return said

    def _shutter(self, n: int) -> dict[str, int]:
        s = self._state.shutters[n]
        at, to = round(s.position_pct), round(s.target_pct)
        return {"Position": at, "Direction": s.direction, "Target": to}

    def _result(self, said: Mapping[str, object]) -> None:
        self._answer("RESULT", said)

    def _answer(self, word: str, said: Mapping[str, object]) -> None:
        self.say(self._stat + word, self.garbled(json.dumps(said)))

    def _say_json(self, topic: str, said: Mapping[str, object]) -> None:
        self.say(topic, json.dumps(said))

    def _power_word(self, n: int) -> str:
        return "POWER" if self.spec.relays == 1 else f"POWER{n}"

    def _text(self, n: int) -> str:
        on, off = self._words
        return on if self._state.channels[n].says_on else off

"""A small working Tasmota: relays, dimmers, shutters, a meter, and ways to break it.

Behaves as its firmware does where the gateway could trip: the order of its
first words after connecting, answers twice over (RESULT and POWER), no state
after a mere reconnect, QoS 0 throughout.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum

from devices.mqtt.link import Will
from devices.mqtt.topics import tasmota_root
from devices.sim.office import Thing

ON_WORDS = {"ON", "1", "TRUE"}
OFF_WORDS = {"OFF", "0", "FALSE"}
TOGGLE_WORDS = {"TOGGLE", "2"}
SHUTTER_STEP_S = 0.25


class Fault(StrEnum):
    """A way for a device to be broken; `online` means its connection stands.

    `silent`: commands are lost. `lies`: says it switched, and the contact is
    welded (the meter knows). `late`: obeys after `late_s`. `doubled`: answers
    twice. `garbage`: answers nonsense. `offline`: off the network.
    """

    NONE = "none"
    SILENT = "silent"
    LIES = "lies"
    LATE = "late"
    DOUBLED = "doubled"
    GARBAGE = "garbage"
    OFFLINE = "offline"


class PowerOn(IntEnum):
    """What its relays do after a power cut (PowerOnState)."""

    OFF = 0
    ON = 1
    TOGGLE = 2
    LAST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SimSpec:
    """What a simulated Tasmota is made of.

    Attributes:
        relays: Number of relays; the dimmers are among them.
        dimmers: Channels with a brightness. One is `Dimmer`, several are
            `Channel<n>` (SetOption68).
        shutters: Number of motors.
        watts: What hangs on each relay: draw by channel when fully on.
        metered: True for a device that measures it (as one figure).
        power_on: After a power cut.
        tele_s: Telemetry period; Tasmota's own default is 300.
        boot_s: From power to network.
        first_tele_s: From the first connection to the first STATE and SENSOR.
        travel_s: From closed to open.
    """

    relays: int = 1
    dimmers: tuple[int, ...] = ()
    shutters: int = 0
    watts: Mapping[int, float] = field(default_factory=dict)
    metered: bool = False
    power_on: PowerOn = PowerOn.LAST
    tele_s: float = 300.0
    boot_s: float = 0.5
    first_tele_s: float = 5.0
    travel_s: float = 10.0


@dataclass(frozen=True, slots=True)
class SimChannel:
    """One relay: what it says, and what its contact does (they differ when it lies)."""

    says_on: bool = False
    is_on: bool = False
    level_pct: int = 100


@dataclass(frozen=True, slots=True)
class SimShutter:
    """One motor: where it is, where it goes; 100 = open."""

    position_pct: float = 0.0
    direction: int = 0
    target_pct: float = 0.0


@dataclass(frozen=True, slots=True)
class SimState:
    """All of a device at one instant; immutable, for any thread to look at.

    `heard` counts the commands that reached it, obeyed or not.
    """

    channels: Mapping[int, SimChannel]
    shutters: Mapping[int, SimShutter] = field(default_factory=dict)
    fault: Fault = Fault.NONE
    energy_wh: float = 0.0
    heard: int = 0


class SimTasmota(Thing):
    """See the module. `state`, `watts` and the verbs may be used from any thread."""

    def __init__(self, topic: str, spec: SimSpec | None = None, *, late_s: float = 3.0) -> None:
        super().__init__(topic)
        self.spec = spec or SimSpec()
        self.late_s = late_s
        self._cmnd = tasmota_root("%prefix%/%topic%/", "cmnd", topic)
        self._stat = tasmota_root("%prefix%/%topic%/", "stat", topic)
        self._tele = tasmota_root("%prefix%/%topic%/", "tele", topic)
        self.will = Will(self._tele + "LWT", b"Offline")
        self.filters = [self._cmnd + "#"]
        self._state = SimState(
            {n: SimChannel() for n in range(1, self.spec.relays + 1)},
            {n: SimShutter() for n in range(1, self.spec.shutters + 1)},
        )
        self._changed = threading.Condition()
        self._booted = False
        self._boots = 0
        self._ticking = False

    # For any thread

    def state(self) -> SimState:
        """Return the device as it is now."""
        return self._state

    def wait_for(self, fits: Callable[[SimState], bool], within_s: float = 3.0) -> bool:
        """Return True as soon as the state fits, False when it did not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: fits(self._state), within_s)

    def watts(self) -> float:
        """Return what really flows through it, in watts, whatever it says."""
        draw = self.spec.watts
        return sum(
            draw.get(n, 0.0) * (c.level_pct / 100 if n in self.spec.dimmers else 1.0)
            for n, c in self._state.channels.items()
            if c.is_on
        )

    def break_(self, fault: Fault) -> None:
        """Break it, or mend it with `Fault.NONE`."""
        self.do(lambda: self._break(fault))

    def press_wall_switch(self, channel: int) -> None:
        """Toggle a relay by hand, as with the button on the device."""
        self.do(lambda: self._switch(channel, "TOGGLE"))

    def report(self) -> None:
        """Send STATE and SENSOR now, before TelePeriod says so."""
        self.do(self._telemetry)

    def reboot(self) -> None:
        """Restart the firmware: the relays keep their state."""
        self.do(self._reboot)

    def cut_power(self) -> None:
        """Take the mains away for a moment: the relays do what PowerOnState says."""

        def cut() -> None:
            was = dict(self._state.channels)
            self._set(channels={n: self._after_power(c) for n, c in was.items()})
            self._reboot()

        self.do(cut)

    # In the office's thread

    def connected(self) -> None:
        """Say hello in the firmware's order: `Online` goes out before it listens."""
        self.say(self._tele + "LWT", "Online", retain=True)
        self.say(self._cmnd + "POWER", "")
        self.subscribe()
        if self._booted:
            return
        self._booted = True
        self._boots += 1
        self._say_json(self._tele + "INFO1", {"Info1": {"Version": "14.2.0(sim)"}})
        self._say_json(self._tele + "INFO2", {"Info2": {"Hostname": self.topic}})
        self._say_json(self._tele + "INFO3", {"Info3": {"RestartReason": "Power On"}})
        for n in self._state.channels:
            self.say(self._stat + self._power_word(n), self._text(n))
        boot = self._boots
        self.later(self.spec.first_tele_s, lambda: self._telemetry_of(boot))

    def heard(self, topic: str, payload: bytes) -> None:
        """Obey, as far as the fault of the day allows."""
        self._set(heard=self._state.heard + 1)
        word = topic.removeprefix(self._cmnd).upper()
        text = payload.decode(errors="replace").strip()
        match self._state.fault:
            case Fault.SILENT | Fault.OFFLINE:
                return None
            case Fault.LATE:
                return self.later(self.late_s, lambda: self._obey(word, text))
            case Fault.DOUBLED:
                self._obey(word, text)
        return self._obey(word, text)

    def load_changed(self) -> None:
        """Report power early, as PowerDelta makes it."""
        if self.spec.metered:
            self._say_json(self._tele + "SENSOR", self._sensors())

    def _obey(self, word: str, text: str) -> None:
        name = word.rstrip("0123456789")
        number = int(word[len(name) :] or 1)
        obey: Callable[[int, str], None] | None = {
            "POWER": self._power,
            "DIMMER": self._level,
            "CHANNEL": self._level,
            "STATE": lambda n, t: self._result(self._status()),
            "STATUS": lambda n, t: self._answer_status(t),
            "SHUTTEROPEN": lambda n, t: self._move(n, 100.0),
            "SHUTTERCLOSE": lambda n, t: self._move(n, 0.0),
            "SHUTTERSTOP": lambda n, t: self._move(n, None),
            "SHUTTERPOSITION": self._move_to,
        }.get(name)
        if obey is None:
            self._result({"Command": "Unknown"})
        else:
            obey(number, text)

    def _power(self, n: int, text: str) -> None:
        numbers = list(self._state.channels) if n == 0 else [n]
        for each in numbers:
            self._switch(each, text)

    def _switch(self, n: int, text: str) -> None:
        channel = self._state.channels.get(n)
        if channel is None:
            return self._result({"Command": "Unknown"})
        word = text.upper()
        known = word in ON_WORDS | OFF_WORDS | TOGGLE_WORDS
        if known:
            on = not channel.says_on if word in TOGGLE_WORDS else word in ON_WORDS
            self._put(n, replace(channel, says_on=on))
        return self._answer_power(n)

    def _level(self, n: int, text: str) -> None:
        if len(self.spec.dimmers) == 1:
            n = self.spec.dimmers[0]
        channel = self._state.channels.get(n)
        if channel is None or n not in self.spec.dimmers:
            return self._result({"Command": "Unknown"})
        if text.isdigit() and int(text) <= 100:
            level = int(text)
            kept = level or channel.level_pct
            self._put(n, replace(channel, says_on=level > 0, level_pct=kept))
        return self._result(self._light(n))

    def _put(self, n: int, channel: SimChannel) -> None:
        """Take a channel's new state; a liar's contact stays as it is."""
        is_on = channel.is_on if self._state.fault is Fault.LIES else channel.says_on
        self._set(channels={**self._state.channels, n: replace(channel, is_on=is_on)})

    def _move_to(self, n: int, text: str) -> None:
        if text.isdigit() and int(text) <= 100:
            self._move(n, float(text))

    def _move(self, n: int, target: float | None) -> None:
        shutter = self._state.shutters.get(n)
        if shutter is None:
            return self._result({"Command": "Unknown"})
        at = shutter.position_pct
        target = at if target is None else target
        direction = (target > at) - (target < at)
        self._put_shutter(n, SimShutter(at, direction, target))
        self._say_shutter(n)
        if direction and not self._ticking:
            self._ticking = True
            self.later(SHUTTER_STEP_S, self._tick)
        return None

    def _tick(self) -> None:
        """Let the motors run a step."""
        step = 100 * SHUTTER_STEP_S / self.spec.travel_s
        for n, shutter in self._state.shutters.items():
            if shutter.direction:
                left = abs(shutter.target_pct - shutter.position_pct)
                at = shutter.position_pct + shutter.direction * min(step, left)
                rests = left <= step
                direction = 0 if rests else shutter.direction
                self._put_shutter(n, SimShutter(at, direction, shutter.target_pct))
                self._say_shutter(n)
        self._ticking = any(s.direction for s in self._state.shutters.values())
        if self._ticking:
            self.later(SHUTTER_STEP_S, self._tick)

    def _break(self, fault: Fault) -> None:
        was = self._state.fault
        self._set(fault=fault)
        if fault is Fault.OFFLINE:
            self.unplug()
        elif was is Fault.OFFLINE:
            self.plug_in()

    def _reboot(self) -> None:
        self._booted = False
        self.unplug()
        if self._state.fault is not Fault.OFFLINE:
            self.plug_in(self.spec.boot_s)

    def _after_power(self, c: SimChannel) -> SimChannel:
        on = {PowerOn.OFF: False, PowerOn.ON: True, PowerOn.TOGGLE: not c.says_on}.get(
            self.spec.power_on, c.says_on
        )
        return replace(c, says_on=on, is_on=on)

    def _telemetry_of(self, boot: int) -> None:
        """Speak up each period, until the next boot has its own."""
        if boot == self._boots:
            self._telemetry()
            self.later(self.spec.tele_s, lambda: self._telemetry_of(boot))

    def _telemetry(self) -> None:
        if self._state.channels:
            self._say_json(self._tele + "STATE", self._status())
        if sensors := self._sensors():
            hours = self.spec.tele_s / 3600
            self._set(energy_wh=self._state.energy_wh + self.watts() * hours)
            self._say_json(self._tele + "SENSOR", sensors)

    # What it says

    def _answer_power(self, n: int) -> None:
        if n in self._state.channels:
            self._result({self._power_word(n): self._text(n)})
            self.say(self._stat + self._power_word(n), self._garbled(self._text(n)))

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

    def _say_shutter(self, n: int) -> None:
        self._result({f"Shutter{n}": self._shutter(n)})

    def _result(self, said: Mapping[str, object]) -> None:
        self._answer("RESULT", said)

    def _answer(self, word: str, said: Mapping[str, object]) -> None:
        self.say(self._stat + word, self._garbled(json.dumps(said)))

    def _say_json(self, topic: str, said: Mapping[str, object]) -> None:
        self.say(topic, json.dumps(said))

    def _garbled(self, text: str) -> bytes:
        return (
            b"\xff\xfe" + text[:-1].encode()
            if self._state.fault is Fault.GARBAGE
            else text.encode()
        )

    def _power_word(self, n: int) -> str:
        return "POWER" if self.spec.relays == 1 else f"POWER{n}"

    def _text(self, n: int) -> str:
        return "ON" if self._state.channels[n].says_on else "OFF"

    def _put_shutter(self, n: int, shutter: SimShutter) -> None:
        self._set(shutters={**self._state.shutters, n: shutter})

    def _set(self, **parts: object) -> None:
        with self._changed:
            self._state = replace(self._state, **parts)  # type: ignore[arg-type]
            self._changed.notify_all()

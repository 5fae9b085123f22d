"""What every simulated board does, whatever words it speaks: relays, dimmers, motors, faults.

A family's file (`tasmota.py`, `shelly.py` ...) adds the wire: what it says after
connecting, how it takes a command, how it tells a channel. Nothing here knows
a topic.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import ClassVar

from devices.sim.office import Thing

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
    """What its relays do after a power cut (Tasmota's PowerOnState; others have the same)."""

    OFF = 0
    ON = 1
    TOGGLE = 2
    LAST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SimSpec:
    """What a simulated board is made of.

    Attributes:
        relays: Number of relays; the dimmers are among them.
        dimmers: Channels with a brightness.
        shutters: Number of motors.
        watts: What hangs on each relay: draw by channel when fully on.
        metered: True for a device that measures it (as one figure).
        power_on: After a power cut.
        tele_s: How often it speaks up by itself.
        boot_s: From power to network.
        first_tele_s: From the first connection to the first of that.
        travel_s: From closed to open.
        starts_pct: Where its motors stand at first; 100 = open.
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
    starts_pct: float = 0.0


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

    `heard` counts the commands that reached it, obeyed or not; `sent` is what it
    sent by infrared, in order.
    """

    channels: Mapping[int, SimChannel]
    shutters: Mapping[int, SimShutter] = field(default_factory=dict)
    fault: Fault = Fault.NONE
    energy_wh: float = 0.0
    heard: int = 0
    sent: tuple[str, ...] = ()


class Board(Thing):
    """See the module. The first group of methods may be used from any thread."""

    first: ClassVar[int] = 1
    """Where its channels begin to count."""

    behind_bridge: ClassVar[bool] = False
    """True where the connection is a bridge's: it stands while the device is out of range."""

    def __init__(self, topic: str, spec: SimSpec | None = None, *, late_s: float = 3.0) -> None:
        super().__init__(topic)
        self.spec = spec or SimSpec()
        self.late_s = late_s
        self._state = SimState(
            {self.first + n: SimChannel() for n in range(self.spec.relays)},
            {self.first + n: SimShutter(self.spec.starts_pct) for n in range(self.spec.shutters)},
        )
        self._changed = threading.Condition()
        self._ticking = False
        self._boots = 0
        self._booted = False

    # For any thread

    def state(self) -> SimState:
        """Return the device as it is now."""
        return self._state

    def wait_for(self, fits: Callable[[SimState], bool], within_s: float = 30.0) -> bool:
        """Return True as soon as the state fits, False when it did not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: fits(self._state), within_s)

    def watts(self) -> float:
        """Return what really flows through it, in watts, whatever it says."""
        return sum(self.watts_of(n) for n in self._state.channels)

    def watts_of(self, n: int) -> float:
        """Return what really flows through one of its channels, in watts."""
        channel = self._state.channels[n]
        share = channel.level_pct / 100 if n in self.spec.dimmers else 1.0
        return self.spec.watts.get(n, 0.0) * share if channel.is_on else 0.0

    def break_(self, fault: Fault) -> None:
        """Break it, or mend it with `Fault.NONE`."""
        self.do(lambda: self._break(fault))

    def press_wall_switch(self, channel: int) -> None:
        """Toggle a relay by hand, as with the button on the device."""

        def press() -> None:
            self.turn(channel, None)

        self.do(press)

    def report(self, skipped_s: float = 0.0) -> None:
        """Speak up now, before its period says so.

        Args:
            skipped_s: Time that only the office's clock has seen; its energy counts it.
        """

        def speak() -> None:
            self.set(energy_wh=self._state.energy_wh + self.watts() * skipped_s / 3600)
            self.telemetry()

        self.do(speak)

    def reboot(self) -> None:
        """Restart the firmware: the relays keep their state."""
        self.do(self._reboot)

    def cut_power(self) -> None:
        """Take the mains away for a moment: the relays do what `power_on` says."""

        def cut() -> None:
            was = dict(self._state.channels)
            self.set(channels={n: self._after_power(c) for n, c in was.items()})
            self._reboot()

        self.do(cut)

    # What a family adds; in the office's thread

    def obey(self, topic: str, payload: bytes) -> None:
        """Carry out a command that reached it."""

    def say_channel(self, n: int) -> None:
        """Tell what a relay does, after it was switched."""

    def say_shutter(self, n: int) -> None:
        """Tell where a motor is, after each step."""

    def telemetry(self) -> None:
        """Tell what it tells by itself from time to time."""

    # For a family; in the office's thread

    def heard(self, topic: str, payload: bytes) -> None:
        """Obey, as far as the fault of the day allows."""
        self.set(heard=self._state.heard + 1)
        match self._state.fault:
            case Fault.SILENT | Fault.OFFLINE:
                return None
            case Fault.LATE:
                return self._obey_later(topic, payload)
            case Fault.DOUBLED:
                self.obey(topic, payload)
        return self.obey(topic, payload)

    def _obey_later(self, topic: str, payload: bytes) -> None:
        """Obey after a while, unless it has started anew by then."""
        boot = self._boots

        def obey() -> None:
            if boot == self._boots:
                self.obey(topic, payload)

        self.later(self.late_s, obey)

    def first_words(self) -> bool:
        """Return True on the first connection after power came; telemetry begins then."""
        if self._booted:
            return False
        self._booted = True
        self._boots += 1
        boot = self._boots
        self.later(self.spec.first_tele_s, lambda: self._telemetry_of(boot))
        return True

    def turn(self, n: int, on: bool | None) -> bool:
        """Switch a relay (None: the other way round) and tell; False for one it has not."""
        channel = self._state.channels.get(n)
        if channel is None:
            return False
        self._put(n, replace(channel, says_on=not channel.says_on if on is None else on))
        self.say_channel(n)
        return True

    def dim(self, n: int, level: int) -> bool:
        """Set a brightness, 0 being off, and tell; False for a channel without one."""
        channel = self._state.channels.get(n)
        if channel is None or n not in self.spec.dimmers or not 0 <= level <= 100:
            return False
        kept = level or channel.level_pct
        self._put(n, replace(channel, says_on=level > 0, level_pct=kept))
        self.say_channel(n)
        return True

    def move(self, n: int, target: float | None) -> bool:
        """Start a motor for a position, or stop it with None; False for one it has not."""
        shutter = self._state.shutters.get(n)
        if shutter is None:
            return False
        at = shutter.position_pct
        target = at if target is None else target
        direction = (target > at) - (target < at)
        self._put_shutter(n, SimShutter(at, direction, target))
        self.say_shutter(n)
        if direction and not self._ticking:
            self._ticking = True
            self.later(SHUTTER_STEP_S, self._tick)
        return True

    def send_infrared(self, code: str) -> None:
        """Send a code; whether anything obeys nobody knows."""
        self.set(sent=(*self._state.sent, code))

    def garbled(self, text: str) -> bytes:
        """Return an answer as the fault of the day leaves it."""
        if self._state.fault is Fault.GARBAGE:
            return b"\xff\xfe" + text[:-1].encode()
        return text.encode()

    def count_energy(self) -> float:
        """Return its energy counter after another period, in watt-hours."""
        self.set(energy_wh=self._state.energy_wh + self.watts() * self.spec.tele_s / 3600)
        return self._state.energy_wh

    def set(self, **parts: object) -> None:
        """Take a new state and wake who waits for it."""
        with self._changed:
            self._state = replace(self._state, **parts)  # type: ignore[arg-type]
            self._changed.notify_all()

    def go_offline(self) -> None:
        """Vanish from the network."""
        self.unplug()

    def come_back(self) -> None:
        """Appear on the network again."""
        self.plug_in()

    def _put(self, n: int, channel: SimChannel) -> None:
        """Take a channel's new state; a liar's contact stays as it is."""
        is_on = channel.is_on if self._state.fault is Fault.LIES else channel.says_on
        self.set(channels={**self._state.channels, n: replace(channel, is_on=is_on)})

    def _put_shutter(self, n: int, shutter: SimShutter) -> None:
        self.set(shutters={**self._state.shutters, n: shutter})

    def _tick(self) -> None:
        """Let the motors run a step."""
        step = 100 * SHUTTER_STEP_S / self.spec.travel_s
        for n, shutter in self._state.shutters.items():
            if shutter.direction:
                left = abs(shutter.target_pct - shutter.position_pct)
                at = shutter.position_pct + shutter.direction * min(step, left)
                direction = 0 if left <= step else shutter.direction
                self._put_shutter(n, SimShutter(at, direction, shutter.target_pct))
                self.say_shutter(n)
        self._ticking = any(s.direction for s in self._state.shutters.values())
        if self._ticking:
            self.later(SHUTTER_STEP_S, self._tick)

    def _break(self, fault: Fault) -> None:
        was = self._state.fault
        self.set(fault=fault)
        if fault is Fault.OFFLINE:
            self.go_offline()
        elif was is Fault.OFFLINE:
            self.come_back()

    def _reboot(self) -> None:
        self._booted = False
        self.unplug()
        if self._state.fault is not Fault.OFFLINE or self.behind_bridge:
            self.plug_in(self.spec.boot_s)

    def _after_power(self, c: SimChannel) -> SimChannel:
        on = {PowerOn.OFF: False, PowerOn.ON: True, PowerOn.TOGGLE: not c.says_on}.get(
            self.spec.power_on, c.says_on
        )
        return replace(c, says_on=on, is_on=on)

    def _telemetry_of(self, boot: int) -> None:
        """Speak up each period, until the next boot has its own."""
        if boot == self._boots:
            self.telemetry()
            self.later(self.spec.tele_s, lambda: self._telemetry_of(boot))

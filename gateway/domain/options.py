"""What the site file says of machines: one frozen dataclass for each kind that has more to say.

A channel's `options` is one of these, or None for what is simply switched.
Times are in seconds; the defaults are those of spec 03 §2.
"""

import math
from dataclasses import dataclass

from gateway.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CurtainOptions:
    """A curtain, shutter or screen; 100 % is open (a screen: rolled up).

    Attributes:
        up, down: Numbers of the two relays on the device's wire; both None for
            a motor that knows its position.
        open_s, close_s: Full travel each way.
        run_on_s: How long it runs on at an end, so that the end is certain.
        pause_s: How long it stands still before it may turn round.
        shortest_s: A shorter movement is not begun.
    """

    up: int | None = None
    down: int | None = None
    open_s: float = 30.0
    close_s: float = 30.0
    run_on_s: float = 2.0
    pause_s: float = 1.0
    shortest_s: float = 0.5

    def travel_s(self, direction: int) -> float:
        """Return the full travel: 1 opening, -1 closing."""
        return self.open_s if direction > 0 else self.close_s

    def limit_s(self, direction: int) -> float:
        """Return the longest a relay may be on, whatever happened: 110 % and the run-on."""
        return 1.1 * self.travel_s(direction) + self.run_on_s


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorOptions:
    """A projector.

    Attributes:
        warm_s, cool_s: How long it warms and cools.
        off_hold_s: How long "off" has to be held.
        mains: Global id of the channel that feeds it, or None.
        screen: Global id of the screen that goes with it, or None.
        feedback: Whether its device reports; without, its state is assumed.
        on_key, off_key: What an infrared sender is asked for, instead of power.
    """

    warm_s: float = 40.0
    cool_s: float = 120.0
    off_hold_s: float = 1.5
    mains: str | None = None
    screen: str | None = None
    feedback: bool = True
    on_key: str | None = None
    off_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RackOptions:
    """One step of a room's AV rack.

    Attributes:
        step: Its place in the order; the site file's order decides between equals.
        delay_s: From the step before to this one.
        amplifier: Comes after all others, and goes first.
    """

    step: int
    delay_s: float = 2.0
    amplifier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AcOptions:
    """An air conditioner.

    Attributes:
        min_off_s: The compressor's rest after it was off, and after a power cut.
        climate: Whether mode, set-point and fan can be asked for (infrared or a
            thermostat); else it is only switched.
        feedback: Whether its device reports; without, its state is assumed.
        modes, fans: What it offers.
        min_cool_c, max_heat_c: The site's limits: not colder, not warmer.
        low_c, high_c: What the machine itself takes.
    """

    min_off_s: float = 300.0
    climate: bool = False
    feedback: bool = True
    modes: tuple[str, ...] = ("cool", "heat", "dry", "fan", "auto")
    fans: tuple[str, ...] = ("auto", "low", "medium", "high")
    min_cool_c: float = 26.0
    max_heat_c: float = 20.0
    low_c: float = 16.0
    high_c: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeOptions:
    """A volume: 0 to 100 for people, the device's own range behind it.

    Attributes:
        low, high: The device's level at 0 and at 100, in percent of its own range.
        default: The level when the room is switched on.
        step: What one press of up or down changes, and one press of a remote's key.
        grain: The device's own smallest step on this scale: 5 for one of twenty steps.
        feedback: Whether its device reports; without, its level is assumed.
        up_key, down_key: What an infrared sender is asked for, instead of a level.
        mute_key: Its key that mutes and, pressed again, restores; None walks to 0 and back.
        press_s: The pause between two presses of a remote's key.
    """

    low: float = 0.0
    high: float = 100.0
    default: int = 40
    step: int = 5
    grain: float = 1.0
    feedback: bool = True
    up_key: str | None = None
    down_key: str | None = None
    mute_key: str | None = None
    press_s: float = 0.25

    @property
    def by_keys(self) -> bool:
        """Whether it is changed by a remote's keys."""
        return self.up_key is not None and self.down_key is not None

    def device_pct(self, level: float) -> int:
        """Return the device's level for one of people's, in whole per cent inside its range."""
        asked = round(self.low + min(100.0, max(0.0, level)) * (self.high - self.low) / 100)
        return max(math.ceil(self.low), min(math.floor(self.high), asked))

    def level_of(self, device_pct: float) -> int:
        """Return people's level for one of the device's; 0 and 100 are the ends."""
        level = (device_pct - self.low) * 100 / (self.high - self.low)
        return round(min(100.0, max(0.0, level)))

    @property
    def near_pct(self) -> float:
        """How far the device's word may lie from what it was told, in percent of its range."""
        return max(1.0, self.grain * (self.high - self.low) / 200 + 0.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerOptions:
    """A player by infrared.

    Attributes:
        keys: Each of its keys by the name its sender knows it by.
        wake: The key that wakes it; None if it has none. `power` is taken for one
            that switches over, and is not sent to a player that is taken as awake.
    """

    keys: tuple[tuple[str, str], ...] = ()
    wake: str | None = None

    def code(self, key: str) -> str | None:
        """Return what the sender calls a key; None for one it has not."""
        return dict(self.keys).get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentKey:
    """One code of a device: an audio input, a matrix's way."""

    device: str
    key: str
    channel: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What can be shown and heard in a room, and what choosing it does.

    Attributes:
        id: Its control is `source.<id>`.
        projector: Global id of the one that shows it; None for what is only heard.
        input: The projector's input as it numbers it (PJLink), or None.
        key: The code of its input by infrared, or None.
        switches: What is sent besides: audio input, matrix.
        player: Global id of the player it comes from, woken when it is chosen.
        volume: Global id of the volume it is heard by, or None.
    """

    id: str
    name: Text
    projector: str | None = None
    input: str | None = None
    key: str | None = None
    switches: tuple[SentKey, ...] = ()
    player: str | None = None
    volume: str | None = None


Options = (
    CurtainOptions | ProjectorOptions | RackOptions | AcOptions | VolumeOptions | PlayerOptions
)

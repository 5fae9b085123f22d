"""What the site file says of machines: one frozen dataclass for each kind that has more to say.

A channel's `options` is one of these, or None for what is simply switched.
Times are in seconds; the defaults are those of spec 03 §2.
"""

from dataclasses import dataclass


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
    """A volume.

    Attributes:
        low, high: The device's level at 0 and at 100, in percent of its own range.
        default: The level when the room is switched on.
        feedback: Whether its device reports.
    """

    low: float = 0.0
    high: float = 100.0
    default: int = 40
    feedback: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerOptions:
    """A player by infrared: each of its keys by the name its sender knows it by."""

    keys: tuple[tuple[str, str], ...]


Options = (
    CurtainOptions | ProjectorOptions | RackOptions | AcOptions | VolumeOptions | PlayerOptions
)

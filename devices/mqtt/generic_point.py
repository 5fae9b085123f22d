"""One thing that a `generic` device says or takes, as the site file tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from devices.mqtt import payloads
from devices.mqtt.said import Value, words
from gateway.domain.effects import Command, Verb
from gateway.domain.text import Json

MOST_CHANNELS = 128
MOST_FACTOR = 1e6
VALUE = "{value}"


class What(StrEnum):
    """What a point says or sets; the fields of `Reading`, and `moves` for a cover's motor."""

    POWER = "power"
    LEVEL = "level"
    POSITION = "position"
    MOVES = "moves"
    POWER_W = "power_w"
    ENERGY_WH = "energy_wh"
    ONLINE = "online"


VERBS = {
    Verb.POWER: What.POWER,
    Verb.LEVEL: What.LEVEL,
    Verb.POSITION: What.POSITION,
    Verb.OPEN: What.MOVES,
    Verb.CLOSE: What.MOVES,
    Verb.STOP: What.MOVES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing a device says, and how it is set.

    Attributes:
        what: Which thing.
        channel: Of which channel; left out, of the whole device.
        state: Where it is said.
        key: Where in a JSON payload: `a.b`, `phases.0.w`; left out for a plain payload.
        on, off: The words of `power` and `online`; upper and lower case are one.
        opening, closing, resting: The words a moving cover says.
        low, high: The device's own numbers for 0 and 100 %, of `level` and
            `position`. An inverted cover has low = 100, high = 0.
        factor: What `power_w` and `energy_wh` are multiplied by (1000 for kWh).
        set: Where it is set; left out, it cannot be.
        payload: What is sent there; `{value}` is the word or number.
        set_on, set_off: The words sent, where they differ from `on` and `off`.
        open, close, stop: The words that move a cover.

    Raises:
        ValueError: For a point that says or sets nothing, and words that are alike.
    """

    what: What
    channel: int | None = None
    state: str | None = None
    key: str | None = None
    on: str = "ON"
    off: str = "OFF"
    opening: str = "opening"
    closing: str = "closing"
    resting: str = "stopped"
    low: float = 0.0
    high: float = 100.0
    factor: float = 1.0
    set: str | None = None
    payload: str = VALUE
    set_on: str | None = None
    set_off: str | None = None
    open: str = "OPEN"
    close: str = "CLOSE"
    stop: str = "STOP"

    def __post_init__(self) -> None:
        if self.state is None and self.set is None:
            raise ValueError(f"{self.what.value} needs a state to listen to or a set to command")
        if self.set is not None and self.what not in VERBS.values():
            raise ValueError(f"{self.what.value} can't be set")
        if self.channel is not None and not 0 <= self.channel <= MOST_CHANNELS:
            raise ValueError(f"channel is 0 to {MOST_CHANNELS}, not {self.channel}")
        if len(_words_of(self)) < len(_pairs_of(self)):
            raise ValueError(f"the words of {self.what.value} must differ from each other")
        if self.low == self.high or not 0 < self.factor <= MOST_FACTOR:
            raise ValueError("low and high must differ, factor must be more than 0")

    def value(self, payload: bytes) -> Value | None:
        """Return what a payload says, or None."""
        said = payloads.at_path(payload, self.key)
        match self.what:
            case What.POWER | What.ONLINE | What.MOVES:
                return _words_of(self).get(payloads.as_word(said) or "")
            case What.LEVEL | What.POSITION:
                low, high = sorted((self.low, self.high))
                raw = payloads.as_number(said, low, high)
                if raw is None:
                    return None
                return round((raw - self.low) * 100 / (self.high - self.low), 1)
            case What.POWER_W:
                raw = _figure(said)
                return None if raw is None else payloads.watts(raw * self.factor)
            case What.ENERGY_WH:
                return payloads.watt_hours(_figure(said), per_unit=self.factor)

    def asked(self, command: Command) -> str | None:
        """Return the payload that asks for a command; None for a senseless value."""
        word: str | None = None
        match command.verb:
            case Verb.POWER if isinstance(command.value, bool):
                own = self.set_on if command.value else self.set_off
                word = own or (self.on if command.value else self.off)
            case Verb.LEVEL | Verb.POSITION:
                percent = payloads.percent(command.value)
                if percent is not None:
                    word = str(round(self.low + percent * (self.high - self.low) / 100))
            case Verb.OPEN | Verb.CLOSE | Verb.STOP:
                moves = {Verb.OPEN: self.open, Verb.CLOSE: self.close, Verb.STOP: self.stop}
                word = moves[command.verb]
        return None if word is None else self.payload.replace(VALUE, word)


def _pairs_of(point: Point) -> list[tuple[str, Value]]:
    match point.what:
        case What.POWER | What.ONLINE:
            return [(point.on, True), (point.off, False)]
        case What.MOVES:
            return [(point.opening, 1), (point.closing, -1), (point.resting, 0)]
        case _:
            return []


@cache
def _words_of(point: Point) -> Mapping[str, Value]:
    return words(_pairs_of(point))


def _figure(said: Json) -> float | None:
    return payloads.as_number(said, -1e15, 1e15)

"""What devices said, merged: one reading for each channel on the wire, and how it is known.

Knows nothing of rules or rooms. `Reports` is a mapping that is cheap to change
one entry of: a thousand devices report each second, and every snapshot that a
screen still reads must stay as it was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from zlib import crc32

from gateway.domain.events import Reading

Number = int | None
"""A channel's number on its device's wire; None for the whole device."""

Wire = tuple[str, Number]
"""A device's id and the channel number on its wire."""


class Known(StrEnum):
    """How a state is known (spec 03 §1)."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"


SHELVES = 32
"""Devices are kept apart in so many parts, so that a report copies only its own."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of one channel on the wire.

    Attributes:
        reading: All that was ever said, merged; None where nothing was.
        known: How.
        since: When what it does (not what it draws) last changed.
        seen_s: When it was last heard (or given up), in monotonic seconds.
    """

    reading: Reading
    known: Known
    since: datetime
    seen_s: float


class Reports(Mapping[Wire, Report]):
    """Reports by wire address; immutable. `put` shares all other devices with the old one."""

    __slots__ = ("_shelves", "_size")

    def __init__(self, reports: Mapping[Wire, Report] | None = None) -> None:
        shelves: list[dict[str, Mapping[Number, Report]]] = [{} for _ in range(SHELVES)]
        for (device, number), report in (reports or {}).items():
            shelf = shelves[_shelf(device)]
            shelf[device] = {**shelf.get(device, _NOTHING), number: report}
        self._shelves = shelves
        self._size = sum(len(own) for shelf in shelves for own in shelf.values())

    @classmethod
    def of(cls, reports: Mapping[Wire, Report]) -> "Reports":
        """Return any mapping of reports as one of these."""
        return reports if isinstance(reports, Reports) else cls(reports)

    def __getitem__(self, wire: Wire) -> Report:
        return self._shelves[_shelf(wire[0])][wire[0]][wire[1]]

    def __iter__(self) -> Iterator[Wire]:
        for shelf in self._shelves:
            for device, own in shelf.items():
                for number in own:
                    yield device, number

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"Reports({dict(self)!r})"

    def device(self, device: str) -> Mapping[Number, Report]:
        """Return all reports of one device by channel number; empty if it never said a word."""
        return self._shelves[_shelf(device)].get(device, _NOTHING)

    def put(self, device: str, changed: Mapping[Number, Report]) -> "Reports":
        """Return the reports with some channels of one device replaced."""
        place = _shelf(device)
        shelf = self._shelves[place]
        old = shelf.get(device, _NOTHING)
        own = {**old, **changed}
        new = Reports.__new__(Reports)
        new._shelves = self._shelves.copy()
        new._shelves[place] = {**shelf, device: own}
        new._size = self._size + len(own) - len(old)
        return new


@lru_cache(maxsize=10_000)
def _shelf(device: str) -> int:
    """Return where a device stands: the same in every run, unlike `hash`."""
    return crc32(device.encode()) % SHELVES


_NOTHING: Mapping[Number, Report] = {}


def merged(old: Reading, new: Reading) -> Reading:
    """Return what is known after a message: what it does not say stays; `old` if all is alike."""
    power = old.power if new.power is None else new.power
    level_pct = old.level_pct if new.level_pct is None else new.level_pct
    position_pct = old.position_pct if new.position_pct is None else new.position_pct
    direction = old.direction if new.direction is None else new.direction
    power_w = old.power_w if new.power_w is None else new.power_w
    energy_wh = old.energy_wh if new.energy_wh is None else new.energy_wh
    online = old.online if new.online is None else new.online
    phase = old.phase if new.phase is None else new.phase
    source = old.source if new.source is None else new.source
    muted = old.muted if new.muted is None else new.muted
    lamp_h = old.lamp_h if new.lamp_h is None else new.lamp_h
    faults = old.faults if new.faults is None else new.faults
    mode = old.mode if new.mode is None else new.mode
    target_c = old.target_c if new.target_c is None else new.target_c
    fan = old.fan if new.fan is None else new.fan
    same = (
        power == old.power
        and power_w == old.power_w
        and energy_wh == old.energy_wh
        and level_pct == old.level_pct
        and position_pct == old.position_pct
        and direction == old.direction
        and online == old.online
        and phase == old.phase
        and source == old.source
        and muted == old.muted
        and lamp_h == old.lamp_h
        and faults == old.faults
        and mode == old.mode
        and target_c == old.target_c
        and fan == old.fan
    )
    if same:
        return old
    return Reading(
        power=power,
        level_pct=level_pct,
        position_pct=position_pct,
        direction=direction,
        power_w=power_w,
        energy_wh=energy_wh,
        online=online,
        phase=phase,
        source=source,
        muted=muted,
        lamp_h=lamp_h,
        faults=faults,
        mode=mode,
        target_c=target_c,
        fan=fan,
    )


def says_state(reading: Reading) -> bool:
    """Tell whether a reading says what a channel does, not only what it draws."""
    return (
        reading.power is not None
        or reading.level_pct is not None
        or reading.position_pct is not None
        or reading.direction is not None
        or reading.phase is not None
        or reading.source is not None
        or reading.muted is not None
    )


def same_state(one: Reading, other: Reading) -> bool:
    """Tell whether two readings say that a channel does the same, whatever it draws."""
    return (
        one.power == other.power
        and one.level_pct == other.level_pct
        and one.position_pct == other.position_pct
        and one.direction == other.direction
        and one.online == other.online
        and one.phase == other.phase
        and one.source == other.source
        and one.muted == other.muted
        and one.mode == other.mode
        and one.target_c == other.target_c
        and one.fan == other.fan
    )

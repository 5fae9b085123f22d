"""How far each panel is open, and the wrong PINs tried there, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from gateway.domain.rooms.meeting import meeting_in
from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Level(IntEnum):
    """What a panel lets its visitor do; each level includes those before."""

    START = 0
    CONTROLS = 1
    SYSTEM = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPanel:
    """A panel that somebody has opened, until nobody touches it any more."""

    level: Level
    idle_due_s: float


@dataclass(frozen=True, slots=True)
class OpenPanels:
    """Transient: after a start every panel is locked."""

    by_room: Mapping[str, OpenPanel] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Wrong PINs in a row; none is looked at before `wait_until_s`."""

    wrong: int
    last_since_s: float
    wait_until_s: float


@dataclass(frozen=True, slots=True)
class PinTries:
    """Durable: by room and level, `room-a:1`; only how often, never what."""

    by_key: Mapping[str, Tries] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockNow:
    """What a panel shows of its lock.

    Attributes:
        level: How far it is open now.
        asks_controls, asks_system: Whether that level has to be opened at all.
        meeting: A checked-in meeting holds the controls open.
        closes_due_s: When it is locked again if nobody touches it, or None.
        wait_until_s: By level: until when no PIN is looked at.
    """

    level: Level
    asks_controls: bool
    asks_system: bool
    meeting: bool
    closes_due_s: float | None
    wait_until_s: Mapping[Level, float]


def try_key(room: str, level: Level) -> str:
    """Return where the wrong PINs of a level are counted."""
    return f"{room}:{level.value}"


def level_of(office: "Office", rules: Rules, room: str) -> Level:
    """Return how far a room's panel is open; without a lock all the way."""
    found = rules.rooms.get(room)
    if found is None or found.lock is None:
        return Level.SYSTEM
    opened = office.panels.by_room.get(room)
    level = opened.level if opened else Level.START
    held = meeting_in(office, room) is not None or not found.lock.controls
    level = max(level, Level.CONTROLS) if held else level
    free = level >= Level.CONTROLS and not found.lock.system
    return Level.SYSTEM if free else level


def lock_now(office: "Office", rules: Rules, room: str) -> LockNow:
    """Return what screens and programs read of a room's lock."""
    found = rules.rooms.get(room)
    lock = found.lock if found else None
    opened = office.panels.by_room.get(room)
    tries = {level: office.tries.by_key.get(try_key(room, level)) for level in Level}
    return LockNow(
        level=level_of(office, rules, room),
        asks_controls=lock is not None and lock.controls,
        asks_system=lock is not None and lock.system,
        meeting=meeting_in(office, room) is not None,
        closes_due_s=opened.idle_due_s if opened else None,
        wait_until_s={level: one.wait_until_s for level, one in tries.items() if one is not None},
    )

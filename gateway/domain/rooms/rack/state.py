"""How far a room's rack is; what a screen may say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.devices import Known, known_of
from gateway.domain.options import RackOptions
from gateway.domain.rooms.state import is_on
from gateway.domain.rules import Channel, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Stage(StrEnum):
    """HELD_ON and HELD_OFF: a step failed on the way; it waits for a person."""

    OFF = "off"
    GOING_ON = "going_on"
    ON = "on"
    GOING_OFF = "going_off"
    HELD_ON = "held_on"
    HELD_OFF = "held_off"


WALKING = frozenset({Stage.GOING_ON, Stage.GOING_OFF})
HELD = frozenset({Stage.HELD_ON, Stage.HELD_OFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rack:
    """One rack.

    Attributes:
        stage: How far it is.
        todo: The steps still to do, as channel ids; the first is at hand.
        done: The steps done on this way.
        asked: Whether the step at hand was asked.
        next_due_s: When the step at hand may be asked, or None.
        why: Why it is held: `no_answer`, `not_sent`, `went_off`, `changed_elsewhere`,
            `projector` (it does not cool), `restart`.
        then_on: Once it is off, on again.
        alone: A rule asked for the way down: a step that fails is left out.
        left_out: The steps that failed on the way down and were left out.
        by: Who asked.
        since: When the stage began.
    """

    stage: Stage = Stage.OFF
    todo: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    asked: bool = False
    next_due_s: float | None = None
    why: str = ""
    then_on: bool = False
    alone: bool = False
    left_out: tuple[str, ...] = ()
    by: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Racks:
    """Durable: by room (or zone)."""

    by_place: Mapping[str, Rack] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RackRuns:
    """Transient: the racks whose way was looked at since the start."""

    alive: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RackNow:
    """A rack for a screen: the stage, the step at hand, and all steps in order.

    Attributes:
        step: The channel at hand, or empty.
        lit: The steps that say they are on, whatever the stage: after a power
            cut some may be while the rack is taken as off.
        why: Why it is held, or empty.
        left_out: Steps that did not go off and were left out.
        next_in_s: Until the step at hand is asked, or None.
    """

    place: str
    stage: Stage
    step: str
    steps: tuple[str, ...]
    done: tuple[str, ...]
    lit: tuple[str, ...]
    why: str
    left_out: tuple[str, ...]
    then_on: bool
    by: str
    next_in_s: float | None
    since: datetime | None


def step_options(channel: Channel) -> RackOptions | None:
    """Return what a channel is in a rack; None for one that is in none."""
    return channel.options if isinstance(channel.options, RackOptions) else None


def steps_of(rules: Rules, place: str) -> tuple[Channel, ...]:
    """Return the steps of a place's rack in order: amplifiers last; empty if it has no rack."""
    room = rules.rooms.get(place)
    names = rules.channels if room is None else room.channels
    found = [
        (options.amplifier, options.step, c)
        for c in map(rules.channels.__getitem__, names)
        if c.owner == place and (options := step_options(c)) is not None
    ]
    return tuple(c for _, _, c in sorted(found, key=lambda each: each[:2]))


def rack_of(office: "Office", place: str) -> Rack:
    """Return a place's rack; after the first start it is taken as off."""
    return office.machines.racks.by_place.get(place, Rack())


def _says_on(office: "Office", channel: Channel) -> bool:
    wire = (channel.device, channel.number)
    report = office.devices.reports.get(wire)
    heard = known_of(office, wire) in (Known.CONFIRMED, Known.ASSUMED)
    return heard and report is not None and is_on(report.reading) is True


def _says_off(office: "Office", channel: Channel) -> bool:
    wire = (channel.device, channel.number)
    report = office.devices.reports.get(wire)
    fresh = known_of(office, wire) is Known.CONFIRMED
    return fresh and report is not None and is_on(report.reading) is False


def rack_now(office: "Office", rules: Rules, place: str, now_s: float) -> RackNow | None:
    """Return what a screen may say of a place's rack; None if it has none."""
    steps = steps_of(rules, place)
    if not steps:
        return None
    rack = rack_of(office, place)
    waits = rack.next_due_s is not None and not rack.asked
    return RackNow(
        place=place,
        stage=rack.stage,
        step=rack.todo[0] if rack.todo else "",
        steps=tuple(c.id for c in steps),
        done=rack.done,
        lit=tuple(c.id for c in steps if _says_on(office, c)),
        why=rack.why,
        left_out=tuple(c.id for c in steps if c.id in rack.left_out and not _says_off(office, c)),
        then_on=rack.then_on,
        by=rack.by,
        next_in_s=max(0.0, (rack.next_due_s or 0.0) - now_s) if waits else None,
        since=rack.since,
    )

"""Since when zones are empty, what was announced there, and what was set back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.rules import Durations, Rules, SetbackRules

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Part(StrEnum):
    """What is set back together."""

    LIGHTS = "lights"
    AC = "ac"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """One thing that was set back, and how it was before.

    Attributes:
        zone: Where.
        at: When.
        target_c: The set-point it was left at, or None: it was switched off.
        verb, value: What gives it back: `on`, `level` or `setpoint`.
    """

    zone: str
    at: datetime
    target_c: float | None
    verb: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Setbacks:
    """Durable: what was set back and is given back to whoever returns, by channel."""

    by_channel: Mapping[str, PutBack] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyZone:
    """A zone in which nobody is, in working hours.

    Attributes:
        since_s: Since when, or since it was last noticed that somebody is, monotonic.
        looks_s: When to look next, earliest first.
        told: What was announced, and when it happens, monotonic.
    """

    since_s: float
    looks_s: tuple[float, ...] = ()
    told: Mapping[Part, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EmptyZones:
    """Transient: a start begins to count anew, so nothing goes off too early."""

    by_zone: Mapping[str, EmptyZone] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Announced:
    """What a panel says: what will happen in its zone, and when (monotonic)."""

    zone: str
    part: Part
    at_s: float


def policy_of(rules: Rules, zone: str) -> SetbackRules | None:
    """Return what a zone does when it is empty: its own word, or that of the nearest around it."""
    for around in rules.zone_path(zone):
        policy = rules.zones[around].setback
        if policy is not None:
            return policy
    return None


def after_s(durations: Durations, part: Part) -> float:
    """Return how long a zone has to be empty before a part is set back, in seconds."""
    return durations.setback_lights_s if part is Part.LIGHTS else durations.setback_ac_s


def announced_in(office: "Office", zone: str) -> Announced | None:
    """Return what will happen in a zone next unless somebody says that they are there."""
    empty = office.empty.by_zone.get(zone)
    if empty is None or not empty.told:
        return None
    part, at_s = min(empty.told.items(), key=lambda told: told[1])
    return Announced(zone, part, at_s)


def next_due_s(office: "Office") -> float | None:
    """Return when the next empty zone has to be looked at."""
    zones = office.empty.by_zone.values()
    return min((look_s for zone in zones for look_s in zone.looks_s), default=None)

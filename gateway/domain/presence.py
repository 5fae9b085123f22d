"""Who is here: from a tap to an open session, bounces, undo, corrections, zones.

A tap is a fact and is always kept; what it means is decided here (spec 02 §1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.effects import Result
from gateway.domain.events import Correction
from gateway.domain.text import Text
from gateway.domain.turn import Fold

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One person inside one zone since a tap.

    Attributes:
        id: The tap that opened it.
        clock_trusted: False when `in_at` is to be dated later.
    """

    id: str
    person: str
    zone: str
    reader: str
    in_at: datetime
    clock_trusted: bool = True


@dataclass(frozen=True, slots=True)
class Presence:
    """Durable: the open sessions, by `<person>@<zone>`, and each person's last tap.

    Attributes:
        sessions: Open ones only.
        last: By `<person>@<zone>`: the latest tap that was paired, for bounce,
            undo and correction.
        out: People on an approved or declared outing: person to since when.
    """

    sessions: Mapping[str, Session] = field(default_factory=dict)
    last: Mapping[str, "LastTap"] = field(default_factory=dict)
    out: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTap:
    """The last paired tap of a person at a zone, with what it replaced (for undo)."""

    tap_id: str
    reader: str
    direction: str
    at: datetime
    before: Session | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TapShown:
    """What the kiosk of a reader shows after a tap.

    Attributes:
        person: The person's id, or None (unknown badge, blocked).
        direction: `in`, `out`, `going_out`, `back` or None.
        verdict: `on_time`, `late`, `early`, `off_shift`, `goodbye`, ... or None.
        late_s: Seconds late or early, with `late` or `early`.
        worked_s: At a tap-out, seconds since the session began.
        offers: The corrections offered, in the order of the keys.
        name_until_s: After it the name is folded away (6 s).
        until_s: After it the kiosk is idle again (10 s).
    """

    tap_id: str
    reader: str
    result: Result
    person: str | None
    direction: str | None
    message: Text
    at: datetime
    verdict: str | None = None
    late_s: int = 0
    worked_s: int | None = None
    shift: str | None = None
    offers: tuple[Correction, ...] = ()
    name_until_s: float = 0.0
    until_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Taps:
    """Transient: what each kiosk shows now, by reader; recent taps for bounces.

    Attributes:
        seen: `<badge or person>@<zone>` to the monotonic time and id of its last tap.
        ids: Tap ids seen lately, so that a doubled delivery counts once.
    """

    shown: Mapping[str, TapShown] = field(default_factory=dict)
    seen: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    ids: tuple[str, ...] = ()


def people_in(office: "Office", rules: "Rules", zone: str) -> tuple[Session, ...]:
    """Return the open sessions in a zone and the zones inside it, earliest first."""
    below = set(rules.zones_below(zone))
    inside = [s for s in office.presence.sessions.values() if s.zone in below]
    return tuple(sorted(inside, key=lambda s: (s.in_at, s.id)))


def head_count(office: "Office", rules: "Rules", zone: str) -> int:
    """Return how many different people are in a zone or inside it."""
    return len({s.person for s in people_in(office, rules, zone)})


def next_due_s(office: "Office") -> float | None:
    """Return when the next shown tap has to change or go."""
    return min((t.until_s for t in office.taps.shown.values()), default=None)


ON: dict[type, Any] = {}
FOLDS: dict[str, Fold] = {}

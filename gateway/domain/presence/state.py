"""Who is in, as frozen values; asked by screens and other subjects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.effects import Light, Result
from gateway.domain.events import Correction
from gateway.domain.text import Text

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


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTap:
    """The last paired tap of a person at a zone, with what it replaced (for undo).

    Attributes:
        direction: `in`, `out`, or empty once it was undone.
        before: The session of that zone as it was before the tap.
        inner: Sessions of zones inside it that a tap-out ended too.
        was_out: Since when the person had been on an outing before it.
        prior_at: The paired tap before this one.
        paired_since_s: When it happened, monotonic; counts the undo window.
        seen_since_s: When the person's card was last read there, whatever
            came of it; counts the bounce.
        asked: A second tap that waits for an answer to "undo?", or None.
    """

    tap_id: str
    reader: str
    direction: str
    at: datetime
    before: Session | None = None
    inner: tuple[Session, ...] = ()
    was_out: datetime | None = None
    prior_at: datetime | None = None
    clock_trusted: bool = True
    paired_since_s: float = 0.0
    seen_since_s: float = 0.0
    asked: str | None = None
    asked_at: datetime | None = None
    asked_since_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Presence:
    """Durable: the open sessions, by `<person>@<zone>`, and each person's last tap.

    Attributes:
        sessions: Open ones only.
        last: By `<person>@<zone>`: the latest tap that was paired, for bounce,
            undo and correction.
        out: People on an approved or declared outing: person to since when.
        ids: The latest tap ids, oldest first, to their `<person>@<zone>` (empty
            when nobody was recognised), so that a doubled delivery counts once.
    """

    sessions: Mapping[str, Session] = field(default_factory=dict)
    last: Mapping[str, LastTap] = field(default_factory=dict)
    out: Mapping[str, datetime] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TapShown:
    """What the kiosk of a reader shows after a tap.

    Attributes:
        tap_id: The tap a correction would be about (for a bounce, the first one).
        person: The person's id, or None (unknown badge, blocked).
        direction: `in`, `out`, `going_out`, `back` or None.
        verdict: `on_time`, `late`, `early`, `off_shift`, `goodbye`, ... or None.
        late_s: Seconds late or early, with `late` or `early`.
        worked_s: At a tap-out, seconds since the session began.
        until: When the leave somebody came in ends, or the outing they go on.
        offers: The corrections offered, in the order of the keys.
        witnessed: A colleague's badge was the witness; their own tap is still to come.
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
    until: datetime | None = None
    offers: tuple[Correction, ...] = ()
    witnessed: bool = False
    light: Light = Light.GREEN
    beeps: int = 1
    name_until_s: float = 0.0
    until_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Taps:
    """Transient: what each kiosk shows now, by reader.

    Attributes:
        clock_mark: While the clock is not trusted: a monotonic instant and what
            the wrong clock said then; dates everything once the clock is right.
    """

    shown: Mapping[str, TapShown] = field(default_factory=dict)
    clock_mark: tuple[float, datetime] | None = None


def key_of(person: str, zone: str) -> str:
    """Return the key of a person at a zone in `sessions` and `last`."""
    return f"{person}@{zone}"


def people_in(office: "Office", rules: "Rules", zone: str) -> tuple[Session, ...]:
    """Return the open sessions in a zone and the zones inside it, earliest first."""
    below = set(rules.zones_below(zone))
    inside = [s for s in office.presence.sessions.values() if s.zone in below]
    return tuple(sorted(inside, key=lambda s: (s.in_at, s.id)))


def head_count(office: "Office", rules: "Rules", zone: str) -> int:
    """Return how many different people are in a zone or inside it, visitors included."""
    # Here, so that every asker counts them alike.
    visitors = office.visits.count_in(rules.zones_below(zone)) if office.visits.open else 0
    return len({s.person for s in people_in(office, rules, zone)}) + visitors


def asks_to_undo(last: LastTap, undo_window_s: float) -> bool:
    """Tell whether a second tap waits for an answer to "undo?"; one long after was a sign only."""
    return last.asked is not None and last.asked_since_s - last.paired_since_s <= undo_window_s


def counted_zone(rules: "Rules", zone: str) -> str:
    """Return the zone whose people speak for a zone.

    Itself, if somebody can sign in there or inside it; else the nearest zone
    around it where they can: who is on the floor may be in its pantry.
    """
    path = rules.zone_path(zone)
    for around in path:
        if any(around in rules.zone_path(r.zone) for r in rules.readers.values() if r.is_door):
            return around
    return zone

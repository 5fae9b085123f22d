"""A team's month as a grid: people down, days across, heads and rest days beside. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gateway.domain.attendance.shifts import windows_on
from gateway.domain.calendar import day_kind
from gateway.domain.planning.judging import Rest, rest_of
from gateway.domain.planning.proposing import REST, Dates
from gateway.domain.rules import DayKind, Person, Rules
from kiosk_web.i18n import say
from kiosk_web.views.admin.here import _
from kiosk_web.views.admin.plan import looks_of, shift_words
from kiosk_web.views.planning.roster import RosterNow

FREE = (DayKind.REST, DayKind.HOLIDAY)
Looks = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person: a plate, how it looks, what it is in words."""

    day: date
    plate: str
    look: str
    words: str
    is_wished: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A person's month, with the rest days that are left."""

    person: Person
    cells: tuple[Cell, ...]
    rest: Rest


@dataclass(frozen=True, slots=True)
class Heads:
    """How many people a shift has on each day, and where they are too few."""

    name: str
    plate: str
    look: str
    counts: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A day on top of the grid."""

    day: date
    word: str
    is_free: bool
    is_today: bool


def heads_of(rules: Rules, dates: tuple[date, ...], today: date) -> tuple[Head, ...]:
    """Return the days on top of the grid."""
    week = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return tuple(Head(d, week[d.weekday()], day_kind(rules, d) in FREE, d == today) for d in dates)


def rows_of(
    rules: Rules, roster: RosterNow, people: tuple[Person, ...], away: Mapping[str, Dates]
) -> tuple[Row, ...]:
    """Return everybody's month.

    Args:
        rules: For shifts, and what holds where the roster says nothing.
        roster: The month.
        people: Who is in it, in order.
        away: Days of approved leave.
    """
    looks = looks_of(rules)
    wished = {(w.by, w.on) for w in roster.wishes}
    found = []
    for person in people:
        days = roster.days.get(person.id, {})
        leave = away.get(person.id, frozenset())
        cells = tuple(
            _cell(
                rules,
                person.id,
                day,
                days.get(day),
                day in leave,
                looks,
                (person.id, day) in wished,
            )
            for day in roster.dates
        )
        found.append(
            Row(person, cells, rest_of(days, roster.first, roster.last, roster.rest_a_week))
        )
    return tuple(found)


def counts_of(rules: Rules, roster: RosterNow) -> tuple[Heads, ...]:
    """Return how many people each shift of the month has, day by day."""
    looks = looks_of(rules)
    used = {s for days in roster.days.values() for s in days.values() if s} | {
        s for s, need in roster.needs.items() if need
    }
    found = []
    for key, (plate, look) in looks.items():
        if key not in used:
            continue
        counts = []
        for day in roster.dates:
            heads = Counter(days.get(day, REST) for days in roster.days.values())[key]
            counts.append((heads, heads < roster.needs.get(key, 0)))
        found.append(Heads(say(rules.shifts[key].name), plate, look, tuple(counts)))
    return tuple(found)


def _cell(
    rules: Rules,
    person: str,
    day: date,
    planned: str | None,
    is_leave: bool,
    looks: Looks,
    is_wished: bool,
) -> Cell:
    if planned:
        plate, look = looks.get(planned, ("?", "s0"))
        shift = rules.shifts.get(planned)
        words = shift_words(shift) if shift else planned
        return Cell(
            day, plate, look, f"{words} · {_('on leave')}" if is_leave else words, is_wished
        )
    if is_leave:
        return Cell(day, _("L"), "leave", _("on leave"), is_wished)
    if planned == REST:
        return Cell(day, _("·"), "rest", _("rest day"), is_wished)
    held = windows_on(rules, person, day)
    if held:
        plate, _look = looks.get(held[0].shift.id, ("?", "s0"))
        return Cell(
            day,
            plate,
            "other",
            _("by plan: %(shift)s", shift=shift_words(held[0].shift)),
            is_wished,
        )
    return Cell(day, "", "none", _("not planned"), is_wished)

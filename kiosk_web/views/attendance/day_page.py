"""One day of everybody whom somebody may see: by team, with the verdict and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.attendance.day import Day, Flag
from gateway.domain.rules import Person, Rules
from kiosk_web.views.attendance.standing import (
    AWAY,
    HERE,
    WAITED_FOR,
    Clock,
    Standing,
    clock,
    flag_mark,
    flags_of,
    length,
    mark,
    needs_a_look,
    shift_words,
    standing,
)
from kiosk_web.views.attendance.teams import teams_of
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue

UNTOLD = frozenset({"shift", "no_tap", "holiday", "rest_day", "late", "early", "overtime"})
"""Sentences that a row says already in its other columns, or that the explanation tells."""
COULD = "could_"
"""Codes of what would change a verdict: the page that explains it tells them."""
PENDING = frozenset({"missing_out", "missing_in"})
"""Sentences that are not true yet while the shift goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One shift of one person; a person with two has two rows, the second without a name."""

    person: str
    name: str
    number: str
    first: bool
    shift: str
    times: str
    came: Clock
    left: Clock
    mark: Mark
    flags: tuple[Mark, ...]
    worked: str
    why: str
    look: bool


@dataclass(frozen=True, slots=True)
class TeamDay:
    """A team's rows of a day."""

    id: str
    name: str
    rows: tuple[DayRow, ...]
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many people; somebody who came late is both here and late."""

    here: int = 0
    late: int = 0
    absent: int = 0
    away: int = 0
    not_yet: int = 0
    overdue: int = 0
    look: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """All that the page shows of a day."""

    teams: tuple[TeamDay, ...]
    counts: Counts
    shown: int


def day_shown(
    rules: Rules,
    people: Sequence[Person],
    days: Iterable[Day],
    now: datetime,
    tongue: Tongue,
    *,
    only_look: bool = False,
) -> DayShown:
    """Return a day of some people, all or only what needs a look.

    Args:
        rules: Names and shifts.
        people: Whom to show, in the order to show them.
        days: Their entries of that day; others' are left out.
        now: Before a shift is over, it is told how things stand.
        tongue: In which language.
        only_look: Leave out what is as it should be.
    """
    entries: dict[str, list[Day]] = {person.id: [] for person in people}
    for day in days:
        if day.person in entries:
            entries[day.person].append(day)
    stands = {
        person: [standing(rules, day, now) for day in found] for person, found in entries.items()
    }
    teams = []
    for key, name, members in teams_of(rules, people, tongue):
        rows = [
            row
            for person in members
            for row in _rows(rules, person, entries[person.id], stands[person.id], now, tongue)
            if row.look or not only_look
        ]
        if rows:
            teams.append(TeamDay(key, name, tuple(rows), len(members)))
    counts = _counts(entries, stands)
    return DayShown(teams=tuple(teams), counts=counts, shown=sum(len(t.rows) for t in teams))


def _rows(
    rules: Rules,
    person: Person,
    days: Sequence[Day],
    stands: Sequence[Standing],
    now: datetime,
    tongue: Tongue,
) -> list[DayRow]:
    if not days:
        return [_unplanned(person, tongue)] if person.active else []
    return [
        _row(rules, person, day, at, now, tongue, first=n == 0)
        for n, (day, at) in enumerate(zip(days, stands, strict=True))
    ]


def _unplanned(person: Person, tongue: Tongue) -> DayRow:
    return DayRow(
        person=person.id,
        name=person.name,
        number=person.number,
        first=True,
        shift="",
        times="",
        came=Clock("—"),
        left=Clock("—"),
        mark=Mark("minus", tongue._("No shift planned")),
        flags=(),
        worked="",
        why="",
        look=False,
    )


def _row(
    rules: Rules,
    person: Person,
    day: Day,
    at: Standing,
    now: datetime,
    tongue: Tongue,
    *,
    first: bool,
) -> DayRow:
    shift, times = shift_words(rules, day, tongue)
    flags = flags_of(day, at)
    worked = day.span.worked_s + day.span.overtime_s if day.span else 0
    return DayRow(
        person=person.id,
        name=person.name,
        number=person.number,
        first=first,
        shift=shift,
        times=times,
        came=clock(rules, day, day.came),
        left=clock(rules, day, day.left),
        mark=mark(at, tongue),
        flags=tuple(flag_mark(flag, day, tongue) for flag in flags),
        worked=tongue.span(worked) if worked >= 60 and at is not Standing.OUT else "",
        why=why_line(day, at, now, tongue),
        look=needs_a_look(at, flags),
    )


def why_line(day: Day, at: Standing, now: datetime, tongue: Tongue) -> str:
    """Return the one line that says why, as far as the other columns do not."""
    _ = tongue._
    if at is Standing.OVERDUE and day.start is not None:
        since = length(int((now - day.start).total_seconds()), tongue)
        return _("Due %(span)s ago, no tap yet", span=since)
    if at is Standing.ABSENT and not day.taps:
        return _("No tap at all") if day.final else _("No tap; not final yet")
    untold = UNTOLD | (PENDING if at in (Standing.IN, Standing.OUT) else frozenset())
    told = [
        w.text.in_(tongue.language)
        for w in day.why
        if w.code not in untold and not w.code.startswith(COULD)
    ]
    return tongue.stop.join(dict.fromkeys(told))


def _counts(
    entries: Mapping[str, Sequence[Day]], stands: Mapping[str, Sequence[Standing]]
) -> Counts:
    """Count people, each once a kind."""

    def many(kinds: Iterable[Standing]) -> int:
        wanted = frozenset(kinds)
        return sum(1 for found in stands.values() if not wanted.isdisjoint(found))

    late = sum(1 for days in entries.values() if any(Flag.LATE in day.flags for day in days))
    look = sum(
        1
        for person, days in entries.items()
        if any(
            needs_a_look(at, flags_of(day, at))
            for day, at in zip(days, stands[person], strict=True)
        )
    )
    return Counts(
        here=many(HERE),
        late=late,
        absent=many((Standing.ABSENT,)),
        away=many(AWAY),
        not_yet=many(WAITED_FOR),
        overdue=many((Standing.OVERDUE,)),
        look=look,
    )


def neighbours(day: date, today: date) -> tuple[str, str]:
    """Return the day before and the day after; empty where it has not begun."""
    earlier, later = date.fromordinal(day.toordinal() - 1), date.fromordinal(day.toordinal() + 1)
    return earlier.isoformat(), later.isoformat() if later <= today else ""

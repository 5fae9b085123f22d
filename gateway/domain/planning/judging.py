"""What speaks against a roster, what rest days are left, and how far it was kept to. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gateway.domain.attendance.collisions import collisions
from gateway.domain.attendance.day import Day, Status
from gateway.domain.planning.proposing import BLOCK, DAY, REST, Dates, Days, Roster
from gateway.domain.rules import Rules, Shift
from gateway.domain.text import Text

WORKED = frozenset({Status.PRESENT, Status.HALF_DAY, Status.OUTING, Status.FIELD_WORK})
"""Verdicts of somebody who came to work."""
EXCUSED = frozenset({Status.ON_LEAVE, Status.HOLIDAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that speaks against a roster.

    Attributes:
        kind: `collision`, `coverage`, `leave` or `rest`.
        person: Whose; None where a shift has too few people.
        day: When; None where it is about the month.
    """

    kind: str
    person: str | None
    day: date | None
    text: Text


@dataclass(frozen=True, slots=True)
class Rest:
    """A person's rest days of a span: one a week, used up within the month (S22)."""

    owed: int
    planned: int

    @property
    def left(self) -> int:
        """Return how many are still to be planned; below 0: more than owed."""
        return self.owed - self.planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How far a person kept to a published roster, in days that are over.

    Attributes:
        planned: Days with a shift.
        worked: Of those, days somebody came to that shift.
        missed: Days somebody did not come, without leave.
        excused: Days of leave, or a holiday.
        open: Days whose verdict waits: a tap is missing.
        extra: Rest days somebody worked on.
    """

    planned: int = 0
    worked: int = 0
    missed: int = 0
    excused: int = 0
    open: int = 0
    extra: int = 0


def rest_of(days: Days, first: date, last: date, rest_a_week: int = 1) -> Rest:
    """Return the rest days a person is owed in a span and has in a roster."""
    owed = ((last - first).days + 1) // BLOCK * rest_a_week
    return Rest(owed, sum(shift == REST for on, shift in days.items() if first <= on <= last))


def with_roster(rules: Rules, roster: Roster) -> Rules:
    """Return the rules as they would be with a roster published."""
    merged = {p: {**rules.roster.get(p, {}), **days} for p, days in roster.items()}
    return replace(rules, roster={**rules.roster, **merged})


def troubles(
    rules: Rules,
    roster: Roster,
    needs: Mapping[str, int],
    away: Mapping[str, Dates],
) -> tuple[Trouble, ...]:
    """Return what speaks against a roster, by day.

    Args:
        rules: Without it.
        roster: By person and day.
        needs: How many people each shift needs on a day.
        away: Days on which people are on leave.
    """
    days = sorted({day for planned in roster.values() for day in planned})
    if not days:
        return ()
    found = [
        *_collisions(with_roster(rules, roster), roster, days[0], days[-1]),
        *_on_leave(rules, roster, away),
        *_uncovered(rules, roster, needs, days),
    ]
    return tuple(sorted(found, key=lambda t: (t.day or date.max, t.kind, t.person or "")))


def kept_to(days: Days, verdicts: Iterable[Day], today: date) -> Kept:
    """Return how far a person kept to a roster, by what the days came to."""
    counts: Counter[str] = Counter()
    by_day: dict[date, list[Day]] = {}
    for verdict in verdicts:
        by_day.setdefault(verdict.date, []).append(verdict)
    for on, shift in days.items():
        if on < today:
            counts.update(_kept(shift, by_day.get(on, [])))
    return Kept(**counts)


def _kept(shift: str, verdicts: list[Day]) -> list[str]:
    """Return what a planned day counts as."""
    if shift == REST:
        return ["extra"] if any(v.status in WORKED for v in verdicts) else []
    mine = [v for v in verdicts if v.shift in (shift, None, "")]
    statuses = {v.status for v in mine}
    if statuses & WORKED:
        return ["planned", "worked"]
    if statuses & EXCUSED:
        return ["planned", "excused"]
    if Status.INCOMPLETE in statuses or not mine:
        return ["planned", "open"]
    return ["planned", "missed"]


def _collisions(rules: Rules, roster: Roster, first: date, last: date) -> Iterable[Trouble]:
    for person in roster:
        for one in collisions(rules, person, first, last):
            yield Trouble(kind="collision", person=person, day=one.second_day, text=one.text)


def _on_leave(rules: Rules, roster: Roster, away: Mapping[str, Dates]) -> Iterable[Trouble]:
    for person, days in roster.items():
        for day in sorted(away.get(person, frozenset()) & days.keys()):
            if days[day] != REST:
                name = _name(rules, person)
                zh, en = f"{name} {day} 请假，却排了班", f"{name} is on leave on {day} but planned"
                yield Trouble(kind="leave", person=person, day=day, text=Text(zh, en))


def _uncovered(
    rules: Rules, roster: Roster, needs: Mapping[str, int], days: list[date]
) -> Iterable[Trouble]:
    day = days[0]
    while day <= days[-1]:
        heads = Counter(planned.get(day, REST) for planned in roster.values())
        for shift, need in needs.items():
            if heads[shift] < need:
                yield Trouble(
                    kind="coverage",
                    person=None,
                    day=day,
                    text=_few(rules.shifts.get(shift), shift, day, heads[shift], need),
                )
        day += timedelta(days=1)


def _few(shift: Shift | None, key: str, day: date, heads: int, need: int) -> Text:
    name = shift.name if shift else Text(key, key)
    return Text(
        f"{day} {name.zh}只有 {heads} 人，需要 {need} 人",
        f"{day}: {name.en} has {heads} of {need} people",
    )


def _name(rules: Rules, person: str) -> str:
    known = rules.people.get(person)
    return known.name if known else person


def days_of_leave(spans: Iterable[tuple[date, date]]) -> Dates:
    """Return the days of some absences, first and last with them."""
    found: set[date] = set()
    for first, last in spans:
        day = first
        while day <= last:
            found.add(day)
            day += DAY
    return frozenset(found)

"""Who works what on which days: patterns in words, the days ahead as a strip. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.domain.attendance.patterns import words_of
from gateway.domain.attendance.shifts import windows_on
from gateway.domain.calendar import day_kind
from gateway.domain.rules import Assignment, DayKind, Person, Rules, Shift
from gateway.domain.text import Text
from kiosk_web.i18n import say
from kiosk_web.views.admin.here import _
from kiosk_web.views.admin.shift import times

DAY = timedelta(days=1)
AHEAD = 14
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person: the shifts' plates, what they are in words, whether it is a rest."""

    day: date
    plate: str
    words: str
    look: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person and the days ahead; `plans` are what holds now or will."""

    person: Person
    cells: tuple[Cell, ...]
    plans: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A team, by its name, with its people."""

    name: str
    rows: tuple[Row, ...]


def ahead(first: date) -> tuple[date, ...]:
    """Return the days that a strip shows."""
    return tuple(first + DAY * n for n in range(AHEAD))


def team_name(rules: Rules, team: str) -> str:
    """Return what a person's team is called; a team nobody has set up by its bare word."""
    known = rules.teams.get(team)
    return say(known.name) if known else (team or _("without a team"))


def groups(rules: Rules, first: date) -> tuple[Group, ...]:
    """Return everybody who works here by team, with the days ahead."""
    by_team: dict[str, list[Row]] = {}
    looks = looks_of(rules)
    for person in sorted(rules.people.values(), key=lambda p: (len(p.number), p.number)):
        if person.active:
            by_team.setdefault(person.team, []).append(_row(rules, person, first, looks))
    named = sorted(by_team.items(), key=lambda each: (not each[0], each[0]))
    return tuple(Group(team_name(rules, team), tuple(rows)) for team, rows in named)


def looks_of(rules: Rules) -> Mapping[str, tuple[str, str]]:
    """Return each shift's plate (a letter or two, its own) and its look (one of six)."""
    found: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    order = sorted(rules.shifts.values(), key=lambda s: (s.start, s.end, s.id))
    for place, shift in enumerate(order):
        plate = next((p for p in _plates(say(shift.name)) if p not in taken), str(place + 1))
        taken.add(plate)
        found[shift.id] = (plate, f"s{place % 6}")
    return found


def cells_of(
    rules: Rules, person: str, days: Iterable[date], looks: Mapping[str, tuple[str, str]]
) -> tuple[Cell, ...]:
    """Return a person's days as cells."""
    return tuple(_cell(rules, person, day, looks) for day in days)


def pattern_words(pattern: str) -> str:
    """Return a pattern in words."""
    return say(words_of(pattern))


def weekdays() -> tuple[str, ...]:
    """Return the short names of the week's days, Monday first."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def shift_words(shift: Shift) -> str:
    """Return `Day 09:00–18:00`."""
    return f"{say(shift.name)} {times(shift)}"


def _row(rules: Rules, person: Person, first: date, looks: Mapping[str, tuple[str, str]]) -> Row:
    plans = [
        p
        for p in rules.plans.get(person.id, ())
        if not p.by_team and (p.to is None or p.to >= first)
    ]
    cells = cells_of(rules, person.id, ahead(first), looks)
    return Row(person, cells, tuple(sorted(plans, key=lambda p: (p.from_, p.shift))))


def _cell(rules: Rules, person: str, day: date, looks: Mapping[str, tuple[str, str]]) -> Cell:
    found = windows_on(rules, person, day)
    if not found:
        is_free = day_kind(rules, day) in (DayKind.HOLIDAY, DayKind.REST)
        return Cell(day, "", _("no shift"), "free" if is_free else "none")
    plates = [looks.get(w.shift.id, ("?", "s0")) for w in found]
    words = _(", ").join(shift_words(w.shift) for w in found)
    return Cell(day, "".join(plate for plate, _look in plates), words, plates[0][1])


def _plates(name: str) -> tuple[str, ...]:
    """Return what may stand for a name, the shortest first."""
    return (name[:1].upper(), name[:2].capitalize(), name[:1].upper() + name[-1:].upper())


def kind_words(kind: DayKind) -> Text:
    """Return what a kind of day is called, in both languages."""
    return KINDS[kind]


KINDS = {
    DayKind.WORKDAY: Text("工作日", "working day"),
    DayKind.MAKEUP: Text("调休上班", "make-up workday"),
    DayKind.REST: Text("休息日", "rest day"),
    DayKind.HOLIDAY: Text("节假日", "holiday"),
    DayKind.UNKNOWN: Text("未知", "unknown"),
}

"""On which days an assignment asks for work (spec 02 §2).

| pattern | days |
| --- | --- |
| `weekdays` | the calendar's working days, make-up Saturdays with them (a team may ignore those) |
| `daily` | every day |
| `every:2` | every second day from the assignment's first on (S25) |
| `cycle:2/1` | two days on, one off, from the first on; `cycle:4/1/2/1` likewise |
| `mon-fri,sun` | those weekdays, whatever the calendar says |
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from gateway.domain.calendar import SATURDAY, day_kind, is_worked
from gateway.domain.rules import Assignment, DayKind, Rules

WEEKDAYS = "weekdays"
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_DAYS = 366
"""A rotation is not longer than a year."""

Days = Callable[[Rules, date, date], bool]
"""Takes rules, the assignment's first day and a day; tells whether that day is worked."""


@lru_cache(maxsize=256)
def days_of(pattern: str) -> Days:
    """Return which days a pattern means.

    Raises:
        ValueError: It means none; the words are the pattern's own.
    """
    if pattern == WEEKDAYS:
        return lambda rules, _first, day: is_worked(rules, day)
    if pattern == "daily":
        return lambda _rules, _first, _day: True
    kind, _, rest = pattern.partition(":")
    if kind == "every" and re.fullmatch(r"[0-9]{1,3}", rest) and 1 <= int(rest) <= MOST_DAYS:
        step = int(rest)
        return lambda _rules, first, day: (day - first).days % step == 0
    if kind == "cycle" and re.fullmatch(r"[0-9]{1,3}(/[0-9]{1,3})+", rest):
        return _cycle(pattern, [int(each) for each in rest.split("/")])
    weekdays = frozenset(_weekdays(pattern))
    return lambda _rules, _first, day: day.weekday() in weekdays


def _cycle(pattern: str, runs: list[int]) -> Days:
    """Return the days of a rotation: runs of days on and off in turn."""
    turn = [place % 2 == 0 for place, length in enumerate(runs) for _ in range(length)]
    if len(runs) % 2 or not 0 < len(turn) <= MOST_DAYS or not any(turn):
        raise ValueError(pattern)
    return lambda _rules, first, day: turn[(day - first).days % len(turn)]


def _weekdays(pattern: str) -> list[int]:
    found: list[int] = []
    for part in pattern.split(","):
        first, dash, last = part.strip().partition("-")
        if first not in NAMES or (dash and last not in NAMES):
            raise ValueError(pattern)
        begin, end = NAMES.index(first), NAMES.index(last if dash else first)
        found += [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]
    return found


def is_known(pattern: str) -> bool:
    """Tell whether a pattern means something."""
    try:
        days_of(pattern)
    except ValueError:
        return False
    return True


def works_on(rules: Rules, plan: Assignment, day: date) -> bool:
    """Return whether an assignment asks for work on the day its shift would start.

    A pattern that means nothing here is taken as `weekdays`; whoever judges by
    it has to say so (`is_known`).
    """
    if day < plan.from_ or (plan.to is not None and day > plan.to):
        return False
    pattern = plan.pattern if is_known(plan.pattern) else WEEKDAYS
    if not days_of(pattern)(rules, plan.from_, day):
        return False
    return pattern != WEEKDAYS or not _is_ignored_makeup(rules, plan.person, day)


def _is_ignored_makeup(rules: Rules, person: str, day: date) -> bool:
    """Tell whether a day is a make-up workday that the person's team does not work."""
    if day.weekday() < SATURDAY or day_kind(rules, day) is not DayKind.MAKEUP:
        return False
    found = rules.people.get(person)
    team = rules.teams.get(found.team) if found is not None else None
    return team is not None and team.ignores_makeup

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
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from gateway.domain.calendar import SATURDAY, day_kind, is_worked
from gateway.domain.rules import Assignment, DayKind, Rules
from gateway.domain.text import Text

WEEKDAYS = "weekdays"
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEK_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
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


def words_of(pattern: str) -> Text:
    """Return on which days a pattern asks for work, in words; one that means nothing as it is."""
    kind, _, rest = pattern.partition(":")
    if pattern == "weekdays":
        return Text("日历上的工作日", "working days of the calendar")
    if pattern == "daily":
        return Text("每天", "every day")
    if kind == "every":
        if rest == "2":
            return Text("隔天", "every second day")
        return Text(f"每 {rest} 天一次", f"every {rest} days")
    if kind == "cycle":
        runs = rest.split("/")
        turns = list(zip(runs[::2], runs[1::2], strict=False))
        return Text(
            "、".join(f"上 {on} 休 {off}" for on, off in turns),
            ", ".join(f"{on} on, {off} off" for on, off in turns),
        )
    return Text(
        "、".join(_said(pattern, WEEK_ZH, "至")), ", ".join(_said(pattern, WEEK_EN, " to "))
    )


def _said(pattern: str, names: Sequence[str], to: str) -> Iterator[str]:
    """Yield the parts of `mon-fri,sun` in words."""
    words = dict(zip(NAMES, names, strict=True))
    for part in pattern.split(","):
        first, dash, last = part.strip().partition("-")
        begin, end = words.get(first, first), words.get(last, last)
        yield f"{begin}{to}{end}" if dash else begin

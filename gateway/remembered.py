"""Days of attendance that were judged before, so that a new fact re-judges only what it touches.

Nothing here is a rule: `judged` gives what `timesheet` gives.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock

from gateway.domain.attendance.day import Case, Day
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import AROUND, timesheet

MOST_DAYS = 25_000
"""A month of 800 people: some 30 MB. More are forgotten, oldest first."""

Name = tuple[str, date, date]
"""A person and a span of days."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was judged, and from what."""

    case: Case
    marks: dict[str, Mark]
    days: list[Day]


class Remembered:
    """Judges one person's days, and remembers them. Any thread may call it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._judged: dict[Name, _Judged] = {}
        self._kept_days = 0
        self.judged_days = 0
        """How many days were judged so far, to see what remembering saves."""

    def __call__(self, case: Case, first: date, last: date, marks: Iterable[Mark]) -> list[Day]:
        """Return the days of one person, by time: as `timesheet`."""
        name, given = (case.person, first, last), {mark.id: mark for mark in marks}
        with self._lock:
            old = self._judged.get(name)
        span = (first, last) if old is None else _touched(old, case, given, first, last)
        days: list[Day] = [] if old is None else old.days
        if span is not None:
            begin, end = span
            new = timesheet(case, begin, end, given.values())
            before = [day for day in days if day.date < begin]
            days = [*before, *new, *(day for day in days if day.date > end)]
        with self._lock:
            self._keep(name, _Judged(case, given, days))
            self.judged_days += 0 if span is None else (span[1] - span[0]).days + 1
        return list(days)

    def _keep(self, name: Name, judged: _Judged) -> None:
        """Keep it as the newest, and let go of what was asked for longest ago."""
        old = self._judged.pop(name, None)
        self._kept_days += len(judged.days) - (len(old.days) if old is not None else 0)
        self._judged[name] = judged
        while self._kept_days > MOST_DAYS and len(self._judged) > 1:
            oldest = next(iter(self._judged))
            self._kept_days -= len(self._judged.pop(oldest).days)


def _touched(
    old: _Judged, case: Case, marks: dict[str, Mark], first: date, last: date
) -> tuple[date, date] | None:
    """Return from which to which day has to be judged again; None: nothing."""
    if case.rules is not old.case.rules or replace(case, watermark=old.case.watermark) != old.case:
        return first, last
    if _is_later(old.case.watermark, case.watermark):
        return first, last  # a reader fell silent: what was final is not
    zone = case.rules.timezone
    moved = [mark.at.astimezone(zone).date() for mark in _changed(old.marks, marks)]
    days = [*(day - AROUND for day in moved), *(day + AROUND for day in moved)]
    if case.watermark != old.case.watermark:
        days += [day.date for day in old.days if not day.final]
    begins, ends = min(days, default=last), max(days, default=first)
    return (max(begins, first), min(ends, last)) if begins <= ends else None


def _is_later(one: datetime | None, other: datetime | None) -> bool:
    """Tell whether a watermark reaches further than another; None reaches nowhere."""
    return one is not None and (other is None or one > other)


def _changed(old: dict[str, Mark], new: dict[str, Mark]) -> list[Mark]:
    """Return the marks that came, went, or say something else."""
    if old == new:
        return []
    gone = [mark for id_, mark in old.items() if new.get(id_) != mark]
    return [*gone, *(mark for id_, mark in new.items() if old.get(id_) != mark)]

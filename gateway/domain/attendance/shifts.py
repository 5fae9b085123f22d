"""Which shift a tap belongs to (spec 02 §2).

A shift belongs to the day on which it starts, and is what it was on that day:
a later change of its hours rewrites nothing. A published plan (the roster) goes
before assignments, a dated assignment before nothing at all. Its wall-clock times are turned
into real instants (UTC) once, here, so that all comparing is safe over changes
of daylight saving time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from gateway.domain.attendance.patterns import works_on
from gateway.domain.rules import Rules, Shift

DAY = timedelta(days=1)
ROSTER = "roster"
"""Why a shift is worked: a published plan says so; else it is the assignment's pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One shift of one day as real instants, all in UTC.

    Attributes:
        day: The day of attendance: when it starts.
        opens, closes: A tap from the one to the other belongs to it; both
            ends inclusive.
        after: An instant that still belongs to an earlier shift, or None: a
            tap belongs to this one only strictly after it.
        by: Why the person works it: `ROSTER`, or the assignment's pattern.
    """

    shift: Shift
    day: date
    opens: datetime
    start: datetime
    end: datetime
    closes: datetime
    after: datetime | None = None
    by: str = ""

    def takes(self, at: datetime) -> bool:
        """Return whether a tap at this instant belongs here."""
        return self.opens <= at <= self.closes and (self.after is None or at > self.after)


def shift_on(shift: Shift, day: date) -> Shift:
    """Return a shift as it was on a day: a change of its hours binds from a date on."""
    return next((was for until, was in shift.earlier if day <= until), shift)


def old_until(shift: Shift | None, day: date) -> date | None:
    """Return up to when the hours were in force that bind a day, or None: today's do."""
    return next((until for until, _ in shift.earlier if day <= until), None) if shift else None


def windows_on(rules: Rules, person: str, day: date) -> tuple[Window, ...]:
    """Return the windows of all shifts a person starts on a day, earliest first.

    A day of the roster wins over assignments; two assignments of one shift are one.
    """
    told = rules.roster.get(person, {}).get(day)
    if told is not None:
        named = {told: ROSTER}
    else:
        plans = [p for p in rules.plans.get(person, ()) if works_on(rules, p, day)]
        named = {plan.shift: plan.pattern for plan in reversed(plans)}
    found = [
        _window(rules.timezone, shift_on(shift, day), day, by)
        for id_, by in named.items()
        if (shift := rules.shifts.get(id_)) is not None
    ]
    return tuple(sorted(found, key=_by_start)) if len(found) > 1 else tuple(found)


def is_planned(rules: Rules, person: str, day: date) -> bool:
    """Tell whether anything says what a person does on a day, be it a rest day."""
    if day in rules.roster.get(person, {}):
        return True
    return any(p.from_ <= day <= (p.to or day) for p in rules.plans.get(person, ()))


def _by_start(window: Window) -> tuple[datetime, datetime, str]:
    return window.start, window.end, window.shift.id


def window_at(rules: Rules, person: str, at: datetime) -> Window | None:
    """Return the window a tap belongs to, or None when the person is off shift.

    The day before, the day and the day after are looked at, so that a shift
    over midnight finds its morning and one that starts at midnight its evening
    before. Of two windows that overlap, the later begins at the earlier
    shift's end; that instant itself is the earlier's.
    """
    if person not in rules.plans and person not in rules.roster:
        return None
    day = at.astimezone(rules.timezone).date()
    windows = [w for d in (day - DAY, day, day + DAY) for w in windows_on(rules, person, d)]
    moment = at.astimezone(UTC)
    return next((w for w in reversed(apart(windows)) if w.takes(moment)), None)


def next_window(rules: Rules, person: str, at: datetime) -> Window | None:
    """Return the next shift that a person starts later on the same day, or None."""
    day, moment = at.astimezone(rules.timezone).date(), at.astimezone(UTC)
    return next((w for w in windows_on(rules, person, day) if w.start > moment), None)


def apart(windows: Iterable[Window]) -> list[Window]:
    """Return windows by start, of which the later gives way to the earlier's shift."""
    found: list[Window] = []
    for window in sorted(windows, key=_by_start):
        if found and found[-1].closes >= window.opens:
            window = replace(window, after=found[-1].end)
        found.append(window)
    return found


@lru_cache(maxsize=1024)
def _window(timezone: ZoneInfo, shift: Shift, day: date, by: str) -> Window:
    # Remembered: everybody of a shift asks for the same, within the same minutes.
    end_day = day if shift.end > shift.start else day + DAY
    start = instant(timezone, day, shift.start)
    end = instant(timezone, end_day, shift.end)
    return Window(
        shift=shift,
        day=day,
        opens=start - timedelta(minutes=shift.before_min),
        start=start,
        end=end,
        closes=end + timedelta(minutes=shift.after_min),
        by=by,
    )


def instant(timezone: ZoneInfo, day: date, local: time) -> datetime:
    """Return the real instant (UTC) of a wall-clock time of a place on a date."""
    return datetime.combine(day, local, timezone).astimezone(UTC)

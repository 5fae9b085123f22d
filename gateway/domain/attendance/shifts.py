"""Which shift a tap belongs to (spec 02 §2).

A shift belongs to the day on which it starts. Its wall-clock times are turned
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One shift of one day as real instants, all in UTC.

    Attributes:
        day: The day of attendance: when it starts.
        opens, closes: A tap from the one to the other belongs to it; both
            ends inclusive.
        after: An instant that still belongs to an earlier shift, or None: a
            tap belongs to this one only strictly after it.
    """

    shift: Shift
    day: date
    opens: datetime
    start: datetime
    end: datetime
    closes: datetime
    after: datetime | None = None

    def takes(self, at: datetime) -> bool:
        """Return whether a tap at this instant belongs here."""
        return self.opens <= at <= self.closes and (self.after is None or at > self.after)


def windows_on(rules: Rules, person: str, day: date) -> tuple[Window, ...]:
    """Return the windows of all shifts a person starts on a day, earliest first."""
    plans = rules.plans.get(person, ())
    found = [
        _window(rules.timezone, shift, day)
        for plan in plans
        if works_on(rules, plan, day) and (shift := rules.shifts.get(plan.shift)) is not None
    ]
    return tuple(sorted(found, key=lambda w: (w.start, w.end)))


def window_at(rules: Rules, person: str, at: datetime) -> Window | None:
    """Return the window a tap belongs to, or None when the person is off shift.

    The day before, the day and the day after are looked at, so that a shift
    over midnight finds its morning and one that starts at midnight its evening
    before. Of two windows that overlap, the later begins at the earlier
    shift's end; that instant itself is the earlier's.
    """
    if person not in rules.plans:
        return None
    day = at.astimezone(rules.timezone).date()
    windows = [w for d in (day - DAY, day, day + DAY) for w in windows_on(rules, person, d)]
    moment = at.astimezone(UTC)
    return next((w for w in reversed(apart(windows)) if w.takes(moment)), None)


def apart(windows: Iterable[Window]) -> list[Window]:
    """Return windows by start, of which the later gives way to the earlier's shift."""
    found: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.start, w.end)):
        if found and found[-1].closes >= window.opens:
            window = replace(window, after=found[-1].end)
        found.append(window)
    return found


@lru_cache(maxsize=1024)
def _window(timezone: ZoneInfo, shift: Shift, day: date) -> Window:
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
    )


def instant(timezone: ZoneInfo, day: date, local: time) -> datetime:
    """Return the real instant (UTC) of a wall-clock time of a place on a date."""
    return datetime.combine(day, local, timezone).astimezone(UTC)

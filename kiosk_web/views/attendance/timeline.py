"""A day as a drawing: the shift and its breaks, when somebody was there, the taps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.attendance.day import Day, UsedTap
from gateway.domain.attendance.shifts import instant
from gateway.domain.rules import Rules
from kiosk_web.views.words import Tongue

HOUR = timedelta(hours=1)
LEAST_APART = 30
"""Units between two hours that are written."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A span on the drawing: from `x`, `w` wide."""

    x: float
    w: float
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A tap on the drawing; `way` is `in`, `out`, or empty when it did not count."""

    x: float
    way: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The drawing of a day, `width` units wide; hours as (x, word)."""

    width: int
    hours: tuple[tuple[float, str], ...]
    shift: Bar | None
    breaks: tuple[Bar, ...]
    there: tuple[Bar, ...]
    taps: tuple[Tick, ...]
    now: float | None


def timeline(rules: Rules, day: Day, now: datetime, tongue: Tongue, width: int) -> Timeline | None:
    """Return a day drawn so wide; None where there is neither a shift nor a tap."""
    marks = [t.at for t in day.taps] + [at for at in (day.start, day.end) if at is not None]
    if not marks:
        return None
    zone = rules.timezone
    since = min(marks).astimezone(zone).replace(minute=0, second=0, microsecond=0)
    until = max(marks).astimezone(zone).replace(minute=0, second=0, microsecond=0) + HOUR
    if min(marks) - since < HOUR / 2:
        since -= HOUR
    if until - max(marks) < HOUR / 2:
        until += HOUR
    scale = width / (until - since).total_seconds()

    def x(at: datetime) -> float:
        inside = min(max(at, since), until)
        return round((inside - since).total_seconds() * scale, 1)

    def bar(begins: datetime, ends: datetime, what: str) -> Bar:
        span = f"{begins.astimezone(zone):%H:%M}–{ends.astimezone(zone):%H:%M}"
        return Bar(x(begins), round(x(ends) - x(begins), 1), f"{what} {span}")

    shift = bar(day.start, day.end, tongue._("Shift")) if day.start and day.end else None
    return Timeline(
        width=width,
        hours=tuple(_hours(since, until, x, width)),
        shift=shift,
        breaks=tuple(bar(*each, tongue._("Break")) for each in breaks(rules, day)),
        there=tuple(bar(*each, tongue._("There")) for each in stays(day, now)),
        taps=tuple(Tick(x(t.at), t.way, f"{t.at.astimezone(zone):%H:%M:%S}") for t in day.taps),
        now=x(now) if since < now < until and not day.final else None,
    )


def _hours(
    since: datetime, until: datetime, x: Callable[[datetime], float], width: int
) -> Iterator[tuple[float, str]]:
    """Yield the hours that are written below, as many as there is room for."""
    count = int((until - since) / HOUR)
    step = next((s for s in (1, 2, 4) if width / count * s >= LEAST_APART), 6)
    for n in range(count + 1):
        at = since + n * HOUR
        if at.hour % step == 0:
            yield x(at), f"{at:%H}"


def breaks(rules: Rules, day: Day) -> list[tuple[datetime, datetime]]:
    """Return the planned breaks of a day's shift as instants."""
    shift = rules.shifts.get(day.shift or "")
    if shift is None or day.start is None or day.end is None:
        return []
    found = []
    for begins, ends in shift.breaks:
        for n in (0, 1):
            date = day.date + n * timedelta(days=1)
            later = date if ends > begins else date + timedelta(days=1)
            span = (instant(rules.timezone, date, begins), instant(rules.timezone, later, ends))
            if day.start <= span[0] and span[1] <= day.end:
                found.append(span)
    return found


def stays(day: Day, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return when somebody was there, from each IN to its OUT; one still open ends now."""
    found: list[tuple[datetime, datetime]] = []
    came: datetime | None = None
    for tap in _counted(day.taps):
        if tap.way == "in":
            came = came or tap.at
        elif came is not None:
            found.append((came, tap.at))
            came = None
    is_open = came is not None and not day.final and day.end is not None
    if came is not None and is_open and came < now < (day.end or now) + HOUR:
        found.append((came, now))
    return found


def _counted(taps: Sequence[UsedTap]) -> list[UsedTap]:
    return sorted((t for t in taps if t.way), key=lambda t: t.at)

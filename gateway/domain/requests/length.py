"""How much work a leave takes: planned time without breaks, and working days (spec 02 §4).

A day of a shift is one day. A leave that takes exactly the work before (or
after) the longest break is half a day, as people say it, however the hours
fall; any other part of a day counts by its hours, to a hundredth of a day.
Where no shift is known, the calendar's working days count, each of eight hours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from gateway.domain.attendance.patterns import works_on
from gateway.domain.attendance.shifts import DAY, Window, instant, is_planned, windows_on
from gateway.domain.attendance.spending import breaks_of
from gateway.domain.requests.state import Asked, Request
from gateway.domain.rules import Assignment, Rules

STANDARD_DAY = timedelta(hours=8)
"""A day's work where no shift says otherwise."""
HALF = STANDARD_DAY / 2

Part = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """What a leave takes.

    Attributes:
        seconds: Of planned work.
        days: Working days.
        shares: The same by calendar year, of the day on which a shift starts.
        first: When the first work it takes begins; None when it takes none.
    """

    seconds: float = 0.0
    days: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    first: datetime | None = None


def length_of(rules: Rules, person: str, since: datetime, until: datetime) -> Length:
    """Return how much work a leave takes from a person."""
    seconds, shares = 0.0, dict[str, float]()
    first: datetime | None = None
    for day, begins, taken_s, share in _days(rules, person, since, until):
        seconds += taken_s
        shares[str(day.year)] = round(shares.get(str(day.year), 0.0) + share, 2)
        first = begins if first is None else min(first, begins)
    days = round(sum(shares.values()), 2)
    return Length(seconds=seconds, days=days, shares=shares, first=first)


def given_back(rules: Rules, leave: Request, asked_at: datetime) -> tuple[datetime, Length]:
    """Return until when a leave that runs was taken, once its rest is given back, and how much.

    The day on which that is asked is given back whole, and the shift that runs with it. Nothing
    is kept of what has not begun, of what is over, and of anything but leave.
    """
    day = asked_at.astimezone(rules.timezone).date()
    cut = instant(rules.timezone, day, time())
    for night in windows_on(rules, leave.person, day - DAY):
        if night.start < cut < night.end:
            cut = night.start if asked_at < night.end else night.end
    if leave.asked is not Asked.LEAVE or not leave.since < cut < leave.until:
        return leave.since, Length()
    return cut.astimezone(rules.timezone), length_of(rules, leave.person, leave.since, cut)


def work_after(rules: Rules, person: str, at: datetime) -> bool:
    """Tell whether work is planned after an instant of a working day, as far as plans say.

    Of somebody without any plan nothing is known: they are expected.
    """
    if not _has_plan(rules, person):
        return True
    today = at.astimezone(rules.timezone).date()
    near = [w for day in (today - DAY, today) for w in windows_on(rules, person, day)]
    return any(at < window.end for window in near)


def _days(
    rules: Rules, person: str, since: datetime, until: datetime
) -> Iterator[tuple[date, datetime, float, float]]:
    """Yield each working day touched: which, when its lost work begins, seconds, and its share."""
    day = since.astimezone(rules.timezone).date() - DAY
    last = until.astimezone(rules.timezone).date()
    while day <= last:
        windows = windows_on(rules, person, day)
        if windows:
            yield from _of_shifts(rules, windows, since, until)
        elif not is_planned(rules, person, day) and _is_weekday(rules, person, day):
            yield from _of_calendar(rules, day, since, until)
        day += DAY


def _of_shifts(
    rules: Rules, windows: tuple[Window, ...], since: datetime, until: datetime
) -> Iterator[tuple[date, datetime, float, float]]:
    """Yield one day of shifts; two of them in a day are one day."""
    works = [part for window in windows for part in _works(rules, window)]
    lost = [cut for part in works if (cut := _cut(part, (since, until))) is not None]
    if not lost:
        return
    taken, planned = _sum(lost), _sum(works)
    share = 0.5 if _is_half(works, lost) else round(taken / planned, 2)
    yield windows[0].day, lost[0][0], taken.total_seconds(), max(share, 0.01)


def _works(rules: Rules, window: Window) -> list[Part]:
    """Return the parts of a shift between its breaks."""
    works, begins = [], window.start
    for pause, resumes in sorted(breaks_of(rules, window)):
        if begins < pause:
            works.append((begins, pause))
        begins = max(begins, resumes)
    if begins < window.end:
        works.append((begins, window.end))
    return works or [(window.start, window.end)]


def _is_half(works: list[Part], lost: list[Part]) -> bool:
    """Tell whether what is lost is exactly the work before or after the longest break."""
    pauses = [(b[0] - a[1], place) for place, (a, b) in enumerate(pairwise(works), start=1)]
    if not pauses:
        return False
    _, place = max(pauses, key=lambda pause: (pause[0], -pause[1]))
    return lost in (works[:place], works[place:])


def _of_calendar(
    rules: Rules, day: date, since: datetime, until: datetime
) -> Iterator[tuple[date, datetime, float, float]]:
    """Yield a working day of somebody without a shift: up to four hours are half of it."""
    midnight, next_one = (
        instant(rules.timezone, day, time()),
        instant(rules.timezone, day + DAY, time()),
    )
    lost = _cut((midnight, next_one), (since, until))
    if lost is None:
        return
    share = 0.5 if lost[1] - lost[0] <= HALF else 1.0
    yield day, lost[0], STANDARD_DAY.total_seconds() * share, share


def _is_weekday(rules: Rules, person: str, day: date) -> bool:
    """Tell whether a day is worked by the calendar, as the person's team takes make-up days."""
    return works_on(rules, Assignment(person=person, shift="", from_=day), day)


def _has_plan(rules: Rules, person: str) -> bool:
    return bool(rules.plans.get(person)) or bool(rules.roster.get(person))


def _cut(part: Part, to: Part) -> Part | None:
    begins, ends = max(part[0], to[0]), min(part[1], to[1])
    return (begins, ends) if begins < ends else None


def _sum(parts: list[Part]) -> timedelta:
    return sum((ends - begins for begins, ends in parts), timedelta())

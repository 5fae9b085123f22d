"""The timesheet: days of one person, each judged from its taps (spec 02 §3).

Pure, total and the same whatever order the taps come in. A day is judged from
the taps around it, never from the verdict of another day: a missing tap
changes its own day only, and one new tap re-judges a day or two, not the month.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from gateway.domain.attendance import reasons, remedies
from gateway.domain.attendance.day import Case, Day, Flag, Span, Status, UsedTap, Why
from gateway.domain.attendance.judging import judge, used
from gateway.domain.attendance.marks import Mark, counted
from gateway.domain.attendance.overtime import Overtime, class_of, overtime_of
from gateway.domain.attendance.patterns import is_known
from gateway.domain.attendance.placing import NO_IN, Placed, Way, paired, placed
from gateway.domain.attendance.shifts import DAY, Window, apart, instant, is_planned, windows_on
from gateway.domain.calendar import DAY_CLOSES, day_kind
from gateway.domain.rules import DayKind, Rules

AROUND = timedelta(days=2)
"""Taps so long before and after a range may belong to its shifts."""


def timesheet(case: Case, first: date, last: date, marks: Iterable[Mark]) -> list[Day]:
    """Return the days of one person from `first` to `last`, both included, by time.

    A day with two shifts is two entries; one without plan and without taps is none.

    Args:
        case: Whose, and by what.
        first: The first day on which shifts start.
        last: The last one.
        marks: Their taps, from `AROUND` before `first` to as long after `last`; more do no harm.
    """
    rules, person = case.rules, case.person
    days = list(_days(first - AROUND, last + AROUND))
    windows = apart([w for day in days for w in windows_on(rules, person, day)])
    begins = instant(rules.timezone, first - AROUND, time())
    ends = instant(rules.timezone, last + AROUND + DAY, time())
    near = [m for m in marks if begins <= m.at < ends]
    kept, ignored = counted(rules, near)
    taps = placed(rules, kept, windows, strict=case.strict)
    by_shift: dict[int, list[Placed]] = defaultdict(list)
    off_shift: dict[date, list[Placed]] = defaultdict(list)
    came: date | None = None
    for tap in taps:
        if tap.window is not None:
            by_shift[id(tap.window)].append(tap)
            continue
        # Who stays past midnight leaves on the day of coming.
        goes_on = tap.way is Way.OUT and tap.note != NO_IN
        its_day = came if goes_on and came is not None else _office_day(rules, tap)
        came = its_day if tap.way is Way.IN else None
        off_shift[its_day].append(tap)
    by_day: dict[date, list[Window]] = defaultdict(list)
    for window in windows:
        by_day[window.day].append(window)
    sheet: list[Day] = []
    for day in _days(first, last):
        for window in by_day[day]:
            if by_shift[id(window)] or case.since is None or window.opens >= case.since:
                sheet.append(judge(case, window, by_shift[id(window)]))
        if not by_day[day] or off_shift[day]:
            sheet += without_shift(case, day, off_shift[day], planned=bool(by_day[day]))
    others = [m for m in near if m.id in ignored]
    return [_with_ignored(rules, entry, others, ignored) for entry in sheet] if others else sheet


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def _office_day(rules: Rules, tap: Placed) -> date:
    """Return the day of a tap off shift; a leaving before the office's day ends is yesterday's."""
    local = tap.at.astimezone(rules.timezone)
    is_late = tap.way is Way.OUT and local.time() < DAY_CLOSES
    return local.date() - DAY if is_late else local.date()


def without_shift(case: Case, day: date, taps: Sequence[Placed], *, planned: bool) -> list[Day]:
    """Return a day without a shift: a holiday, a rest day, or work off shift."""
    rules, mark = case.rules, case.watermark
    has_plan = is_planned(rules, case.person, day)
    if not taps and not has_plan:
        return []
    status, kind = Status.OFF_SHIFT, day_kind(rules, day)
    if has_plan and not planned:
        status = Status.HOLIDAY if kind is DayKind.HOLIDAY else Status.REST_DAY
    pairs, _ = paired(taps)
    is_free = status is not Status.OFF_SHIFT or kind is DayKind.REST
    over = overtime_of(case.overtime, pairs, class_of(kind, is_free=is_free))
    ends = instant(rules.timezone, day + DAY, DAY_CLOSES)  # until then who came may leave
    is_unknown = kind is DayKind.UNKNOWN
    entry = Day(
        person=case.person,
        date=day,
        status=status,
        flags=(Flag.UNKNOWN_CALENDAR,) if is_unknown else (),
        came=next((t.at for t in taps if t.way is Way.IN), None),
        left=next((t.at for t in reversed(taps) if t.way is Way.OUT), None),
        span=Span(overtime_s=over.shown_s) if pairs else None,
        overtime_counted_s=over.counted_s,
        overtime_class=over.kind,
        final=mark is not None and ends < mark,
        taps=tuple(used(tap) for tap in taps if tap.mark is not None),
        why=(
            *(reasons.witnessed(rules, t) for t in taps if t.mark is not None and t.mark.witness),
            *_why_without(case, day, status, over, is_unknown=is_unknown),
        ),
    )
    return [entry]


def _why_without(
    case: Case, day: date, status: Status, over: Overtime, *, is_unknown: bool
) -> Iterator[Why]:
    yield reasons.no_shift(status)
    for plan in case.rules.plans.get(case.person, ()):
        if plan.from_ <= day <= (plan.to or day) and not is_known(plan.pattern):
            yield reasons.unknown_pattern(plan.pattern)
    if over.is_told:
        yield reasons.overtime(over)
    if is_unknown:
        yield reasons.UNKNOWN_CALENDAR
    if over.is_told and over.shown_s > over.counted_s:
        yield remedies.ASK_OVERTIME
    if status is Status.OFF_SHIFT:
        yield remedies.PLAN
    if is_unknown:
        yield remedies.PUBLISH


def _with_ignored(
    rules: Rules, entry: Day, marks: Sequence[Mark], ignored: Mapping[str, str]
) -> Day:
    """Return a day with the taps that did not count shown too, and why."""
    used = {tap.id for tap in entry.taps}
    begins, ends = _shown_between(rules, entry)
    others = {
        m.id: UsedTap(id=m.id, at=m.at.astimezone(UTC), why=ignored[m.id], witness=m.witness)
        for m in marks
        if m.id not in used and begins <= m.at < ends
    }
    if not others:
        return entry
    taps = sorted((*entry.taps, *others.values()), key=lambda tap: (tap.at, tap.id))
    whys = [reasons.NOT_COUNTED[tap.why] for tap in taps if tap.id in others]
    return replace(entry, taps=tuple(taps), why=(*entry.why, *dict.fromkeys(whys)))


def _shown_between(rules: Rules, entry: Day) -> tuple[datetime, datetime]:
    """Return from when to when a tap that did not count is shown with a day."""
    begins = instant(rules.timezone, entry.date, time())
    ends = instant(rules.timezone, entry.date + DAY, time())
    if entry.start is None or entry.end is None:
        return begins, ends
    return min(begins, entry.start - DAY / 12), max(ends, entry.end + DAY / 12)

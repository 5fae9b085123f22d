"""The verdict of one shift from the taps that serve it (spec 02 §2, §3). Explains itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.attendance import reasons
from gateway.domain.attendance.day import Case, Day, Flag, Outage, Span, Status, UsedTap, Why
from gateway.domain.attendance.excused import Excused, excused
from gateway.domain.attendance.explaining import Judged, explained
from gateway.domain.attendance.intervals import Pair, seconds
from gateway.domain.attendance.overtime import Overtime, class_of, outside, overtime_of
from gateway.domain.attendance.placing import Placed, Way, day_end
from gateway.domain.attendance.shifts import DAY, Window
from gateway.domain.attendance.spending import after, before, spent
from gateway.domain.attendance.staying import Stay, stay_of
from gateway.domain.calendar import day_kind
from gateway.domain.rules import DayKind, Shift

HERE = frozenset({Status.PRESENT, Status.HALF_DAY, Status.INCOMPLETE})
"""Statuses beside which late and early stand."""
MISSED = frozenset({Status.ABSENT, Status.INCOMPLETE})
"""Statuses that a tap still to come would change."""


@dataclass(frozen=True, slots=True)
class _Missed:
    """How much of what was due lies before coming and after leaving, beyond the grace."""

    late_s: int
    early_s: int


def judge(case: Case, window: Window, taps: Sequence[Placed]) -> Day:
    """Return the verdict of one shift from the taps that serve it, by time."""
    rules, shift = case.rules, window.shift
    stay = stay_of(window, taps, strict=case.strict)
    free = excused(rules, window, case.aways)
    span = None
    if stay.pairs and not stay.missing:
        span = spent(rules, window, stay.pairs, outings=free.outings, leaves=free.leaves)
    missed = _missed(shift, stay, free.due)
    status, why = _status(shift, stay, free, span, missed)
    lost = _lost(case, window, status, stay)
    kind = day_kind(rules, window.day)
    flags = _flags(shift, taps, status, missed)
    flags += (Flag.READER_DOWN,) if lost else ()
    flags += (Flag.UNKNOWN_CALENDAR,) if kind is DayKind.UNKNOWN else ()
    over = Overtime()
    if span is not None and (span.overtime_s or span.before_s):
        over = overtime_of(
            case.overtime, outside(window, stay.pairs), class_of(kind, is_free=False)
        )
    judged = Judged(
        window=window,
        taps=taps,
        stay=stay,
        free=free,
        status=status,
        flags=flags,
        late_s=missed.late_s,
        early_s=missed.early_s,
        over=over,
        lost=lost,
        why=why,
    )
    return Day(
        person=case.person,
        date=window.day,
        status=status,
        shift=shift.id,
        start=window.start,
        end=window.end,
        flags=flags,
        late_s=missed.late_s if Flag.LATE in flags else 0,
        early_s=missed.early_s if Flag.EARLY in flags else 0,
        came=stay.came,
        left=stay.left,
        span=span,
        leave_s=free.leave_s,
        outing_s=free.outing_s,
        overtime_counted_s=over.counted_s,
        overtime_class=over.kind,
        final=not lost and _is_final(case, window, status, stay),
        taps=tuple(used(tap, stay) for tap in taps if tap.mark is not None),
        why=explained(rules, judged),
    )


def used(tap: Placed, stay: Stay | None = None) -> UsedTap:
    """Return a tap as a day shows it; one that was taken for leaving is shown as that."""
    mark = tap.mark
    assert mark is not None
    is_out = tap.way is Way.OUT or (stay is not None and stay.guessed and tap.at == stay.left)
    declared = mark.by if mark.is_declared else ""
    way = Way.OUT.value if is_out else tap.way.value
    return UsedTap(id=mark.id, at=tap.at, way=way, why=tap.note, by=declared, witness=mark.witness)


def _missed(shift: Shift, stay: Stay, due: Sequence[Pair]) -> _Missed:
    late_s = early_s = 0
    if stay.came is not None:
        late_s = seconds(before(due, stay.came))
    if stay.left is not None:
        early_s = seconds(after(due, stay.left))
    return _Missed(
        late_s if late_s > shift.late_grace_min * 60 else 0,
        early_s if early_s > shift.early_grace_min * 60 else 0,
    )


def _status(
    shift: Shift, stay: Stay, free: Excused, span: Span | None, missed: _Missed
) -> tuple[Status, Why | None]:
    """Return the status, and why, where a sentence of its own is needed."""
    if free.status is not None:
        return free.status, None
    if stay.missing:
        return Status.INCOMPLETE, reasons.MISSING[stay.missing]
    if span is None:
        return Status.ABSENT, reasons.NO_TAP
    # Approved time counts towards the thresholds: half a day of leave leaves half a day to work.
    done_s = span.worked_s + free.leave_s + _elsewhere_s(free, stay)
    if shift.absent_min is not None and done_s < shift.absent_min * 60:
        return Status.ABSENT, reasons.too_short(span.worked_s, shift.absent_min)
    if shift.half_day_min is not None and done_s < shift.half_day_min * 60:
        return Status.HALF_DAY, reasons.too_short(span.worked_s, shift.half_day_min)
    watch_s = shift.watch_min * 60
    if missed.late_s > watch_s or missed.early_s > watch_s:
        return Status.HALF_DAY, reasons.half(shift.watch_min, came_late=missed.late_s > watch_s)
    return Status.PRESENT, None


def _elsewhere_s(free: Excused, stay: Stay) -> int:
    """Return approved work elsewhere that lies outside coming and leaving."""
    if not free.outings or stay.came is None or stay.left is None:
        return 0
    return seconds(before(free.outings, stay.came)) + seconds(after(free.outings, stay.left))


def _flags(
    shift: Shift, taps: Sequence[Placed], status: Status, missed: _Missed
) -> tuple[Flag, ...]:
    watch_s = shift.watch_min * 60
    here = status in HERE
    notes = {tap.note for tap in taps}
    said = [
        (Flag.LATE, here and 0 < missed.late_s <= watch_s),
        (Flag.EARLY, here and 0 < missed.early_s <= watch_s),
        (Flag.LATE_OUT, "late_out" in notes),
        (Flag.EARLY_IN, "early_in" in notes),
        (Flag.DECLARED, any(t.mark is not None and t.mark.is_declared for t in taps)),
    ]
    return tuple(flag for flag, is_so in said if is_so)


def _lost(case: Case, window: Window, status: Status, stay: Stay) -> tuple[Outage, ...]:
    """Return the outages in which the tap that is missed may have been lost."""
    if not case.outages or status not in MISSED or (stay.pairs and not stay.missing):
        return ()
    since, until = stay.came or window.opens, stay.left or window.closes
    return tuple(o for o in case.outages if o.since < until and o.until > since)


def _is_final(case: Case, window: Window, status: Status, stay: Stay) -> bool:
    """Tell whether no tap can come any more that changes it; absence waits one more day."""
    if case.watermark is None:
        return False
    if status in MISSED:
        return window.closes + DAY < case.watermark
    # A leaving only guessed leaves the session open until the office's day ends.
    closes = day_end(case.rules, window.closes) if stay.guessed else window.closes
    return closes < case.watermark

"""The verdict of one shift from the taps that serve it (spec 02 §2, §3). Explains itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.attendance import reasons
from gateway.domain.attendance.day import Away, Case, Day, Flag, Span, Status, UsedTap, Why
from gateway.domain.attendance.placing import Pair, Placed, Way, paired
from gateway.domain.attendance.shifts import DAY, Window
from gateway.domain.attendance.spending import breaks_of, spent
from gateway.domain.calendar import day_kind
from gateway.domain.rules import DayKind, Rules, Shift


@dataclass(frozen=True, slots=True)
class _Stay:
    """What the taps of a shift say: the pairs, and whether one is missing."""

    pairs: tuple[Pair, ...] = ()
    came: datetime | None = None
    left: datetime | None = None
    missing: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Due:
    """From when to when somebody is due, after approved absences; None: not at all."""

    since: datetime
    until: datetime


def judge(case: Case, window: Window, taps: Sequence[Placed]) -> Day:
    """Return the verdict of one shift from the taps that serve it, by time."""
    rules = case.rules
    stay = _stay(window, taps)
    due, away = _due(rules, window, case.aways)
    span = None if stay.missing else spent(rules, window, stay.pairs)
    late_s, early_s = _late_s(window.shift, stay, due), _early_s(window.shift, stay, due)
    away_why = () if away is None else (reasons.away(away),)
    if due is None and away is not None:
        status, why = (Status.ON_LEAVE if away.kind == "leave" else Status.OUTING), None
    else:
        status, why = _status(window.shift, stay, span, late_s, early_s)
    flags = _flags(window, taps, status, late_s, early_s)
    if day_kind(rules, window.day) is DayKind.UNKNOWN:
        flags = (*flags, Flag.UNKNOWN_CALENDAR)
    return Day(
        person=case.person,
        date=window.day,
        status=status,
        shift=window.shift.id,
        start=window.start,
        end=window.end,
        flags=flags,
        late_s=late_s if Flag.LATE in flags else 0,
        early_s=early_s if Flag.EARLY in flags else 0,
        came=stay.came,
        left=stay.left,
        span=span if stay.pairs else None,
        final=_is_final(window, status, case.watermark),
        taps=tuple(_used(tap) for tap in taps if tap.mark is not None),
        why=(
            reasons.shift(rules, window),
            *(reasons.note(rules, tap) for tap in taps if tap.note),
            *((reasons.guessed(rules, stay.left),) if stay.guessed and stay.left else ()),
            *reasons.late_early(window, late_s, early_s),
            *away_why,
            *((why,) if why else ()),
            *((reasons.UNKNOWN_CALENDAR,) if Flag.UNKNOWN_CALENDAR in flags else ()),
        ),
    )


def _stay(window: Window, taps: Sequence[Placed]) -> _Stay:
    """Return the stay: by first and last tap, or by every pair, as the shift says."""
    if not taps:
        return _Stay()
    (pairs, open_), guessed = paired(taps), False
    if open_ is not None and pairs and taps[-1] is open_ and _looks_like_leaving(window, open_):
        pairs, open_, guessed = [(pairs[0][0], open_.at)], None, True
    if open_ is not None:
        return _Stay(tuple(pairs), pairs[0][0] if pairs else open_.at, missing="out")
    if not pairs:
        return _Stay(left=taps[-1].at, missing="in")
    if window.shift.pairing == "first_last":
        pairs = [(pairs[0][0], max(pairs[-1][1], *(t.at for t in taps if t.way is Way.OUT)))]
    return _Stay(tuple(pairs), pairs[0][0], pairs[-1][1], guessed=guessed)


def _looks_like_leaving(window: Window, tap: Placed) -> bool:
    """Tell whether a tap that counts as coming is the leaving of who forgot one at noon."""
    said = tap.mark is not None and bool(tap.mark.way)
    watch = timedelta(minutes=window.shift.watch_min)
    return not said and window.shift.pairing == "first_last" and tap.at >= window.end - watch


def _due(rules: Rules, window: Window, aways: Sequence[Away]) -> tuple[_Due | None, Away | None]:
    """Return what is left to be present for, and the absence that covers all or part of it."""
    since, until = window.start, window.end
    found: Away | None = None
    pauses = breaks_of(rules, window)
    for away in sorted(aways, key=lambda a: (a.since, a.id)):
        if away.since <= since < away.until:
            since, found = away.until, away
            since = next((b for a, b in pauses if a <= since < b), since)
    for away in sorted(aways, key=lambda a: (a.until, a.id), reverse=True):
        if away.since < until <= away.until:
            until, found = away.since, found or away
            until = next((a for a, b in pauses if a < until <= b), until)
    return (None, found) if since >= until else (_Due(since, until), found)


def _late_s(shift: Shift, stay: _Stay, due: _Due | None) -> int:
    if due is None or stay.came is None or stay.missing == "in":
        return 0
    late_s = int((stay.came - due.since).total_seconds())
    return late_s if late_s > shift.late_grace_min * 60 else 0


def _early_s(shift: Shift, stay: _Stay, due: _Due | None) -> int:
    if due is None or stay.left is None or stay.missing == "out":
        return 0
    early_s = int((due.until - stay.left).total_seconds())
    return early_s if early_s > shift.early_grace_min * 60 else 0


def _status(
    shift: Shift, stay: _Stay, span: Span | None, late_s: int, early_s: int
) -> tuple[Status, Why | None]:
    """Return the status of who was due at least for a part of the shift, and why."""
    if stay.missing:
        return Status.INCOMPLETE, reasons.MISSING[stay.missing]
    if span is None or not stay.pairs:
        return Status.ABSENT, reasons.NO_TAP
    if shift.absent_min is not None and span.worked_s < shift.absent_min * 60:
        return Status.ABSENT, reasons.too_short(span.worked_s, shift.absent_min)
    if shift.half_day_min is not None and span.worked_s < shift.half_day_min * 60:
        return Status.HALF_DAY, reasons.too_short(span.worked_s, shift.half_day_min)
    watch_s = shift.watch_min * 60
    if late_s > watch_s or early_s > watch_s:
        return Status.HALF_DAY, reasons.half(shift.watch_min, came_late=late_s > watch_s)
    return Status.PRESENT, None


def _flags(
    window: Window, taps: Sequence[Placed], status: Status, late_s: int, early_s: int
) -> tuple[Flag, ...]:
    watch_s = window.shift.watch_min * 60
    here = status in (Status.PRESENT, Status.HALF_DAY, Status.INCOMPLETE)
    notes = {tap.note for tap in taps}
    said = [
        (Flag.LATE, here and 0 < late_s <= watch_s),
        (Flag.EARLY, here and 0 < early_s <= watch_s),
        (Flag.LATE_OUT, "late_out" in notes),
        (Flag.EARLY_IN, "early_in" in notes),
    ]
    return tuple(flag for flag, is_so in said if is_so)


def _is_final(window: Window, status: Status, watermark: datetime | None) -> bool:
    """Tell whether no tap can come any more; absence waits one more day."""
    if watermark is None:
        return False
    waits = DAY if status in (Status.ABSENT, Status.INCOMPLETE) else timedelta()
    return window.closes + waits < watermark


def _used(tap: Placed) -> UsedTap:
    assert tap.mark is not None
    return UsedTap(id=tap.mark.id, at=tap.at, way=tap.way.value, why=tap.note)

"""What the kiosk tells a person at once about a tap (spec 02 §1 to §3).

First words only: the day's status is computed later from all its taps. What
was said here is kept with the tap and never decides anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from gateway.domain.attendance.day import Away
from gateway.domain.attendance.excused import LEAVE, Excused, excused, kind_of
from gateway.domain.attendance.intervals import Pair
from gateway.domain.attendance.shifts import (
    Window,
    instant,
    is_planned,
    window_at,
    windows_on,
)
from gateway.domain.attendance.spending import after
from gateway.domain.attendance.spending import before as before_
from gateway.domain.calendar import day_kind
from gateway.domain.rules import DayKind, Rules


class Word(StrEnum):
    """The verdict of one tap."""

    ON_TIME = "on_time"
    LATE = "late"
    HALF_DAY = "half_day"
    BACK = "back"
    EARLY = "early"
    GOODBYE = "goodbye"
    OFF_SHIFT = "off_shift"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    MISSING_IN = "missing_in"
    ON_LEAVE = "on_leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one tap means for the person's shift.

    Attributes:
        late_s: Whole seconds after the shift's start, when LATE or HALF_DAY.
        early_s: Whole seconds before the shift's end, when EARLY.
        shift: The shift's id, or None.
        until: When the leave ends, when ON_LEAVE.
    """

    word: Word
    late_s: int = 0
    early_s: int = 0
    shift: str | None = None
    until: datetime | None = None


def verdict_in(
    rules: Rules,
    person: str,
    at: datetime,
    before: datetime | None = None,
    aways: Sequence[Away] = (),
) -> Verdict:
    """Return the verdict of signing in.

    Args:
        rules: Shifts, plans, calendar.
        person: The person's id.
        at: When, aware.
        before: The person's tap before this one, or None. One in the same
            window means coming back, which is neither late nor on time.
        aways: Their approved absences.
    """
    window = window_at(rules, person, at)
    if window is None:
        return Verdict(word=_no_shift(rules, person, at))
    shift = window.shift.id
    if before is not None and window.takes(before.astimezone(UTC)):
        return Verdict(word=Word.BACK, shift=shift)
    moment, free = at.astimezone(UTC), excused(rules, window, aways)
    away = _away_at(free, window, moment)
    if away is not None:
        if kind_of(away) == LEAVE:
            return Verdict(word=Word.ON_LEAVE, shift=shift, until=away.until)
        return Verdict(word=Word.BACK, shift=shift)
    late_s = _length_s(before_(free.due, moment))
    if late_s <= window.shift.late_grace_min * 60:
        return Verdict(word=Word.ON_TIME, shift=shift)
    word = Word.LATE if late_s <= window.shift.watch_min * 60 else Word.HALF_DAY
    return Verdict(word=word, late_s=int(late_s), shift=shift)


def _away_at(free: Excused, window: Window, moment: datetime) -> Away | None:
    """Return the absence that somebody comes in, unless they come for what is left of the shift."""
    soon = moment + timedelta(minutes=window.shift.before_min)
    if any(since <= soon and moment < until for since, until in free.due):
        return None
    here = [a for a in free.used if a.until > moment and a.since <= max(moment, window.start)]
    return here[0] if here else None


def verdict_out(
    rules: Rules,
    person: str,
    at: datetime,
    since: datetime | None,
    aways: Sequence[Away] = (),
) -> Verdict:
    """Return the verdict of signing out.

    Args:
        rules: Shifts, plans, calendar.
        person: The person's id.
        at: When, aware.
        since: When the session began, or None without one. Its shift is the
            one that ends now, even where a later window has begun.
        aways: Their approved absences.
    """
    if since is None:
        return Verdict(word=Word.MISSING_IN)
    window = window_at(rules, person, since) or window_at(rules, person, at)
    if window is None:
        return Verdict(word=Word.GOODBYE)
    moment = at.astimezone(UTC)
    early_s = _length_s(after(excused(rules, window, aways).due, moment))
    shift = window.shift
    is_early = shift.early_grace_min * 60 < early_s <= shift.watch_min * 60
    if is_early and not _in_break(rules, window, moment):
        return Verdict(word=Word.EARLY, early_s=int(early_s), shift=window.shift.id)
    return Verdict(word=Word.GOODBYE, shift=window.shift.id)


def _length_s(spans: Sequence[Pair]) -> float:
    return sum((until - since).total_seconds() for since, until in spans)


def _no_shift(rules: Rules, person: str, at: datetime) -> Word:
    """Return why there is no shift now: the calendar's doing, or simply off shift."""
    day = at.astimezone(rules.timezone).date()
    if not is_planned(rules, person, day) or windows_on(rules, person, day):
        return Word.OFF_SHIFT
    return Word.HOLIDAY if day_kind(rules, day) is DayKind.HOLIDAY else Word.REST_DAY


def _in_break(rules: Rules, window: Window, moment: datetime) -> bool:
    zone = rules.timezone
    for start, end in window.shift.breaks:
        # A break of a shift over midnight may lie on the next day.
        for day in {window.day, window.end.astimezone(zone).date()}:
            if instant(zone, day, start) <= moment <= instant(zone, day, end):
                return True
    return False

"""What the kiosk tells a person at once about a tap (spec 02 §1 to §3).

First words only: the day's status is computed later from all its taps. What
was said here is kept with the tap and never decides anything.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from gateway.domain.attendance.shifts import (
    Window,
    instant,
    is_planned,
    window_at,
    windows_on,
)
from gateway.domain.calendar import day_kind
from gateway.domain.rules import DayKind, Rules

WATCH_S = 120 * 60
"""Beyond this after the start nobody is "late 4 h": they came for half a day (spec 02 §2)."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one tap means for the person's shift.

    Attributes:
        late_s: Whole seconds after the shift's start, when LATE or HALF_DAY.
        early_s: Whole seconds before the shift's end, when EARLY.
        shift: The shift's id, or None.
    """

    word: Word
    late_s: int = 0
    early_s: int = 0
    shift: str | None = None


def verdict_in(rules: Rules, person: str, at: datetime, before: datetime | None = None) -> Verdict:
    """Return the verdict of signing in.

    Args:
        rules: Shifts, plans, calendar.
        person: The person's id.
        at: When, aware.
        before: The person's tap before this one, or None. One in the same
            window means coming back, which is neither late nor on time.
    """
    window = window_at(rules, person, at)
    if window is None:
        return Verdict(word=_no_shift(rules, person, at))
    shift = window.shift.id
    if before is not None and window.takes(before.astimezone(UTC)):
        return Verdict(word=Word.BACK, shift=shift)
    late_s = (at.astimezone(UTC) - window.start).total_seconds()
    if late_s <= window.shift.late_grace_min * 60:
        return Verdict(word=Word.ON_TIME, shift=shift)
    word = Word.LATE if late_s <= WATCH_S else Word.HALF_DAY
    return Verdict(word=word, late_s=int(late_s), shift=shift)


def verdict_out(rules: Rules, person: str, at: datetime, since: datetime | None) -> Verdict:
    """Return the verdict of signing out.

    Args:
        rules: Shifts, plans, calendar.
        person: The person's id.
        at: When, aware.
        since: When the session began, or None without one. Its shift is the
            one that ends now, even where a later window has begun.
    """
    if since is None:
        return Verdict(word=Word.MISSING_IN)
    window = window_at(rules, person, since) or window_at(rules, person, at)
    if window is None:
        return Verdict(word=Word.GOODBYE)
    moment = at.astimezone(UTC)
    early_s = (window.end - moment).total_seconds()
    is_early = window.shift.early_grace_min * 60 < early_s <= WATCH_S
    if is_early and not _in_break(rules, window, moment):
        return Verdict(word=Word.EARLY, early_s=int(early_s), shift=window.shift.id)
    return Verdict(word=Word.GOODBYE, shift=window.shift.id)


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

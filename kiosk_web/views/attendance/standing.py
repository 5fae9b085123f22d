"""Where somebody stands: the verdict of a day, and before it is one, what is known so far.

A verdict is told by icon, word and tone together, never by one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gateway.domain.attendance.day import Day, Flag, Status
from gateway.domain.rules import Rules
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue


class Standing(StrEnum):
    """A status of `Status`, or where somebody stands while the shift is still open."""

    PRESENT = "present"
    HALF_DAY = "half_day"
    ABSENT = "absent"
    INCOMPLETE = "incomplete"
    ON_LEAVE = "on_leave"
    OUTING = "outing"
    FIELD_WORK = "field_work"
    HOLIDAY = "holiday"
    REST_DAY = "rest_day"
    OFF_SHIFT = "off_shift"
    IN = "in"
    """Came, and the shift goes on."""
    OUT = "out"
    """Came and went out; the shift goes on."""
    NOT_YET = "not_yet"
    """Is not due yet."""
    OVERDUE = "overdue"
    """Is due and has not come; the shift goes on."""


HERE = frozenset(
    {Standing.PRESENT, Standing.HALF_DAY, Standing.INCOMPLETE, Standing.IN, Standing.OUT}
)
AWAY = frozenset({Standing.ON_LEAVE, Standing.OUTING, Standing.FIELD_WORK})
WAITED_FOR = frozenset({Standing.NOT_YET, Standing.OVERDUE})
FREE = frozenset({Standing.HOLIDAY, Standing.REST_DAY, Standing.OFF_SHIFT})
LOOK_AT = frozenset({Standing.ABSENT, Standing.INCOMPLETE, Standing.HALF_DAY, Standing.OVERDUE})
"""What somebody should look at; so are late and early."""

WORST = (
    Standing.ABSENT, Standing.INCOMPLETE, Standing.OVERDUE, Standing.HALF_DAY, Standing.IN,
    Standing.OUT, Standing.PRESENT, Standing.FIELD_WORK, Standing.OUTING, Standing.ON_LEAVE,
    Standing.NOT_YET, Standing.OFF_SHIFT, Standing.HOLIDAY, Standing.REST_DAY,
)  # fmt: skip
"""Of two shifts on a day, the one that a cell shows."""

ICONS: Mapping[Standing, tuple[str, str]] = {
    Standing.PRESENT: ("ok", "ok"),
    Standing.HALF_DAY: ("k-assumed", "warn"),
    Standing.ABSENT: ("bad", "bad"),
    Standing.INCOMPLETE: ("k-unknown", "warn"),
    Standing.ON_LEAVE: ("calendar", "info"),
    Standing.OUTING: ("outing", "info"),
    Standing.FIELD_WORK: ("outing", "info"),
    Standing.HOLIDAY: ("tea", ""),
    Standing.REST_DAY: ("tea", ""),
    Standing.OFF_SHIFT: ("info", ""),
    Standing.IN: ("in", "ok"),
    Standing.OUT: ("out", ""),
    Standing.NOT_YET: ("clock", ""),
    Standing.OVERDUE: ("warn", "warn"),
}
FLAG_ICONS: Mapping[Flag, tuple[str, str]] = {
    Flag.LATE: ("clock", "warn"),
    Flag.EARLY: ("out", "warn"),
    Flag.LATE_OUT: ("out", ""),
    Flag.EARLY_IN: ("in", ""),
    Flag.UNKNOWN_CALENDAR: ("calendar", ""),
    Flag.DECLARED: ("hand", ""),
    Flag.READER_DOWN: ("k-noanswer", "warn"),
}


def standing(rules: Rules, day: Day, now: datetime) -> Standing:
    """Return where somebody stands with one shift (or a day without any) at an instant."""
    is_open = not day.final and day.start is not None and day.end is not None
    if not is_open or day.start is None or day.end is None or now >= _closes(rules, day):
        return Standing(day.status.value)
    shift = rules.shifts.get(day.shift or "")
    grace = timedelta(minutes=shift.late_grace_min if shift else 0)
    here = day.came is not None
    if day.status is Status.ABSENT and not here and now < day.end:
        return Standing.OVERDUE if now > day.start + grace else Standing.NOT_YET
    if day.status is Status.INCOMPLETE and here and day.left is None:
        return Standing.IN
    if day.status in (Status.PRESENT, Status.HALF_DAY, Status.ABSENT) and here and now < day.end:
        return Standing.OUT
    return Standing(day.status.value)


def _closes(rules: Rules, day: Day) -> datetime:
    """Return when the last tap of a shift may come."""
    shift = rules.shifts.get(day.shift or "")
    assert day.end is not None
    return day.end + timedelta(minutes=shift.after_min if shift else 0)


def flags_of(day: Day, at: Standing) -> tuple[Flag, ...]:
    """Return what is remarkable so far; who only went out has not left early."""
    return tuple(f for f in day.flags if not (f is Flag.EARLY and at is Standing.OUT))


def needs_a_look(at: Standing, flags: tuple[Flag, ...]) -> bool:
    """Tell whether somebody should look at it."""
    return at in LOOK_AT or Flag.LATE in flags or Flag.EARLY in flags


def word(at: Standing, tongue: Tongue) -> str:
    """Return the word of a standing."""
    _ = tongue._
    words = {
        Standing.PRESENT: _("Was there"),
        Standing.HALF_DAY: _("Half a day"),
        Standing.ABSENT: _("Absent"),
        Standing.INCOMPLETE: _("Tap missing"),
        Standing.ON_LEAVE: _("On leave"),
        Standing.OUTING: _("Outing"),
        Standing.FIELD_WORK: _("Work elsewhere"),
        Standing.HOLIDAY: _("Holiday"),
        Standing.REST_DAY: _("Rest day"),
        Standing.OFF_SHIFT: _("Off shift"),
        Standing.IN: _("Is in"),
        Standing.OUT: _("Out now"),
        Standing.NOT_YET: _("Not yet due"),
        Standing.OVERDUE: _("Not in yet"),
    }
    return words[at]


def mark(at: Standing, tongue: Tongue) -> Mark:
    """Return the sign of a standing."""
    icon, tone = ICONS[at]
    return Mark(icon, word(at, tongue), tone)


def flag_mark(flag: Flag, day: Day, tongue: Tongue) -> Mark:
    """Return the sign of what is remarkable: `迟到 23 分钟`."""
    _ = tongue._
    words = {
        Flag.LATE: _("Late %(span)s", span=length(day.late_s, tongue)),
        Flag.EARLY: _("Left %(span)s early", span=length(day.early_s, tongue)),
        Flag.LATE_OUT: _("Left long after the end"),
        Flag.EARLY_IN: _("Came long before the start"),
        Flag.UNKNOWN_CALENDAR: _("Calendar not known"),
        Flag.DECLARED: _("Tap declared"),
        Flag.READER_DOWN: _("Reader was down"),
    }
    icon, tone = FLAG_ICONS[flag]
    return Mark(icon, words[flag], tone)


def length(seconds: int, tongue: Tongue) -> str:
    """Return a length to the minute, never less than one: `23 分钟`, `1 h 5 min`."""
    return tongue.span(max(seconds, 60))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a table; `more` says that it is on another day (`+1`)."""

    text: str
    more: str = ""


def clock(rules: Rules, day: Day, at: datetime | None) -> Clock:
    """Return when somebody came or left, as a table shows it."""
    if at is None:
        return Clock("—")
    local = at.astimezone(rules.timezone)
    off = (local.date() - day.date).days
    return Clock(f"{local:%H:%M}", f"{off:+d}" if off else "")


def hours(seconds: float) -> str:
    """Return hours in a table: `7.5`."""
    return f"{seconds / 3600:.1f}"


def shift_words(rules: Rules, day: Day, tongue: Tongue) -> tuple[str, str]:
    """Return the shift's name and hours, both empty where there was none."""
    if day.start is None or day.end is None:
        return "", ""
    shift = rules.shifts.get(day.shift or "")
    name = shift.name.in_(tongue.language) if shift else day.shift or ""
    zone = rules.timezone
    return name, f"{day.start.astimezone(zone):%H:%M}–{day.end.astimezone(zone):%H:%M}"

"""How a day looks in a cell of 45 px and reads aloud: a short word or a sign, and all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.attendance.day import Day, Flag
from gateway.domain.rules import Rules
from kiosk_web.views.attendance.standing import (
    WORST,
    Standing,
    flag_mark,
    flags_of,
    standing,
    word,
)
from kiosk_web.views.attendance.standing import mark as standing_mark
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue

LOOKS: Mapping[Standing, str] = {
    Standing.PRESENT: "full",
    Standing.HALF_DAY: "part",
    Standing.ABSENT: "gap",
    Standing.INCOMPLETE: "gap",
    Standing.ON_LEAVE: "away",
    Standing.OUTING: "away",
    Standing.FIELD_WORK: "away",
    Standing.HOLIDAY: "free",
    Standing.REST_DAY: "free",
    Standing.OFF_SHIFT: "part",
    Standing.IN: "ahead",
    Standing.OUT: "ahead",
    Standing.NOT_YET: "ahead",
    Standing.OVERDUE: "ahead",
}
"""How a cell is drawn; never all that tells one day from another."""

WORTH_SAYING = (Flag.LATE, Flag.EARLY)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a day.

    Attributes:
        look: `full`, `part`, `gap`, `away`, `free` or `ahead`: how its cell is drawn.
        icon: Its sign in the cell; empty where the short word says it.
        short: A word for the cell; empty where the sign says it.
        marks: The whole of it: the standing, then what is remarkable.
    """

    look: str
    icon: str
    short: str
    marks: tuple[Mark, ...]


def verdict(rules: Rules, day: Day, now: datetime, tongue: Tongue) -> Verdict:
    """Return what is said of one day at an instant; one that is not over is not judged."""
    at = standing(rules, day, now)
    flags = [f for f in flags_of(day, at) if f in WORTH_SAYING]
    marks = [flag_mark(flag, day, tongue) for flag in flags]
    if at is Standing.PRESENT and flags:
        short = tongue._("late") if Flag.LATE in flags else tongue._("early")
        return Verdict("part", "", short, tuple(marks))
    icon = "check" if at is Standing.PRESENT else ""
    return Verdict(LOOKS[at], icon, short_word(at, tongue), (standing_mark(at, tongue), *marks))


def spoken(rules: Rules, day: Day, now: datetime, tongue: Tongue) -> str:
    """Return a day's verdict in words."""
    return tongue.pause.join(mark.word for mark in verdict(rules, day, now, tongue).marks)


def speaks_for(rules: Rules, days: Sequence[Day], now: datetime) -> Day:
    """Return which of a day's entries a cell shows, when there are two shifts."""
    return min(days, key=lambda day: WORST.index(standing(rules, day, now)))


def short_word(at: Standing, tongue: Tongue) -> str:
    """Return a word of at most six letters, or two characters, for a cell."""
    _ = tongue._
    words = {
        Standing.HALF_DAY: _("half"),
        Standing.ABSENT: _("absent"),
        Standing.INCOMPLETE: _("tap?"),
        Standing.ON_LEAVE: _("leave"),
        Standing.OUTING: _("outing"),
        Standing.FIELD_WORK: _("field"),
        Standing.HOLIDAY: _("hol."),
        Standing.OFF_SHIFT: _("extra"),
    }
    return words.get(at, "")


def legend(tongue: Tongue) -> tuple[tuple[str, str, str, str], ...]:
    """Return what the looks of the calendar mean: look, sign, short word, word."""
    late = (LOOKS[Standing.HALF_DAY], "", tongue._("late"), tongue._("Late, early or half"))
    said = (Standing.ON_LEAVE, Standing.INCOMPLETE)
    return (
        (LOOKS[Standing.PRESENT], "check", "", word(Standing.PRESENT, tongue)),
        late,
        *((LOOKS[at], "", short_word(at, tongue), word(at, tongue)) for at in said),
    )

"""A year of the calendar on one page: twelve small months. Pure."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date

from gateway.domain.calendar import day_kind
from gateway.domain.rules import DayKind, Rules
from gateway.domain.text import Text
from kiosk_web.i18n import language, say
from kiosk_web.views.admin.plan import kind_words

SYMBOLS = {
    DayKind.WORKDAY: Text("", ""),
    DayKind.MAKEUP: Text("班", "W"),
    DayKind.REST: Text("", ""),
    DayKind.HOLIDAY: Text("休", "H"),
    DayKind.UNKNOWN: Text("?", "?"),
}
"""What stands beside a date; the words stand in the legend and in each day's own."""


@dataclass(frozen=True, slots=True)
class DayCell:
    """A date: its kind, the sign beside it, whether the office itself says so, words for all."""

    day: date
    kind: DayKind
    sign: str
    is_own: bool
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month by weeks, Monday first; None where another month's days are."""

    name: str
    weeks: tuple[tuple[DayCell | None, ...], ...]
    worked: int


def year_of(rules: Rules, year: int, names: Mapping[date, Text]) -> tuple[Month, ...]:
    """Return a year's months.

    Args:
        rules: The calendar, published and own.
        year: Which.
        names: What the office calls some dates.
    """
    return tuple(_month(rules, year, month, names) for month in range(1, 13))


def legend() -> list[tuple[DayKind, str, str]]:
    """Return each kind of day with its sign and its words."""
    return [(kind, say(SYMBOLS[kind]), say(kind_words(kind))) for kind in DayKind]


def _month(rules: Rules, year: int, month: int, names: Mapping[date, Text]) -> Month:
    weeks = Calendar().monthdatescalendar(year, month)
    rows = tuple(
        tuple(_cell(rules, day, names) if day.month == month else None for day in week)
        for week in weeks
    )
    kinds = [cell.kind for row in rows for cell in row if cell]
    worked = sum(kind in (DayKind.WORKDAY, DayKind.MAKEUP) for kind in kinds)
    pattern = "LLLL" if language() == "zh" else "MMMM"
    return Month(format_date(date(year, month, 1), pattern), rows, worked)


def _cell(rules: Rules, day: date, names: Mapping[date, Text]) -> DayCell:
    kind = day_kind(rules, day)
    words = [format_date(day, "full"), say(kind_words(kind))]
    if day in names:
        words.append(say(names[day]))
    return DayCell(day, kind, say(SYMBOLS[kind]), day in rules.calendar, " · ".join(words))

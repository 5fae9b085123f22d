"""One's own month: a calendar of verdicts, what it comes to, what is amiss."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, get_day_names

from gateway.domain.attendance.day import Day
from gateway.domain.attendance.totals import Totals, totals
from gateway.domain.rules import Rules
from kiosk_web.views.attendance.standing import Standing, standing
from kiosk_web.views.me.verdicts import legend, speaks_for, spoken, verdict
from kiosk_web.views.words import Tongue

DAY = timedelta(days=1)
OLDEST, NEWEST = date(2000, 1, 1), date(2199, 12, 31)
"""A month asked for lies between them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar; `said` is all of it for who cannot see it."""

    day: date
    number: int
    look: str
    icon: str
    short: str
    said: str
    today: bool = False


@dataclass(frozen=True, slots=True)
class Amiss:
    """A day that wants a word of the person: which, and what is missing (`in`, `out`, both)."""

    day: date
    words: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What the month shows.

    Attributes:
        blanks: Cells before the first day, in a week that begins on Monday.
        figures: The three large ones: what, number, unit.
        sums: The others: what, how much.
    """

    title: str
    key: str
    before: str
    after: str
    weekdays: tuple[str, ...]
    blanks: int
    cells: tuple[Cell, ...]
    legend: tuple[tuple[str, str, str, str], ...]
    figures: tuple[tuple[str, str, str], ...]
    sums: tuple[tuple[str, str], ...]
    amiss: tuple[Amiss, ...]
    open_days: int


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """Return the last day of a day's month."""
    return first_of(first_of(day) + 31 * DAY) - DAY


def month_view(
    rules: Rules, days: Sequence[Day], month: date, now: datetime, tongue: Tongue
) -> Month:
    """Return a month of one person.

    Args:
        rules: Shifts and their grace.
        days: Their days of that month, in any order.
        month: Any day of it.
        now: The instant it is, in the site's zone.
        tongue: The language.
    """
    first, last = first_of(month), last_of(month)
    by_day: dict[date, list[Day]] = defaultdict(list)
    for day in days:
        by_day[day.date].append(day)
    lived = [d for d in days if d.final or standing(rules, d, now) not in UNDER_WAY]
    sums = totals(lived)
    sheet = [
        _cell(rules, first + n * DAY, by_day[first + n * DAY], now, tongue) for n in range(last.day)
    ]
    return Month(
        title=title_of(first, tongue),
        key=f"{first:%Y-%m}",
        before=f"{first - DAY:%Y-%m}",
        after=f"{last + DAY:%Y-%m}",
        weekdays=weekdays(tongue),
        blanks=first.weekday(),
        cells=tuple(sheet),
        legend=legend(tongue),
        figures=figures_of(sums, tongue),
        sums=sums_of(sums, tongue),
        amiss=tuple(found for d in days if (found := _amiss(rules, d, now, tongue)) is not None),
        open_days=sums.not_final,
    )


UNDER_WAY = frozenset({Standing.IN, Standing.OUT, Standing.NOT_YET, Standing.OVERDUE})


def title_of(month: date, tongue: Tongue) -> str:
    """Return the month's name: `2026 年 11 月`, `November 2026`."""
    pattern = "y 年 M 月" if tongue.language == "zh" else "MMMM y"
    return format_date(month, pattern, locale=tongue.locale)


def weekdays(tongue: Tongue) -> tuple[str, ...]:
    """Return Monday to Sunday, as short as a column."""
    if tongue.language == "zh":
        names = get_day_names("narrow", "stand-alone", locale=tongue.locale)
    else:
        names = get_day_names("abbreviated", "stand-alone", locale=tongue.locale)
    return tuple(names[n] for n in range(7))


def short_day(day: date, tongue: Tongue) -> str:
    """Return a day in a sentence: `11 月 6 日`, `6 November`."""
    pattern = "M 月 d 日" if tongue.language == "zh" else "d MMMM"
    return format_date(day, pattern, locale=tongue.locale)


def _cell(rules: Rules, day: date, entries: Sequence[Day], now: datetime, tongue: Tongue) -> Cell:
    said = [short_day(day, tongue)]
    is_today = day == now.date()
    if is_today:
        said.append(tongue._("today"))
    if not entries:
        said.append(tongue._("No plan, no tap"))
        return Cell(
            day,
            day.day,
            "free",
            "",
            tongue._("today") if is_today else "",
            tongue.pause.join(said),
            is_today,
        )
    shown = verdict(rules, speaks_for(rules, entries, now), now, tongue)
    said += [spoken(rules, entry, now, tongue) for entry in entries]
    short = shown.short
    if is_today and shown.look in ("ahead", "free") and not short:
        short = tongue._("today")
    return Cell(day, day.day, shown.look, shown.icon, short, tongue.pause.join(said), is_today)


def figures_of(sums: Totals, tongue: Tongue) -> tuple[tuple[str, str, str], ...]:
    """Return the three large figures: what, number, unit."""
    _, times = tongue._, sums.late_times
    present, missing = sums.days_present, sums.incomplete_days
    return (
        (_("At work"), number(present), days_word(present, tongue)),
        (_("Late"), str(times), tongue.n("time", "times", times)),
        (_("Missing"), number(missing), days_word(missing, tongue)),
    )


def days_word(days: float, tongue: Tongue) -> str:
    """Return the word behind a count of days."""
    return tongue.n("day", "days", 1 if days == 1 else 2)


def sums_of(sums: Totals, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return what else there is to say; what is nothing is left out."""
    _ = tongue._

    def days(count: float) -> str:
        return f"{number(count)} {days_word(count, tongue)}" if count else ""

    found = (
        (_("Worked"), sums.worked_s and tongue.span(sums.worked_s)),
        (_("Overtime, by the taps"), sums.overtime_s and tongue.span(sums.overtime_s)),
        (_("Late in all"), sums.late_s and tongue.span(sums.late_s)),
        (_("Left early"), sums.early_times and tongue.span(sums.early_s)),
        (_("On leave"), days(sums.leave_days)),
        (_("Outings"), days(sums.outing_days)),
        (_("Work elsewhere"), days(sums.field_days)),
        (_("Absent"), days(sums.absent_days)),
    )
    return tuple((what, str(much)) for what, much in found if much)


def number(days: float) -> str:
    """Return days as a person writes them: `14`, `1.5`."""
    return f"{days:.2f}".rstrip("0").rstrip(".")


def _amiss(rules: Rules, day: Day, now: datetime, tongue: Tongue) -> Amiss | None:
    """Return what a day that is over lacks, if the person can say it."""
    _, at = tongue._, standing(rules, day, now)
    if day.date > now.date() or at not in (Standing.ABSENT, Standing.INCOMPLETE):
        return None
    name = short_day(day.date, tongue)
    if at is Standing.ABSENT:
        return Amiss(day.date, _("%(day)s: no tap at all", day=name), "in")
    if day.came is None:
        return Amiss(day.date, _("%(day)s: the tap for coming is missing", day=name), "in")
    return Amiss(day.date, _("%(day)s: the tap for leaving is missing", day=name), "out")

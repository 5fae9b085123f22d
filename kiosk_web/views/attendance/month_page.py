"""A month of people as a picture that is a table: a symbol and a shade a day, totals beside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from babel.dates import format_date

from gateway.domain.attendance.day import Day, Flag, Status
from gateway.domain.attendance.totals import Totals, totals
from gateway.domain.calendar import day_kind
from gateway.domain.rules import DayKind, Person, Rules
from gateway.domain.text import Text
from kiosk_web.views.attendance.standing import (
    WAITED_FOR,
    WORST,
    Standing,
    flag_mark,
    flags_of,
    hours,
    standing,
    word,
)
from kiosk_web.views.attendance.teams import teams_of
from kiosk_web.views.words import Tongue

SYMBOLS = {
    Standing.PRESENT: Text("✓", "✓"),
    Standing.HALF_DAY: Text("半", "½"),
    Standing.ABSENT: Text("旷", "A"),
    Standing.INCOMPLETE: Text("缺", "?"),
    Standing.ON_LEAVE: Text("假", "V"),
    Standing.OUTING: Text("外", "O"),
    Standing.FIELD_WORK: Text("勤", "F"),
    Standing.HOLIDAY: Text("节", "H"),
    Standing.REST_DAY: Text("·", "·"),
    Standing.OFF_SHIFT: Text("+", "+"),
    Standing.IN: Text("在", "in"),
    Standing.OUT: Text("在", "in"),
    Standing.NOT_YET: Text("", ""),
    Standing.OVERDUE: Text("…", "…"),
}
LATE, EARLY, BOTH = Text("迟", "L"), Text("早", "E"), Text("迟早", "LE")

TONES = {
    Standing.ABSENT: "bad",
    Standing.INCOMPLETE: "warn",
    Standing.HALF_DAY: "warn",
    Standing.ON_LEAVE: "info",
    Standing.OUTING: "info",
    Standing.FIELD_WORK: "info",
    Standing.HOLIDAY: "rest",
    Standing.REST_DAY: "rest",
    Standing.NOT_YET: "none",
    Standing.OVERDUE: "none",
}
SHADES = (0.25, 0.6, 0.97)
"""Shares of the planned time, above which the shade is one darker."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Head:
    """One day's column: its number, weekday, what the calendar says (`mark` with `words`)."""

    day: str
    number: int
    weekday: str
    kind: str
    mark: str
    words: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person; `tone` and `shade` colour it, `symbol` and `words` say it."""

    day: str
    symbol: str
    tone: str
    shade: int
    words: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One person's month; `sums` in the order of the columns' heads."""

    person: str
    name: str
    number: str
    cells: tuple[Cell | None, ...]
    sums: tuple[str, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class TeamMonth:
    """A team's rows."""

    id: str
    name: str
    rows: tuple[MonthRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthShown:
    """All that the page shows of a month."""

    heads: tuple[Head, ...]
    sums: tuple[tuple[str, str], ...]
    teams: tuple[TeamMonth, ...]
    legend: tuple[tuple[str, str, str, int], ...]
    late: tuple[tuple[str, str, str], ...]
    unknown: bool


def month_of(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a month written `2026-11`; None for what is none."""
    year, dash, month = text.partition("-")
    if not (
        text.isascii() and dash and len(year) == 4 and len(month) == 2 and (year + month).isdigit()
    ):
        return None
    if not (2000 <= int(year) <= 2199 and 1 <= int(month) <= 12):
        return None
    return whole_month(date(int(year), int(month), 1))


def whole_month(day: date) -> tuple[date, date]:
    """Return the first and last day of the month of a day."""
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def month_words(first: date, tongue: Tongue) -> str:
    """Return a month as a title: `2026 年 11 月`, `November 2026`."""
    pattern = "y 年 M 月" if tongue.language == "zh" else "MMMM y"
    return format_date(first, pattern, locale=tongue.locale)


def month_shown(
    rules: Rules,
    people: Sequence[Person],
    days: Iterable[Day],
    first: date,
    now: datetime,
    tongue: Tongue,
) -> MonthShown:
    """Return a month of some people, in the order given; who has no entry is left out if gone."""
    last = whole_month(first)[1]
    dates = [first + n * DAY for n in range((last - first).days + 1)]
    today = now.astimezone(rules.timezone).date()
    by_person: dict[str, list[Day]] = {p.id: [] for p in people}
    for day in days:
        if day.person in by_person and first <= day.date <= last:
            by_person[day.person].append(day)
    there = [p for p in people if p.active or by_person[p.id]]
    teams = tuple(
        TeamMonth(
            key,
            name,
            tuple(_row(rules, p, by_person[p.id], dates, now, tongue) for p in members),
        )
        for key, name, members in teams_of(rules, there, tongue)
    )
    return MonthShown(
        heads=tuple(_head(rules, day, today, tongue) for day in dates),
        sums=_sum_heads(tongue),
        teams=teams,
        legend=_legend(tongue),
        late=_late(teams, tongue),
        unknown=any(day_kind(rules, day) is DayKind.UNKNOWN for day in dates),
    )


def _head(rules: Rules, day: date, today: date, tongue: Tongue) -> Head:
    _ = tongue._
    kind = day_kind(rules, day)
    signs = {
        DayKind.HOLIDAY: (Text("节", "H"), _("Holiday")),
        DayKind.MAKEUP: (Text("班", "W"), _("Make-up workday")),
    }
    sign, said = signs.get(kind, (Text("", ""), ""))
    weekday = format_date(day, "EEEEE", locale=tongue.locale)
    whole = format_date(
        day, "M 月 d 日 EEEE" if tongue.language == "zh" else "EEEE d MMMM", locale=tongue.locale
    )
    words = f"{whole}{tongue.pause}{said}" if said else whole
    return Head(
        day=day.isoformat(),
        number=day.day,
        weekday=weekday,
        kind=_column(kind, day),
        mark=sign.in_(tongue.language),
        words=words,
        is_today=day == today,
    )


def _column(kind: DayKind, day: date) -> str:
    if kind in (DayKind.HOLIDAY, DayKind.MAKEUP):
        return kind.value
    is_rest = kind is DayKind.REST or (kind is DayKind.UNKNOWN and day.weekday() > 4)
    return "rest" if is_rest else "work"


def _row(
    rules: Rules,
    person: Person,
    days: Sequence[Day],
    dates: Sequence[date],
    now: datetime,
    tongue: Tongue,
) -> MonthRow:
    stood = [(day, standing(rules, day, now)) for day in days]
    by_date: dict[date, list[tuple[Day, Standing]]] = {}
    for day, at in stood:
        by_date.setdefault(day.date, []).append((day, at))
    cells = tuple(_cell(by_date.get(each, ()), each, tongue) for each in dates)
    sums = totals(_settled(stood))
    return MonthRow(person.id, person.name, person.number, cells, _sums(sums), sums)


def _settled(stood: Iterable[tuple[Day, Standing]]) -> list[Day]:
    """Return the days that count so far: who is in is present, who is not due is not absent."""
    found = []
    for day, at in stood:
        if at in (Standing.IN, Standing.OUT):
            found.append(replace(day, status=Status.PRESENT, flags=flags_of(day, at)))
        elif at not in WAITED_FOR:
            found.append(day)
    return found


def _cell(found: Sequence[tuple[Day, Standing]], each: date, tongue: Tongue) -> Cell | None:
    if not found:
        return None
    _, at = min(found, key=lambda pair: WORST.index(pair[1]))
    flags = {flag for entry, stands in found for flag in flags_of(entry, stands)}
    late, early = Flag.LATE in flags, Flag.EARLY in flags
    symbol, tone = SYMBOLS[at], TONES.get(at, "here")
    if at in (Standing.PRESENT, Standing.IN, Standing.OUT) and (late or early):
        symbol, tone = BOTH if late and early else LATE if late else EARLY, "warn"
    return Cell(
        day=each.isoformat(),
        symbol=symbol.in_(tongue.language),
        tone=tone,
        shade=_shade(found) if tone == "here" else 0,
        words=tongue.stop.join(_words(entry, stands, tongue) for entry, stands in found),
    )


def _shade(found: Sequence[tuple[Day, Standing]]) -> int:
    """Return 1 to 4: how much of the planned time somebody was there; 2 while it is not known."""
    spans = [day.span for day, at in found if day.span and at is not Standing.OUT]
    if not spans:
        return 2
    there = sum(span.worked_s + span.break_s + span.overtime_s for span in spans)
    planned = sum((d.end - d.start).total_seconds() for d, _ in found if d.start and d.end)
    share = there / planned if planned else 1.0
    return 1 + sum(share >= limit for limit in SHADES)


def _words(day: Day, at: Standing, tongue: Tongue) -> str:
    said = [word(at, tongue)]
    said += [flag_mark(flag, day, tongue).word for flag in flags_of(day, at)]
    if day.span is not None and day.span.worked_s >= 60 and at is not Standing.OUT:
        said.append(tongue.span(day.span.worked_s))
    return tongue.pause.join(said)


def _sum_heads(tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return the heads of the totals: short for the table, whole for who hears it."""
    _ = tongue._
    short = (
        Text("出勤", "Days"),
        Text("迟到", "Late"),
        Text("早退", "Early"),
        Text("旷工", "Abs."),
        Text("缺卡", "Miss."),
        Text("假出", "Away"),
        Text("工时", "Hours"),
        Text("加班", "Over"),
    )
    whole = (
        _("Days present"),
        _("Times late"),
        _("Times left early"),
        _("Days absent"),
        _("Days with a tap missing"),
        _("Days on leave or out"),
        _("Hours worked"),
        _("Hours after the shift"),
    )
    return tuple((s.in_(tongue.language), w) for s, w in zip(short, whole, strict=True))


def _sums(found: Totals) -> tuple[str, ...]:
    def count(n: float) -> str:
        return f"{n:g}" if n else "–"

    return (
        count(found.days_present),
        count(found.late_times),
        count(found.early_times),
        count(found.absent_days),
        count(found.incomplete_days),
        count(found.leave_days + found.outing_days),
        hours(found.worked_s) if found.worked_s else "–",
        hours(found.overtime_s) if found.overtime_s >= 180 else "–",
    )


def _legend(tongue: Tongue) -> tuple[tuple[str, str, str, int], ...]:
    """Return what the symbols mean: symbol, word, tone, shade."""
    _ = tongue._
    found = [
        (Text("✓", "✓"), _("whole day"), "here", 4),
        (Text("✓", "✓"), _("part of it"), "here", 2),
        (LATE, _("late"), "warn", 0),
        (EARLY, _("left early"), "warn", 0),
        (SYMBOLS[Standing.HALF_DAY], _("half a day"), "warn", 0),
        (SYMBOLS[Standing.INCOMPLETE], _("tap missing"), "warn", 0),
        (SYMBOLS[Standing.ABSENT], _("absent"), "bad", 0),
        (SYMBOLS[Standing.ON_LEAVE], _("on leave"), "info", 0),
        (SYMBOLS[Standing.OUTING], _("outing"), "info", 0),
        (SYMBOLS[Standing.OFF_SHIFT], _("off shift"), "here", 2),
        (SYMBOLS[Standing.REST_DAY], _("rest day"), "rest", 0),
    ]
    return tuple((s.in_(tongue.language), said, tone, shade) for s, said, tone, shade in found)


def _late(teams: Iterable[TeamMonth], tongue: Tongue) -> tuple[tuple[str, str, str], ...]:
    """Return who came late, most often first: name, how often, how long together."""
    rows = [row for team in teams for row in team.rows if row.totals.late_times]
    rows.sort(key=lambda row: (-row.totals.late_times, -row.totals.late_s, row.number))
    return tuple(
        (
            row.name,
            tongue.n("once", "%(n)s times", row.totals.late_times),
            tongue.span(row.totals.late_s),
        )
        for row in rows
    )

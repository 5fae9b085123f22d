"""The columns of a timesheet for people: of a day, and of a person's totals.

A value is plain: text, a date, a local instant, whole seconds, a number or
None. How it is written is the business of whoever writes it (`gateway/exports.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gateway.domain.attendance.day import Day, Span
from gateway.domain.attendance.names import OVERTIME, flags_in, status_in
from gateway.domain.attendance.totals import Totals
from gateway.domain.rules import Person, Rules
from gateway.domain.text import Text

Value = str | date | datetime | int | float | None


class Kind(StrEnum):
    """What a column holds: how wide it is, and how a spreadsheet shows it."""

    TEXT = "text"
    DATE = "date"
    CLOCK = "clock"
    """An instant of the office's clock."""
    LENGTH = "length"
    """Whole seconds."""
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of days; `key` is what programs call it."""

    key: str
    name: Text
    kind: Kind
    width: int
    of: Callable[[Rules, Day, str], Value]


@dataclass(frozen=True, slots=True)
class Sum:
    """One column of totals."""

    key: str
    name: Text
    kind: Kind
    width: int
    of: Callable[[Totals], Value]


def _person(rules: Rules, person: str) -> Person:
    return rules.people.get(person) or Person(id=person, number="", name=person)


def who(rules: Rules, person: str, language: str) -> tuple[str, str, str]:
    """Return a person's number, name and team for a line of a table."""
    found = _person(rules, person)
    team = rules.teams.get(found.team)
    return found.number, found.name, team.name.in_(language) if team else found.team


WHO = (
    (Text("工号", "Number"), 10),
    (Text("姓名", "Name"), 14),
    (Text("部门", "Team"), 14),
)
"""The columns of `who`: heading and width."""


def _shift(rules: Rules, day: Day, language: str) -> str:
    found = rules.shifts.get(day.shift or "")
    return found.name.in_(language) if found else day.shift or ""


def _local(rules: Rules, at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(rules.timezone)


def _span(key: str) -> Callable[[Rules, Day, str], Value]:
    return lambda _rules, day, _language: None if day.span is None else getattr(day.span, key)


def _outside(_rules: Rules, day: Day, _language: str) -> Value:
    span = day.span or Span()
    return span.overtime_s + span.before_s if day.span else None


def _weekday(_rules: Rules, day: Day, language: str) -> str:
    zh = language.lower().startswith("zh")
    names = "一二三四五六日" if zh else ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return names[day.date.weekday()]


def _final(_rules: Rules, day: Day, language: str) -> str:
    return "" if day.final else Text("未定", "open").in_(language)


DAYS = (
    Column("date", Text("日期", "Date"), Kind.DATE, 12, lambda _r, d, _l: d.date),
    Column("weekday", Text("星期", "Weekday"), Kind.TEXT, 9, _weekday),
    Column("shift", Text("班次", "Shift"), Kind.TEXT, 12, _shift),
    Column(
        "status", Text("结果", "Status"), Kind.TEXT, 12, lambda _r, d, z: status_in(d.status, z)
    ),
    Column("flags", Text("备注", "Remarks"), Kind.TEXT, 16, lambda _r, d, z: flags_in(d.flags, z)),
    Column("in", Text("上班", "In"), Kind.CLOCK, 9, lambda r, d, _l: _local(r, d.came)),
    Column("out", Text("下班", "Out"), Kind.CLOCK, 9, lambda r, d, _l: _local(r, d.left)),
    Column("late", Text("迟到", "Late"), Kind.LENGTH, 9, lambda _r, d, _l: d.late_s or None),
    Column(
        "early", Text("早退", "Left early"), Kind.LENGTH, 11, lambda _r, d, _l: d.early_s or None
    ),
    Column("worked", Text("工时", "Worked"), Kind.LENGTH, 10, _span("worked_s")),
    Column("break", Text("休息", "Break"), Kind.LENGTH, 9, _span("break_s")),
    Column("gap", Text("离开", "Away"), Kind.LENGTH, 9, _span("gap_s")),
    Column("leave", Text("请假", "Leave"), Kind.LENGTH, 9, lambda _r, d, _l: d.leave_s or None),
    Column("outing", Text("外出", "Outing"), Kind.LENGTH, 9, lambda _r, d, _l: d.outing_s or None),
    Column("outside", Text("班外", "Outside shift"), Kind.LENGTH, 14, _outside),
    Column(
        "overtime",
        Text("批准加班", "Approved overtime"),
        Kind.LENGTH,
        18,
        lambda _r, d, _l: d.overtime_counted_s or None,
    ),
    Column(
        "overtime_class",
        Text("加班类别", "Overtime on"),
        Kind.TEXT,
        13,
        lambda _r, d, z: OVERTIME.get(d.overtime_class, Text("", "")).in_(z),
    ),
    Column("final", Text("状态", "Open"), Kind.TEXT, 8, _final),
)
"""Of a day, after `WHO`."""

SUMS = (
    Sum("planned", Text("应出勤天", "Days planned"), Kind.NUMBER, 13, lambda t: t.days_planned),
    Sum("present", Text("出勤天", "Days present"), Kind.NUMBER, 13, lambda t: t.days_present),
    Sum("absent", Text("旷工天", "Days absent"), Kind.NUMBER, 12, lambda t: t.absent_days),
    Sum("incomplete", Text("缺卡天", "Taps missing"), Kind.NUMBER, 13, lambda t: t.incomplete_days),
    Sum("leave", Text("请假天", "Days of leave"), Kind.NUMBER, 14, lambda t: t.leave_days),
    Sum("leave_time", Text("请假时长", "Leave"), Kind.LENGTH, 10, lambda t: t.leave_s),
    Sum("outing", Text("外出外勤天", "Days out"), Kind.NUMBER, 11, lambda t: t.out_days),
    Sum("late_times", Text("迟到次", "Times late"), Kind.NUMBER, 11, lambda t: t.late_times),
    Sum("late", Text("迟到时长", "Late"), Kind.LENGTH, 10, lambda t: t.late_s),
    Sum("early_times", Text("早退次", "Times early"), Kind.NUMBER, 12, lambda t: t.early_times),
    Sum("early", Text("早退时长", "Left early"), Kind.LENGTH, 11, lambda t: t.early_s),
    Sum("worked", Text("工时", "Worked"), Kind.LENGTH, 10, lambda t: t.worked_s),
    Sum("outside", Text("班外", "Outside shift"), Kind.LENGTH, 14, lambda t: t.outside_s),
    Sum("overtime", Text("批准加班", "Approved overtime"), Kind.LENGTH, 18, lambda t: t.counted_s),
    Sum("not_final", Text("未定", "Still open"), Kind.NUMBER, 11, lambda t: t.not_final),
)
"""Of a person's totals, after `WHO`."""

TITLES: Mapping[str, Text] = {"days": Text("明细", "Days"), "totals": Text("合计", "Totals")}

"""`report consequences`: what a year's missed duties come to, out of the ledger."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from gateway.cli import report
from gateway.cli.report_duty import (
    MISSES,
    Remembered,
    mark_json,
    print_known,
    remembered_in,
)
from gateway.domain.attendance.columns import Kind
from gateway.domain.duty import words
from gateway.domain.duty.adherence import swaps_of
from gateway.domain.duty.counting import Consequence, consequence, reached
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from gateway.sheets import Column, Sheet, Value

REACHED = {
    "absent": Text("缺勤", "absences"),
    "late_early": Text("迟到早退", "late or early"),
}
TITLE = Text("值班考核", "Consequences")


@dataclass(frozen=True, slots=True)
class Days:
    """Some days, both included."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Year:
    """What one person's days of a year come to; `reached` is always the whole year's."""

    person: str
    year: int
    whole: Consequence
    months: Mapping[str, Consequence]
    swaps: int
    reached: Mapping[str, int]


def add(
    reports: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the report."""
    year = reports.add_parser(
        "consequences", parents=[common], help="what missed duties of a year come to"
    )
    year.add_argument("--year", type=_year, metavar="YYYY", help="in place of --from and --to")
    report.add_days(year, required=False)
    year.add_argument("--person", metavar="ID", help="only this person's")
    report.add_output(year, report.IN_WORDS)
    year.set_defaults(run=run_consequences)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and int(text)):
        raise argparse.ArgumentTypeError(f"a year is written 2026, not {text!r}")
    return int(text)


def run_consequences(args: argparse.Namespace) -> int:
    """Print a line for each person and year with a duty, a mark or a swap in the days."""
    given = (args.first, args.last)
    if (args.year is None) is (None in given) or (args.year is not None and given != (None, None)):
        return report.wrong("say --year 2026, or the days with --from and --to")
    if args.year is not None:
        args.first, args.last = date(args.year, 1, 1), date(args.year, 12, 31)
    if (refused := report.misfit(args, "consequences")) is not None:
        return report.wrong(refused)
    known, days = remembered_in(args), Days(args.first, args.last)
    lines = [
        _year_of(known, person, year, days)
        for year in range(days.first.year, days.last.year + 1)
        for person in _people_of(known.office, year, days)
        if args.person in (None, person)
    ]
    rules = known.rules
    sheet = Sheet(TITLE, _columns(rules), lines, lambda _line: None)
    return print_known(args, known, sheet, lambda line: _as_json(line, rules))


def _people_of(office: Office, year: int, days: Days) -> list[str]:
    duties = office.duties

    def is_asked(day: date) -> bool:
        return day.year == year and days.has(day)

    on = (p for d in duties.planned.values() if is_asked(d.slot.day) for p in d.people)
    marked = (m.person for m in duties.marks if is_asked(m.day))
    swapped = (p for s in duties.swaps.values() if is_asked(s.day) for p in (s.by, s.with_))
    return sorted({*on, *marked, *swapped})


def _year_of(known: Remembered, person: str, year: int, days: Days) -> Year:
    duties, rules = known.office.duties, known.rules.duty
    marks = tuple(m for m in duties.marks if days.has(m.day))
    whole = consequence(rules, marks, person, year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Year(
        person=person,
        year=year,
        whole=whole,
        months={
            f"{year}-{n:02}": consequence(rules, marks, person, year, n)
            for n in sorted({m.day.month for m in whole.marks})
        },
        swaps=swaps_of(known.office, person, max(days.first, first), min(days.last, last)),
        reached=reached(rules, duties.marks, person, year),
    )


def _columns(rules: Rules) -> tuple[Column[Year], ...]:
    currency = rules.duty.consequences.currency
    counts = (Column(key, name, Kind.NUMBER, 12, _count(key)) for key, name in MISSES.items())
    return (
        Column("person", Text("编号", "Id"), Kind.TEXT, 10, lambda y: y.person),
        Column(
            "name", Text("姓名", "Name"), Kind.TEXT, 14, lambda y: words.name_of(rules, y.person)
        ),
        Column("year", Text("年度", "Year"), Kind.NUMBER, 8, lambda y: y.year),
        *counts,
        Column("swaps", Text("换班", "Swaps"), Kind.NUMBER, 8, lambda y: y.swaps),
        Column("money", Text("金额", "Money"), Kind.NUMBER, 10, lambda y: y.whole.money),
        Column(
            "currency",
            Text("币种", "Currency"),
            Kind.TEXT,
            10,
            lambda y: currency if y.whole.money is not None else "",
        ),
        Column(
            "reached",
            Text("达到次数", "Reached"),
            Kind.TEXT,
            16,
            lambda y: tuple(y.reached),
            REACHED,
        ),
    )


def _count(kind: str) -> Callable[[Year], Value]:
    return lambda line: line.whole.counts.get(kind, 0)


def _as_json(line: Year, rules: Rules) -> dict[str, Json]:
    money = line.whole.money
    by_month: dict[str, Json] = {month: _counts(each) for month, each in line.months.items()}
    return {
        "person": line.person,
        "name": words.name_of(rules, line.person),
        "year": line.year,
        **_counts(line.whole),
        "swaps": line.swaps,
        "money": money,
        "currency": rules.duty.consequences.currency if money is not None else None,
        "reached": dict(line.reached),
        "months": by_month,
        "marks": [mark_json(mark) for mark in line.whole.marks],
    }


def _counts(found: Consequence) -> dict[str, Json]:
    return {kind: found.counts.get(kind, 0) for kind in MISSES}

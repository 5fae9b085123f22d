"""Timesheets as files for people: XLSX, and CSV that a spreadsheet opens as it is meant.

What a spreadsheet could take for a formula stays text. Dates are dates and
durations numbers, so that they can be summed; the words are the reader's.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from gateway.domain.attendance.columns import DAYS, SUMS, TITLES, WHO, Column, Kind, Sum, Value, who
from gateway.domain.attendance.day import Day
from gateway.domain.attendance.totals import by_person
from gateway.domain.rules import Rules
from gateway.domain.text import Text, cell
from gateway.sheets import BOM, OPTIONS, Pen, written

__all__ = ["BOM", "Exports", "csv_text", "table", "workbook"]


class Exports:
    """The files of the running office (`kiosk_web.ports.Exports`): by the rules of the moment."""

    def __init__(self, rules: Callable[[], Rules]) -> None:
        self._rules = rules

    def workbook(self, days: Sequence[Day], language: str) -> bytes:
        """Return an XLSX workbook of some days."""
        return workbook(self._rules(), days, language)

    def csv_text(self, days: Sequence[Day], language: str) -> str:
        """Return the same as CSV."""
        return csv_text(self._rules(), days, language)


def csv_text(rules: Rules, days: Iterable[Day], language: str) -> str:
    """Return days as CSV with headings in `zh` or `en`, durations in hours and hundredths."""
    out = io.StringIO()
    csv.writer(out).writerows(map(cell, line) for line in table(rules, days, language))
    return BOM + out.getvalue()


def table(rules: Rules, days: Iterable[Day], language: str) -> Iterator[list[str]]:
    """Yield the same as lines of plain text, the headings first."""
    yield [name.in_(language) for name in (*(n for n, _ in WHO), *(column.name for column in DAYS))]
    for day in days:
        told = (written(column.of(rules, day, language), column.kind, day.date) for column in DAYS)
        yield [*who(rules, day.person, language), *told]


def workbook(rules: Rules, days: Iterable[Day], language: str) -> bytes:
    """Return days as an XLSX workbook: a sheet of days, and one of everybody's totals.

    Args:
        rules: For names and the time zone.
        days: By person, then time.
        language: `zh` or `en`.
    """
    from xlsxwriter import Workbook  # slow to import, and seldom needed

    told, out = list(days), io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        pen = Pen(book)
        sheet = book.add_worksheet(TITLES["days"].in_(language))
        pen.head(sheet, _heads(DAYS), language)
        for row, day in enumerate(told, start=1):
            values = [column.of(rules, day, language) for column in DAYS]
            pen.line(sheet, row, _line(who(rules, day.person, language), DAYS, values), day.date)
        pen.finish(sheet, len(told), len(WHO) + len(DAYS), held=2)
        sums = book.add_worksheet(TITLES["totals"].in_(language))
        pen.head(sums, _heads(SUMS), language)
        everybody = by_person(told)
        for row, (person, totals) in enumerate(everybody.items(), start=1):
            values = [each.of(totals) for each in SUMS]
            pen.line(sums, row, _line(who(rules, person, language), SUMS, values), None)
        pen.finish(sums, len(everybody), len(WHO) + len(SUMS), held=2)
    return out.getvalue()


def _heads(columns: Sequence[Column | Sum]) -> list[tuple[Text, int]]:
    return [*WHO, *((column.name, column.width) for column in columns)]


def _line(
    person: Iterable[str], columns: Sequence[Column | Sum], values: Sequence[Value]
) -> Iterator[tuple[Kind, Value]]:
    yield from ((Kind.TEXT, word) for word in person)
    yield from ((column.kind, value) for column, value in zip(columns, values, strict=True))

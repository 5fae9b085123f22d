"""Timesheets as files for people: XLSX, and CSV that a spreadsheet opens as it is meant.

What a spreadsheet could take for a formula stays text. Dates are dates and
durations numbers, so that they can be summed; the words are the reader's.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.attendance.columns import DAYS, SUMS, TITLES, WHO, Column, Kind, Sum, Value, who
from gateway.domain.attendance.day import Day
from gateway.domain.attendance.totals import by_person
from gateway.domain.rules import Rules
from gateway.domain.text import cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

BOM = "\ufeff"
"""Tells Excel that a CSV is UTF-8."""
DAY_S = 86_400
FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.CLOCK: "hh:mm",
    Kind.LENGTH: "[h]:mm",
    Kind.NUMBER: "General",
}
LATER = "mm-dd hh:mm"
"""Of an instant on another day than the line's."""
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


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
        told = (_told(column.of(rules, day, language), column.kind, day) for column in DAYS)
        yield [*who(rules, day.person, language), *told]


def _told(value: Value, kind: Kind, day: Day) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        later = (value.date() - day.date).days
        return f"{value:%H:%M}" + (f"{later:+d}" if later else "")
    if kind is Kind.LENGTH and isinstance(value, int):
        return f"{value / 3600:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


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
        pen = _Pen(book)
        sheet = book.add_worksheet(TITLES["days"].in_(language))
        pen.head(sheet, DAYS, language)
        for row, day in enumerate(told, start=1):
            values = [column.of(rules, day, language) for column in DAYS]
            pen.line(sheet, row, who(rules, day.person, language), DAYS, values, day.date)
        pen.finish(sheet, len(told), len(DAYS))
        sums = book.add_worksheet(TITLES["totals"].in_(language))
        pen.head(sums, SUMS, language)
        everybody = by_person(told)
        for row, (person, totals) in enumerate(everybody.items(), start=1):
            pen.line(sums, row, who(rules, person, language), SUMS, [s.of(totals) for s in SUMS])
        pen.finish(sums, len(everybody), len(SUMS))
    return out.getvalue()


class _Pen:
    """Writes lines into the sheets of one workbook."""

    def __init__(self, book: "Workbook") -> None:
        self._title: Format = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1})
        self._formats: dict[Kind, Format] = {
            kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()
        }
        self._later: Format = book.add_format({"num_format": LATER})

    def head(self, sheet: "Worksheet", columns: Sequence[Column | Sum], language: str) -> None:
        """Write the headings and set the widths."""
        heads = [(name, width) for name, width in WHO]
        heads += [(column.name, column.width) for column in columns]
        for place, (name, width) in enumerate(heads):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, name.in_(language), self._title)

    def line(
        self,
        sheet: "Worksheet",
        row: int,
        person: Iterable[str],
        columns: Sequence[Column | Sum],
        values: Sequence[Value],
        day: date | None = None,
    ) -> None:
        """Write one line."""
        for place, word in enumerate(person):
            sheet.write_string(row, place, word)
        for place, (column, value) in enumerate(zip(columns, values, strict=True), start=len(WHO)):
            self._write(sheet, (row, place), column.kind, value, day)

    def finish(self, sheet: "Worksheet", lines: int, columns: int) -> None:
        """Freeze the headings and names, offer filters, make it fit on paper."""
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, lines, len(WHO) + columns - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _write(
        self, sheet: "Worksheet", at: tuple[int, int], kind: Kind, value: Value, day: date | None
    ) -> None:
        style: Any = self._formats.get(kind)
        if value is None:
            return
        if isinstance(value, datetime):
            shown = self._later if value.date() != day else style
            sheet.write_datetime(*at, value.replace(tzinfo=None), shown)
        elif isinstance(value, date):
            sheet.write_datetime(*at, datetime.combine(value, datetime.min.time()), style)
        elif isinstance(value, str):
            sheet.write_string(*at, value)
        else:
            sheet.write_number(*at, value / DAY_S if kind is Kind.LENGTH else value, style)

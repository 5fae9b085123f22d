"""Reports as tables: text that lines up, CSV for programs and people, XLSX.

A table says what its columns are called and what each line has in them; how
dates, durations and words are written is decided here, once for all reports.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from gateway.domain.attendance.columns import Kind
from gateway.domain.attendance.columns import Value as Plain
from gateway.domain.text import Text, cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

BOM = "\ufeff"
"""Tells a spreadsheet that a CSV is UTF-8."""
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

T = TypeVar("T")
Value = Plain | tuple[str, ...] | Text
"""Plain, several stable words, or a name in both languages."""
Heading = tuple[Text, int]
"""What stands above a column, and how many characters wide it is."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column of a report.

    Attributes:
        key: What programs call it.
        name: What people read above it.
        of: What a line has in it.
        words: The stable words that may stand in it, as people read them.
    """

    key: str
    name: Text
    kind: Kind
    width: int
    of: Callable[[T], Value]
    words: Mapping[str, Text] = field(default_factory=dict)

    def plain(self, line: T, language: str | None) -> Plain:
        """Return what a line has in it, words in a language; None: as programs know them."""
        value = self.of(line)
        if isinstance(value, str) and value in self.words and language is not None:
            return self.words[value].in_(language)
        if isinstance(value, Text):
            return value.in_(language or "")
        if not isinstance(value, tuple):
            return value
        if language is None:
            return " ".join(value)
        between = Text("、", ", ").in_(language)
        return between.join(self.words.get(word, Text(word, word)).in_(language) for word in value)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """A report: its lines and columns; `day_of` is the day a line's clock times belong to."""

    title: Text
    columns: Sequence[Column[T]]
    lines: Sequence[T]
    day_of: Callable[[T], date | None]


def text_lines(sheet: Sheet[T], language: str | None) -> Iterator[list[str]]:
    """Yield the lines of a table as text, the headings first; None: in programs' words."""
    yield [c.key if language is None else c.name.in_(language) for c in sheet.columns]
    for line in sheet.lines:
        day = sheet.day_of(line)
        yield [written(c.plain(line, language), c.kind, day) for c in sheet.columns]


def csv_text(sheet: Sheet[T], language: str | None) -> str:
    """Return a table as CSV; for people (with a language) a spreadsheet opens it as meant."""
    out = io.StringIO()
    csv.writer(out).writerows(map(cell, line) for line in text_lines(sheet, language))
    return out.getvalue() if language is None else BOM + out.getvalue()


def workbook(sheet: Sheet[T], language: str) -> bytes:
    """Return a table as an XLSX workbook: dates are dates, durations numbers."""
    from xlsxwriter import Workbook  # slow to import, and seldom needed

    out, columns = io.BytesIO(), sheet.columns
    with Workbook(out, OPTIONS) as book:
        pen = Pen(book)
        page = book.add_worksheet(sheet.title.in_(language))
        pen.head(page, [(c.name, c.width) for c in columns], language)
        for row, line in enumerate(sheet.lines, start=1):
            values = [(c.kind, c.plain(line, language)) for c in columns]
            pen.line(page, row, values, sheet.day_of(line))
        pen.finish(page, len(sheet.lines), len(columns), held=1)
    return out.getvalue()


def written(value: Plain, kind: Kind, day: date | None) -> str:
    """Return a value as text: clock times of a later day say so, durations in hours."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        later = (value.date() - day).days if day is not None else 0
        return f"{value:%H:%M}" + (f"{later:+d}" if later else "")
    if kind is Kind.LENGTH and isinstance(value, int):
        return f"{value / 3600:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


class Pen:
    """Writes lines into the sheets of one workbook."""

    def __init__(self, book: "Workbook") -> None:
        self._title: Format = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1})
        self._formats: dict[Kind, Format] = {
            kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()
        }
        self._later: Format = book.add_format({"num_format": LATER})

    def head(self, sheet: "Worksheet", heads: Sequence[Heading], language: str) -> None:
        """Write the headings and set the widths."""
        for place, (name, width) in enumerate(heads):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, name.in_(language), self._title)

    def line(
        self, sheet: "Worksheet", row: int, values: Iterable[tuple[Kind, Plain]], day: date | None
    ) -> None:
        """Write one line; clock times of another day than `day` name theirs."""
        for place, (kind, value) in enumerate(values):
            self._write(sheet, (row, place), kind, value, day)

    def finish(self, sheet: "Worksheet", lines: int, columns: int, *, held: int) -> None:
        """Freeze the headings and the first columns, offer filters, make it fit on paper."""
        sheet.freeze_panes(1, held)
        sheet.autofilter(0, 0, lines, columns - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _write(
        self, sheet: "Worksheet", at: tuple[int, int], kind: Kind, value: Plain, day: date | None
    ) -> None:
        style = self._formats.get(kind)
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

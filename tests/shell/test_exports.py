"""Timesheets as files: read back as a spreadsheet program reads them, by their XML."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest

from gateway.domain.attendance.day import Day, Flag, Span, Status
from gateway.domain.rules import Person, Team
from gateway.domain.text import Text
from gateway.exports import BOM, Exports, csv_text, workbook
from tests.domain.scene import sample_rules

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
PEOPLE = {
    "li": Person(id="li", number="1017", name="李伟", team="service"),
    "evil": Person(id="evil", number="=1+1", name='=HYPERLINK("http://x")', team="@none"),
}
RULES = replace(
    sample_rules(),
    people=PEOPLE,
    teams={"service": Team(id="service", name=Text("客服部", "Service"))},
)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


DAYS = (
    Day(person="evil", date=date(2026, 11, 20), status=Status.ABSENT, shift="day", final=True),
    Day(
        person="li",
        date=date(2026, 11, 19),
        status=Status.PRESENT,
        shift="=cmd|'/c calc'!A1",
        flags=(Flag.LATE, Flag.DECLARED),
        late_s=480,
        came=utc(19, 1, 8),
        left=utc(19, 17, 30),
        span=Span(worked_s=27_000, break_s=3600, overtime_s=1800),
        overtime_counted_s=1800,
        overtime_class="workday",
        final=True,
    ),
    Day(person="li", date=date(2026, 11, 20), status=Status.INCOMPLETE, shift="day"),
)


def sheets(content: bytes) -> dict[str, list[dict[str, str | float]]]:
    """Return each sheet's lines: a cell's column letter to its text or number."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        strings = [
            "".join(t.text or "" for t in each.iterfind(".//m:t", MAIN))
            for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        names = [
            each.attrib["name"]
            for each in ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(
                ".//m:sheet", MAIN
            )
        ]
        found = {}
        for place, name in enumerate(names, start=1):
            sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{place}.xml"))
            found[name] = [
                {_letter(cell): _value(cell, strings) for cell in row.iterfind("m:c", MAIN)}
                for row in sheet.iterfind(".//m:row", MAIN)
            ]
    return found


def _letter(cell: ElementTree.Element) -> str:
    return re.sub("[0-9]", "", cell.attrib["r"])


def _value(cell: ElementTree.Element, strings: list[str]) -> str | float:
    text = cell.findtext("m:v", namespaces=MAIN) or ""
    return strings[int(text)] if cell.attrib.get("t") == "s" else float(text)


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read(name).decode()


def column(lines: list[dict[str, str | float]], heading: str) -> list[str | float | None]:
    letter = next(key for key, text in lines[0].items() if text == heading)
    return [line.get(letter) for line in lines[1:]]


def test_a_workbook_has_real_dates_and_durations():
    """They can be sorted and summed: days since 1899-12-30, and parts of a day."""
    found = sheets(workbook(RULES, DAYS, "en"))

    days = found["Days"]
    dates = [
        timedelta(days=float(n)) + datetime(1899, 12, 30, tzinfo=UTC) for n in column(days, "Date")
    ]
    assert [at.date() for at in dates] == [day.date for day in DAYS]
    assert column(days, "Worked")[1] == pytest.approx(7.5 / 24)
    assert column(days, "Late")[1] == pytest.approx(8 / 24 / 60)
    assert column(days, "In")[1] % 1 == pytest.approx((9 * 60 + 8) / 1440)
    assert column(days, "Status") == ["Absent", "Present", "Tap missing"]
    assert column(days, "Remarks")[1] == "late, declared"


def test_totals_are_on_a_sheet_of_their_own():
    """One line a person; headings in the reader's language."""
    totals = sheets(workbook(RULES, DAYS, "zh"))["合计"]

    assert column(totals, "姓名") == [PEOPLE["evil"].name, "李伟"]
    assert column(totals, "部门") == ["@none", "客服部"]
    assert (column(totals, "旷工天"), column(totals, "缺卡天")) == ([1.0, 0.0], [0.0, 1.0])
    assert column(totals, "工时")[1] == pytest.approx(7.5 / 24)
    assert column(totals, "未定") == [0.0, 1.0]


def test_nothing_anybody_typed_becomes_a_formula_or_a_link():
    """A name is a name, whatever it begins with."""
    content = workbook(RULES, DAYS, "zh")

    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")
    assert "hyperlink" not in part(content, "xl/worksheets/sheet1.xml").lower()
    assert column(sheets(content)["明细"], "工号") == ["=1+1", "1017", "1017"]


def test_headings_stay_in_sight_and_columns_are_wide_enough():
    """Frozen below the headings and behind the names, filters offered, repeated on paper."""
    sheet = part(workbook(RULES, DAYS, "zh"), "xl/worksheets/sheet1.xml")

    assert 'state="frozen"' in sheet
    assert 'topLeftCell="C2"' in sheet
    assert "<autoFilter" in sheet
    assert sheet.count("<col ") >= 5


def test_a_month_without_anybody_is_a_workbook_too():
    """Headings and nothing below."""
    found = sheets(workbook(RULES, [], "en"))

    assert [len(lines) for lines in found.values()] == [1, 1]


def test_csv_opens_as_it_is_meant():
    """UTF-8 with a mark for Excel; hours by hundredths; no text becomes a formula."""
    text = csv_text(RULES, DAYS, "zh")

    assert text.startswith(BOM)
    lines = list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))
    assert (lines[0]["工号"], lines[0]["部门"]) == ("'=1+1", "'@none")
    assert (lines[1]["日期"], lines[1]["上班"], lines[1]["下班"]) == (
        "2026-11-19",
        "09:08",
        "01:30+1",
    )
    assert (lines[1]["工时"], lines[1]["迟到"], lines[1]["结果"]) == ("7.50", "0.13", "出勤")
    assert lines[1]["班次"].startswith("'=")
    assert (lines[2]["状态"], lines[2]["工时"]) == ("未定", "")


def test_the_running_office_writes_by_the_rules_of_the_moment():
    """A name that was changed is in the next file."""
    rules = [RULES]
    exports = Exports(lambda: rules[0])
    renamed = {**PEOPLE, "li": replace(PEOPLE["li"], name="李小伟")}

    rules[0] = replace(RULES, people=renamed)

    assert "李小伟" in exports.csv_text(DAYS, "zh")
    assert column(sheets(exports.workbook(DAYS, "zh"))["合计"], "姓名")[1] == "李小伟"

"""`report visitors`: the visitors' book out of the ledger of a data folder."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.cli import main
from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.sheets import BOM
from tests.shell.test_exports import column, sheets

CONFIG = Path(__file__).parents[2] / "config" / "demo.toml"
ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 20, 9, tzinfo=ZONE)
SPAN = ["--from", "2026-11-20", "--to", "2026-11-30"]
OLD = ["--from", "2026-06-01", "--to", "2026-06-30"]

Told = tuple[Record, datetime]


def came(at: datetime, visit: str, **more: object) -> Told:
    said = {"host": "p002", "name": "张三", "company": "=电力", "count": 2, "expected": ""}
    return Record(kind="visit.arrived", subject=visit, body={**said, **more}), at


def said(at: datetime, kind: str, visit: str, /, **body: object) -> Told:
    return Record(kind=f"visit.{kind}", subject=visit, body=body), at


def week() -> list[Told]:
    june, hour = NINE.replace(month=6), timedelta(hours=1)
    guest = {"host": "p002", "name": "张三", "on": "2026-11-20", "at": "09:30"}
    return [
        came(june, "v1"),
        said(june + hour, "ended", "v1", how="reception", by="p001"),
        said(NINE - hour, "expected", "g2", **guest),
        said(NINE - hour, "expected", "g3", **{**guest, "name": "赵六", "at": ""}),
        came(NINE, "v4", expected="g2"),
        said(NINE + hour / 60, "answered", "v4", reply="coming", by="p002"),
        said(NINE + hour, "ended", "v4", how="card", by="kiosk"),
        came(NINE + 2 * hour, "v5", host="p003", name="王五"),
        said(NINE + 3 * hour, "unanswered", "v5"),
        said(NINE + 19 * hour, "ended", "v5", how="forgotten", by=""),
        came(NINE + 48 * hour, "v6"),
    ]


@pytest.fixture
def data(tmp_path):
    """Return a folder: visits of June (blanked) and November."""
    folder = tmp_path / "data"
    folder.mkdir()
    ledger = Ledger.open(folder / "ledger.db", Keys.load_or_create(folder).ledger, "test", ZONE)
    for record, at in week():
        ledger.append([record], Now(0.0, at))
    ledger.blank(["visit.arrived"], NINE - timedelta(days=90), Now(0.0, NINE + timedelta(days=3)))
    ledger.close()
    return folder


def run(data: Path, *words: str) -> int:
    return main(["report", "visitors", "--data", f"{data}", "--config", f"{CONFIG}", *words])


def printed(capsys, data: Path, *words: str) -> str:
    assert run(data, *words) == 0
    return capsys.readouterr().out


def test_a_line_for_each_visit(data, capsys):
    """By day and clock, with whom it was for, how it was answered, how it ended."""
    lines = json.loads(printed(capsys, data, *SPAN))

    assert [x["visit"] for x in lines] == ["g3", "v4", "v5", "v6"]
    assert [x["state"] for x in lines] == ["not_come", "left", "left", "here"]
    assert [x["ended"] for x in lines] == [None, "card", "forgotten", None]
    visit = lines[1]
    assert (visit["arrived"], visit["left"]) == (
        "2026-11-20T09:00:00+08:00",
        "2026-11-20T10:00:00+08:00",
    )
    assert (visit["expected_at"], visit["answer"], visit["people"]) == ("09:30", "coming", 2)
    assert (visit["host"], visit["host_name"]) == ("p002", "p002")
    assert (lines[2]["answer"], lines[2]["unanswered"]) == (None, True)


def test_one_host_s_visitors(data, capsys):
    """`--person` is the host; one who never had a visitor has no line."""
    lines = json.loads(printed(capsys, data, *SPAN, "--person", "p003"))
    assert [x["visitor"] for x in lines] == ["王五"]
    assert run(data, *SPAN, "--person", "p099") == 2
    assert "nobody has the id p099" in capsys.readouterr().err


def test_what_is_too_old_for_names_says_so(data, capsys):
    """The hours and how it ended are left; nobody's name is."""
    (line,) = json.loads(printed(capsys, data, *OLD))
    assert (line["blanked"], line["visitor"], line["host"]) == (True, None, None)
    assert (line["arrived"][:10], line["ended"]) == ("2026-06-20", "reception")

    (row,) = csv.DictReader(io.StringIO(printed(capsys, data, *OLD, "--format", "csv")))
    assert (row["visitor"], row["answer"], row["ended"]) == ("blanked", "blanked", "reception")
    assert "（已过保存期）" in printed(capsys, data, *OLD, "--format", "text", "--language", "zh")


def test_csv_for_programs_and_for_people(data, capsys):
    """Stable words without a language; headings and words in one, and a mark for spreadsheets."""
    rows = list(csv.DictReader(io.StringIO(printed(capsys, data, *SPAN, "--format", "csv"))))
    assert [row["ended"] for row in rows] == ["not_come", "card", "forgotten", "here"]
    assert (rows[0]["expected"], rows[1]["expected"]) == ("some_time", "09:30")
    assert (rows[2]["left"], rows[2]["answer"]) == ("04:00+1", "others_told")
    assert rows[1]["company"] == "'=电力"

    text = printed(capsys, data, *SPAN, "--format", "csv", "--language", "zh")
    assert text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))
    assert [row["结果"] for row in rows] == ["没有来", "还了访客卡", "忘了签退", "还在"]
    assert rows[1]["回复"] == "马上来"


def test_a_workbook(data, capsysbinary):
    """Dates are dates, nothing typed is a formula; the headings are the reader's."""
    assert run(data, *SPAN, "--format", "xlsx", "--language", "en") == 0
    book = sheets(capsysbinary.readouterr().out)

    lines = book["Visitors"]
    assert column(lines, "Ended") == ["Did not come", "Card returned", "Forgotten", "Still here"]
    assert column(lines, "People") == [1.0, 2.0, 2.0, 2.0]
    assert column(lines, "Company")[1] == "=电力"
    assert column(lines, "Arrived")[1] % 1 == pytest.approx(9 / 24)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--from", "2026-11-30", "--to", "2026-11-01"], "lies before"),
        (["--from", "0001-01-01", "--to", "2026-11-01"], "days lie between"),
        (["--from", "yesterday", "--to", "2026-11-01"], "a day is written 2026-11-20"),
        ([*SPAN, "--format", "pdf"], "invalid choice"),
    ],
)
def test_words_that_do_not_fit_are_refused(data, capsys, words, why):
    """With 2, a line on stderr that says what is wrong, nothing on stdout."""
    try:
        code = run(data, *words)
    except SystemExit as wrong:
        code = wrong.code
    caught = capsys.readouterr()
    assert (code, caught.out) == (2, "")
    assert why in caught.err


def test_a_ledger_without_visitors_has_an_empty_book(tmp_path, capsys):
    """Headings and nothing below."""
    folder = tmp_path / "data"
    folder.mkdir()
    keys = Keys.load_or_create(folder)
    Ledger.open(folder / "ledger.db", keys.ledger, "test", ZONE).close()

    assert json.loads(printed(capsys, folder, *SPAN)) == []
    assert len(printed(capsys, folder, *SPAN, "--format", "text").splitlines()) == 1

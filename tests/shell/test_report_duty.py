"""`report duty` and `report consequences`: duties out of the ledger of a data folder."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.cli import main
from gateway.domain.duty.slots import Slot
from gateway.domain.duty.told import slot_json
from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.keys import Keys
from gateway.ledger import Ledger
from tests.shell.test_exports import column, sheets

CONFIG = Path(__file__).parents[2] / "config" / "demo.toml"
ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 11, 20, 18, tzinfo=ZONE)
SPAN = ["--from", "2026-11-20", "--to", "2026-11-30"]


def slot(day: int) -> Slot:
    start = FRIDAY.replace(day=day)
    return Slot(
        id=f"2026-11-{day}.evening.desk",
        day=date(2026, 11, day),
        kind="evening",
        post="desk",
        start=start,
        end=start + timedelta(hours=3),
        heads=2,
        within_shift=False,
    )


def ended(day: int, *marks: tuple[str, str, int]) -> tuple[Record, datetime]:
    name = slot(day).id
    rows = [
        {"id": f"{name}:{p}:{kind}", "person": p, "kind": kind, "seconds": s}
        for p, kind, s in marks
    ]
    body = {"marks": rows, "handed": ""}
    return Record(kind="duty.ended", subject=name, body=body), slot(day).end


def came(day: int, person: str, late_s: int) -> tuple[Record, datetime]:
    at = slot(day).start + timedelta(seconds=late_s)
    body = {"person": person, "at": at.isoformat(), "late_s": late_s}
    return Record(kind="duty.came", subject=slot(day).id, body=body), at


@pytest.fixture
def data(tmp_path):
    """Return a folder: four evenings of Wei and Fang, published long ago; the last is ahead."""
    folder = tmp_path / "data"
    folder.mkdir()
    slots = [{**slot_json(slot(d)), "people": ["wei", "fang"]} for d in (20, 23, 24, 25)]
    ask = {"slot": slot(24).id, "day": "2026-11-24", "with": "fang", "by": "wei", "serial": 1}
    told = [
        (
            Record(kind="duty.published", subject="hq", body={"slots": slots}),
            FRIDAY.replace(month=9),
        ),
        (Record(kind="duty.swap_asked", subject="w1", body=ask), FRIDAY.replace(month=10)),
        (
            Record(kind="duty.swap_approved", subject="w1", body={"by": "x"}),
            FRIDAY.replace(month=10),
        ),
        came(20, "fang", 0),
        ended(20, ("wei", "absent", 0)),
        came(23, "fang", 720),
        ended(23, ("wei", "absent", 0), ("fang", "late", 720)),
        ended(24, ("wei", "absent", 0), ("fang", "absent", 0)),
        (
            Record(
                kind="duty.mark_lifted",
                subject=f"{slot(24).id}:fang:absent",
                body={"by": "x", "reason": "badge"},
            ),
            slot(24).end,
        ),
        (
            Record(
                kind="duty.tidied",
                subject="hq",
                body={"slots": [slot(20).id], "swaps": ["w1"], "marks_from": 2027},
            ),
            slot(24).end,
        ),
    ]
    ledger = Ledger.open(folder / "ledger.db", Keys.load_or_create(folder).ledger, "test", ZONE)
    for record, at in told:
        ledger.append([record], Now(0.0, at))
    ledger.close()
    return folder


def said(capsys, data: Path, *words: str) -> str:
    assert main(["report", words[0], "--data", f"{data}", "--config", f"{CONFIG}", *words[1:]]) == 0
    return capsys.readouterr().out


def test_each_person_on_each_duty_with_what_was_missed(data, capsys):
    """What the office itself has forgotten is in the report; a mark taken back counts nowhere."""
    lines = json.loads(said(capsys, data, "duty", *SPAN))

    states = {(x["day"][-2:], x["person"]): x["state"] for x in lines}
    assert states == {
        ("20", "wei"): "missed",
        ("20", "fang"): "kept",
        ("23", "wei"): "missed",
        ("23", "fang"): "missed",
        ("24", "wei"): "missed",
        ("24", "fang"): "kept",
        ("25", "wei"): "ahead",
        ("25", "fang"): "ahead",
    }
    late = next(x for x in lines if (x["day"], x["person"]) == ("2026-11-23", "fang"))
    assert (late["came"], late["late_s"]) == ("2026-11-23T18:12:00+08:00", 720)
    assert late["marks"][0]["kind"] == "late"


@pytest.mark.parametrize("form", ["csv", "text"])
def test_duties_as_a_table(data, capsys, form):
    """Local times, minutes, what was taken back in a column of its own."""
    text = said(capsys, data, "duty", *SPAN, "--person", "fang", "--format", form)

    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["taken_back"] for row in rows] == ["", "", "absent", ""]
        assert (rows[1]["from"], rows[1]["came"], rows[1]["late_min"]) == ("18:00", "18:12", "12")
    else:
        assert text.splitlines()[0].split()[:3] == ["day", "kind", "post"]
        assert len(text.splitlines()) == 5


def test_a_year_with_its_thresholds_months_and_swaps(data, capsys):
    """Three absences a year are reached; money is not told of where no sums are named."""
    lines = {
        x["person"]: x for x in json.loads(said(capsys, data, "consequences", "--year", "2026"))
    }

    wei, fang = lines["wei"], lines["fang"]
    assert (wei["absent"], wei["reached"], wei["money"]) == (3, {"absent": 3}, None)
    assert (fang["absent"], fang["late"], fang["reached"], fang["swaps"]) == (0, 1, {}, 1)
    assert fang["months"]["2026-11"]["late"] == 1
    assert [m["lifted_by"] for m in fang["marks"]] == [None, "x"]


def test_consequences_as_a_table(data, capsys):
    """One line a person; another year is empty but for its heads."""
    text = said(capsys, data, "consequences", "--year", "2026", "--format", "csv")
    rows = {row["person"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["wei"]["absent"], rows["wei"]["reached"], rows["wei"]["money"]) == (
        "3",
        "absent",
        "",
    )
    empty = said(capsys, data, "consequences", "--year", "2025", "--format", "text")
    assert empty.split() == list(next(csv.reader(io.StringIO(text))))


def test_both_in_the_reader_s_language(data, capsys):
    """Headings and words in Chinese or English; a mark so that a spreadsheet reads them."""
    text = said(capsys, data, "duty", *SPAN, "--format", "csv", "--language", "zh")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert (rows[0]["结果"], rows[0]["记录"], rows[5]["已撤销"]) == ("有缺失", "缺勤", "缺勤")

    year = ["consequences", "--year", "2026", "--format", "text", "--language"]
    assert "缺勤" in said(capsys, data, *year, "zh").splitlines()[0]
    assert "Absent" in said(capsys, data, *year, "en").splitlines()[0]


def test_both_as_a_workbook(data, capsysbinary):
    """Numbers are numbers and dates are dates."""
    words = ["--data", f"{data}", "--config", f"{CONFIG}", "--format", "xlsx", "--language", "en"]
    assert main(["report", "duty", *SPAN, *words]) == 0
    duty = sheets(capsysbinary.readouterr().out)["Duty"]
    assert column(duty, "Late, min")[3] == 12.0
    assert column(duty, "Came")[3] % 1 == pytest.approx((18 * 60 + 12) / 1440)

    assert main(["report", "consequences", "--year", "2026", *words]) == 0
    year = sheets(capsysbinary.readouterr().out)["Consequences"]
    assert column(year, "Absent") == [0.0, 3.0]


def test_consequences_of_some_days(data, capsys):
    """Counted are those days; a threshold is the whole year's."""
    span = ["--from", "2026-11-20", "--to", "2026-11-23"]
    lines = {x["person"]: x for x in json.loads(said(capsys, data, "consequences", *span))}

    assert (lines["wei"]["absent"], lines["wei"]["reached"]) == (2, {"absent": 3})
    assert lines["fang"]["swaps"] == 0


def test_blanked_duties_are_passed_over(data, capsys):
    """What is too old to be kept is in no report, and stands in no other's way."""
    ledger = Ledger.open(data / "ledger.db", Keys.load_or_create(data).ledger, "test", ZONE)
    ledger.blank(["duty.swap_asked"], FRIDAY, Now(0.0, FRIDAY.replace(day=27)))
    ledger.close()

    lines = json.loads(said(capsys, data, "consequences", "--year", "2026"))
    assert [x["swaps"] for x in lines] == [0, 0]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["duty", "--from", "2026-11-30", "--to", "2026-11-01"], "lies before"),
        (["duty", "--from", "yesterday", "--to", "2026-11-01"], "a day is written 2026-11-20"),
        (["duty", "--from", "0001-01-01", "--to", "2026-11-01"], "days lie between"),
        (["duty", *SPAN, "--person", "moon"], "nobody has the id moon"),
        (["consequences", "--year", "26"], "a year is written 2026"),
        (["consequences", "--year", "0000"], "a year is written 2026"),
        (["consequences"], "say --year 2026"),
        (["consequences", "--year", "2026", *SPAN], "say --year 2026"),
        (["consequences", "--from", "2026-11-01"], "say --year 2026"),
    ],
)
def test_words_that_do_not_fit_are_refused(data, capsys, words, why):
    """With 2, and a line on stderr that says what is wrong."""
    place = ["--data", f"{data}", "--config", f"{CONFIG}"]
    try:
        code = main(["report", words[0], *place, *words[1:]])
    except SystemExit as wrong:
        code = wrong.code
    caught = capsys.readouterr()
    assert (code, caught.out) == (2, "")
    assert why in caught.err

"""Timesheets from taps as readers delivered them, by the command anybody can run."""

import csv
import io
import json
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from gateway.cli import main
from gateway.cli.registry import opened
from gateway.config import load_alone
from gateway.domain.attendance.day import Status
from gateway.domain.attendance.kept import as_kept
from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.snapshot import Snapshot
from gateway.keys import Keys
from gateway.ledger import Ledger, LedgerReader
from gateway.rules import build_rules
from gateway.sitecopy import site_of
from gateway.timesheets import LiveSheets, Timesheets

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
CONFIG = Path(__file__).parents[2] / "config"
SITE = Path(__file__).parents[1] / "scenarios" / "attendance" / "site.toml"
UID = "04D001A1B2C325"
"""Of p001, who works the day shift, 09:00 to 17:30."""


@pytest.fixture
def office(tmp_path, capsys):
    """Return what plays taps (`HH:MM[:SS]` on a day of November) into a data folder."""
    data = tmp_path / "data"

    def play(*lines: dict) -> Path:
        day = tmp_path / "day.jsonl"
        day.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        told = ["--config", f"{SITE}", "--registry"]
        told += [f"{CONFIG / 'demo-registry.json'}", "--into", f"{data}", f"{day}"]
        assert main(["replay", *told]) == 0
        capsys.readouterr()
        return data

    return play


def at(day: int, local: str) -> str:
    return f"2026-11-{day:02}T{local}+08:00"


def tap(day: int, local: str) -> dict:
    return {"at": at(day, local), "type": "tap", "reader": "front-door", "uid": UID}


def later(day: int) -> dict:
    return {"at": at(day, "12:00:00"), "type": "advance"}


def report(capsys, data: Path, first: int, last: int, *more: str) -> str:
    dates = ["--from", f"2026-11-{first:02}", "--to", f"2026-11-{last:02}"]
    assert main(["report", "timesheet", "--data", f"{data}", *dates, *more]) == 0
    return capsys.readouterr().out


def test_a_day_out_of_the_ledger(office, capsys):
    """The contract's keys; every figure with its taps and why."""
    data = office(tap(20, "09:07:03"), tap(20, "17:40:00"), later(23))

    [day] = json.loads(report(capsys, data, 20, 20, "--person", "p001"))

    assert (day["status"], day["flags"], day["late_s"]) == ("present", ["late"], 423)
    assert (day["in"], day["out"]) == (at(20, "09:07:03"), at(20, "17:40:00"))
    assert (day["worked_s"], day["break_s"], day["overtime_s"]) == (26_577, 3600, 600)
    assert day["final"] is True
    assert [t["direction"] for t in day["taps"]] == ["in", "out"]
    assert day["why"][0]["code"] == "shift"


def test_everybody_with_a_plan_is_there_and_absence_waits(office, capsys):
    """On the next noon a day with taps is final; who has none is not yet surely absent."""
    data = office(
        tap(18, "08:55:00"),
        tap(18, "17:31:00"),
        tap(19, "08:55:00"),
        tap(19, "17:31:00"),
        later(20),
    )

    days = json.loads(report(capsys, data, 19, 19))
    by_person = {day["person"]: day for day in days}

    assert by_person["p001"]["final"] is True
    assert (by_person["p002"]["status"], by_person["p002"]["final"]) == ("absent", False)


def test_nobody_is_absent_on_days_before_the_gateway_was_there(office, capsys):
    """Plans are older than the first row of the ledger."""
    data = office(tap(19, "08:55:00"), tap(19, "17:31:00"), later(23))

    days = json.loads(report(capsys, data, 16, 20, "--person", "p001"))

    assert [(d["date"], d["status"]) for d in days] == [
        ("2026-11-19", "present"),
        ("2026-11-20", "absent"),
    ]


def test_a_tap_twice_within_seconds_is_shown_and_not_counted(office, capsys):
    """A raw tap is never dropped."""
    data = office(tap(20, "08:55:00"), tap(20, "08:55:04"), tap(20, "17:31:00"), later(23))

    [day] = json.loads(report(capsys, data, 20, 20, "--person", "p001"))

    assert [t["why"] for t in day["taps"]] == ["", "bounce", ""]


@pytest.mark.parametrize("kind", ["csv", "text"])
def test_the_same_as_a_table(office, capsys, kind):
    """One line a day, a header above; the columns line up."""
    data = office(tap(20, "08:55:00"), tap(20, "17:31:00"), later(23))

    out = report(capsys, data, 20, 20, "--person", "p001", "--format", kind)
    head, line = (
        list(csv.reader(io.StringIO(out))) if kind == "csv" else map(str.split, out.splitlines())
    )

    assert head[:4] == ["person", "date", "shift", "status"]
    assert line[:4] == ["p001", "2026-11-20", "day", "present"]
    assert "08:55" in line
    assert "7.50" in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2026-11-20", "--to", "2026-11-19"], "lies before"),
        (["--from", "2026-11-20", "--to", "2026-11-20", "--person", "p999"], "p999"),
        (["--from", "0001-01-01", "--to", "2026-11-20"], "1970-01-03"),
        (["--from", "2026-11-20", "--to", "9999-12-31"], "2999-12-31"),
    ],
)
def test_wrong_words_are_refused_in_words(office, capsys, words, said):
    """Exit 2, nothing on stdout."""
    data = office(tap(20, "08:55:00"))

    assert main(["report", "timesheet", "--data", f"{data}", *words]) == 2
    caught = capsys.readouterr()
    assert said in caught.err
    assert caught.out == ""


def test_a_folder_no_gateway_has_used_says_what_to_do(tmp_path, capsys):
    """It has no site file yet; another may be named."""
    dates = ["--from", "2026-11-20", "--to", "2026-11-20"]

    assert main(["report", "timesheet", "--data", f"{tmp_path}", *dates]) == 1
    assert "--config" in capsys.readouterr().err


def request(day: int, local: str, asked: str, person: str, **more) -> dict:
    return {"at": at(day, local), "type": "request", "asked": asked, "person": person, **more}


def approve(day: int, local: str, by: str) -> dict:
    line = {"type": "decide", "request": "r1", "choice": "approve", "by": by, "note": ""}
    return {"at": at(day, local), **line}


def test_approved_leave_is_in_the_sheet(office, capsys):
    """Asked for the day before, approved by the manager: nobody is absent that day."""
    leave = {"what": "annual", "since": at(18, "09:00:00"), "until": at(18, "17:30:00")}
    data = office(
        request(17, "09:00:00", "leave", "p002", reason="家里有事", **leave),
        approve(17, "10:00:00", "p004"),
        later(19),
    )

    [day] = json.loads(report(capsys, data, 18, 18, "--person", "p002"))

    assert (day["status"], day["leave_s"], day["final"]) == ("on_leave", 27_000, True)


def test_a_declared_tap_counts_beside_the_raw_ones(office, capsys):
    """The day is worked out anew, and says whose word it is."""
    data = office(
        tap(18, "08:55:00"),
        request(
            18,
            "18:30:00",
            "correction",
            "p001",
            what="out",
            reason="忘刷",
            since=at(18, "17:35:00"),
        ),
        approve(18, "19:00:00", "p008"),
        later(19),
    )

    [day] = json.loads(report(capsys, data, 18, 18, "--person", "p001"))

    assert (day["status"], day["flags"], day["worked_s"]) == ("present", ["declared"], 27_000)
    assert [bool(t["by"]) for t in day["taps"]] == [False, True]


def close_november(data: Path, person: str) -> None:
    """Close a person's November as it is now, as the rules do."""
    site = load_alone(site_of(data))
    rules = build_rules(site, opened(data).view, 0)
    reader = LedgerReader(data / "ledger.db", rules.timezone)
    days = Timesheets(rules, reader, reader.latest(limit=1)[0].at).days(*NOVEMBER, person)
    reader.close()
    now = Now(0.0, datetime(2026, 12, 3, 9, tzinfo=rules.timezone))
    body = {"month": "2026-11", "person": person, "by": "p008", "days": [as_kept(d) for d in days]}
    ledger = Ledger.open(data / "ledger.db", Keys.load(data).ledger, "test", rules.timezone)
    ledger.append([Record(kind="month.closed", subject=person, body=body)], now)
    ledger.close()


def test_a_closed_month_stays_as_it_was_and_what_would_be_different_is_told_apart(
    office, capsys, tmp_path
):
    """Hours that are changed later rewrite no closed day (spec 02 §2)."""
    data = office(tap(20, "08:55:00"), tap(20, "17:31:00"), later(21))
    close_november(data, "p001")
    before = report(capsys, data, 1, 30, "--person", "p001")
    document = json.loads((CONFIG / "demo-registry.json").read_text("utf-8"))
    [day_shift] = [each for each in document["shifts"] if each["id"] == "day"]
    day_shift["start"] = "08:30"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document), "utf-8")
    assert main(["registry", "import", f"{changed}", "--data", f"{data}"]) == 0
    capsys.readouterr()

    assert report(capsys, data, 1, 30, "--person", "p001") == before
    changes = json.loads(report(capsys, data, 20, 20, "--changes"))
    told = {each["field"]: (each["was"], each["now"]) for each in changes}
    assert told["flags"] == (None, ["late"])
    assert told["late_s"] == (None, 1500)
    assert {each["person"] for each in changes} == {"p001"}
    head, *lines = report(capsys, data, 20, 20, "--changes", "--format", "text").splitlines()
    assert head.split() == ["person", "date", "shift", "field", "was", "now"]
    assert any(line.split()[3:] == ["late_s", "1500"] for line in lines)
    assert "p001,2026-11-20,day,late_s,,1500" in report(
        capsys, data, 20, 20, "--changes", "--format", "csv"
    )


def test_a_month_nobody_has_closed_has_no_changes(office, capsys):
    """It is simply worked out."""
    data = office(tap(20, "08:55:00"), later(20))

    assert json.loads(report(capsys, data, 1, 30, "--changes")) == []


def test_for_people_with_names_in_their_language(office, capsys):
    """Chinese characters are two columns wide on a terminal: the columns line up all the same."""
    data = office(tap(20, "08:55:00"), tap(20, "17:31:00"))

    out = report(capsys, data, 20, 20, "--format", "text", "--language", "zh")

    head, *lines = out.splitlines()
    assert head.split()[:5] == ["工号", "姓名", "部门", "日期", "星期"]
    column = cell_len(head[: head.index("日期")])
    assert all(cell_len(line[: line.index("2026-11-20")]) == column for line in lines)
    assert report(capsys, data, 20, 20, "--format", "csv", "--language", "en").startswith("\ufeff")


def test_a_workbook_is_written_to_a_file(office, monkeypatch):
    """Bytes on stdout, and nothing else."""
    data = office(tap(20, "08:55:00"), tap(20, "17:31:00"))
    out = io.TextIOWrapper(io.BytesIO())
    words = ["--from", "2026-11-20", "--to", "2026-11-20", "--format", "xlsx"]
    monkeypatch.setattr(sys, "stdout", out)

    assert main(["report", "timesheet", "--data", f"{data}", *words]) == 0

    with zipfile.ZipFile(out.buffer) as book:
        assert book.testzip() is None
        assert "xl/worksheets/sheet2.xml" in book.namelist()


def test_changes_are_no_workbook(office, capsys):
    """Refused in words."""
    data = office(tap(20, "08:55:00"))
    words = ["--from", "2026-11-20", "--to", "2026-11-20", "--format", "xlsx", "--changes"]

    assert main(["report", "timesheet", "--data", f"{data}", *words]) == 2
    assert "csv" in capsys.readouterr().err


def put_rows(data: Path, *rows: tuple[str, dict, str, bool]) -> None:
    """Keep rows (kind, body, ISO instant as the clock told it, whether it was set)."""
    rules = build_rules(load_alone(site_of(data)), opened(data).view, 0)
    ledger = Ledger.open(data / "ledger.db", Keys.load(data).ledger, "test", rules.timezone)
    for kind, body, local, trusted in rows:
        when = datetime.fromisoformat(local)
        ledger.append([Record(kind=kind, subject="p001", body=body)], Now(0.0, when, trusted))
    ledger.close()


def card(name: str, *, trusted: bool = True) -> dict:
    """Return what the ledger keeps of a tap of p001."""
    told = {"tap_id": name, "reader": "front-door", "zone": "office", "person": "p001"}
    return {
        **told,
        "result": "accepted" if trusted else "clock_untrusted",
        "clock_trusted": trusted,
    }


WRONG = {"wrong_from": "1970-01-01T08:00:00+08:00", "wrong_to": "1970-01-01T08:05:00+08:00"}
SET = {
    **WRONG,
    "offset_s": (datetime(2026, 11, 20, 9) - datetime(1970, 1, 1, 8, 5)).total_seconds(),
}
"""The clock was set at 09:00, after it had told five minutes of 1970."""


def test_a_tap_under_a_clock_that_was_not_set_counts_on_the_day_it_really_came(office, capsys):
    """A Pi has no battery behind its clock: after a power cut it begins in 1970 (spec 02 §1)."""
    data = office(tap(18, "08:55:00"), tap(18, "17:31:00"), later(19))
    put_rows(
        data,
        ("tap", card("in", trusted=False), "1970-01-01T08:02:00+08:00", False),
        ("clock.trusted", SET, at(20, "09:00:00"), True),
        ("tap", card("out"), at(20, "17:33:00"), True),
        ("note", {}, at(23, "12:00:00"), True),
    )

    [day] = json.loads(report(capsys, data, 20, 20, "--person", "p001"))

    assert (day["status"], day["in"], day["out"]) == (
        "present",
        at(20, "08:57:00"),
        at(20, "17:33:00"),
    )
    assert day["final"] is True


def test_a_gateway_that_came_back_without_the_time_was_down_until_it_came_back(office, capsys):
    """Its start is dated by what the clock was off: who tapped meanwhile is not absent for sure."""
    data = office(tap(19, "08:55:00"), tap(19, "17:31:00"), later(20))
    put_rows(
        data,
        ("gateway.started", {}, "1970-01-01T08:00:00+08:00", False),
        (
            "clock.trusted",
            {**SET, "offset_s": SET["offset_s"] + 9 * 3600},
            at(20, "18:00:00"),
            True,
        ),
        ("note", {}, at(25, "12:00:00"), True),
    )

    [day] = json.loads(report(capsys, data, 20, 20, "--person", "p001"))

    assert (day["status"], day["flags"], day["final"]) == ("absent", ["reader_down"], False)
    [other] = json.loads(report(capsys, data, 23, 23, "--person", "p001"))
    assert (other["status"], other["flags"], other["final"]) == ("absent", [], True)


def test_a_reader_that_fell_silent_weeks_ago_is_still_silent(office, capsys):
    """However long before the days that are asked for: absence waits (spec 02 §3)."""
    data = office(tap(2, "08:55:00"), tap(2, "17:31:00"), later(3))
    gone = {"part": "reader:front-door", "ok": False}
    put_rows(
        data,
        ("part", gone, at(3, "13:00:00"), True),
        ("note", {}, at(27, "12:00:00"), True),
    )

    [day] = json.loads(report(capsys, data, 20, 20, "--person", "p001"))

    assert (day["status"], day["flags"], day["final"]) == ("absent", ["reader_down"], False)


@pytest.fixture
def live(office):
    """Return live sheets over a played week, and what puts another tap into its ledger."""
    data = office(*[tap(d, t) for d in (17, 18) for t in ("08:55:00", "17:31:00")], later(19))
    site = load_alone(site_of(data))
    rules = build_rules(site, opened(data).view, 0)
    reader = LedgerReader(data / "ledger.db", rules.timezone)
    now = Now(0.0, datetime(2026, 11, 19, 12, tzinfo=rules.timezone))
    sheets = LiveSheets(lambda: Snapshot(1, Office(), rules, now), reader)

    def put(day: int, local: str, person: str = "p001") -> None:
        when = datetime.fromisoformat(at(day, local))
        body = {
            "tap_id": f"{person}:{when}",
            "reader": "front-door",
            "zone": "office",
            "person": person,
            "result": "accepted",
        }
        ledger = Ledger.open(data / "ledger.db", Keys.load(data).ledger, "test", rules.timezone)
        ledger.append([Record(kind="tap", subject=person, body=body)], Now(0.0, when))
        ledger.close()

    yield sheets, put, Timesheets(rules, reader, now.at)
    reader.close()


def test_a_page_asked_twice_is_judged_once(live):
    """The days are the same as without remembering; only what is new is judged."""
    sheets, _, whole = live

    first = sheets.days(*NOVEMBER)
    judged = sheets.judged_days
    again = sheets.days(*NOVEMBER)

    assert first == again == whole.days(*NOVEMBER)
    assert sheets.judged_days == judged


def test_a_page_asked_twice_is_not_even_read_twice(live, monkeypatch):
    """Until something is kept that could change it."""
    sheets, put, whole = live
    first = sheets.days(*NOVEMBER)
    read = []
    real = LedgerReader.tapped
    monkeypatch.setattr(LedgerReader, "tapped", lambda *a, **k: read.append(1) or real(*a, **k))

    assert sheets.days(*NOVEMBER) == first
    assert read == []

    put(19, "08:57:00")
    assert sheets.days(*NOVEMBER) == whole.days(*NOVEMBER) != first


def test_a_new_tap_judges_a_few_days_of_one_person_anew(live):
    """Not the month, and nobody else's."""
    sheets, put, whole = live
    sheets.days(*NOVEMBER)
    judged = sheets.judged_days

    put(19, "08:57:00")
    days = sheets.days(*NOVEMBER)

    assert days == whole.days(*NOVEMBER)
    assert 1 <= sheets.judged_days - judged <= 5
    [today] = [d for d in days if d.person == "p001" and d.date == date(2026, 11, 19)]
    assert today.status is Status.INCOMPLETE


def test_nobody_is_absent_on_days_whose_taps_retention_has_blanked(office, capsys):
    """What is forgotten by law is not held against anybody; what is kept is judged as ever."""
    data = office(tap(16, "08:55:00"), tap(16, "17:31:00"), tap(18, "08:55:00"), later(21))
    rules = build_rules(load_alone(site_of(data)), opened(data).view, 0)
    ledger = Ledger.open(data / "ledger.db", Keys.load(data).ledger, "test", rules.timezone)
    before = datetime(2026, 11, 18, tzinfo=rules.timezone)
    ledger.blank(["tap"], before, Now(0.0, datetime(2027, 3, 1, 3, tzinfo=rules.timezone)))
    ledger.close()

    days = json.loads(report(capsys, data, 1, 19, "--person", "p001"))

    assert [(day["date"][8:], day["status"]) for day in days if day["shift"]] == [
        ("18", "incomplete"),
        ("19", "absent"),
    ]

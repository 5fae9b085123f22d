"""Timesheets from taps as readers delivered them, by the command anybody can run."""

import csv
import io
import json
from pathlib import Path

import pytest

from gateway.cli import main

CONFIG = Path(__file__).parents[2] / "config"
UID = "04D001A1B2C325"
"""Of p001, who works the day shift, 09:00 to 17:30."""


@pytest.fixture
def office(tmp_path, capsys):
    """Return what plays taps (`HH:MM[:SS]` on a day of November) into a data folder."""
    data = tmp_path / "data"

    def play(*lines: dict) -> Path:
        day = tmp_path / "day.jsonl"
        day.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        told = ["--config", f"{CONFIG / 'demo.toml'}", "--registry"]
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

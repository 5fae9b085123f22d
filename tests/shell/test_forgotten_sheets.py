"""A badge left at home, out of the ledger: the day says so and who vouched, and marks nothing."""

import json
from datetime import date
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.cli.registry import opened
from gateway.config import load_alone
from gateway.domain.attendance.day import Day
from gateway.domain.attendance.kept import day_of, line_of
from gateway.keys import Keys
from gateway.ledger import Ledger, LedgerReader
from gateway.rules import build_rules
from gateway.timesheets import Timesheets

CONFIG = Path(__file__).parents[2] / "config"
SITE = Path(__file__).parents[1] / "scenarios" / "attendance" / "site.toml"
DAY = date(2026, 11, 20)
WITNESS = "04D003A1B2C36F"
"""Of p003; p002's number is 1002, and both work the day shift, 09:00 to 17:30."""


def at(local: str, day: int = 20) -> str:
    return f"2026-11-{day}T{local}:00+08:00"


def forgot(local: str) -> list[dict]:
    """Return the lines of who waits and is vouched for by p003."""
    door = {"at": at(local), "reader": "front-door"}
    return [{**door, "type": "forgot", "number": "1002"}, {**door, "type": "tap", "uid": WITNESS}]


@pytest.fixture
def judged(tmp_path, capsys):
    """Return what plays lines into a data folder and returns p002's day as a person's sheet."""

    def play(lines: list[dict]) -> list[Day]:
        file, data = tmp_path / "day.jsonl", tmp_path / "data"
        lines = [*lines, {"at": at("12:00", 23), "type": "advance"}]
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        told = ["--config", f"{SITE}", "--registry"]
        told += [f"{CONFIG / 'demo-registry.json'}", "--into", f"{data}", f"{file}"]
        assert main(["replay", *told]) == 0
        capsys.readouterr()
        rules = build_rules(load_alone(SITE), opened(data).view, 0)
        reader = LedgerReader(data / "ledger.db", rules.timezone)
        try:
            return Timesheets(rules, reader).days(DAY, DAY, "p002")
        finally:
            reader.close()

    return play


def test_the_day_says_that_there_was_a_witness_and_marks_nothing(judged):
    """Present, no flag, the same hours as with a badge; each tap with its witness, by id."""
    (day,) = judged([*forgot("08:55"), *forgot("17:40")])

    assert (day.status.value, day.flags, day.late_s) == ("present", (), 0)
    assert [(tap.way, tap.witness) for tap in day.taps] == [("in", "p003"), ("out", "p003")]
    said = [why.text for why in day.why if why.code == "witness"]
    assert [text.en for text in said] == [
        "08:55: badge forgotten, signed with a witness",
        "17:40: badge forgotten, signed with a witness",
    ]
    assert "王芳" not in str(said)


def test_a_witness_is_no_tap_on_the_witness_own_day(judged, tmp_path):
    """p003 was only a witness in the morning and tapped at noon: her day begins at noon."""
    noon = {"at": at("12:30"), "type": "tap", "reader": "front-door", "uid": WITNESS}
    judged([*forgot("08:55"), noon, *forgot("17:40")])
    rules = build_rules(load_alone(SITE), opened(tmp_path / "data").view, 0)
    reader = LedgerReader(tmp_path / "data" / "ledger.db", rules.timezone)

    (day,) = Timesheets(rules, reader).days(DAY, DAY, "p003")
    reader.close()

    assert [tap.at.astimezone(rules.timezone).hour for tap in day.taps] == [12]


def test_a_tap_corrected_keeps_its_witness(judged):
    """Said anew at the kiosk ("I am going out"), it was still a colleague who vouched."""
    (wait, lay) = forgot("17:40")
    told = {"at": at("17:41"), "type": "correct", "tap_id": "x", "correction": "going_out"}
    (day,) = judged([*forgot("08:55"), wait, {**lay, "tap_id": "x"}, told])

    assert [tap.witness for tap in day.taps][-1] == "p003"


def test_a_closed_month_keeps_the_witness_and_reads_days_kept_before(judged):
    """The line of a day with one, and of one kept before there was such a thing."""
    (day,) = judged([*forgot("08:55"), *forgot("17:40")])

    assert day_of(line_of(day)) == day
    old = json.loads(line_of(day))
    old["taps"] = [tap[:5] for tap in old["taps"]]
    assert [tap.witness for tap in day_of(old).taps] == ["", ""]


def test_the_column_is_as_before_where_there_was_no_witness(judged, tmp_path):
    """Hardly any tap has one: nothing longer is kept for the others, and both are read back."""
    own = {"at": at("12:10"), "type": "tap", "reader": "front-door", "uid": WITNESS}
    judged([*forgot("08:55"), own])
    ledger = Ledger.open(tmp_path / "data" / "ledger.db", Keys.load(tmp_path / "data").ledger, "x")
    try:
        how = [row[0] for row in ledger._conn.execute("SELECT how FROM taps ORDER BY seq")]
    finally:
        ledger.close()

    assert [len(json.loads(text)) for text in how] == [6, 5]

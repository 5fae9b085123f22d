"""`report energy`: what was used, out of the ledger of a data folder."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.cli import main
from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.keys import Keys
from gateway.ledger import Ledger
from tests.shell.test_exports import column, sheets

CONFIG = Path(__file__).parents[2] / "config" / "demo.toml"
NINE = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
WORDS = ["--from", "2026-11-20", "--to", "2026-11-20", "--config", f"{CONFIG}"]


@pytest.fixture
def data(tmp_path):
    """Return a data folder in which the office's meter counted a quarter of an hour."""
    folder = tmp_path / "data"
    folder.mkdir()
    ledger = Ledger.open(
        folder / "ledger.db", Keys.load_or_create(folder).ledger, "test", NINE.tzinfo
    )
    wires = {"office-meter": {"wh": 1500.0, "s": 900, "peak": 6200.0, "off": False}}
    body = {"from": NINE.isoformat(), "seconds": 900, "wires": wires}
    ledger.append([Record(kind="energy.slots", subject="hq", body=body)], Now(0.0, NINE))
    ledger.close()
    return folder


def told(capsys, data: Path, *more: str) -> str:
    assert main(["report", "energy", "--data", f"{data}", *WORDS, *more]) == 0
    return capsys.readouterr().out


def test_each_zone_with_what_it_used(data, capsys):
    """Energy in kWh, how much of the time was measured, the most it drew."""
    lines = {line["place"]: line for line in json.loads(told(capsys, data))}

    office = lines["office"]
    assert (office["kwh"], office["off_hours_kwh"], office["peak_w"]) == (1.5, 0.0, 6200.0)
    assert office["measured_share"] == pytest.approx(900 / 86_400, abs=0.001)
    assert office["from"] == "2026-11-20T00:00:00+08:00"


def test_by_hours(data, capsys):
    """Hours without a word have no figure; what is ahead has no line."""
    lines = json.loads(told(capsys, data, "--by", "hour", "--zone", "office"))

    known = {line["from"][11:13]: line["kwh"] for line in lines if line["place"] == "office"}
    assert known == {**dict.fromkeys([f"{h:02}" for h in range(9)]), "09": 1.5}


@pytest.mark.parametrize("form", ["csv", "text"])
def test_as_a_table(data, capsys, form):
    """In the reader's language, the columns in line."""
    out = told(capsys, data, "--format", form, "--language", "en")

    lines = list(csv.reader(io.StringIO(out))) if form == "csv" else out.splitlines()
    assert any("office" in line and "1.500" in line for line in lines)


def test_as_a_workbook(data, capsysbinary):
    """Figures are numbers; where nothing was measured there is none."""
    asked = ["report", "energy", "--data", f"{data}", *WORDS, "--by", "hour", "--format", "xlsx"]
    assert main([*asked, "--language", "en"]) == 0
    lines = sheets(capsysbinary.readouterr().out)["Energy"]

    used = column(lines, "kWh")[: column(lines, "Id").index("office")]
    assert used == [*[None] * 9, 1.5]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2026-11-21", "--to", "2026-11-20"], "lies before"),
        (["--from", "2026-11-20", "--to", "2026-11-20", "--zone", "moon"], "moon"),
        (["--from", "2026-11-20", "--to", "2026-11-20", "--person", "p001"], "--zone ID"),
        (["--from", "0001-01-01", "--to", "2026-11-20"], "days lie between"),
    ],
)
def test_wrong_words_are_refused(data, capsys, words, said):
    """Exit 2, nothing on stdout."""
    asked = ["report", "energy", "--data", f"{data}", "--config", f"{CONFIG}", *words]

    assert main(asked) == 2
    caught = capsys.readouterr()
    assert said in caught.err
    assert caught.out == ""

"""What the doctor says of a data folder: it looks and touches nothing."""

import sqlite3
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.doctor import Finding, Level
from gateway.doctor.data import look
from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.registry import Registry

ZONE = ZoneInfo("Asia/Shanghai")
PEOPLE = {"people": [{"id": "p1", "number": "1", "name": "李伟"}]}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder as a gateway leaves it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    keys = Keys.load_or_create(folder)
    ledger = Ledger.open(folder / "ledger.db", keys.ledger, "hq", ZONE)
    now = Now(1.0, datetime(2026, 11, 20, 9, tzinfo=ZONE))
    ledger.append([Record(kind="note", subject=f"s{n}", body={"n": n}) for n in range(5)], now)
    ledger.close()
    Registry(folder / "registry.json", keys).import_document(PEOPLE)
    return folder


def see(data: Path) -> dict[str, Finding]:
    found = list(look(data))
    assert all(f.topic.zh and f.says.zh for f in found)
    return {f.topic.en: f for f in found}


def contents(data: Path) -> dict[str, bytes]:
    """Return what is in the folder, but for SQLite's own files beside the ledger."""
    return {p.name: p.read_bytes() for p in data.iterdir() if not p.name.endswith(("-wal", "-shm"))}


def test_a_whole_folder_needs_nothing_and_is_left_as_it_was(data):
    """The ledger's chain is proven, the registry read."""
    before = contents(data)

    found = see(data)

    assert {f.level for f in found.values()} == {Level.OK}
    assert found["ledger"].says.en == "5 rows, the chain holds"
    assert found["registry"].says.en == "whole, 1 people"
    assert contents(data) == before


def test_no_folder_yet_is_no_fault(tmp_path):
    """A fresh machine; but it may be the wrong path."""
    assert see(tmp_path / "none")["data folder"].level is Level.WARN


def test_an_empty_folder_is_fine(tmp_path):
    """Everything is made at the first start."""
    tmp_path.chmod(0o700)

    assert list(see(tmp_path)) == ["data folder"]


def test_a_changed_row_is_named(data):
    """Somebody edited the ledger by hand."""
    with sqlite3.connect(data / "ledger.db") as conn:
        triggers = [
            r[0] for r in conn.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]
        for name in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute("UPDATE rows SET body = '{\"n\":99}' WHERE seq = 3")
    conn.close()

    found = see(data)["ledger"]

    assert found.level is Level.BAD
    assert "row 3" in found.says.en


def test_a_damaged_registry_is_told_and_not_put_aside(data):
    """That is the next start's to do."""
    (data / "registry.json").write_text("{")
    before = contents(data)

    found = see(data)["registry"]

    assert found.level is Level.BAD
    assert str(data) in found.says.en or "registry.json" in found.says.en
    assert "/tmp/office-gateway-doctor" not in found.says.en
    assert contents(data) == before


def test_keys_that_others_can_read_are_bad_and_stay_for_a_person_to_mend(data):
    """A start would mend the mode; the doctor only says so."""
    (data / "keys.json").chmod(0o644)

    found = see(data)["keys"]

    assert found.level is Level.BAD
    assert "chmod 600" in found.mend.en
    assert (data / "keys.json").stat().st_mode & 0o777 == 0o644


def test_keys_that_are_gone_or_broken_are_bad(data):
    """Without them nothing can be proven and no badge is known."""
    (data / "keys.json").write_text("{}")
    assert [f.level for f in look(data) if f.topic.en == "keys"] == [Level.OK, Level.BAD]
    (data / "keys.json").unlink()

    assert see(data)["keys"].says.en == "keys.json is missing"


def test_a_folder_open_to_others_is_a_warning(data):
    """It holds who came when."""
    data.chmod(0o755)

    found = see(data)["data folder"]

    assert found.level is Level.WARN
    assert "chmod 700" in found.mend.en

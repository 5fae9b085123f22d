"""The stores on the command line: data on stdout, messages on stderr, exit codes that mean it."""

import json
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.keys import Keys
from gateway.ledger import Ledger, LedgerReader
from tests.stores.samples import DOCUMENT, SHANGHAI, by_hand, now, tap, without_triggers

Out = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three taps."""
    folder = tmp_path / "data"
    keys = Keys.load_or_create(folder)
    ledger = Ledger.open(folder / "ledger.db", keys.ledger, "gw-1", SHANGHAI)
    ledger.append([tap(1), tap(2), tap(3)], now())
    ledger.close()
    return folder


def _run(data: Path, *words: object) -> int:
    return main([*map(str, words), "--data", str(data)])


def test_verify_says_that_the_chain_is_intact(data: Path, capsys: Out) -> None:
    """On stdout, with the number of rows."""
    assert _run(data, "ledger", "verify") == 0
    assert capsys.readouterr().out == "intact: 3 rows\n"


def test_verify_names_a_row_edited_by_hand(data: Path, capsys: Out) -> None:
    """The exit code fails, the row is named."""
    with by_hand(data / "ledger.db") as conn:
        without_triggers(conn)
        conn.execute("UPDATE rows SET body = replace(body, 'p017', 'p018') WHERE seq = 2")

    assert _run(data, "ledger", "verify") == 1
    said = capsys.readouterr()
    assert said.out == "broken at row 2: its subject or body was changed\n"
    assert "1 rows before it hold" in said.err


def test_an_anchor_is_one_line_that_verify_takes(data: Path, tmp_path: Path, capsys: Out) -> None:
    """Given on the command line or in a file; cut off, the ledger does not fit it."""
    assert _run(data, "ledger", "anchor") == 0
    line = capsys.readouterr().out
    kept = tmp_path / "anchors.txt"
    kept.write_text(line)

    assert _run(data, "ledger", "verify", "--anchor", line) == 0
    assert _run(data, "ledger", "verify", "--anchor", kept) == 0
    assert "the anchor at row 3 fits" in capsys.readouterr().out
    assert _run(data, "ledger", "verify", "--anchor", "rubbish") == 2

    with by_hand(data / "ledger.db") as conn:
        without_triggers(conn)
        conn.execute("DELETE FROM rows WHERE seq = 3")
    assert _run(data, "ledger", "verify", "--anchor", kept) == 1


def test_export_prints_every_row_as_json(data: Path, capsys: Out) -> None:
    """One line each, nothing else on stdout."""
    assert _run(data, "ledger", "export") == 0

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["seq"] for row in rows] == [1, 2, 3]


def test_rebuild_mends_the_tables(data: Path, capsys: Out) -> None:
    """From the rows alone."""
    with by_hand(data / "ledger.db") as conn:
        conn.execute("DELETE FROM taps")

    assert _run(data, "ledger", "rebuild") == 0
    assert "3 rows" in capsys.readouterr().err
    reader = LedgerReader(data / "ledger.db", SHANGHAI)
    assert len(reader.taps(now().at.date(), now().at.date())) == 3
    reader.close()


@pytest.mark.parametrize("action", ["verify", "export", "anchor", "rebuild"])
def test_a_folder_without_a_ledger_is_said_in_words(
    tmp_path: Path, capsys: Out, action: str
) -> None:
    """No traceback, nothing created."""
    Keys.load_or_create(tmp_path)

    assert _run(tmp_path, "ledger", action) == 1
    assert "no ledger" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["keys.json"]


def test_a_registry_is_imported_and_exported(tmp_path: Path, capsys: Out) -> None:
    """The document of `interfaces.md` in, the same content out, without a UID."""
    file = tmp_path / "r.json"
    file.write_text(json.dumps(DOCUMENT))

    assert _run(tmp_path / "data", "registry", "import", file) == 0
    assert "2 people" in capsys.readouterr().err
    assert _run(tmp_path / "data", "registry", "export") == 0
    out = json.loads(capsys.readouterr().out)
    assert out["people"][0]["name"] == "李伟"
    assert out["badges"][0].keys() >= {"badge", "person", "uid_tail"}
    assert "uid" not in out["badges"][0]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "[" * 100_000, '{"people":[{"id":"p1"}]}', "\0"]
)
def test_a_bad_document_imports_nothing(tmp_path: Path, capsys: Out, content: str) -> None:
    """Every problem on stderr, exit code 1."""
    file = tmp_path / "r.json"
    file.write_text(content)

    assert _run(tmp_path / "data", "registry", "import", file) == 1
    assert capsys.readouterr().err
    assert not (tmp_path / "data" / "registry.json").exists()


def test_people_are_imported_all_or_the_good_ones(tmp_path: Path, capsys: Out) -> None:
    """One bad line stops it, unless told otherwise; the bad line is said both times."""
    file = tmp_path / "people.csv"
    file.write_text("number,name,team,roles,uid\n1,李伟,,,\n2,,,,\n", "utf-8")
    data = tmp_path / "data"

    assert _run(data, "people", "import", file) == 1
    assert not (data / "registry.json").exists()
    assert "line 3" in capsys.readouterr().err

    assert _run(data, "people", "import", "--good-only", file) == 1
    said = capsys.readouterr().err
    assert "line 3" in said
    assert "1 people imported" in said
    _run(data, "registry", "export")
    assert [p["name"] for p in json.loads(capsys.readouterr().out)["people"]] == ["李伟"]


def test_a_backup_is_made_and_restored(data: Path, tmp_path: Path, capsys: Out) -> None:
    """The path on stdout; a second restore into the same folder is refused."""
    assert _run(data, "backup") == 0
    archive = capsys.readouterr().out.strip()
    assert Path(archive).parent == data / "backups"

    assert _run(tmp_path / "new", "restore", archive) == 0
    assert _run(tmp_path / "new", "ledger", "verify") == 0
    assert _run(tmp_path / "new", "restore", archive) == 1
    assert "--force" in capsys.readouterr().err
    assert _run(tmp_path / "new", "restore", "--force", archive) == 0


def test_keys_of_another_gateway_are_said(data: Path, capsys: Out) -> None:
    """Not as a broken chain."""
    other = Keys.new()
    kept = json.loads((data / "keys.json").read_text())
    kept["ledger"] = other.ledger.hex()
    (data / "keys.json").write_text(json.dumps(kept))

    assert _run(data, "ledger", "verify") == 1
    assert "another key" in capsys.readouterr().err

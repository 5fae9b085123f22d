"""Wrong words on the command line: one clear line, the right exit code, nothing half-done."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.cli import main
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "config" / "demo.toml"
SMALL = """
[site]
id = "hq"
name = { zh = "客服中心", en = "Service centre" }
timezone = "Asia/Shanghai"
[broker]
url = "embedded"
[web]
port = %d
[[zones]]
id = "office"
name = { zh = "办公室", en = "Office" }
"""

Out = pytest.CaptureFixture[str]


def _line(capsys: Out) -> str:
    said = capsys.readouterr()
    assert said.out == ""
    assert "Errno" not in said.err
    (line,) = said.err.splitlines()
    return line


@pytest.mark.parametrize("port", ["-1", "65536", "abc", ""])
def test_a_port_that_is_none_is_wrong_words(port: str, tmp_path: Path, capsys: Out) -> None:
    """Exit 2, the value and the limit; nothing is begun in the data folder."""
    with pytest.raises(SystemExit) as ended:
        main(["demo", f"--port={port}", "--data", str(tmp_path / "data")])

    assert ended.value.code == 2
    assert f"must be 0 (any free one) to 65535, not {port!r}" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_demo_whose_port_is_taken_writes_nothing(tmp_path: Path, capsys: Out) -> None:
    """One line with address, port and what to do; no data folder of a demo that never was."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["demo", "--port", str(port), "--data", str(tmp_path / "data")]) == 1

    line = _line(capsys)
    assert f"127.0.0.1 port {port}: Address already in use" in line
    assert "--port" in line
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["backup"],
        ["registry", "export"],
        ["ledger", "verify"],
        ["ledger", "export"],
        ["ledger", "anchor"],
        ["ledger", "rebuild"],
        ["restore", "no-such-backup.tar.gz"],
        ["people", "import", "no-such-file.csv"],
        ["people", "export", "p001"],
        ["registry", "import", "no-such-file.json"],
        ["report", "timesheet", "--from", "2026-11-01", "--to", "2026-11-02"],
        ["report", "energy", "--from", "2026-11-01", "--to", "2026-11-02"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_folder_or_file_that_is_not_there_is_named_and_not_made(
    words: list[str], tmp_path: Path, capsys: Out
) -> None:
    """Exit 1, one line that names it; a mistyped folder does not come into being by it."""
    missing = tmp_path / "mistyped"

    assert main([*words, "--data", str(missing)]) == 1

    line = _line(capsys)
    assert "mistyped" in line or "no-such" in line
    assert not missing.exists()


def test_a_file_in_place_of_the_data_folder_is_wrong_words(tmp_path: Path, capsys: Out) -> None:
    """Whatever the command."""
    (tmp_path / "data").write_text("")
    with pytest.raises(SystemExit) as ended:
        main(["registry", "export", "--data", str(tmp_path / "data")])

    assert ended.value.code == 2
    assert "data is a file; name a folder" in capsys.readouterr().err


def test_a_trouble_of_the_system_is_one_line(capsys: Out) -> None:
    """A folder that cannot be made: which, and why, without a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert main(["demo", "--port", str(port), "--data", "/proc/none/data"]) == 1

    assert "/proc/none" in _line(capsys)


def test_reading_an_empty_data_folder_leaves_it_empty(tmp_path: Path, capsys: Out) -> None:
    """`registry export` gives an empty document and makes no keys."""
    assert main(["registry", "export", "--data", str(tmp_path)]) == 0

    assert json.loads(capsys.readouterr().out)["people"] == []
    assert list(tmp_path.iterdir()) == []


def test_a_replay_into_a_folder_begins_none_for_a_wrong_registry(
    tmp_path: Path, capsys: Out
) -> None:
    """So that it can be tried again with the same words once the document is put right."""
    people, day, into = tmp_path / "r.json", tmp_path / "day.jsonl", tmp_path / "into"
    people.write_text('{"people":[{"id":"p1"}]}')
    day.write_text('{"at":"2026-11-20T08:00:00+08:00","type":"advance"}')
    words = ["replay", "--config", str(DEMO), "--registry", str(people), "--into", str(into)]

    assert main([*words, str(day)]) == 1
    assert not into.exists()

    people.write_text('{"people":[{"id":"p1","number":"1","name":"A"}]}', "utf-8-sig")
    assert main([*words, str(day)]) == 0
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("written", ['"2026-02-30"', '"tomorrow"', "true"])
def test_a_day_that_is_none_is_said_in_words(written: str, tmp_path: Path, capsys: Out) -> None:
    """Where, how a day is written, and what stood there; nothing is imported."""
    document = tmp_path / "r.json"
    document.write_text(f'{{"calendar":[{{"date":{written},"kind":"holiday"}}]}}')

    assert main(["registry", "import", str(document), "--data", str(tmp_path / "data")]) == 1

    said = capsys.readouterr().err
    assert 'must be a day that exists, written "2026-11-20", not' in said
    assert "nothing was imported" in said


def test_a_line_without_a_field_says_that_it_is_missing(tmp_path: Path, capsys: Out) -> None:
    """Not that it is "None", which nobody wrote."""
    day = tmp_path / "day.jsonl"
    day.write_text('{"at":"2026-11-20T08:00:00+08:00","type":"press","room":"room-a"}')

    assert main(["replay", "--config", str(DEMO), str(day)]) == 1
    assert "line 1: control must be text; it is missing" in _line(capsys)


def test_a_site_that_asks_for_the_embedded_broker_gets_one(tmp_path: Path) -> None:
    """`broker.url = "embedded"` is allowed in a site file: `run` brings the broker along."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = tmp_path / "site.toml"
    site.write_text(SMALL % port, "utf-8")
    command = [sys.executable, "-m", "gateway", "run", "--config", str(site)]
    with subprocess.Popen(
        [*command, "--data", str(tmp_path / "data")],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stderr is not None
        said: list[str] = []
        for line in program.stderr:
            said.append(line)
            if "broker, for this machine alone: mqtt://127.0.0.1:" in line:
                break
        program.send_signal(signal.SIGTERM)
        rest = program.communicate(timeout=PATIENCE_S)[1]

    assert program.returncode == 0, "".join(said) + rest
    assert "Traceback" not in "".join(said) + rest

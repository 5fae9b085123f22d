"""`replay` on the command line: effects on stdout; a bad line is named, with what to do."""

import io
import json
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.keys import Keys
from gateway.ledger import verify
from tests.scenarios.play import fits

HERE = Path(__file__).parent
CONFIG = HERE.parents[1] / "config"
SITE, PEOPLE = CONFIG / "demo.toml", CONFIG / "demo-registry.json"
TAP = (
    '{"at":"2026-11-20T08:58:03+08:00","type":"tap","reader":"front-door","uid":"04D002A1B2C34A"}\n'
)
LATER = '{"at":"2026-11-20T09:58:03+08:00","type":"advance"}\n'
Out = pytest.CaptureFixture[str]


def replay(*words: object) -> int:
    """Run the command as `main` would; argparse's own refusals are its exit code."""
    try:
        return main(["replay", "--config", str(SITE), "--registry", str(PEOPLE), *map(str, words)])
    except SystemExit as over:
        return int(over.code or 0)


def events(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


BAD_LINES = [
    ("not json", TAP + "tap tap\n", "line 2: not JSON"),
    ("cut off", TAP + LATER[:20], "line 2: not JSON"),
    ("no object", TAP + "[1, 2]\n", "line 2: must be an object, not a list"),
    ("at missing", TAP + '{"type":"advance"}\n', "line 2: at is missing"),
    ("at no time", TAP + '{"at":"soon","type":"advance"}\n', "line 2: at must be ISO 8601"),
    ("at a number", TAP + '{"at":20261120,"type":"advance"}\n', "line 2: at must be ISO 8601"),
    (
        "no offset",
        TAP + '{"at":"2026-11-20T09:00:00","type":"advance"}\n',
        "line 2: at needs an offset such as +08:00",
    ),
    (
        "unknown type",
        TAP + LATER.replace("advance", "tapp"),
        "line 2: type must be one of tap,",
    ),
    ("did you mean", TAP + LATER.replace("advance", "pres"), "did you mean press?"),
    ("type missing", TAP + '{"at":"2026-11-20T09:00:00+08:00"}\n', "line 2: type is missing"),
    ("unsorted", LATER + TAP, "line 2: 2026-11-20T08:58:03+08:00 is earlier than"),
    (
        "uid not hex",
        TAP + TAP.replace("04D002A1B2C34A", "xyz"),
        "line 2: uid must be hexadecimal",
    ),
    ("reader missing", TAP + TAP.replace('"reader":"front-door",', ""), "line 2: reader must be"),
    (
        "wrong flag",
        LATER.replace('"advance"', '"mqtt","topic":"a","payload":"","retain":"yes"'),
        "line 1: retain must be true or false",
    ),
    (
        "wrong correction",
        LATER.replace('"advance"', '"correct","tap_id":"t","correction":"oops"'),
        "line 1: correction must be one of leaving",
    ),
    (
        "until a number",
        LATER.replace(
            '"advance"', '"answer","prompt":"last-out","zone":"z","choice":"leave_on","until":5'
        ),
        "line 1: until must be text",
    ),
    ("long ago", TAP.replace("2026-", "0001-"), "line 1: at must be 1970 to 2200, not 1"),
    ("not text", TAP.encode() + b"\xff\xfe\n", "line 2: not UTF-8"),
    ("not finite", TAP + LATER.replace("}", ',"x":NaN}'), "line 2: not JSON"),
    (
        "surrogates",
        LATER.replace('"advance"', '"mqtt","topic":"\\ud800","payload":"\\ud800"') + "x",
        "line 2: not JSON",
    ),
    ("deep", "[" * 100_000 + "\n", "line 1: not JSON"),
]


@pytest.mark.parametrize(
    ("content", "said"), [b[1:] for b in BAD_LINES], ids=[b[0] for b in BAD_LINES]
)
def test_a_bad_line_is_named_with_what_is_wrong_and_the_exit_code_fails(
    tmp_path: Path, capsys: Out, content: str | bytes, said: str
) -> None:
    """One sentence on stderr, exit 1, no traceback; what was before it has been played."""
    assert replay(events(tmp_path, content)) == 1

    heard = capsys.readouterr()
    assert said in heard.err
    assert "Traceback" not in heard.err
    assert len(heard.err.splitlines()) == 1
    for line in heard.out.splitlines():
        json.loads(line)


def test_effects_of_good_lines_before_a_bad_one_are_printed(tmp_path: Path, capsys: Out) -> None:
    """So one sees how far it came."""
    assert replay(events(tmp_path, TAP + "rubbish\n")) == 1

    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["effect"] for e in out if e["effect"] in {"record", "feedback"}][:2] == [
        "record",
        "feedback",
    ]


def test_lines_come_from_stdin_when_no_file_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    """For pipes; blank lines, comments and a byte order mark do no harm."""
    said = io.TextIOWrapper(io.BytesIO(f"\ufeff# a day\n\n{TAP}".encode()), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", said)

    assert replay() == 0

    assert '"accepted"' in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_in_words(tmp_path: Path, capsys: Out) -> None:
    """Exit 1, and which."""
    assert replay(tmp_path / "nowhere.jsonl") == 1

    heard = capsys.readouterr()
    assert "nowhere.jsonl" in heard.err
    assert "Traceback" not in heard.err


def test_into_keeps_the_records_for_other_commands(tmp_path: Path, capsys: Out) -> None:
    """A fresh data folder with the day in it: chain, people, keys; a used one is refused."""
    folder = tmp_path / "day"

    assert replay("--into", folder, HERE / "normal-day.jsonl") == 0

    kept = capsys.readouterr().out
    rows = [e for e in map(json.loads, kept.splitlines()) if e["effect"] == "record"]
    verdict = verify(folder / "ledger.db", Keys.load(folder).ledger)
    assert (verdict.finding, verdict.rows) == (None, len(rows))
    assert main(["ledger", "export", "--data", str(folder)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(rows)

    assert replay("--into", folder, HERE / "normal-day.jsonl") == 1
    assert "is not empty" in capsys.readouterr().err


def test_a_registry_that_is_wrong_is_refused_with_every_problem(
    tmp_path: Path, capsys: Out
) -> None:
    """By path, before anything is played."""
    bad = tmp_path / "people.json"
    bad.write_text('{"people": [{"id": "p1"}], "badges": [{"uid": "zz", "person": "p9"}]}')
    day = events(tmp_path, TAP)

    code = main(["replay", "--config", str(SITE), "--registry", str(bad), str(day)])

    heard = capsys.readouterr()
    assert code == 1
    assert "Traceback" not in heard.err
    assert "people" in heard.err
    assert "badges" in heard.err
    assert heard.out == ""


def test_the_example_of_the_manual_does_what_the_manual_says(tmp_path: Path, capsys: Out) -> None:
    """Every line printed there leaves, in that order; `…` stands for the rest."""
    blocks = (HERE.parents[1] / "docs" / "replay.md").read_text("utf-8").split("```\n")
    day, printed = blocks[1], blocks[3]

    assert replay(events(tmp_path, day)) == 0

    came = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    at = 0
    for line in printed.splitlines():
        wanted = json.loads(line.replace(", …", ""))
        items = wanted.pop("items", [])
        at = next(n for n in range(at, len(came)) if fits(wanted, came[n]))
        assert all(any(fits(item, one) for one in came[at]["items"]) for item in items)


def test_a_report_on_a_replayed_day_knows_all_of_it(tmp_path: Path, capsys: Out) -> None:
    """The file tells of its whole first day, up to its end: who never tapped was absent."""
    day = events(
        tmp_path,
        '{"at":"2026-11-20T08:58:03+08:00","type":"tap","reader":"front-door","uid":"04D002A1B2C34A"}\n'
        '{"at":"2026-11-20T17:40:00+08:00","type":"tap","reader":"front-door","uid":"04D002A1B2C34A"}\n'
        '{"at":"2026-11-21T03:00:00+08:00","type":"advance"}\n',
    )
    into = tmp_path / "data"
    assert replay("--into", str(into), day) == 0
    capsys.readouterr()

    asked = ["report", "timesheet", "--from", "2026-11-20", "--to", "2026-11-20"]
    assert main([*asked, "--data", str(into)]) == 0

    days = {day["person"]: day for day in json.loads(capsys.readouterr().out)}
    assert (days["p002"]["status"], days["p002"]["final"]) == ("present", True)
    assert days["p003"]["status"] == "absent"

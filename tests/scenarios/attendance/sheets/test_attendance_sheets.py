"""Timesheets of days and weeks, one file a rule (spec 02 §1 to §4): played, then reported.

A file's taps and requests are replayed into a data folder; the report that
anybody can run is then compared with what the file says must come of it:

    #: p001 2026-11-17 day present+late 09:08-17:31 late=8 worked=7:22 final why=late

that is: who, the day, the shift (`-` for none), the status with its flags,
coming and leaving (`+1`: on the next day), and any of `late`, `early` (minutes),
`worked`, `break`, `gap`, `over`, `before`, `counted`, `leave`, `outing`
(h:mm), `class`, `final` or `open`, and codes that the explanation has. All
entries of that person and day are listed, no others may be there.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.replay.office import open_replay

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.jsonl"))
EXPECTED, RULE = "#: ", "# rule: "
HOURS = {
    "worked": "worked_s",
    "break": "break_s",
    "gap": "gap_s",
    "over": "overtime_s",
    "before": "before_s",
    "counted": "overtime_counted_s",
    "leave": "leave_s",
    "outing": "outing_s",
}
MINUTES = {"late": "late_s", "early": "early_s"}

RULES = {
    "bounce",
    "second-tap",
    "undo",
    "correction",
    "direction-toggle",
    "direction-one-way",
    "inner-door",
    "forgotten-tap",
    "forgotten-at-noon",
    "night-shift",
    "margins-inclusive",
    "grace-strict",
    "watch-window",
    "thresholds",
    "pairing-first-last",
    "pairing-every-pair",
    "planned-break",
    "early-arrival",
    "overlap",
    "open-session-first",
    "adjacent-bridged",
    "rotation-every-other-day",
    "makeup-saturday",
    "team-ignores-makeup",
    "holiday",
    "holidays-worked",
    "unknown-calendar",
    "roster-first",
    "effective-dated",
    "meals-table",
    "shop-shifts",
    "present",
    "late",
    "early",
    "half-day",
    "absent",
    "absence-waits",
    "incomplete",
    "on-leave",
    "half-leave",
    "unapproved-is-absent",
    "outing",
    "outing-is-no-gap",
    "field-work",
    "rest-day",
    "off-shift",
    "final-strictly",
    "silent-reader",
    "lost-taps",
    "overtime",
    "declared",
    "trap-forgotten-tap-turns-days-round",
    "trap-1735-taken-for-duty",
    "trap-early-arrival-paid",
    "trap-verdict-before-readers-delivered",
}
"""Every rule of taps, shifts and verdicts; the traps of other systems by name."""


@dataclass(frozen=True)
class Expected:
    """One line of what must come of a file."""

    person: str
    day: date
    shift: str
    status: str
    flags: frozenset[str]
    times: str
    more: tuple[str, ...]


def expected_of(path: Path) -> list[Expected]:
    """Return what a file says must come of it."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(EXPECTED):
            person, day, shift, verdict, times, *more = line.removeprefix(EXPECTED).split()
            status, *flags = verdict.split("+")
            found.append(
                Expected(
                    person=person,
                    day=date.fromisoformat(day),
                    shift=shift,
                    status=status,
                    flags=frozenset(flags),
                    times=times,
                    more=tuple(more),
                )
            )
    return found


def rules_of(path: Path) -> set[str]:
    """Return the rules that a file shows."""
    lines = path.read_text("utf-8").splitlines()
    return {line.removeprefix(RULE) for line in lines if line.startswith(RULE)}


def troubles(expected: Expected, entry: dict) -> Iterator[str]:
    """Yield what of one entry is not as the file says."""
    said = entry["status"], frozenset(entry["flags"]), clock(entry)
    wanted = expected.status, expected.flags, expected.times
    if said != wanted:
        yield f"is {said}"
    for word in expected.more:
        name, _, value = word.partition("=")
        is_so = _more(name, value, entry)
        if not is_so:
            yield f"not {word}"


def _more(name: str, value: str, entry: dict) -> bool:
    if name in ("final", "open"):
        return entry["final"] is (name == "final")
    if name == "why":
        return set(value.split(",")) <= {why["code"] for why in entry["why"]}
    if name == "class":
        return entry["overtime_class"] == value
    if name in MINUTES:
        return entry[MINUTES[name]] // 60 == int(value)
    hours, _, minutes = value.partition(":")
    return (entry[HOURS[name]] or 0) // 60 == int(hours) * 60 + int(minutes)


def clock(entry: dict) -> str:
    """Return coming and leaving as `08:57-17:31`, `21:55-06:04+1`, `08:57-` or `-`."""
    return f"{_local(entry, 'in')}-{_local(entry, 'out')}"


def _local(entry: dict, key: str) -> str:
    if entry[key] is None:
        return ""
    at = datetime.fromisoformat(entry[key])
    later = (at.date() - date.fromisoformat(entry["date"])).days
    return f"{at:%H:%M}" + (f"{later:+d}" if later else "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_timesheet_is_as_the_file_says(path: Path, tmp_path: Path, capsys) -> None:
    """Replayed into a data folder, reported by the command."""
    data = tmp_path / "data"
    lines = path.read_text("utf-8").splitlines()
    with open_replay(HERE / "site.toml", HERE / "people.json", data) as office:
        for _effect in office.play_lines(lines):
            pass
    wanted = expected_of(path)
    days = [one.day for one in wanted]
    span = ["--from", f"{min(days)}", "--to", f"{max(days)}"]
    assert main(["report", "timesheet", "--data", f"{data}", *span]) == 0
    entries = json.loads(capsys.readouterr().out)

    wrong = []
    for one in wanted:
        found = [
            e
            for e in entries
            if (e["person"], e["date"], e["shift"] or "-") == (one.person, f"{one.day}", one.shift)
        ]
        said = [trouble for entry in found for trouble in troubles(one, entry)]
        wrong += [f"{one.person} {one.day} {one.shift}: {trouble}" for trouble in said]
        if len(found) != 1:
            wrong.append(f"{one.person} {one.day} {one.shift}: {len(found)} entries")
    asked = {(one.person, f"{one.day}") for one in wanted}
    there = [e for e in entries if (e["person"], e["date"]) in asked]
    if len(there) != len(wanted):
        wrong.append(f"{len(there)} entries where {len(wanted)} are told")
    assert wrong == [], "\n".join(wrong)


def test_every_rule_has_its_file() -> None:
    """And no file shows a rule that nobody knows."""
    shown = {rule for path in FILES for rule in rules_of(path)}

    assert shown == RULES


def test_each_file_says_what_must_come_of_it() -> None:
    """A title, a rule, and at least one line of a timesheet."""
    for path in FILES:
        assert path.read_text("utf-8").startswith("# "), path.name
        assert rules_of(path), path.name
        assert expected_of(path), path.name

"""Shifts with a past, teams, patterns and rosters: what the registry takes and what it refuses."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.errors import RegistryProblem
from gateway.keys import Keys
from gateway.registry import Registry
from gateway.registry.as_rules import with_registry
from tests.stores.samples import DOCUMENT

EMPTY = Rules(site="hq", name=Text("", ""), timezone=ZoneInfo("Asia/Shanghai"))
TEAM = {"id": "service", "name": {"zh": "客服部", "en": "Service"}, "managers": ["p018"]}


@pytest.fixture
def registry(tmp_path: Path, keys: Keys) -> Registry:
    """A registry with the sample document."""
    made = Registry(tmp_path / "registry.json", keys)
    assert made.import_document(DOCUMENT) == ()
    return made


def _lines(registry: Registry, **tables: object) -> list[str]:
    return [problem.line("en") for problem in registry.import_document(tables)]


def test_a_shift_remembers_what_it_was(registry: Registry, tmp_path: Path, keys: Keys) -> None:
    """The rules get each earlier version with its last day, oldest first."""
    kept = dict(registry.get("shifts", "day") or {})
    old = {"until": "2026-10-31", "start": "08:00", "end": "16:00"}
    registry.save("shifts", "day", {**kept, "earlier": [old]}, by="p017")

    shift = with_registry(EMPTY, registry.view, 1).shifts["day"]

    [(until, was)] = shift.earlier
    assert (until, was.start, was.end, was.id) == (date(2026, 10, 31), time(8), time(16), "day")
    assert was.earlier == ()
    again = Registry(tmp_path / "registry.json", keys)
    assert again.view.shifts["day"] == registry.view.shifts["day"]


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        ([("2026-10-31", "08:00", "08:00")], "a shift of 24 h is refused"),
        ([("2026-10-31", "08:00", "09:00"), ("2026-09-30", "08:00", "09:00")], "oldest first"),
        ([("2026-10-31", "08:00", "09:00"), ("2026-10-31", "08:00", "09:00")], "each day once"),
    ],
)
def test_a_shifts_past_makes_sense_too(
    registry: Registry, earlier: list[tuple[str, str, str]], words: str
) -> None:
    """Each version is checked like the shift itself, and they stand in order."""
    rows = [{"until": u, "start": s, "end": e} for u, s, e in earlier]
    shift = {"id": "x", "name": "x", "start": "09:00", "end": "17:00", "earlier": rows}
    [line] = _lines(registry, shifts=[shift])

    assert words in line


def test_a_pattern_that_means_nothing_is_refused(registry: Registry) -> None:
    """In words that say what may be written."""
    plan = {"person": "p017", "shift": "day", "from": "2026-12-01", "pattern": "every:0"}
    [line] = _lines(registry, assignments=[plan])

    assert "every:0" in line
    assert "cycle:2/1" in line


def test_a_team_names_people_and_teams_that_are_there(registry: Registry) -> None:
    """Unknown managers, stand-ins and parents are said, each by its place."""
    wrong = {**TEAM, "managers": ["p999"], "stand_ins": ["p998"], "parent": "moon"}
    lines = _lines(registry, teams=[wrong])

    assert [line.partition(": ")[0] for line in lines] == [
        "teams.service.managers",
        "teams.service.stand_ins",
        "teams.service.parent",
    ]


def test_teams_do_not_go_round_in_a_circle(registry: Registry) -> None:
    """The circle is said once, by the teams' names; a team of itself is one too."""
    a, b = {**TEAM, "parent": "b"}, {"id": "b", "name": "B", "parent": "service"}
    [line] = _lines(registry, teams=[a, b])
    assert "Service → B → Service" in line

    [line] = _lines(registry, teams=[{"id": "s", "name": "Self", "parent": "s"}])
    assert "Self → Self" in line


def test_only_a_published_roster_is_a_plan(registry: Registry) -> None:
    """A draft is nobody's plan yet."""
    plan = {"team": "service", "month": "2026-12", "days": {"p017": {"2026-12-01": "day"}}}
    assert _lines(registry, rosters=[plan]) == []
    assert with_registry(EMPTY, registry.view, 1).roster == {}

    kept = registry.get("rosters", "service:2026-12")
    assert kept is not None
    registry.save("rosters", "service:2026-12", {**kept, "state": "published"}, by="p018")

    roster = with_registry(EMPTY, registry.view, 1).roster
    assert roster == {"p017": {date(2026, 12, 1): "day"}}


def test_a_roster_names_its_own_month_and_what_is_there(registry: Registry) -> None:
    """Another month's day, an unknown person and an unknown shift are refused."""
    roster = {"team": "service", "month": "2026-12"}
    [line] = _lines(registry, rosters=[{**roster, "days": {"p017": {"2027-01-01": ""}}}])
    assert "2027-01-01" in line

    lines = _lines(registry, rosters=[{**roster, "days": {"p999": {"2026-12-01": "moon"}}}])
    assert ["p999" in lines[0], "moon" in lines[1]] == [True, True]


def test_many_documents_are_saved_together_or_not_at_all(registry: Registry) -> None:
    """A team and its people: where one is wrong, none is changed."""
    person = dict(registry.get("people", "p017") or {})
    before = registry.export_document()
    changes = {"people": {"p017": {**person, "team": "x"}}, "teams": {"x": {"id": "x", "name": ""}}}
    with pytest.raises(RegistryProblem):
        registry.save_all(changes, by="p018")
    assert registry.export_document() == before

    registry.save_all({**changes, "teams": {"x": {"id": "x", "name": "X"}}}, by="p018")
    assert registry.view.people["p017"].team == "x"
    assert registry.view.teams["x"].name == Text("X", "X")


def test_a_table_of_people_is_looked_at_before_it_is_taken(registry: Registry) -> None:
    """A preview changes nothing; bad lines stop it all, unless the good ones are asked for."""
    content = "工号,姓名,部门\n4001,孙丽,客服\n4002,,客服\n".encode("gb18030")
    before = registry.export_document()
    seen = registry.preview_people(content)
    assert [(one.line, one.number, one.is_new) for one in seen.good] == [(2, "4001", True)]
    assert [one.line for one in seen.bad] == [3]

    assert registry.import_people(content, good_only=False, by="p018").taken == 0
    assert registry.export_document() == before
    assert registry.import_people(content, good_only=True, by="p018").taken == 1
    assert registry.view.people["p4001"].team == "客服"


def test_what_only_the_whole_registry_knows_is_said_of_the_file(registry: Registry) -> None:
    """Two numbers that make one id: line 0 is the file as a whole, and nothing is taken."""
    content = b"number,name\na b,One\na-b,Two\n"
    assert [one.line for one in registry.preview_people(content).bad] == [0]
    assert registry.import_people(content, good_only=True, by="p018").taken == 0


def test_who_may_not_give_a_role_does_not_give_it_by_a_table(registry: Registry) -> None:
    """Neither taken from somebody nor given; roles a person has already may stay."""
    content = b"number,name,roles\n5001,Eve,admin\n5002,Bob,staff\n"
    seen = registry.preview_people(content, may_give=frozenset({"staff"}))

    assert [one.number for one in seen.good] == ["5002"]
    [wrong] = seen.bad
    assert (wrong.line, "admin" in wrong.text.en) == (2, True)


def test_a_file_that_is_no_text_is_said_to_be_none(registry: Registry) -> None:
    """A workbook saved as it is, a line that cannot be read, a column twice: words, no crash."""
    assert registry.preview_people(b"\xff\xff\x00\x80").bad[0].line == 0
    huge = b'number,name\n1,"' + b"x" * 140_000
    assert "cannot be read" in registry.preview_people(huge).bad[0].text.en
    twice = "工号,number,姓名\n1,2,x\n".encode()
    assert "twice" in registry.preview_people(twice).bad[0].text.en


def test_a_temporary_badge_has_a_last_day(registry: Registry, keys: Keys) -> None:
    """It is kept, exported, and known to the rules."""
    row = {"uid": "04AABBCCDD", "person": "p018", "until": "2026-11-30"}
    assert _lines(registry, badges=[row]) == []

    badge = with_registry(EMPTY, registry.view, 1).badges[keys.hash_uid(b"\x04\xaa\xbb\xcc\xdd")]

    at = datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert not badge.has_ended(at.date())
    assert badge.has_ended(date(2026, 12, 1))


LATE = {"id": "late", "name": {"zh": "晚班", "en": "Late"}, "start": "17:00", "end": "21:00"}


def _plan(shift: str, since: str, **more: str) -> dict[str, str]:
    return {"person": "p018", "shift": shift, "from": since, "pattern": "daily", **more}


def test_nobody_is_to_work_two_shifts_at_once(registry: Registry) -> None:
    """Said with both shifts, the day and the times; what ends before is none of it."""
    assert _lines(registry, shifts=[LATE], assignments=[_plan("day", "2026-12-01")]) == []
    [line] = _lines(registry, assignments=[_plan("late", "2026-12-07")])
    for words in ("王芳", "Late", "2026-12-07 17:00"):
        assert words in line
    assert len(registry.view.assignments) == 2

    ended = _plan("day", "2026-12-01", to="2026-12-06")
    assert _lines(registry, assignments=[ended, _plan("late", "2026-12-07")]) == []


def test_a_shift_made_longer_collides_too(registry: Registry) -> None:
    """From the day on which its new hours hold."""
    late = {**LATE, "start": "19:00"}
    plans = [_plan("day", "2026-12-01"), _plan("late", "2026-12-01")]
    assert _lines(registry, shifts=[late], assignments=plans) == []

    was = {"until": "2026-12-31", "start": "19:00", "end": "21:00"}
    [line] = _lines(registry, shifts=[{**LATE, "start": "16:00", "earlier": [was]}])

    assert "2027-01-01 16:00" in line


def test_what_a_team_works_is_kept_and_checked(registry: Registry) -> None:
    """A shift that is not there, a rotation and two from one day are refused in words."""
    works = {"from": "2026-12-01", "shift": "day"}
    assert _lines(registry, teams=[{**TEAM, "shifts": [works]}]) == []
    shifts = with_registry(EMPTY, registry.view, 1).teams["service"].shifts

    assert [(s.from_.isoformat(), s.shift, s.pattern) for s in shifts] == [
        ("2026-12-01", "day", "weekdays")
    ]
    for wrong, said in (
        ({**works, "shift": "noon"}, "no shift 'noon'"),
        ({**works, "pattern": "every:2"}, "pattern"),
        ({**works, "pattern": "someday"}, "means nothing here"),
    ):
        lines = _lines(registry, teams=[{**TEAM, "shifts": [wrong]}])
        assert len(lines) == 1
        assert said in lines[0]
    assert "two shifts of the team" in _lines(registry, teams=[{**TEAM, "shifts": [works] * 2}])[0]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_is_a_slip_of_the_keys_is_refused_in_words(registry: Registry, day: str) -> None:
    """What begins then cannot be reckoned with; an end may lie as far away as anybody likes."""
    plan = {"person": "p017", "shift": "day", "from": day}
    for tables in (
        {"assignments": [plan]},
        {"calendar": [{"date": day, "kind": "holiday"}]},
        {"teams": [{**TEAM, "shifts": [{"from": day, "shift": "day"}]}]},
    ):
        [line] = _lines(registry, **tables)
        assert "must be 2199-12-31 or less" in line or "must be 1900-01-01 or more" in line

    open_end = {**plan, "from": "2027-01-01", "to": "9999-12-31"}
    assert _lines(registry, assignments=[open_end]) == []

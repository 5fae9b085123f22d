"""Energy over the API: the page's figures, gaps as nulls."""

from collections.abc import Iterator

import pytest

from tests.kiosk_web.energy_scene import energy_office
from tests.kiosk_web.fake_gateway import FakeOffice
from tests.kiosk_web.test_api import Program

WEEK = "from=2026-11-16&to=2026-11-20"


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeOffice]:
    with energy_office(tmp_path_factory.mktemp("energy")) as made:
        yield made


@pytest.fixture(scope="module", name="program")
def _program(built: FakeOffice) -> Program:
    return Program(built)


def places(program: Program, query: str) -> dict[str, dict]:
    """Return the places of an answer by id."""
    answer = program.get(f"/energy?{query}")
    assert answer.status_code == 200, answer.text
    return {place["id"]: place for place in answer.json["places"]}


def test_a_zone_is_told_by_hours_with_what_is_in_it(program: Program) -> None:
    """Up to the hour under way; what was not measured is null."""
    found = places(program, f"zone=office&{WEEK}")
    hours = found["office"]["buckets"]
    noon = next(h for h in hours if h["at"] == "2026-11-18T12:00:00+08:00")

    assert set(found) == {"office", "room-a.ac"}
    assert len(hours) == 4 * 24 + 15
    assert (noon["wh"], noon["share"], noon["off_hours_wh"]) == (None, 0.0, None)
    assert found["office"]["power_w"] == 4100.0


def test_days_add_up_to_the_hours(program: Program) -> None:
    """The same energy, whichever way it is asked for."""
    found = [
        sum(b["wh"] or 0.0 for b in places(program, f"{WEEK}&step={step}")[""]["buckets"])
        for step in ("hour", "day")
    ]

    assert found[0] == pytest.approx(found[1])


def test_what_was_not_wasted_is_told_with_how_it_is_known(program: Program) -> None:
    """What is being spared right now as well, up to now."""
    spared = program.get(f"/energy?{WEEK}").json["avoided"]

    assert [(a["zone"], a["measured"]) for a in spared] == [("office", True), ("store", False)]
    assert spared[1]["wh"] == pytest.approx(400.0)
    assert len(program.get(f"/energy?zone=store&{WEEK}").json["avoided"]) == 1


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("from=2026-01-01&to=2026-11-20", "2026-01-01", "2026-03-03"),
        ("from=2026-01-01&to=2026-11-20&step=day", "2026-01-01", "2026-11-20"),
        ("from=2026-11-20&to=2026-11-16", "2026-11-20", "2026-11-20"),
        ("from=0001-01-01&to=9999-12-31", "2000-01-01", "2000-03-02"),
    ],
)
def test_the_answer_says_where_it_begins_and_ends(
    program: Program, query: str, first: str, last: str
) -> None:
    """So that a program can go on from there."""
    answer = program.get(f"/energy?{query}").json

    assert (answer["first"], answer["last"]) == (first, last)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"zone=nowhere&{WEEK}", 404),
        ("from=x&to=2026-11-20", 422),
        ("to=2026-11-16", 422),
        (f"{WEEK}&step=year", 422),
    ],
)
def test_what_makes_no_sense_is_refused(program: Program, query: str, status: int) -> None:
    """With problem details."""
    answer = program.get(f"/energy?{query}")

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"

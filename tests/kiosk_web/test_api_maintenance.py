"""Maintenance over the API: what is worked on; begin, prolong, end."""

import pytest

from tests.kiosk_web.fake_gateway import office
from tests.kiosk_web.test_api import Program

NOON = "2026-11-20T12:00:00+08:00"
ONE = "2026-11-20T13:00:00+08:00"


@pytest.fixture(name="program")
def _program():
    return Program(office())


def test_work_begins_is_prolonged_and_ends(program):
    """With who, as the ledger names it; the one that ends first goes first."""
    begun = program.post("/maintenance/room/room-a", {"until": NOON, "reason": "new lamps"})
    assert (begun.status_code, begun.get_json()["code"]) == (200, "done")
    program.post("/maintenance/zone/office", {"until": ONE})

    first, second = program.get("/maintenance").get_json()["works"]
    assert (first["scope"], first["until"], first["reason"]) == ("room:room-a", NOON, "new lamps")
    assert first["by"] == f"token:{program.token.id}"
    assert second["scope"] == "zone:office"

    program.post("/maintenance/zone/office", {"until": NOON})
    program.post("/maintenance/room/room-a/end", {})
    (only,) = program.get("/maintenance").get_json()["works"]
    assert (only["scope"], only["until"]) == ("zone:office", NOON)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/maintenance/room/moon", {"until": NOON}, 404),
        ("/maintenance/desk/room-a", {"until": NOON}, 422),
        ("/maintenance/room/room-a", {"until": "2020-01-01T00:00:00Z"}, 422),
        ("/maintenance/room/room-a", {"until": "noon"}, 422),
        ("/maintenance/room/room-a", {}, 422),
        ("/maintenance/room/room-a/end", {}, 409),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(program, path, body, status):
    """Problem details, and nothing is kept."""
    answer = program.post(path, body)

    assert answer.status_code == status
    assert answer.get_json()["zh"]
    assert program.get("/maintenance").get_json()["works"] == []

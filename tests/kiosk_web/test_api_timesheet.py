"""Days of attendance over the API: the shape that others rely on, a scope of its own, each look."""

import pytest

from gateway.domain.events import PersonalSeen
from kiosk_web.tokens import Scope
from tests.kiosk_web import attendance_scene as scene
from tests.kiosk_web.fake_gateway import FakeOffice, office
from tests.kiosk_web.test_api import Program

KEYS = {
    "person", "date", "shift", "shift_start", "shift_end", "status", "flags", "late_s", "early_s",
    "in", "out", "worked_s", "break_s", "overtime_s", "final", "taps", "why",
}  # fmt: skip


@pytest.fixture(name="built", scope="module")
def _built() -> FakeOffice:
    return scene.furnish(office())


def test_days_are_told_in_the_shape_that_others_rely_on(built: FakeOffice) -> None:
    """A list of days, `interfaces.md`."""
    answer = Program(built, [Scope.TIMESHEET]).get(
        "/timesheet?from=2026-11-18&to=2026-11-18&person=p017"
    )

    (day,) = answer.json
    assert set(day) >= KEYS
    assert (day["date"], day["status"], day["worked_s"]) == ("2026-11-18", "present", 27000)
    assert day["in"] == "2026-11-18T08:53:30+08:00"
    assert [t["direction"] for t in day["taps"]] == ["in", "out", "in", None, "out"]


def test_without_a_person_it_is_everybody(built: FakeOffice) -> None:
    """By person, then time."""
    answer = Program(built, [Scope.TIMESHEET]).get("/timesheet?from=2026-11-19&to=2026-11-20")

    people = [day["person"] for day in answer.json]
    assert people == sorted(people)
    assert len(set(people)) == 10


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2026-01-01&to=2027-01-02", 409),
        ("from=soon&to=later", 422),
        ("to=2026-11-19", 422),
        ("from=2026-11-19&to=2026-11-19&person=nobody", 404),
    ],
)
def test_what_cannot_be_told_is_refused(built: FakeOffice, query: str, status: int) -> None:
    """In problem details."""
    answer = Program(built).get(f"/timesheet?{query}")

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "query", ["from=2026-11-20&to=2026-11-19", "from=0114-03-27&to=0114-03-28"]
)
def test_where_there_is_nothing_the_list_is_empty(built: FakeOffice, query: str) -> None:
    """A span that ends before it begins, or long before anybody worked here."""
    answer = Program(built).get(f"/timesheet?{query}")

    assert (answer.status_code, answer.json) == (200, [])


def test_other_scopes_do_not_open_it(built: FakeOffice) -> None:
    """Nor does deciding about requests."""
    program = Program(built, frozenset(Scope) - {Scope.TIMESHEET})

    assert program.get("/timesheet?from=2026-11-19&to=2026-11-19").status_code == 403


def test_each_look_is_kept_with_the_program_that_looked(built: FakeOffice) -> None:
    """Whose days, and which."""
    program = Program(built, [Scope.TIMESHEET])
    program.get("/timesheet?from=2026-11-19&to=2026-11-19&person=p017")

    kept = [e for e in built.gateway.asked if isinstance(e, PersonalSeen)][-1]
    assert (kept.what, kept.about) == ("timesheet", "p017")
    assert kept.by == f"token:{program.token.id}"

"""What a roll-call came to: figures without names, made at its end, read from the ledger."""

from datetime import timedelta

import pytest

from gateway.domain.events import (
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
)
from gateway.domain.rollcall import PERSONAL, Part, Report, reports_in
from gateway.domain.turn import Fact
from tests.domain.front_desk import arrive, ask, front_desk
from tests.domain.scene import FRIDAY_0830, Scene


@pytest.fixture(name="scene")
def _scene() -> Scene:
    return front_desk()


def drill(scene: Scene, reason: str = "", drill: bool = True) -> Report:
    """Hold one: two in the office, a visiting pair, one in the lab, one added by hand."""
    for person in ("p001", "p002", "p003"):
        scene.tap(person)
    scene.tap("p003", "lab-door")
    arrive(scene, count=2)
    ask(scene, RollCallStarted(by="desk", drill=drill))
    ask(scene, RollCallAdded(text="送水师傅", by="desk"))
    for line, choice, at_s in (
        ("p:p001", "found", 30.0),
        ("v:v1", "found", 30.0),
        ("p:p003", "elsewhere", 60.0),
    ):
        scene.advance(at_s)
        ask(scene, RollCallTicked(line=line, choice=choice, by="desk"))
    ask(scene, RollCallEnded(by="desk", reason=reason))
    return scene.office.rollcall.past[-1]


def test_a_report_counts_people_and_how_long_it_took(scene):
    """Half of all on the list, the last of those accounted for; by zone; nobody's name."""
    report = drill(scene, reason="李伟说两人先走了")
    assert (report.total, report.found, report.elsewhere, report.missing) == (6, 3, 1, 2)
    assert (report.visitors, report.added, report.unconfirmed) == (2, 1, 0)
    assert report.found_s == (30.0, 60.0, 60.0, 120.0)
    assert (report.half_s, report.last_s, report.lasted_s) == (60.0, 120.0, 120.0)
    assert report.parts == (
        Part(zone="office", total=4, settled=3, last_s=60.0),
        Part(zone="lab", total=1, settled=1, last_s=120.0),
        Part(zone="", total=1, settled=0, last_s=None),
    )
    (row,) = scene.records("rollcall.ended")
    assert "高远" not in str(row.body)
    assert "李伟" not in str(row.body)


def test_half_is_never_reached_when_fewer_were_found(scene):
    """So that a drill that was broken off does not look quick."""
    scene.tap("p001")
    scene.tap("p002")
    scene.tap("p004")
    ask(scene, RollCallStarted(by="desk", drill=True))
    scene.advance(5.0)
    ask(scene, RollCallTicked(line="p:p001", choice="found", by="desk"))
    ask(scene, RollCallEnded(by="desk", reason="停"))
    (report,) = scene.office.rollcall.past
    assert (report.half_s, report.last_s) == (None, 5.0)


def test_who_the_doors_were_not_sure_of_is_counted(scene):
    """Forgotten tap-outs on the list make the next drill worth it."""
    scene.tap("p001")
    scene.until("20:45")
    ask(scene, RollCallStarted(by="desk", drill=True))
    ask(scene, RollCallEnded(by="desk", reason="停"))
    assert scene.office.rollcall.past[0].unconfirmed == 1


def test_reports_are_read_from_the_ledger_long_after_the_state_has_forgotten_them(scene):
    """Newest first, with the reason while its words are kept, without it after."""
    first = drill(scene, reason="停")
    scene.advance(timedelta(days=40).total_seconds())
    ask(scene, RollCallStarted(by="desk"))
    ask(scene, RollCallEnded(by="desk", reason="误报"))
    second = scene.office.rollcall.past[-1]
    assert reports_in(scene.kept) == (second, first)
    kept = [fact for fact in scene.kept if fact.kind not in PERSONAL]
    assert [report.reason for report in reports_in(kept)] == ["", ""]


def test_a_row_that_says_too_little_is_no_report():
    """Blanked, or of an early version."""
    rows = [Fact("rollcall.ended", "rc1", {}, FRIDAY_0830)]
    assert reports_in(rows) == ()

"""Outings: approved by the manager, gone, back; not back in time is told (S5, spec 02 §4)."""

from datetime import datetime, timedelta

import pytest

from gateway.domain import requests
from gateway.domain.effects import AlertChanged
from gateway.domain.events import Correction, MinuteBegan
from tests.domain.leave_desk import at, decide, desk, outing, the
from tests.domain.scene import Scene, every


@pytest.fixture(name="scene")
def _scene() -> Scene:
    """Li Wei is in; an outing from 10:00 to 11:00 is approved."""
    scene = desk()
    scene.tap("p001")
    outing(scene, at("20", "10:00"), at("20", "11:00"))
    decide(scene, "approve", "p003")
    return scene


def minutes_until(scene: Scene, local: str) -> list[tuple[str, str]]:
    """Let every minute begin up to a local time; return the overdue alerts' moves."""
    moves: list[tuple[str, str]] = []
    end = datetime.fromisoformat(at("20", local))
    while scene.clock.at < end:
        effects = scene.advance(60.0) + scene.feed(MinuteBegan())
        moves += [
            (f"{scene.clock.at:%H:%M}", e.state)
            for e in every(AlertChanged, effects)
            if e.key == "outing:r1"
        ]
    return moves


def test_who_is_not_back_a_quarter_of_an_hour_later_is_told_of(scene):
    """Once; coming back ends it."""
    scene.until("09:58")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    assert minutes_until(scene, "11:20") == [("11:15", "raised")]
    alert = scene.office.alerts.open["outing:r1"]
    assert (alert.title.zh, alert.severity) == ("李伟外出未归", "warning")
    assert "赵敏" in alert.body.zh
    assert "交材料" not in alert.body.zh

    assert minutes_until(scene, "11:29") == []
    scene.tap("p001")
    assert the(scene).back == "back"
    assert "outing:r1" not in scene.office.alerts.open
    assert minutes_until(scene, "12:30") == []


def test_a_restart_does_not_tell_it_twice(scene):
    """The open alert is durable, and so is who is back."""
    scene.until("09:58")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    minutes_until(scene, "11:20")
    before = scene.durable()
    scene.restart()
    assert scene.durable() == before
    assert minutes_until(scene, "11:29") == []


def test_back_in_time_is_told_to_nobody(scene):
    """Also when they leave for the day right after."""
    scene.until("09:58")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    scene.until("10:50")
    scene.tap("p001")
    scene.until("11:05")
    scene.tap("p001")
    assert minutes_until(scene, "11:40") == []
    assert the(scene).back == "back"


def test_who_never_went_is_not_missed(scene):
    """They are in all the time; leaving at the end of the day is no outing."""
    assert minutes_until(scene, "11:16") == []
    assert the(scene).back == "stayed"


def test_who_has_no_work_afterwards_is_not_expected_back():
    """An outing up to the shift's end ends at home."""
    scene = desk()
    outing(scene, at("20", "15:00"), at("20", "17:30"))
    decide(scene, "approve", "p003")
    scene.until("17:40")
    assert minutes_until(scene, "17:50") == []
    assert the(scene).back == "not_due"


def test_after_half_a_day_nobody_waits_any_more(scene):
    """The day is over; the timesheet says the rest."""
    scene.until("09:58")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    minutes_until(scene, "11:20")
    scene.advance(timedelta(hours=12).total_seconds())
    scene.feed(MinuteBegan())
    assert the(scene).back == "never"
    assert "outing:r1" not in scene.office.alerts.open


def test_a_cancelled_outing_is_not_waited_for(scene):
    """Its alert goes with it."""
    scene.until("09:58")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    minutes_until(scene, "11:20")
    decide(scene, "cancel", "p001")
    decide(scene, "approve", "p003")
    assert "outing:r1" not in scene.office.alerts.open
    assert minutes_until(scene, "11:30") == []


def test_nothing_is_said_by_a_clock_that_is_not_set(scene):
    """It would be wrong by hours."""
    scene.until("09:58")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    scene.clock.trusted = False
    assert minutes_until(scene, "11:30") == []


def test_away_now_says_who_is_on_what(scene):
    """An outing begins a quarter of an hour early for who goes out for it; its end is not in it."""

    def away(local: str) -> str | None:
        found = requests.away_now(scene.office, "p001", datetime.fromisoformat(at("20", local)))
        return None if found is None else found.id

    assert away("09:44") is None
    assert away("09:45") == "r1"
    assert away("10:59") == "r1"
    assert away("11:00") is None
    decide(scene, "cancel", "p001")
    assert away("10:30") == "r1"
    decide(scene, "approve", "p003")
    assert away("10:30") is None

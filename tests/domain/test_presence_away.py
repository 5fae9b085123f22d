"""What the kiosk answers to who is on leave, goes on an outing, or comes back (spec 02 §1, §4)."""

from dataclasses import replace
from datetime import date, time

import pytest

from gateway.domain.attendance.shifts import next_window
from gateway.domain.effects import Light
from gateway.domain.events import Correction
from gateway.domain.rules import Assignment, DayKind, Shift
from gateway.domain.text import Text
from tests.domain.leave_desk import at, decide, desk, leave, outing
from tests.domain.scene import SHANGHAI, Scene


@pytest.fixture(name="scene")
def _scene() -> Scene:
    """Friday, 08:30, nobody in; p001 works 09:00 to 17:30."""
    return desk()


def on_leave(scene: Scene, since: str, until: str) -> None:
    leave(scene, at("20", since), at("20", until))
    decide(scene, "approve", "p003")


def on_outing(scene: Scene, since: str, until: str) -> None:
    outing(scene, at("20", since), at("20", until))
    decide(scene, "approve", "p003")


def shown(scene: Scene):
    return scene.office.taps.shown["front-door"]


def test_who_comes_while_on_leave_is_told_so(scene):
    """Not which kind of leave: others stand at the kiosk too."""
    on_leave(scene, "09:00", "17:30")
    scene.until("10:00")
    answer = scene.tap("p001")

    assert answer.message == Text(
        "早上好，李伟，您请假到 17:30", "Good morning, 李伟, you are on leave to 17:30"
    )
    assert (answer.light, shown(scene).verdict, shown(scene).late_s) == (Light.GREEN, "on_leave", 0)


def test_who_comes_after_the_half_that_was_due_is_on_leave(scene):
    """The afternoon is off: two o'clock is not five hours late."""
    on_leave(scene, "13:00", "17:30")
    scene.until("14:00")
    scene.tap("p001")

    assert (shown(scene).verdict, shown(scene).late_s) == ("on_leave", 0)


def test_a_leave_of_days_is_said_without_its_end(scene):
    """Today is what matters at a door."""
    leave(scene, at("20", "09:00"), at("24", "17:30"))
    decide(scene, "approve", "p003")
    decide(scene, "approve", "boss")

    scene.until("10:00")
    assert scene.tap("p001").message.zh == "早上好，李伟，您今天请假"


@pytest.mark.parametrize(
    ("local", "verdict", "late_s"),
    [("12:05", "on_time", 0), ("13:05", "on_time", 0), ("13:06", "late", 360)],
)
def test_after_a_morning_off_lateness_counts_from_the_rest_of_the_shift(
    scene, local, verdict, late_s
):
    """Off until noon, then the break: due at 13:00, and welcome from an hour before."""
    on_leave(scene, "09:00", "12:00")
    scene.until(local)
    scene.tap("p001")

    assert (shown(scene).verdict, shown(scene).late_s) == (verdict, late_s)


def test_leaving_into_an_afternoon_off_is_not_early(scene):
    """Leave from 15:00 on: leaving at 15:00 is in time; without it, it would not be."""
    on_leave(scene, "16:00", "17:30")
    scene.tap("p001")
    scene.until("16:00")
    scene.tap("p001")

    assert shown(scene).verdict == "goodbye"


def test_leaving_during_an_approved_outing_is_going_out(scene):
    """No key to touch: the outing is known, and so is when it ends."""
    scene.tap("p001")
    on_outing(scene, "10:00", "11:00")
    scene.until("09:58")
    answer = scene.tap("p001")

    assert answer.message.zh == "外出已记下，李伟，请在 11:00 前回来"
    assert (shown(scene).direction, "p001" in scene.office.presence.out) == ("going_out", True)
    assert shown(scene).offers == (Correction.ARRIVED, Correction.LEAVING, Correction.UNDO)

    scene.until("10:50")
    assert scene.tap("p001").message.zh == "欢迎回来，李伟"
    assert "p001" not in scene.office.presence.out


def test_leaving_for_an_outing_that_ends_the_day_is_leaving(scene):
    """Nobody is expected back: no "not back yet" at four in the morning."""
    scene.tap("p001")
    on_outing(scene, "15:00", "17:30")
    scene.until("15:00")
    scene.tap("p001")

    assert (shown(scene).direction, shown(scene).verdict) == ("out", "goodbye")
    assert scene.office.presence.out == {}


def test_somebody_who_goes_home_instead_says_so(scene):
    """One touch: leaving, not going out."""
    scene.tap("p001")
    on_outing(scene, "10:00", "11:00")
    scene.until("10:00")
    scene.tap("p001")
    scene.correct("leaving")

    assert (shown(scene).direction, scene.office.presence.out) == ("out", {})
    assert scene.durable() == scene.durable(scene.refolded())


def test_a_word_said_beforehand_wins_over_the_outing(scene):
    """ "I'm leaving" is leaving."""
    scene.tap("p001")
    on_outing(scene, "10:00", "11:00")
    scene.until("10:00")
    scene.tap("p001", wanted=Correction.LEAVING)

    assert shown(scene).direction == "out"


def test_who_comes_straight_from_an_outing_is_welcome_back(scene):
    """First at a client's, then in: neither late nor half a day."""
    on_outing(scene, "09:00", "11:30")
    scene.until("10:10")

    assert scene.tap("p001").message.zh == "欢迎回来，李伟"
    assert shown(scene).verdict == "back"


def test_a_holiday_and_a_day_off_are_said_as_what_they_are(scene):
    """Spec 02 §1: holiday, off shift."""
    scene.rules = replace(scene.rules, calendar={date(2026, 11, 20): DayKind.HOLIDAY})

    assert scene.tap("p001").message.zh == "早上好，李伟，今天是节假日"
    assert scene.tap("p004", reader="back-door").message.zh == "早上好，陈浩，现在没有排班"


def test_the_watch_window_is_the_shifts_own(scene):
    """A site that says 30 minutes means it at the door too."""
    own = replace(scene.rules.shifts["day"], watch_min=30)
    scene.rules = replace(scene.rules, shifts={"day": own})
    scene.until("09:31")
    scene.tap("p001")

    assert shown(scene).verdict == "half_day"


def test_the_next_shift_of_the_day_is_known(scene):
    """For "duty next" at the kiosk."""
    duty = Shift(id="duty", name=Text("值班", "Duty"), start=time(18), end=time(21))
    plan = Assignment(person="p001", shift="duty", from_=date(2026, 1, 1))
    rules = replace(
        scene.rules,
        shifts={**scene.rules.shifts, "duty": duty},
        assignments=(*scene.rules.assignments, plan),
    )
    evening = scene.clock.at.replace(hour=17, minute=35, tzinfo=SHANGHAI)

    assert next_window(rules, "p001", evening).shift.id == "duty"
    assert next_window(rules, "p001", evening.replace(hour=18)) is None

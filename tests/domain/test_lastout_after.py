"""What proves a last-out check, what ends its alerts, and what the next one forgets."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Prompt, PromptItem, Verb
from gateway.domain.events import InputChanged, InputReachable, MinuteBegan, PartChanged, TimePassed
from gateway.domain.lastout import Outcome, Stage
from tests.domain.scene import Scene, every
from tests.domain.talk import LOADS, answer, commands, last_one_in, meter, report, said


@pytest.fixture
def leaving(scene: Scene) -> Scene:
    """Li Wei has just left; the AC was on, the meter at 1,000 W."""
    last_one_in(scene, "room-b.ac")
    meter(scene, 1_000.0)
    scene.tap("p001")
    return scene


def outcome(scene: Scene) -> Outcome | None:
    return scene.office.lastout.checks["office"].outcome


def test_a_meter_that_moves_under_its_standby_figure_is_quiet_all_the_same(leaving: Scene) -> None:
    """The minute goes on; at the figure itself it is quiet, too."""
    answer(leaving, "turn_all_off")
    report(leaving, "room-b.ac", power=False)
    meter(leaving, 60.0)
    leaving.advance(30)
    meter(leaving, 20.0)
    leaving.advance(30)

    assert outcome(leaving) is Outcome.VERIFIED


def test_a_meter_lost_while_it_verifies_proves_nothing(leaving: Scene) -> None:
    """Its last word was low; a minute of silence is not a minute of quiet."""
    answer(leaving, "turn_all_off")
    report(leaving, "room-b.ac", power=False)
    meter(leaving, 40.0)
    leaving.advance(10)
    leaving.feed(said("office-meter", None, online=False))
    leaving.advance(290)

    assert outcome(leaving) is Outcome.COMMANDED_ONLY


def test_what_the_broker_forgot_is_no_proof_either(leaving: Scene) -> None:
    """All that was heard before the gap is old."""
    answer(leaving, "turn_all_off")
    report(leaving, "room-b.ac", power=False)
    meter(leaving, 40.0)
    leaving.feed(PartChanged(part="broker", ok=False))
    leaving.advance(60)

    assert outcome(leaving) is None


def test_the_alert_of_a_failed_check_is_over_when_all_is_off_and_quiet(leaving: Scene) -> None:
    """Somebody went and switched it off by hand: no hand in the program is needed."""
    leaving.advance(66)
    assert "lastout:office" in leaving.office.alerts.open

    report(leaving, "room-b.ac", power=False)
    leaving.feed(MinuteBegan())
    assert "lastout:office" in leaving.office.alerts.open

    meter(leaving, 40.0)
    leaving.feed(MinuteBegan())

    assert "lastout:office" not in leaving.office.alerts.open


def test_the_alert_of_a_window_is_over_when_it_is_closed(leaving: Scene) -> None:
    """And not when another contact moves."""
    leaving.feed(InputChanged(input="window-3", value=True))
    leaving.advance(66)
    assert "windows:office" in leaving.office.alerts.open
    leaving.feed(InputChanged(input="door-lab", value=False))
    assert "windows:office" in leaving.office.alerts.open

    leaving.feed(InputChanged(input="window-3", value=False))

    assert "windows:office" not in leaving.office.alerts.open


def test_a_window_that_cannot_be_heard_any_more_is_not_closed(leaving: Scene) -> None:
    """It is asked about, nothing is called verified, and an alert of it stays open."""
    leaving.feed(InputChanged(input="window-3", value=True))
    leaving.advance(66)
    leaving.feed(InputReachable(input="window-3", ok=False))
    leaving.feed(InputChanged(input="window-3", value=False, stale=True))
    leaving.feed(InputChanged(input="door-lab", value=False))
    assert "windows:office" in leaving.office.alerts.open

    leaving.advance(600)
    leaving.tap("p001")
    report(leaving, "room-b.ac", power=False)
    leaving.advance(600)
    meter(leaving, 30.0)
    leaving.done.clear()
    leaving.tap("p001")

    (prompt,) = every(Prompt, leaving.done)
    assert prompt.items == (PromptItem(channel="window-3", state="unknown"),)
    answer(leaving, "turn_all_off")
    meter(leaving, 30.0)
    leaving.advance(61)
    assert outcome(leaving) is Outcome.COMMANDED_ONLY


def test_the_next_check_forgets_what_was_said_at_the_last(leaving: Scene) -> None:
    """Left on "until somebody comes", and "someone is inside": both were of that evening."""
    answer(leaving, "leave_on")
    assert "room-b.ac" in leaving.office.lastout.left_on
    leaving.advance(600)
    leaving.tap("p002")
    leaving.advance(600)
    leaving.tap("p002")
    assert leaving.office.lastout.left_on == {}

    answer(leaving, "someone_inside")
    assert "office" in leaving.office.lastout.inside
    leaving.advance(600)
    leaving.tap("p002")
    leaving.advance(600)
    leaving.tap("p002")
    assert leaving.office.lastout.inside == {}


def test_nothing_goes_off_over_the_head_of_somebody_signed_in(leaving: Scene) -> None:
    """However he came in: the count is asked once more before anything is switched."""
    someone = leaving.office.presence.sessions
    leaving.tap("p002")
    inside = leaving.office.presence
    assert someone != inside.sessions
    check = replace(
        leaving.office.lastout.checks["office"], stage=Stage.ASKED, outcome=None, done_until_s=None
    )
    lastout = replace(leaving.office.lastout, checks={"office": check})
    leaving.office = replace(leaving.office, lastout=lastout)

    assert commands(leaving.advance(61)) == []
    assert outcome(leaving) is Outcome.RETURNED


def test_staying_too_late_to_undo_still_stops_and_counts_as_occupied(leaving: Scene) -> None:
    """Two minutes after the tap it cannot be taken back: tap once more, says the answer."""
    answer(leaving, "turn_all_off")
    report(leaving, "room-b.ac", power=False)
    leaving.advance(130)

    answer(leaving, "staying")

    assert outcome(leaving) is Outcome.STAYING
    assert "office" in leaving.office.lastout.inside


def test_after_a_restart_another_contact_does_not_end_the_alert_of_a_window(leaving: Scene) -> None:
    """Nothing was heard of the window yet, and that is not "closed"."""
    leaving.feed(InputChanged(input="window-3", value=True))
    leaving.advance(66)
    assert leaving.refolded().lastout == leaving.office.lastout
    leaving.restart()

    leaving.feed(InputChanged(input="motion-hall", value=False))
    assert "windows:office" in leaving.office.alerts.open

    leaving.feed(InputChanged(input="window-3", value=False))
    assert "windows:office" not in leaving.office.alerts.open


def test_a_window_that_is_configured_no_more_holds_no_alert_open(leaving: Scene) -> None:
    """Nobody will ever hear of it."""
    leaving.feed(InputChanged(input="window-3", value=True))
    leaving.advance(66)
    inputs = {k: i for k, i in leaving.rules.inputs.items() if k != "window-3"}
    leaving.rules = replace(leaving.rules, inputs=inputs)

    leaving.feed(InputChanged(input="motion-hall", value=False))

    assert "windows:office" not in leaving.office.alerts.open


def test_a_question_that_ran_out_while_the_gateway_was_away_is_asked_anew(scene: Scene) -> None:
    """Nobody could answer or be noticed; a minute from the start, not in its first second."""
    last_one_in(scene, "office.hall-light")
    scene.tap("p001")
    scene.clock.advance(250)
    scene.restart()

    effects = scene.feed(TimePassed())  # the loop's first, before anything is heard
    assert every(Prompt, effects)
    assert commands(effects) == []
    assert scene.refolded().lastout == scene.office.lastout
    assert commands(scene.advance(59)) == []
    assert ("hall", Verb.POWER, False) in commands(scene.advance(2))


def test_motion_after_the_start_keeps_that_question_from_switching(scene: Scene) -> None:
    """Somebody is there after all."""
    last_one_in(scene, "office.hall-light")
    scene.tap("p001")
    scene.clock.advance(250)
    scene.restart()
    scene.feed(TimePassed())

    scene.feed(InputChanged(input="motion-hall", value=True))

    assert commands(scene.advance(120)) == []


def test_a_question_that_is_not_due_at_the_start_keeps_its_time(scene: Scene) -> None:
    """A short restart changes nothing."""
    last_one_in(scene, "office.hall-light")
    scene.tap("p001")
    scene.clock.advance(20)
    scene.restart()
    scene.feed(TimePassed())

    assert scene.records("lastout.waited") == []
    assert ("hall", Verb.POWER, False) in commands(scene.advance(41))


@pytest.mark.parametrize("is_off", [True, False])
def test_a_check_whose_time_ran_out_while_the_gateway_was_away_hears_the_devices_first(
    scene: Scene, is_off: bool
) -> None:
    """Awake in the middle of the night: no device has said a word, and that is not "failed".

    What had been commanded is not commanded again hours later; what did not go off is told.
    """
    last_one_in(scene, "room-b.ac")
    meter(scene, 1_000.0)
    scene.tap("p001")
    answer(scene, "turn_all_off")
    scene.clock.advance(3 * 3600)
    scene.restart()
    scene.done.clear()
    scene.feed(TimePassed())
    scene.feed(PartChanged(part="broker", ok=True))
    for channel in LOADS:
        report(scene, channel, power=channel == "room-b.ac" and not is_off)
    for window in ("window-3", "door-lab"):
        scene.feed(InputChanged(input=window, value=False))
    meter(scene, 40.0 if is_off else 940.0)
    scene.advance(30)
    assert scene.refolded().lastout == scene.office.lastout
    scene.advance(90)

    assert commands(scene.done) == []
    ended = scene.records("lastout.ended")[-1].body
    assert ended["outcome"] == ("verified" if is_off else "failed")
    assert ("lastout:office" in scene.office.alerts.open) is not is_off


def test_awake_in_the_night_and_all_is_off_by_hand_nobody_is_told(scene: Scene) -> None:
    """The guard saw to it while the gateway was away: an alert would be wrong."""
    last_one_in(scene, "room-b.ac")
    meter(scene, 1_000.0)
    scene.tap("p001")
    scene.clock.advance(3 * 3600)
    scene.restart()
    scene.feed(TimePassed())
    scene.feed(PartChanged(part="broker", ok=True))
    for channel in LOADS:
        report(scene, channel, power=False)
    meter(scene, 40.0)
    scene.advance(120)

    ended = scene.records("lastout.ended")[-1].body
    assert ended["outcome"] == "commanded_only"  # no contact has said that it is closed
    assert scene.office.alerts.open == {}


def test_awake_in_the_night_what_stays_silent_is_told(scene: Scene) -> None:
    """It was on when its people left, and nothing says that it is off."""
    last_one_in(scene, "room-b.ac")
    scene.tap("p001")
    scene.clock.advance(3 * 3600)
    scene.restart()
    scene.feed(TimePassed())
    scene.advance(120)

    assert scene.office.alerts.open["lastout:office"].channels == ("room-b.ac",)

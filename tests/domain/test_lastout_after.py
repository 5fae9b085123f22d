"""What proves a last-out check, what ends its alerts, and what the next one forgets."""

from dataclasses import replace

import pytest

from gateway.domain.events import InputChanged, MinuteBegan, PartChanged
from gateway.domain.lastout import Outcome, Stage
from tests.domain.scene import Scene
from tests.domain.talk import answer, commands, last_one_in, meter, report, said


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

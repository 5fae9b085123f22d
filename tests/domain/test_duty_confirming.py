"""Where signs are asked for, a badge at the post's entrance confirms; leaving is said."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Light, Result
from gateway.domain.events import Correction, HandoverSigned, TapCorrected
from gateway.domain.presence.shown import OFFERS_ON_DUTY
from gateway.marks import PASSED
from tests.domain.duty_desk import alerts, duty_rules, marks, published, to
from tests.domain.scene import Scene
from tests.domain.service_desk import answer_to

TONIGHT = "2026-11-20.evening.desk"


def on_duty(minutes: int = 60, **more: bool) -> Scene:
    """Return an office at 18:30 where p002 is on duty at the desk and shows signs."""
    rules = duty_rules(people=6, **more)  # type: ignore[arg-type]
    limits = replace(rules.duty.limits, confirm_min=minutes)
    scene = published(
        (TONIGHT, ("p002",)), rules=replace(rules, duty=replace(rules.duty, limits=limits))
    )
    scene.tap("p002")
    to(scene, "18:30")
    return scene


def is_in(scene: Scene, person: str = "p002") -> bool:
    """Tell whether somebody is signed in at the front door."""
    return f"{person}@office" in scene.office.presence.sessions


def test_a_badge_at_the_posts_entrance_is_a_sign_and_signs_nobody_out():
    """Green, one beep; the kiosk offers leaving; the sign counts from then on."""
    scene = on_duty()

    said = scene.tap("p002")

    assert (said.result, said.direction, said.light) == (Result.CONFIRMED, None, Light.GREEN)
    assert said.message.en == "王芳, noted: on duty until 21:00"
    assert is_in(scene)
    shown = scene.office.taps.shown["front-door"]
    assert shown.offers == OFFERS_ON_DUTY
    standing = scene.office.duties.planned[TONIGHT].standing("p002")
    assert standing.seen_at == scene.clock.at
    to(scene, "19:35")
    assert alerts(scene) == {}
    to(scene, "19:40")
    assert alerts(scene) == {"duty-off": "warning", "duty-empty": "critical"}
    scene.tap("p002")
    assert alerts(scene) == {}
    assert Result.CONFIRMED.value in PASSED


@pytest.mark.parametrize("correction", [Correction.LEAVING, Correction.GOING_OUT])
def test_who_is_leaving_says_so_with_one_touch(correction: Correction):
    """The badge becomes a leaving at its own time; going out is an outing."""
    scene = on_duty()
    scene.tap("p002")
    tapped_at = scene.clock.at
    scene.advance(8.0)

    scene.correct(correction.value)

    assert not is_in(scene)
    assert ("p002" in scene.office.presence.out) is (correction is Correction.GOING_OUT)
    assert scene.office.presence.last["p002@office"].at == tapped_at
    assert scene.refolded().presence == scene.durable()["presence"]


def test_the_sign_in_of_hours_ago_is_not_undone_by_a_sign():
    """Nor offered after the card was held too long; "undo" belongs to two taps in two minutes."""
    scene = on_duty()
    said = scene.tap("p002")
    scene.advance(2.0)
    again = scene.tap("p002")
    shown = scene.office.taps.shown["front-door"]

    undo = TapCorrected(tap_id=shown.tap_id, correction=Correction.UNDO, by="kiosk")
    refused = answer_to(scene, undo)

    assert (said.result, again.result) == (Result.CONFIRMED, Result.BOUNCE)
    assert shown.offers == OFFERS_ON_DUTY
    assert (refused.ok, refused.code) == (False, "too_late")
    assert is_in(scene)


def test_a_badge_leaves_as_ever_near_the_end_and_once_the_post_is_handed_over():
    """From five minutes before the end on; and wherever no signs are asked for."""
    scene = on_duty()
    for clock in ("18:50", "19:40", "20:30", "20:54"):
        to(scene, clock)
        assert scene.tap("p002").result is Result.CONFIRMED
    to(scene, "20:55")
    assert scene.tap("p002").direction == "out"
    to(scene, "21:00")
    assert marks(scene) == set()

    scene = on_duty(minutes=0)
    assert scene.tap("p002").direction == "out"


def test_others_and_readers_of_one_way_are_as_ever():
    """Only who is on duty; a gate that is for leaving means leaving; a wish said first, too."""
    scene = on_duty()
    scene.tap("p003")
    scene.advance(200.0)
    assert scene.tap("p003").direction == "out"
    assert scene.tap("p002", reader="gate-out").direction == "out"
    scene.advance(200.0)
    assert scene.tap("p002").direction == "in"
    scene.advance(200.0)
    assert scene.tap("p002", wanted=Correction.LEAVING).direction == "out"


def test_a_room_inside_the_post_is_left_as_ever():
    """Into the lab and out of it again: no sign, and nobody leaves the post by it."""
    scene = on_duty()
    assert scene.tap("p002", reader="lab-door").direction == "in"
    scene.advance(200.0)
    assert scene.tap("p002", reader="lab-door").direction == "out"
    assert is_in(scene)


def test_just_after_coming_a_second_badge_still_asks_for_undo():
    """Within two minutes it is a slip or a change of mind, as everywhere."""
    scene = on_duty()
    assert not answer_to(scene, HandoverSigned(slot=TONIGHT, by="p002")).ok
    scene.tap("p002", reader="gate-out")
    scene.advance(130.0)
    assert scene.tap("p002").direction == "in"
    scene.advance(30.0)
    assert scene.tap("p002").result is Result.UNDO_OFFERED

"""Do not disturb: from the panel, for a time or for the meeting, over by itself."""

from dataclasses import replace
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from gateway.domain.effects import Answer
from gateway.domain.events import ControlPressed, MeetingBegan, MeetingEnded
from gateway.domain.rooms.dnd.state import dnd_now
from tests.domain.scene import FakeClock, Scene, only, sample_rules
from tests.domain.talk import read_back


def press(scene: Scene, verb: str = "on", value: object = None, room: str = "room-a") -> Answer:
    """Press "do not disturb"."""
    return only(Answer, scene.feed(ControlPressed(room=room, control=f"dnd.{verb}", value=value)))


def test_it_ends_by_itself_at_the_time_that_was_asked(scene: Scene):
    """To the second, and not before."""
    answered = press(scene, value=30)
    assert (answered.ok, answered.text.zh) == (True, "免打扰到 09:00")

    scene.advance(30 * 60 - 0.5)
    assert dnd_now(scene.office, "room-a") is not None
    scene.advance(0.5)

    assert dnd_now(scene.office, "room-a") is None
    assert scene.records("dnd.off")[-1].body["why"] == "time"


def test_without_a_time_it_lasts_an_hour(scene: Scene):
    """Nobody has to remember it."""
    press(scene)
    assert dnd_now(scene.office, "room-a").until == scene.clock.at + timedelta(hours=1)


def test_during_a_meeting_it_lasts_as_long_as_the_meeting(scene: Scene):
    """And ends with it, sooner or later."""
    scene.feed(MeetingBegan(room="room-a", until=scene.clock.at + timedelta(minutes=90)))
    press(scene)
    assert dnd_now(scene.office, "room-a").until == scene.clock.at + timedelta(minutes=90)

    scene.advance(600.0)
    scene.feed(MeetingEnded(room="room-a"))

    assert dnd_now(scene.office, "room-a") is None
    assert scene.records("dnd.off")[-1].body["why"] == "meeting"


def test_it_can_be_ended_and_prolonged(scene: Scene):
    """Off is off; on again counts from now."""
    press(scene, value=30)
    scene.advance(600.0)
    press(scene, value=60)
    assert dnd_now(scene.office, "room-a").until == scene.clock.at + timedelta(minutes=60)

    assert press(scene, "off").ok
    assert dnd_now(scene.office, "room-a") is None
    scene.advance(1.0)
    assert press(scene, "off").code == "already"


def test_one_room_says_nothing_of_another(scene: Scene):
    """Each has its own."""
    press(scene)
    assert dnd_now(scene.office, "room-b") is None
    assert press(scene, "off", room="room-b").code == "already"


@pytest.mark.parametrize(
    ("verb", "value", "code"),
    [
        ("on", 0, "out_of_range"),
        ("on", 721, "out_of_range"),
        ("on", "noon", "wrong_type"),
        ("on", float("nan"), "wrong_type"),
        ("toggle", None, "unknown_control"),
    ],
)
def test_what_is_no_time_is_refused(scene: Scene, verb, value, code):
    """With words; nothing changes."""
    assert press(scene, verb, value).code == code
    assert scene.office.quiet.by_room == {}


def test_a_zone_has_no_such_key(scene: Scene):
    """Only a room can be asked not to be disturbed."""
    assert press(scene, room="office").code == "unknown_control"


def test_a_restart_in_the_middle_changes_nothing(scene: Scene):
    """It ends when it would have ended."""
    press(scene, value=30)
    scene.advance(600.0)
    before = scene.durable()
    scene.restart()
    assert scene.durable() == before
    assert read_back(scene).quiet == scene.office.quiet
    scene.advance(1200.0)
    assert dnd_now(scene.office, "room-a") is None


RULES = sample_rules()
steps = st.lists(
    st.one_of(
        st.builds(
            ControlPressed,
            room=st.sampled_from(["room-a", "room-b"]),
            control=st.sampled_from(["dnd.on", "dnd.off"]),
            value=st.sampled_from([None, 1, 30, 720]),
        ),
        st.builds(MeetingEnded, room=st.just("room-a")),
        st.sampled_from([0.25, 60.0, 3600.0]),
        st.just("restart"),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=100)
@given(steps)
def test_it_always_ends(sequence):
    """However it began, nobody is left undisturbed for more than twelve hours."""
    scene = Scene(RULES, FakeClock())
    for step in sequence:
        if step == "restart":
            scene.restart()
        elif isinstance(step, float):
            scene.advance(step)
        else:
            scene.feed(replace(step))
    scene.advance(12 * 3600.0)
    assert scene.office.quiet.by_room == {}

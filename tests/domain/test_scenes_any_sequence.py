"""Properties of scenes: whatever else is pressed, lost or broken, they keep the machines' rules."""

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.events import ControlPressed, PartChanged
from gateway.domain.rooms.scenes.course import LIMIT_S
from gateway.domain.rooms.scenes.state import scene_now
from tests.domain.av_room import room_rules
from tests.domain.scene import FakeClock, Scene
from tests.domain.test_rack_any_sequence import Watched, take

RULES = room_rules()

presses = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=st.sampled_from(
        [
            *("scene.presentation", "scene.discussion", "scene.video", "scene.break"),
            *("scene.all_off", "scene.nap", "rack.on", "rack.off", "rack.retry", "lights.all_on"),
            *("beamer.on", "beamer.off", "curtains.stop", "screen.up"),
        ]
    ),
    value=st.sampled_from([None, {"held_s": 2.5}]),
    by=st.sampled_from(["panel", "ha"]),
)
troubles = st.sampled_from(["lose", "mute", "dead", "alive", "offline", "online", "restart", "cut"])
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.5, 2.0, 5.0, 45.0])
steps = st.lists(st.one_of(presses, presses, troubles, broker, waits), max_size=20)


@given(steps)
@settings(max_examples=60, deadline=None)
def test_a_scene_breaks_no_order_and_always_ends(sequence: list[object]) -> None:
    """No step of the rack before the one before; running no longer than its limit."""
    boards = Watched(Scene(RULES, FakeClock()))
    boards.on = {("rack", n): False for n in (1, 2, 3)}
    for step in sequence:
        take(boards, step)
        assert boards.scene.refolded().machines == boards.scene.office.machines
    boards.scene.advance(LIMIT_S)

    now = scene_now(boards.scene.office, RULES, "room-a")
    assert now.running is False
    assert now.waiting == ()
    assert all(undone.why for undone in now.undone)

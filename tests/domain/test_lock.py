"""The panel's lock: level 1 opens the controls, level 2 rack and settings; Stop always works."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from gateway.domain.effects import Answer, Feedback, Light, Result
from gateway.domain.events import (
    BadgeTapped,
    ControlPressed,
    MeetingBegan,
    MeetingEnded,
    PanelTouched,
    PinTried,
)
from gateway.domain.rooms.lock.state import Level, level_of, lock_now
from gateway.domain.rooms.lock.watch import wait_after
from gateway.domain.rules import PanelLock, Reader, Rules
from gateway.domain.text import Text
from tests.domain.av_room import room_rules
from tests.domain.scene import FakeClock, Scene, card, only
from tests.domain.talk import read_back
from tests.domain.trouble import changes

ROOM = "room-a"
HELD = {"held_s": 3.0}


def locked_rules(lock: PanelLock | None = None) -> Rules:
    """Return a room with curtains and a rack, a locked panel, and a reader beside it."""
    rules = room_rules()
    room = replace(rules.rooms[ROOM], lock=lock or PanelLock())
    reader = Reader(
        id="panel-a", kind="mqtt", zone=room.zone, name=Text("面板", "Panel"), room=ROOM
    )
    return replace(
        rules,
        rooms={**rules.rooms, ROOM: room},
        readers={**rules.readers, reader.id: reader},
    )


@pytest.fixture
def scene() -> Scene:
    """Return an office with a locked panel."""
    return Scene(locked_rules(), FakeClock())


def press(scene: Scene, control: str, value: object = None, by: str = "panel") -> Answer:
    """Press a control; return the answer."""
    return only(Answer, scene.feed(ControlPressed(room=ROOM, control=control, value=value, by=by)))


def pin(scene: Scene, level: int = 1, *, right: bool = True) -> Answer:
    """Type a PIN."""
    return only(Answer, scene.feed(PinTried(room=ROOM, level=level, right=right)))


def wrong(scene: Scene, times: int, level: int = 1) -> Sequence[str]:
    """Type wrong PINs; return the codes."""
    return [pin(scene, level, right=False).code for _ in range(times)]


def level(scene: Scene) -> Level:
    """Return how far the panel is open."""
    return level_of(scene.office, scene.rules, ROOM)


def badge(scene: Scene, person: str = "p001", reader: str = "panel-a") -> Feedback:
    """Lay a badge on a reader."""
    scene.taps += 1
    tap = BadgeTapped(tap_id=f"{reader}:1:{scene.taps}", reader=reader, badge=card(person))
    return only(Feedback, scene.feed(tap))


def test_a_locked_panel_refuses_and_says_what_to_do(scene: Scene):
    """With the code `locked`; nothing is sent, nothing kept."""
    answered = press(scene, "rear-curtain.open")
    assert (answered.ok, answered.code) == (False, "locked")
    assert "刷卡" in answered.text.zh
    assert scene.kept == []


def test_the_pin_opens_the_controls_and_not_the_rack(scene: Scene):
    """Level 1 is the host's."""
    assert pin(scene).ok
    assert press(scene, "rear-curtain.open").code != "locked"
    assert press(scene, "rack.on", HELD).code == "locked"
    assert pin(scene, 2).ok
    assert press(scene, "rack.on", HELD).code != "locked"


@pytest.mark.parametrize("control", ["rear-curtain.stop", "curtains.stop", "lights.all_on"])
def test_stop_and_all_lights_on_work_locked(scene: Scene, control):
    """Nobody looks for a PIN in the dark, or while something moves."""
    assert press(scene, control).code != "locked"
    assert level(scene) is Level.START


def test_stopping_a_rack_on_its_way_works_locked(scene: Scene):
    """There "off" is a stop; at rest it is not."""
    assert press(scene, "rack.off", HELD).code == "locked"
    press(scene, "rack.on", HELD, by="p001")
    assert press(scene, "rack.off").code != "locked"


@pytest.mark.parametrize("by", ["p001", "ha", "token:t1"])
def test_a_person_a_program_and_home_assistant_keep_their_rights(scene: Scene, by):
    """The lock is the panel's."""
    assert press(scene, "rack.on", HELD, by=by).code != "locked"


def test_a_minute_without_a_finger_locks_again(scene: Scene):
    """Every press and every touch counts anew."""
    pin(scene)
    scene.advance(59.5)
    press(scene, "rear-curtain.open")
    scene.advance(59.5)
    scene.feed(PanelTouched(room=ROOM))
    scene.advance(59.5)
    assert level(scene) is Level.CONTROLS
    scene.advance(0.5)
    assert level(scene) is Level.START


def test_a_touch_on_a_locked_panel_opens_nothing(scene: Scene):
    """Only what is open stays open."""
    scene.feed(PanelTouched(room=ROOM))
    assert level(scene) is Level.START


def test_the_key_locks_at_once(scene: Scene):
    """Who leaves needs not wait."""
    pin(scene, 2)
    scene.feed(PanelTouched(room=ROOM, lock=True))
    assert level(scene) is Level.START


def test_a_badge_at_the_rooms_reader_opens_the_controls_and_signs_nobody_in(scene: Scene):
    """Whose it was is not kept."""
    said = badge(scene)
    assert (said.result, said.light, said.person) == (Result.ACCEPTED, Light.GREEN, None)
    assert level(scene) is Level.CONTROLS
    assert scene.office.presence.sessions == {}
    (kept,) = scene.kept
    assert (kept.kind, dict(kept.body)) == ("panel.opened", {"level": 1, "how": "badge"})


def test_an_unknown_or_lost_badge_opens_nothing(scene: Scene):
    """It is answered and kept as at any reader."""
    scene.taps += 1
    said = only(
        Feedback, scene.feed(BadgeTapped(tap_id="panel-a:1:9", reader="panel-a", badge="stranger"))
    )
    assert said.result is Result.UNKNOWN_BADGE
    assert badge(scene, "p009").result is Result.BLOCKED
    assert level(scene) is Level.START


def test_a_badge_where_nothing_is_locked_only_says_so():
    """It is no tap at the office's door."""
    rules = locked_rules(PanelLock(controls=False))
    scene = Scene(rules, FakeClock())
    assert badge(scene).light is Light.AMBER
    assert scene.office.presence.sessions == {}
    assert scene.kept == []


def test_only_the_system_pages_may_be_locked():
    """Then the controls are everybody's."""
    scene = Scene(locked_rules(PanelLock(controls=False)), FakeClock())
    assert press(scene, "rear-curtain.open").code != "locked"
    assert press(scene, "rack.on", HELD).code == "locked"


def test_only_the_controls_may_be_locked():
    """Then who has opened them has opened all."""
    scene = Scene(locked_rules(PanelLock(system=False)), FakeClock())
    assert press(scene, "rear-curtain.open").code == "locked"
    pin(scene)
    assert press(scene, "rack.on", HELD).code != "locked"


def test_a_room_without_a_lock_is_open():
    """As it is where the site file says nothing."""
    scene = Scene(room_rules(), FakeClock())
    assert press(scene, "rack.on", HELD).code != "locked"
    assert pin(scene).code == "already"
    assert lock_now(scene.office, scene.rules, ROOM).asks_controls is False


def test_during_a_checked_in_meeting_the_controls_stay_open(scene: Scene):
    """Not the system's pages; afterwards they are locked."""
    scene.feed(MeetingBegan(room=ROOM, until=scene.clock.at + timedelta(hours=1)))
    scene.advance(1800.0)
    assert press(scene, "rear-curtain.open").code != "locked"
    assert press(scene, "rack.on", HELD).code == "locked"
    scene.feed(MeetingEnded(room=ROOM))
    assert press(scene, "rear-curtain.open").code == "locked"


def test_the_fifth_wrong_pin_makes_the_pad_wait_and_the_wait_grows(scene: Scene):
    """60 s, 120 s, 240 s, 480 s, and never more than ten minutes."""
    assert wrong(scene, 5) == ["wrong_pin"] * 4 + ["pin_wait"]
    for wait_s in (60.0, 120.0, 240.0, 480.0, 600.0, 600.0):
        scene.advance(wait_s - 0.5)
        assert pin(scene).code == "pin_wait", "not even the right one is looked at"
        scene.advance(0.5)
        assert wrong(scene, 1) == ["pin_wait"]


def test_while_the_pad_waits_nothing_is_counted(scene: Scene):
    """A finger that hammers makes it no longer."""
    wrong(scene, 5)
    wrong(scene, 50)
    scene.advance(60.0)
    assert pin(scene).ok


def test_a_badge_opens_while_the_pad_waits(scene: Scene):
    """Nobody locks the host out by typing nonsense."""
    wrong(scene, 5)
    badge(scene)
    assert level(scene) is Level.CONTROLS
    assert pin(scene).code == "pin_wait", "and forgives no wrong PIN"


def test_the_right_pin_forgets_the_wrong_ones_of_its_level_only(scene: Scene):
    """Who knows the host's cannot guess the system's for ever."""
    wrong(scene, 4, level=2)
    pin(scene, 1)
    assert wrong(scene, 1, level=2) == ["pin_wait"]

    wrong(scene, 4, level=1)
    pin(scene, 1)
    assert wrong(scene, 1, level=1) == ["wrong_pin"]


def test_an_hour_without_a_wrong_pin_forgets_them(scene: Scene):
    """Yesterday's slip does not count today."""
    wrong(scene, 4)
    scene.advance(3600.5)
    assert wrong(scene, 1) == ["wrong_pin"]


def test_somebody_who_guesses_is_told_of(scene: Scene):
    """Quietly at first; from the eighth on to people."""
    wrong(scene, 4)
    effects = scene.feed(PinTried(room=ROOM, level=1, right=False))
    assert changes(effects) == ["raised"]
    assert scene.office.alerts.open[f"pin:{ROOM}"].severity == "info"
    for wait_s in (60.0, 120.0, 240.0):
        scene.advance(wait_s)
        wrong(scene, 1)
    assert scene.office.alerts.open[f"pin:{ROOM}"].severity == "warning"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (PinTried(room="kitchen", level=1, right=True), "unknown_room"),
        (PinTried(room=ROOM, level=0, right=True), "out_of_range"),
        (PinTried(room=ROOM, level=3, right=True), "out_of_range"),
        (PanelTouched(room="kitchen"), "unknown_room"),
    ],
)
def test_what_is_no_panel_or_level_is_refused(scene: Scene, event, code):
    """With words."""
    assert only(Answer, scene.feed(event)).code == code


RULES = locked_rules()
steps = st.lists(
    st.one_of(
        st.builds(PinTried, room=st.just(ROOM), level=st.sampled_from([1, 2]), right=st.booleans()),
        st.just("badge"),
        st.builds(PanelTouched, room=st.just(ROOM), lock=st.booleans()),
        st.sampled_from([0.5, 30.0, 60.0, 700.0, 4000.0]),
        st.just("restart"),
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=150)
@given(steps)
def test_a_storm_of_pins_never_gets_more_tries_than_the_waits_allow(sequence):
    """At each level at most five in a row, then one a wait; a restart forgives nothing."""
    scene = Scene(RULES, FakeClock())
    looked_at: dict[int, list[float]] = {1: [], 2: []}
    for step in sequence:
        if step == "restart":
            before = scene.durable()
            scene.restart()
            assert scene.durable() == before
            assert level(scene) is Level.START
        elif step == "badge":
            badge(scene)
        elif isinstance(step, float):
            scene.advance(step)
        else:
            answered = only(Answer, scene.feed(step))
            if isinstance(step, PinTried):
                _count(scene, step, answered, looked_at[step.level])
        kept = read_back(scene)
        assert kept.tries == scene.office.tries


def _count(scene: Scene, tried: PinTried, answered: Answer, wrong_at_s: list[float]) -> None:
    """Hold a try against the law, kept here in its own words."""
    now_s = scene.clock.mono_s
    if wrong_at_s and now_s - wrong_at_s[-1] > 3600.0:
        wrong_at_s.clear()
    waits = bool(wrong_at_s) and now_s < wrong_at_s[-1] + wait_after(len(wrong_at_s), 60.0)
    if waits:
        assert answered.code == "pin_wait"
    elif tried.right:
        assert answered.ok
        assert level(scene) >= tried.level
        wrong_at_s.clear()
    else:
        wrong_at_s.append(now_s)
        assert answered.code == ("pin_wait" if len(wrong_at_s) >= 5 else "wrong_pin")


def test_no_row_says_more_of_a_pin_than_how_often(scene: Scene):
    """Neither right nor wrong ones are anywhere."""
    wrong(scene, 5)
    scene.advance(60.0)
    pin(scene)
    for kept in scene.records("panel.wrong_pin"):
        assert set(kept.body) == {"level", "wrong", "wait_s"}
    assert set(scene.records("panel.opened")[-1].body) == {"level", "how"}

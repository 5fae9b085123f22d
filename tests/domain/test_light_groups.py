"""Groups of lights: one press for several, by the same safe way as one light."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Answer, Verb
from gateway.domain.rooms.scenes.check import wrong_wishes
from gateway.domain.rules import LightGroup, SceneWish
from gateway.domain.rules import Scene as RoomScene
from gateway.domain.text import Text
from tests.domain.scene import Scene, only
from tests.domain.talk import commands, press, report

SPOT, DOOR = "room-a.spot-1", "room-a.door-light"


@pytest.fixture
def grouped(scene: Scene) -> Scene:
    """Return the office with two groups in room A: all its lights, and the relay's alone."""
    room = scene.rules.rooms["room-a"]
    groups = (
        LightGroup(id="all", name=Text("灯", "Lamps"), lights=(SPOT, DOOR)),
        LightGroup(id="door", name=Text("门边", "By the door"), lights=(DOOR,)),
    )
    room = replace(room, groups=groups)
    scene.rules = replace(scene.rules, rooms={**scene.rules.rooms, "room-a": room})
    return scene


def test_a_level_dims_what_can_be_dimmed_and_switches_the_rest(grouped: Scene) -> None:
    """Spec 03 §2: relay-only lights have no level; they come on with the others."""
    assert commands(press(grouped, "all.level", 25)) == [
        ("room-a-lights", Verb.LEVEL, 25.0),
        ("room-a-relays", Verb.POWER, True),
    ]
    assert commands(press(grouped, "all.level", 0)) == [
        ("room-a-lights", Verb.POWER, False),
        ("room-a-relays", Verb.POWER, False),
    ]


def test_toggle_switches_off_while_any_of_them_is_on(grouped: Scene) -> None:
    """A key beside the door: half lit counts as lit."""
    report(grouped, DOOR, power=True)
    assert {value for _, _, value in commands(press(grouped, "all.toggle"))} == {False}
    report(grouped, DOOR, power=False)
    grouped.advance(1)
    assert {value for _, _, value in commands(press(grouped, "all.toggle"))} == {True}


@pytest.mark.parametrize(
    ("control", "value", "code"),
    [
        ("door.level", 50, "not_dimmable"),
        ("all.level", 101, "out_of_range"),
        ("all.level", "half", "wrong_type"),
        ("all.open", None, "unknown_control"),
        ("nobody.on", None, "unknown_channel"),
    ],
)
def test_what_a_group_cannot_do_is_refused_and_sends_nothing(
    grouped: Scene, control: str, value: str | int | None, code: str
) -> None:
    """Spec 03 §5: a clear message, nothing changes."""
    effects = press(grouped, control, value)

    assert (only(Answer, effects).code, commands(effects)) == (code, [])


def test_a_group_is_of_its_room_only(grouped: Scene) -> None:
    """Another room's panel does not know it."""
    assert only(Answer, press(grouped, "all.on", room="room-b")).code == "unknown_channel"


def test_a_scene_may_wish_for_a_group(grouped: Scene) -> None:
    """A scene is a list of presses; a group is one of them."""
    room = grouped.rules.rooms["room-a"]
    wish = SceneWish(control="all.level", value=75)
    own = RoomScene(id="own", name=Text("自", "Own"), wishes=(wish,))
    room = replace(room, scenes=(own,))
    grouped.rules = replace(grouped.rules, rooms={**grouped.rules.rooms, "room-a": room})

    assert list(wrong_wishes(grouped.rules)) == []
    assert commands(press(grouped, "scene.own")) == [
        ("room-a-lights", Verb.LEVEL, 75.0),
        ("room-a-relays", Verb.POWER, True),
    ]

"""Scenes (spec 03 §2): wishes by the safe controls; what fails is named, the rest is done."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Answer, Verb
from gateway.domain.events import ChannelWanted, PartChanged
from gateway.domain.rooms.scenes.check import wrong_wishes
from gateway.domain.rooms.scenes.standard import scenes_of
from gateway.domain.rooms.scenes.state import SceneNow, scene_now
from gateway.domain.rules import PanelLock, Rules, Scene, SceneWish
from gateway.domain.text import Json, Text
from tests.domain.av_room import Boards, boards, room, switched
from tests.domain.scene import Scene as Office
from tests.domain.scene import only
from tests.domain.talk import commands, press, report, said

__all__ = ["boards", "room"]

SPOT, DOOR = "room-a.spot-1", "room-a.door-light"


def wish(control: str, value: Json = None) -> SceneWish:
    return SceneWish(control=control, value=value)


def with_scene(rules: Rules, *wishes: SceneWish, id_: str = "movie") -> Rules:
    """Return rules whose room A has one scene of its own."""
    own = Scene(id=id_, name=Text("电影", "Movie"), wishes=wishes)
    rooms = {**rules.rooms, "room-a": replace(rules.rooms["room-a"], scenes=(own,))}
    return replace(rules, rooms=rooms)


def now(office: Office) -> SceneNow:
    return scene_now(office.office, office.rules, "room-a")


def undone(office: Office) -> set[tuple[str, str]]:
    """Return what did not come true: English name and reason."""
    return {(u.name.en, u.why) for u in now(office).undone}


def at_rest(boards: Boards) -> None:
    """Let everything in room A be off, cool and heard."""
    relays = [("rack", n) for n in (1, 2, 3)]
    relays += [("curtain-relays", 1), ("curtain-relays", 2), ("screen-relays", 1)]
    relays += [("screen-relays", 2), ("beamer", 1), ("beamer-plug", 1)]
    wires = boards.scene.rules.channels
    relays += [(wires[c].device, wires[c].number or 1) for c in (SPOT, DOOR)]
    for device, number in relays:
        boards.on[device, number] = False
        boards.say(device, number, power=False)
    report(boards.scene, "room-a.shutter", position_pct=0.0, direction=0)
    boards.advance(125)


def test_a_scene_does_its_wishes_and_is_done_when_they_are_confirmed(
    room: Office, boards: Boards
) -> None:
    """One touch: all lights off, then confirmed by each."""
    room.rules = with_scene(room.rules, wish("lights.all_off"))
    at_rest(boards)
    effects = press(room, "scene.movie")

    assert only(Answer, effects).code == "asked"
    assert {c[2] for c in commands(effects)} == {False}
    assert (now(room).scene, now(room).running, len(now(room).waiting)) == ("movie", True, 2)
    boards.carry_out(effects)
    assert (now(room).running, now(room).waiting, now(room).undone) == (False, (), ())
    assert room.records("scene.ended")[0].body == {"scene": "movie", "by": "panel", "undone": []}


def test_one_dead_device_is_named_and_the_rest_is_done(room: Office, boards: Boards) -> None:
    """The door light never answers; spot and curtain do what was wished."""
    room.rules = with_scene(room.rules, wish("lights.all_on"), wish("rear-curtain.open"))
    at_rest(boards)
    boards.dead.add(room.rules.channels[DOOR].device)
    boards.carry_out(press(room, "scene.movie"))
    assert now(room).running
    boards.advance(40)

    assert now(room).running is False
    assert undone(room) == {("room-a.door-light in Room A", "no_answer")}
    assert room.office.machines.curtains.places["room-a.rear-curtain"].position_pct == 100.0
    assert room.records("scene.ended")[0].body["undone"] == [
        {"control": "lights.all_on", "channel": DOOR, "why": "no_answer"}
    ]


def test_what_cannot_even_be_asked_is_in_the_answer(room: Office, boards: Boards) -> None:
    """Offline: nothing is sent there, its name is said at once."""
    room.rules = with_scene(room.rules, wish("lights.all_on"))
    at_rest(boards)
    room.feed(said(room.rules.channels[DOOR].device, None, online=False))
    answer = only(Answer, press(room, "scene.movie"))

    assert (answer.ok, answer.data["undone"]) == (True, [DOOR])
    assert "door-light" in answer.text.en
    assert undone(room) == {("room-a.door-light in Room A", "offline")}


def test_the_last_wish_for_a_channel_counts_and_is_the_only_one_sent(
    room: Office, boards: Boards
) -> None:
    """All off, but the spot at half: the spot does not go dark first."""
    room.rules = with_scene(room.rules, wish("lights.all_off"), wish("spot-1.level", 50))
    at_rest(boards)
    told = commands(press(room, "scene.movie"))

    spot = room.rules.channels[SPOT].device
    assert [c for c in told if c[0] == spot] == [(spot, Verb.LEVEL, 50.0)]


def test_machines_go_their_own_way_and_the_scene_waits_for_them(
    room: Office, boards: Boards
) -> None:
    """The rack in its order, the projector with its warming; no finger has to hold."""
    room.rules = with_scene(room.rules, wish("rack.on"), wish("beamer.on"))
    at_rest(boards)
    told = switched(boards.carry_out(press(room, "scene.movie")))
    assert told.count((1, True)) >= 1
    assert (3, True) not in told
    boards.advance(20)
    assert [w.name.en for w in now(room).waiting] == ["beamer in Room A"]
    boards.advance(30)

    assert (now(room).running, now(room).undone) == (False, ())
    assert all(boards.on["rack", n] for n in (1, 2, 3))


def test_a_rack_that_is_held_is_named_by_the_step(room: Office, boards: Boards) -> None:
    """The mixer came on, the matrix did not; the amplifier is not touched."""
    room.rules = with_scene(room.rules, wish("rack.on"), wish("lights.all_on"))
    at_rest(boards)
    boards.carry_out(press(room, "scene.movie"))
    boards.dead.add("rack")
    boards.advance(20)

    assert undone(room) == {("matrix in Room A", "no_answer")}
    assert boards.on["rack", 3] is False


def test_all_off_cuts_no_hot_mains_and_walks_the_rack_back(room: Office, boards: Boards) -> None:
    """The standard scene: everything off, each in its own way, done once it has cooled."""
    at_rest(boards)
    boards.carry_out(press(room, "rack.on", {"held_s": 2.0}))
    boards.carry_out(press(room, "beamer.on"))
    boards.carry_out(press(room, "lights.all_on"))
    boards.advance(60)
    told = switched(boards.carry_out(press(room, "scene.all_off")))
    assert (1, False) in told
    assert boards.on["beamer-plug", 1] is True
    boards.advance(60)
    assert boards.on["beamer-plug", 1] is True
    assert now(room).running
    boards.advance(90)

    assert (now(room).running, now(room).undone) == (False, ())
    assert not any(boards.on[wire] for wire in boards.on if wire[0] != "screen-relays")


def test_presentation_brings_rack_projector_curtains_and_soft_light(
    room: Office, boards: Boards
) -> None:
    """Made of what the room has: its screen goes with the projector, so it is not asked twice."""
    scene = next(s for s in scenes_of(room.rules, "room-a") if s.id == "presentation")
    assert [w.control for w in scene.wishes] == [
        "rack.on",
        "beamer.on",
        "ir-beamer.on",
        "curtains.close",
        "spot-1.level",
        "door-light.off",
    ]


def test_every_standard_wish_can_be_done_and_a_bare_room_offers_only_what_it_has(
    room: Office,
) -> None:
    """Room B has no light: nothing to present with, but an AC to switch off."""
    given = {}
    for name, one in room.rules.rooms.items():
        given[name] = replace(one, scenes=scenes_of(room.rules, name))
    assert list(wrong_wishes(replace(room.rules, rooms=given))) == []
    assert [s.id for s in scenes_of(room.rules, "room-b")] == ["all_off"]
    assert [s.id for s in scenes_of(room.rules, "room-a")] == [
        "presentation",
        "discussion",
        "video",
        "break",
        "all_off",
    ]
    assert scenes_of(room.rules, "office") == ()


def test_the_site_s_scene_takes_the_place_of_a_standard_one_or_takes_it_away(
    room: Office,
) -> None:
    """Same id: the site's; without wishes it is not offered."""
    own = with_scene(room.rules, wish("lights.all_on"), id_="break")
    assert [s.name.en for s in scenes_of(own, "room-a")][3] == "Movie"
    assert "break" not in [s.id for s in scenes_of(with_scene(own, id_="break"), "room-a")]
    assert [s.id for s in scenes_of(with_scene(own, wish("rack.on")), "room-a")][-1] == "movie"


def test_all_off_spares_the_exception_list(room: Office) -> None:
    """What nothing automatic may switch is not in a scene nobody wrote."""
    zone = replace(room.rules.zones["office"], never_off=frozenset({DOOR}))
    rules = replace(room.rules, zones={**room.rules.zones, "office": zone})
    scene = next(s for s in scenes_of(rules, "room-a") if s.id == "all_off")
    assert "door-light.off" not in [w.control for w in scene.wishes]
    assert "spot-1.off" in [w.control for w in scene.wishes]


def test_a_wish_that_is_refused_is_named_and_the_rest_goes_on(room: Office, boards: Boards) -> None:
    """A channel that is gone from the site file; a scene of nothing but such is refused."""
    room.rules = with_scene(room.rules, wish("lamp-9.on"), wish("door-light.on"))
    at_rest(boards)
    boards.carry_out(press(room, "scene.movie"))
    assert undone(room) == {("lamp-9.on", "unknown_channel")}
    assert boards.on[room.rules.channels[DOOR].device, room.rules.channels[DOOR].number] is True

    room.rules = with_scene(room.rules, wish("lamp-9.on"))
    room.advance(1)
    assert only(Answer, press(room, "scene.movie")).code == "unknown_channel"


def test_without_the_broker_every_wish_is_named_as_not_sent(room: Office, boards: Boards) -> None:
    """Nothing is kept for later."""
    room.rules = with_scene(room.rules, wish("lights.all_off"))
    at_rest(boards)
    room.feed(PartChanged(part="broker", ok=False))
    effects = press(room, "scene.movie")

    assert commands(effects) == []
    assert only(Answer, effects).ok is False
    assert {why for _, why in undone(room)} == {"not_sent"}


def test_another_press_in_the_room_is_noted_and_is_no_failure(room: Office, boards: Boards) -> None:
    """The lamp was wished off and somebody wants it on: his wish counts."""
    room.rules = with_scene(room.rules, wish("lights.all_off"))
    at_rest(boards)
    boards.dead.add(room.rules.channels[DOOR].device)
    boards.carry_out(press(room, "scene.movie"))
    assert now(room).touched is False
    boards.carry_out(press(room, "door-light.on"))

    assert (now(room).touched, now(room).running, now(room).undone) == (True, False, ())


def test_a_second_scene_takes_over(room: Office, boards: Boards) -> None:
    """The screen shows the last one; twice within half a second is once."""
    at_rest(boards)
    boards.carry_out(press(room, "scene.video"))
    assert only(Answer, press(room, "scene.video")).code == "repeated"
    boards.carry_out(press(room, "scene.discussion"))
    assert now(room).scene == "discussion"


def test_what_does_not_come_true_in_ten_minutes_is_named(room: Office, boards: Boards) -> None:
    """Somebody keeps the projector from cooling; the scene does not wait for ever."""
    room.rules = with_scene(room.rules, wish("ir-beamer.off"))
    at_rest(boards)
    press(room, "ir-beamer.on")
    room.advance(41)
    press(room, "scene.movie")
    for _ in range(4):
        press(room, "ir-beamer.on")
        room.advance(121)
        press(room, "ir-beamer.off", {"held_s": 2.0})
        room.advance(41)

    assert now(room).running is False
    assert undone(room) == {("ir-beamer in Room A", "time")}


@pytest.mark.parametrize(
    ("place", "control"), [("room-a", "scene.nap"), ("office", "scene.break"), ("room-a", "scene.")]
)
def test_a_scene_that_is_not_there_is_refused(room: Office, place: str, control: str) -> None:
    """A stable code; nothing kept."""
    assert only(Answer, press(room, control, room=place)).code == "unknown_scene"
    assert room.records("press") == []


def test_a_restart_forgets_the_scene_and_breaks_nothing(room: Office, boards: Boards) -> None:
    """Machines go on by themselves; nobody claims to know what the room looks like."""
    at_rest(boards)
    boards.carry_out(press(room, "scene.video"))
    room.restart()
    boards.advance(60)
    assert now(room).scene is None


def test_wishes_that_never_can_come_true_are_found_beforehand(room: Office) -> None:
    """By reading them as if pressed, in an office where everything answers."""
    rules = with_scene(
        room.rules,
        wish("lights.all_off"),
        wish("spot-1.level", 140),
        wish("door-light.level", 20),
        wish("rack.fly"),
        wish("beamer.off"),
        wish("beamer-socket.off"),
        wish("scene.video"),
    )
    assert [w.index for w in wrong_wishes(rules)] == [1, 2, 3, 6]


def test_a_refused_press_leaves_the_scene_as_it_is(room: Office, boards: Boards) -> None:
    """What is refused changes nothing: locked, wrong, off already; nor does "do not disturb"."""
    lock = PanelLock()
    rooms = {**room.rules.rooms, "room-a": replace(room.rules.rooms["room-a"], lock=lock)}
    room.rules = replace(with_scene(room.rules, wish("lights.all_off")), rooms=rooms)
    at_rest(boards)
    boards.carry_out(press(room, "scene.video", by="ha"))
    for control, value, by in (
        ("door-light.on", None, "panel"),
        ("spot-1.level", 700, "ha"),
        ("nobody.on", None, "ha"),
        ("dnd.on", 30, "ha"),
    ):
        boards.carry_out(press(room, control, value, by=by))
        assert now(room).touched is False, control

    boards.carry_out(press(room, "door-light.on", by="ha"))
    assert now(room).touched is True


def test_a_rule_that_switches_something_else_is_noted(room: Office, boards: Boards) -> None:
    """After the last one out the room looks like no presentation; the scene's own screen does."""
    at_rest(boards)
    boards.carry_out(press(room, "scene.presentation"))
    boards.advance(60)
    assert now(room).touched is False
    boards.carry_out(room.feed(ChannelWanted(channel=DOOR, verb="off", why="last-out")))

    assert now(room).touched is True


def test_a_press_on_the_zone_is_noted_in_its_rooms(room: Office, boards: Boards) -> None:
    """All lights of the floor off: the room's scene was touched."""
    at_rest(boards)
    boards.carry_out(press(room, "scene.discussion"))
    boards.carry_out(press(room, "lights.all_off", room="office", by="ha"))

    assert now(room).touched is True

"""The AV rack (spec 03 §2): on in order, each step confirmed; off in reverse."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Answer, Effect
from gateway.domain.events import ChannelWanted, PartChanged
from gateway.domain.options import ProjectorOptions
from gateway.domain.rooms.projector.state import projector_now
from gateway.domain.rooms.rack.state import RackNow, rack_now
from tests.domain.av_room import (
    AMP,
    BEAMER,
    MAINS,
    MATRIX,
    MIXER,
    Boards,
    boards,
    room,
    switched,
    with_channels,
)
from tests.domain.scene import Scene, only
from tests.domain.talk import commands, press

__all__ = ["boards", "room"]

HELD = {"held_s": 2.0}
NUMBERS = {MIXER: 1, MATRIX: 2, AMP: 3}


def now(scene: Scene) -> RackNow:
    found = rack_now(scene.office, scene.rules, "room-a", scene.clock.mono_s)
    assert found is not None
    return found


def stage(scene: Scene) -> str:
    return now(scene).stage.value


def code(effects: list[Effect]) -> str:
    return only(Answer, effects).code


def all_off(boards: Boards) -> None:
    """Let every relay of the rack be off and heard."""
    for number in (1, 2, 3):
        boards.on["rack", number] = False
        boards.say("rack", number, power=False)


def all_on(boards: Boards) -> None:
    """Let the rack be on."""
    all_off(boards)
    boards.carry_out(press(boards.scene, "rack.on", HELD))
    boards.advance(10)
    assert stage(boards.scene) == "on"


def fed_by_rack(boards: Boards) -> None:
    """Let the projector hang on the rack's first step; all is off, cool and heard."""
    room = boards.scene
    fed = replace(room.rules.channels[BEAMER], options=ProjectorOptions(mains=MAINS.id))
    room.rules = with_channels(room.rules, (MAINS, fed))
    for number in (1, 2, 3, 4):
        boards.on["rack", number] = False
        boards.say("rack", number, power=False)
    boards.on["beamer", 1] = False
    boards.say("beamer", 1, power=False)


def test_it_goes_on_in_order_with_delays_the_amplifier_last(room: Scene, boards: Boards) -> None:
    """Mixer, 2 s, matrix, 5 s, amplifier; each after the one before has confirmed."""
    all_off(boards)
    assert switched(boards.carry_out(press(room, "rack.on", HELD))) == [(1, True)]
    assert (stage(room), now(room).step, now(room).next_in_s) == ("going_on", MATRIX, 2.0)
    assert switched(boards.advance(1.5)) == []
    assert switched(boards.advance(0.5)) == [(2, True)]
    assert switched(boards.advance(4.5)) == []
    assert switched(boards.advance(0.5)) == [(3, True)]
    assert stage(room) == "on"


def test_it_has_to_be_held_for_two_seconds(room: Scene, boards: Boards) -> None:
    """On and off; a touch in passing does nothing."""
    all_off(boards)
    assert code(press(room, "rack.on")) == "hold"
    assert code(press(room, "rack.on", {"held_s": 1.9})) == "hold"
    assert code(press(room, "rack.off", {"held_s": 0})) == "hold"


def test_it_goes_off_in_reverse(room: Scene, boards: Boards) -> None:
    """The amplifier first, so that nobody hears the rest."""
    all_on(boards)
    told = switched(boards.carry_out(press(room, "rack.off", HELD)) + boards.advance(20))
    assert told == [(3, False), (2, False), (1, False)]
    assert stage(room) == "off"


def test_off_half_way_walks_back_over_what_is_on(room: Scene, boards: Boards) -> None:
    """The amplifier was never on and is not touched."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.advance(3)
    told = switched(boards.carry_out(press(room, "rack.off", HELD)) + boards.advance(20))

    assert told == [(2, False), (1, False)]
    assert stage(room) == "off"


def test_a_step_that_fails_holds_and_never_goes_on_to_the_amplifier(
    room: Scene, boards: Boards
) -> None:
    """Asked three times, then it waits for a person and says where."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.dead.add("rack")
    told = switched(boards.advance(3600))

    assert set(told) == {(2, True)}
    assert (stage(room), now(room).step, now(room).why) == ("held_on", MATRIX, "no_answer")
    assert code(press(room, "rack.on", HELD)) == "held"


def test_retry_goes_on_from_the_failed_step(room: Scene, boards: Boards) -> None:
    """What is on already stays."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.dead.add("rack")
    boards.advance(20)
    boards.dead.clear()
    boards.on["rack", 1] = True
    boards.say("rack", 1, power=True)

    told = switched(boards.carry_out(press(room, "rack.retry")) + boards.advance(20))

    assert told == [(2, True), (3, True)]
    assert stage(room) == "on"


def test_back_out_walks_back(room: Scene, boards: Boards) -> None:
    """In reverse, from the failed step."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.dead.add("rack")
    boards.advance(20)
    boards.dead.clear()

    told = switched(boards.carry_out(press(room, "rack.back_out")) + boards.advance(20))

    assert told == [(2, False), (1, False)]
    assert stage(room) == "off"


def test_a_step_lost_on_the_way_holds_it(room: Scene, boards: Boards) -> None:
    """Somebody switched the mixer off: the amplifier stays off."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.advance(3)
    boards.wall("rack", 1, on=False)
    boards.advance(20)

    assert (stage(room), now(room).step, now(room).why) == ("held_on", MIXER, "went_off")
    assert boards.on["rack", 3] is False


def test_a_failing_step_down_is_named_and_can_be_left_out(room: Scene, boards: Boards) -> None:
    """Back out of going off means: go on without it."""
    all_on(boards)
    boards.lost = 3
    boards.carry_out(press(room, "rack.off", HELD))
    boards.advance(10)
    assert (stage(room), now(room).step) == ("held_off", AMP)

    boards.carry_out(press(room, "rack.back_out"))
    boards.advance(10)

    assert stage(room) == "off"
    assert [boards.on["rack", n] for n in (1, 2, 3)] == [False, False, True]


def test_after_a_power_cut_all_is_taken_as_off_and_starts_in_order(
    room: Scene, boards: Boards
) -> None:
    """The amplifier came back by itself: off first, then everything in order."""
    all_on(boards)
    boards.wall("rack", 1, on=False)
    assert stage(room) == "off"
    boards.wall("rack", 2, on=False)

    told = switched(boards.carry_out(press(room, "rack.on", HELD)) + boards.advance(20))

    assert told == [(3, False), (1, True), (2, True), (3, True)]


def test_a_restart_holds_a_way_up_and_goes_on_with_a_way_down(room: Scene, boards: Boards) -> None:
    """Nobody may be there to see it come on; off is safe."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    room.restart()
    assert switched(boards.advance(60)) == []
    assert (stage(room), now(room).why) == ("held_on", "restart")

    boards.carry_out(press(room, "rack.back_out"))
    room.restart()
    boards.advance(60)
    assert stage(room) == "off"
    assert not any(boards.on["rack", n] for n in (1, 2, 3))


def test_on_while_it_goes_off_is_queued(room: Scene, boards: Boards) -> None:
    """Down to the end, then up in order; off again forgets it."""
    all_on(boards)
    boards.carry_out(press(room, "rack.off", HELD))
    assert code(press(room, "rack.on", HELD)) == "queued"
    boards.advance(30)
    assert stage(room) == "on"

    boards.carry_out(press(room, "rack.off", HELD))
    press(room, "rack.on", HELD)
    room.advance(1)
    press(room, "rack.off", HELD)
    boards.advance(30)
    assert stage(room) == "off"


def test_no_step_is_switched_alone(room: Scene, boards: Boards) -> None:
    """A finger, Home Assistant, a scene: only the rack. What wants one off, gets all off."""
    all_on(boards)
    for control in ("amp.on", "amp.off", "amp.toggle"):
        assert code(press(room, control)) == "in_rack"
    effects = room.feed(ChannelWanted(channel=MIXER, verb="on", why="test"))
    assert commands(effects) == []

    boards.carry_out(room.feed(ChannelWanted(channel=MIXER, verb="off", why="last-out")))
    boards.advance(20)
    assert stage(room) == "off"


def test_without_broker_it_says_so_and_a_way_under_way_is_held(room: Scene, boards: Boards) -> None:
    """No step is taken blindly."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    room.feed(PartChanged(part="broker", ok=False))
    room.advance(30)
    assert stage(room) == "held_on"
    assert code(press(room, "rack.retry")) == "not_sent"


def test_off_on_the_way_is_a_stop_and_needs_no_hold(room: Scene, boards: Boards) -> None:
    """At rest a hold keeps a passing hand from ending a meeting; on its way a touch is enough."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    assert code(boards.carry_out(press(room, "rack.off"))) == "asked"
    boards.advance(20)
    assert (stage(room), now(room).lit) == ("off", ())


def test_off_while_a_step_has_not_answered_takes_its_order_back(
    room: Scene, boards: Boards
) -> None:
    """It says "off", but "on" was under way: it is told to be off, and never on again."""
    all_off(boards)
    boards.lost = 1
    boards.carry_out(press(room, "rack.on", HELD))
    told = switched(boards.carry_out(press(room, "rack.off")) + boards.advance(20))

    assert told == [(1, False)]
    assert stage(room) == "off"


def test_a_held_way_sends_nothing_more_to_the_step_at_hand(room: Scene, boards: Boards) -> None:
    """The amplifier was asked when the mixer went off: it is not asked again."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.advance(6.5)
    boards.lost = 1
    boards.advance(0.5)  # the amplifier's first "on" is lost
    boards.wall("rack", 1, on=False)
    told = switched(boards.advance(20))

    assert (stage(room), now(room).step, now(room).why) == ("held_on", MIXER, "went_off")
    assert told == []
    assert boards.on["rack", 3] is False


def test_retry_switches_off_first_what_would_be_on_too_early(room: Scene, boards: Boards) -> None:
    """The amplifier may have heard: off, then mixer, matrix and amplifier in order."""
    all_off(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.advance(6.5)
    boards.muted = 1
    boards.advance(0.5)  # the amplifier is on and did not say so
    boards.wall("rack", 1, on=False)
    told = switched(boards.carry_out(press(room, "rack.retry")) + boards.advance(30))

    assert told[:2] == [(3, False), (2, False)]
    assert told[2:] == [(1, True), (2, True), (3, True)]
    assert stage(room) == "on"


def test_off_where_going_off_is_held_tries_again(room: Scene, boards: Boards) -> None:
    """Off always does something."""
    all_on(boards)
    boards.lost = 3
    boards.carry_out(press(room, "rack.off", HELD))
    boards.advance(10)
    assert stage(room) == "held_off"
    told = switched(boards.carry_out(press(room, "rack.off")) + boards.advance(20))

    assert told == [(3, False), (2, False), (1, False)]
    assert stage(room) == "off"


def test_last_one_out_leaves_out_a_step_that_fails_and_names_it(
    room: Scene, boards: Boards
) -> None:
    """Nobody is there to press again: the rest goes off, in its order."""
    all_on(boards)
    boards.lost = 3
    boards.carry_out(room.feed(ChannelWanted(channel=MIXER, verb="off", why="last-out")))
    boards.advance(20)

    assert (stage(room), now(room).left_out) == ("off", (AMP,))
    assert [boards.on["rack", n] for n in (1, 2, 3)] == [False, False, True]
    boards.carry_out(press(room, "rack.off", HELD))
    boards.advance(10)
    assert (now(room).left_out, boards.on["rack", 3]) == ((), False)


def test_a_way_down_goes_on_when_the_broker_is_back_soon(room: Scene, boards: Boards) -> None:
    """Within a minute; later it waits for a person, because nothing old is sent."""
    for gone_s, ends in ((10, "off"), (120, "held_off")):
        all_off(boards)
        boards.carry_out(press(room, "rack.on", HELD))
        boards.advance(20)
        boards.carry_out(press(room, "rack.off", HELD))
        boards.carry_out(room.feed(PartChanged(part="broker", ok=False)))
        room.advance(gone_s)
        assert (stage(room), now(room).why) == ("held_off", "not_sent")
        boards.carry_out(room.feed(PartChanged(part="broker", ok=True)))
        boards.advance(30)
        assert stage(room) == ends


def test_a_projector_on_the_rack_is_fed_in_the_rack_s_order(room: Scene, boards: Boards) -> None:
    """Its mains is the first step: it alone comes on, and stays while the rack starts."""
    fed_by_rack(boards)
    told = switched(boards.carry_out(press(room, "beamer.on")))
    assert [n for n in told if n[0] in (3, 4)] == [(4, True)]
    boards.advance(50)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.advance(20)

    assert stage(room) == "on"
    assert projector_now(room.office, room.rules, BEAMER, room.clock.mono_s).stage.value == "on"


def test_a_projector_switched_on_again_keeps_its_mains_and_the_rack_says_so(
    room: Scene, boards: Boards
) -> None:
    """Going off does not wait for ever for what shall not cool."""
    fed_by_rack(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.advance(20)
    boards.carry_out(press(room, "beamer.on"))
    boards.advance(50)
    boards.carry_out(press(room, "rack.off", HELD))
    boards.advance(20)
    boards.carry_out(press(room, "beamer.on"))
    boards.advance(300)

    assert (stage(room), now(room).step, now(room).why) == ("held_off", MAINS.id, "projector")
    assert boards.on["rack", 4] is True


@pytest.mark.parametrize("control", ["rack.fly", "rack.toggle"])
def test_nonsense_is_refused(room: Scene, control: str) -> None:
    """A stable code; a room without a rack says that."""
    assert code(press(room, control)) == "unknown_control"
    assert code(press(room, "rack.on", HELD, room="room-b")) == "unknown_channel"


def test_the_mains_of_the_rack_waits_for_the_projector(room: Scene, boards: Boards) -> None:
    """Found on, it is switched off and cools; then the mains goes, the last of all."""
    fed_by_rack(boards)
    boards.carry_out(press(room, "rack.on", HELD))
    boards.advance(20)
    boards.carry_out(press(room, "beamer.on"))
    boards.advance(50)

    boards.carry_out(press(room, "rack.off", HELD))
    told = switched(boards.advance(115))
    assert (4, False) not in told
    assert stage(room) == "going_off"
    assert (4, False) in switched(boards.advance(20))
    assert stage(room) == "off"

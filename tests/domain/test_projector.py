"""Projectors (spec 03 §2): warming, cooling, the queue, the mains, the screen."""

import pytest

from gateway.domain.effects import Answer, Command, Verb
from gateway.domain.events import ChannelWanted, PartChanged
from gateway.domain.reports import Known
from gateway.domain.rooms.projector.state import ProjectorNow, projector_now
from gateway.domain.text import Json
from tests.domain.av_room import BEAMER, IR_BEAMER, SCREEN, SOCKET, Boards, boards, room
from tests.domain.scene import Scene, every, only
from tests.domain.talk import answer, closed, commands, meter, press, report, said

__all__ = ["boards", "room"]

HELD = {"held_s": 1.6}


def now(scene: Scene, channel: str = BEAMER) -> ProjectorNow:
    return projector_now(scene.office, scene.rules, channel, scene.clock.mono_s)


def stage(scene: Scene, channel: str = BEAMER) -> str:
    return now(scene, channel).stage.value


def code(scene: Scene, control: str, value: Json = None) -> str:
    """Press, obey nothing, return the answer's code."""
    return only(Answer, press(scene, control, value)).code


def do(boards: Boards, control: str, value: Json = None) -> str:
    """Press, let the relays obey, return the answer's code."""
    return only(Answer, boards.carry_out(press(boards.scene, control, value))).code


def ready(boards: Boards) -> None:
    """Let the projector be cool and off, heard, its socket off."""
    for device in ("beamer", "beamer-plug"):
        boards.on[device, 1] = False
        boards.say(device, 1, power=False)
    boards.advance(125)
    assert stage(boards.scene) == "standby"


def lit(boards: Boards) -> None:
    """Let it be warm and on."""
    ready(boards)
    do(boards, "beamer.on")
    boards.advance(41)
    assert stage(boards.scene) == "on"


def test_on_gives_mains_then_power_and_forty_seconds_of_warming(
    room: Scene, boards: Boards
) -> None:
    """The socket confirms first; the screen goes down with the light."""
    ready(boards)
    effects = press(room, "beamer.on")
    assert commands(effects) == [("beamer-plug", Verb.POWER, True)]
    assert stage(room) == "starting"
    told = commands(boards.carry_out(effects))
    assert ("beamer", Verb.POWER, True) in told
    assert ("screen-relays", Verb.POWER, False) in told  # proves both relays off first
    assert (stage(room), now(room).left_s) == ("warming", 40.0)

    boards.advance(40)
    assert stage(room) == "on"
    assert room.office.machines.curtains.places[SCREEN].position_pct == 0.0


def test_off_has_to_be_held_and_is_refused_without(room: Scene, boards: Boards) -> None:
    """1.5 s, whoever presses: panel, API or Home Assistant."""
    lit(boards)
    assert code(room, "beamer.off") == "hold"
    assert code(room, "beamer.off", {"held_s": 1.4}) == "hold"
    assert code(room, "beamer.off", {"held_s": "long"}) == "hold"
    assert stage(room) == "on"
    assert code(room, "beamer.off", HELD) == "asked"
    assert (stage(room), now(room).left_s) == ("cooling", 120.0)


def test_cooling_lasts_two_minutes_then_standby_and_the_screen_goes_up(
    room: Scene, boards: Boards
) -> None:
    """The mains stays on: nobody asked to cut it."""
    lit(boards)
    do(boards, "beamer.off", HELD)
    boards.advance(119)
    assert stage(room) == "cooling"
    boards.advance(30)

    assert stage(room) == "standby"
    assert boards.on["beamer-plug", 1] is True
    assert room.office.machines.curtains.places[SCREEN].position_pct == 100.0


def test_the_opposite_press_is_queued_shown_and_carried_out(room: Scene, boards: Boards) -> None:
    """Off while warming: off once it is warm. The same press is ignored."""
    ready(boards)
    do(boards, "beamer.on")
    assert do(boards, "beamer.off", HELD) == "queued"
    assert now(room).queued == "off"
    boards.advance(1)
    assert do(boards, "beamer.off", HELD) == "already"
    boards.advance(40)
    assert stage(room) == "cooling"

    assert do(boards, "beamer.on") == "queued"
    boards.advance(120)
    assert stage(room) == "warming"


def test_what_is_queued_can_be_cancelled(room: Scene, boards: Boards) -> None:
    """By its own key, or by pressing what it is doing anyway."""
    lit(boards)
    do(boards, "beamer.off", HELD)
    do(boards, "beamer.on")
    assert do(boards, "beamer.cancel") == "asked"
    boards.advance(1)
    assert do(boards, "beamer.cancel") == "already"
    do(boards, "beamer.on")
    assert do(boards, "beamer.off", HELD) == "already"
    boards.advance(130)
    assert stage(room) == "standby"


def test_the_mains_cannot_be_cut_while_it_is_hot(room: Scene, boards: Boards) -> None:
    """A finger is told why; while cooling it is queued and comes true by itself."""
    lit(boards)
    assert do(boards, "beamer-socket.off") == "projector_hot"
    assert do(boards, "beamer-socket.toggle") == "projector_hot"
    do(boards, "beamer.off", HELD)
    assert do(boards, "beamer-socket.off") == "queued"
    assert now(room).cut

    assert ("beamer-plug", Verb.POWER, False) not in commands(boards.advance(119.5))
    assert ("beamer-plug", Verb.POWER, False) in commands(boards.advance(1))


def test_cooling_goes_on_through_a_restart_and_so_does_the_cut(room: Scene, boards: Boards) -> None:
    """The same deadline; a rule that wants the mains off waits for it."""
    lit(boards)
    boards.carry_out(room.feed(ChannelWanted(channel=SOCKET, verb="off", why="test")))
    boards.advance(60)
    room.restart()
    assert (stage(room), round(now(room).left_s or 0)) == ("cooling", 60)
    boards.say("beamer", 1, power=False)

    assert ("beamer-plug", Verb.POWER, False) not in commands(boards.advance(59.5))
    assert ("beamer-plug", Verb.POWER, False) in commands(boards.advance(1))


def test_after_a_start_nothing_is_believed_until_it_was_heard(room: Scene, boards: Boards) -> None:
    """It was on; somebody may have used the remote control meanwhile."""
    lit(boards)
    room.restart()
    assert (stage(room), now(room).known) == ("unknown", Known.UNKNOWN)

    boards.say("beamer", 1, power=False)

    assert stage(room) == "cooling"


def test_first_heard_off_may_still_be_hot(room: Scene, boards: Boards) -> None:
    """Nobody knows since when: standby, but no cut for two minutes."""
    boards.say("beamer", 1, power=False)
    assert stage(room) == "standby"
    boards.carry_out(room.feed(ChannelWanted(channel=SOCKET, verb="off", why="test")))
    assert ("beamer-plug", Verb.POWER, False) not in commands(boards.advance(119))
    assert ("beamer-plug", Verb.POWER, False) in commands(boards.advance(2))


def test_the_remote_control_is_followed(room: Scene, boards: Boards) -> None:
    """Off by hand cools, on by hand warms."""
    lit(boards)
    boards.advance(5)
    boards.say("beamer", 1, power=False)
    assert stage(room) == "cooling"
    boards.advance(121)
    boards.say("beamer", 1, power=True)
    assert stage(room) == "warming"


def test_a_projector_that_does_not_answer_is_unknown_and_never_cut(
    room: Scene, boards: Boards
) -> None:
    """Asked off three times, nothing heard: it may still burn."""
    lit(boards)
    boards.dead.add("beamer")
    do(boards, "beamer.off", HELD)
    boards.advance(10)

    assert (stage(room), now(room).failed) == ("unknown", "no_answer")
    boards.carry_out(room.feed(ChannelWanted(channel=SOCKET, verb="off", why="test")))
    assert ("beamer-plug", Verb.POWER, False) not in commands(boards.advance(3600))


def test_mains_that_does_not_come_ends_the_start(room: Scene, boards: Boards) -> None:
    """No light without mains, and no wait without end."""
    ready(boards)
    boards.dead.add("beamer-plug")
    do(boards, "beamer.on")
    boards.advance(31)

    assert (stage(room), now(room).failed) == ("standby", "no_mains")


def test_a_power_cut_leaves_it_hot(room: Scene, boards: Boards) -> None:
    """Its socket says off: it is off, and cools without a fan."""
    lit(boards)
    boards.wall("beamer-plug", 1, on=False)
    assert stage(room) == "cooling"


def test_a_queued_on_from_long_ago_is_forgotten(room: Scene, boards: Boards) -> None:
    """The gateway was away for an hour: nobody waits for it any more."""
    lit(boards)
    do(boards, "beamer.off", HELD)
    do(boards, "beamer.on")
    room.restart()
    room.clock.advance(3600)
    boards.say("beamer", 1, power=False)
    boards.advance(1)

    assert (stage(room), now(room).queued) == ("standby", "")


def test_offline_and_without_broker_say_so(room: Scene, boards: Boards) -> None:
    """Unless only its own mains is missing: then "on" gives that first."""
    lit(boards)
    room.feed(said("beamer", None, online=False))
    assert code(room, "beamer.on") == "offline"
    boards.wall("beamer-plug", 1, on=False)
    boards.advance(121)
    assert code(room, "beamer.on") == "asked"

    room.feed(PartChanged(part="broker", ok=False))
    assert code(room, "ir-beamer.on") == "not_sent"


def test_infrared_is_sent_once_and_assumed(room: Scene, boards: Boards) -> None:
    """No answer will ever come: no repeat, no claim."""
    assert stage(room, IR_BEAMER) == "unknown"
    effects = press(room, "ir-beamer.on") + room.advance(41)

    sent = [c.value for c in every(Command, effects) if c.verb is Verb.SEND]
    assert sent == ["beamer_on"]
    assert (stage(room, IR_BEAMER), now(room, IR_BEAMER).known) == ("on", Known.ASSUMED)


@pytest.mark.parametrize("control", ["beamer.level", "beamer.toggle", "beamer.open"])
def test_nonsense_is_refused(room: Scene, control: str) -> None:
    """A stable code, nothing sent."""
    assert code(room, control, 50) == "unknown_control"


def last_one_out(room: Scene, boards: Boards, *, wait_s: float) -> list:
    """Let the last one leave with the projector on, everything else off; say "turn all off"."""
    for channel in ("room-a.spot-1", "room-a.door-light", "room-b.ac", "office.hall-light"):
        report(room, channel, power=False)
    closed(room)
    room.tap("p001")
    room.clock.advance(300)
    meter(room, 300.0)
    room.tap("p001")
    boards.carry_out(answer(room, "turn_all_off"))
    return boards.advance(wait_s)


def test_the_last_one_out_leaves_a_lit_projector_to_cool(room: Scene, boards: Boards) -> None:
    """Found on → off → cooled → its socket cut → only then verified."""
    room.feed(PartChanged(part="broker", ok=True))
    lit(boards)
    press(room, "ir-beamer.on")
    effects = last_one_out(room, boards, wait_s=100)
    meter(room, 20.0)
    check = room.office.lastout.checks["office"]
    assert (check.stage.value, BEAMER in check.waiting, SOCKET in check.waiting) == (
        "switching",
        True,
        True,
    )
    assert ("beamer-plug", Verb.POWER, False) not in commands(effects)

    boards.advance(160)
    meter(room, 20.0)
    boards.advance(61)

    (ended,) = room.records("lastout.ended")
    assert ended.body["outcome"] == "verified"
    assert {BEAMER, SOCKET, IR_BEAMER} <= set(ended.body["confirmed"])  # type: ignore[arg-type]
    assert boards.on["beamer-plug", 1] is False


def test_a_projector_that_says_its_phase_is_followed(room: Scene) -> None:
    """PJLink: warm before 40 s, cooling longer than 120 s: nobody knows better than it."""
    report(room, BEAMER, power=False, phase="standby")
    report(room, SOCKET, power=True)
    press(room, "beamer.on")
    report(room, BEAMER, power=True, phase="warming")
    room.advance(10)
    report(room, BEAMER, power=True, phase="on")
    assert stage(room) == "on"

    press(room, "beamer.off", HELD)
    report(room, BEAMER, power=False, phase="cooling")
    room.advance(300)
    assert stage(room) == "cooling"
    assert code(room, "beamer-socket.off") == "queued"
    effects = report(room, BEAMER, power=False, phase="standby")
    assert stage(room) == "standby"
    assert ("beamer-plug", Verb.POWER, False) in commands(effects)


def test_off_queued_while_it_warms_goes_out_when_it_says_that_it_is_on(room: Scene) -> None:
    """A projector that warms would only say "later"."""
    report(room, BEAMER, power=False, phase="standby")
    report(room, SOCKET, power=True)
    press(room, "beamer.on")
    report(room, BEAMER, power=True, phase="warming")
    press(room, "beamer.off", HELD)
    assert ("beamer", Verb.POWER, False) not in commands(room.advance(60))

    effects = report(room, BEAMER, power=True, phase="on")

    assert ("beamer", Verb.POWER, False) in commands(effects)
    assert stage(room) == "cooling"


def test_a_cut_still_being_sent_is_taken_back_when_it_is_lit(room: Scene, boards: Boards) -> None:
    """The command was lost, somebody took the remote control: it is not sent again."""
    ready(boards)
    boards.wall("beamer-plug", 1, on=True)
    boards.lost = 1
    do(boards, "beamer-socket.off")
    boards.wall("beamer", 1, on=True)

    assert ("beamer-plug", Verb.POWER, False) not in commands(boards.advance(10))


def test_a_cut_that_waits_is_forgotten_when_the_mains_is_wanted(
    room: Scene, boards: Boards
) -> None:
    """Off and on again while it cools: the socket stays on."""
    lit(boards)
    do(boards, "beamer.off", HELD)
    do(boards, "beamer-socket.off")
    boards.advance(1)
    do(boards, "beamer-socket.on")

    assert ("beamer-plug", Verb.POWER, False) not in commands(boards.advance(300))


def test_an_on_that_may_have_been_an_echo_lets_it_cool_in_full(room: Scene, boards: Boards) -> None:
    """On and off by hand just after our off: the two minutes begin again. Silent: unknown."""
    lit(boards)
    do(boards, "beamer.off", HELD)
    boards.say("beamer", 1, power=True)
    boards.advance(1.5)
    boards.say("beamer", 1, power=False)
    assert (stage(room), now(room).left_s) == ("cooling", 120.0)

    boards.say("beamer", 1, power=True)
    boards.dead.add("beamer")
    boards.advance(125)
    assert stage(room) in ("unknown", "warming", "on")

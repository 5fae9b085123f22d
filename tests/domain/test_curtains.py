"""Curtains on two relays (spec 03 §2): ends, pauses, positions, and hands at the wall."""

import pytest

from gateway.domain.effects import Answer, Verb
from gateway.domain.events import ChannelWanted, PartChanged, TroubleFound
from gateway.domain.rooms.curtains.state import curtain_now
from tests.domain.av_room import DOWN, REAR, SCREEN, SHUTTER, UP, Boards, boards, room, switched
from tests.domain.scene import Scene, only
from tests.domain.talk import commands, listen, press, report, said

__all__ = ["boards", "room"]

DEVICE = "curtain-relays"


def at_rest(boards: Boards, position: float | None = 0.0) -> None:
    """Let both relays be off and heard; close the curtain if it shall be known to be closed."""
    for number in (UP, DOWN):
        boards.on[DEVICE, number] = False
        boards.say(DEVICE, number, power=False)
    if position is not None:
        boards.carry_out(press(boards.scene, "rear-curtain.close"))
        boards.advance(30)
        assert where(boards.scene) == 0.0
    if position:
        boards.carry_out(press(boards.scene, "rear-curtain.position", position))
        boards.advance(30)


def where(scene: Scene) -> float | None:
    return curtain_now(scene.office, scene.rules, REAR, scene.clock.mono_s).position_pct


def failed(scene: Scene) -> str:
    return curtain_now(scene.office, scene.rules, REAR, scene.clock.mono_s).failed


def test_open_runs_its_time_and_two_seconds_more_then_both_relays_go_off(
    room: Scene, boards: Boards
) -> None:
    """20 s up and 2 s on, so that the end is certain: it counts as open from then."""
    at_rest(boards)
    assert switched(boards.carry_out(press(room, "rear-curtain.open"))) == [(UP, True)]
    assert switched(boards.advance(21.5)) == []
    assert switched(boards.advance(1)) == [(UP, False), (DOWN, False)]
    assert where(room) == 100.0


def test_a_screen_follows_while_it_moves(room: Scene, boards: Boards) -> None:
    """The position grows with the time since the relay said on."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.advance(5)

    now = curtain_now(room.office, room.rules, REAR, room.clock.mono_s)

    assert (now.position_pct, now.moving, now.target_pct, now.ends_in_s) == (25.0, 1, 100.0, 17.0)


def test_a_position_is_reached_by_time_without_run_on(room: Scene, boards: Boards) -> None:
    """Half way up takes half the time; down it is faster."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.position", 50))
    assert switched(boards.advance(9.5)) == []
    assert switched(boards.advance(0.5)) == [(UP, False), (DOWN, False)]
    assert where(room) == 50.0

    boards.advance(5)
    boards.carry_out(press(room, "rear-curtain.position", 25))
    boards.advance(4)
    assert where(room) == 25.0


def test_a_move_shorter_than_half_a_second_is_not_begun(room: Scene, boards: Boards) -> None:
    """A motor that barely starts only hums."""
    at_rest(boards, 50)
    effects = press(room, "rear-curtain.position", 52)

    assert only(Answer, effects).code == "already"
    assert switched(effects) == []


def test_from_an_unknown_position_an_end_is_found_first(room: Scene, boards: Boards) -> None:
    """After the first start nobody knows: 30 % goes by way of closed."""
    at_rest(boards, None)
    assert where(room) is None
    assert switched(boards.carry_out(press(room, "rear-curtain.position", 30))) == [(DOWN, True)]
    boards.advance(30)
    assert where(room) == 30.0


def test_stop_keeps_the_place_where_it_stood(room: Scene, boards: Boards) -> None:
    """Both relays off, at once; the place is on disk."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.advance(10)
    effects = boards.carry_out(press(room, "rear-curtain.stop"))

    assert switched(effects) == [(UP, False), (DOWN, False)]
    assert where(room) == 50.0
    room.restart()
    assert where(room) == 50.0


def test_the_other_way_waits_for_the_stop_and_one_second(room: Scene, boards: Boards) -> None:
    """Stop, confirmed, 1.0 s, reverse; shown as queued meanwhile."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.advance(10)
    effects = press(room, "rear-curtain.close")
    assert switched(effects) == [(UP, False), (DOWN, False)]
    room.advance(0.5)
    boards.carry_out(effects)
    now = curtain_now(room.office, room.rules, REAR, room.clock.mono_s)
    assert (now.next_pct, now.moving) == (0.0, 0)

    assert switched(room.advance(0.875)) == []
    assert switched(boards.carry_out(room.advance(0.125))) == [(DOWN, True)]
    boards.advance(30)
    assert where(room) == 0.0


def test_a_reversal_never_begins_before_the_stop_is_confirmed(room: Scene, boards: Boards) -> None:
    """No word from the relay: stop is sent again and again, and nothing else."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.lost = 7
    boards.advance(5)
    told = switched(boards.carry_out(press(room, "rear-curtain.close")))
    told += switched(boards.advance(3))
    assert set(told) == {(UP, False), (DOWN, False)}

    boards.advance(40)
    assert where(room) == 0.0


def test_a_lost_stop_is_sent_again_until_confirmed_and_facilities_are_told(
    room: Scene, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may still be moving: that is critical, and never given up."""
    troubles = listen(monkeypatch, TroubleFound)
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.dead.add(DEVICE)
    press(room, "rear-curtain.stop")

    assert len(switched(boards.advance(60))) >= 9
    (trouble,) = troubles
    assert (trouble.key, trouble.severity) == (f"stuck:{REAR}", "critical")

    boards.dead.clear()
    boards.advance(10)
    assert boards.on[DEVICE, UP] is False
    assert where(room) is None


def test_stop_works_twice_in_a_row_offline_and_without_broker(room: Scene, boards: Boards) -> None:
    """Never disabled, never taken for a repeated press; sent as soon as the way is free."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    room.feed(PartChanged(part="broker", ok=True))
    room.feed(PartChanged(part="broker", ok=False))
    assert switched(press(room, "rear-curtain.stop")) == []
    assert switched(room.advance(60)) == []
    back = room.feed(PartChanged(part="broker", ok=True))
    assert switched(back) == [(UP, False), (DOWN, False)]

    room.feed(said(DEVICE, None, online=False))
    for _ in range(2):
        effects = press(room, "rear-curtain.stop")
        assert only(Answer, effects).code == "asked"
        assert switched(effects) == [(UP, False), (DOWN, False)]
    assert only(Answer, press(room, "rear-curtain.open")).code == "offline"


def test_the_limit_ends_a_run_whose_relay_said_on_late(room: Scene, boards: Boards) -> None:
    """110 % of 20 s and 2 s more from the first command, whatever was heard since."""
    at_rest(boards)
    boards.dead.add(DEVICE)
    press(room, "rear-curtain.open")
    room.advance(5.5)
    room.feed(said(DEVICE, UP, power=True))

    told = switched(room.advance(18))
    assert (UP, False) not in told
    assert (UP, False) in switched(room.advance(1))


def test_no_answer_at_all_is_said_and_both_relays_are_told_to_be_off(
    room: Scene, boards: Boards, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent three times in all; the position is not known any more."""
    troubles = listen(monkeypatch, TroubleFound)
    at_rest(boards)
    boards.dead.add(DEVICE)
    press(room, "rear-curtain.open")
    told = switched(room.advance(6))

    assert told == [(UP, True), (UP, True), (UP, False), (DOWN, False)]
    assert failed(room) == "no_answer"
    assert troubles[0].severity == "warning"


def test_a_wall_switch_on_the_other_relay_stops_both_at_once(room: Scene, boards: Boards) -> None:
    """Both on would burn the motor; where it then is, nobody knows."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.advance(5)

    effects = boards.wall(DEVICE, DOWN, on=True)

    assert switched(effects)[:2] == [(UP, False), (DOWN, False)]
    assert where(room) is None
    assert failed(room) == "both_on"
    assert not any(boards.on[DEVICE, n] for n in (UP, DOWN))


def test_a_wall_switch_that_moves_it_is_followed_and_ended(room: Scene, boards: Boards) -> None:
    """Adopted and shown; forgotten on, it ends at the limit like any other."""
    at_rest(boards)
    boards.advance(5)
    boards.wall(DEVICE, UP, on=True)
    boards.advance(10)
    assert where(room) == 50.0
    boards.wall(DEVICE, UP, on=False)
    assert where(room) == 50.0

    boards.advance(5)
    boards.wall(DEVICE, DOWN, on=True)
    assert switched(boards.advance(19)) == []
    assert (DOWN, False) in switched(boards.advance(1))
    assert where(room) == 0.0


def test_somebody_else_stopping_it_is_believed_and_made_sure(room: Scene, boards: Boards) -> None:
    """The relay went off without us: both off, the place kept."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.advance(10)
    boards.wall(DEVICE, UP, on=False)

    assert where(room) == 50.0
    assert failed(room) == "stopped_elsewhere"


def test_a_late_echo_at_rest_moves_nothing_and_is_asked_about(room: Scene, boards: Boards) -> None:
    """Within 2 s of a stop an "on" may be old: the device is asked, nothing is believed."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.advance(10)
    boards.carry_out(press(room, "rear-curtain.stop"))
    boards.say(DEVICE, UP, power=True)

    assert curtain_now(room.office, room.rules, REAR, room.clock.mono_s).moving == 0
    boards.advance(5)
    assert where(room) == 50.0


def test_after_a_restart_in_the_middle_it_is_stopped_and_its_place_is_unknown(
    room: Scene, boards: Boards
) -> None:
    """The relay ran on while nobody counted."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.advance(5)
    room.restart()

    effects = boards.advance(1)

    assert switched(effects)[:2] == [(UP, False), (DOWN, False)]
    assert where(room) is None
    assert boards.on[DEVICE, UP] is False


def test_after_a_start_both_relays_are_proven_off_before_one_is_switched_on(
    room: Scene, boards: Boards
) -> None:
    """Nothing heard yet: both off first, confirmed, 1 s, then up."""
    told = switched(boards.carry_out(press(room, "rear-curtain.open")))
    assert told == [(UP, False), (DOWN, False)]
    assert switched(boards.advance(1.5)) == [(UP, True)]


def test_a_new_press_on_the_way_changes_the_target(room: Scene, boards: Boards) -> None:
    """Ahead: it goes on without a stop. Behind: stop, pause, back."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.position", 50))
    boards.advance(5)
    assert switched(boards.carry_out(press(room, "rear-curtain.position", 75))) == []
    boards.advance(12)
    assert where(room) == 75.0


def test_all_curtains_go_together_and_screens_stay(room: Scene, boards: Boards) -> None:
    """`curtains.close` means curtains; the one that is offline is named."""
    at_rest(boards)
    report(room, SHUTTER, position_pct=100.0, direction=0)
    room.feed(said(DEVICE, None, online=False))

    effects = press(room, "curtains.close")

    assert commands(effects) == [("shutter", Verb.CLOSE, None)]
    answer = only(Answer, effects)
    assert answer.data["offline"] == [REAR]
    stop = commands(press(room, "curtains.stop"))
    assert ("shutter", Verb.STOP, None) in stop
    assert (DEVICE, Verb.POWER, False) in stop


def test_a_screen_goes_up_and_down(room: Scene, boards: Boards) -> None:
    """The same machine with other words."""
    boards.carry_out(press(room, "screen.down"))
    boards.advance(20)
    assert room.office.machines.curtains.places[SCREEN].position_pct == 0.0
    boards.carry_out(room.feed(ChannelWanted(channel=SCREEN, verb="up", why="test")))
    boards.advance(20)
    assert room.office.machines.curtains.places[SCREEN].position_pct == 100.0


@pytest.mark.parametrize(
    ("control", "value", "code"),
    [
        ("rear-curtain.position", 101, "out_of_range"),
        ("rear-curtain.position", "half", "wrong_type"),
        ("rear-curtain.position", True, "wrong_type"),
        ("rear-curtain.on", None, "unknown_control"),
        ("rear-curtain.up", None, "unknown_control"),
        ("curtains.fly", None, "unknown_control"),
    ],
)
def test_nonsense_is_refused_and_moves_nothing(
    room: Scene, control: str, value: object, code: str
) -> None:
    """A stable code, nothing sent, nothing kept."""
    effects = press(room, control, value)  # type: ignore[arg-type]

    assert only(Answer, effects).code == code
    assert commands(effects) == []
    assert room.records("press") == []


def test_a_motor_is_asked_and_watched_until_it_is_there(room: Scene) -> None:
    """It knows its position and turns round by itself."""
    report(room, SHUTTER, position_pct=0.0, direction=0)
    assert commands(press(room, "shutter.position", 60)) == [("shutter", Verb.POSITION, 60.0)]
    report(room, SHUTTER, position_pct=5.0, direction=1)
    assert commands(room.advance(10)) == []
    report(room, SHUTTER, position_pct=60.0, direction=0)

    now = curtain_now(room.office, room.rules, SHUTTER, room.clock.mono_s)
    assert (now.position_pct, now.target_pct, now.failed) == (60.0, None, "")


def test_a_motor_that_does_not_move_is_asked_three_times_and_named(
    room: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No invented movement."""
    troubles = listen(monkeypatch, TroubleFound)
    press(room, "shutter.open")
    assert len(commands(room.advance(60))) == 2
    now = curtain_now(room.office, room.rules, SHUTTER, room.clock.mono_s)
    assert now.failed == "no_answer"
    assert troubles[0].key == f"stuck:{SHUTTER}"


def test_a_motor_is_told_to_stop_until_it_rests(room: Scene) -> None:
    """Each second again, and no longer than its travel takes."""
    report(room, SHUTTER, position_pct=10.0, direction=1)
    press(room, "shutter.stop")
    assert commands(room.advance(3)) == [("shutter", Verb.STOP, None)] * 3
    report(room, SHUTTER, position_pct=14.0, direction=0)
    assert commands(room.advance(60)) == []


def test_a_stop_that_is_confirmed_late_leaves_between_which_two_places_it_stands(
    room: Scene, boards: Boards
) -> None:
    """It may have stopped at once or just now: no single place is claimed, and none invented."""
    at_rest(boards)
    boards.carry_out(press(room, "rear-curtain.open"))
    boards.advance(5)
    press(room, "rear-curtain.stop")  # obeyed, or lost: nobody hears anything for 6 s
    room.advance(6)
    for number in (UP, DOWN):
        boards.on[DEVICE, number] = False
        boards.say(DEVICE, number, power=False)

    now = curtain_now(room.office, room.rules, REAR, room.clock.mono_s)
    assert (now.position_pct, now.between_pct, now.moving) == (None, (25.0, 55.0), 0)
    room.restart()
    again = curtain_now(room.office, room.rules, REAR, room.clock.mono_s)
    assert again.between_pct == (25.0, 55.0)


def test_what_stands_between_two_places_finds_an_end_before_it_goes_to_a_third(
    room: Scene, boards: Boards
) -> None:
    """As one that is not known at all; afterwards it is."""
    test_a_stop_that_is_confirmed_late_leaves_between_which_two_places_it_stands(room, boards)
    boards.advance(3)
    for number in (UP, DOWN):
        boards.say(DEVICE, number, power=False)

    boards.carry_out(press(room, "rear-curtain.position", 30))
    boards.advance(60)
    now = curtain_now(room.office, room.rules, REAR, room.clock.mono_s)
    assert (now.position_pct, now.between_pct) == (30.0, None)

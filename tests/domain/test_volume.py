"""Volumes (spec 03 §2): the device's range behind 0 to 100, mute restores, a known beginning."""

import pytest

from gateway.domain.effects import Answer, Verb
from gateway.domain.events import CommandNotSent, PartChanged
from gateway.domain.options import VolumeOptions
from gateway.domain.reports import Known
from gateway.domain.rooms.volume.state import VolumeNow, volume_now, volumes_now
from gateway.domain.text import Json
from tests.domain.scene import only
from tests.domain.show_room import HUM, PHONES, RACK_HELD, SOUND, Show, show
from tests.domain.talk import commands, press, said

__all__ = ["show"]


def now(show: Show, volume: str = SOUND) -> VolumeNow:
    return volume_now(show.scene.office, show.scene.rules, volume)


def do(show: Show, control: str, value: Json = None) -> str:
    """Press, let the devices obey, return the answer's code."""
    return only(Answer, show.carry_out(press(show.scene, control, value))).code


def device_pct(show: Show) -> float:
    return show.levels["dsp", 1]


def lit(show: Show) -> None:
    """Let rack and projector be on, and all keys be pressed."""
    do(show, "rack.on", RACK_HELD)
    do(show, "lamp.on")
    show.advance(60)
    show.keys.clear()


def test_a_level_is_a_part_of_the_devices_own_range(show: Show) -> None:
    """100 for people is what the site file allows."""
    lit(show)
    assert do(show, "sound.level", 50) == "asked"
    assert device_pct(show) == 40
    assert (now(show).level, now(show).known) == (50, Known.CONFIRMED)
    do(show, "sound.level", 100)
    assert device_pct(show) == 80


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (101, "out_of_range"),
        (-1, "out_of_range"),
        ("loud", "wrong_type"),
        (None, "wrong_type"),
        (True, "wrong_type"),
        (float("nan"), "wrong_type"),
    ],
)
def test_a_senseless_level_is_told_and_changes_nothing(show: Show, value: Json, code: str) -> None:
    """A number from 0 to 100."""
    lit(show)
    before = device_pct(show)
    assert do(show, "sound.level", value) == code
    assert do(show, "sound.on") == "unknown_control"
    assert device_pct(show) == before


def test_up_and_down_go_by_steps_and_stop_at_the_ends(show: Show) -> None:
    """From where it is going, so that quick presses add up."""
    lit(show)
    do(show, "sound.level", 92)
    for expected, code in ((97, "asked"), (100, "asked"), (100, "already")):
        assert do(show, "sound.up") == code
        assert now(show).level == expected
        show.advance(1)
    do(show, "sound.level", 3)
    do(show, "sound.down")
    assert (now(show).level, device_pct(show)) == (0, 0)


def test_mute_keeps_the_level_and_gives_it_back(show: Show) -> None:
    """Also after a restart."""
    lit(show)
    do(show, "sound.level", 60)
    assert do(show, "sound.mute") == "asked"
    assert (device_pct(show), now(show).muted, now(show).level) == (0, True, 60)
    show.advance(1)
    assert do(show, "sound.mute") == "already"
    show.scene.restart()
    show.carry_out(show.tell_level("dsp", 1))
    assert do(show, "sound.unmute") == "asked"
    assert (device_pct(show), now(show).muted, now(show).level) == (48, False, 60)
    show.advance(1)
    assert do(show, "sound.unmute") == "already"


def test_a_new_level_ends_a_mute(show: Show) -> None:
    """Louder starts from what it was."""
    lit(show)
    do(show, "sound.level", 60)
    do(show, "sound.mute")
    do(show, "sound.up")
    assert (now(show).level, now(show).muted, device_pct(show)) == (65, False, 52)
    do(show, "sound.mute")
    do(show, "sound.level", 10)
    assert (now(show).level, now(show).muted) == (10, False)


def test_when_the_room_comes_on_the_level_is_the_default(show: Show) -> None:
    """Never the last night's maximum, and set before the amplifier comes on."""
    lit(show)
    do(show, "sound.level", 100)
    do(show, "rack.off", RACK_HELD)
    show.advance(30)
    assert device_pct(show) == 80  # the room's off leaves it alone
    show.carry_out(press(show.scene, "rack.on", RACK_HELD))
    for _ in range(40):
        if show.on["rack", 3]:
            break
        assert device_pct(show) in (80, 32)
        show.advance(0.5)
    assert (device_pct(show), now(show).level, now(show).muted) == (32, 40, False)


def test_a_mute_of_last_night_is_over_when_the_room_comes_on(show: Show) -> None:
    """Nobody wonders why nothing is heard."""
    lit(show)
    do(show, "sound.mute")
    do(show, "rack.off", RACK_HELD)
    show.advance(30)
    lit(show)
    assert (now(show).muted, device_pct(show)) == (False, 32)


def test_a_restart_in_a_meeting_changes_nothing(show: Show) -> None:
    """The room has been on all along."""
    lit(show)
    do(show, "sound.level", 70)
    show.scene.restart()
    for number in (1, 2, 3):
        show.carry_out(show.say("rack", number, power=True))
    show.carry_out(show.say("lamp", 1, power=True))
    show.carry_out(show.tell_level("dsp", 1))
    show.advance(60)
    assert (device_pct(show), now(show).level) == (56, 70)


def test_each_source_has_its_own_level_until_the_room_goes_off(show: Show) -> None:
    """The first one keeps what was set before it; a new one begins at the default."""
    lit(show)
    do(show, "source.pc-1")
    do(show, "sound.level", 70)
    show.advance(10)
    do(show, "source.dvd")
    assert (now(show).level, now(show).source) == (40, "dvd")
    do(show, "sound.level", 20)
    show.advance(10)
    do(show, "source.pc-1")
    assert now(show).level == 70
    show.advance(10)
    do(show, "source.dvd")
    assert now(show).level == 20

    do(show, "rack.off", RACK_HELD)
    show.advance(30)
    lit(show)
    do(show, "source.pc-1")
    assert now(show).level == 40


def test_another_source_does_not_end_a_mute(show: Show) -> None:
    """It is the other one's level that comes back."""
    lit(show)
    do(show, "source.pc-1")
    do(show, "sound.level", 70)
    do(show, "sound.mute")
    show.advance(10)
    do(show, "source.dvd")
    assert (now(show).muted, device_pct(show)) == (True, 0)
    do(show, "sound.unmute")
    assert now(show).level == 40


def test_a_knob_turned_at_the_device_is_followed(show: Show) -> None:
    """Shown at once and remembered for the source; also out of a mute."""
    lit(show)
    do(show, "source.pc-1")
    show.advance(10)
    show.turn_knob(60)
    assert (now(show).level, now(show).known) == (75, Known.CONFIRMED)
    do(show, "sound.mute")
    show.advance(10)
    show.turn_knob(8)
    assert (now(show).muted, now(show).level) == (False, 10)


def test_an_echo_of_something_older_changes_nothing(show: Show) -> None:
    """It is asked again instead."""
    lit(show)
    do(show, "sound.level", 20)
    do(show, "sound.level", 60)
    show.carry_out(show.scene.feed(said("dsp", 1, level_pct=16.0)))
    show.advance(3)
    show.carry_out(show.tell_level("dsp", 1))
    assert (now(show).level, device_pct(show)) == (60, 48)


def test_what_is_not_confirmed_is_sent_again_then_told(show: Show) -> None:
    """And what the device then says counts."""
    lit(show)
    show.lost = 99
    do(show, "sound.level", 60)
    assert now(show).wanted == 60
    show.advance(10)
    assert (now(show).failed, now(show).wanted) == ("no_answer", None)
    show.lost = 0
    show.turn_knob(32)
    assert now(show).level == 40


def test_a_coarse_device_may_round_to_its_own_step() -> None:
    """A grain of 5 lets 52 stand for 50; without it it would never be confirmed."""
    coarse = VolumeOptions(grain=5.0)
    assert coarse.near_pct >= 2.5
    assert VolumeOptions().near_pct < 2.5
    assert VolumeOptions(low=20, high=60).device_pct(50) == 40
    assert VolumeOptions(low=20, high=60).level_of(90) == 100


def test_without_feedback_it_is_told_once_and_assumed(show: Show) -> None:
    """And not claimed when it could not leave."""
    lit(show)
    effects = press(show.scene, "phones.level", 55)
    assert commands(effects) == [("dsp", Verb.LEVEL, 55.0)]
    assert (now(show, PHONES).level, now(show, PHONES).known) == (55, Known.ASSUMED)
    show.scene.feed(CommandNotSent(device="dsp", channel=2, why="expired"))
    assert (now(show, PHONES).level, now(show, PHONES).failed) == (None, "not_sent")
    assert do(show, "phones.up") == "unknown_level"
    assert do(show, "phones.level", 30) == "asked"


def test_a_remotes_keys_walk_there_step_by_step(show: Show) -> None:
    """From a known level straight; a newer level turns it round."""
    lit(show)
    assert now(show, HUM).level == 40
    do(show, "hum.level", 60)
    show.advance(0.25)
    assert now(show, HUM).moving
    show.advance(5)
    assert show.keys == ["up"] * 4
    assert (now(show, HUM).level, now(show, HUM).known) == (60, Known.ASSUMED)

    show.keys.clear()
    do(show, "hum.level", 100)
    show.advance(0.5)
    do(show, "hum.level", 50)
    show.advance(5)
    ups = show.keys.count("up")
    assert show.keys == ["up"] * ups + ["down"] * (ups + 2)
    assert now(show, HUM).level == 50


def test_from_an_unknown_level_it_goes_to_nothing_first(show: Show) -> None:
    """So that it is never louder than asked."""
    do(show, "rack.on", RACK_HELD)
    show.advance(60)
    assert show.keys[:24] == ["down"] * 24
    assert show.keys[24:] == ["up"] * 8


def test_a_walk_cut_short_is_not_claimed(show: Show) -> None:
    """By a restart, or a key that could not leave; the next level begins at nothing."""
    lit(show)
    do(show, "hum.level", 100)
    show.advance(1)
    show.scene.restart()
    assert (now(show, HUM).level, now(show, HUM).known) == (None, Known.UNKNOWN)
    show.keys.clear()
    assert do(show, "hum.up") == "asked"
    assert show.keys == ["up"]
    assert now(show, HUM).level is None
    do(show, "hum.level", 20)
    show.advance(20)
    assert show.keys[1:] == ["down"] * 24 + ["up"] * 4


def test_a_mute_key_mutes_and_restores(show: Show) -> None:
    """One key, pressed again; a level ends the mute first."""
    lit(show)
    do(show, "hum.mute")
    assert (show.keys, now(show, HUM).muted) == (["mute"], True)
    do(show, "hum.unmute")
    assert (show.keys, now(show, HUM).muted) == (["mute", "mute"], False)
    do(show, "hum.mute")
    do(show, "hum.up")
    show.advance(5)
    assert show.keys == ["mute", "mute", "mute", "mute", "up"]
    assert (now(show, HUM).level, now(show, HUM).muted) == (45, False)


def test_out_of_reach_is_told(show: Show) -> None:
    """Nothing is sent later by surprise."""
    lit(show)
    show.carry_out(show.scene.feed(said("dsp", None, online=False)))
    assert do(show, "sound.level", 10) == "offline"
    assert now(show).known is Known.UNREACHABLE
    show.scene.feed(PartChanged(part="broker", ok=False))
    assert do(show, "hum.up") == "not_sent"


def test_a_scene_may_set_a_level_and_knows_when_it_came_true(show: Show) -> None:
    """By the same control as a finger."""
    lit(show)
    assert [one.channel for one in volumes_now(show.scene.office, show.scene.rules, "room-a")] == [
        SOUND,
        PHONES,
        HUM,
    ]
    assert show.scene.refolded().machines == show.scene.office.machines

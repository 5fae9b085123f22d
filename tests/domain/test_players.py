"""Players by infrared (spec 03 §2): their keys are sent, what they do is assumed."""

import pytest

from gateway.domain.effects import Answer, Verb
from gateway.domain.events import ChannelWanted, CommandNotSent, PartChanged
from gateway.domain.reports import Known
from gateway.domain.rooms.players.state import PlayerNow, player_now, players_now
from tests.domain.scene import only
from tests.domain.show_room import DVD, RACK_HELD, VCR, Show, show
from tests.domain.talk import answer as choose
from tests.domain.talk import commands, last_one_in, press, said

__all__ = ["show"]


def now(show: Show, player: str = DVD) -> PlayerNow:
    return player_now(show.scene.office, show.scene.rules, player)


def do(show: Show, control: str) -> str:
    """Press, let the sender obey, return the answer's code."""
    return only(Answer, show.carry_out(press(show.scene, control))).code


def lit(show: Show) -> None:
    """Let the rack be on."""
    do_held = press(show.scene, "rack.on", RACK_HELD)
    show.carry_out(do_held)
    show.advance(60)
    show.keys.clear()


def test_a_key_is_sent_by_the_name_its_sender_knows_and_assumed(show: Show) -> None:
    """Nothing answers; the panel says assumed."""
    lit(show)
    effects = press(show.scene, "dvd.play")

    assert commands(effects) == [("ir", Verb.SEND, "dvd_play")]
    assert only(Answer, effects).data["assumed"] is True
    assert (now(show).doing.value, now(show).known, now(show).key) == (
        "playing",
        Known.ASSUMED,
        "play",
    )


@pytest.mark.parametrize(
    ("control", "code"),
    [
        ("dvd.forward", "no_key"),
        ("vcr.stop", "no_key"),
        ("dvd.eject", "unknown_control"),
        ("dvd.on", "unknown_control"),
    ],
)
def test_a_key_it_has_not_is_told(show: Show, control: str, code: str) -> None:
    """The remote's keys are those of the site file."""
    assert do(show, control) == code
    assert show.keys == []


def test_twice_within_half_a_second_counts_once_but_stop_always(show: Show) -> None:
    """The same key, a nervous finger."""
    lit(show)
    assert [do(show, "dvd.play"), do(show, "dvd.play")] == ["asked", "repeated"]
    assert [do(show, "dvd.stop"), do(show, "dvd.stop")] == ["asked", "asked"]
    assert show.keys == ["dvd_play", "dvd_stop", "dvd_stop"]


def test_a_power_key_that_switches_over_is_not_sent_to_one_that_is_awake(show: Show) -> None:
    """Choosing the source wakes it once; pressed by hand it always is sent."""
    lit(show)
    show.carry_out(press(show.scene, "lamp.on"))
    show.advance(60)
    do(show, "source.dvd")
    show.advance(10)
    do(show, "source.pc-1")
    show.advance(10)
    do(show, "source.dvd")
    assert show.keys.count("dvd_power") == 1
    assert now(show).awake is True
    do(show, "dvd.power")
    assert (now(show).awake, show.keys.count("dvd_power")) == (False, 2)


def test_what_was_assumed_is_forgotten_with_the_racks_power(show: Show) -> None:
    """A player without mains plays nothing; when it has it again, nobody knows."""
    lit(show)
    do(show, "dvd.play")
    show.carry_out(press(show.scene, "rack.off", RACK_HELD))
    show.advance(30)
    assert (now(show).doing.value, now(show).known) == ("unknown", Known.UNKNOWN)
    lit(show)
    assert (now(show).doing.value, now(show).awake) == ("unknown", None)


def test_a_key_that_could_not_leave_ends_the_assumption(show: Show) -> None:
    """The sender refuses without saying whose code it was: it was the last one."""
    lit(show)
    do(show, "dvd.play")
    show.scene.feed(CommandNotSent(device="ir", channel=None, why="its infrared refuses"))
    assert (now(show).doing.value, now(show).failed) == ("unknown", "not_sent")
    show.advance(1)
    do(show, "dvd.play")
    assert (now(show).doing.value, now(show).failed) == ("playing", "")


def test_somebody_elses_trouble_changes_nothing(show: Show) -> None:
    """Another channel of the same sender, or a minute later."""
    lit(show)
    do(show, "dvd.play")
    show.scene.feed(CommandNotSent(device="ir", channel=3, why="expired"))
    show.advance(60)
    show.scene.feed(CommandNotSent(device="ir", channel=None, why="refused"))
    assert now(show).doing.value == "playing"


def test_a_sender_that_is_gone_is_told_and_nothing_is_sent(show: Show) -> None:
    """By its last will, or with the broker."""
    lit(show)
    show.carry_out(show.scene.feed(said("ir", None, online=False)))
    assert do(show, "dvd.play") == "offline"
    assert now(show).known is Known.UNREACHABLE
    show.carry_out(show.scene.feed(said("ir", None, online=True)))
    show.scene.feed(PartChanged(part="broker", ok=False))
    assert do(show, "dvd.play") == "not_sent"
    assert show.keys == []


def test_what_is_assumed_survives_a_restart(show: Show) -> None:
    """Nobody else knows it."""
    lit(show)
    do(show, "dvd.pause")
    show.scene.restart()
    assert now(show).doing.value == "paused"


def test_all_off_stops_the_players_first(show: Show) -> None:
    """Those that have a stop key; the volume is left as it is."""
    lit(show)
    do(show, "dvd.play")
    effects = press(show.scene, "scene.all_off")
    sent = commands(effects)
    assert sent[0] == ("ir", Verb.SEND, "dvd_stop")
    assert not [c for c in sent if c[1] is Verb.LEVEL]


def test_the_last_one_out_stops_what_runs(show: Show) -> None:
    """And only that: nothing is sent to a player that nobody has started."""
    scene = show.scene
    lit(show)
    do(show, "dvd.play")
    do(show, "vcr.play")
    last_one_in(scene, "office.hall-light")
    scene.tap("p001")

    sent = commands(choose(scene, "turn_all_off"))

    assert sent[0] == ("ir", Verb.SEND, "dvd_stop")
    assert ("ir", Verb.SEND, "vcr_stop") not in sent  # it has no such key


def test_the_last_one_out_leaves_a_dark_room_alone(show: Show) -> None:
    """A player without its rack cannot run, whatever was sent to it once."""
    show.scene.feed(ChannelWanted(channel=DVD, verb="play", why="test"))
    last_one_in(show.scene, "office.hall-light")
    show.scene.tap("p001")
    assert ("ir", Verb.SEND, "dvd_stop") not in commands(choose(show.scene, "turn_all_off"))


def test_a_places_players_are_listed_with_their_keys(show: Show) -> None:
    """For a page that builds itself."""
    found = players_now(show.scene.office, show.scene.rules, "room-a")
    assert [(one.channel, one.keys) for one in found] == [
        (DVD, ("play", "pause", "stop", "power")),
        (VCR, ("play",)),
    ]

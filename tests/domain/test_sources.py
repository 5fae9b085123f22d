"""Sources (spec 03 §2): named inputs, seven seconds apart, the last wish wins, no false claim."""

import pytest

from gateway.domain.effects import Answer, Command, Verb
from gateway.domain.events import CommandNotSent, PartChanged
from gateway.domain.reports import Known
from gateway.domain.rooms.sources.state import SourcesNow, sources_now
from gateway.domain.text import Json
from tests.domain.scene import FakeClock, Scene, only
from tests.domain.show_room import (
    DVD,
    LAMP,
    OFF_HELD,
    RACK_HELD,
    SOUND,
    Show,
    settled,
    show,
    show_rules,
)
from tests.domain.talk import commands, press, said

__all__ = ["show"]


def answer(show: Show, control: str, value: Json = None) -> Answer:
    """Press, let the devices obey, return the answer."""
    return only(Answer, show.carry_out(press(show.scene, control, value)))


def do(show: Show, control: str, value: Json = None) -> str:
    return answer(show, control, value).code


def now(show: Show) -> SourcesNow:
    found = sources_now(show.scene.office, show.scene.rules, "room-a", show.scene.clock.mono_s)
    assert found is not None
    return found


def shown(show: Show) -> list[str]:
    return [one.source.id for one in now(show).sources if one.shown]


def known(show: Show, source: str) -> Known:
    return next(one.known for one in now(show).sources if one.source.id == source)


def failed(show: Show, source: str) -> str:
    return next(one.failed for one in now(show).sources if one.source.id == source)


def lit(show: Show) -> None:
    """Let rack and projector be on."""
    do(show, "rack.on", RACK_HELD)
    do(show, "lamp.on")
    show.advance(60)
    assert now(show).room.value == "on"


@pytest.fixture
def infrared() -> Show:
    """Return a room whose projector never answers, lit."""
    made = Show(Scene(show_rules(feedback=False), FakeClock()))
    settled(made)
    lit(made)
    return made


def test_choosing_a_source_switches_picture_sound_and_player(show: Show) -> None:
    """The projector's input, the codes beside it, and the player is woken."""
    lit(show)
    show.keys.clear()

    sent = show.carry_out(press(show.scene, "source.dvd"))

    assert only(Answer, sent).code == "asked"
    assert ("lamp", Verb.INPUT, "21") in commands(sent)
    assert show.keys == ["in_1", "dvd_power"]
    assert (shown(show), known(show, "dvd")) == (["dvd"], Known.CONFIRMED)


def test_in_a_dark_room_it_offers_to_turn_the_room_on(show: Show) -> None:
    """Nothing is sent; the answer says which control does it."""
    effects = press(show.scene, "source.pc-1")

    said = only(Answer, effects)
    assert (said.ok, said.code) == (False, "room_off")
    assert said.data["offer"] == {"control": "source.turn_on", "value": "pc-1"}
    assert "PC 1" in said.text.en
    assert "电脑一" in said.text.zh
    assert commands(effects) == []


def test_the_offer_turns_rack_and_projector_on_and_then_shows_it(show: Show) -> None:
    """No finger has to hold: it was asked before. The input comes once all is on."""
    assert do(show, "source.turn_on", "pc-1") == "asked"
    assert (now(show).waiting, now(show).why, now(show).room.value) == ("pc-1", "room", "coming")
    show.advance(39)
    assert show.changes == []
    show.advance(5)

    assert [code for _, code in show.changes] == ["31"]
    assert shown(show) == ["pc-1"]
    assert show.on["rack", 3] is True
    assert now(show).waiting == ""


def test_turn_on_without_a_source_only_turns_the_room_on(show: Show) -> None:
    """Its value is a source's id, or nothing; all else is told."""
    assert do(show, "source.turn_on", 7) == "wrong_type"
    assert do(show, "source.turn_on", "tv") == "unknown_source"
    assert do(show, "source.turn_on") == "asked"
    show.advance(60)
    assert (now(show).room.value, show.changes) == ("on", [])


def test_a_room_that_is_coming_on_lets_a_source_wait(show: Show) -> None:
    """Queued, shown, done by itself."""
    do(show, "rack.on", RACK_HELD)
    do(show, "lamp.on")
    reply = answer(show, "source.pc-2")
    assert (reply.code, reply.data["why"]) == ("queued", "room")
    assert do(show, "source.cancel") == "asked"
    show.advance(1)
    assert do(show, "source.pc-2") == "queued"
    show.advance(60)
    assert shown(show) == ["pc-2"]


def test_the_next_change_waits_seven_seconds_and_a_newer_wish_replaces_it(show: Show) -> None:
    """Shown with its time; only the last one is ever asked."""
    lit(show)
    do(show, "source.dvd")
    show.advance(1)
    assert do(show, "source.pc-1") == "queued"
    assert (now(show).waiting, now(show).why, now(show).left_s) == ("pc-1", "pause", 6.0)
    show.advance(1)
    assert do(show, "source.pc-2") == "queued"
    assert now(show).waiting == "pc-2"
    show.advance(4.5)
    assert shown(show) == ["dvd"]
    show.advance(1)

    assert shown(show) == ["pc-2"]
    assert [code for _, code in show.changes] == ["21", "32"]
    (first_s, _), (second_s, _) = show.changes
    assert second_s - first_s == 7.0


def test_what_waits_can_be_cancelled(show: Show) -> None:
    """By its own key, or by choosing what is there."""
    lit(show)
    do(show, "source.dvd")
    show.advance(1)
    do(show, "source.pc-1")
    assert do(show, "source.cancel") == "asked"
    show.advance(1)
    assert do(show, "source.cancel") == "already"
    do(show, "source.pc-1")
    assert do(show, "source.dvd") == "asked"
    show.advance(20)
    assert shown(show) == ["dvd"]
    assert len(show.changes) == 1


def test_a_confirmed_source_is_not_asked_again(show: Show) -> None:
    """It is there already; a word it says now and then changes nothing."""
    lit(show)
    do(show, "source.dvd")
    show.advance(10)
    show.carry_out(show.tell_input("lamp"))
    assert do(show, "source.dvd") == "already"
    assert len(show.changes) == 1


def test_the_pause_and_what_waits_survive_a_restart(show: Show) -> None:
    """The seven seconds go on, and then the wish comes true."""
    lit(show)
    do(show, "source.dvd")
    show.advance(1)
    do(show, "source.pc-1")
    show.scene.restart()
    show.carry_out(show.say("lamp", 1, power=True))
    show.carry_out(show.tell_input("lamp"))
    show.advance(5)
    assert len(show.changes) == 1
    show.advance(2)
    assert [code for _, code in show.changes] == ["21", "31"]


def test_a_wish_that_is_a_minute_late_is_forgotten(show: Show) -> None:
    """The gateway was away: nobody waits for it any more."""
    lit(show)
    do(show, "source.dvd")
    show.advance(1)
    do(show, "source.pc-1")
    show.scene.clock.advance(100)
    show.scene.restart()
    show.carry_out(show.say("lamp", 1, power=True))
    show.advance(10)
    assert (now(show).waiting, failed(show, "pc-1")) == ("", "late")
    assert len(show.changes) == 1


def test_a_projector_that_does_not_confirm_is_asked_thrice_then_not_claimed(show: Show) -> None:
    """Seven seconds apart as well; and then nothing is said to be shown."""
    lit(show)
    show.lost = 99
    do(show, "source.pc-1")
    assert [one.asked for one in now(show).sources] == [False, True, False, False]
    show.advance(30)
    assert [code for _, code in show.changes] == ["31"] * 3
    assert failed(show, "pc-1") == "no_answer"
    assert shown(show) == []


def test_a_newer_wish_ends_the_asking_for_the_older_one(show: Show) -> None:
    """Even if the first was never confirmed."""
    lit(show)
    show.lost = 1
    do(show, "source.pc-1")
    show.advance(3)
    assert do(show, "source.pc-2") == "queued"
    show.advance(20)
    assert [code for _, code in show.changes] == ["31", "32"]
    assert shown(show) == ["pc-2"]


def test_a_hand_at_the_projector_is_followed(show: Show) -> None:
    """What it says it shows is shown; the next change keeps its distance from the hand's."""
    lit(show)
    do(show, "source.dvd")
    show.advance(20)
    show.choose_by_hand("32")
    assert (shown(show), known(show, "pc-2")) == (["pc-2"], Known.CONFIRMED)
    show.advance(1)
    assert do(show, "source.dvd") == "queued"
    show.advance(20)
    assert shown(show) == ["dvd"]


def test_what_goes_with_a_source_is_sent_though_its_input_is_there(show: Show) -> None:
    """A hand at the projector did not switch the sound; nor did a rack that was off since."""
    lit(show)
    show.choose_by_hand("21")
    show.advance(10)
    show.keys.clear()
    assert do(show, "source.dvd") == "asked"
    assert show.keys[0] == "in_1"
    show.advance(10)
    assert do(show, "source.dvd") == "already"
    do(show, "rack.off", RACK_HELD)
    show.advance(30)
    do(show, "rack.on", RACK_HELD)
    show.advance(30)
    assert shown(show) == ["dvd"]
    assert do(show, "source.dvd") == "asked"


def test_an_input_that_no_source_has_is_named(show: Show) -> None:
    """No source is said to be shown then."""
    lit(show)
    show.choose_by_hand("51")
    assert (shown(show), now(show).other_input) == ([], "51")


def test_by_infrared_a_source_is_assumed_and_only_while_the_room_is_on(infrared: Show) -> None:
    """The last key sent; forgotten once the projector has been off."""
    assert do(infrared, "source.pc-1") == "asked"
    assert infrared.keys[-1] == "in_31"
    assert (shown(infrared), known(infrared, "pc-1")) == (["pc-1"], Known.ASSUMED)

    do(infrared, "lamp.off", OFF_HELD)
    assert shown(infrared) == []
    infrared.advance(125)
    do(infrared, "lamp.on")
    infrared.advance(60)
    assert shown(infrared) == []


def test_by_infrared_the_same_source_may_be_sent_again_after_the_pause(infrared: Show) -> None:
    """Perhaps it did not take; nobody can know."""
    do(infrared, "source.pc-1")
    infrared.advance(2)
    assert do(infrared, "source.pc-1") == "queued"
    infrared.advance(1)
    assert do(infrared, "source.pc-1") == "already"
    infrared.advance(5)
    assert infrared.keys.count("in_31") == 2


def test_a_code_that_could_not_leave_is_not_claimed(infrared: Show) -> None:
    """The sender says so, or the broker was gone."""
    do(infrared, "source.pc-1")
    infrared.scene.feed(CommandNotSent(device="lamp", channel=1, why="gone"))
    assert (shown(infrared), failed(infrared, "pc-1")) == ([], "not_sent")


def test_what_waits_ends_when_the_room_goes_off(show: Show) -> None:
    """It does not come on by itself the next morning."""
    lit(show)
    do(show, "source.dvd")
    show.advance(1)
    do(show, "source.pc-1")
    do(show, "rack.off", RACK_HELD)
    assert (now(show).waiting, failed(show, "pc-1")) == ("", "room_off")


def test_a_held_rack_is_said_and_not_walked_past(show: Show) -> None:
    """Retry or back out first."""
    do(show, "lamp.on")
    show.dead.add("rack")
    do(show, "rack.on", RACK_HELD)
    show.advance(60)
    assert do(show, "source.dvd") == "held"
    assert do(show, "source.turn_on", "dvd") == "held"


def test_a_projector_out_of_reach_is_told(show: Show) -> None:
    """Nothing is sent, nothing waits."""
    lit(show)
    show.carry_out(show.scene.feed(said("lamp", None, online=False)))
    assert do(show, "source.dvd") == "offline"
    assert show.changes == []


def test_without_broker_the_offer_is_refused(show: Show) -> None:
    """The rack hangs on it."""
    show.scene.feed(PartChanged(part="broker", ok=False))
    assert do(show, "source.turn_on", "dvd") == "not_sent"


def test_what_is_only_heard_asks_no_projector(show: Show) -> None:
    """Its codes are sent; it has a pause of its own."""
    lit(show)
    do(show, "source.dvd")
    assert do(show, "source.radio") == "asked"
    assert show.keys[-1] == "in_4"
    assert shown(show) == ["dvd", "radio"]
    assert known(show, "radio") is Known.ASSUMED


@pytest.mark.parametrize(
    ("control", "code"),
    [
        ("source.tv", "unknown_source"),
        ("source.", "unknown_source"),
        ("source.DVD", "unknown_source"),
    ],
)
def test_a_source_that_is_not_there_is_told(show: Show, control: str, code: str) -> None:
    """With a stable code; nothing changes."""
    before = show.scene.office.machines
    assert do(show, control) == code
    assert show.scene.office.machines == before


def test_a_room_without_sources_has_none(show: Show) -> None:
    """Neither to press nor to see."""
    effects = press(show.scene, "source.dvd", room="room-b")
    assert only(Answer, effects).code == "unknown_channel"
    assert sources_now(show.scene.office, show.scene.rules, "room-b", 0.0) is None


def test_the_facts_alone_tell_the_same_as_the_state(show: Show) -> None:
    """A restart forgets nothing that is durable."""
    lit(show)
    do(show, "source.dvd")
    show.advance(1)
    do(show, "source.pc-1")
    assert show.scene.refolded().machines == show.scene.office.machines
    assert {LAMP, DVD, SOUND} <= {
        *show.scene.office.machines.sources.by_id,
        *show.scene.office.machines.players.by_id,
        *show.scene.office.machines.volumes.by_id,
    }


def test_all_devices_are_told_within_their_expiry(show: Show) -> None:
    """A command that is late is dropped, never sent late."""
    lit(show)
    sent = [e for e in show.carry_out(press(show.scene, "source.dvd")) if isinstance(e, Command)]
    assert {c.expires_s for c in sent} == {3.0}

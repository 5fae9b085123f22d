"""The last one out: asked, switched off safely, verified; and everything in between."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.effects import Answer, Command, Effect, Prompt, PromptItem, Verb
from gateway.domain.events import (
    EvidenceSeen,
    InputChanged,
    PartChanged,
    PromptAnswered,
    TimePassed,
    TroubleFound,
    TroubleGone,
    ZoneEmptied,
)
from gateway.domain.lastout import Check, Outcome, Stage
from gateway.domain.presence import head_count
from tests.domain.scene import Scene, every, only
from tests.domain.talk import (
    LOADS,
    answer,
    closed,
    commands,
    last_one_in,
    listen,
    meter,
    press,
    report,
    said,
)

AC_OFF = ("room-b-ac", Verb.POWER, False)


def check(scene: Scene, zone: str = "office") -> Check:
    return scene.office.lastout.checks[zone]


@pytest.fixture
def evening(scene: Scene) -> Scene:
    """Li Wei alone in the office; the AC on (900 W), a hall light on, the rest off."""
    last_one_in(scene, "room-b.ac", "office.hall-light")
    report(scene, "room-b.ac", power_w=900.0)
    meter(scene, 1_000.0)
    return scene


@pytest.fixture
def asked(evening: Scene) -> Scene:
    """He has tapped out."""
    evening.tap("p001")
    return evening


@pytest.fixture
def switching(asked: Scene) -> Scene:
    """He has touched "turn all off"."""
    answer(asked, "turn_all_off")
    return asked


def all_off(scene: Scene) -> list[Effect]:
    return report(scene, "room-b.ac", power=False, power_w=0.0) + report(
        scene, "office.hall-light", power=False
    )


def test_the_last_one_out_is_asked_about_everything_still_on(evening: Scene) -> None:
    """What is on with its watts, what is open, what is not known; not the exception list."""
    evening.feed(InputChanged(input="window-3", value=True))
    evening.feed(said("room-a-relays", None, online=False))

    evening.tap("p001")

    prompt = only(Prompt, evening.done)
    assert prompt.prompt == "last-out"
    assert prompt.zone == "office"
    assert set(prompt.items) == {
        PromptItem(channel="room-b.ac", state="on", watts=900.0),
        PromptItem(channel="office.hall-light", state="on"),
        PromptItem(channel="room-a.door-light", state="unreachable"),
        PromptItem(channel="window-3", state="open"),
    }
    assert check(evening).stage is Stage.ASKED
    assert check(evening).start_w == 1_000.0


def test_what_never_reported_is_listed_as_unknown(scene: Scene) -> None:
    """Silence is not "off"."""
    scene.tap("p001")
    scene.advance(600)
    scene.tap("p001")

    states = {i.channel: i.state for i in only(Prompt, scene.done).items}
    assert states == dict.fromkeys((*LOADS, "window-3", "door-lab"), "unknown")


def test_somebody_else_still_in_means_no_check(evening: Scene) -> None:
    """Only the last one is asked."""
    evening.tap("p002")
    evening.advance(600)
    evening.tap("p001")

    assert evening.office.lastout.checks == {}


def test_turn_all_off_switches_what_is_on_and_nothing_else(asked: Scene) -> None:
    """Through the rooms' controls, each once."""
    effects = answer(asked, "turn_all_off")

    assert only(Answer, effects).ok
    assert set(commands(effects)) == {AC_OFF, ("hall", Verb.POWER, False)}
    assert check(asked).stage is Stage.SWITCHING


def test_without_an_answer_it_goes_off_by_itself_after_a_minute(asked: Scene) -> None:
    """60 s, not before."""
    assert commands(asked.advance(59.5)) == []

    assert AC_OFF in commands(asked.advance(0.5))


def test_verified_takes_every_channel_and_a_minute_of_a_quiet_meter(switching: Scene) -> None:
    """Confirmed off and under the standby figure for 60 s: only then it is proven."""
    switching.advance(1)
    all_off(switching)
    assert check(switching).stage is Stage.VERIFYING
    meter(switching, 40.0)

    switching.advance(59.5)
    assert check(switching).stage is Stage.VERIFYING
    switching.advance(0.5)

    assert check(switching).outcome is Outcome.VERIFIED
    assert switching.records("lastout.ended")[-1].body["outcome"] == "verified"


def test_the_meter_is_asked_before_it_counts_as_proof(switching: Scene) -> None:
    """A figure a minute old would prove little; a live meter is asked just before."""
    all_off(switching)
    meter(switching, 40.0)

    asked = [c.device for c in every(Command, switching.advance(59)) if c.verb is Verb.QUERY]

    assert asked[-1] == "office-meter"
    meter(switching, 500.0)
    switching.advance(60)
    assert check(switching).stage is Stage.VERIFYING


def test_a_meter_that_rises_again_starts_the_minute_anew(switching: Scene) -> None:
    """60 s continuously."""
    all_off(switching)
    meter(switching, 40.0)
    switching.advance(30)
    meter(switching, 400.0)
    meter(switching, 40.0)

    switching.advance(59)
    assert check(switching).stage is Stage.VERIFYING
    switching.advance(1)

    assert check(switching).outcome is Outcome.VERIFIED


def test_a_meter_that_stays_up_is_a_failure_that_facilities_hear_of(
    switching: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay says off, the meter says 900 W: somebody has to look."""
    troubles = listen(monkeypatch, TroubleFound)
    all_off(switching)
    meter(switching, 900.0)
    switching.advance(299)
    assert check(switching).stage is Stage.VERIFYING
    switching.advance(1)

    assert check(switching).outcome is Outcome.FAILED
    (trouble,) = troubles
    assert trouble.key == "lastout:office"
    assert "900 W" in trouble.body.zh
    assert "900 W" in trouble.body.en


def test_a_channel_that_does_not_answer_fails_and_is_named(
    switching: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is done; the silent one is named, on the kiosk and to facilities."""
    troubles = listen(monkeypatch, TroubleFound)
    report(switching, "office.hall-light", power=False)
    switching.advance(6)

    assert check(switching).outcome is Outcome.FAILED
    assert check(switching).failed == ("room-b.ac",)
    assert check(switching).confirmed == ("office.hall-light",)
    told = {t.key: t for t in troubles}
    assert told["lastout:office"].channels == ("room-b.ac",)
    assert "room-b.ac" in told["lastout:office"].body.zh


def test_without_broker_the_check_fails_at_once_instead_of_waiting(asked: Scene) -> None:
    """Nothing could be sent; nothing is sent later."""
    asked.feed(PartChanged(part="broker", ok=False))
    answer(asked, "turn_all_off")

    assert check(asked).outcome is Outcome.FAILED
    asked.feed(PartChanged(part="broker", ok=True))
    assert commands(asked.advance(600)) == []


def test_without_a_meter_confirmed_is_commanded_only(scene: Scene) -> None:
    """No proof without a meter, and no waiting for one."""
    office = replace(scene.rules.zones["office"], meter=None)
    scene.rules = replace(scene.rules, zones={**scene.rules.zones, "office": office})
    scene.tap("p001")
    for channel in LOADS:
        report(scene, channel, power=False)
    report(scene, "office.hall-light", power=True)
    scene.advance(600)
    scene.tap("p001")
    answer(scene, "turn_all_off")
    report(scene, "office.hall-light", power=False)

    assert check(scene).outcome is Outcome.COMMANDED_ONLY


def test_a_meter_never_heard_proves_nothing(scene: Scene) -> None:
    """After five minutes it is "commanded only"; no figure is invented."""
    closed(scene)
    scene.tap("p001")
    for channel in LOADS:
        report(scene, channel, power=False)
    scene.advance(600)
    scene.tap("p001")
    scene.advance(300)

    assert check(scene).outcome is Outcome.COMMANDED_ONLY


def test_nothing_on_asks_nothing_and_verifies(scene: Scene) -> None:
    """Who leaves a dark office is not stopped at the door."""
    closed(scene)
    scene.tap("p001")
    for channel in LOADS:
        report(scene, channel, power=False)
    meter(scene, 30.0)
    scene.advance(600)
    scene.tap("p001")

    assert every(Prompt, scene.done) == []
    assert check(scene).stage is Stage.VERIFYING
    scene.advance(60)
    assert check(scene).outcome is Outcome.VERIFIED


def test_a_contact_never_heard_is_listed_and_nothing_is_called_verified(scene: Scene) -> None:
    """Nobody knows whether the window is closed: the leaver is asked to look, and it is not proven.

    Once it says that it is closed it counts, also when that comes after the question.
    """
    for heard in (False, True):
        scene.tap("p001")
        for channel in LOADS:
            report(scene, channel, power=False)
        scene.feed(InputChanged(input="door-lab", value=False))
        scene.advance(600)
        meter(scene, 30.0)
        scene.tap("p001")
        (prompt,) = every(Prompt, scene.done)
        assert prompt.items == (PromptItem(channel="window-3", state="unknown"),)
        answer(scene, "turn_all_off")
        if heard:
            scene.feed(InputChanged(input="window-3", value=False))
        meter(scene, 30.0)
        scene.advance(61)
        assert check(scene).outcome is (Outcome.VERIFIED if heard else Outcome.COMMANDED_ONLY)
        assert scene.office.alerts.open == {}
        scene.done.clear()
        scene.advance(60)


def test_leave_on_keeps_what_was_picked_and_switches_the_rest(asked: Scene) -> None:
    """With reason and until when, for the watch and the ledger."""
    until = asked.clock.at + timedelta(hours=2)

    effects = answer(
        asked,
        "leave_on",
        items=("room-b.ac",),
        reason="清洁到 23 点",
        until=until.isoformat(),
    )

    assert commands(effects) == [("hall", Verb.POWER, False)]
    report(asked, "office.hall-light", power=False)
    assert check(asked).outcome is Outcome.LEFT_ON
    left = asked.office.lastout.left_on["room-b.ac"]
    assert (left.until, left.reason, left.by) == (until, "清洁到 23 点", "p001")
    assert commands(asked.advance(600)) == []


def test_leave_on_without_a_pick_leaves_all_on(asked: Scene) -> None:
    """Nothing is switched."""
    assert commands(answer(asked, "leave_on")) == []
    assert check(asked).outcome is Outcome.LEFT_ON
    assert set(asked.office.lastout.left_on) == {"room-b.ac", "office.hall-light"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"items": ("room-z.lamp",)}, "unknown_item"),
        ({"until": "soon"}, "bad_time"),
        ({"until": "2026-11-20T23:00:00"}, "bad_time"),
        ({"until": "2020-01-01T00:00:00+08:00"}, "bad_time"),
    ],
)
def test_a_leave_on_that_makes_no_sense_is_refused(
    asked: Scene, more: dict[str, object], code: str
) -> None:
    """In words; the question stays open."""
    effects = answer(asked, "leave_on", **more)

    assert (only(Answer, effects).ok, only(Answer, effects).code) == (False, code)
    assert check(asked).stage is Stage.ASKED


def test_staying_takes_the_tap_back_and_answers_once(asked: Scene) -> None:
    """He is signed in again; nothing was switched."""
    effects = answer(asked, "staying")

    assert only(Answer, effects).code == "staying"
    assert commands(effects) == []
    assert check(asked).outcome is Outcome.STAYING
    assert head_count(asked.office, asked.rules, "office") == 1
    assert commands(asked.advance(600)) == []


def test_someone_inside_switches_nothing(asked: Scene) -> None:
    """The zone counts as occupied for a while."""
    answer(asked, "someone_inside", reason="unbadged")

    assert check(asked).outcome is Outcome.SOMEONE_INSIDE
    assert "office" in asked.office.lastout.inside
    assert commands(asked.advance(600)) == []


def test_stop_gives_the_lights_back_and_not_the_air_conditioning(switching: Scene) -> None:
    """What it switched off of the zone's lights, nothing else."""
    all_off(switching)

    effects = answer(switching, "stop")

    assert commands(effects) == [("hall", Verb.POWER, True)]
    assert check(switching).outcome is Outcome.RETURNED


def test_somebody_tapping_in_stops_it_and_gives_the_lights_back(switching: Scene) -> None:
    """At any stage."""
    all_off(switching)
    before = len(switching.done)

    switching.tap("p002")

    assert commands(switching.done[before:]) == [("hall", Verb.POWER, True)]
    assert check(switching).outcome is Outcome.RETURNED


def test_somebody_tapping_in_while_it_asks_leaves_all_as_it_is(asked: Scene) -> None:
    """Nothing was switched yet, so nothing is."""
    asked.tap("p002")

    assert check(asked).outcome is Outcome.RETURNED
    assert commands(asked.advance(600)) == []


def test_motion_since_the_tap_keeps_it_from_switching_by_itself(asked: Scene) -> None:
    """Somebody may be there: nobody sits in the dark."""
    asked.advance(10)
    asked.feed(EvidenceSeen(zone="office", what="motion"))

    assert commands(asked.advance(600)) == []
    assert asked.records("lastout.ended")[-1].body["why"] == "evidence"


def test_the_door_the_leaver_goes_through_is_no_evidence(asked: Scene) -> None:
    """It opens after each last tap."""
    asked.advance(5)
    asked.feed(EvidenceSeen(zone="office", what="door"))

    assert AC_OFF in commands(asked.advance(60))


def test_motion_while_the_leaver_walks_out_does_not_stop_what_he_asked_for(
    switching: Scene,
) -> None:
    """Half a minute after his answer it may be he; after that it is somebody."""
    switching.feed(EvidenceSeen(zone="office", what="motion"))
    assert check(switching).is_running
    all_off(switching)
    switching.advance(30)

    effects = switching.feed(EvidenceSeen(zone="office", what="motion"))

    assert check(switching).outcome is Outcome.RETURNED
    assert commands(effects) == [("hall", Verb.POWER, True)]


def test_a_touched_panel_stops_it_at_once(switching: Scene) -> None:
    """A finger on a panel inside is nobody walking out."""
    press(switching, "spot-1.on")

    assert check(switching).outcome is Outcome.RETURNED


def test_two_doors_in_the_same_second_make_one_check(evening: Scene) -> None:
    """Two people tap out at once: one question, of the last tap."""
    evening.tap("p002", reader="back-door")
    evening.advance(600)
    before = len(evening.done)

    evening.tap("p001", reader="front-door")
    evening.tap("p002", reader="back-door")

    assert len(every(Prompt, evening.done[before:])) == 1
    assert check(evening).reader == "back-door"
    assert len(evening.records("lastout.asked")) == 1


def test_one_check_for_the_largest_zone_that_emptied(evening: Scene) -> None:
    """The lab inside the office empties with it: one question, for the office."""
    evening.tap("p002", reader="lab-door")
    evening.advance(600)
    evening.tap("p001")
    evening.advance(30)
    evening.tap("p002", reader="lab-door")

    assert [f.subject for f in evening.records("lastout.asked")] == ["office"]


def test_the_same_emptying_told_twice_is_one_check(asked: Scene) -> None:
    """Also after it has ended."""
    told = ZoneEmptied(
        zone="office", tap_id=check(asked).tap_id, person="p001", reader="front-door"
    )
    asked.feed(told)
    answer(asked, "someone_inside")
    asked.feed(told)

    assert len(asked.records("lastout.asked")) == 1


def test_an_inner_check_is_replaced_by_the_one_around_it(scene: Scene) -> None:
    """The lab's check was under way when the office emptied: one goes on, for both."""
    light = replace(scene.rules.channels["room-a.spot-1"], zone="lab")
    scene.rules = replace(scene.rules, channels={**scene.rules.channels, light.id: light})
    scene.tap("p001")
    scene.tap("p002", reader="lab-door")
    scene.advance(600)
    scene.tap("p002", reader="lab-door")
    assert check(scene, "lab").stage is Stage.ASKED

    scene.tap("p001")

    assert set(scene.office.lastout.checks) == {"office"}
    assert "room-a.spot-1" in {i.channel for i in check(scene).items}


def test_a_zone_with_nothing_in_it_is_kept_but_asks_nothing(scene: Scene) -> None:
    """The lab has no channel and no meter: a row, no question, nothing on the kiosk."""
    closed(scene)
    scene.tap("p001")
    scene.tap("p002", reader="lab-door")
    scene.advance(600)
    scene.tap("p002", reader="lab-door")

    assert every(Prompt, scene.done) == []
    assert scene.office.lastout.checks == {}
    assert [f.kind for f in scene.records("lastout.")] == []
    assert len(scene.records("lastout.asked")) == 1


@pytest.mark.parametrize(
    ("zone", "prompt", "choice", "code"),
    [
        ("office", "last-out", "dance", "unknown_choice"),
        ("lab", "last-out", "turn_all_off", "no_check"),
        ("", "last-out", "turn_all_off", "no_check"),
        ("office", "lunch", "turn_all_off", "unknown_prompt"),
    ],
)
def test_an_answer_to_nothing_is_refused(
    asked: Scene, zone: str, prompt: str, choice: str, code: str
) -> None:
    """A stable code and plain words; nothing changes."""
    before = asked.office.lastout

    effects = asked.feed(PromptAnswered(prompt=prompt, zone=zone, choice=choice))

    assert (only(Answer, effects).ok, only(Answer, effects).code) == (False, code)
    assert asked.office.lastout == before


def test_an_answer_after_the_end_is_refused(asked: Scene) -> None:
    """It says that it is over."""
    answer(asked, "someone_inside")

    assert only(Answer, answer(asked, "turn_all_off")).code == "already_ended"


def test_a_second_touch_on_turn_all_off_is_no_second_command(switching: Scene) -> None:
    """It is said that it is on its way."""
    effects = answer(switching, "turn_all_off")

    assert only(Answer, effects).code == "repeated"
    assert commands(effects) == []


def test_things_done_by_hand_can_be_ticked(evening: Scene) -> None:
    """Once each, also while it verifies; only what is on the list."""
    evening.feed(InputChanged(input="window-3", value=True))
    evening.tap("p001")

    answer(evening, "tick", items=("window-3",))
    answer(evening, "tick", items=("window-3",))

    assert check(evening).ticked == ("window-3",)
    assert only(Answer, answer(evening, "tick", items=("window-9",))).code == "unknown_item"
    assert only(Answer, answer(evening, "tick")).code == "unknown_item"


def test_a_window_left_open_is_told_to_facilities_at_the_end(
    evening: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ticked or not: the contact says it is open."""
    troubles = listen(monkeypatch, TroubleFound)
    evening.feed(InputChanged(input="window-3", value=True))
    evening.tap("p001")
    answer(evening, "turn_all_off")
    all_off(evening)
    meter(evening, 30.0)
    evening.advance(60)

    assert check(evening).outcome is Outcome.VERIFIED
    (trouble,) = troubles
    assert trouble.key == "windows:office"
    assert "3 号窗" in trouble.title.zh


def test_something_switched_on_while_it_verifies_is_not_verified(switching: Scene) -> None:
    """A light on, however little it draws, is not "all off"."""
    all_off(switching)
    meter(switching, 40.0)
    switching.advance(30)
    report(switching, "room-a.spot-1", power=True)
    switching.advance(30)

    assert check(switching).outcome is Outcome.FAILED
    assert check(switching).failed == ("room-a.spot-1",)


def test_the_kiosk_keeps_the_result_for_twenty_seconds(asked: Scene) -> None:
    """Then the check is gone from the state; the ledger has it."""
    answer(asked, "someone_inside")
    asked.advance(19.5)
    assert "office" in asked.office.lastout.checks

    asked.advance(0.5)

    assert asked.office.lastout.checks == {}


def test_a_restart_while_it_asks_goes_on_at_the_same_deadline(asked: Scene) -> None:
    """60 s from the tap, not from the start."""
    asked.advance(40)
    asked.restart()
    for channel in ("room-b.ac", "office.hall-light"):
        report(asked, channel, power=True)

    assert commands(asked.advance(19.5)) == []
    assert AC_OFF in commands(asked.advance(0.5))


def test_a_restart_while_it_switches_wants_the_rest_again(switching: Scene) -> None:
    """Commands die with the program; the check does not."""
    report(switching, "office.hall-light", power=False)
    switching.advance(1)
    switching.restart()
    closed(switching)

    effects = switching.feed(PartChanged(part="broker", ok=True))

    assert commands(effects) == [AC_OFF]
    report(switching, "room-b.ac", power=False)
    meter(switching, 30.0)
    switching.advance(60)
    assert check(switching).outcome is Outcome.VERIFIED


def test_a_restart_while_it_verifies_keeps_the_quiet_time(switching: Scene) -> None:
    """The minute began before the restart; the meter still has to say so after it."""
    all_off(switching)
    meter(switching, 40.0)
    switching.advance(30)
    switching.restart()
    closed(switching)
    meter(switching, 40.0)
    switching.advance(30)

    assert check(switching).outcome is Outcome.VERIFIED


def test_a_question_missed_for_hours_switches_nothing_in_the_morning(
    asked: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gateway was away over night: people may be in; a command never fires late.

    Devices are heard first; then facilities are told what is on, and may switch it off.
    """
    troubles = listen(monkeypatch, TroubleFound)
    asked.clock.advance(10 * 3600)
    asked.restart()
    assert commands(asked.feed(TimePassed())) == []
    assert troubles == []
    report(asked, "room-b.ac", power=True)

    assert commands(asked.advance(120)) == []
    assert check(asked).outcome is Outcome.FAILED
    (trouble,) = troubles
    assert (trouble.key, "room-b.ac" in trouble.channels) == ("lastout:office", True)
    assert "the gateway was away and nothing was switched" in trouble.body.en


def test_a_restart_gives_the_same_check(switching: Scene) -> None:
    """The durable part is what the facts say, at every stage."""
    for step in (lambda: all_off(switching), lambda: meter(switching, 40.0)):
        step()
        assert switching.refolded().lastout == switching.office.lastout
    switching.advance(60)
    assert switching.refolded().lastout == switching.office.lastout
    switching.advance(20)
    assert switching.refolded().lastout == switching.office.lastout


def test_coming_in_makes_the_alert_of_a_failed_check_moot(
    switching: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office is in use again; the AC may be on."""
    switching.advance(6)
    gone = listen(monkeypatch, TroubleGone)

    switching.tap("p002")

    assert TroubleGone(key="lastout:office") in gone


def test_a_zone_that_is_not_configured_begins_nothing(scene: Scene) -> None:
    """A zone taken out of the site file while people were in it."""
    scene.feed(ZoneEmptied(zone="attic", tap_id="t", person="p001", reader="front-door"))

    assert scene.office.lastout.checks == {}

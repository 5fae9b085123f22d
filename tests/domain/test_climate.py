"""Air conditioners (spec 03 §2, S2): the compressor's rest, set-points inside the limits."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Answer, ClimateMode, ClimateSetting, FanSpeed
from gateway.domain.events import (
    ChannelWanted,
    CommandNotSent,
    MaintenanceAsked,
    PartChanged,
    Reading,
)
from gateway.domain.options import AcOptions
from gateway.domain.reports import Known
from gateway.domain.rooms.climate.setting import Setting, fitted, modes_of, span_of
from gateway.domain.rooms.survey import OFF, ON, is_assumed_off, state_of
from gateway.domain.text import Json, Text
from tests.domain.climate_room import INFRARED, RELAY, UNIT, Plant, plant, room, told
from tests.domain.scene import Scene, only
from tests.domain.talk import press, report, said

__all__ = ["plant", "room"]

NAMES = {RELAY: "relay-ac", UNIT: "unit", INFRARED: "ir-ac"}


def answer(plant: Plant, control: str, value: Json = None) -> Answer:
    """Press, let the machines obey, return the answer."""
    return only(Answer, plant.carry_out(press(plant.scene, control, value)))


def do(plant: Plant, control: str, value: Json = None) -> str:
    """Press, let the machines obey, return the answer's code."""
    return answer(plant, control, value).code


def cooling(plant: Plant, name: str = UNIT) -> None:
    """Let one run."""
    assert do(plant, f"{NAMES[name]}.on") == "asked"
    plant.advance(10)
    assert plant.now(name).on is True


@pytest.mark.parametrize("name", [RELAY, UNIT, INFRARED])
def test_on_in_the_pause_is_queued_with_its_countdown_and_comes_by_itself(
    plant: Plant, name: str
) -> None:
    """300 s after it went off, to the second."""
    cooling(plant, name)
    assert do(plant, f"{NAMES[name]}.off") == "asked"
    assert plant.on[name] is False
    plant.advance(50)

    asked = answer(plant, f"{NAMES[name]}.on")
    assert (asked.code, asked.data) == ("queued", {"wait_s": 250})
    assert asked.text == Text(
        "压缩机保护：4 分 10 秒后打开，可取消",
        "The compressor rests: on in 4 min 10 s; can be cancelled",
    )
    assert (plant.now(name).queued, plant.now(name).pause_left_s) == (True, 250.0)
    assert told(plant.advance(249.5), name) == []
    assert len(told(plant.advance(0.5), name)) == 1
    assert plant.on[name] is True
    assert (plant.now(name).queued, plant.now(name).pause_left_s) == (False, None)


def test_what_is_queued_can_be_cancelled(plant: Plant) -> None:
    """By its own key, or by off; then it stays off."""
    cooling(plant)
    do(plant, "unit.off")
    for key in ("unit.cancel", "unit.off", "unit.toggle"):
        assert do(plant, "unit.on") == "queued"
        plant.advance(1)
        assert do(plant, "unit.on") == "already"
        assert do(plant, key) == "asked"
        assert plant.now(UNIT).queued is False
        plant.advance(1)
    assert do(plant, "unit.cancel") == "already"
    assert told(plant.advance(600)) == []


def test_off_is_at_once_and_off_again_is_already(plant: Plant) -> None:
    """No rest keeps a machine from going off; the same twice restarts nothing."""
    cooling(plant)
    assert do(plant, "unit.off") == "asked"
    plant.advance(10)
    assert do(plant, "unit.off") == "already"
    assert plant.now(UNIT).pause_left_s == 290.0


def test_the_rest_counts_from_the_confirmation_and_from_the_last_send_without_one(
    plant: Plant,
) -> None:
    """Nobody knows which of three "off" was obeyed."""
    cooling(plant)
    plant.lost = 1
    do(plant, "unit.off")
    plant.advance(2)
    assert plant.on[UNIT] is False
    assert plant.now(UNIT).pause_left_s == 300.0

    plant.advance(301)
    cooling(plant)
    plant.dead = {"unit"}
    do(plant, "unit.off")
    plant.advance(6)
    assert plant.now(UNIT).failed == "no_answer"
    assert plant.scene.office.machines.acs.by_id[UNIT].rest_until_s == (
        plant.scene.clock.mono_s + 300.0
    )


def test_a_power_cut_counts_from_the_return(plant: Plant) -> None:
    """Its device reappears after it was offline; also when it was off all the time."""
    plant.carry_out(plant.online(UNIT, False))
    assert do(plant, "unit.on") == "offline"
    plant.advance(20)
    plant.carry_out(plant.online(UNIT, True))
    plant.advance(1)
    plant.carry_out(plant.say(UNIT))

    assert do(plant, "unit.on") == "queued"
    assert plant.now(UNIT).pause_left_s == 300.0


def test_off_unasked_is_a_power_cut_too(plant: Plant) -> None:
    """The broker need not have noticed."""
    cooling(plant, RELAY)
    plant.hand(RELAY, on=False)
    plant.advance(5)
    assert do(plant, "relay-ac.on") == "queued"
    assert plant.now(RELAY).pause_left_s == 295.0


def test_one_that_runs_on_after_a_lost_link_needs_no_rest(plant: Plant) -> None:
    """A wireless link that flaps is no power cut, once the machine says that it runs."""
    cooling(plant)
    plant.carry_out(plant.online(UNIT, False))
    plant.advance(5)
    plant.carry_out(plant.online(UNIT, True))
    plant.advance(2)
    assert plant.now(UNIT).pause_left_s is None
    assert do(plant, "unit.setpoint", 27) == "asked"


@pytest.mark.parametrize("name", [RELAY, UNIT, INFRARED])
def test_the_rest_and_the_queue_survive_a_restart(plant: Plant, name: str) -> None:
    """The deadline is that of the facts."""
    cooling(plant, name)
    do(plant, f"{NAMES[name]}.off")
    plant.advance(100)
    assert do(plant, f"{NAMES[name]}.on") == "queued"
    plant.scene.restart()
    plant.carry_out(plant.scene.feed(PartChanged(part="broker", ok=True)))

    assert plant.now(name).pause_left_s == 200.0
    assert told(plant.advance(199), name) == []
    plant.advance(2)
    assert plant.on[name] is True


def test_off_while_the_gateway_was_away_begins_a_rest(plant: Plant) -> None:
    """It ran when the gateway went; it is off when it is back: nobody knows since when."""
    cooling(plant)
    plant.on[UNIT] = False
    plant.scene.restart()
    plant.carry_out(plant.scene.feed(PartChanged(part="broker", ok=True)))
    plant.advance(5)
    assert do(plant, "unit.on") == "queued"


def test_on_right_after_a_restart_waits_for_what_was_running(plant: Plant) -> None:
    """A power cut may have taken gateway and compressor: nobody has heard yet what became of it."""
    cooling(plant)
    plant.on[UNIT] = False
    plant.scene.restart()
    plant.scene.feed(PartChanged(part="broker", ok=True))
    assert do(plant, "unit.on") == "queued"

    plant.on[UNIT] = True
    plant.carry_out(plant.say(UNIT))  # it runs on: no power cut
    assert (plant.now(UNIT).queued, plant.now(UNIT).pause_left_s) == (False, None)


def test_a_queued_on_that_is_long_overdue_is_forgotten(plant: Plant) -> None:
    """The gateway was away for half an hour: nobody may be there any more."""
    cooling(plant)
    do(plant, "unit.off")
    do(plant, "unit.on")
    plant.scene.clock.advance(1800)
    plant.scene.restart()
    assert told(plant.advance(5)) == []
    assert (plant.now(UNIT).queued, plant.now(UNIT).failed) == (False, "late")


def test_a_queued_on_is_dropped_where_it_cannot_leave(plant: Plant) -> None:
    """Offline, without broker, or while somebody works there; and it is said why."""
    works = MaintenanceAsked(
        scope="device:unit", until="2026-11-20T18:00:00+08:00", by="p001", reason="filter"
    )
    offline = said("unit", None, online=False)
    for trouble, why in (
        (PartChanged(part="broker", ok=False), "not_sent"),
        (works, "maintenance"),
        (offline, "offline"),
    ):
        fresh = Plant(Scene(plant.scene.rules, replace(plant.scene.clock)))
        fresh.say(UNIT)
        cooling(fresh)
        do(fresh, "unit.off")
        do(fresh, "unit.on")
        fresh.scene.feed(trouble)
        assert told(fresh.advance(400)) == [], why
        assert fresh.now(UNIT).queued is False
        assert fresh.now(UNIT).failed == why


def test_an_off_heard_while_on_is_under_way_sends_no_more(plant: Plant) -> None:
    """What was sent may have been obeyed and undone; the device is asked what is true."""
    plant.muted = 1
    effects = press(plant.scene, "relay-ac.on")
    assert told(effects) == [True]
    assert told(report(plant.scene, RELAY, power=False)) == []
    assert told(plant.scene.advance(8.9)) == []
    plant.on[RELAY] = False
    plant.advance(1)  # asked, it says off: from now on that is certain
    assert do(plant, "relay-ac.on") == "queued"
    plant.advance(60)
    report(plant.scene, RELAY, power=False)
    assert plant.now(RELAY).pause_left_s is not None
    assert plant.now(RELAY).pause_left_s < 245


def test_a_late_echo_of_on_does_not_end_the_rest(plant: Plant) -> None:
    """Within two seconds of our "off" it may be old: nothing may start the motor by it."""
    cooling(plant)
    do(plant, "unit.off")
    plant.scene.advance(0.5)
    report(plant.scene, UNIT, power=True)
    assert do(plant, "unit.setpoint", 27) == "kept"
    plant.advance(3)  # the device was asked and said what is true
    assert plant.now(UNIT).on is False
    assert plant.now(UNIT).pause_left_s is not None
    assert plant.now(UNIT).pause_left_s > 296.0
    assert told(plant.advance(400)) == []


def test_a_link_lost_while_on_is_under_way_sends_no_more(plant: Plant) -> None:
    """It may be a power cut: the next of our three tries would come too early."""
    plant.muted = 1
    press(plant.scene, "relay-ac.on")
    plant.online(RELAY, False)
    plant.online(RELAY, True)
    assert told(plant.advance(10)) == []


def test_a_hand_at_the_remote_is_followed_with_its_setting(plant: Plant) -> None:
    """Mode, set-point and fan, also outside the limits; the next word from here is inside."""
    report(plant.scene, UNIT, power=True, mode="cool", target_c=19.0, fan="high")
    plant.on[UNIT] = True
    now = plant.now(UNIT)
    assert (now.on, now.mode, now.setpoint_c, now.fan) == (True, "cool", 19.0, "high")
    assert (now.known, now.low_c, now.high_c) == (Known.CONFIRMED, 26.0, 30.0)

    (sent,) = told(plant.carry_out(press(plant.scene, "unit.fan", "low")))
    assert sent == ClimateSetting(
        power=True, mode=ClimateMode.COOL, target_c=26.0, fan=FanSpeed.LOW
    )


def test_a_remote_that_infrared_has_heard_is_followed_too(plant: Plant) -> None:
    """The blaster's receiver saw it; what we sent ourselves a moment ago is no news."""
    cooling(plant, INFRARED)
    plant.report(INFRARED, Reading(power=False))
    now = plant.now(INFRARED)
    assert (now.on, now.known) == (False, Known.ASSUMED)
    assert do(plant, "ir-ac.on") == "queued"
    plant.report(INFRARED, Reading(power=True, mode="heat", target_c=22.0))
    now = plant.now(INFRARED)
    assert (now.on, now.queued, now.mode, now.setpoint_c) == (True, False, "heat", 22.0)

    do(plant, "ir-ac.off")
    plant.report(INFRARED, Reading(power=True))
    assert plant.now(INFRARED).on is False


def test_set_points_keep_the_limits_and_refusals_name_them(plant: Plant) -> None:
    """26 °C and more where it cools, 20 °C and less where it heats; in both languages."""
    cooling(plant)
    refused = answer(plant, "unit.setpoint", 20)
    assert (refused.ok, refused.code) == (False, "out_of_range")
    assert (
        refused.text.zh == "制冷时的温度只能是 26 – 30 °C（本单位的规定）；请在 26 与 30 之间选择"
    )
    assert refused.text.en == (
        "The temperature (cool) is from 26 – 30 °C (the site's limits); choose one from 26 to 30"
    )
    assert do(plant, "unit.setpoint", 26.7) == "asked"
    assert plant.now(UNIT).setpoint_c == 26.5
    assert do(plant, "unit.mode", "heat") == "asked"
    assert (plant.now(UNIT).setpoint_c, plant.now(UNIT).high_c) == (20.0, 20.0)
    assert do(plant, "unit.setpoint", 21) == "out_of_range"
    assert do(plant, "unit.setpoint", 18) == "asked"


@pytest.mark.parametrize(
    ("control", "value", "code", "named"),
    [
        ("unit.setpoint", "warm", "wrong_type", "a number"),
        ("unit.setpoint", True, "wrong_type", "a number"),
        ("unit.setpoint", None, "wrong_type", "a number"),
        ("unit.setpoint", float("nan"), "wrong_type", "a number"),
        ("unit.mode", 3, "wrong_type", "a word"),
        ("unit.mode", "arctic", "out_of_range", "cool, heat, dry, fan"),
        ("unit.mode", "auto", "out_of_range", "no less than 26 °C and no more than 20 °C"),
        ("unit.fan", "storm", "out_of_range", "auto, low, medium, high"),
        ("unit.fan", ["low"], "wrong_type", "a word"),
        ("unit.run", "arctic", "out_of_range", "choose one of"),
        ("relay-ac.mode", "cool", "not_settable", "switched on and off"),
        ("relay-ac.setpoint", 26, "not_settable", "switched on and off"),
        ("relay-ac.run", "off", "not_settable", "switched on and off"),
        ("unit.level", 5, "unknown_control", "level"),
    ],
)
def test_bad_values_are_refused_in_words_and_change_nothing(
    plant: Plant, control: str, value: Json, code: str, named: str
) -> None:
    """Stable codes, the limit, and what to do."""
    before = plant.scene.office.machines
    effects = press(plant.scene, control, value)
    refused = only(Answer, effects)
    assert (refused.ok, refused.code) == (False, code)
    assert named in refused.text.en
    assert refused.text.zh != refused.text.en
    assert told(effects) == []
    assert plant.scene.office.machines == before


def test_settings_of_one_that_is_off_are_kept_for_the_next_time(plant: Plant) -> None:
    """Nothing is sent that would switch it on."""
    effects = press(plant.scene, "unit.setpoint", 28)
    assert (only(Answer, effects).code, told(effects)) == ("kept", [])
    assert do(plant, "unit.fan", "high") == "kept"
    assert plant.now(UNIT).setpoint_c == 28.0
    (sent,) = told(press(plant.scene, "unit.on"))
    assert sent == ClimateSetting(
        power=True, mode=ClimateMode.COOL, target_c=28.0, fan=FanSpeed.HIGH
    )


def test_run_is_on_in_a_mode_and_off(plant: Plant) -> None:
    """The one key that programs have, under the same protection."""
    (sent,) = told(plant.carry_out(press(plant.scene, "unit.run", "heat")))
    assert sent == ClimateSetting(power=True, mode=ClimateMode.HEAT, target_c=20.0)
    plant.advance(3)
    assert do(plant, "unit.run", "cool") == "asked"
    assert plant.on[UNIT] is True
    plant.advance(3)
    assert do(plant, "unit.run", "off") == "asked"
    assert do(plant, "unit.run", "heat") == "queued"
    assert plant.now(UNIT).mode == "heat"


def test_a_set_point_is_confirmed_by_what_the_machine_says(plant: Plant) -> None:
    """One that does not take it over is named, and shown as it is."""
    cooling(plant)
    plant.dead = {"unit"}
    assert do(plant, "unit.setpoint", 29) == "asked"
    report(plant.scene, UNIT, power=True, mode="cool", target_c=26.0, fan="auto")
    wish = plant.now(UNIT).wish
    assert wish is not None
    assert wish.state == "asked"
    plant.scene.advance(7)
    assert plant.now(UNIT).failed == "no_answer"
    report(plant.scene, UNIT, power=True, target_c=26.0)
    assert plant.now(UNIT).setpoint_c == 26.0


def test_infrared_is_assumed_and_sends_once(plant: Plant) -> None:
    """On again is sent again: nobody knows what the remote control did."""
    assert (plant.now(INFRARED).on, plant.now(INFRARED).known) == (None, Known.UNKNOWN)
    effects = press(plant.scene, "ir-ac.on")
    assert len(told(effects)) == 1
    assert (plant.now(INFRARED).on, plant.now(INFRARED).known) == (True, Known.ASSUMED)
    assert told(plant.scene.advance(60)) == []
    assert len(told(press(plant.scene, "ir-ac.on"))) == 1


def test_infrared_that_could_not_leave_is_unknown(plant: Plant) -> None:
    """A blaster says that it refuses, or the command expired."""
    press(plant.scene, "ir-ac.on")
    plant.scene.feed(CommandNotSent(device="ir", channel=None, why="its infrared refuses"))
    assert (plant.now(INFRARED).on, plant.now(INFRARED).failed) == (None, "not_sent")


def test_last_out_switches_it_off_and_what_is_queued_counts_as_on(plant: Plant) -> None:
    """It would come on in an empty room."""
    channel = plant.scene.rules.channels[UNIT]
    cooling(plant)
    do(plant, "unit.off")
    do(plant, "unit.on")
    assert state_of(plant.scene.office, channel) == ON
    plant.carry_out(plant.scene.feed(ChannelWanted(channel=UNIT, verb="off", why="last-out")))
    assert state_of(plant.scene.office, channel) == OFF
    assert told(plant.advance(600)) == []

    ir = plant.scene.rules.channels[INFRARED]
    plant.carry_out(plant.scene.feed(ChannelWanted(channel=INFRARED, verb="off", why="last-out")))
    assert is_assumed_off(plant.scene.office, ir)


def test_a_rule_that_wants_it_on_again_waits_like_everybody(plant: Plant) -> None:
    """Restored after a last-out, by a scene, from outside: the same protection."""
    cooling(plant)
    plant.carry_out(plant.scene.feed(ChannelWanted(channel=UNIT, verb="off", why="last-out")))
    plant.carry_out(plant.scene.feed(ChannelWanted(channel=UNIT, verb="on", why="last-out")))
    assert plant.now(UNIT).queued is True
    assert plant.now(UNIT).pause_left_s == 300.0


def test_all_off_is_a_scene_that_spares_no_air_conditioner(plant: Plant) -> None:
    """At once, whatever is queued; the scene ends when they have confirmed."""
    cooling(plant)
    cooling(plant, RELAY)
    cooling(plant, INFRARED)
    do(plant, "scene.all_off")
    assert not any(plant.on.values())
    plant.advance(10)
    (ended,) = plant.scene.records("scene.ended")
    assert "-ac" not in str(ended.body["undone"])  # only lights that nobody has wired here


def test_first_found_off_nobody_knows_since_when_it_may_start(plant: Plant) -> None:
    """A new gateway has seen no stop; from then on it remembers."""
    assert do(plant, "relay-ac.on") == "asked"


def test_ventilation_is_an_ordinary_switch(plant: Plant) -> None:
    """On and off as often as anybody likes."""
    for verb, on in (("on", True), ("off", False), ("on", True)):
        assert told(press(plant.scene, f"vent.{verb}")) == [on]
        report(plant.scene, "room-a.vent", power=on)


def test_auto_is_offered_where_the_limits_leave_it_a_set_point() -> None:
    """Heating and cooling to the same figure: both limits count."""
    usual = AcOptions(climate=True)
    assert modes_of(usual) == ("cool", "heat", "dry", "fan")
    wide = replace(usual, min_cool_c=22.0, max_heat_c=24.0)
    assert modes_of(wide) == ("cool", "heat", "dry", "fan", "auto")
    assert span_of(wide, "auto") == (22.0, 24.0)
    assert fitted(wide, Setting("auto", 30.0, "turbo")) == Setting("auto", 24.0, "auto")
    assert modes_of(AcOptions()) == ()


def test_off_twice_while_on_is_under_way_rests_from_the_second(plant: Plant) -> None:
    """Between the two it may have run: what we sent was obeyed late, then undone."""
    plant.muted = 1
    press(plant.scene, "relay-ac.on")
    report(plant.scene, RELAY, power=False)
    plant.scene.advance(5)
    report(plant.scene, RELAY, power=False)
    assert plant.now(RELAY).pause_left_s == 300.0


def test_a_hand_right_after_our_off_begins_the_rest_anew(plant: Plant) -> None:
    """On and off again at the switch within two seconds: it did run."""
    cooling(plant, RELAY)
    do(plant, "relay-ac.off")
    plant.scene.advance(0.5)
    report(plant.scene, RELAY, power=True)
    plant.scene.advance(1)
    report(plant.scene, RELAY, power=False)
    assert plant.now(RELAY).pause_left_s == 300.0


def test_off_of_one_never_heard_rests_from_its_confirmation(room: Scene) -> None:
    """The first "off" was lost, the second obeyed."""
    plant = Plant(room)
    plant.lost = 1
    do(plant, "relay-ac.off")
    plant.advance(2)
    assert plant.now(RELAY).pause_left_s == 300.0

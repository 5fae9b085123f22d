"""An empty zone in the day: announced, lights off, air conditioning back; as it was on return."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.effects import Answer, Command, Effect, Prompt, Verb
from gateway.domain.events import (
    EvidenceSeen,
    MaintenanceAsked,
    MeetingBegan,
    MinuteBegan,
    PanelTouched,
    PromptAnswered,
)
from gateway.domain.options import AcOptions
from gateway.domain.rules import EmptyAc, Rules, SetbackRules, Zone
from gateway.domain.setback import Part, announced_in
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, every, only, sample_rules
from tests.domain.talk import LOADS, commands, press, report, said

LIGHT_OFF = ("hall", Verb.POWER, False)
LIGHT_ON = ("hall", Verb.POWER, True)
AC_OFF = ("room-b-ac", Verb.POWER, False)


def rules_with(policy: SetbackRules | None) -> Rules:
    """Return the sample office, set back when empty, the lab inside it with a light of its own."""
    rules = sample_rules()
    office = replace(rules.zones["office"], setback=policy)
    lab_light = replace(rules.channels["room-a.spot-1"], zone="lab")
    return replace(
        rules,
        zones={**rules.zones, "office": office},
        channels={**rules.channels, lab_light.id: lab_light},
    )


def at_ten(policy: SetbackRules | None) -> Scene:
    """Return an office at ten: Li Wei was in, and is out; a person has light and AC on since nine.

    The last-out check was told that somebody is inside, and that has passed.
    """
    scene = Scene(rules_with(policy), FakeClock())
    scene.tap("p001")
    for channel in LOADS:
        report(scene, channel, power=False)
    report(scene, "office.server", power=True)
    press(scene, "hall-light.on", room="office", by="p001")
    press(scene, "ac.on", room="room-b", by="panel")
    report(scene, "office.hall-light", power=True)
    report(scene, "room-b.ac", power=True)
    scene.until("10:00")
    all_out(scene)
    minute(scene)
    return scene


def all_out(scene: Scene) -> None:
    """Let nobody be signed in, without a tap that would begin a last-out check."""
    nobody = replace(scene.office.presence, sessions={})
    scene.office = replace(scene.office, presence=nobody)


def minute(scene: Scene, count: int = 1) -> list[Effect]:
    """Let minutes of the wall clock begin, the first one now."""
    effects = scene.feed(MinuteBegan())
    for _ in range(count - 1):
        effects += scene.advance(60.0)
        effects += scene.feed(MinuteBegan())
    return effects


@pytest.fixture
def empty() -> Scene:
    """Nobody in since ten."""
    return at_ten(SetbackRules())


def test_after_a_quarter_of_an_hour_the_lights_go_off_announced_half_a_minute_before(
    empty: Scene,
) -> None:
    """Not sooner, and nothing else with them."""
    assert commands(empty.advance(869)) == []
    effects = empty.advance(1)
    assert [i.channel for i in only(Prompt, effects).items] == ["office.hall-light"]
    told = announced_in(empty.office, "office")
    assert told is not None
    assert (told.part, told.at_s) == (Part.LIGHTS, empty.clock.mono_s + 30)
    assert commands(empty.advance(29)) == []

    assert commands(empty.advance(1)) == [LIGHT_OFF]
    assert announced_in(empty.office, "office") is None
    assert empty.records("setback.switched")[0].body["part"] == "lights"


def test_after_half_an_hour_the_air_conditioning_goes_off_too(empty: Scene) -> None:
    """Announced by itself."""
    empty.advance(901)
    report(empty, "office.hall-light", power=False)

    assert commands(empty.advance(898)) == []
    assert commands(empty.advance(1)) == [AC_OFF]


def test_whoever_returns_gets_back_what_a_person_had_on(empty: Scene) -> None:
    """Light at once, the AC after its compressor has rested, which its own rules see to."""
    empty.advance(1_801)
    report(empty, "office.hall-light", power=False)
    report(empty, "room-b.ac", power=False)
    empty.advance(600)

    empty.tap("p002")

    given = empty.records("setback.given_back")
    assert given[0].body["channels"] == ["office.hall-light", "room-b.ac"]
    assert LIGHT_ON in commands(empty.done[-12:])
    assert ("room-b-ac", Verb.POWER, True) in commands(empty.done[-12:])
    assert empty.office.setbacks.by_channel == {}


def test_what_was_set_back_is_known_after_a_restart(empty: Scene) -> None:
    """The facts tell it; who comes then gets the light back."""
    empty.advance(901)
    report(empty, "office.hall-light", power=False)
    assert empty.refolded().setbacks == empty.office.setbacks
    empty.restart()
    report(empty, "office.hall-light", power=False)

    empty.tap("p002")

    assert LIGHT_ON in commands(empty.done[-12:])


def test_what_a_hand_has_changed_since_is_left_alone(empty: Scene) -> None:
    """Somebody switched it on and off by hand meanwhile: it is on already."""
    empty.advance(901)
    report(empty, "office.hall-light", power=False)
    empty.advance(10)
    report(empty, "office.hall-light", power=True)

    empty.tap("p002")

    assert empty.records("setback.given_back")[0].body["channels"] == []


def test_what_a_program_had_on_goes_off_and_stays_off() -> None:
    """Back only if it was on because of a person."""
    scene = at_ten(SetbackRules())
    report(scene, "office.hall-light", power=False)
    scene.feed(MinuteBegan())
    press(scene, "hall-light.on", room="office", by="ha")
    report(scene, "office.hall-light", power=True)
    scene.advance(60)
    assert LIGHT_OFF in commands(minute(scene, 20))
    report(scene, "office.hall-light", power=False)
    before = len(scene.done)

    scene.tap("p002")

    assert LIGHT_ON not in commands(scene.done[before:])


def test_what_came_on_a_moment_ago_is_not_switched_off_at_once(empty: Scene) -> None:
    """A room that is made ready for a meeting: a quarter of an hour of its own."""
    empty.advance(840)
    report(empty, "office.hall-light", power=False)
    report(empty, "office.hall-light", power=True)

    assert LIGHT_OFF not in commands(minute(empty, 14))
    assert LIGHT_OFF in commands(minute(empty, 4))


@pytest.mark.parametrize(
    "sign",
    [
        PromptAnswered(prompt="setback", zone="office", choice="here", by="panel"),
        EvidenceSeen(zone="office", what="motion:motion-hall"),
        EvidenceSeen(zone="lab", what="motion:lab"),
        PanelTouched(room="room-a"),
    ],
    ids=["we are here", "motion", "motion in a zone inside", "a finger on a panel"],
)
def test_a_sign_of_somebody_after_the_announcement_keeps_the_light_on(empty: Scene, sign) -> None:
    """And the time counts anew."""
    empty.advance(875)
    assert announced_in(empty.office, "office") is not None

    empty.feed(sign)

    assert announced_in(empty.office, "office") is None
    assert LIGHT_OFF not in commands(empty.advance(869))
    assert LIGHT_OFF in commands(empty.advance(61))


def test_somebody_in_the_dark_waves_and_the_light_is_back(empty: Scene) -> None:
    """Nobody is signed in; motion is enough, as long as the office is open."""
    empty.advance(901)
    report(empty, "office.hall-light", power=False)
    empty.advance(30)

    assert LIGHT_ON in commands(empty.feed(EvidenceSeen(zone="office", what="motion:motion-hall")))


def test_at_night_nothing_comes_back(empty: Scene) -> None:
    """The office closes at 21:30; whoever comes at 22:00 uses the switch."""
    empty.advance(901)
    report(empty, "office.hall-light", power=False)
    empty.until("21:31")
    empty.feed(MinuteBegan())
    assert empty.office.setbacks.by_channel == {}
    empty.until("22:00")
    before = len(empty.done)

    empty.tap("p002")

    assert LIGHT_ON not in commands(empty.done[before:])


def test_between_closing_and_its_minute_nothing_comes_back_either(empty: Scene) -> None:
    """The clock decides, not when it was looked at."""
    empty.advance(901)
    report(empty, "office.hall-light", power=False)
    empty.until("21:30:20")

    assert LIGHT_ON not in commands(
        empty.feed(EvidenceSeen(zone="office", what="motion:motion-hall"))
    )
    assert empty.office.setbacks.by_channel == {}


def test_outside_working_hours_nothing_is_set_back() -> None:
    """That is for the last-out check and the off-hours watch."""
    scene = at_ten(SetbackRules())
    scene.until("21:20")
    scene.feed(EvidenceSeen(zone="office", what="panel"))

    assert commands(minute(scene, 90)) == []


def test_a_zone_without_hours_has_no_working_hours() -> None:
    """Nobody said what a day is there."""
    scene = at_ten(SetbackRules())
    office = replace(
        scene.rules.zones["office"], opening=replace(scene.rules.zones["office"].opening, spans={})
    )
    scene.rules = replace(scene.rules, zones={**scene.rules.zones, "office": office})
    scene.feed(EvidenceSeen(zone="office", what="panel"))

    assert commands(minute(scene, 60)) == []


def test_a_zone_that_says_nothing_is_never_set_back() -> None:
    """The site chooses."""
    scene = at_ten(None)

    assert commands(minute(scene, 60)) == []


def test_a_meeting_keeps_a_zone_as_it_is_and_its_end_begins_the_time(empty: Scene) -> None:
    """Guests without badges."""
    empty.feed(MeetingBegan(room="room-a", until=empty.clock.at + timedelta(minutes=40)))

    assert commands(minute(empty, 40)) == []
    assert commands(minute(empty, 14)) == []
    assert LIGHT_OFF in commands(minute(empty, 5))


def test_where_somebody_works_nothing_is_set_back(empty: Scene) -> None:
    """Neither announced."""
    until = (empty.clock.at + timedelta(hours=3)).isoformat()
    for scope in ("room:room-b", "device:hall"):
        empty.feed(MaintenanceAsked(scope=scope, until=until, by="p001"))

    effects = minute(empty, 60)

    assert commands(effects) == []
    assert every(Prompt, effects) == []


def test_the_zone_inside_goes_by_its_own_people(empty: Scene) -> None:
    """The lab has a door of its own and nobody in; it says what the office says."""
    press(empty, "spot-1.on", room="room-a", by="p002")
    report(empty, "room-a.spot-1", power=True, level_pct=60.0)
    empty.tap("p002")
    minute(empty)

    sent = commands(minute(empty, 20))

    assert sent == [("room-a-lights", Verb.POWER, False)] * len(sent)
    assert sent
    report(empty, "room-a.spot-1", power=False, level_pct=0.0)
    before = len(empty.done)
    empty.tap("p002", "lab-door")
    assert ("room-a-lights", Verb.LEVEL, 60.0) in commands(empty.done[before:])


def test_a_zone_without_a_door_of_its_own_goes_by_the_people_around_it(empty: Scene) -> None:
    """Who is in the office may be in its pantry."""
    pantry = Zone(id="pantry", name=Text("茶水间", "Pantry"), parent="office")
    light = replace(empty.rules.channels["office.hall-light"], zone="pantry")
    empty.rules = replace(
        empty.rules,
        zones={**empty.rules.zones, "pantry": pantry},
        channels={**empty.rules.channels, light.id: light},
    )
    empty.tap("p002")
    assert commands(minute(empty, 30)) == []

    empty.tap("p002")
    empty.feed(PromptAnswered(prompt="last-out", zone="office", choice="leave_on", items=()))
    scene = empty
    scene.office = replace(scene.office, lastout=replace(scene.office.lastout, left_on={}))
    assert LIGHT_OFF in commands(minute(scene, 20))


def test_what_a_leaver_chose_to_leave_on_stays(empty: Scene) -> None:
    """With a reason, until they come back or its time is over."""
    empty.tap("p002")
    empty.advance(300)
    empty.tap("p002")
    empty.feed(PromptAnswered(prompt="last-out", zone="office", choice="leave_on"))

    assert commands(minute(empty, 60)) == []


def climate(policy: SetbackRules, mode: str, target_c: float) -> Scene:
    """Return an empty office whose AC takes a set-point, and was set so by a person."""
    scene = at_ten(policy)
    options = AcOptions(climate=True, modes=("cool", "heat", "dry"))
    ac = replace(scene.rules.channels["room-b.ac"], options=options)
    scene.rules = replace(scene.rules, channels={**scene.rules.channels, ac.id: ac})
    scene.feed(said("room-b-ac", 1, power=True, mode=mode, target_c=target_c))
    report(scene, "office.hall-light", power=False)
    minute(scene)
    return scene


def settings_sent(effects: list[Effect]) -> list[tuple[bool, str, float]]:
    return [
        (e.value.power, e.value.mode.value, e.value.target_c)
        for e in every(Command, effects)
        if e.verb is Verb.CLIMATE
    ]


@pytest.mark.parametrize(("mode", "was_c", "back_c"), [("cool", 26.0, 28.0), ("heat", 20.0, 16.0)])
def test_to_a_setpoint_and_back(mode: str, was_c: float, back_c: float) -> None:
    """Warmer where it cools, cooler where it heats; as it was when somebody returns."""
    scene = climate(SetbackRules(ac=EmptyAc.SETPOINT), mode, was_c)

    effects = minute(scene, 35)
    assert settings_sent(effects)[:1] == [(True, mode, back_c)]
    scene.feed(said("room-b-ac", 1, power=True, mode=mode, target_c=back_c))
    before = len(scene.done)
    scene.tap("p002")

    assert settings_sent(scene.done[before:]) == [(True, mode, was_c)]


def test_one_that_is_warm_enough_already_is_left_alone() -> None:
    """Nothing would be saved."""
    scene = climate(SetbackRules(ac=EmptyAc.SETPOINT), "cool", 29.0)

    effects = minute(scene, 60)

    assert commands(effects) == []
    assert every(Prompt, effects) == []


def test_one_that_dries_goes_off() -> None:
    """There is no set-point to go back to."""
    scene = climate(SetbackRules(ac=EmptyAc.SETPOINT), "dry", 26.0)

    assert settings_sent(minute(scene, 35))[0][0] is False


def test_the_site_may_leave_the_air_conditioning_or_the_lights_alone() -> None:
    """Each is a choice."""
    assert commands(minute(at_ten(SetbackRules(ac=EmptyAc.LEAVE)), 60))[:1] == [LIGHT_OFF]
    assert AC_OFF not in commands(minute(at_ten(SetbackRules(ac=EmptyAc.LEAVE)), 60))
    assert LIGHT_OFF not in commands(minute(at_ten(SetbackRules(lights=False)), 60))


@pytest.mark.parametrize(
    ("zone", "choice", "code"),
    [("moon", "here", "unknown_zone"), ("office", "what", "unknown_choice")],
)
def test_an_answer_to_nothing_is_refused(empty: Scene, zone: str, choice: str, code: str) -> None:
    """In words, once."""
    answer = only(Answer, empty.feed(PromptAnswered(prompt="setback", zone=zone, choice=choice)))

    assert (answer.ok, answer.code) == (False, code)


def test_without_a_trusted_clock_nothing_is_set_back() -> None:
    """Nobody knows whether it is day."""
    scene = at_ten(SetbackRules())
    scene.clock.trusted = False

    assert commands(minute(scene, 60)) == []


def test_rules_that_are_changed_forget_what_they_no_longer_say(empty: Scene) -> None:
    """A zone that is set back no more gives back nothing; one that is gone is forgotten."""
    empty.advance(901)
    report(empty, "office.hall-light", power=False)
    office = replace(empty.rules.zones["office"], setback=None)
    empty.rules = replace(empty.rules, zones={**empty.rules.zones, "office": office})

    empty.feed(MinuteBegan())

    assert empty.office.setbacks.by_channel == {}
    assert empty.office.empty.by_zone == {}


def dark(empty: Scene) -> Scene:
    """Let the quarter of an hour pass: the hall light was set back and said so."""
    empty.advance(901)
    report(empty, "office.hall-light", power=False)
    return empty


def test_a_clock_that_is_wrong_after_a_restart_brings_no_light_into_an_empty_room(
    empty: Scene,
) -> None:
    """That nobody knows the time is no sign of anybody; who comes then gets it back."""
    dark(empty).restart()
    all_out(empty)
    report(empty, "office.hall-light", power=False)
    empty.clock.trusted = False

    assert LIGHT_ON not in commands(minute(empty, 5))
    before = len(empty.done)
    empty.tap("p002")
    assert LIGHT_ON in commands(empty.done[before:])


def test_a_wrong_clock_forgets_nothing_either(empty: Scene) -> None:
    """It says night; when it is right again it is day, and what was on is on again."""
    dark(empty)
    right = empty.clock.at
    empty.clock.trusted, empty.clock.at = False, right.replace(hour=2)
    motion = EvidenceSeen(zone="office", what="motion:motion-hall")
    assert LIGHT_ON not in commands(empty.feed(motion))

    empty.clock.trusted, empty.clock.at = True, right
    assert LIGHT_ON in commands(empty.feed(motion))


def test_work_on_the_zone_is_no_sign_of_somebody(empty: Scene) -> None:
    """What is to be given back waits: for the end of the work, and for whoever comes."""
    until = empty.clock.at + timedelta(minutes=30)
    dark(empty).feed(MaintenanceAsked(scope="zone:office", until=until.isoformat(), by="p001"))

    effects = minute(empty, 5)
    empty.tap("p002")
    effects += minute(empty, 5)
    assert LIGHT_ON not in commands(effects)
    assert empty.records("setback.given_back") == []

    assert LIGHT_ON in commands(minute(empty, 15))


def test_work_on_one_thing_keeps_that_alone_for_later(empty: Scene) -> None:
    """The AC is back at once, the hall light when its electrician has gone; a restart knows."""
    empty.advance(1_801)
    report(empty, "office.hall-light", power=False)
    report(empty, "room-b.ac", power=False)
    until = (empty.clock.at + timedelta(minutes=20)).isoformat()
    empty.feed(MaintenanceAsked(scope="device:hall", until=until, by="p001"))

    empty.tap("p002")

    (given,) = empty.records("setback.given_back")
    assert given.body == {"channels": ["room-b.ac"], "held": ["office.hall-light"]}
    assert list(empty.office.setbacks.by_channel) == ["office.hall-light"]
    assert empty.refolded().setbacks == empty.office.setbacks
    assert LIGHT_ON in commands(minute(empty, 25))


def test_what_is_held_by_work_is_forgotten_at_closing_time(empty: Scene) -> None:
    """At night nothing comes on by itself, work or not."""
    until = (empty.clock.at + timedelta(hours=13)).isoformat()
    dark(empty).feed(MaintenanceAsked(scope="zone:office", until=until, by="p001"))
    empty.until("21:31")

    assert LIGHT_ON not in commands(empty.feed(MinuteBegan()))
    assert empty.office.setbacks.by_channel == {}

"""A check that waits and goes on later: a meeting, somebody inside, "until 23:00", half a house."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.effects import Prompt, Verb
from gateway.domain.events import (
    EvidenceSeen,
    MaintenanceAsked,
    MeetingBegan,
    MeetingEnded,
    MinuteBegan,
    PromptAnswered,
)
from gateway.domain.expected import expected_in
from gateway.domain.lastout import Check, Outcome, Stage
from gateway.domain.rules import Reader, Rules, Zone
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, every, sample_rules
from tests.domain.talk import LOADS, answer, commands, last_one_in, meter, report, said

HALF_HOUR_S = 1800.0
AC_OFF = ("room-b-ac", Verb.POWER, False)


def check(scene: Scene, zone: str = "office") -> Check:
    return scene.office.lastout.checks[zone]


@pytest.fixture
def evening(scene: Scene) -> Scene:
    """Li Wei alone in the office; the AC and a hall light are on."""
    last_one_in(scene, "room-b.ac", "office.hall-light")
    meter(scene, 1_000.0)
    return scene


def two_floors() -> Rules:
    """Return a house around the office and an upper floor, each with a door of its own."""
    rules = sample_rules()
    zones = {
        "house": Zone(id="house", name=Text("大楼", "House")),
        **rules.zones,
        "office": replace(rules.zones["office"], parent="house"),
        "upper": Zone(id="upper", name=Text("楼上", "Upper floor"), parent="house"),
    }
    door = Reader(id="upper-door", kind="sim", zone="upper", name=Text("门", "Door"))
    light = replace(
        rules.channels["room-a.door-light"], id="upper.light", owner="upper", zone="upper"
    )
    light = replace(light, device="upper-relay")
    channels = {**rules.channels, light.id: light}
    return replace(
        rules,
        zones=zones,
        readers={**rules.readers, door.id: door},
        channels=channels,
        wired={**rules.wired, (light.device, light.number): light.id},
        devices={**rules.devices, light.device: replace(rules.devices["hall"], id=light.device)},
    )


@pytest.fixture
def house() -> Scene:
    """Both floors lit, Li Wei below and Wang Fang above; it is 21:00."""
    scene = Scene(two_floors(), FakeClock())
    last_one_in(scene, "room-b.ac", "office.hall-light")
    report(scene, "upper.light", power=True)
    scene.tap("p002", "upper-door")
    scene.advance(600)
    return scene


def test_a_meeting_keeps_the_default_from_switching_and_it_goes_on_after_it(evening: Scene) -> None:
    """Guests without badges are in room A until ten; within half an hour of it, it goes on."""
    until = evening.clock.at + timedelta(hours=1)
    evening.feed(MeetingBegan(room="room-a", until=until))
    evening.tap("p001")

    assert commands(evening.advance(61)) == []
    assert check(evening).outcome is Outcome.SOMEONE_INSIDE
    assert evening.records("lastout.ended")[-1].body["why"] == "expected:meeting"

    evening.advance(HALF_HOUR_S)
    assert evening.records("lastout.resumed") == []
    evening.feed(MeetingEnded(room="room-a"))
    assert AC_OFF not in commands(evening.advance(1_700))
    assert AC_OFF in commands(evening.advance(200))


def test_when_the_meeting_is_over_at_the_half_hour_it_is_asked_again(evening: Scene) -> None:
    """And goes off by itself a minute later."""
    evening.feed(MeetingBegan(room="room-a", until=evening.clock.at + timedelta(minutes=10)))
    evening.tap("p001")
    evening.advance(61)

    effects = evening.advance(HALF_HOUR_S)
    (asked,) = every(Prompt, effects)
    assert [item.channel for item in asked.items] == ["room-b.ac", "office.hall-light"]
    assert AC_OFF in commands(evening.advance(61))


def test_who_turns_all_off_is_not_held_up_by_a_meeting(evening: Scene) -> None:
    """Somebody who stands there knows better."""
    evening.feed(MeetingBegan(room="room-a", until=evening.clock.at + timedelta(hours=1)))
    evening.tap("p001")

    assert AC_OFF in commands(answer(evening, "turn_all_off"))


def test_work_in_the_zone_keeps_the_default_from_switching(evening: Scene) -> None:
    """Somebody works there, badge or not."""
    until = (evening.clock.at + timedelta(hours=3)).isoformat()
    evening.feed(MaintenanceAsked(scope="zone:office", until=until, by="p003"))
    evening.tap("p001")

    assert commands(evening.advance(61)) == []


def test_where_somebody_works_nothing_is_listed_switched_or_missed(evening: Scene) -> None:
    """Work on one room: the rest of the zone goes off, and the check can end well."""
    until = (evening.clock.at + timedelta(hours=3)).isoformat()
    evening.feed(MaintenanceAsked(scope="room:room-b", until=until, by="p003"))
    evening.tap("p001")
    assert [item.channel for item in check(evening).items] == ["office.hall-light"]

    assert AC_OFF not in commands(answer(evening, "turn_all_off"))
    report(evening, "office.hall-light", power=False)
    meter(evening, 30.0)
    evening.advance(61)

    assert check(evening).outcome is Outcome.VERIFIED


def test_somebody_inside_stays_for_as_long_as_motion_says_so(evening: Scene) -> None:
    """Half an hour from the last evidence, not from the answer; a restart changes nothing."""
    evening.tap("p001")
    answer(evening, "someone_inside")
    for _ in range(4):
        evening.advance(1_500)
        evening.feed(EvidenceSeen(zone="office", what="motion:motion-hall"))
        assert evening.refolded().lastout == evening.office.lastout
    assert expected_in(evening.office, evening.rules, "office", evening.clock.now())
    evening.restart()

    assert evening.advance(HALF_HOUR_S - 1) == []
    assert len(every(Prompt, evening.advance(1))) == 0  # after a restart nothing is known to be on
    assert evening.office.lastout.inside == {}


def test_a_sensor_that_says_the_same_all_the_time_is_kept_once_a_minute(evening: Scene) -> None:
    """The ledger lives on a card."""
    evening.tap("p001")
    answer(evening, "someone_inside")
    evening.advance(600)

    for _ in range(30):
        evening.advance(2)
        evening.feed(EvidenceSeen(zone="office", what="motion:motion-hall"))

    assert len(evening.records("lastout.inside")) <= 2


def test_when_evidence_stops_it_is_asked_again_and_goes_off(evening: Scene) -> None:
    """One emptying, one check: this one goes on."""
    evening.tap("p001")
    answer(evening, "someone_inside")

    assert len(every(Prompt, evening.advance(HALF_HOUR_S))) == 1
    assert check(evening).stage is Stage.ASKED
    assert check(evening).person == "p001"
    assert AC_OFF in commands(evening.advance(61))
    assert len(evening.records("lastout.asked")) == 1
    assert evening.records("lastout.resumed")[0].body["why"] == "quiet"


def test_where_nothing_could_notice_anybody_silence_proves_nothing(evening: Scene) -> None:
    """Without a motion sensor whoever was said to be inside is never switched off."""
    inputs = {k: i for k, i in evening.rules.inputs.items() if i.kind != "motion"}
    evening.rules = replace(evening.rules, inputs=inputs)
    evening.tap("p001")
    answer(evening, "someone_inside")

    assert commands(evening.advance(3 * HALF_HOUR_S)) == []
    assert evening.records("lastout.resumed") == []
    assert evening.office.lastout.inside == {}


def test_nothing_on_any_more_asks_nobody_again(evening: Scene) -> None:
    """Whoever was inside has switched it off."""
    evening.tap("p001")
    answer(evening, "someone_inside")
    for channel in LOADS:
        report(evening, channel, power=False)

    assert every(Prompt, evening.advance(HALF_HOUR_S)) == []


def test_a_gateway_that_was_away_at_the_time_switches_nothing_late(evening: Scene) -> None:
    """Hours later it is somebody else's morning."""
    evening.tap("p001")
    answer(evening, "someone_inside")
    evening.clock.advance(10 * 3600)

    assert commands(evening.advance(120)) == []
    assert evening.records("lastout.resumed") == []


def test_what_was_left_on_until_eleven_goes_off_at_eleven(evening: Scene) -> None:
    """A minute after it is asked again; it was no alert meanwhile."""
    evening.tap("p001")
    until = evening.clock.at.replace(hour=23, minute=0).isoformat()
    answer(evening, "leave_on", items=("room-b.ac",), until=until, reason="Has to run")
    report(evening, "office.hall-light", power=False)
    evening.until("22:59")
    evening.feed(MinuteBegan())
    assert "room-b.ac" in evening.office.lastout.left_on

    evening.until("23:00")
    effects = evening.feed(MinuteBegan())

    (asked,) = every(Prompt, effects)
    assert [item.channel for item in asked.items] == ["room-b.ac"]
    assert evening.office.lastout.left_on == {}
    assert AC_OFF in commands(evening.advance(61))


def test_what_was_left_on_until_a_time_stays_while_somebody_is_in(evening: Scene) -> None:
    """Then it is theirs to leave on or off."""
    evening.tap("p001")
    until = evening.clock.at.replace(hour=23, minute=0).isoformat()
    answer(evening, "leave_on", items=("room-b.ac",), until=until)
    evening.advance(600)
    evening.tap("p002")
    evening.until("23:00")

    assert every(Prompt, evening.feed(MinuteBegan())) == []
    assert evening.office.lastout.left_on == {}


def test_a_time_that_came_while_the_gateway_was_away_switches_nothing(evening: Scene) -> None:
    """As with a question that was missed."""
    evening.tap("p001")
    until = evening.clock.at.replace(hour=23, minute=0).isoformat()
    answer(evening, "leave_on", items=("room-b.ac",), until=until)
    evening.advance(30)
    evening.clock.set_to("23:40")

    evening.feed(MinuteBegan())

    assert evening.records("lastout.resumed") == []
    assert evening.office.lastout.left_on == {}


def test_what_the_lab_left_on_stays_when_the_office_goes_off_by_itself(evening: Scene) -> None:
    """Its leaver chose it with a reason; the office's leaver said nothing. Both keep their time."""
    lab_light = replace(evening.rules.channels["room-a.spot-1"], zone="lab")
    evening.rules = replace(
        evening.rules, channels={**evening.rules.channels, lab_light.id: lab_light}
    )
    report(evening, lab_light.id, power=True)
    evening.tap("p002", "lab-door")
    evening.advance(300)
    evening.tap("p002", "lab-door")
    evening.feed(
        PromptAnswered(
            prompt="last-out",
            zone="lab",
            choice="leave_on",
            items=(lab_light.id,),
            reason="test runs",
        )
    )
    evening.advance(300)
    evening.tap("p001")

    sent = commands(evening.advance(61))

    assert AC_OFF in sent
    assert ("room-a-lights", Verb.POWER, False) not in sent
    report(evening, "room-b.ac", power=False)
    report(evening, "office.hall-light", power=False)
    assert check(evening).outcome is Outcome.LEFT_ON
    assert evening.office.lastout.left_on[lab_light.id].reason == "test runs"
    assert evening.refolded().lastout == evening.office.lastout


def test_somebody_said_to_be_in_the_lab_keeps_the_office_from_going_off(evening: Scene) -> None:
    """Whoever left the lab knew; who leaves the office may still turn all off."""
    evening.tap("p002", "lab-door")
    evening.feed(said("hall", 1, power=True))
    lab_light = replace(evening.rules.channels["room-a.spot-1"], zone="lab")
    evening.rules = replace(
        evening.rules, channels={**evening.rules.channels, lab_light.id: lab_light}
    )
    report(evening, lab_light.id, power=True)
    evening.advance(300)
    evening.tap("p002", "lab-door")
    evening.feed(PromptAnswered(prompt="last-out", zone="lab", choice="someone_inside"))
    evening.advance(60)
    evening.tap("p001")

    assert commands(evening.advance(61)) == []
    assert evening.records("lastout.ended")[-1].body["why"] == "expected:said_inside"


def test_the_house_is_asked_of_once_it_is_empty_and_a_floor_of_itself(house: Scene) -> None:
    """The largest zone that is empty; what is on below is counted in."""
    house.tap("p001")
    assert check(house, "office").stage is Stage.ASKED
    house.advance(5)

    house.tap("p002", "upper-door")

    assert set(house.office.lastout.checks) == {"house"}
    listed = [item.channel for item in check(house, "house").items]
    assert sorted(listed) == ["office.hall-light", "room-b.ac", "upper.light"]


def test_somebody_who_comes_to_one_floor_stops_the_house_and_not_the_other_floor(
    house: Scene,
) -> None:
    """The upper floor is empty still: its check goes on, its light stays off."""
    house.tap("p001")
    house.advance(5)
    house.tap("p002", "upper-door")
    house.feed(PromptAnswered(prompt="last-out", zone="house", choice="turn_all_off"))
    for channel in ("room-b.ac", "office.hall-light"):
        report(house, channel, power=False)

    house.tap("p003")

    wanted = [f.subject for f in house.records("wanted") if f.body["why"] == "returned"]
    assert wanted == ["office.hall-light"]
    assert check(house, "house").outcome is Outcome.RETURNED
    assert check(house, "upper").stage is Stage.ASKED
    assert ("upper-relay", Verb.POWER, False) in commands(house.advance(61))

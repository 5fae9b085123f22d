"""What a leaver chose to leave on: how long it counts, and what does not undo it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.effects import Answer, Prompt
from gateway.domain.events import MinuteBegan, PromptAnswered
from gateway.domain.lastout import Outcome
from gateway.domain.rules import Rules, Zone
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, every, only, sample_rules
from tests.domain.talk import LOADS, answer, last_one_in, meter, press, read_back, report

LAMP = "room-a.spot-1"
AC = "room-b.ac"


def with_lamp_in(zone: str) -> Rules:
    """Return the sample office with a lamp in a zone inside it; a pantry has no door."""
    rules = sample_rules()
    pantry = Zone(id="pantry", name=Text("茶水间", "Pantry"), parent="office")
    lamp = replace(rules.channels[LAMP], zone=zone)
    return replace(
        rules,
        zones={**rules.zones, "pantry": pantry},
        channels={**rules.channels, LAMP: lamp},
    )


def left_on_in(zone: str, reader: str, until: str | None = None) -> Scene:
    """Return an evening on which Wang Fang left the lamp on, and went."""
    scene = Scene(with_lamp_in("lab" if zone == "lab" else "pantry"), FakeClock())
    scene.until("20:00")
    for channel in LOADS:
        report(scene, channel, power=channel == LAMP)
    if zone == "lab":
        scene.tap("p001")  # the office around it is not empty
    scene.tap("p002", reader)
    scene.advance(300)
    scene.tap("p002", reader)
    scene.feed(
        PromptAnswered(
            prompt="last-out", zone=zone, choice="leave_on", items=(LAMP,), until=until, reason="x"
        )
    )
    scene.advance(300)
    assert list(scene.office.lastout.left_on) == [LAMP]
    return scene


def test_until_somebody_comes_ends_when_somebody_comes() -> None:
    """Then it is theirs; a restart knows that it is over."""
    scene = left_on_in("lab", "lab-door")

    scene.tap("p003", "lab-door")

    assert scene.office.lastout.left_on == {}
    assert scene.refolded().lastout == scene.office.lastout
    (over,) = scene.records("lastout.time_over")
    assert (over.subject, over.body["why"]) == ("lab", "entered")


def test_who_comes_through_the_front_door_has_not_come_to_the_lab() -> None:
    """It has a door of its own; the choice waits for whoever goes in there."""
    scene = left_on_in("lab", "lab-door")

    scene.tap("p003", "front-door")

    assert list(scene.office.lastout.left_on) == [LAMP]


def test_who_goes_to_the_lab_has_come_to_the_office_around_it() -> None:
    """They are in the building: the office's choice, for its pantry too, is over."""
    scene = left_on_in("office", "front-door")

    scene.tap("p003", "lab-door")

    assert scene.office.lastout.left_on == {}


def test_until_eleven_does_not_end_because_somebody_comes() -> None:
    """A time was named; it has a reason."""
    at = FakeClock()
    at.set_to("23:00")
    scene = left_on_in("lab", "lab-door", until=at.at.isoformat())

    scene.tap("p003", "lab-door")

    assert list(scene.office.lastout.left_on) == [LAMP]


@pytest.fixture
def failed(scene: Scene) -> Scene:
    """The AC is to run until morning; the hall light was to go off, and did not."""
    last_one_in(scene, AC, "office.hall-light")
    meter(scene, 1_000.0)
    scene.tap("p001")
    until = (scene.clock.at + timedelta(hours=10)).isoformat()
    answer(scene, "leave_on", items=(AC,), until=until, reason="Server room is down")
    scene.advance(15)
    assert scene.office.lastout.checks["office"].outcome is Outcome.FAILED
    return scene


def test_what_else_fails_undoes_no_choice(failed: Scene) -> None:
    """It keeps its time and its reason; a restart knows it."""
    assert failed.office.lastout.left_on[AC].reason == "Server room is down"
    assert failed.refolded().lastout == failed.office.lastout


def test_the_alert_is_over_when_what_failed_is_off_whatever_was_chosen(failed: Scene) -> None:
    """The AC runs by choice, so it is neither held against the zone nor is its power."""
    failed.advance(60)
    failed.feed(MinuteBegan())
    assert "lastout:office" in failed.office.alerts.open

    report(failed, "office.hall-light", power=False)
    meter(failed, 900.0)
    failed.feed(MinuteBegan())

    assert "lastout:office" not in failed.office.alerts.open


def test_something_else_that_is_on_keeps_the_alert(failed: Scene) -> None:
    """Only what was chosen is left out of account."""
    report(failed, "office.hall-light", power=False)
    report(failed, LAMP, power=True)
    meter(failed, 900.0)

    failed.feed(MinuteBegan())

    assert "lastout:office" in failed.office.alerts.open


def test_when_its_time_is_over_it_is_asked_again_after_a_failure_too(failed: Scene) -> None:
    """As after a check that ended well."""
    report(failed, "office.hall-light", power=False)
    failed.clock.advance(10 * 3600 - 15)
    report(failed, AC, power=True)

    (asked,) = every(Prompt, failed.feed(MinuteBegan()))

    assert AC in [item.channel for item in asked.items]


@pytest.fixture
def asked(scene: Scene) -> Scene:
    """The AC is on, and Li Wei has just left."""
    last_one_in(scene, AC)
    scene.tap("p001")
    return scene


def test_who_is_still_inside_may_be_named(asked: Scene) -> None:
    """Kept with the answer and for as long as the zone counts as occupied; nobody is signed in."""
    answer(asked, "someone_inside", items=("p002", "p003", "p002"))

    assert asked.office.lastout.inside["office"].people == ("p002", "p003")
    assert asked.records("lastout.answered")[0].body["people"] == ["p002", "p003"]
    assert asked.refolded().lastout == asked.office.lastout
    assert read_back(asked).lastout == asked.office.lastout
    assert asked.office.presence.sessions == {}


def test_nobody_named_is_somebody_without_a_badge(asked: Scene) -> None:
    """A visitor, a cleaner."""
    answer(asked, "someone_inside")

    assert asked.office.lastout.inside["office"].people == ()


@pytest.mark.parametrize("person", ["p009", "p999", AC], ids=["left the firm", "nobody", "a thing"])
def test_who_does_not_exist_is_not_inside(asked: Scene, person: str) -> None:
    """Refused in words; the question stays open and nothing is kept."""
    told = only(Answer, answer(asked, "someone_inside", items=("p002", person)))

    assert (told.ok, told.code) == (False, "unknown_person")
    assert asked.office.lastout.inside == {}
    assert asked.office.lastout.checks["office"].is_running
    assert asked.records("lastout.answered") == []


@pytest.mark.parametrize("speaks", [True, False], ids=["does not obey", "is silent"])
def test_one_lamp_that_stays_on_is_one_message(asked: Scene, speaks: bool) -> None:
    """The check's, which names it; not the lamp's own besides."""
    report(asked, "office.hall-light", power=True)
    asked.feed(PromptAnswered(prompt="last-out", zone="office", choice="turn_all_off"))
    asked.advance(1)
    report(asked, AC, power=False)
    if speaks:
        report(asked, "office.hall-light", power=True)
    asked.advance(30)

    assert list(asked.office.alerts.open) == ["lastout:office"]
    assert asked.office.alerts.open["lastout:office"].channels == ("office.hall-light",)
    assert [f.subject for f in asked.records("channel.no_answer")] == ["office.hall-light"]


def test_a_lamp_that_fails_while_no_check_waits_for_it_is_its_own_message(asked: Scene) -> None:
    """As ever; the question alone carries nothing."""
    asked.advance(1)
    press(asked, "hall-light.on", room="office", by="p001")
    asked.advance(15)

    assert list(asked.office.alerts.open) == ["silent:hall"]

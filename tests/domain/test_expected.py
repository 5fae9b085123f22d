"""Is anything expected in a zone now: every reason is found, from inside and from around."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.events import (
    DeviceReported,
    MaintenanceAsked,
    MeetingBegan,
    MeetingEnded,
    PromptAnswered,
    Reading,
)
from gateway.domain.expected import Expected, Why, expected_in, is_expected
from gateway.domain.presence import counted_zone
from gateway.domain.rules import Zone
from gateway.domain.text import Text
from tests.domain.scene import Scene


def kinds(scene: Scene, zone: str) -> list[str]:
    """Return why something is expected in a zone; both questions must agree."""
    found = expected_in(scene.office, scene.rules, zone, scene.clock.now())
    assert is_expected(scene.office, scene.rules, zone, scene.clock.now()) is bool(found)
    assert all(isinstance(each, Expected) and each.words.zh and each.words.en for each in found)
    return [each.kind.value for each in found]


@pytest.fixture
def with_pantry(scene: Scene) -> Scene:
    """Return an office with a pantry inside it, which has no reader of its own."""
    pantry = Zone(id="pantry", name=Text("茶水间", "Pantry"), parent="office")
    scene.rules = replace(scene.rules, zones={**scene.rules.zones, "pantry": pantry})
    return scene


def test_nothing_is_expected_of_an_empty_office(scene: Scene) -> None:
    """Nor of a zone that is not configured."""
    assert kinds(scene, "office") == []
    assert kinds(scene, "moon") == []


def test_people_count_for_their_zone_and_all_around_it(scene: Scene) -> None:
    """Somebody in the lab is in the office; somebody in the office is not in the lab."""
    scene.tap("p001", "lab-door")
    assert kinds(scene, "lab") == ["people"]
    assert kinds(scene, "office") == ["people"]

    scene.tap("p002", "front-door")
    scene.clock.advance(300.0)
    scene.tap("p001", "lab-door")
    assert kinds(scene, "lab") == []
    assert kinds(scene, "office") == ["people"]


def test_a_zone_without_readers_is_spoken_for_by_the_one_around(with_pantry: Scene) -> None:
    """Who is in the office may be in its pantry."""
    scene = with_pantry
    assert counted_zone(scene.rules, "pantry") == "office"
    assert counted_zone(scene.rules, "lab") == "lab"

    scene.tap("p001", "front-door")

    assert kinds(scene, "pantry") == ["people"]
    assert kinds(scene, "lab") == []


def test_a_zone_without_readers_all_the_way_up_speaks_for_itself(scene: Scene) -> None:
    """There is nobody to count."""
    scene.rules = replace(scene.rules, readers={})

    assert counted_zone(scene.rules, "lab") == "lab"
    assert kinds(scene, "lab") == []


def test_a_meeting_is_expected_until_it_ends(scene: Scene) -> None:
    """In the zone of its room and around it, not inside; what has run out is over."""
    until = scene.clock.at + timedelta(hours=1)
    scene.feed(MeetingBegan(room="room-a", until=until))
    assert kinds(scene, "office") == ["meeting"]
    assert kinds(scene, "lab") == []
    (found,) = expected_in(scene.office, scene.rules, "office", scene.clock.now())
    assert found.until == until
    assert "09:30" in found.words.en

    scene.clock.advance(3600.0)
    assert kinds(scene, "office") == []

    scene.feed(MeetingBegan(room="room-a", until=until + timedelta(hours=1)))
    scene.feed(MeetingEnded(room="room-a"))
    assert kinds(scene, "office") == []


def test_said_to_be_inside_counts_around_and_inside(scene: Scene, leave_light_on) -> None:
    """Nobody can say in which of its zones that somebody is."""
    leave_light_on(scene)
    scene.feed(PromptAnswered(prompt="last-out", zone="office", choice="someone_inside"))

    assert kinds(scene, "office") == ["said_inside"]
    assert kinds(scene, "lab") == ["said_inside"]


def test_work_on_a_zone_is_expected_there_and_inside(scene: Scene) -> None:
    """Work on one room is not the zone's."""
    until = (scene.clock.at + timedelta(hours=2)).isoformat()
    scene.feed(MaintenanceAsked(scope="room:room-b", until=until, by="p001"))
    assert kinds(scene, "office") == []

    scene.feed(MaintenanceAsked(scope="zone:office", until=until, by="p001"))
    assert kinds(scene, "office") == kinds(scene, "lab") == [Why.MAINTENANCE]


@pytest.fixture
def leave_light_on():
    """Return what taps somebody in and out with the hall light on, so that a check asks."""

    def leave(scene: Scene) -> None:
        scene.tap("p001")
        scene.feed(DeviceReported(device="hall", channel=1, reading=Reading(power=True)))
        scene.clock.advance(300.0)
        scene.tap("p001")

    return leave

"""What the last-one-out check did not let go to waste: counted until the zone would be used."""

from dataclasses import replace
from datetime import datetime

import pytest

from gateway.domain.energy import avoided_wh
from gateway.domain.events import LastOutEnded, MinuteBegan
from gateway.domain.rules import Opening
from gateway.domain.turn import Fact
from tests.domain.scene import SHANGHAI, Scene
from tests.domain.talk import LOADS, answer, last_one_in, meter, report


def ended(scene: Scene, outcome: str = "verified", **more: float) -> None:
    scene.feed(LastOutEnded(zone="office", outcome=outcome, **more))


def spared(scene: Scene) -> list[Fact]:
    return scene.records("energy.avoided")


@pytest.fixture
def friday(scene: Scene) -> Scene:
    """Friday 21:30; the office opens on Monday at 07:30, 58 hours later."""
    scene.until("21:30")
    return scene


def test_what_was_on_counts_until_the_next_opening(friday: Scene) -> None:
    """1,000 W less, measured, from Friday night to Monday morning."""
    ended(friday, start_w=1040.0, end_w=40.0)
    (avoiding,) = friday.office.energy.avoiding.values()
    assert (avoiding.watts, avoiding.measured) == (1000.0, True)
    assert avoiding.until == datetime(2026, 11, 23, 7, 30, tzinfo=SHANGHAI)
    assert avoided_wh(avoiding, friday.clock.at) == 0.0

    friday.advance(57 * 3600)
    friday.feed(MinuteBegan())
    assert spared(friday) == []
    friday.advance(3600)
    friday.feed(MinuteBegan())

    (fact,) = spared(friday)
    assert (fact.body["wh"], fact.body["measured"], fact.body["why"]) == (58_000.0, True, "opened")
    assert friday.office.energy.avoiding == {}


def test_it_counts_no_longer_when_somebody_comes(friday: Scene) -> None:
    """From then on it would not have been waste."""
    ended(friday, start_w=1040.0, end_w=40.0)
    friday.advance(1800)
    friday.tap("p001")

    (fact,) = spared(friday)
    assert (fact.body["wh"], fact.body["why"]) == (500.0, "entered")


def test_without_a_meter_it_is_an_estimate(friday: Scene) -> None:
    """What is confirmed off drew so much, as it measures itself or as configured."""
    ended(friday, "commanded_only", off_w=120.0)

    (avoiding,) = friday.office.energy.avoiding.values()
    assert (avoiding.watts, avoiding.measured) == (120.0, False)


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("failed", {"start_w": 900.0, "end_w": 500.0, "off_w": 400.0}),
        ("returned", {"start_w": 900.0, "end_w": 40.0, "off_w": 400.0}),
        ("someone_inside", {"start_w": 900.0, "end_w": 900.0}),
        ("verified", {"start_w": 40.0, "end_w": 40.0}),
        ("verified", {"start_w": 40.0, "end_w": 55.0}),
        ("verified", {}),
    ],
)
def test_what_is_not_proven_or_took_nothing_away_is_not_counted(
    friday: Scene, outcome: str, more: dict[str, float]
) -> None:
    """Nobody is told of savings that may not be."""
    ended(friday, outcome, **more)

    assert friday.records("energy.avoiding") == []


def test_where_nobody_says_when_it_opens_nothing_is_counted(friday: Scene) -> None:
    """There is no end to count to."""
    office = replace(friday.rules.zones["office"], opening=Opening())
    friday.rules = replace(friday.rules, zones={**friday.rules.zones, "office": office})
    ended(friday, start_w=1040.0, end_w=40.0)

    assert friday.office.energy.avoiding == {}


def test_a_restart_in_the_night_changes_nothing(friday: Scene) -> None:
    """What is being spared is a fact."""
    ended(friday, start_w=1040.0, end_w=40.0)
    friday.advance(3600)
    friday.restart()
    friday.advance(3600)
    friday.tap("p001")

    assert spared(friday)[0].body["wh"] == 2000.0


def test_a_whole_check_is_told_with_what_it_took_away(scene: Scene) -> None:
    """From the tap-out over the verified end to the morning: by the zone's own meter."""
    last_one_in(scene, "room-b.ac")
    meter(scene, 940.0)
    scene.tap("p001")
    answer(scene, "turn_all_off")
    for channel in LOADS:
        report(scene, channel, power=False)
    meter(scene, 40.0)
    scene.advance(58)
    meter(scene, 40.0)
    scene.advance(10)
    assert [f.body["outcome"] for f in scene.records("lastout.ended")] == ["verified"]

    (fact,) = scene.records("energy.avoiding")
    assert (fact.subject, fact.body["watts"], fact.body["measured"]) == ("office", 900.0, True)

"""A head-count that nobody should believe: everybody long past their shift, nothing noticed."""

from dataclasses import replace

from gateway.domain.events import EvidenceSeen, GatewayStarted, MinuteBegan
from gateway.domain.expected import expected_in
from gateway.domain.presence import head_count, is_uncertain
from tests.domain.scene import Scene


def uncertain(scene: Scene, zone: str = "office") -> bool:
    """Tell whether a zone's count is uncertain; what is expected says the same."""
    told = is_uncertain(scene.office, scene.rules, zone, scene.clock.now())
    found = expected_in(scene.office, scene.rules, zone, scene.clock.now())
    assert all(each.sure is not told for each in found)
    return told


def test_three_hours_after_the_shift_without_evidence_the_count_is_uncertain(scene: Scene) -> None:
    """The day shift ends at 17:30; until 04:00 he counts as in all the same."""
    scene.tap("p001")
    scene.until("20:29")
    assert not uncertain(scene)

    scene.until("20:30")

    assert uncertain(scene)
    assert head_count(scene.office, scene.rules, "office") == 1
    scene.until("04:00")
    scene.feed(MinuteBegan())
    assert head_count(scene.office, scene.rules, "office") == 0
    assert not uncertain(scene)


def test_somebody_noticed_makes_it_certain_for_three_hours(scene: Scene) -> None:
    """Motion inside counts for the zone around it too."""
    scene.tap("p001")
    scene.until("20:00")
    scene.feed(EvidenceSeen(zone="lab", what="motion:lab"))
    scene.advance(30)
    scene.feed(EvidenceSeen(zone="lab", what="motion:lab"))
    scene.until("22:59")
    assert not uncertain(scene)

    scene.until("23:00")

    assert uncertain(scene)


def test_what_is_noticed_elsewhere_says_nothing(scene: Scene) -> None:
    """Motion in the office says nothing of who is in the lab."""
    scene.tap("p001", "lab-door")
    scene.until("20:31")
    scene.feed(EvidenceSeen(zone="office", what="motion:motion-hall"))

    assert uncertain(scene, "lab")
    assert not uncertain(scene, "office")


def test_one_who_is_still_on_shift_makes_the_count_certain(scene: Scene) -> None:
    """Only if all of them should be gone."""
    scene.tap("p001")
    scene.until("18:00")
    scene.tap("p004")
    scene.until("23:00")
    assert not uncertain(scene)

    scene.until("06:00")
    assert uncertain(scene)


def test_without_a_shift_it_takes_twelve_hours(scene: Scene) -> None:
    """Nobody knows when they go home."""
    scene.tap("p004")
    scene.until("20:29")
    assert not uncertain(scene)

    scene.until("20:30")
    assert uncertain(scene)


def test_after_a_start_nothing_is_uncertain_for_three_hours(scene: Scene) -> None:
    """What was noticed before is not known any more."""
    scene.tap("p001")
    scene.until("21:00")
    scene.restart()
    scene.feed(GatewayStarted(version="1", boot="b"))
    assert not uncertain(scene)

    scene.until("23:59")
    assert not uncertain(scene)
    scene.until("00:00")
    assert uncertain(scene)


def test_an_empty_zone_and_a_wrong_clock_are_not_uncertain(scene: Scene) -> None:
    """There is nothing to doubt, or nothing to tell by."""
    assert not uncertain(scene)
    scene.tap("p001")
    scene.until("23:00")
    scene.clock.trusted = False

    assert not uncertain(scene)
    assert uncertain(replace_clock(scene))


def replace_clock(scene: Scene) -> Scene:
    """Return the scene with a clock that is trusted again."""
    scene.clock = replace(scene.clock, trusted=True)
    return scene

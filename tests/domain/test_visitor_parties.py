"""Who is expected and comes: once, on the day, to their own host, in one lot or in several."""

from dataclasses import replace

import pytest

from gateway.domain.events import VisitExpected
from gateway.domain.visitors import guests_on
from tests.domain.front_desk import arrive, ask, front_desk
from tests.domain.scene import Scene

TODAY = VisitExpected(host="p001", on="2026-11-20", name="高远", count=3, by="p001", seed="a1" * 16)


@pytest.fixture(name="scene")
def _scene() -> Scene:
    return front_desk()


def left(scene: Scene) -> list[int]:
    """Return how many of each party are still to come."""
    return [guest.count for guest in guests_on(scene.office, scene.clock.at.date())]


def test_a_party_that_comes_in_two_lots_is_expected_until_the_last_is_here(scene):
    """So a code is good for as many as were noted, and no more."""
    assert ask(scene, TODAY).ok
    assert scene.office.visits.expected["g1"].seed == TODAY.seed
    assert arrive(scene, expected="g1", count=2).ok
    assert left(scene) == [1]
    assert scene.durable() == scene.durable(scene.refolded())
    assert arrive(scene, expected="g1", count=1).ok
    assert left(scene) == []
    assert arrive(scene, expected="g1").ok
    assert scene.durable() == scene.durable(scene.refolded())


def test_more_than_were_noted_are_one_party(scene):
    """Somebody brought a colleague."""
    ask(scene, TODAY)
    assert arrive(scene, expected="g1", count=5).ok
    assert left(scene) == []


@pytest.mark.parametrize("more", [{"host": "p002"}, {"expected": "g2"}, {"expected": "g9"}])
def test_who_says_they_are_somebody_else_takes_nobodys_place(scene, more):
    """Another host's, another day's, nobody's: they are visitors like any other."""
    ask(scene, TODAY)
    ask(scene, replace(TODAY, on="2026-11-21"))
    assert arrive(scene, **{"expected": "g1", **more}).ok
    assert sorted(scene.office.visits.expected) == ["g1", "g2"]
    assert scene.records("visit.arrived")[-1].body["expected"] == ""


def test_two_of_a_party_in_the_same_words_are_two_lots_while_both_are_awaited(scene):
    """At two kiosks with one code: one and one; a third time the same words are the second lot."""
    ask(scene, replace(TODAY, count=2))
    assert arrive(scene, expected="g1").data["visit"] == "v2"
    assert arrive(scene, expected="g1", reader="back-door").data["visit"] == "v3"
    arrive(scene, expected="g1", reader="front-door")

    assert len(scene.office.visits.open) == 2

"""Who decides when somebody is away, has left or is asked about themselves (S4)."""

from dataclasses import replace

import pytest

from gateway.domain import requests, staff
from gateway.domain.requests import Request
from gateway.domain.rules import Rules, Team
from gateway.domain.text import Text
from tests.domain.leave_desk import at, decide, desk, leave, outing, the
from tests.domain.scene import Scene
from tests.domain.talk import read_back


@pytest.fixture(name="scene")
def _scene() -> Scene:
    return desk()


def decide_today(scene: Scene, request: str) -> tuple[str, ...]:
    """Return who may decide about a request now."""
    return requests.deciders(scene.office, scene.rules, the(scene, request), scene.clock.now())


def away_today(scene: Scene, person: str) -> None:
    """Put somebody on approved leave today, from 09:00; it is 10:00 afterwards."""
    answer = leave(scene, at("20", "09:00"), at("20", "17:30"), person=person, emergency=True)
    request = str(answer.data["request"])
    for _ in the(scene, request).needed:
        if the(scene, request).step in requests.WAITING:
            decide(scene, "approve", decide_today(scene, request)[0], request)
    scene.until("10:00")


def without(rules: Rules, person: str) -> Rules:
    """Return the rules once somebody has left."""
    gone = replace(rules.people[person], active=False)
    return replace(rules, people={**rules.people, person: gone})


def two_days(scene: Scene, person: str = "p001") -> Request:
    """Ask for two days; return the request."""
    answer = leave(scene, at("24", "09:00"), at("25", "17:30"), person=person)
    return the(scene, str(answer.data["request"]))


def test_a_manager_on_leave_may_still_decide_and_the_stand_in_may_too(scene):
    """From home; nobody is kept waiting."""
    away_today(scene, "p003")
    assert decide_today(scene, two_days(scene).id) == ("p003", "p005")


def test_who_is_a_manager_no_more_decides_no_more(scene):
    """Filed before or after: whoever answers for the person now does."""
    request = two_days(scene).id
    scene.rules = replace(
        scene.rules,
        teams={
            **scene.rules.teams,
            "service": replace(scene.rules.teams["service"], managers=("p002",)),
        },
    )
    assert decide_today(scene, request) == ("p002",)
    assert decide(scene, "approve", "p003", request).code == "not_yours"
    assert decide(scene, "approve", "p002", request).ok


def test_a_manager_on_an_outing_is_not_away(scene):
    """They are back in an hour."""
    outing(scene, at("20", "09:00"), at("20", "17:00"), person="p003")
    decide(scene, "approve", "boss")
    scene.until("10:00")
    assert decide_today(scene, two_days(scene).id) == ("p003",)


def test_a_stand_in_does_not_decide_for_oneself(scene):
    """Then the next level does."""
    away_today(scene, "p003")
    assert decide_today(scene, two_days(scene, "p005").id) == ("p003", "boss")


def test_while_the_stand_in_is_away_too_the_next_level_decides(scene):
    """One level further up."""
    away_today(scene, "p005")
    away_today(scene, "p003")
    assert decide_today(scene, two_days(scene).id) == ("p003", "p005", "boss")


def test_of_the_levels_above_the_nearest_with_somebody_here_decides(scene):
    """HR, while the next level is on leave; the nearest, while nobody is here at all."""
    admin = replace(scene.rules.people["boss"], id="adam", team="", roles=frozenset({"admin"}))
    scene.rules = replace(scene.rules, people={**scene.rules.people, "adam": admin})
    for person in ("p005", "boss", "p003"):
        away_today(scene, person)
    request = two_days(scene)
    assert decide_today(scene, request.id) == ("p003", "p005", "dora")

    away_today(scene, "dora")
    assert decide_today(scene, request.id) == ("p003", "p005", "boss")


def test_hr_steps_in_for_the_last_level(scene):
    """The second level is on leave and has no stand-ins: HR decides it, once the first has."""
    away_today(scene, "boss")
    request = two_days(scene)
    assert decide_today(scene, request.id) == ("p003",)
    decide(scene, "approve", "p003", request.id)
    assert decide_today(scene, request.id) == ("boss", "dora")
    assert decide(scene, "approve", "dora", request.id).data["step"] == "approved"


def test_a_manager_who_has_left_does_not_hold_a_request_up(scene):
    """The stand-in decides what was filed before."""
    request = two_days(scene)
    scene.rules = without(scene.rules, "p003")
    assert decide_today(scene, request.id) == ("p005",)


def test_who_manages_both_teams_decides_once(scene):
    """The level above is for others' eyes: without others it is not there."""
    teams = {
        "service": Team(
            id="service", name=Text("客服部", "Service"), managers=("p003",), parent="centre"
        ),
        "centre": Team(id="centre", name=Text("中心", "Centre"), managers=("p003", "boss")),
    }
    scene.rules = replace(scene.rules, teams=teams)
    assert two_days(scene).needed == (("p003",), ("boss",))

    teams["centre"] = replace(teams["centre"], managers=("p003",))
    scene.rules = replace(scene.rules, teams=teams)
    assert two_days(scene, "p002").needed == (("p003",), ("dora",))


def test_moving_to_another_team_leaves_what_was_filed_with_who_had_it(scene):
    """Written down when it was filed."""
    request = two_days(scene)
    moved = replace(scene.rules.people["p001"], team="centre")
    scene.rules = replace(scene.rules, people={**scene.rules.people, "p001": moved})
    assert decide_today(scene, request.id) == ("p003",)


def test_a_checkpoint_keeps_requests_as_they_are(scene):
    """With shares, marks, levels and what was decided."""
    request = two_days(scene)
    decide(scene, "approve", "p003", request.id)
    decide(scene, "approve", "boss", request.id)
    decide(scene, "cancel", "p001", request.id)
    assert read_back(scene).requests == scene.office.requests


def test_of_the_only_one_of_hr_the_heads_decide(scene):
    """Who decides for everybody has leave too; with a second one of HR it is theirs as ever."""
    assert two_days(scene, "dora").needed == (("boss",),)
    assert staff.manages(scene.rules, "boss", "dora")
    assert not staff.manages(scene.rules, "p003", "dora")
    second = replace(scene.rules.people["dora"], id="eva", number="eva")
    scene.rules = replace(scene.rules, people={**scene.rules.people, "eva": second})
    assert staff.levels(scene.rules, "dora") == (("eva",),)
    assert not staff.manages(scene.rules, "boss", "dora")

"""Who hears of a team's month: the team, who plans it, who asked."""

from dataclasses import replace

import pytest

from gateway.domain.events import AdminActed, TroubleFound, TroubleGone
from gateway.domain.planning import told
from gateway.domain.rules import Team
from gateway.domain.text import Text
from gateway.domain.turn import Turn
from tests.domain.scene import Scene

MONTH = "service:2026-12"
CHANGE = f"{MONTH}:c1:p001:2026-12-09"


def said_of(scene: Scene, action: str, subject: str) -> list[TroubleFound | TroubleGone]:
    """Return what the rule tells of an act in a team with a manager."""
    team = Team(id="service", name=Text("客服部", "Service"), managers=("p002",))
    person = replace(scene.rules.people["p001"], team="service")
    rules = replace(
        scene.rules,
        teams={"service": team},
        people={**scene.rules.people, "p001": person},
    )
    turn = Turn(scene.office, scene.clock.now(), rules, {})
    told.on_acted(turn, AdminActed(action=action, subject=subject, by="p002"))
    return [e for e in turn.said if isinstance(e, TroubleFound | TroubleGone)]


def test_the_team_hears_that_its_month_is_published(scene: Scene):
    """Once, its people first."""
    [found] = said_of(scene, told.PUBLISHED, MONTH)

    assert isinstance(found, TroubleFound)
    assert (found.first, found.once, found.severity) == (("p001",), True, "info")
    assert "2026-12" in found.title.en


def test_who_plans_hears_that_a_change_is_asked_for(scene: Scene):
    """The team's managers first; nothing of why (S26)."""
    [found] = said_of(scene, told.ASKED, CHANGE)

    assert isinstance(found, TroubleFound)
    assert found.first == ("p002",)
    assert "李伟" in found.title.zh


@pytest.mark.parametrize(("action", "word"), [(told.AGREED, "agreed"), (told.REFUSED, "refused")])
def test_who_asked_hears_what_was_decided(scene: Scene, action: str, word: str):
    """And what waited is over."""
    gone, found = said_of(scene, action, CHANGE)

    assert isinstance(gone, TroubleGone)
    assert isinstance(found, TroubleFound)
    assert (found.first, word in found.title.en) == (("p001",), True)


@pytest.mark.parametrize(
    ("action", "subject"), [("pin.set", "p001"), (told.PUBLISHED, "moon:2026-12")]
)
def test_other_acts_are_nothing_to_a_month(scene: Scene, action: str, subject: str):
    """Nor is a team that is gone."""
    assert said_of(scene, action, subject) == []

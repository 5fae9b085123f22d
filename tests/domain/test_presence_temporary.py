"""A temporary badge: good up to its last day, then told so."""

from dataclasses import replace
from datetime import timedelta

from gateway.domain.effects import Light, Result
from tests.domain.scene import Scene, card


def _lent(scene: Scene, days: int) -> None:
    """Lend p001's card until so many days from today."""
    until = scene.clock.now().at.date() + timedelta(days=days)
    badge = replace(scene.rules.badges[card("p001")], until=until)
    scene.rules = replace(scene.rules, badges={**scene.rules.badges, badge.badge: badge})


def test_a_temporary_badge_works_on_its_last_day(scene: Scene):
    """The day itself counts."""
    _lent(scene, 0)

    assert scene.tap("p001").result is Result.ACCEPTED


def test_a_temporary_badge_that_has_ended_signs_nobody_in(scene: Scene):
    """Red, words of its own, a quiet line for facilities; nobody is signed in."""
    _lent(scene, -1)

    answer = scene.tap("p001")

    assert (answer.result, answer.light) == (Result.BLOCKED, Light.RED)
    assert "temporary badge has ended" in answer.message.en
    assert scene.office.presence.sessions == {}

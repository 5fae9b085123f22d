"""Shares are fair over a year, although the state lets go of duties after two months."""

from dataclasses import replace
from datetime import date, timedelta

from gateway.codec import dump_durable, load_durable
from gateway.domain.duty.months import ask_for
from gateway.domain.duty.planning import planned
from gateway.domain.events import MinuteBegan
from tests.domain.duty_desk import published
from tests.domain.scene import Scene

WEEK = tuple(f"2026-11-{day}.evening.desk" for day in (23, 24, 26, 27))


def after(scene: Scene, days: int) -> None:
    """Let so many days go by."""
    scene.clock.advance(timedelta(days=days).total_seconds())
    scene.feed(MinuteBegan())


def had(scene: Scene, first: date) -> dict[tuple[str, str], int]:
    """Return what the generator knows of before a day."""
    return dict(ask_for(scene.office, scene.rules, first, first).before)


def a_week_long_ago() -> Scene:
    """p002 had three evenings of a week, p003 one; that was 100 days ago."""
    names = ("p002", "p002", "p002", "p003")
    scene = published(*((slot, (who,)) for slot, who in zip(WEEK, names, strict=True)))
    after(scene, 20)
    after(scene, 80)
    assert scene.office.duties.planned == {}
    return scene


def test_duties_of_months_ago_count_for_whose_turn_it_is():
    """Let go of one by one, the numbers stay: after a start too."""
    scene = a_week_long_ago()
    first = date(2027, 3, 1)
    assert had(scene, first) == {("p002", "evening"): 3, ("p003", "evening"): 1}
    assert scene.refolded().duties == scene.durable()["duties"]
    now = scene.clock.now()
    (kept, lacking) = load_durable(dump_durable(scene.office, now), now)
    assert (kept.duties, lacking) == (scene.office.duties, ())

    monday = planned(ask_for(scene.office, scene.rules, first, first + timedelta(days=3)))
    assert "p002" not in {place.person for place in monday.places}


def test_what_was_more_than_a_year_ago_counts_no_more():
    """Asked about by whole months."""
    scene = a_week_long_ago()
    assert had(scene, date(2028, 1, 1)) == {}


def test_who_joined_since_counts_as_having_had_the_usual_number():
    """Else every odd duty of a year would be theirs."""
    scene = a_week_long_ago()
    new = replace(scene.rules.people["p004"], since=date(2027, 2, 1))
    scene.rules = replace(scene.rules, people={**scene.rules.people, "p004": new})

    assert had(scene, date(2027, 3, 1))["p004", "evening"] == 2

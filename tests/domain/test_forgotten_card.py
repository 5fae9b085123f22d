"""A card of the pool, lent for the day to who forgot their badge: theirs, and then nobody's."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Answer, Feedback, Light, Record, Result
from gateway.domain.events import (
    BadgeForgotten,
    BadgeTapped,
    LentCardReturned,
    MinuteBegan,
    VisitArrived,
    VisitBadgeTaken,
)
from gateway.domain.rules import Assignment
from gateway.domain.visitors import free_cards
from tests.domain.front_desk import front_desk
from tests.domain.scene import Scene, card, every, only

DOOR = "front-door"


@pytest.fixture(name="scene")
def _scene() -> Scene:
    """Return the office with cards V-01 and V-02 in its pool, and V-99 out of use; 08:30."""
    return front_desk()


def lay(scene: Scene, badge: str, reader: str = DOOR) -> list:
    """Lay a card on a reader and return all that comes of it."""
    scene.taps += 1
    return scene.feed(BadgeTapped(tap_id=f"t{scene.taps}", reader=reader, badge=badge))


def vouched(scene: Scene, number: str = "1001") -> None:
    """Have somebody sign in (or out) with p002 as the witness."""
    scene.feed(BadgeForgotten(wait="w", reader=DOOR, number=number))
    lay(scene, card("p002"))


def lent(scene: Scene) -> dict[str, str]:
    """Return who carries which card."""
    return {label: each.person for label, each in scene.office.forgotten.lent.items()}


def borrow(scene: Scene, badge: str = "card-1") -> None:
    """Have p001 sign in with a witness, and lay a card on the reader five seconds later."""
    vouched(scene)
    scene.advance(5.0)
    lay(scene, badge)


def people_in(scene: Scene) -> set[str]:
    """Return who is signed in."""
    return {session.person for session in scene.office.presence.sessions.values()}


def out_alert(scene: Scene) -> str:
    """Return the title of the alert that cards are not back, or nothing."""
    alert = scene.office.alerts.open.get("cards:lent:office")
    return alert.title.en if alert is not None and alert.resolved_at is None else ""


def test_laid_on_the_reader_a_card_is_theirs_for_the_day(scene):
    """Kept and said, with its label; nobody comes or goes by it, and no visitor gets it."""
    vouched(scene)
    scene.advance(5.0)

    effects = lay(scene, "card-1")

    assert lent(scene) == {"V-01": "p001"}
    answer = only(Feedback, effects)
    assert (answer.result, answer.light, answer.person) == (Result.ACCEPTED, Light.GREEN, None)
    assert "V-01" in answer.message.en
    assert people_in(scene) == {"p001"}
    assert free_cards(scene.office, scene.rules) == ("V-02",)
    kinds = [effect.kind for effect in every(Record, effects)]
    assert kinds == ["tap", "badge.lent"]


def test_it_signs_them_out_and_in_as_their_own_badge(scene):
    """At any door, with any verdict; the fact names the person."""
    borrow(scene)
    scene.until("12:00")
    assert only(Feedback, lay(scene, "card-1", "back-door")).direction == "out"
    scene.until("13:00")
    answer = only(Feedback, lay(scene, "card-1"))
    assert (answer.person, answer.direction) == ("p001", "in")
    assert [f.subject for f in scene.records("tap")] == ["p001"] * 4


def test_the_card_still_on_the_reader_signs_nobody_out(scene):
    """A second read within seconds is the same card: a bounce."""
    borrow(scene)
    scene.advance(3.0)

    assert only(Feedback, lay(scene, "card-1")).result is Result.BOUNCE
    assert people_in(scene) == {"p001"}


def test_a_doubled_delivery_lends_once(scene):
    """The same read again changes nothing."""
    vouched(scene)
    read = BadgeTapped(tap_id="x", reader=DOOR, badge="card-1")
    scene.feed(read)
    before = scene.durable()

    assert every(Record, scene.feed(read)) == []
    assert scene.durable() == before


def test_only_in_the_next_seconds_and_only_at_that_reader(scene):
    """After half a minute, or elsewhere, it is a card that is lent to nobody."""
    vouched(scene)
    assert only(Feedback, lay(scene, "card-1", "back-door")).result is Result.UNKNOWN_BADGE
    scene.advance(30.0)
    assert only(Feedback, lay(scene, "card-1")).result is Result.UNKNOWN_BADGE
    assert lent(scene) == {}


def test_nothing_is_offered_to_who_goes_or_has_a_card(scene):
    """A card is for the day that begins, and one is enough."""
    borrow(scene)
    scene.until("12:00")
    vouched(scene)
    assert lay(scene, "card-2")
    scene.until("13:00")
    vouched(scene)
    lay(scene, "card-2")

    assert lent(scene) == {"V-01": "p001"}


def test_a_card_a_visitor_carries_stays_theirs(scene):
    """It is given back by it, as ever; and a card out of use is not lent."""
    visit = VisitArrived(arrival="a", reader=DOOR, name="高远", host="p002", consents=True)
    scene.feed(visit)
    scene.feed(VisitBadgeTaken(visit="v1", label="V-01"))
    vouched(scene)

    lay(scene, "card-1")
    assert scene.office.visits.open == {}
    lay(scene, "card-old")
    assert lent(scene) == {}


def test_undo_takes_the_card_back_too(scene):
    """The colleague vouched for somebody else: neither the tap nor the card is theirs."""
    vouched(scene)
    tap_id = scene.office.taps.shown[DOOR].tap_id
    scene.advance(5.0)
    lay(scene, "card-1")

    scene.correct("undo", tap_id)

    assert (lent(scene), people_in(scene)) == ({}, set())
    assert scene.office.waits.offers == {}


def test_undone_before_it_was_taken_nothing_is_offered(scene):
    """The next card there is a visitors' card."""
    vouched(scene)
    scene.correct("undo")

    lay(scene, "card-1")

    assert lent(scene) == {}


def test_given_back_at_the_kiosk_it_is_in_the_pool_again(scene):
    """Touched once; a second time there is nothing to give back."""
    borrow(scene)
    scene.until("17:40")
    lay(scene, "card-1")
    back = LentCardReturned(person="p001")

    assert only(Answer, scene.feed(back)).ok
    assert only(Answer, scene.feed(back)).code == "no_card"
    assert free_cards(scene.office, scene.rules) == ("V-01", "V-02")
    assert only(Feedback, lay(scene, "card-1")).result is Result.UNKNOWN_BADGE


def test_who_leaves_with_it_is_told_of_at_closing_without_a_name(scene):
    """While they work late nobody asks; once they have gone from the closed office it is told."""
    borrow(scene)
    scene.until("21:31")
    scene.feed(MinuteBegan())
    assert out_alert(scene) == ""

    lay(scene, "card-1")
    scene.feed(MinuteBegan())

    assert out_alert(scene) == "A card lent to staff is not back"
    said = str(scene.office.alerts.open["cards:lent:office"])
    assert "V-01" in said
    assert "李伟" not in said
    assert "p001" not in said


def test_the_next_day_it_is_nobodys_badge_and_laid_on_a_reader_given_back(scene):
    """At 04:00 it stops; found again, one touch of the reader puts it into the pool."""
    borrow(scene)
    scene.until("17:40")
    lay(scene, "card-1")
    scene.until("08:30")
    scene.feed(MinuteBegan())
    assert out_alert(scene)
    assert free_cards(scene.office, scene.rules) == ("V-02",)

    answer = only(Feedback, lay(scene, "card-1"))

    assert (answer.person, answer.light) == (None, Light.GREEN)
    assert "Given back" in answer.message.en
    assert people_in(scene) == set()
    assert free_cards(scene.office, scene.rules) == ("V-01", "V-02")
    assert out_alert(scene) == ""


def test_a_shift_that_lasts_over_the_night_keeps_the_card(scene):
    """The day ends at 04:00 for whom it does; on the night shift they leave with it at six."""
    night = Assignment(person="p001", shift="night", from_=scene.clock.at.date(), pattern="daily")
    scene.rules = replace(scene.rules, assignments=(night,))
    scene.until("21:50")
    borrow(scene)
    scene.until("06:02")

    answer = only(Feedback, lay(scene, "card-1"))

    assert (answer.person, answer.direction) == ("p001", "out")


def test_lost_it_is_refused_as_any_lost_badge(scene):
    """Marked lost in the pool while somebody carries it: red, and a quiet word to facilities."""
    borrow(scene)
    gone = replace(scene.rules.visitor_cards["card-1"], lost=True)
    cards = {**scene.rules.visitor_cards, "card-1": gone}
    scene.rules = replace(scene.rules, visitor_cards=cards)
    scene.advance(3600.0)

    assert only(Feedback, lay(scene, "card-1")).result is Result.BLOCKED
    assert people_in(scene) == {"p001"}


def test_a_restart_keeps_what_is_lent_and_ends_what_is_offered(scene):
    """A fact stays; half a minute does not."""
    borrow(scene)
    vouched(scene, "1003")
    durable = scene.durable()

    scene.restart()

    assert scene.durable() == durable
    assert scene.office.waits.offers == {}
    scene.until("12:00")
    assert only(Feedback, lay(scene, "card-1")).person == "p001"
    scene.kept = [replace(f, body={}) if f.kind == "badge.lent" else f for f in scene.kept]
    assert scene.refolded().forgotten.lent == {}

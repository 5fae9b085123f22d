"""A badge left at home: a colleague's badge as witness, what it may do and what it may not."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Answer, Feedback, Light, Record, Result
from gateway.domain.events import (
    BadgeForgotten,
    BadgeTapped,
    HandoverOpened,
    WitnessCancelled,
)
from gateway.domain.rules import Contact, ForgottenRules, Person, Team
from gateway.domain.text import Text
from tests.domain.scene import Scene, card, every, only

DOOR = "front-door"


def wait(scene: Scene, number: str = "1001", reader: str = DOOR, id_: str = "w1") -> Answer:
    """Type a number at a kiosk and wait for a colleague."""
    return only(Answer, scene.feed(BadgeForgotten(wait=id_, reader=reader, number=number)))


def cancel(scene: Scene, reader: str = DOOR, id_: str = "w1") -> Answer:
    """Touch Cancel."""
    return only(Answer, scene.feed(WitnessCancelled(wait=id_, reader=reader)))


def lay(scene: Scene, badge: str, reader: str = DOOR) -> list:
    """Lay a badge on a reader and return all that comes of it."""
    scene.taps += 1
    tap_id = f"{reader}:1:{scene.taps}"
    return scene.feed(BadgeTapped(tap_id=tap_id, reader=reader, badge=badge))


def people_in(scene: Scene) -> set[str]:
    """Return who is signed in."""
    return {session.person for session in scene.office.presence.sessions.values()}


def is_waiting(scene: Scene, reader: str = DOOR) -> bool:
    """Tell whether a witness is still waited for at a reader."""
    found = scene.office.waits.by_reader.get(reader)
    return found is not None and not found.refused


def test_a_colleagues_badge_signs_the_person_in_and_not_the_colleague(scene):
    """One tap, the person's, with the witness in the fact; the colleague taps for themselves."""
    assert (wait(scene).ok, people_in(scene)) == (True, set())

    effects = lay(scene, card("p002"))

    tap = only(Record, [e for e in effects if isinstance(e, Record) and e.kind == "tap"])
    assert (tap.subject, tap.body["direction"], tap.body["witness"]) == ("p001", "in", "p002")
    assert (tap.body["badge"], tap.body["verdict"]) == ("", "on_time")
    answer = only(Feedback, effects)
    assert (answer.person, answer.result, answer.light) == ("p001", Result.ACCEPTED, Light.GREEN)
    assert people_in(scene) == {"p001"}
    assert every(Answer, effects) == []
    assert not is_waiting(scene)
    shown = scene.office.taps.shown[DOOR]
    assert shown.witnessed
    assert "王芳" not in shown.message.zh

    assert scene.tap("p002").person == "p002"
    assert people_in(scene) == {"p001", "p002"}
    assert not scene.office.taps.shown[DOOR].witnessed


def test_it_is_kept_before_anything_is_acknowledged(scene):
    """The record stands before the lamp and the words, as with every tap."""
    wait(scene)

    kinds = [type(effect) for effect in lay(scene, card("p002"))]

    assert kinds.index(Record) < kinds.index(Feedback)


def test_a_witness_is_told_what_their_badge_did(scene):
    """Who laid it there in a hurry, for themselves; nobody else is told in their place."""
    wait(scene)
    lay(scene, card("p002"))
    assert not any(key.startswith("vouched:") for key in scene.office.alerts.open)

    managed(scene, "p002")
    scene.advance(180)
    wait(scene)
    lay(scene, card("p002"))
    (row,) = (r for r in scene.records("notify.queued") if r.subject.startswith("vouched:"))
    assert row.body["to"] == "p002"
    assert "李伟" in row.body["title"]["zh"]


def test_who_is_in_goes_out_by_the_same_way(scene):
    """The open session decides, as with a badge; the one-way gate decides before it."""
    scene.tap("p001")
    scene.advance(8 * 3600.0)
    wait(scene)
    effects = lay(scene, card("p002"))
    assert only(Feedback, effects).direction == "out"
    assert people_in(scene) == set()

    scene.advance(3600.0)
    wait(scene, reader="gate-out")
    assert only(Feedback, lay(scene, card("p002"), "gate-out")).direction == "out"


def test_twice_within_two_minutes_asks_as_ever(scene):
    """A witness makes a tap like any other: nobody is signed out by a slip."""
    scene.tap("p001")
    scene.advance(60.0)
    wait(scene)

    answer = only(Feedback, lay(scene, card("p002")))

    assert answer.result is Result.UNDO_OFFERED
    assert people_in(scene) == {"p001"}


def test_without_a_witness_nobody_is_signed_in_and_the_wait_ends_by_itself(scene):
    """Thirty seconds; then the reader is an ordinary reader again."""
    wait(scene)
    scene.advance(29.5)
    assert is_waiting(scene)
    scene.advance(0.5)
    assert scene.office.waits.by_reader == {}
    assert people_in(scene) == set()

    assert scene.tap("p002").person == "p002"


def test_a_wait_that_is_over_takes_no_witness_before_its_deadline_was_met(scene):
    """The badge and the deadline may come in one batch: the time decides, not the order."""
    wait(scene)
    scene.clock.advance(30.0)

    lay(scene, card("p002"))

    assert people_in(scene) == {"p002"}


def test_cancel_ends_it_and_only_the_screen_that_shows_it_can(scene):
    """Another screen's cancel, or a late one, changes nothing."""
    wait(scene)
    assert (cancel(scene, id_="other").code, is_waiting(scene)) == ("over", True)
    assert cancel(scene).ok
    assert not is_waiting(scene)
    assert cancel(scene).code == "over"

    assert scene.tap("p002").person == "p002"


def test_nobody_is_their_own_witness_who_finds_their_badge_just_taps(scene):
    """The own badge is an ordinary tap, and the wait is over."""
    wait(scene)

    effects = lay(scene, card("p001"))

    tap = only(Record, every(Record, effects))
    assert (tap.subject, "witness" in tap.body) == ("p001", False)
    assert scene.office.waits.by_reader == {}
    assert people_in(scene) == {"p001"}


@pytest.mark.parametrize(
    ("badge", "result"),
    [
        ("hash-lost", Result.BLOCKED),
        ("hash-blocked", Result.BLOCKED),
        (card("p009"), Result.BLOCKED),
        ("nobody's", Result.UNKNOWN_BADGE),
        ("", Result.UNKNOWN_BADGE),
    ],
)
def test_a_badge_that_does_not_work_is_no_witness(scene, badge, result):
    """Lost, blocked, of who has left, unknown: refused in words as ever, and the wait goes on."""
    wait(scene)

    answer = only(Feedback, lay(scene, badge))

    assert (answer.result, answer.person) == (result, None)
    assert people_in(scene) == set()
    assert is_waiting(scene)
    assert only(Feedback, lay(scene, card("p002"))).person == "p001"


def test_a_temporary_badge_that_has_ended_is_no_witness(scene):
    """Its owner would not get in with it either."""
    ended = replace(scene.rules.badges[card("p002")], until=scene.clock.at.date().replace(day=19))
    scene.rules = replace(scene.rules, badges={**scene.rules.badges, ended.badge: ended})
    wait(scene)

    assert only(Feedback, lay(scene, card("p002"))).result is Result.BLOCKED
    assert people_in(scene) == set()


@pytest.mark.parametrize("number", ["4711", "1009"])
def test_a_wrong_number_is_answered_like_a_right_one_until_a_witness_came(scene, number):
    """Nobody learns at the door which numbers there are; of who has left it is no number."""
    assert wait(scene, number) == wait(scene, "1001", "back-door")

    effects = lay(scene, card("p002"))

    answer = only(Feedback, effects)
    assert (answer.result, answer.light, answer.person) == (Result.BLOCKED, Light.RED, None)
    assert "reception" in answer.message.en
    tap = only(Record, every(Record, effects))
    assert (tap.body["person"], tap.body["witness"], tap.body["result"]) == (
        None,
        "p002",
        "blocked",
    )
    assert people_in(scene) == set()
    assert scene.office.waits.by_reader[DOOR].refused

    assert wait(scene, "1001", id_="w2").ok, "they may type it again at once"
    lay(scene, card("p002"))
    assert people_in(scene) == {"p001"}


def test_what_was_refused_is_put_away_after_ten_seconds(scene):
    """And a badge meanwhile is an ordinary tap."""
    wait(scene, "4711")
    lay(scene, card("p002"))
    assert scene.tap("p002").person == "p002"

    scene.advance(10.0)

    assert scene.office.waits.by_reader == {}


def test_a_doubled_delivery_of_the_witness_is_no_tap_of_theirs(scene):
    """The same read, delivered again: answered as the first time, nothing changed."""
    for number, who in (("1001", {"p001"}), ("4711", {"p001"})):
        wait(scene, number)
        scene.taps += 1
        read = BadgeTapped(tap_id=f"{DOOR}:1:{scene.taps}", reader=DOOR, badge=card("p002"))
        scene.feed(read)
        before = scene.office.presence
        again = scene.feed(read)
        assert every(Record, again) == []
        assert scene.office.presence == before
        assert people_in(scene) == who
        scene.advance(200.0)


def test_another_reader_and_another_kiosk_are_not_in_the_way(scene):
    """A badge elsewhere is a tap; two may wait at two doors; one at a door waits alone."""
    wait(scene)
    assert scene.tap("p002", "back-door").person == "p002"
    assert is_waiting(scene)
    assert wait(scene, "1003", "back-door", "w2").ok

    assert wait(scene, "1004", id_="w3").code == "busy"
    assert wait(scene, id_="w4").ok, "pressed twice, it is the same wait"
    assert scene.office.waits.by_reader[DOOR].id == "w1"

    scene.advance(11.0)
    lay(scene, card("p002"))
    assert people_in(scene) == {"p001", "p002"}
    assert is_waiting(scene, "back-door")


def test_a_witness_need_not_be_in(scene):
    """Two who come together: one has the badge, and holds it to the reader for both."""
    wait(scene)
    lay(scene, card("p002"))
    scene.advance(3.0)
    scene.tap("p002")

    assert people_in(scene) == {"p001", "p002"}


def test_a_restart_ends_the_wait_and_keeps_the_tap(scene):
    """What waits is kept nowhere; what was signed is a fact."""
    wait(scene)
    lay(scene, card("p002"))
    wait(scene, "1003")
    durable = scene.durable()

    scene.restart()

    assert scene.durable() == durable
    assert people_in(scene) == {"p001"}
    assert scene.office.waits.by_reader == {}
    assert scene.tap("p002").person == "p002"


def test_a_screen_at_no_door_and_no_number_are_refused_in_words(scene):
    """And nothing begins."""
    assert wait(scene, reader="moon").code == "unknown_reader"
    assert wait(scene, "  ").code == "number_missing"
    assert scene.office.waits.by_reader == {}


def test_an_office_that_takes_no_witness_says_so(scene):
    """The site's word; number and PIN stay."""
    scene.rules = replace(scene.rules, forgotten=ForgottenRules(witness=False))

    assert wait(scene).code == "not_offered"
    scene.tap("p002")

    assert people_in(scene) == {"p002"}


def test_a_page_to_sign_at_the_same_reader_is_not_signed_by_the_witness(scene):
    """Who waits comes first: half a minute, and with their fingers on the screen."""
    scene.feed(HandoverOpened(slot="s", reader=DOOR))
    wait(scene)

    assert only(Feedback, lay(scene, card("p002"))).person == "p001"


def managed(scene: Scene, *contacts: str) -> None:
    """Give p001 a team with p003 as its manager, HR, and contacts for some of them."""
    team = Team(id="team", name=Text("一部", "One"), managers=("p003",))
    people = dict(scene.rules.people)
    people["p001"] = replace(people["p001"], team="team")
    people["hr"] = Person(id="hr", number="1200", name="人事", roles=frozenset({"staff", "hr"}))
    more = {name: Contact(id=name, name=Text(name, name)) for name in contacts}
    scene.rules = replace(
        scene.rules,
        people=people,
        teams={"team": team},
        contacts={**scene.rules.contacts, **more},
    )


def forget_on_days(scene: Scene, days: int) -> list:
    """Come and go with a witness on so many days, and return all effects of the mornings."""
    effects = []
    for _ in range(days):
        wait(scene)
        effects += lay(scene, card("p002"))
        scene.until("17:45")
        wait(scene)
        effects += lay(scene, card("p002"))
        scene.until("08:30")
    return effects


def told(scene: Scene) -> list:
    """Return who was told that somebody forgets their badge, and what."""
    rows = [f for f in scene.records("notify.queued") if f.subject.startswith("forgotten:")]
    return [(row.body["to"], row.body["title"]) for row in rows]


def test_on_the_fourth_day_of_a_month_the_manager_is_told_once(scene):
    """Told, not refused; coming and going on a day is one day; HR where no manager can be told."""
    scene.clock.at = scene.clock.at.replace(day=2)
    managed(scene, "p003", "hr")
    forget_on_days(scene, 3)
    assert told(scene) == []

    forget_on_days(scene, 2)

    ((who, title),) = told(scene)
    assert who == "p003"
    assert "李伟" in title["zh"]
    assert "4 days" in title["en"]
    assert "forgotten:p001:2026-11" in scene.office.alerts.open
    assert len(scene.records("badge.forgotten")) == 5


def test_where_no_manager_can_be_told_hr_is(scene):
    """The next level that is somebody's contact."""
    scene.clock.at = scene.clock.at.replace(day=2)
    managed(scene, "hr")
    forget_on_days(scene, 4)

    assert [who for who, _ in told(scene)] == ["hr"]


def test_others_are_told_that_it_happened_and_not_who_it_was(scene):
    """Nobody of theirs is a contact: facilities pass it on, without a name."""
    scene.clock.at = scene.clock.at.replace(day=2)
    managed(scene)
    scene.rules = replace(scene.rules, forgotten=ForgottenRules(days_a_month=0))
    forget_on_days(scene, 1)

    ((who, title),) = told(scene)
    assert who == "facilities"
    assert "李伟" not in str(title)


def test_a_new_month_counts_anew(scene):
    """And the month before is forgotten."""
    scene.clock.at = scene.clock.at.replace(day=29)
    forget_on_days(scene, 3)

    days = scene.office.forgotten.days["p001"]
    assert [day.isoformat() for day in days] == ["2026-12-01"]


def test_a_day_under_a_clock_that_is_not_set_is_not_counted(scene):
    """Nobody knows which day it is; the tap is kept and dated later, as every tap."""
    scene.clock.trusted = False
    wait(scene)
    lay(scene, card("p002"))

    assert scene.records("badge.forgotten") == []
    assert people_in(scene) == {"p001"}


def test_a_fact_that_was_blanked_counts_no_day(scene):
    """Retention leaves the row and takes what it said."""
    wait(scene)
    lay(scene, card("p002"))
    scene.kept = [replace(f, body={}) if f.kind == "badge.forgotten" else f for f in scene.kept]

    assert scene.refolded().forgotten.days == {}

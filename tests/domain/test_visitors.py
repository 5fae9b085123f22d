"""Visitors: expected, arrived, the host told once, answered, a card lent, signed out (S10)."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from gateway.domain.effects import AlertChanged, Feedback, Light, Notify, Prompt, Record
from gateway.domain.events import (
    DeviceReported,
    MinuteBegan,
    Reading,
    VisitArrived,
    VisitCalledOff,
    VisitExpected,
    VisitNoteLeft,
    VisitNoteRead,
    VisitorsLeftBehind,
)
from gateway.domain.expected import expected_in
from gateway.domain.presence import head_count
from gateway.domain.rules import Contact, ReaderDirection
from gateway.domain.text import Text
from gateway.domain.visitors import PERSONAL, Reply, free_cards, guests_on, notes_of, visits_of
from gateway.domain.visitors.visited import visited
from tests.domain.front_desk import (
    arrive,
    ask,
    front_desk,
    leave,
    reply,
    take,
    tap_card,
    the,
)
from tests.domain.scene import SHANGHAI, Scene, every


@pytest.fixture(name="scene")
def _scene() -> Scene:
    return front_desk()


def test_a_visitor_registers_and_the_host_is_told_once(scene):
    """The host's own contact gets one message at once, which names nobody."""
    answer = arrive(scene, count=2)
    assert (answer.ok, answer.code, answer.data["visit"]) == (True, "arrived", "v1")
    assert "李伟" in answer.text.zh

    (message,) = every(Notify, scene.done)
    assert (message.to, message.alert, message.title.zh) == ("p001", "visit:v1", "您有 2 位访客")
    said = "".join((message.title.zh, message.title.en, message.body.zh, message.body.en))
    assert "高远" not in said
    assert "恒通" not in said


def test_the_same_registration_sent_twice_is_one_visit(scene):
    """A press that bounced, or a phone that sent again: nobody is told twice."""
    event = VisitArrived(arrival="a1", reader="front-door", name="高远", host="p001", consents=True)
    first, again = ask(scene, event), ask(scene, event)

    assert (first.data["visit"], again.data["visit"]) == ("v1", "v1")
    assert len(scene.records("visit.arrived")) == len(every(Notify, scene.done)) == 1


def test_who_registers_at_two_kiosks_within_seconds_is_one_visit(scene):
    """The host is told once; the screen they stand at now shows the visit and signs them out."""
    assert arrive(scene).data["visit"] == "v1"
    scene.advance(8)
    again = arrive(scene, arrival="other", reader="back-door")

    assert (again.code, again.data["visit"]) == ("arrived", "v1")
    assert len(scene.office.visits.open) == 1
    assert the(scene).reader == "back-door"
    assert len([e for e in scene.done if isinstance(e, Notify)]) == 1
    assert scene.refolded().visits == scene.durable()["visits"]


@pytest.mark.parametrize(
    "more",
    [{"name": "高原"}, {"host": "p002"}, {"company": "他处"}, {"count": 2}],
    ids=["name", "host", "company", "count"],
)
def test_who_says_anything_else_is_somebody_else(scene, more):
    """Rather one too many on the roll-call than one too few."""
    arrive(scene)
    scene.advance(8)
    arrive(scene, **{"arrival": "other", "reader": "back-door", **more})

    assert len(scene.office.visits.open) == 2


def test_the_same_words_much_later_are_somebody_else(scene):
    """Two minutes; nobody stands at a door for longer to register twice."""
    arrive(scene)
    scene.advance(121)
    arrive(scene, arrival="other", reader="back-door")

    assert len(scene.office.visits.open) == 2


def test_a_registration_that_is_over_is_not_begun_again(scene):
    """A phone that brings an old page back: nobody is here, and no host is told."""
    event = VisitArrived(arrival="a1", reader="front-door", name="高远", host="p001", consents=True)
    leave(scene, visit=str(ask(scene, event).data["visit"]))

    again = scene.feed(event)

    assert not scene.office.visits.open
    assert not every(Notify, again)
    assert ask(scene, event).code == "visit_over"
    assert ask(scene, replace(event, arrival="a2")).ok


def test_two_hundred_visitors_in_an_hour_at_two_kiosks_none_lost_no_host_told_twice(scene):
    """Each registers twice over, at one of two doors; every host reads of each visitor once."""
    hosts = ("p001", "p002", "p003")
    for n in range(200):
        door = ("front-door", "back-door")[n % 2]
        for _ in range(2):
            more = {"arrival": f"k{n}", "reader": door}
            assert arrive(scene, host=hosts[n % 3], name=f"访客{n}", **more).ok
        scene.advance(18.0)
        visit = the(scene, f"v{n + 1}")
        if n % 2:
            reply(scene, "coming", by=visit.host, visit=visit.id)

    visits = scene.office.visits.open
    assert [v.name for v in visits.values()] == [f"访客{n}" for n in range(200)]
    assert len(scene.records("visit.arrived")) == 200
    told = [m.alert for m in every(Notify, scene.done) if m.to == "p001"]
    assert {f"visit:v{n + 1}" for n in range(0, 200, 3)} == set(told)
    queued = [f.subject for f in scene.records("notify.queued") if f.subject.startswith("visit:")]
    assert len(queued) == len(set(queued))
    assert scene.durable() == scene.durable(scene.refolded())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"host": "p009"}, "unknown_host"),
        ({"host": "nobody"}, "unknown_host"),
        ({"reader": "moon"}, "unknown_reader"),
        ({"name": "  "}, "words_missing"),
        ({"count": 0}, "out_of_range"),
        ({"count": 51}, "out_of_range"),
        ({"consents": False}, "consent_missing"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_kept(scene, more, code):
    """Without a host, a name, consent or a sensible number nobody is registered."""
    assert arrive(scene, **more).code == code
    assert scene.kept == []


def test_the_host_answers_and_may_think_again(scene):
    """Coming, five minutes, not available; the last word counts, nobody else's does."""
    arrive(scene)
    assert reply(scene, "maybe").code == "unknown_choice"
    assert reply(scene, "coming", by="p002").code == "not_yours"
    assert reply(scene, "coming", visit="v7").code == "unknown_visit"

    assert reply(scene, "wait", note="在开会").ok
    assert (the(scene).reply, the(scene).note) == (Reply.WAIT, "在开会")
    assert reply(scene, "coming", by="desk").ok
    assert the(scene).reply is Reply.COMING
    assert reply(scene, "coming").code == "already"


def test_nobody_answers_and_reception_is_told_once_for_all(scene):
    """After three minutes one alert counts the parties that wait; answered, it is over."""
    arrive(scene)
    arrive(scene, host="p002")
    scene.advance(200.0)

    alert = scene.office.alerts.open["visits:waiting:office"]
    assert "2" in alert.title.zh
    assert [a.state for a in every(AlertChanged, scene.done)] == ["raised"]
    assert not [t for t in (alert.title.zh, alert.body.zh, alert.key) if "高远" in t]

    reply(scene, "coming")
    assert "visits:waiting:office" in scene.office.alerts.open
    leave(scene, visit="v2")
    assert "visits:waiting:office" not in scene.office.alerts.open


def test_a_message_waits_for_the_host(scene):
    """Not available: the visitor writes, goes; the host reads it and puts it away."""
    arrive(scene)
    reply(scene, "away")
    assert ask(scene, VisitNoteLeft(visit="v1", text=" ")).code == "words_missing"
    assert ask(scene, VisitNoteLeft(visit="v1", text="样品放前台了")).ok
    leave(scene)

    (note,) = notes_of(scene.office, "p001")
    assert (note.text, note.name) == ("样品放前台了", "高远")
    assert ask(scene, VisitNoteRead(visit="v1", by="p002")).code == "not_yours"
    assert ask(scene, VisitNoteRead(visit="v1", by="p001")).ok
    assert notes_of(scene.office, "p001") == ()


def test_a_card_is_lent_and_giving_it_back_signs_out(scene):
    """The pool's cards are lent one by one; held to the reader at the door they end the visit."""
    arrive(scene)
    arrive(scene, host="p002")
    assert free_cards(scene.office, scene.rules) == ("V-01", "V-02")
    assert take(scene, "V-01").ok
    assert take(scene, "V-01", visit="v2").code == "unknown_card"
    assert take(scene, "V-99", visit="v2").code == "unknown_card"
    assert take(scene, "V-02").code == "already"
    assert free_cards(scene.office, scene.rules) == ("V-02",)

    feedback = tap_card(scene, "card-1")
    assert (feedback.light, feedback.person) == (Light.GREEN, None)
    assert list(scene.office.visits.open) == ["v2"]
    assert free_cards(scene.office, scene.rules) == ("V-01", "V-02")


def test_a_card_that_nobody_has_says_to_register(scene):
    """It signs nobody in or out; one out of use is red; inside it ends no visit."""
    assert tap_card(scene, "card-1").light is Light.AMBER
    assert tap_card(scene, "card-old").light is Light.RED
    assert scene.office.presence.sessions == {}

    arrive(scene)
    take(scene, "V-01")
    assert tap_card(scene, "card-1", "lab-door").light is Light.GREEN
    assert list(scene.office.visits.open) == ["v1"]


def with_card(scene, badge, **change):
    """Change a card of the pool, as the administration does."""
    cards = scene.rules.visitor_cards
    cards = {**cards, badge: replace(cards[badge], **change)}
    scene.rules = replace(scene.rules, visitor_cards=cards)


def test_a_card_taken_out_of_use_while_it_is_lent_is_still_given_back(scene):
    """Its visitor is signed out by it; after that it is red, and kept as tried."""
    arrive(scene)
    take(scene, "V-01")
    with_card(scene, "card-1", active=False)

    assert tap_card(scene, "card-1").light is Light.GREEN
    assert scene.office.visits.open == {}
    assert tap_card(scene, "card-1").light is Light.RED
    assert [row.body["card"] for row in scene.records("visit.card_refused")] == ["V-01"]
    assert scene.office.alerts.open == {}


def test_a_lost_card_that_turns_up_is_told(scene):
    """Red, whoever was lent it; facilities hear at which door, and nobody's name."""
    arrive(scene)
    take(scene, "V-01")
    with_card(scene, "card-1", active=False, lost=True)

    assert tap_card(scene, "card-1").light is Light.RED
    (alert,) = scene.office.alerts.open.values()
    assert (alert.severity, "V-01" in alert.title.en) == ("warning", True)
    assert "高远" not in alert.body.zh
    assert list(scene.office.visits.open) == ["v1"]


def test_a_card_at_an_inner_reader_moves_the_visitor_there_and_out_again(scene):
    """Heads follow; nothing is opened, nobody signed out; at the outer door it is a farewell."""
    arrive(scene, count=2)
    take(scene, "V-01")
    scene.done.clear()
    assert tap_card(scene, "card-1", "lab-door").light is Light.GREEN
    assert the(scene).zone == "lab"
    assert head_count(scene.office, scene.rules, "lab") == 2
    assert head_count(scene.office, scene.rules, "office") == 2
    kinds = {type(effect) for effect in scene.done}
    assert kinds == {Record, Feedback}

    scene.advance(60.0)
    tap_card(scene, "card-1", "lab-door")
    assert the(scene).zone == "office"
    tap_card(scene, "card-1", "lab-door")
    before = scene.durable()["visits"]
    scene.restart()
    assert scene.durable()["visits"] == before
    assert tap_card(scene, "card-1").direction == "out"
    assert scene.office.visits.open == {}
    assert [f.body["zone"] for f in scene.records("visit.moved")] == ["lab", "office", "lab"]


def test_the_readers_way_is_kept_and_who_leaves_from_within_empties_all_around(scene):
    """A way-in reader moves nobody out, a way-out reader nobody in."""
    ways = {"lab-in": ReaderDirection.IN, "lab-out": ReaderDirection.OUT}
    lab = scene.rules.readers["lab-door"]
    more = {name: replace(lab, id=name, direction=way) for name, way in ways.items()}
    scene.rules = replace(scene.rules, readers={**scene.rules.readers, **more})
    arrive(scene)
    take(scene, "V-01")
    seen = []
    for reader in ("lab-out", "lab-in", "lab-in", "lab-out", "lab-in"):
        tap_card(scene, "card-1", reader)
        seen.append(the(scene).zone)
    assert seen == ["office", "lab", "lab", "office", "lab"]
    leave(scene)
    assert head_count(scene.office, scene.rules, "office") == 0
    assert scene.office.lastout.checks.keys() == {"office", "lab"}


def test_at_closing_time_reception_hears_first_who_has_not_signed_out(scene):
    """Whoever has that role and can be reached; where nobody can, those who always are."""
    desk = Contact(id="desk", name=Text("前台", "Reception"))
    scene.rules = replace(scene.rules, contacts={**scene.rules.contacts, "desk": desk})
    arrive(scene)
    scene.until("21:31")
    scene.feed(MinuteBegan())
    told = [f.body["to"] for f in scene.records("notify.queued") if "visits:open" in f.subject]
    assert told == ["desk"]


def test_only_the_host_and_reception_end_a_visit_from_afar(scene):
    """At the kiosk the visitor does."""
    arrive(scene)
    assert leave(scene, by="p002").code == "not_yours"
    assert leave(scene, by="p001").ok
    arrive(scene)
    assert leave(scene, by="desk", visit="v2").ok
    assert leave(scene, visit="v2").code == "unknown_visit"
    assert [f.body["how"] for f in scene.records("visit.ended")] == ["host", "reception"]


def test_what_is_over_is_forgotten_at_once(scene):
    """No name stays in the state; the ledger's rows have it until retention blanks them."""
    arrive(scene)
    reply(scene, "coming", note="高远请上楼")
    leave(scene)
    assert "高远" not in repr(scene.office)

    blanked = [replace(f, subject="", body={}) for f in scene.kept if f.kind.startswith("visit.")]
    scene.kept = blanked
    assert scene.refolded().visits.open == {}


def test_visitors_count_as_in(scene):
    """For the head-count and as a reason of their own why something may be on."""
    arrive(scene, count=3)
    assert head_count(scene.office, scene.rules, "office") == 3
    assert head_count(scene.office, scene.rules, "lab") == 0
    now = scene.clock.now()
    assert [e.kind.value for e in expected_in(scene.office, scene.rules, "office", now)] == [
        "visitors"
    ]


def test_the_last_one_out_is_not_the_last_while_a_visitor_is_in(scene):
    """The check begins when the visitor has gone too."""
    light = DeviceReported(device="hall", channel=1, reading=Reading(power=True))
    scene.feed(light)
    scene.tap("p001")
    arrive(scene)
    scene.advance(300.0)
    scene.tap("p001")
    assert every(Prompt, scene.done) == []
    assert the(scene).host_left_at is not None

    leave(scene, by="p001")
    assert [p.zone for p in every(Prompt, scene.done)] == ["office"]


def test_somebody_who_registers_stops_a_check_that_asks(scene):
    """A visitor who comes in is somebody inside."""
    scene.feed(DeviceReported(device="hall", channel=1, reading=Reading(power=True)))
    scene.tap("p001")
    scene.advance(300.0)
    scene.tap("p001")
    assert scene.office.lastout.checks["office"].is_running
    arrive(scene)
    assert not scene.office.lastout.checks["office"].is_running


def test_a_host_who_goes_is_asked_and_who_is_back_answers_again(scene):
    """The visit is marked while its host is out."""
    scene.tap("p001")
    arrive(scene)
    scene.tap("p002")
    scene.advance(300.0)
    scene.tap("p001")
    assert [v.host_left_at is not None for v in visits_of(scene.office, "p001")] == [True]
    scene.advance(300.0)
    scene.tap("p001")
    assert the(scene).host_left_at is None


@pytest.mark.parametrize(("choice", "left"), [("gone", []), ("here", ["v1"])])
def test_at_the_door_the_host_says_how_it_is(scene, choice, left):
    """Asked as they tap out: their visitors have gone too, or stay and nobody asks again."""
    scene.tap("p001")
    arrive(scene)
    scene.tap("p002")
    arrive(scene, host="p002")
    scene.advance(300.0)
    scene.tap("p001")
    assert ask(scene, VisitorsLeftBehind(host="p001", choice=choice)).ok
    assert list(scene.office.visits.open) == [*left, "v2"]
    assert all(v.host_left_at is None for v in scene.office.visits.open.values())


def test_at_closing_reception_hears_who_is_left(scene):
    """Once, by number; over when they have gone; at 04:00 nobody is left."""
    arrive(scene, count=2)
    reply(scene, "coming")
    scene.until("21:29")
    scene.feed(MinuteBegan())
    assert "visits:open:office" not in scene.office.alerts.open
    scene.until("21:30")
    for _ in range(3):
        scene.feed(MinuteBegan())
        scene.advance(60.0)
    alert = scene.office.alerts.open["visits:open:office"]
    assert alert.title.zh == "关门了，还有 2 位访客没签退"
    assert [f.subject for f in scene.records("alert.raised")] == ["visits:open:office"]

    scene.until("04:00")
    scene.feed(MinuteBegan())
    assert scene.office.visits.open == {}
    assert scene.records("visit.ended")[-1].body["how"] == "forgotten"
    assert "visits:open:office" not in scene.office.alerts.open


def test_a_host_says_who_will_come(scene):
    """Noted by the host or reception, called off, or arrived; the day after it is let go."""
    event = VisitExpected(
        host="p001", on="2026-11-20", at="14:00", name="高远", company="恒通", by="p001"
    )
    assert ask(scene, replace(event, by="p002")).code == "not_yours"
    assert ask(scene, replace(event, on="2026-11-19")).code == "bad_time"
    assert ask(scene, replace(event, on="soon")).code == "bad_time"
    assert ask(scene, replace(event, at="25:00")).code == "bad_time"
    assert ask(scene, event).data["expected"] == "g1"
    ask(scene, replace(event, at="10:00", name="吕青", by="desk"))
    today = scene.clock.at.date()
    assert [g.name for g in guests_on(scene.office, today)] == ["吕青", "高远"]

    assert ask(scene, VisitCalledOff(expected="g2", by="p001")).ok
    assert arrive(scene, expected="g1").ok
    assert guests_on(scene.office, today) == ()
    ask(scene, event)
    scene.until("08:00")
    scene.feed(MinuteBegan())
    assert scene.office.visits.expected == {}


def test_a_restart_changes_nothing_of_visits(scene):
    """All of it is folded from the ledger, deadlines too."""
    arrive(scene)
    arrive(scene, host="p002")
    take(scene, "V-01")
    reply(scene, "wait", note="五分钟")
    ask(scene, VisitNoteLeft(visit="v1", text="等您"))
    scene.advance(60.0)
    assert scene.durable() == scene.durable(scene.refolded())
    scene.restart()
    scene.advance(130.0)
    assert "visits:waiting:office" in scene.office.alerts.open


def test_names_are_in_the_kinds_that_retention_blanks_and_nowhere_else(scene):
    """So that 90 days later nothing tells who came."""
    arrive(scene)
    reply(scene, "away", note="高远稍后再来")
    ask(scene, VisitNoteLeft(visit="v1", text="高远来过"))
    take(scene, "V-01")
    scene.advance(400.0)
    leave(scene)
    for fact in scene.kept:
        told = json.dumps(fact.body, ensure_ascii=False) + fact.subject
        assert "高远" not in told or fact.kind in PERSONAL, fact.kind


def test_who_registers_before_the_clock_is_set_is_here_when_it_is(scene):
    """A Pi boots in 1970: the visitor of then is today's, on the roll-call and for the last out."""
    right = scene.clock.at
    scene.clock.at, scene.clock.trusted = datetime(1970, 1, 1, 8, 0, tzinfo=SHANGHAI), False
    arrive(scene)
    scene.advance(600.0)
    scene.clock.at, scene.clock.trusted = right, True
    scene.feed(MinuteBegan())

    assert the(scene).arrived_at == right
    assert scene.refolded().visits == scene.office.visits
    (told,) = visited(scene.kept, scene.clock.now())
    assert told.arrived_at == right
    scene.until("04:00")
    scene.feed(MinuteBegan())
    assert scene.office.visits.open == {}


def test_who_waits_without_an_answer_is_told_once_wherever_they_go(scene):
    """The alert is the entrance's: it is not left behind by a card at an inner reader."""
    arrive(scene)
    take(scene, "V-01")
    scene.advance(181.0)
    tap_card(scene, "card-1", "lab-door")
    waiting = [key for key in scene.office.alerts.open if key.startswith("visits:waiting")]
    assert waiting == ["visits:waiting:office"]

    reply(scene, "coming")
    assert not [key for key in scene.office.alerts.open if key.startswith("visits:waiting")]

"""Whatever badges, numbers, waits and clocks do, in whatever order: what a witness never is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.effects import Feedback, Record
from gateway.domain.events import (
    BadgeForgotten,
    BadgeTapped,
    Correction,
    LentCardReturned,
    MinuteBegan,
    SignedIn,
    TapCorrected,
    VisitArrived,
    VisitBadgeTaken,
    VisitEnded,
    WitnessCancelled,
)
from tests.domain.front_desk import desk_rules
from tests.domain.scene import FakeClock, Scene, card, every, sample_rules

PEOPLE = ("p001", "p002", "p003", "p004")
NUMBERS = ("1001", "1002", "1003", "1009", "4711", "")
READERS = ("front-door", "back-door", "gate-in", "gate-out", "lab-door")
BADGES = (*map(card, (*PEOPLE, "p009")), "hash-lost", "hash-blocked", "nobody's", "")

DOOR = "front-door"

AT_THE_DOOR = st.one_of(
    st.builds(
        BadgeForgotten,
        wait=st.sampled_from("abc"),
        reader=st.just(DOOR),
        number=st.sampled_from(("1001", "1002", "1009", "4711")),
    ),
    st.tuples(st.just("lay"), st.sampled_from((card("p001"), card("p002"))), st.just(DOOR)),
    st.tuples(st.just("wait"), st.sampled_from((3.0, 30.0, 200.0)), st.none()),
)
"""What matters most, often: else hardly any sequence comes to a witness."""

ELSEWHERE = st.one_of(
    st.tuples(st.just("lay"), st.sampled_from(BADGES), st.sampled_from(READERS)),
    st.tuples(st.just("lay"), st.sampled_from(BADGES), st.just(DOOR)),
    st.tuples(st.just("again"), st.none(), st.none()),
    st.builds(
        BadgeForgotten,
        wait=st.sampled_from("abc"),
        reader=st.sampled_from((*READERS[:2], "moon")),
        number=st.sampled_from(NUMBERS),
    ),
    st.builds(WitnessCancelled, wait=st.sampled_from("abc"), reader=st.sampled_from(READERS[:2])),
    st.tuples(st.just("pin"), st.sampled_from(PEOPLE), st.sampled_from(READERS)),
    st.tuples(st.just("undo"), st.sampled_from(list(Correction)), st.none()),
    st.just(MinuteBegan()),
    st.tuples(st.just("wait"), st.sampled_from((3.0, 15.0, 29.5, 30.0, 200.0, 4000.0)), st.none()),
    st.tuples(st.just("restart"), st.none(), st.none()),
)


STEPS = st.booleans().flatmap(lambda is_near: AT_THE_DOOR if is_near else ELSEWHERE)


def play(scene: Scene, step, last: list) -> list:
    """Play one step and return its effects."""
    match step:
        case ("lay", badge, reader):
            scene.taps += 1
            last[:] = [BadgeTapped(tap_id=f"t{scene.taps}", reader=reader, badge=badge)]
            return scene.feed(last[0])
        case ("again", _, _):
            return scene.feed(last[0]) if last else []
        case ("pin", person, reader):
            scene.taps += 1
            return scene.feed(SignedIn(tap_id=f"t{scene.taps}", reader=reader, person=person))
        case ("undo", correction, _):
            shown = list(scene.office.taps.shown.values())
            event = TapCorrected(tap_id=shown[-1].tap_id if shown else "", correction=correction)
            return scene.feed(event)
        case ("wait", seconds, _):
            return scene.advance(seconds)
        case ("restart", _, _):
            scene.restart()
            return []
    return scene.feed(step)


def check(scene: Scene, step, tap: Record, wait, now_s: float) -> None:
    """Check one kept tap: whose it may be, given the badge and who waited at that reader."""
    witness, person = tap.body.get("witness"), tap.body["person"]
    if step[0] != "lay":
        assert step[0] == "pin"
        assert witness is None
        return
    badge = step[1]
    owner = badge.removeprefix("hash-of-") if badge.startswith("hash-of-") else None
    if witness is None:
        assert person in (owner, "p004", None)
        return
    assert wait is not None
    assert not wait.refused
    assert wait.until_s > now_s
    assert witness == owner != person
    assert scene.rules.people[witness].active
    if person is None:
        assert (tap.body["result"], wait.number in ("1009", "4711")) == ("blocked", True)
    else:
        assert scene.rules.people[person].number == wait.number


@settings(max_examples=250, deadline=None)
@given(st.lists(STEPS, max_size=30))
def test_a_witness_is_never_tapped_and_without_one_nobody_is_signed_in(steps):
    """One badge, one tap at most, of its owner or of whoever waited for another's; folds agree."""
    scene, last = Scene(sample_rules(), FakeClock()), []
    for step in steps:
        waits, now_s = scene.office.waits.by_reader, scene.clock.mono_s
        sessions = set(scene.office.presence.sessions)
        effects = play(scene, step, last)
        taps = [e for e in every(Record, effects) if e.kind == "tap"]
        is_laid = isinstance(step, tuple) and step[0] == "lay"
        assert len(taps) == 1 if is_laid else len(taps) <= 1, "no badge is laid in vain"
        if isinstance(step, BadgeForgotten | WitnessCancelled):
            assert every(Record, effects) == []
            assert set(scene.office.presence.sessions) == sessions
        for tap in taps:
            check(scene, step, tap, waits.get(tap.body["reader"]), now_s)
            assert len(every(Feedback, effects)) == 1
            left = scene.office.waits.by_reader.get(tap.body["reader"])
            assert left is None or left.refused or "witness" not in tap.body
        for wait in scene.office.waits.by_reader.values():
            assert scene.clock.mono_s < wait.until_s <= scene.clock.mono_s + 30.0
    assert scene.durable() == scene.durable(scene.refolded())


POOL = st.one_of(
    st.tuples(st.just("lay"), st.sampled_from(("card-1", "card-2", "card-old")), st.just(DOOR)),
    st.tuples(st.just("lay"), st.sampled_from(("card-1", "card-2")), st.just("back-door")),
    st.builds(LentCardReturned, person=st.sampled_from(PEOPLE)),
    st.builds(
        VisitArrived,
        arrival=st.sampled_from("xyz"),
        reader=st.just(DOOR),
        name=st.just("高远"),
        host=st.just("p002"),
        consents=st.just(value=True),
    ),
    st.builds(
        VisitBadgeTaken,
        visit=st.sampled_from(("v1", "v2")),
        label=st.sampled_from(("V-01", "V-02", "V-99")),
    ),
    st.builds(VisitEnded, visit=st.sampled_from(("v1", "v2"))),
    st.tuples(st.just("wait"), st.sampled_from((40_000.0, 90_000.0)), st.none()),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.booleans().flatmap(lambda is_near: AT_THE_DOOR if is_near else POOL)))
def test_a_card_has_one_carrier_and_a_person_one_card(steps):
    """Visitor or staff, never both; nobody by it after its day; folds agree."""
    scene, last = Scene(desk_rules(), FakeClock()), []
    for step in steps:
        before = dict(scene.office.forgotten.lent)
        effects = play(scene, step, last)
        visitors = [v.card for v in scene.office.visits.open.values() if v.card]
        staff = scene.office.forgotten.lent
        assert not {*visitors} & {*staff}
        assert len({each.person for each in staff.values()}) == len(staff)
        assert "V-99" not in staff
        for tap in (e for e in every(Record, effects) if e.kind == "tap"):
            if str(tap.body.get("badge")).startswith("card-") and tap.body["direction"]:
                label = scene.rules.visitor_cards[str(tap.body["badge"])].label
                assert before[label].person == tap.body["person"]
                assert scene.clock.at < before[label].until
    assert scene.durable() == scene.durable(scene.refolded())

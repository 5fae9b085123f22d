"""Whatever visitors, hosts, cards and roll-calls do, in whatever order: what always holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.events import (
    MinuteBegan,
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
    VisitAnswered,
    VisitArrived,
    VisitBadgeTaken,
    VisitEnded,
    VisitNoteLeft,
)
from gateway.domain.presence import head_count, people_in
from gateway.domain.rollcall import who_is_in
from tests.domain.front_desk import front_desk, tap_card

PEOPLE = ("p001", "p002", "p004", "desk")
VISITS = st.sampled_from([f"v{n}" for n in range(1, 6)])
BY = st.sampled_from((*PEOPLE, "kiosk", "kiosk:front-door"))
LINES = st.one_of(
    VISITS.map(lambda v: f"v:{v}"), st.sampled_from([f"p:{p}" for p in PEOPLE]), st.just("x:2")
)

STEPS = st.one_of(
    st.builds(
        VisitArrived,
        arrival=st.sampled_from("abcdefgh"),
        reader=st.sampled_from(("front-door", "back-door", "lab-door", "moon")),
        name=st.sampled_from(("高远", "吕青", "")),
        host=st.sampled_from(PEOPLE),
        count=st.integers(0, 4),
        consents=st.just(value=True),
    ),
    st.builds(
        VisitAnswered, visit=VISITS, choice=st.sampled_from(("coming", "wait", "away")), by=BY
    ),
    st.builds(VisitBadgeTaken, visit=VISITS, label=st.sampled_from(("V-01", "V-02", "V-99"))),
    st.builds(VisitNoteLeft, visit=VISITS, text=st.just("等您")),
    st.builds(VisitEnded, visit=VISITS, by=BY),
    st.builds(RollCallStarted, by=BY, drill=st.booleans()),
    st.builds(
        RollCallTicked,
        line=LINES,
        choice=st.sampled_from(("found", "missing", "elsewhere", "open")),
        by=BY,
    ),
    st.builds(RollCallAdded, text=st.just("司机"), by=BY),
    st.builds(RollCallEnded, by=BY, reason=st.sampled_from(("", "消防接手"))),
    st.just(MinuteBegan()),
    st.tuples(st.just("tap"), st.sampled_from(PEOPLE[:3])),
    st.tuples(st.just("card"), st.sampled_from(("card-1", "card-2"))),
    st.tuples(st.just("advance"), st.sampled_from((15.0, 200.0, 4000.0, 30000.0))),
)


def _play(scene, step) -> None:
    match step:
        case ("tap", person):
            scene.tap(person)
        case ("card", card):
            tap_card(scene, card)
        case ("advance", seconds):
            scene.advance(seconds)
        case event:
            scene.feed(event)


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_counts_are_right_and_a_restart_changes_nothing(steps):
    """Heads are sessions and visitors; a card has one carrier; a list adds up; folds agree."""
    scene = front_desk()
    for step in steps:
        _play(scene, step)
        office, rules = scene.office, scene.rules
        visits = office.visits.open.values()
        people = {s.person for s in people_in(office, rules, "office")}
        assert head_count(office, rules, "office") == len(people) + sum(v.count for v in visits)
        cards = [v.card for v in visits if v.card]
        assert len(cards) == len(set(cards))
        running = office.rollcall.running
        if running is not None:
            tally = running.tally()
            parts = (tally.found, tally.elsewhere, tally.missing, tally.open)
            assert sum(parts) == tally.total == sum(x.count for x in running.lines if not x.away)
            keys = [line.key for line in running.lines]
            assert len(keys) == len(set(keys))
        listed = [x.key for x in who_is_in(office, rules, scene.clock.now())]
        assert len(listed) == len(set(listed))
    told = [f.subject for f in scene.records("notify.queued") if f.subject.startswith("visit:")]
    assert len(told) == len(set(told))
    assert scene.durable() == scene.durable(scene.refolded())

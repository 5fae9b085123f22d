"""Forgotten taps, the day's end, the wrong clock, and the same state after a restart."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.effects import Light, Result
from gateway.domain.events import (
    BadgeTapped,
    Correction,
    GatewayStarted,
    MinuteBegan,
    PartChanged,
    TapCorrected,
    ZoneEmptied,
)
from gateway.domain.presence import head_count
from gateway.domain.presence import zones as zone_rule
from gateway.domain.rules import Assignment
from tests.domain.scene import SHANGHAI, FakeClock, Scene, card, sample_rules


def test_a_forgotten_tap_out_is_closed_at_four_in_the_morning(scene: Scene):
    """Until then the person counts as in; the row says when the session began."""
    scene.tap("p001")
    scene.until("23:59")
    scene.until("03:59")
    scene.feed(MinuteBegan())
    assert head_count(scene.office, scene.rules, "office") == 1

    scene.until("04:00")
    scene.feed(MinuteBegan())
    scene.feed(MinuteBegan())

    assert head_count(scene.office, scene.rules, "office") == 0
    (row,) = scene.records("session.missing_out")
    assert row.body["session"] == "front-door:1:1"
    assert row.body["closed_at"] == "2026-11-21T04:00:00+08:00"


def test_a_forgotten_tap_turns_no_following_day_round(scene: Scene):
    """No minute came (the gateway was off): the next morning's tap still means in."""
    scene.tap("p001")
    scene.advance(24 * 3600.0)

    assert scene.tap("p001").direction == "in"
    assert len(scene.records("session.missing_out")) == 1


def test_a_night_shift_is_not_closed_in_its_middle(scene: Scene):
    """22:00-06:00 runs over 04:00: it is the next day's end that counts."""
    plan = Assignment(person="p004", shift="night", from_=date(2026, 1, 1), pattern="daily")
    scene.rules = replace(scene.rules, assignments=(*scene.rules.assignments, plan))
    scene.until("21:55")
    scene.tap("p004")
    scene.until("04:00")
    scene.feed(MinuteBegan())

    scene.until("06:01")
    answer = scene.tap("p004")

    assert (answer.direction, answer.light) == ("out", Light.AMBER)  # the last one out
    assert scene.records("session.missing_out") == []


def test_an_outing_nobody_came_back_from_ends_with_the_day(scene: Scene):
    """The next morning's tap is an ordinary one."""
    scene.tap("p001")
    scene.until("16:00")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    scene.until("04:00")
    scene.feed(MinuteBegan())

    assert scene.office.presence.out == {}
    assert len(scene.records("outing.missing_back")) == 1


def test_a_wrong_clock_closes_nobody(scene: Scene):
    """Boot in 1970 or a jump: no session ends because of a date nobody believes."""
    scene.tap("p001")
    scene.clock.at += timedelta(days=400)
    scene.clock.trusted = False

    scene.feed(MinuteBegan())

    assert head_count(scene.office, scene.rules, "office") == 1


def test_a_tap_under_a_wrong_clock_counts_and_is_dated_later(scene: Scene):
    """Green, flagged, said; when the clock is right the session gets its true time."""
    right = scene.clock.at
    scene.clock.at = datetime(1970, 1, 1, 8, 0, tzinfo=SHANGHAI)
    scene.clock.trusted = False
    scene.feed(GatewayStarted(version="1", boot="b"))
    scene.advance(60.0)
    answer = scene.tap("p001")
    assert (answer.result, answer.direction) == (Result.CLOCK_UNTRUSTED, "in")
    assert answer.light is Light.GREEN
    assert scene.records("tap")[0].body["verdict"] is None

    scene.advance(240.0)
    scene.clock.at = right
    scene.clock.trusted = True
    scene.feed(PartChanged(part="clock", ok=True))

    session = scene.office.presence.sessions["p001@office"]
    assert session.in_at == right - timedelta(seconds=240)
    assert session.clock_trusted
    assert scene.durable(scene.refolded())["presence"].sessions == scene.office.presence.sessions


def test_a_clock_that_was_always_right_dates_nothing(scene: Scene):
    """No mark, no row."""
    scene.tap("p001")
    scene.feed(PartChanged(part="clock", ok=True))

    assert scene.records("clock.trusted") == []


def test_two_taps_under_a_wrong_clock_say_how_long_it_was(scene: Scene):
    """Durations need no date."""
    scene.clock.trusted = False
    scene.tap("p001")
    scene.advance(3600.0)

    scene.tap("p001")

    assert scene.records("tap")[-1].body["worked_s"] == 3600


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["tap", "tap", "tap", "again", "correct", "minute", "restart"]),
        st.sampled_from(["p001", "p002", "p004", "p009", "nobody"]),
        st.sampled_from(["front-door", "gate-in", "gate-out", "lab-door"]),
        st.sampled_from(list(Correction)),
        st.sampled_from([0.5, 6.0, 11.0, 64.0, 130.0, 3600.0, 30000.0]),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(EVENTS)
def test_state_from_the_ledger_is_the_live_state_and_counts_hold(steps):
    """Restart at any instant gives the same presence; one word per emptying; ids count once."""
    scene = Scene(sample_rules(), FakeClock())
    heard: list[ZoneEmptied] = []
    tell = zone_rule.Turn.tell
    sent = [BadgeTapped(tap_id="t0", reader="front-door", badge="?")]

    def listen(turn, event):
        if isinstance(event, ZoneEmptied):
            heard.append(event)
        tell(turn, event)

    zone_rule.Turn.tell = listen
    try:
        for what, person, reader, correction, wait_s in steps:
            scene.advance(wait_s)
            before = {z: head_count(scene.office, scene.rules, z) for z in scene.rules.zones}
            heard.clear()
            if what == "tap":
                sent.append(BadgeTapped(tap_id=f"t{len(sent)}", reader=reader, badge=card(person)))
                scene.feed(sent[-1])
            elif what == "again":
                rows = len(scene.records("tap"))
                scene.feed(random.Random(len(sent)).choice(sent[1:] or sent))
                assert len(scene.records("tap")) <= rows + (len(sent) == 1)
            elif what == "correct":
                scene.feed(TapCorrected(tap_id=sent[-1].tap_id, correction=correction))
            elif what == "minute":
                scene.feed(MinuteBegan())
            else:
                scene.restart()
            after = {z: head_count(scene.office, scene.rules, z) for z in scene.rules.zones}
            became = [z for z in ("lab", "office") if before[z] and not after[z]]
            if what != "minute" and "session.missing_out" not in _kinds(scene):
                assert [e.zone for e in heard] == became
            assert scene.refolded().presence == scene.office.presence
    finally:
        zone_rule.Turn.tell = tell


def _kinds(scene: Scene) -> set[str]:
    return {f.kind for f in scene.kept}


@pytest.mark.parametrize("people", [500])
def test_a_tap_in_a_full_office_costs_little(people):
    """500 people in: a decision is far below a millisecond (P1 has room for the disk)."""
    from time import thread_time

    rules = sample_rules()
    ids = [f"q{n:03}" for n in range(people)]
    template = rules.people["p001"]
    badge = rules.badges[card("p001")]
    rules = replace(
        rules,
        people={p: replace(template, id=p) for p in ids},
        badges={card(p): replace(badge, badge=card(p), person=p) for p in ids},
        assignments=tuple(replace(rules.assignments[0], person=p) for p in ids),
    )
    scene = Scene(rules, FakeClock())
    for p in ids:
        scene.tap(p)
    scene.advance(1800.0)

    took = []
    for p in ids[:200]:
        start = thread_time()
        scene.tap(p)
        took.append(thread_time() - start)

    assert sorted(took)[len(took) // 2] < 0.001

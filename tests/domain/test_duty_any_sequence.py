"""Whatever is asked, tapped and signed in any order: the roster stays sound, nothing is lost."""

from collections import Counter
from datetime import timedelta

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.decide import next_due_s
from gateway.domain.duty.state import COUNTED
from gateway.domain.events import (
    DutyGiven,
    DutyItemClosed,
    DutyNoted,
    Event,
    HandoverOpened,
    HandoverSigned,
    MinuteBegan,
    SwapAnswered,
    SwapAsked,
)
from tests.domain.duty_desk import MORNING, duty_rules, published, with_kind
from tests.domain.scene import Scene

DAYS = ("2026-11-20", "2026-11-23")
SLOTS = [f"{day}.{kind}.desk" for day in DAYS for kind in ("morning", "evening")]
slots, people = st.sampled_from(SLOTS), st.sampled_from([f"p{n:03}" for n in range(1, 6)])
choices = st.sampled_from(["agree", "approve", "refuse", "withdraw"])
numbers = st.integers(1, 4)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(SwapAsked, slot=slots, by=people, with_=people, other=st.one_of(st.just(""), slots)),
    st.builds(SwapAnswered, swap=numbers.map("w{}".format), choice=choices, by=people),
    st.builds(DutyGiven, slot=slots, in_=people, out=st.one_of(st.just(""), people), by=people),
    st.builds(HandoverSigned, slot=slots, by=people, note=st.sampled_from(["", "ok"])),
    st.builds(HandoverOpened, slot=slots, reader=st.just("front-door"), close=st.booleans()),
    st.builds(
        DutyNoted,
        post=st.just("desk"),
        kind=st.sampled_from(["item", "call"]),
        text=st.just("x"),
        by=people,
        is_open=st.booleans(),
    ),
    st.builds(DutyItemClosed, item=numbers.map("i{}".format), by=people),
)
STEPS = st.lists(st.one_of(EVENTS, people, st.integers(1, 400)), max_size=20)


def desk() -> Scene:
    """Return an office with two days published, mornings and evenings."""
    places = [(name, (f"p{n + 1:03}",)) for n, name in enumerate(SLOTS)]
    return published(*places, rules=with_kind(duty_rules(people=5), MORNING))


def step(scene: Scene, what: Event | str | int) -> None:
    """Take a step: an event, a badge at the door, or minutes that pass (looked at once)."""
    if isinstance(what, str):
        scene.tap(what)
        scene.advance(15.0)
    elif isinstance(what, int):
        scene.advance(what * 60.0)
        scene.feed(MinuteBegan())
    else:
        scene.feed(what)


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_the_roster_stays_sound_whatever_happens(steps: list[Event | str | int]):
    """Nobody is twice on a duty or on none they were given; at most two swaps count a month."""
    scene = desk()

    for what in steps:
        step(scene, what)
        for duty in scene.office.duties.planned.values():
            assert len(set(duty.people)) == len(duty.people) >= 1
            assert set(duty.here) <= set(duty.people)
        counted = (s for s in scene.office.duties.swaps.values() if s.step in COUNTED)
        parts = Counter(person for swap in counted for person in (swap.by, swap.with_))
        assert max(parts.values(), default=0) <= 2
        due_s = next_due_s(scene.office)
        assert due_s is None or due_s > scene.clock.mono_s - 1


@given(STEPS)
@settings(max_examples=20, deadline=None)
def test_a_restart_at_any_instant_loses_nothing(steps: list[Event | str | int]):
    """What is known of duties is what the facts say; ended duties are judged once."""
    scene = desk()
    for what in steps:
        step(scene, what)
    before = scene.durable()["duties"]

    assert scene.refolded().duties == before
    ids = [mark.id for mark in scene.office.duties.marks]
    assert len(ids) == len(set(ids))
    scene.clock.advance(timedelta(days=70).total_seconds())
    scene.feed(MinuteBegan())
    scene.feed(MinuteBegan())
    assert scene.office.duties.planned == {}
    assert scene.office.duties.swaps == {}

"""Whatever is asked, tapped and signed in any order: the roster stays sound, nothing is lost."""

from collections import Counter
from dataclasses import replace
from datetime import time, timedelta
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.decide import next_due_s
from gateway.domain.duty.notices import AHEAD
from gateway.domain.duty.state import COUNTED, SwapStep
from gateway.domain.events import (
    DutyGiven,
    DutyItemClosed,
    DutyNoted,
    DutyPublished,
    DutyTakenOff,
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
LONG = replace(MORNING, id="long", start=time(12), end=time(20))
"""Runs beside both the morning and the evening of a day."""
KINDS = ("morning", "evening", "long")
LATER = [f"2026-11-{day}.{kind}.desk" for day in (24, 26) for kind in KINDS]
slots, later = st.sampled_from([*SLOTS, *LATER[:2]]), st.sampled_from([*LATER, *SLOTS[:1]])
people = st.sampled_from([f"p{n:03}" for n in range(1, 6)])
choices = st.sampled_from(["agree", "approve", "refuse", "withdraw"])
numbers = st.integers(1, 4)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(SwapAsked, slot=slots, by=people, with_=people, other=st.one_of(st.just(""), slots)),
    st.builds(SwapAnswered, swap=numbers.map("w{}".format), choice=choices, by=people),
    st.builds(DutyGiven, slot=slots, in_=people, out=st.one_of(st.just(""), people), by=people),
    st.builds(
        DutyTakenOff,
        slot=slots,
        out=people,
        by=st.just("p001"),
        reason=st.sampled_from(["", "ill"]),
        leaves_empty=st.booleans(),
    ),
    st.builds(
        DutyPublished,
        places=st.dictionaries(later, st.sets(people, max_size=2).map(tuple), max_size=3).map(
            lambda found: tuple(found.items())
        ),
        by=people,
    ),
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
    rules = with_kind(with_kind(duty_rules(people=5), MORNING), LONG)
    return published(*places, rules=rules)


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


def sound(scene: Scene) -> None:
    """Fail where a roster is not: see the tests."""
    planned = tuple(scene.office.duties.planned.values())
    for duty in planned:
        assert len(set(duty.people)) == len(duty.people)
        assert set(duty.here) <= set(duty.people)
        assert not {each.person for each in duty.taken_off} & set(duty.people)
        is_short = len(duty.people) < duty.slot.heads
        near = duty.slot.start - AHEAD <= scene.clock.at < duty.slot.end
        is_told = f"duty-short:{duty.slot.id}" in scene.office.alerts.open
        assert not is_short or duty.taken_off, "who is missing was taken off, with a reason"
        assert not (is_short and near) or is_told
        assert is_short or not is_told
    for one, other in combinations(planned, 2):
        if one.slot.overlaps(other.slot.start, other.slot.end):
            assert not set(one.people) & set(other.people), "nobody is on two duties at once"
    counted = (s for s in scene.office.duties.swaps.values() if s.step in COUNTED)
    parts = Counter(person for swap in counted for person in (swap.by, swap.with_))
    assert max(parts.values(), default=0) <= 2


def days_of(scene: Scene) -> Counter[tuple[str, str]]:
    """Return on how many duties each is on each day."""
    planned = scene.office.duties.planned.values()
    return Counter((p, duty.slot.day.isoformat()) for duty in planned for p in duty.people)


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_the_roster_stays_sound_whatever_happens(steps: list[Event | str | int]):
    """No place is empty but that somebody was taken off and, when it is near, the leader told.

    Nobody is put on a second duty of a day by a swap or by cover (what the leader publishes
    is the leader's); at most two swaps count a month.
    """
    scene = desk()

    for what in steps:
        before = days_of(scene)
        step(scene, what)
        sound(scene)
        if isinstance(what, DutyGiven | SwapAnswered):
            grown = {key: n for key, n in days_of(scene).items() if n > before[key]}
            assert max(grown.values(), default=1) == 1
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
    swaps = scene.office.duties.swaps.values()
    assert {swap.step for swap in swaps} <= {SwapStep.APPROVED}

"""Whatever is asked of the generator: nobody twice at once, leave kept, shares within one."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.attendance.day import Away
from gateway.domain.attendance.shifts import windows_on
from gateway.domain.duty.fitting import hindrance
from gateway.domain.duty.plan import Ask, Plan
from gateway.domain.duty.planning import planned
from gateway.domain.duty.slots import slots_of
from tests.domain.duty_desk import duty_rules

FIRST = date(2026, 12, 1)
PEOPLE = [f"p{n:03}" for n in range(1, 7)]


@st.composite
def asks(draw: st.DrawFn, *, free: bool = False) -> Ask:
    """Return any question about two weeks; `free`: nothing stands in anybody's way but time."""
    days = draw(st.integers(1, 14))
    people = draw(st.integers(2, 6))
    rules = duty_rules(
        people=people,
        heads=draw(st.integers(1, 2)),
        has_shifts=not free and draw(st.booleans()),
        gate=not free and draw(st.booleans()),
    )
    rest_h = draw(st.sampled_from([0.0, 11.0] if free else [0.0, 11.0, 14.0]))
    limits = replace(rules.duty.limits, rest_h=rest_h)
    rules = replace(rules, duty=replace(rules.duty, limits=limits))
    slots = slots_of(rules, FIRST, FIRST + timedelta(days=days - 1))
    day = st.integers(0, days - 1).map(lambda n: FIRST + timedelta(days=n))
    who = st.sampled_from(PEOPLE[:people])
    if free:
        return Ask(rules=rules, slots=slots, before=draw(_before(who)))
    return Ask(
        rules=rules,
        slots=slots,
        aways=draw(st.dictionaries(who, st.lists(_leave(day), max_size=3).map(tuple))),
        wishes=frozenset(draw(st.lists(st.tuples(who, day), max_size=6))),
        before=draw(_before(who)),
    )


def _before(who: st.SearchStrategy[str]) -> st.SearchStrategy[dict[tuple[str, str], int]]:
    kinds = st.sampled_from(["evening", "day_off"])
    return st.dictionaries(st.tuples(who, kinds), st.integers(0, 5))


@st.composite
def _leave(draw: st.DrawFn, day: st.SearchStrategy[date]) -> Away:
    begins = datetime.combine(draw(day), time(draw(st.integers(0, 23))), UTC)
    until = begins + timedelta(hours=draw(st.integers(1, 72)))
    return Away(id="r", kind="leave", since=begins, until=until)


def breaches(ask: Ask, plan: Plan) -> list[str]:
    """Return what no plan may have: two things at once, leave broken, too little rest."""
    found = []
    for place in plan.places:
        if place.published:
            continue
        others = [p.slot for p in plan.places if p.person == place.person and p is not place]
        keeps = hindrance(
            ask.rules, place.person, place.slot, others, ask.aways.get(place.person, ())
        )
        if keeps is not None:
            found.append(f"{place.person} on {place.slot.id}: {keeps}")
        for window in windows_on(ask.rules, place.person, place.slot.day):
            if place.slot.overlaps(window.start, window.end):
                found.append(f"{place.person} works {window.shift.id} during {place.slot.id}")
    return found


@given(asks())
@settings(max_examples=60, deadline=None)
def test_no_plan_collides_breaks_leave_or_overfills(ask: Ask):
    """Each duty has at most its heads, each person once; what is missing is a gap with a reason."""
    plan = planned(ask)

    assert breaches(ask, plan) == []
    for slot in ask.slots:
        on = plan.people().get(slot.id, ())
        assert len(on) == len(set(on)) <= slot.heads
        missing = sum(gap.missing for gap in plan.gaps if gap.slot.id == slot.id)
        assert missing == slot.heads - len(on)


@given(asks(free=True))
@settings(max_examples=40, deadline=None)
def test_shares_are_within_one_when_nothing_stands_in_the_way(ask: Ask):
    """Evenings among all, and weekend days among all."""
    plan = planned(ask)

    for kind in {slot.kind for slot in ask.slots}:
        counts = [s.count for s in plan.shares if s.kind == kind]
        assert max(counts) - min(counts) <= 1
    assert plan.gaps == ()
    assert plan.uneven == ()


@given(asks())
@settings(max_examples=60, deadline=None)
def test_shares_that_are_not_within_one_say_why(ask: Ask):
    """And no single duty could be given to who has fewest."""
    plan = planned(ask)

    told = {uneven.kind for uneven in plan.uneven}
    for kind in {slot.kind for slot in ask.slots}:
        counts = Counter({s.person: s.count for s in plan.shares if s.kind == kind})
        assert (max(counts.values()) - min(counts.values()) > 1) == (kind in told)
        for place in plan.places:
            for low, n in counts.items():
                if place.slot.kind != kind or counts[place.person] < n + 2:
                    continue
                if low in plan.people()[place.slot.id]:
                    continue
                duties = [p.slot for p in plan.places if p.person == low]
                aways = ask.aways.get(low, ())
                assert hindrance(ask.rules, low, place.slot, duties, aways) is not None


@given(asks(), st.data())
@settings(max_examples=40, deadline=None)
def test_published_places_are_untouched_and_the_same_question_has_the_same_answer(
    ask: Ask, data: st.DataObject
):
    """Whatever part of a plan is published, whatever changed since."""
    first = planned(ask)
    names = sorted(first.people())
    chosen = data.draw(st.sets(st.sampled_from(names))) if names else set()
    published = {name: first.people()[name] for name in chosen}
    later = replace(ask, published=published, aways={}, wishes=frozenset())

    again = planned(later)

    assert {name: again.people()[name] for name in chosen} == published
    assert breaches(later, again) == []
    assert planned(later) == again


@given(asks())
@settings(max_examples=30, deadline=None)
def test_a_draft_that_still_fits_is_kept_as_it_is(ask: Ask):
    """Planning again changes nothing when nothing changed."""
    plan = planned(ask)

    assert planned(replace(ask, draft=plan.people())).people() == plan.people()

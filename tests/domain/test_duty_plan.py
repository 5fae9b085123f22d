"""The plan generator: rotation, fair shares, leave, rest, wishes; it says why."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from gateway.domain.attendance.day import Away
from gateway.domain.duty.fitting import Hindrance
from gateway.domain.duty.plan import Ask, Plan
from gateway.domain.duty.planning import planned
from gateway.domain.duty.slots import slot_named, slots_of
from gateway.domain.rules import Rules, Shift
from gateway.domain.text import Text
from tests.domain.duty_desk import duty_rules
from tests.domain.scene import SHANGHAI

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


def ask(rules: Rules, first: date = FIRST, last: date = LAST, **more: object) -> Ask:
    """Return a question about a span."""
    return replace(Ask(rules=rules, slots=slots_of(rules, first, last)), **more)


def leave(first: date, last: date) -> tuple[Away, ...]:
    """Return approved leave from the morning of a day to the evening of another."""
    since = datetime.combine(first, datetime.min.time(), SHANGHAI)
    until = datetime.combine(last, datetime.max.time(), SHANGHAI)
    return (Away(id="r1", kind="leave", since=since, until=until),)


def shares(plan: Plan, kind: str) -> Counter[str]:
    """Return how many duties of a kind everybody has."""
    return Counter({s.person: s.count for s in plan.shares if s.kind == kind})


def test_a_month_is_shared_evenly_by_kind():
    """Nobody has two evenings, or two weekend days, more than anybody else."""
    plan = planned(ask(duty_rules(people=5, heads=2)))

    assert plan.gaps == ()
    assert plan.uneven == ()
    for kind in ("evening", "day_off"):
        counts = shares(plan, kind).values()
        assert max(counts) - min(counts) <= 1


def test_who_is_on_leave_is_not_on_duty_and_the_rest_share_it():
    """Leave known when planning; the reason is said where it shows."""
    away = leave(date(2026, 12, 1), date(2026, 12, 4))
    plan = planned(ask(duty_rules(), last=date(2026, 12, 4), aways={"p002": away}))

    assert {p.person for p in plan.places} == {"p001", "p003", "p004"}
    assert plan.uneven == () or plan.uneven[0].kind == "evening"
    twice = [p for p in plan.places if shares(plan, "evening")[p.person] == 2]
    assert any("王芳请假" in p.why.zh for p in twice)


def test_a_share_that_cannot_be_even_says_what_stood_in_the_way():
    """Away for the whole month: nought, and why."""
    plan = planned(ask(duty_rules(), aways={"p002": leave(FIRST, LAST)}))

    (evening, _) = plan.uneven
    assert evening.kind == "evening"
    assert "王芳 0 次（请假或外出" in evening.text.zh
    assert "is away" in evening.text.en


def test_nobody_has_two_duties_without_rest_between():
    """A Sunday until 21:00 and a Monday from 18:00 are fine; with 24 h of rest they are not."""
    rules = duty_rules(people=2)
    strict = replace(rules, duty=replace(rules.duty, limits=replace(rules.duty.limits, rest_h=24)))

    for asked in (rules, strict):
        plan = planned(ask(asked))
        for one in plan.places:
            for two in plan.places:
                if one.person == two.person and one.slot.start < two.slot.start:
                    rest = two.slot.start - one.slot.end
                    assert rest.total_seconds() >= asked.duty.limits.rest_h * 3600


def test_who_works_a_late_shift_has_no_evening_duty():
    """A shift at the same time collides; the day shift that ends before it does not."""
    rules = duty_rules(people=3, has_shifts=True)
    late = Shift(id="late", name=Text("晚班", "Late"), start=time(14), end=time(22))
    plans = tuple(replace(a, shift="late") if a.person == "p003" else a for a in rules.assignments)
    rules = replace(rules, shifts={**rules.shifts, "late": late}, assignments=plans)

    plan = planned(ask(rules, last=date(2026, 12, 4)))

    assert {p.person for p in plan.places} == {"p001", "p002"}


def test_a_duty_that_nobody_can_take_is_a_gap_with_reasons():
    """Everybody away on one day."""
    day = date(2026, 12, 2)
    aways = {p: leave(day, day) for p in ("p001", "p002", "p003", "p004")}

    (gap,) = planned(ask(duty_rules(), last=date(2026, 12, 4), aways=aways)).gaps

    assert (gap.slot.day, gap.missing) == (day, 1)
    assert set(gap.hindered) == {(p, Hindrance.AWAY) for p in aways}


def test_a_wish_is_kept_where_somebody_else_can_and_otherwise_said():
    """A free birthday for p001; when everybody wants the same day, one does not get it."""
    day = date(2026, 12, 1)
    one = planned(ask(duty_rules(), wishes=frozenset({("p001", day)})))
    everybody = frozenset((f"p{n:03}", day) for n in range(1, 5))
    all_of_them = planned(ask(duty_rules(), wishes=everybody))

    assert one.places[0].person != "p001"
    assert all_of_them.places[0].against is Hindrance.WISH


def test_what_is_published_stays_whatever_speaks_against_it():
    """Leave approved since is said beside the place, for a swap or cover."""
    first = planned(ask(duty_rules())).people()
    day = date(2026, 12, 1)
    (on_it,) = first["2026-12-01.evening.desk"]

    again = planned(ask(duty_rules(), published=first, aways={on_it: leave(day, day)}))

    assert again.people() == first
    assert all(place.published for place in again.places)
    assert again.places[0].against is Hindrance.AWAY


def test_one_change_turns_a_draft_round_in_one_place_only():
    """Somebody takes a day of leave: their duty of that day goes to others, little else moves."""
    rules = duty_rules(people=6)
    draft = planned(ask(rules)).people()
    (name,) = (n for n, who in draft.items() if n.startswith("2026-12-10"))
    (who,) = draft[name]
    day = date(2026, 12, 10)

    new = planned(ask(rules, draft=draft, aways={who: leave(day, day)})).people()

    assert new[name] != draft[name]
    assert sum(new[n] != draft[n] for n in draft) <= 3


def test_who_had_more_before_waits():
    """The rotation goes on over the end of a month."""
    before = {("p001", "evening"): 3, ("p002", "evening"): 2, ("p003", "evening"): 3}
    before[("p004", "evening")] = 3

    plan = planned(ask(duty_rules(), last=FIRST, before=before))

    assert [p.person for p in plan.places] == ["p002"]


def test_rest_counts_over_the_ends_of_the_span():
    """A duty published for the evening before the first day of the plan."""
    rules = duty_rules(people=2)
    eve = slot_named(rules, "2026-11-30.evening.desk")
    assert eve is not None
    strict = replace(rules, duty=replace(rules.duty, limits=replace(rules.duty.limits, rest_h=24)))

    plan = planned(ask(strict, last=FIRST, around=((eve, ("p001",)),)))

    assert [p.person for p in plan.places] == ["p002"]


def test_a_group_stands_only_at_its_own_posts():
    """The gate's people are not put at the desk."""
    rules = duty_rules(people=6, gate=True)
    one = rules.duty.groups["one"]
    two = replace(one, id="two", members=("p005", "p006"), posts=("gate",))
    one = replace(one, members=("p001", "p002", "p003", "p004"), posts=("desk",))
    rules = replace(rules, duty=replace(rules.duty, groups={"one": one, "two": two}))

    plan = planned(ask(rules))

    at = {(p.slot.post, p.person) for p in plan.places}
    assert {p for post, p in at if post == "gate"} == {"p005", "p006"}
    assert {p for post, p in at if post == "desk"} == {"p001", "p002", "p003", "p004"}


@pytest.mark.parametrize("people", [1, 2, 3])
def test_a_small_office_is_planned_too(people: int):
    """One person has it all, with what rest allows."""
    plan = planned(ask(duty_rules(people=people)))

    assert plan.gaps == ()
    assert len(plan.places) == 31

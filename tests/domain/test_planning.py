"""A month's draft: rest by rotation, shifts in turn, leave known; what speaks against a roster."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.attendance.collisions import collisions
from gateway.domain.attendance.day import Day, Status
from gateway.domain.planning.effective import changed_from, hours_on
from gateway.domain.planning.judging import (
    Kept,
    Rest,
    days_of_leave,
    kept_to,
    rest_of,
    troubles,
    with_roster,
)
from gateway.domain.planning.proposing import Wanted, blocks_of, proposed
from gateway.domain.rules import Person, Rules, Shift
from gateway.domain.text import Text
from tests.stores.samples import SHANGHAI

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
HOURS = {
    "early": (time(8), time(16)),
    "middle": (time(10), time(18)),
    "late": (time(12), time(20)),
    "night": (time(20), time(8, 30)),
}


def rules_of(people: int = 6) -> Rules:
    """Return an office with some people and four shifts, of which night and early collide."""
    ids = [f"p{n:03d}" for n in range(people)]
    return Rules(
        site="hq",
        name=Text("", ""),
        timezone=SHANGHAI,
        people={p: Person(id=p, number=p, name=p) for p in ids},
        shifts={
            key: Shift(id=key, name=Text(key, key), start=start, end=end)
            for key, (start, end) in HOURS.items()
        },
    )


def wanted_of(rules: Rules, needs: dict[str, int], **more: object) -> Wanted:
    return Wanted(people=tuple(rules.people), first=FIRST, last=LAST, needs=needs, **more)  # type: ignore[arg-type]


days = st.dates(min_value=FIRST, max_value=LAST)
dates = st.frozensets(days, max_size=6)


@given(
    people=st.integers(1, 9),
    needs=st.dictionaries(st.sampled_from(sorted(HOURS)), st.integers(0, 4), max_size=4),
    rest=st.integers(0, 3),
    data=st.data(),
)
def test_whatever_is_wanted_the_draft_has_no_collision_and_respects_leave(
    people, needs, rest, data
):
    """Every day of everybody is planned but those on leave, and the same gives the same."""
    rules = rules_of(people)
    away = {p: data.draw(dates) for p in rules.people}
    wishes = {p: data.draw(dates) for p in rules.people}
    wanted = wanted_of(rules, needs, rest_a_week=rest, away=away, wishes=wishes)

    roster = proposed(rules, wanted)

    assert proposed(rules, wanted) == roster
    for person, planned in roster.items():
        assert planned.keys() == {d for b in blocks_of(FIRST, LAST) for d in b} - away[person]
        assert not collisions(with_roster(rules, roster), person, FIRST, LAST)
    kinds = {t.kind for t in troubles(rules, roster, {}, away)}
    assert kinds == set()


@given(people=st.integers(1, 12), shifts=st.integers(1, 3), rest=st.integers(0, 3))
def test_nobody_has_a_shift_more_than_one_turn_oftener_than_another(people, shifts, rest):
    """Shares are fair: a person's turns at two shifts differ by one at most, so do two people's."""
    rules = rules_of(people)
    names = list(HOURS)[:shifts]
    roster = proposed(rules, wanted_of(rules, dict.fromkeys(names, 1), rest_a_week=rest))

    turns = {
        person: Counter(
            Counter(planned[d] for d in block if planned[d]).most_common(1)[0][0]
            for block in blocks_of(FIRST, LAST)
        )
        for person, planned in roster.items()
    }
    for name in names:
        had = [turns[person][name] for person in turns]
        assert max(had) - min(had) <= 1
    for mine in turns.values():
        assert max(mine[n] for n in names) - min(mine[n] for n in names) <= 1


@given(people=st.integers(1, 12), rest=st.integers(0, 3))
def test_everybody_rests_as_often_as_wanted_and_not_all_at_once(people, rest):
    """So many days in each seven, spread over them: the balance of the month is even."""
    rules = rules_of(people)
    roster = proposed(rules, wanted_of(rules, {"early": 1, "late": 1}, rest_a_week=rest))

    for planned in roster.values():
        for block in blocks_of(FIRST, LAST):
            free = sum(planned[d] == "" for d in block)
            assert free == (rest if len(block) == 7 else 0)
        assert rest_of(planned, FIRST, LAST, rest).left == 0
    for block in blocks_of(FIRST, LAST)[:4]:
        resting = [sum(planned[d] == "" for planned in roster.values()) for d in block]
        assert max(resting) <= -(-people * rest // 7)


@given(person=st.integers(0, 5), wish=days)
def test_one_wish_in_a_week_comes_true(person, wish):
    """Who would like a day free has it, where a rest day is owed in that week."""
    rules = rules_of(6)
    who = f"p{person:03d}"
    wanted = wanted_of(rules, {"early": 2, "late": 2}, wishes={who: frozenset({wish})})

    assert (proposed(rules, wanted)[who][wish] == "") is (wish < date(2026, 12, 29))


def test_rest_days_go_round():
    """One after the other, a day later each week."""
    rules = rules_of(2)
    roster = proposed(rules, wanted_of(rules, {"early": 1}))

    assert [d.day for d, s in roster["p000"].items() if s == ""] == [1, 9, 17, 25]
    assert [d.day for d, s in roster["p001"].items() if s == ""] == [2, 10, 18, 26]


def test_shifts_are_filled_as_they_are_needed():
    """Two early for one late, every week; and weeks, not days, go round."""
    rules = rules_of(6)
    roster = proposed(rules, wanted_of(rules, {"early": 2, "late": 1}))

    for block in blocks_of(FIRST, LAST):
        on = Counter(s for planned in roster.values() for d in block if (s := planned[d]))
        assert on["early"] > on["late"]
    assert not troubles(rules, roster, {"early": 2, "late": 1}, {})
    week = [roster["p003"][FIRST + DAY * n] for n in range(7)]
    assert Counter(week).most_common(1)[0][1] > 3


def test_a_draft_goes_on_from_the_day_before():
    """Who works the night before the first day does not begin with the early shift."""
    rules = rules_of(1)
    before = with_roster(rules, {"p000": {FIRST - DAY: "night"}})
    roster = proposed(before, wanted_of(before, {"early": 1}, rest_a_week=0))

    assert roster["p000"][FIRST] == ""
    assert roster["p000"][FIRST + DAY] == "early"


def test_what_speaks_against_a_roster_is_said_by_day():
    """Two shifts at once, too few people, planned on leave."""
    rules = rules_of(2)
    roster = {"p000": {FIRST: "night", FIRST + DAY: "early"}, "p001": {FIRST: "early"}}
    away = {"p001": frozenset({FIRST})}
    found = troubles(rules, roster, {"early": 1, "late": 1}, away)

    said = [(t.kind, t.person, t.day) for t in found]
    assert ("collision", "p000", FIRST + DAY) in said
    assert ("leave", "p001", FIRST) in said
    assert said.count(("coverage", None, FIRST)) == 1
    assert troubles(rules, {}, {"early": 1}, {}) == ()


def test_a_rest_day_a_week_is_owed_and_used_up_within_the_month():
    """31 days owe four; more than owed is below nothing."""
    planned = {FIRST + DAY * n: "" for n in range(5)}

    assert rest_of({}, FIRST, LAST) == Rest(4, 0)
    assert rest_of(planned, FIRST, LAST).left == -1


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        (Status.PRESENT, Kept(planned=1, worked=1)),
        (Status.OUTING, Kept(planned=1, worked=1)),
        (Status.ON_LEAVE, Kept(planned=1, excused=1)),
        (Status.INCOMPLETE, Kept(planned=1, open=1)),
        (Status.ABSENT, Kept(planned=1, missed=1)),
        (None, Kept(planned=1, open=1)),
    ],
)
def test_how_far_a_roster_was_kept_to(status, kept):
    """By what each day that is over came to; days to come do not count."""
    verdicts = [Day(person="p000", date=FIRST, status=status, shift="early")] if status else []
    plan = {FIRST: "early", FIRST + DAY: "early"}

    assert kept_to(plan, verdicts, FIRST + DAY) == kept


def test_work_on_a_rest_day_is_told_apart():
    """It is extra, not part of the plan."""
    verdict = Day(person="p000", date=FIRST, status=Status.PRESENT)

    assert kept_to({FIRST: ""}, [verdict], LAST) == Kept(extra=1)


def test_leave_is_known_by_its_days():
    """First and last with them."""
    assert days_of_leave([(FIRST, FIRST + DAY)]) == {FIRST, FIRST + DAY}


HOURS_OF = {"start": "09:00", "end": "18:00", "watch_min": 120}


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(9, 20)), max_size=6))
def test_a_change_never_alters_a_day_before_it(changes):
    """Whatever is changed from whatever days, in any order; `until` stays in order."""
    kept: dict[str, object] = {"id": "day", **HOURS_OF}
    for after, end in changes:
        first = FIRST + DAY * after
        before = [hours_on(kept, FIRST + DAY * n) for n in range(after)]  # type: ignore[arg-type]
        kept = changed_from(kept, {**HOURS_OF, "end": f"{end:02d}:00"}, first)  # type: ignore[arg-type,assignment]
        assert [hours_on(kept, FIRST + DAY * n) for n in range(after)] == before  # type: ignore[arg-type]
        assert hours_on(kept, first)["end"] == f"{end:02d}:00"  # type: ignore[arg-type]
        untils = [was["until"] for was in kept["earlier"]]  # type: ignore[attr-defined]
        assert untils == sorted(set(untils))


def test_a_change_that_changes_nothing_leaves_nothing_behind():
    """Changed, and changed back before it held: as if nothing had been."""
    shift: dict[str, object] = {"id": "day", **HOURS_OF}
    once = changed_from(shift, {**HOURS_OF, "end": "17:00"}, FIRST)  # type: ignore[arg-type]
    back = changed_from(once, hours_on(once, FIRST - DAY), FIRST)

    assert back["earlier"] == []

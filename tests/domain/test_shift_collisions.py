"""Two shifts of one person that cannot both be worked, over real instants (spec 02 §2)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.attendance.collisions import collisions
from gateway.domain.attendance.shifts import windows_on
from gateway.domain.rules import Assignment, DayKind, Shift
from gateway.domain.text import Text
from tests.domain.scene import SHANGHAI, sample_rules

MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)
ME = "p004"


def shift(id_: str, hours: str) -> Shift:
    start, _, end = hours.partition("-")
    times = {"start": time.fromisoformat(start), "end": time.fromisoformat(end)}
    return Shift(id=id_, name=Text(f"{id_}班", id_), **times)


def with_plans(*said: str, rules=None, **more):
    """Return rules in which p004 works `09:00-17:30 daily` and the like."""
    shifts, plans = [], []
    for n, one in enumerate(said):
        hours, _, pattern = one.partition(" ")
        shifts.append(shift(f"s{n}", hours))
        plans.append(Assignment(person=ME, shift=f"s{n}", from_=MONDAY, pattern=pattern))
    rules = rules or sample_rules()
    return replace(rules, shifts={s.id: s for s in shifts}, assignments=tuple(plans), **more)


@pytest.mark.parametrize(
    ("one", "two", "collide"),
    [
        ("22:00-02:00 daily", "01:00-05:00 daily", True),
        ("22:00-02:00 daily", "02:00-05:00 daily", False),
        ("09:00-17:30 daily", "17:30-21:00 daily", False),
        ("09:00-17:30 daily", "17:29-21:00 daily", True),
        ("09:00-17:30 mon", "09:00-17:30 tue", False),
        ("22:00-06:00 mon", "05:00-09:00 tue", True),
        ("22:00-06:00 sun", "05:00-09:00 mon", True),
        ("09:00-17:30 every:2", "09:00-12:00 cycle:1/1", True),
        ("09:00-17:30 weekdays", "08:00-21:00 sat,sun", False),
    ],
)
def test_real_instants_over_a_whole_week_decide(one, two, collide):
    """Also over midnight, and from the week's end into its beginning; adjacent is no collision."""
    first = MONDAY + timedelta(days=7)
    found = collisions(with_plans(one, two), ME, first, first + timedelta(days=6))

    assert bool(found) is collide


def test_a_collision_says_who_which_and_when():
    """Words that an administrator can act on, in both languages."""
    rules = with_plans("22:00-02:00 daily", "01:00-05:00 daily")
    one = collisions(rules, ME, MONDAY, MONDAY)[0]

    assert (one.first, one.second, one.first_day) == ("s0", "s1", MONDAY)
    assert one.second_day == MONDAY + timedelta(days=1)
    assert (
        one.text.zh
        == "陈浩 的 s0班（22:00–02:00） 和 s1班（01:00–05:00） 在 2026-11-17 01:00–02:00 重叠"
    )
    assert "overlap, 2026-11-17 01:00–02:00" in one.text.en


def test_a_makeup_saturday_can_collide_with_the_weekends_duty():
    """The calendar is looked at: on a Saturday that is worked both would be due."""
    saturday = date(2026, 11, 21)
    plans = ("09:00-17:30 weekdays", "08:00-21:00 sat,sun")
    rules = with_plans(*plans, calendar={saturday: DayKind.MAKEUP})

    assert [c.first_day for c in collisions(rules, ME, MONDAY, SUNDAY)] == [saturday]


def test_the_roster_is_looked_at_instead_of_assignments():
    """A published night before an assigned early shift; a rest day in it collides with nothing."""
    rules = with_plans("05:00-09:00 daily", "22:00-06:00 sat")
    tuesday = MONDAY + timedelta(days=1)
    night = replace(rules, roster={ME: {MONDAY: "s1"}})
    rest = replace(rules, roster={ME: {MONDAY: "s1", tuesday: ""}})

    assert [c.second_day for c in collisions(night, ME, MONDAY, MONDAY)] == [tuesday]
    assert collisions(rest, ME, MONDAY, MONDAY) == ()


def test_the_night_the_clocks_go_back_is_an_hour_longer():
    """In Berlin 22:00-02:30 and 02:30-06:00 stay apart: both end and begin at the same instant."""
    berlin = replace(sample_rules(), timezone=ZoneInfo("Europe/Berlin"))
    saturday = date(2026, 10, 24)
    rules = with_plans("22:00-02:30 daily", "02:30-06:00 daily", rules=berlin)
    plans = tuple(replace(p, from_=date(2026, 1, 1)) for p in rules.assignments)
    rules = replace(rules, assignments=plans)

    assert collisions(rules, ME, saturday, saturday + timedelta(days=1)) == ()


def test_the_same_shift_assigned_twice_is_one_shift():
    """No collision with itself, and no second line on the sheet."""
    rules = with_plans("09:00-17:30 daily")
    rules = replace(rules, assignments=rules.assignments * 2)

    assert collisions(rules, ME, MONDAY, SUNDAY) == ()
    assert len(windows_on(rules, ME, MONDAY)) == 1


HOURS = st.sampled_from(
    ["09:00-17:30", "18:00-21:00", "22:00-02:00", "01:00-05:00", "17:30-21:00", "08:00-21:00"]
)
PATTERNS = st.sampled_from(["daily", "weekdays", "every:2", "cycle:2/1", "sat-sun", "mon,wed"])
PLANS = st.lists(st.builds("{} {}".format, HOURS, PATTERNS), min_size=1, max_size=4)


def apart_by_hand(rules) -> bool:
    """Tell, minute by minute, whether nobody is at work twice."""
    worked: set[datetime] = set()
    for n in range(-1, 16):
        for window in windows_on(rules, ME, MONDAY + timedelta(days=n)):
            at = window.start
            while at < window.end:
                if at in worked:
                    return False
                worked.add(at)
                at += timedelta(minutes=30)
    return True


@given(said=PLANS, data=st.data())
def test_the_order_of_assignments_changes_nothing(said, data):
    """Symmetric: a collides with b as b with a."""
    rules = with_plans(*said)
    mixed = replace(rules, assignments=tuple(data.draw(st.permutations(rules.assignments))))
    last = MONDAY + timedelta(days=14)

    assert collisions(mixed, ME, MONDAY, last) == collisions(rules, ME, MONDAY, last)


@given(said=PLANS)
def test_there_is_a_collision_exactly_where_time_would_be_worked_twice(said):
    """Compared with counting half hours: every plan here begins and ends on one."""
    rules = with_plans(*said)
    found = collisions(rules, ME, MONDAY, MONDAY + timedelta(days=14))

    assert (found == ()) is apart_by_hand(rules)
    assert all(c.since < c.until for c in found)
    assert rules.timezone is SHANGHAI

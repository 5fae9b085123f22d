"""Days remembered are the days judged anew, whatever came in between."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway import remembered
from gateway.domain.attendance.day import Away, Case
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.rules import Assignment
from gateway.remembered import Remembered
from tests.domain.scene import SHANGHAI, sample_rules

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 30)
ME = "p004"
BEGINS = datetime.combine(FIRST, time(), SHANGHAI)
RULES = replace(
    sample_rules(),
    assignments=(Assignment(person=ME, shift="day", from_=date(2026, 1, 1), pattern="weekdays"),),
)
MARKS = st.dictionaries(
    st.integers(0, 60),
    st.tuples(st.integers(-50, 700), st.sampled_from(["", "", "", "in", "out"])),
    max_size=40,
)
"""By id: the hour after the first day's midnight, and the way."""


def marks_of(told) -> list[Mark]:
    return [
        Mark(id=f"t{id_}", at=BEGINS + timedelta(hours=hour, minutes=id_), zone="office", way=way)
        for id_, (hour, way) in told.items()
    ]


@st.composite
def looks(draw):
    """Return what is seen at one look after the other: taps come, go, and get another meaning."""
    told = draw(MARKS)
    found = []
    for _ in range(draw(st.integers(1, 4))):
        hours = draw(st.integers(0, 720))
        leave = draw(
            st.sampled_from(
                [(), (Away(id="r", kind="leave", since=BEGINS, until=BEGINS + timedelta(days=2)),)]
            )
        )
        case = Case(rules=RULES, person=ME, watermark=BEGINS + timedelta(hours=hours), aways=leave)
        found.append((case, marks_of(told)))
        told = {**told, **draw(st.dictionaries(*_few(), max_size=2))}
        for id_ in draw(st.lists(st.sampled_from(sorted(told)), max_size=1)) if told else []:
            told = {key: value for key, value in told.items() if key != id_}
    return found


def _few():
    return st.integers(0, 60), st.tuples(st.integers(-50, 700), st.sampled_from(["", "in", "out"]))


@given(seen=looks())
def test_what_is_remembered_is_what_would_be_judged(seen):
    """At each look, in any order of taps and of finality."""
    judge = Remembered()

    for case, marks in seen:
        assert judge(case, FIRST, LAST, marks) == timesheet(case, FIRST, LAST, marks)


def test_only_the_days_around_a_new_tap_are_judged():
    """One tap in the middle of a final month: two days before and after it, no more."""
    judge = Remembered()
    case = Case(rules=RULES, person=ME, watermark=BEGINS + timedelta(days=60))
    judge(case, FIRST, LAST, [])
    before = judge.judged_days

    tap = Mark(id="t", at=BEGINS + timedelta(days=14, hours=9), zone="office")
    judge(case, FIRST, LAST, [tap])

    assert judge.judged_days - before == 5


def test_what_was_asked_for_longest_ago_is_forgotten(monkeypatch):
    """The memory has an end; the answers have not."""
    monkeypatch.setattr(remembered, "MOST_DAYS", 60)
    judge = Remembered()
    cases = [Case(rules=RULES, person=ME), Case(rules=RULES, person="p002")]

    for month in range(1, 12):
        for case in cases:
            first = date(2026, month, 1)
            last = first + timedelta(days=27)
            assert judge(case, first, last, []) == timesheet(case, first, last, [])
    before = judge.judged_days
    judge(cases[0], date(2026, 1, 1), date(2026, 1, 28), [])

    assert judge.judged_days - before == 28

"""Whatever taps there are, and however they come: the laws of the timesheet (spec 02 §2, §3)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.attendance.day import Case, Status
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.rules import Assignment, Shift
from gateway.domain.text import Text
from tests.domain.scene import SHANGHAI, sample_rules

MONDAY = date(2026, 11, 16)
DAYS = 5
ME = "p004"
MINUTE = timedelta(minutes=1)


def shift(start: str, end: str, pairing: str, *, early_counts: bool) -> Shift:
    noon = ((time(12), time(13)),) if start == "09:00" else ()
    return Shift(
        id="own",
        name=Text("班", "Shift"),
        start=time.fromisoformat(start),
        end=time.fromisoformat(end),
        breaks=noon,
        pairing=pairing,
        early_counts=early_counts,
    )


SHIFTS = st.builds(
    lambda hours, pairing, early: shift(*hours, pairing, early_counts=early),
    st.sampled_from(
        [("09:00", "17:30"), ("22:00", "06:00"), ("00:00", "08:00"), ("18:30", "23:59")]
    ),
    st.sampled_from(["first_last", "every_pair", "by_direction"]),
    st.booleans(),
)


def case_of(own: Shift) -> Case:
    rules = sample_rules()
    plans = (Assignment(person=ME, shift="own", from_=date(2026, 1, 1), pattern="daily"),)
    return Case(rules=replace(rules, shifts={"own": own}, assignments=plans), person=ME)


def sheet(case: Case, marks):
    return timesheet(case, MONDAY, MONDAY + timedelta(days=DAYS - 1), marks)


@st.composite
def any_marks(draw) -> list[Mark]:
    """Return any taps of a week, some with a way that somebody said."""
    begins = datetime.combine(MONDAY, time(), SHANGHAI)
    seconds = draw(st.lists(st.integers(-86_400, DAYS * 86_400), max_size=24, unique=True))
    ways = st.sampled_from(["", "", "", "in", "out"])
    return [
        Mark(id=str(n), at=begins + timedelta(seconds=s), zone="office", way=draw(ways))
        for n, s in enumerate(seconds)
    ]


@st.composite
def honest_marks(draw, own: Shift) -> list[Mark]:
    """Return an IN and an OUT for each day, inside the shift's window."""
    found = []
    for n in range(DAYS):
        day = MONDAY + timedelta(days=n)
        starts = datetime.combine(day, own.start, SHANGHAI)
        over = own.end <= own.start
        ends = datetime.combine(day + timedelta(days=int(over)), own.end, SHANGHAI)
        came = starts + draw(st.integers(-60, 90)) * MINUTE
        left = ends + draw(st.integers(-90, 60)) * MINUTE
        found += [
            Mark(id=f"in-{n}", at=came, zone="office"),
            Mark(id=f"out-{n}", at=left, zone="office"),
        ]
    return found


@given(own=SHIFTS, marks=any_marks(), data=st.data())
def test_any_order_and_any_doubling_gives_the_same_verdicts(own, marks, data):
    """A satellite reader may deliver late, and twice."""
    case = case_of(own)
    doubled = data.draw(st.lists(st.sampled_from(marks), max_size=5)) if marks else []
    mixed = data.draw(st.permutations(marks + doubled))

    assert sheet(case, mixed) == sheet(case, marks)


@given(own=SHIFTS, data=st.data())
def test_a_missing_tap_never_changes_another_day(own, data):
    """Forgotten is forgotten; the other four days stay as they were, to the second."""
    case = case_of(own)
    marks = data.draw(honest_marks(own))
    forgotten = data.draw(st.sampled_from(marks))
    its_day = MONDAY + timedelta(days=int(forgotten.id.partition("-")[2]))

    whole = sheet(case, marks)
    rest = sheet(case, [mark for mark in marks if mark is not forgotten])

    assert [d for d in rest if d.date != its_day] == [d for d in whole if d.date != its_day]
    assert {d.status for d in whole} <= {Status.PRESENT, Status.HALF_DAY}
    assert [d.status for d in rest if d.date == its_day] == [Status.INCOMPLETE]


@given(own=SHIFTS, marks=any_marks())
def test_worked_break_and_gap_are_the_time_from_coming_to_leaving(own, marks):
    """As far as it lies within the shift; nothing is negative, nothing counts twice."""
    for day in sheet(case_of(own), marks):
        if day.span is None or day.shift is None:
            continue
        begins = day.came if own.early_counts else max(day.came, day.start)
        inside_s = max(0, int((min(day.left, day.end) - begins).total_seconds()))
        span = day.span
        assert span.whole_s == inside_s
        assert min(span.worked_s, span.break_s, span.gap_s, span.overtime_s, span.before_s) >= 0
        assert day.left > day.came


@given(own=SHIFTS, marks=any_marks())
def test_every_tap_is_told_once_and_every_day_explains_itself(own, marks):
    """None is dropped: each stands in one day, counted or with why it is not."""
    days = sheet(case_of(own), marks)
    told = [tap.id for day in days for tap in day.taps if tap.way]

    assert len(told) == len(set(told))
    assert all(day.why for day in days)
    assert len({(day.date, day.shift) for day in days}) == len(days)

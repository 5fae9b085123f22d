"""Whatever taps there are, and however they come: the laws of the timesheet (spec 02 §2, §3)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.domain.attendance.collisions import collisions
from gateway.domain.attendance.day import Away, Case, Outage, Status
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.attendance.shifts import apart, window_at, windows_on
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


@st.composite
def any_aways(draw, kinds: tuple[str, ...]) -> tuple[Away, ...]:
    """Return any approved absences (or overtime) of the week, overlapping too."""
    begins = datetime.combine(MONDAY, time(), SHANGHAI)
    starts = draw(st.lists(st.integers(-12 * 4, DAYS * 24 * 4), max_size=5))
    return tuple(
        Away(
            id=str(n),
            kind=draw(st.sampled_from(kinds)),
            since=begins + start * 15 * MINUTE,
            until=begins + (start + draw(st.integers(1, 24 * 4))) * 15 * MINUTE,
        )
        for n, start in enumerate(starts)
    )


ABSENT = any_aways(("leave", "outing", "field_work"))
OVER = any_aways(("overtime",))
DONE = datetime.combine(MONDAY + timedelta(days=DAYS + 3), time(), SHANGHAI)


@st.composite
def whole_cases(draw) -> Case:
    """Return a case with all that can be approved, and outages."""
    spans = draw(OVER)
    lost = tuple(Outage(since=a.since, until=a.until) for a in draw(OVER))
    case = case_of(draw(SHIFTS))
    return replace(case, aways=draw(ABSENT), overtime=spans, outages=lost, watermark=DONE)


@given(case=whole_cases(), marks=any_marks(), data=st.data())
def test_with_leave_and_overtime_any_order_gives_the_same_verdicts(case, marks, data):
    """Of taps, of absences, of approvals; and judged once more nothing changes."""
    doubled = data.draw(st.lists(st.sampled_from(marks), max_size=5)) if marks else []
    mixed = data.draw(st.permutations(marks + doubled))
    other = replace(
        case,
        aways=tuple(data.draw(st.permutations(case.aways))),
        overtime=tuple(data.draw(st.permutations(case.overtime))),
    )
    judged = sheet(case, marks)

    assert [_sums(d) for d in sheet(other, mixed)] == [_sums(d) for d in judged]
    assert sheet(case, marks) == judged


def _sums(day):
    """Return a day without its words: of two absences at once either may be told first."""
    return replace(day, why=())


@given(case=whole_cases(), marks=any_marks())
def test_with_leave_and_outings_worked_break_and_gap_are_still_the_time(case, marks):
    """Nothing negative, nothing twice; overtime never counts more than there is."""
    for day in sheet(case, marks):
        shown_s = 0
        if day.span is not None:
            span = day.span
            shown_s = span.overtime_s + span.before_s
            assert min(span.worked_s, span.break_s, span.gap_s, shown_s) >= 0
            if day.shift is not None:
                own = case.rules.shifts["own"]
                begins = day.came if own.early_counts else max(day.came, day.start)
                inside_s = max(0, int((min(day.left, day.end) - begins).total_seconds()))
                assert span.whole_s == inside_s
        assert 0 <= day.overtime_counted_s <= shown_s
        planned_s = 0 if day.end is None else int((day.end - day.start).total_seconds())
        assert 0 <= day.leave_s + day.outing_s <= planned_s


@given(own=SHIFTS, aways=ABSENT, over=OVER, data=st.data())
def test_a_missing_tap_never_changes_another_day_whatever_is_approved(own, aways, over, data):
    """Forgotten is forgotten, on leave or not."""
    case = replace(case_of(own), aways=aways, overtime=over, watermark=DONE)
    marks = data.draw(honest_marks(own))
    forgotten = data.draw(st.sampled_from(marks))
    its_day = MONDAY + timedelta(days=int(forgotten.id.partition("-")[2]))
    rest = sheet(case, [mark for mark in marks if mark is not forgotten])

    assert [d for d in rest if d.date != its_day] == [
        d for d in sheet(case, marks) if d.date != its_day
    ]


@given(own=SHIFTS, aways=ABSENT, marks=any_marks())
def test_what_is_approved_never_makes_a_day_worse(own, aways, marks):
    """Nobody is later, or leaves earlier, for having had leave."""
    case = case_of(own)
    plain, free = sheet(case, marks), sheet(replace(case, aways=aways), marks)

    for before, after in zip(plain, free, strict=True):
        if before.status in (Status.PRESENT, Status.ABSENT):  # others may be beyond "late by"
            assert (after.late_s, after.early_s) <= (before.late_s, before.early_s)
            assert after.early_s <= before.early_s
        assert after.status is not Status.ABSENT or before.status is Status.ABSENT


HOURS = st.sampled_from(
    [
        ("09:00", "17:30"),
        ("17:30", "21:00"),
        ("18:00", "21:00"),
        ("22:00", "06:00"),
        ("00:00", "08:00"),
    ]
)


@given(hours=st.lists(HOURS, min_size=1, max_size=4, unique=True))
def test_each_instant_of_working_time_belongs_to_its_shift_alone(hours):
    """Margins may overlap, shifts that do not collide never do: the later one gives way."""
    shifts = [
        replace(shift(*span, "first_last", early_counts=False), id=f"s{n}")
        for n, span in enumerate(hours)
    ]
    plans = tuple(
        Assignment(person=ME, shift=s.id, from_=date(2026, 1, 1), pattern="daily") for s in shifts
    )
    rules = replace(sample_rules(), shifts={s.id: s for s in shifts}, assignments=plans)
    assume(collisions(rules, ME, MONDAY, MONDAY) == ())
    days = [MONDAY + timedelta(days=n) for n in range(-1, 2)]
    windows = apart([w for day in days for w in windows_on(rules, ME, day)])

    for window in windows[1:]:
        at = window.start + MINUTE
        while at <= window.end:
            found = window_at(rules, ME, at)
            assert (found.shift.id, found.day) == (window.shift.id, window.day)
            at += 29 * MINUTE
    for earlier, later in pairwise(windows):
        assert later.after is None or later.after == earlier.end
        assert not later.takes(earlier.end) or earlier.end > later.start

"""Published cases of a widely used system, run against ours (Frappe HR's shift types).

Its rules, as its manual and tests tell them: a shift from 08:00 to 12:00 with an
hour before and after for taps; each tap belongs to the window it lies in; IN and
OUT alternate within a shift, or are what the device says; hours are counted from
the first to the last tap or over every pair; thresholds for half a day and absent
by hours; grace for late and early; holidays worked or not; nothing is marked
before the last word of the readers. `Case.strict` and a shift's options give the
same. Where ours deliberately differs, the test says so.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from gateway.domain.attendance.day import Case, Day, Flag, Status
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.attendance.shifts import window_at
from gateway.domain.rules import Assignment, DayKind, Rules, Shift
from tests.domain.judged import ME, MONDAY, at, judged, rules_with, shift, taps

TUESDAY = MONDAY + timedelta(days=1)
NO_WATCH = 24 * 60
"""That system knows no watch window: hours alone make half a day."""


def theirs(hours: str = "08:00-12:00", **more) -> Shift:
    """Return a shift as that system has it: no breaks, grace only where it is switched on."""
    plain = {"late_grace_min": 0, "early_grace_min": 0, "watch_min": NO_WATCH, "breaks": ()}
    return shift(hours, **{**plain, **more})


def day_of(marks: Sequence[Mark], *shifts: Shift, **more) -> Day:
    rules = rules_with(*(shifts or (theirs(),)), pattern="daily")
    return judged(list(marks), rules=rules, strict=True, **more)


def before_now(*minutes: int, ways: Sequence[str] = ()) -> list[Mark]:
    """Return logs so many minutes before noon."""
    noon = at("12:00")
    return [
        Mark(
            id=f"log-{n}",
            at=noon - timedelta(minutes=m),
            zone="office",
            way=ways[n] if ways else "",
        )
        for n, m in enumerate(minutes)
    ]


ALTERNATING = before_now(390, 300, 270, 90, 0)
BY_LOG_TYPE = before_now(
    390,
    360,
    300,
    290,
    260,
    240,
    150,
    60,
    ways=["out", "in", "out", "in", "out", "in", "in", "out"],
)


@pytest.mark.parametrize(
    ("logs", "pairing", "hours"),
    [
        (ALTERNATING, "first_last", 6.5),
        (ALTERNATING, "every_pair", 4.5),
        (BY_LOG_TYPE, "first_last", 5.0),
        (BY_LOG_TYPE, "every_pair", 4.5),
        ([BY_LOG_TYPE[1], BY_LOG_TYPE[-1]], "every_pair", 5.0),
    ],
)
def test_working_hours_by_alternating_entries_and_by_log_type(logs, pairing, hours):
    """Its four ways to count hours, over its own lists of logs."""
    day = day_of(logs, theirs("05:00-13:00", pairing=pairing))

    assert day.span.worked_s == hours * 3600


@pytest.mark.parametrize(
    ("local", "is_its"),
    [("08:45", True), ("07:00", True), ("13:00", True), ("13:01", False), ("06:59", False)],
)
def test_a_log_belongs_to_the_shift_whose_margins_it_lies_in(local, is_its):
    """An hour before and after, both ends with it; beyond it is off shift."""
    days = _days(taps(local))

    assert (days[0].status is Status.INCOMPLETE) is is_its
    assert any(d.status is Status.OFF_SHIFT for d in days) is not is_its


def _days(marks: list[Mark], rules: Rules | None = None, last: date = MONDAY, **more) -> list[Day]:
    rules = rules or rules_with(theirs(), pattern="daily")
    return timesheet(Case(rules=rules, person=ME, strict=True, **more), MONDAY, last, marks)


def test_two_shifts_that_follow_take_the_logs_of_their_own_windows():
    """08:00 to 12:00 and 12:30 to 16:30: 12:45 is the second's, though the first's margin holds."""
    first = theirs(id="first")
    second = theirs("12:30-16:30", id="second")
    rules = rules_with(first, second, pattern="daily")

    found = [window_at(rules, ME, at(t)).shift.id for t in ("08:45", "12:00", "12:01", "12:45")]

    assert found == ["first", "first", "second", "second"]


def test_after_the_assignments_last_day_a_log_is_off_shift():
    """Assignments are dated."""
    rules = rules_with(theirs())
    ended = replace(rules.assignments[0], to=MONDAY, pattern="daily")
    rules = replace(rules, assignments=(ended,))

    assert window_at(rules, ME, at("08:45")) is not None
    assert window_at(rules, ME, at("08:45", TUESDAY)) is None


@pytest.mark.parametrize(
    ("hours", "logs", "day"),
    [
        ("23:00-01:00", ("23:00", "25:30"), MONDAY),
        ("23:00-07:00", ("23:00", "31:00"), MONDAY),
        ("00:30-10:00", ("-00:30", "34:00"), TUESDAY),
        ("19:00-00:30", ("19:00", "25:30"), MONDAY),
    ],
)
def test_a_night_shift_is_one_shift_of_the_day_it_starts(hours, logs, day):
    """Also its margins before and after midnight; only on the one day it is assigned."""
    own = theirs(hours)
    plan = Assignment(person=ME, shift="own", from_=day, to=day, pattern="daily")
    rules = replace(rules_with(own), assignments=(plan,))
    came, left = (_local(log) for log in logs)

    for moment in (came, left):
        assert window_at(rules, ME, moment).day == day
        for other in (timedelta(days=-1), timedelta(days=1)):
            assert window_at(rules, ME, moment + other) is None


def _local(log: str) -> datetime:
    if log.startswith("-"):
        return at("00:00", TUESDAY) - timedelta(minutes=30)
    return at(log)


@pytest.mark.parametrize(
    ("logs", "options", "status", "hours"),
    [
        (("08:00", "12:00"), {}, Status.PRESENT, 4.0),
        (("08:00", "09:30"), {"half_day_min": 120}, Status.HALF_DAY, 1.5),
        (("08:00", "09:30"), {"absent_min": 120}, Status.ABSENT, 1.5),
        (("08:00", "09:30"), {"half_day_min": 120, "absent_min": 60}, Status.HALF_DAY, 1.5),
        (("08:00", "08:45"), {"half_day_min": 120, "absent_min": 60}, Status.ABSENT, 0.75),
        (("08:00", "10:00"), {"half_day_min": 120, "absent_min": 60}, Status.PRESENT, 2.0),
    ],
)
def test_thresholds_for_half_a_day_and_absent(logs, options, status, hours):
    """By hours, absent first; equal passes."""
    day = day_of(taps(*logs), theirs(**options))

    assert (day.status, day.span.worked_s) == (status, hours * 3600)


def test_entry_and_exit_grace():
    """An hour of each: 09:30 is late and 10:30 early; 09:00 and 11:00 are neither."""
    own = theirs(late_grace_min=60, early_grace_min=60)
    day = day_of(taps("09:30", "10:30"), own)

    assert (day.status, day.flags) == (Status.PRESENT, (Flag.LATE, Flag.EARLY))
    assert day_of(taps("09:00", "11:00"), own).flags == ()


@pytest.mark.parametrize(
    ("pattern", "status"), [("daily", Status.PRESENT), ("weekdays", Status.HOLIDAY)]
)
def test_attendance_on_holidays_switched_on_and_off(pattern, status):
    """On: a shift like any; off: a holiday on which somebody was here (there: nothing at all)."""
    rules = rules_with(theirs(), pattern=pattern, calendar={MONDAY: DayKind.HOLIDAY})

    assert judged(taps("08:00", "12:00"), rules=rules, strict=True).status is status


def test_nobody_is_absent_on_a_holiday():
    """No tap and no shift."""
    rules = rules_with(theirs(), calendar={MONDAY: DayKind.HOLIDAY})

    assert judged([], rules=rules, strict=True).status is Status.HOLIDAY


def test_nothing_is_marked_before_the_last_sync_is_beyond_the_shift():
    """15:00 to 23:30, margin to 00:30: a sync at 00:30 is too early, at 01:00 it counts."""
    own, marks = theirs("15:00-23:30"), taps("15:00", "23:30")

    assert not day_of(marks, own, watermark=at("24:30")).final
    assert day_of(marks, own, watermark=at("25:00")).final


def test_absentees_wait_one_day_for_late_records():
    """Marked a day after."""
    assert not day_of([], watermark=at("13:00", TUESDAY)).final
    assert day_of([], watermark=at("13:01", TUESDAY)).final


def test_a_margin_that_is_changed_midway_still_takes_the_earlier_log():
    """08:00 came under one setting, 12:00 under another: both are this shift's."""
    wider = theirs(before_min=120)

    assert day_of(taps("08:00", "12:00"), wider).status is Status.PRESENT


def test_where_ours_differs_one_log_alone_is_incomplete():
    """There it is present with no hours, or absent by a threshold; hours are not known."""
    assert day_of(taps("08:00")).status is Status.INCOMPLETE


def test_where_ours_differs_the_open_session_comes_first():
    """The tap at 17:35: by windows alone it starts the evening's duty and the day has no end."""
    rules = rules_with(theirs("09:00-17:30", id="day"), theirs("18:00-21:00", id="duty"))
    marks = taps("08:55", "17:35", "21:02")
    [day, duty] = _days(marks, rules)
    ours = timesheet(Case(rules=rules, person=ME), MONDAY, MONDAY, marks)

    assert (day.status, duty.status, duty.came) == (
        Status.INCOMPLETE,
        Status.PRESENT,
        at("17:35"),
    )
    assert (ours[0].status, ours[0].left) == (Status.PRESENT, at("17:35"))

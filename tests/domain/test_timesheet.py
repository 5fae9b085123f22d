"""The timesheet: what a day comes to from its taps, each rule with its trap (spec 02 §1 to §3)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from gateway.domain.attendance.day import Away, Case, Flag, Status
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.rules import Assignment, DayKind, Shift
from gateway.domain.text import Text
from tests.domain.scene import SHANGHAI

MONDAY = date(2026, 11, 16)
TUESDAY = date(2026, 11, 17)
FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)
ME = "p004"


def at(local: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(local), SHANGHAI)


def shift(id_: str = "day", start: str = "09:00", end: str = "17:30", **more) -> Shift:
    times = {"start": time.fromisoformat(start), "end": time.fromisoformat(end)}
    noon = ((time(12), time(13)),)
    return Shift(**{"id": id_, "name": Text(id_, id_), "breaks": noon, **times, **more})


EVENING = shift("duty", "18:00", "21:00", breaks=())
NIGHT = shift("night", "22:00", "06:00", breaks=())


def plan(shift_id: str = "day", **more) -> Assignment:
    return Assignment(**{"person": ME, "shift": shift_id, "from_": date(2026, 1, 1), **more})


def marks(*said: str, day: date = MONDAY) -> list[Mark]:
    """Return taps at the office's door: `08:55`, or `08:55 in` where somebody said which way."""
    found = []
    for one in said:
        local, _, way = one.partition(" ")
        found.append(Mark(id=f"{day}:{local}", at=at(local, day), zone="office", way=way))
    return found


@pytest.fixture
def judged(rules):
    """Return what judges taps: `judged(marks(...))` by the day shift on working days."""

    def judge(taps, *, first=MONDAY, last=None, shifts=(), plans=None, **more):
        shifts = shifts or (shift(),)
        plans = [plan(s.id) for s in shifts] if plans is None else plans
        own = replace(rules, shifts={s.id: s for s in shifts}, assignments=tuple(plans))
        return timesheet(Case(rules=own, person=ME, **more), first, last or first, taps)

    return judge


def only(days):
    [day] = days
    return day


def codes(day) -> list[str]:
    return [why.code for why in day.why]


def test_an_ordinary_day(judged):
    """Worked, break and gap add up to the time between coming and leaving; early is not paid."""
    day = only(judged(marks("08:55", "17:40")))

    assert (day.status, day.flags, day.late_s, day.early_s) == (Status.PRESENT, (), 0, 0)
    assert day.span.worked_s == 7.5 * 3600
    assert (day.span.break_s, day.span.gap_s) == (3600, 0)
    assert (day.span.overtime_s, day.span.before_s) == (600, 300)
    assert [tap.way for tap in day.taps] == ["in", "out"]


@pytest.mark.parametrize(
    ("came", "late_s"), [("09:05:00", 0), ("09:05:01", 301), ("09:00", 0), ("11:00:00", 7200)]
)
def test_exactly_at_the_grace_is_on_time(judged, came, late_s):
    """Five minutes, compared strictly; late counts from the start."""
    day = only(judged(marks(came, "17:30")))

    assert day.late_s == late_s
    assert (Flag.LATE in day.flags) is bool(late_s)


def test_nobody_is_late_by_four_hours(judged):
    """Beyond the watch window of 120 minutes somebody came for half a day."""
    day = only(judged(marks("11:00:01", "17:30")))

    assert (day.status, day.flags, day.late_s) == (Status.HALF_DAY, (), 0)
    assert "came_half" in codes(day)


def test_leaving_before_the_end(judged):
    """Early beyond the grace is a flag, beyond the watch window half a day."""
    assert only(judged(marks("09:00", "17:25"))).flags == ()
    assert only(judged(marks("09:00", "17:24"))).early_s == 6 * 60
    assert only(judged(marks("09:00", "15:00"))).status is Status.HALF_DAY


def test_no_record_is_absent(judged):
    """S3: no record on a workday is absent; on a rest day it is a rest day."""
    days = judged([], first=FRIDAY, last=SATURDAY)

    assert [day.status for day in days] == [Status.ABSENT, Status.REST_DAY]


def test_a_holiday_and_a_makeup_saturday(judged, rules):
    """S21: the calendar decides, make-up workdays first."""
    table = {MONDAY: DayKind.HOLIDAY, SATURDAY: DayKind.MAKEUP}
    own = replace(rules, shifts={"day": shift()}, assignments=(plan(),), calendar=table)
    days = timesheet(Case(rules=own, person=ME), MONDAY, SATURDAY, [])

    assert [d.status for d in days] == [Status.HOLIDAY, *[Status.ABSENT] * 5]


def test_work_on_a_rest_day_is_told_apart(judged):
    """Hours of a Saturday are overtime, never a shift's."""
    day = only(judged(marks("10:00", "12:00", day=SATURDAY), first=SATURDAY))

    assert (day.status, day.shift, day.span.overtime_s) == (Status.REST_DAY, None, 7200)


def test_one_tap_missing_is_neither_present_nor_absent(judged):
    """Hours are unknown, so none are told."""
    day = only(judged(marks("08:55")))

    assert (day.status, day.span, day.left) == (Status.INCOMPLETE, None, None)
    assert "missing_out" in codes(day)


def test_a_forgotten_tap_never_turns_the_following_days_round(judged):
    """Monday without leaving: Tuesday's coming is Tuesday's coming."""
    taps = marks("08:55") + marks("08:58", "17:35", day=TUESDAY)
    monday, tuesday = judged(taps, last=TUESDAY)

    assert (monday.status, tuesday.status) == (Status.INCOMPLETE, Status.PRESENT)
    assert tuesday.came == at("08:58", TUESDAY)


def test_a_forgotten_night_tap_does_not_take_the_next_evening(judged):
    """22:00 to 06:00, nobody tapped out; the next evening at 21:55 is coming again."""
    nights = [plan("night", pattern="daily")]
    taps = marks("21:55") + marks("21:56", day=TUESDAY)
    wednesday = TUESDAY + timedelta(days=1)
    taps += marks("06:03", day=wednesday)
    monday, tuesday = judged(taps, last=TUESDAY, shifts=(NIGHT,), plans=nights)

    assert (monday.status, tuesday.status) == (Status.INCOMPLETE, Status.PRESENT)
    assert tuesday.span.worked_s == 8 * 3600 - 0


def test_the_tap_at_1735_closes_the_day_and_is_not_taken_for_the_evening_duty(judged):
    """The open session comes first, even though the duty's window has begun at 17:00."""
    day, duty = judged(
        marks("08:55", "17:35", "17:55", "21:02"),
        shifts=(shift(), EVENING),
        plans=[plan(), plan("duty")],
    )

    assert (day.status, day.left) == (Status.PRESENT, at("17:35"))
    assert (duty.status, duty.came, duty.left) == (Status.PRESENT, at("17:55"), at("21:02"))


def test_shifts_half_an_hour_apart_are_bridged(judged):
    """17:30 and 18:00: one IN and one OUT serve both, and the explanation says so."""
    day, duty = judged(
        marks("08:55", "21:03"), shifts=(shift(), EVENING), plans=[plan(), plan("duty")]
    )

    assert (day.status, duty.status) == (Status.PRESENT, Status.PRESENT)
    assert (day.left, duty.came) == (at("17:30"), at("18:00"))
    assert "bridge" in codes(day)


def test_shifts_further_apart_are_not_bridged(judged):
    """31 minutes: each wants its taps."""
    late = shift("duty", "18:01", "21:00", breaks=())
    day, duty = judged(
        marks("08:55", "21:03"), shifts=(shift(), late), plans=[plan(), plan("duty")]
    )

    assert (day.status, duty.status) == (Status.INCOMPLETE, Status.INCOMPLETE)


def test_lunch_tapped_or_not_costs_the_same(judged):
    """A planned break is taken off only where nobody tapped out for it."""
    tapped = only(
        judged(marks("09:00", "12:00", "13:00", "17:30"), shifts=(shift(pairing="every_pair"),))
    )
    untapped = only(judged(marks("09:00", "17:30"), shifts=(shift(pairing="every_pair"),)))

    assert tapped.span == untapped.span
    assert tapped.span.worked_s == 7.5 * 3600


def test_an_hour_away_is_a_gap_by_every_pair_and_none_by_first_and_last(judged):
    """15:00 to 16:00 in town."""
    taps = marks("09:00", "15:00", "16:00", "17:30")
    every = only(judged(taps, shifts=(shift(pairing="every_pair"),)))
    first_last = only(judged(taps))

    assert (every.span.gap_s, every.span.worked_s) == (3600, 6.5 * 3600)
    assert (first_last.span.gap_s, first_last.span.worked_s) == (0, 7.5 * 3600)


def test_a_forgotten_tap_at_noon_is_seen_through(judged):
    """In, out to lunch, and the next tap is at the end: that was leaving."""
    day = only(judged(marks("09:00", "12:00", "17:31")))

    assert (day.status, day.left) == (Status.PRESENT, at("17:31"))
    assert "taken_as_out" in codes(day)


def test_back_from_lunch_and_no_leaving_is_incomplete(judged):
    """Not "left at 13:00"."""
    assert only(judged(marks("09:00", "12:00", "13:00"))).status is Status.INCOMPLETE


def test_bounces_and_second_taps_do_not_count(judged):
    """Within 10 s the card was still there; within two minutes it asked a question."""
    day = only(judged(marks("08:55:00", "08:55:05", "08:56:30", "17:31")))

    assert (day.status, day.came, day.left) == (Status.PRESENT, at("08:55"), at("17:31"))
    assert {tap.why for tap in day.taps if not tap.way} == {"bounce", "second_tap"}


def test_what_somebody_said_at_the_kiosk_counts_more_than_the_order(judged):
    """ "I'm leaving" at 17:31 though the morning's tap was forgotten."""
    day = only(judged(marks("17:31 out")))

    assert (day.status, day.left) == (Status.INCOMPLETE, at("17:31"))
    assert "missing_in" in codes(day)


def test_coming_long_before_the_window_still_is_coming(judged):
    """07:20 for 09:00: counted from the start, unless a site wants it strict."""
    taps = marks("07:20", "17:31")

    assert only(judged(taps)).span.worked_s == 7.5 * 3600
    assert [d.status for d in judged(taps, strict=True)] == [Status.INCOMPLETE, Status.OFF_SHIFT]


def test_leaving_long_after_the_window_still_is_leaving(judged):
    """20:00 after a long day: overtime is shown."""
    day = only(judged(marks("08:55", "20:00")))

    assert (day.status, day.flags, day.span.overtime_s) == (Status.PRESENT, (Flag.LATE_OUT,), 9000)


def test_coming_before_the_window_and_leaving_after_it_is_no_absence(judged):
    """07:59:59 and 18:30:01, a second beyond either margin: here all day, and longer."""
    day = only(judged(marks("07:59:59", "18:30:01")))

    assert (day.status, day.span.worked_s) == (Status.PRESENT, 7.5 * 3600)
    assert day.flags == (Flag.LATE_OUT, Flag.EARLY_IN)


def test_coming_before_the_window_and_no_tap_for_leaving_is_incomplete_not_absent(judged):
    """Whatever is tapped on the days after it."""
    later = marks("08:55", "17:31", day=MONDAY + timedelta(days=7))

    for more in ([], later):
        day = only(judged([*marks("07:50"), *more]))
        assert (day.status, day.came) == (Status.INCOMPLETE, at("07:50"))


def test_out_and_gone_before_the_window_is_nothing_to_the_shift(judged):
    """Something fetched at 07:40 is not coming to work."""
    sheet = judged(marks("07:40", "07:45", "09:00", "17:31"))

    assert [(d.status, d.came) for d in sheet] == [
        (Status.PRESENT, at("09:00")),
        (Status.OFF_SHIFT, at("07:40")),
    ]


def test_a_leave_beats_absence_and_half_a_leave_judges_the_other_half(judged):
    """Morning off: due at 13:00 after the break."""
    whole = Away(id="l1", kind="leave", since=at("00:00"), until=at("00:00", TUESDAY), what="年假")
    morning = replace(whole, until=at("12:00"))

    assert only(judged([], aways=(whole,))).status is Status.ON_LEAVE
    assert only(judged([], aways=(morning,))).status is Status.ABSENT
    half = only(judged(marks("13:04", "17:30"), aways=(morning,)))
    assert (half.status, half.flags) == (Status.PRESENT, ())
    late = only(judged(marks("13:06", "17:30"), aways=(morning,)))
    assert late.late_s == 360


@pytest.mark.parametrize(
    ("worked_min", "status"), [(240, "present"), (239, "half_day"), (119, "absent")]
)
def test_hours_equal_to_a_threshold_pass_it(judged, worked_min, status):
    """Half a day below four hours, absent below two."""
    own = shift(half_day_min=240, absent_min=120, breaks=(), watch_min=600)
    left = at("09:00") + timedelta(minutes=worked_min)
    taps = [*marks("09:00"), Mark(id="out", at=left, zone="office")]

    assert only(judged(taps, shifts=(own,))).status == status


def test_a_day_is_final_once_every_reader_has_delivered_beyond_it(judged):
    """The window's end strictly before the watermark; absence waits one more day."""
    taps = marks("08:55", "17:35")
    closes = at("18:30")

    assert not only(judged(taps, watermark=closes)).final
    assert only(judged(taps, watermark=closes + timedelta(seconds=1))).final
    assert not only(judged([], watermark=closes + timedelta(days=1))).final
    assert only(judged([], watermark=closes + timedelta(days=1, seconds=1))).final
    assert not only(judged(taps)).final


@pytest.mark.parametrize(
    ("pattern", "worked"),
    [
        ("every:2", [1, 0, 1, 0, 1, 0, 1]),
        ("cycle:2/1", [1, 1, 0, 1, 1, 0, 1]),
        ("mon-wed,sun", [1, 1, 1, 0, 0, 0, 1]),
        ("sat-mon", [1, 0, 0, 0, 0, 1, 1]),
        ("daily", [1] * 7),
    ],
)
def test_patterns(judged, pattern, worked):
    """Rotations begin with the assignment's first day (S25)."""
    sunday = MONDAY + timedelta(days=6)
    days = judged([], last=sunday, plans=[plan(pattern=pattern, from_=MONDAY)])

    assert [int(day.status is Status.ABSENT) for day in days] == worked


def test_somebody_without_a_plan_is_off_shift(judged):
    """The tap is kept, and judged again when a plan arrives."""
    day = only(judged(marks("10:00", "11:00"), plans=[]))

    assert (day.status, day.shift, day.span.overtime_s) == (Status.OFF_SHIFT, None, 3600)
    assert judged([], plans=[]) == []


def test_an_inner_door_changes_nothing(judged, rules):
    """Whoever goes to the server room has not left the office."""
    zones = {**rules.zones, "lab": replace(rules.zones["office"], id="lab", parent="office")}
    own = replace(rules, zones=zones, shifts={"day": shift()}, assignments=(plan(),))
    lab = [Mark(id="lab", at=at("10:00"), zone="lab")]
    day = only(timesheet(Case(rules=own, person=ME), MONDAY, MONDAY, marks("08:55", "17:31") + lab))

    assert (day.status, day.left) == (Status.PRESENT, at("17:31"))
    assert [tap.why for tap in day.taps if tap.id == "lab"] == ["inner_door"]

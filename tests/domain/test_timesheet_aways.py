"""Leave, outings, field work, overtime and declared taps in the timesheet (spec 02 §3, §4)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.attendance.day import Flag, Status
from gateway.domain.attendance.marks import Mark
from gateway.domain.rules import Almanac, DayKind
from tests.domain.judged import MONDAY, at, away, codes, judged, rules_with, shift, taps

SATURDAY = date(2026, 11, 21)
H = 3600


def hours(figure: float) -> int:
    return int(figure * H)


@pytest.mark.parametrize(
    ("kind", "what", "status"),
    [
        ("leave", "annual", Status.ON_LEAVE),
        ("outing", "客户", Status.OUTING),
        ("field_work", "展会", Status.FIELD_WORK),
        ("leave", "field_work", Status.FIELD_WORK),
    ],
)
def test_approved_beats_absent_each_by_its_own_status(kind, what, status):
    """Unapproved is absent; field work is neither leave nor "present"."""
    day = judged([], aways=(away(kind, "00:00-24:00", what),))

    assert judged([]).status is Status.ABSENT
    assert (day.status, day.flags, day.span) == (status, (), None)
    is_leave = status is Status.ON_LEAVE
    assert (day.leave_s, day.outing_s) == ((hours(7.5), 0) if is_leave else (0, hours(7.5)))


def test_the_reason_names_the_kind_and_when():
    """In both languages, from the office's own table."""
    day = judged([], aways=(away("leave", "09:00-17:30", "annual"),))

    assert day.why[1].text.zh == "已批准请假（年假） 11-16 09:00–17:30"
    assert day.why[1].text.en == "Approved leave (Annual leave), 11-16 09:00–17:30"


@pytest.mark.parametrize(
    ("said", "late_s", "early_s"),
    [
        (["13:05", "17:30"], 0, 0),
        (["13:05:01", "17:30"], 301, 0),
        (["13:00", "17:24"], 0, 360),
        (["12:30", "17:30"], 0, 0),
    ],
)
def test_half_a_leave_and_taps_judges_the_other_half(said, late_s, early_s):
    """Morning off to 12:00: due after the break, at 13:00."""
    day = judged(taps(*said), aways=(away("leave", "09:00-12:00", "personal"),))

    assert (day.status, day.late_s, day.early_s) == (Status.PRESENT, late_s, early_s)
    assert day.leave_s == 3 * H


def test_an_afternoon_off_ends_the_day_before_the_break():
    """Leave from 13:00: leaving at noon is in time, at 11:54 it is early."""
    off = (away("leave", "13:00-17:30", "personal"),)

    assert judged(taps("09:00", "12:00"), aways=off).flags == ()
    assert judged(taps("09:00", "11:54"), aways=off).early_s == 360


def test_half_a_leave_with_nothing_else_is_absent():
    """The other half was due, and nobody came."""
    day = judged([], aways=(away("leave", "09:00-12:00", "personal"),))

    assert (day.status, day.leave_s) == (Status.ABSENT, 3 * H)


def test_thresholds_count_what_was_approved():
    """Half a day below six hours: three of leave and four and a half of work are enough."""
    own = rules_with(shift(half_day_min=360))
    off = (away("leave", "09:00-12:00", "personal"),)

    assert judged(taps("13:00", "17:30"), rules=own, aways=off).status is Status.PRESENT
    assert judged(taps("13:00", "17:30"), rules=own).status is Status.HALF_DAY


def test_late_is_only_what_was_not_excused():
    """Leave 10:00 to 12:00, came at 13:20: the hour from 9 and twenty minutes are late."""
    day = judged(taps("13:20", "17:30"), aways=(away("leave", "10:00-12:00", "personal"),))

    assert (day.status, day.late_s) == (Status.PRESENT, 80 * 60)


def test_an_outing_between_two_taps_is_worked_and_no_gap():
    """15:00 to 16:00 in town, by every pair: without approval it is a gap."""
    own = rules_with(shift(pairing="every_pair"))
    said = taps("09:00", "15:00", "16:00", "17:30")
    plain = judged(said, rules=own)
    day = judged(said, rules=own, aways=(away("outing", "14:50-16:10", "银行"),))

    assert (plain.span.worked_s, plain.span.gap_s) == (hours(6.5), H)
    assert (day.span.worked_s, day.span.gap_s) == (hours(7.5), 0)
    assert (day.status, day.outing_s) == (Status.PRESENT, 80 * 60)


def test_whoever_comes_back_late_from_an_outing_has_a_gap():
    """Approved to 15:30, back at 16:00: half an hour is nobody's."""
    own = rules_with(shift(pairing="every_pair"))
    said = taps("09:00", "15:00", "16:00", "17:30")
    day = judged(said, rules=own, aways=(away("outing", "15:00-15:30", "银行"),))

    assert (day.span.gap_s, day.span.worked_s) == (H // 2, 7 * H)


def test_an_outing_to_the_end_of_the_day_needs_no_tap_after_it():
    """Left at 15:00 for good, approved: neither early nor half a day."""
    day = judged(taps("09:00", "15:00"), aways=(away("outing", "15:00-17:30", "客户"),))

    assert (day.status, day.flags, day.outing_s) == (Status.PRESENT, (), hours(2.5))


def test_leave_between_coming_and_leaving_is_not_worked():
    """An hour at the doctor's inside the day, not tapped: paid or not, it is no work."""
    day = judged(taps("09:00", "17:30"), aways=(away("leave", "14:00-15:00", "sick"),))

    assert (day.span.worked_s, day.span.break_s, day.span.gap_s) == (hours(6.5), 2 * H, 0)


def test_leave_and_outing_that_together_cover_the_shift():
    """The kind that covers more names the day; the break between them is nobody's."""
    both = (away("leave", "09:00-12:00", "personal"), away("outing", "13:00-17:30", "客户"))
    day = judged([], aways=both)

    assert (day.status, day.leave_s, day.outing_s) == (Status.OUTING, 3 * H, hours(4.5))


def test_taps_during_a_whole_days_leave_are_shown_and_say_what_to_do():
    """Came all the same: the leave stands until it is cancelled."""
    day = judged(taps("09:00", "17:30"), aways=(away("leave", "00:00-24:00", "annual"),))

    assert day.status is Status.ON_LEAVE
    assert "could_cancel" in codes(day)
    assert len(day.taps) == 2


def test_overtime_is_shown_and_counts_where_it_was_approved():
    """17:30 to 20:00, approved from 18:00 to 21:00."""
    said = taps("08:30", "20:00")
    plain = judged(said)
    day = judged(said, overtime=(away("overtime", "18:00-21:00"),))

    assert (plain.span.overtime_s, plain.span.before_s) == (hours(2.5), H // 2)
    assert (plain.overtime_counted_s, plain.overtime_class) == (0, "workday")
    assert "could_overtime" in codes(plain)
    assert (day.overtime_counted_s, day.span.overtime_s) == (2 * H, hours(2.5))


def test_coming_early_counts_when_it_was_approved_and_is_never_paid_by_itself():
    """The trap: half an hour a day of "overtime" for who likes an empty bus."""
    said = taps("08:00", "17:30")

    assert judged(said).overtime_counted_s == 0
    assert judged(said).span.worked_s == hours(7.5)
    approved = (away("overtime", "08:30-09:00"),)
    assert judged(said, overtime=approved).overtime_counted_s == H // 2
    early = rules_with(shift(early_counts=True))
    assert judged(said, rules=early, overtime=approved).overtime_counted_s == 0
    assert judged(said, rules=early).span.worked_s == hours(8.5)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (None, "rest_day"),
        (DayKind.REST, "rest_day"),
        (DayKind.HOLIDAY, "holiday"),
        (DayKind.MAKEUP, "workday"),
    ],
)
def test_overtime_on_rest_days_and_holidays_is_of_its_own_class(kind, said):
    """A Saturday, a holiday; a Saturday that is worked is a workday."""
    own = rules_with(shift("09:00-12:00"), calendar={SATURDAY: kind} if kind else {})
    over = away("overtime", "13:00-15:00", day=SATURDAY)
    marks = taps("08:58", "15:00", day=SATURDAY)
    day = judged(marks, rules=own, day=SATURDAY, overtime=(over,))

    assert (day.overtime_class, day.overtime_counted_s) == (said, 2 * H)


def test_work_into_the_night_of_a_rest_day_is_that_days():
    """Saturday 20:00 to Sunday 01:00, off shift: five hours, all of them Saturday's."""
    marks = taps("20:00", day=SATURDAY) + taps("01:00", day=SATURDAY + timedelta(days=1))
    day = judged(marks, day=SATURDAY)

    assert (day.status, day.span.overtime_s) == (Status.REST_DAY, 5 * H)


def test_a_rest_day_is_final_only_when_nobody_can_leave_on_it_any_more():
    """Who works past midnight leaves on the day of coming, up to 04:00."""
    sunday = MONDAY - timedelta(days=1)
    came = taps("20:00", day=sunday)

    assert not judged(came, day=sunday, watermark=at("24:30", sunday)).final
    assert not judged(came, day=sunday, watermark=at("28:00", sunday)).final
    assert judged(came, day=sunday, watermark=at("28:01", sunday)).final


def test_a_leaving_that_is_only_guessed_is_final_when_the_office_s_day_ends():
    """Out to lunch, one tap near the end: a tap after the window would still be the leaving."""
    said = ("08:55", "12:00", "17:20")

    assert not judged(taps(*said), watermark=at("18:35")).final
    assert judged(taps(*said, "19:30"), watermark=at("19:35")).left == at("19:30")
    assert judged(taps(*said), watermark=at("28:01")).final


@pytest.mark.parametrize(
    ("night", "worked_h"), [(date(2026, 3, 28), 6), (date(2026, 10, 24), 8), (date(2026, 6, 1), 7)]
)
def test_a_break_in_the_night_the_clocks_change_lasts_as_long_as_it_says(night, worked_h):
    """The night is an hour shorter or longer; the hour of rest is an hour."""
    rest = shift("22:00-06:00", breaks=((time(2), time(3)),))
    rules = replace(rules_with(rest, pattern="daily"), timezone=ZoneInfo("Europe/Berlin"))
    ends = [
        datetime.combine(night, time(22), rules.timezone),
        datetime.combine(night + timedelta(days=1), time(6), rules.timezone),
    ]
    marks = [Mark(id=f"{n}", at=one, zone="office") for n, one in enumerate(ends)]

    day = judged(marks, rules=rules, day=night)

    assert day.span is not None
    assert (day.span.worked_s, day.span.break_s) == (worked_h * 3600, 3600)


def test_a_declared_tap_counts_like_one_and_says_whose_word_it_is():
    """An approved correction: a new fact beside the old."""
    day = judged(taps("08:58") + taps("17:32 out", by="p001"))

    assert (day.status, day.left) == (Status.PRESENT, at("17:32"))
    assert day.flags == (Flag.DECLARED,)
    assert [tap.by for tap in day.taps] == ["", "p001"]
    said = next(why for why in day.why if why.code == "declared")
    assert said.text.zh == "17:32 下班是补卡（李伟），已批准"


def test_a_declared_tap_next_to_a_real_one_is_no_bounce():
    """Somebody declares 17:31 and had tapped at 17:30 after all: the last one counts."""
    day = judged(taps("08:58", "17:30") + taps("17:31 out", by="p001"))

    assert (day.status, day.left) == (Status.PRESENT, at("17:31"))


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ([], "could_leave"),
        ([], "could_declare"),
        (["08:55"], "could_declare"),
        (["17:31 out"], "could_declare"),
        (["09:30", "17:30"], "could_excuse"),
        (["12:30", "17:30"], "could_excuse"),
    ],
)
def test_a_verdict_says_what_would_change_it(said, remedy):
    """Wherever a person could act."""
    assert remedy in codes(judged(taps(*said)))


def test_an_ordinary_day_asks_nothing_of_anybody():
    """Ten minutes around the shift are not worth a sentence."""
    assert codes(judged(taps("08:50", "17:40"))) == ["shift"]


def test_an_unknown_calendar_asks_to_be_published():
    """Taken by the week, and said so."""
    own = rules_with(shift(), almanac=Almanac())
    day = judged(taps("09:00", "17:30"), rules=own)

    assert Flag.UNKNOWN_CALENDAR in day.flags
    assert codes(day)[-2:] == ["unknown_calendar", "could_publish"]


def test_an_unknown_pattern_is_explained_and_taken_as_working_days():
    """Refused at the registry; an old one in the ledger's rules still has to be judged."""
    own = rules_with(shift(), pattern="fortnightly")

    assert "unknown_pattern" in codes(judged(taps("09:00", "17:30"), rules=own))
    assert "unknown_pattern" in codes(judged([], rules=own, day=SATURDAY))


def test_work_elsewhere_before_coming_counts_towards_the_thresholds():
    """At a client's until noon, then half a day here: not "half a day"."""
    own = rules_with(shift(half_day_min=360))
    out = (away("outing", "09:00-12:00", "客户"),)

    assert judged(taps("13:00", "17:30"), rules=own, aways=out).status is Status.PRESENT


def test_time_under_both_leave_and_an_outing_is_leave():
    """Counted once: what is under leave is not worked elsewhere."""
    both = (away("leave", "09:00-12:00", "personal"), away("outing", "10:00-14:00", "客户"))
    day = judged(taps("14:00", "17:30"), aways=both)

    assert (day.leave_s, day.outing_s) == (3 * H, H)


@pytest.mark.parametrize(("local", "missing"), [("09:10", "missing_out"), ("10:50", "missing_in")])
def test_the_only_tap_of_a_short_shift_is_the_one_it_is_nearer_to(local, missing):
    """09:00 to 11:00: ten past nine is coming, ten to eleven leaving."""
    own = rules_with(shift("09:00-11:00"))

    assert missing in codes(judged(taps(local), rules=own))


def test_a_leaving_after_midnight_without_a_coming_is_the_evenings():
    """Saturday night, off shift, nobody tapped in: not Sunday's."""
    day = judged(taps("25:00 out", day=SATURDAY), day=SATURDAY)

    assert [tap.way for tap in day.taps] == ["out"]

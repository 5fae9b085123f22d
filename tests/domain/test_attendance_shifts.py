"""Which shift a tap belongs to, and the first words about it."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.attendance import Word, verdict_in, verdict_out, window_at, windows_on
from gateway.domain.calendar import day_kind
from gateway.domain.rules import Assignment, DayKind, Shift
from gateway.domain.text import Text
from tests.domain.scene import SHANGHAI

FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)


def at(local: str, day: date = FRIDAY, zone=SHANGHAI) -> datetime:
    return datetime.combine(day, time.fromisoformat(local), zone)


def shift(id_: str, start: str, end: str, **more) -> Shift:
    times = {"start": time.fromisoformat(start), "end": time.fromisoformat(end)}
    return Shift(id=id_, name=Text(id_, id_), **times, **more)


def plan(shift_id: str, **more) -> Assignment:
    return Assignment(**{"person": "p004", "shift": shift_id, "from_": date(2026, 1, 1), **more})


def with_plans(rules, *plans, shifts=()):
    more = {s.id: s for s in shifts}
    return replace(rules, shifts={**rules.shifts, **more}, assignments=plans)


@pytest.mark.parametrize(
    ("local", "found"),
    [
        ("07:59:59", False),
        ("08:00:00", True),
        ("18:30:00", True),
        ("18:30:01", False),
    ],
)
def test_the_window_is_an_hour_around_the_shift_both_ends_inclusive(rules, local, found):
    """Day shift 09:00-17:30: from 08:00 to 18:30."""
    assert (window_at(rules, "p001", at(local)) is not None) is found


def test_a_night_shift_belongs_to_the_day_it_starts(rules):
    """22:00-06:00: the morning finds the evening before."""
    rules = with_plans(rules, plan("night", pattern="daily"))

    morning = window_at(rules, "p004", at("06:30", SATURDAY))

    assert (morning.day, morning.shift.id) == (FRIDAY, "night")


def test_a_shift_at_midnight_takes_the_evening_before(rules):
    """00:30 opens at 23:30 of the day before; its day is its own."""
    rules = with_plans(
        rules, plan("early", pattern="daily"), shifts=[shift("early", "00:30", "08:00")]
    )

    assert window_at(rules, "p004", at("23:45")).day == SATURDAY


def test_an_assignment_binds_the_day_the_shift_starts(rules):
    """The last night of an assignment ends on the day after its last date."""
    rules = with_plans(rules, plan("night", pattern="daily", to=FRIDAY))

    assert window_at(rules, "p004", at("05:00", SATURDAY)) is not None
    assert window_at(rules, "p004", at("21:30", SATURDAY)) is None


def test_before_its_first_date_an_assignment_says_nothing(rules):
    """Dated plans never look back."""
    rules = with_plans(rules, plan("day", from_=SATURDAY))

    assert windows_on(rules, "p004", FRIDAY) == ()


def test_of_two_windows_that_overlap_the_shared_instant_is_the_earlier_ones(rules):
    """Day to 17:30, duty from 18:00 with a window from 17:00: duty begins after 17:30."""
    rules = with_plans(rules, plan("day"), plan("duty"), shifts=[shift("duty", "18:00", "21:00")])

    found = [window_at(rules, "p004", at(t)).shift.id for t in ("17:10", "17:30", "17:30:01")]

    assert found == ["day", "day", "duty"]


def test_an_assignment_to_a_shift_that_is_gone_is_no_shift(rules):
    """Somebody deleted the template: off shift, not an error."""
    rules = with_plans(rules, plan("nothing"))

    assert window_at(rules, "p004", at("09:00")) is None


def test_windows_are_real_instants_over_a_change_of_the_clocks(rules):
    """The night the clocks go back in Berlin, 22:00-06:00 lasts nine hours."""
    berlin = ZoneInfo("Europe/Berlin")
    rules = replace(with_plans(rules, plan("night", pattern="daily")), timezone=berlin)

    (window,) = windows_on(rules, "p004", date(2026, 10, 24))

    assert (window.end - window.start).total_seconds() == 9 * 3600


@pytest.mark.parametrize(
    ("day", "kind", "works"),
    [
        (SATURDAY, None, False),
        (SATURDAY, DayKind.MAKEUP, True),
        (FRIDAY, None, True),
        (FRIDAY, DayKind.HOLIDAY, False),
        (FRIDAY, DayKind.UNKNOWN, True),
    ],
)
def test_the_calendars_table_goes_over_the_week(rules, day, kind, works):
    """A make-up Saturday is worked, a holiday Friday is not; unknown is by the week."""
    rules = replace(rules, calendar={day: kind} if kind else {})

    assert bool(windows_on(rules, "p001", day)) is works


def test_a_daily_pattern_works_on_rest_days_and_holidays(rules):
    """Shops and duty do."""
    rules = replace(
        with_plans(rules, plan("day", pattern="daily")), calendar={SATURDAY: DayKind.HOLIDAY}
    )

    assert len(windows_on(rules, "p004", SATURDAY)) == 1


def test_without_a_table_the_week_decides(rules):
    """Monday to Friday are workdays."""
    assert day_kind(rules, FRIDAY) is DayKind.WORKDAY
    assert day_kind(rules, SATURDAY) is DayKind.REST


@pytest.mark.parametrize(
    ("local", "word", "late_s"),
    [
        ("08:00:00", Word.ON_TIME, 0),
        ("09:00:00", Word.ON_TIME, 0),
        ("09:05:00", Word.ON_TIME, 0),
        ("09:05:01", Word.LATE, 301),
        ("11:00:00", Word.LATE, 7200),
        ("11:00:01", Word.HALF_DAY, 7201),
        ("07:30:00", Word.OFF_SHIFT, 0),
    ],
)
def test_late_is_strictly_more_than_the_grace_and_counted_from_the_start(
    rules, local, word, late_s
):
    """Exactly at the grace is on time; beyond two hours nobody is "late 4 h"."""
    verdict = verdict_in(rules, "p001", at(local))

    assert (verdict.word, verdict.late_s) == (word, late_s)


def test_without_grace_a_second_is_late(rules):
    """A site may want it so."""
    strict = replace(rules.shifts["day"], late_grace_min=0)
    rules = replace(rules, shifts={"day": strict})

    assert verdict_in(rules, "p001", at("09:00:00")).word is Word.ON_TIME
    assert verdict_in(rules, "p001", at("09:03:03")).late_s == 183


def test_coming_back_within_the_shift_is_neither_late_nor_on_time(rules):
    """After lunch, or a tap this morning; yesterday's tap does not count."""
    assert verdict_in(rules, "p001", at("13:05"), at("12:01")).word is Word.BACK
    thursday = at("17:31", date(2026, 11, 19))
    assert verdict_in(rules, "p001", at("09:10"), thursday).word is Word.LATE


@pytest.mark.parametrize(("kind", "word"), [(None, Word.REST_DAY), (DayKind.HOLIDAY, Word.HOLIDAY)])
def test_a_free_day_is_said_as_what_it_is(rules, kind, word):
    """Rest day and holiday are different words; without any plan it is off shift."""
    rules = replace(rules, calendar={SATURDAY: kind} if kind else {})

    assert verdict_in(rules, "p001", at("09:00", SATURDAY)).word is word
    assert verdict_in(rules, "p004", at("09:00", SATURDAY)).word is Word.OFF_SHIFT


@pytest.mark.parametrize(
    ("local", "word", "early_s"),
    [
        ("17:25:00", Word.GOODBYE, 0),
        ("17:24:59", Word.EARLY, 301),
        ("15:30:00", Word.EARLY, 7200),
        ("15:29:59", Word.GOODBYE, 0),
        ("12:30:00", Word.GOODBYE, 0),
        ("17:31:00", Word.GOODBYE, 0),
    ],
)
def test_early_is_strictly_more_than_the_grace(rules, local, word, early_s):
    """Exactly at the grace is fine; so is lunch, and an errand hours before the end."""
    verdict = verdict_out(rules, "p001", at(local), at("08:55"))

    assert (verdict.word, verdict.early_s) == (word, early_s)


def test_leaving_in_a_break_near_the_end_is_not_early(rules):
    """A late meal is a break, also past midnight."""
    late = shift("late", "18:00", "02:00", breaks=((time(0, 30), time(1)),))
    rules = with_plans(rules, plan("late"), shifts=[late])

    assert verdict_out(rules, "p004", at("00:45", SATURDAY), at("18:00")).word is Word.GOODBYE
    assert verdict_out(rules, "p004", at("01:15", SATURDAY), at("18:00")).word is Word.EARLY


def test_the_shift_that_ends_is_the_one_the_session_began_in(rules):
    """Leaving at 17:35 closes the day, although the duty's window has begun."""
    rules = with_plans(rules, plan("day"), plan("duty"), shifts=[shift("duty", "18:00", "21:00")])

    assert verdict_out(rules, "p004", at("17:35"), at("08:55")).shift == "day"


def test_who_came_before_the_window_is_judged_by_the_shift_left(rules):
    """In at 07:30, before the window: early is early all the same."""
    assert verdict_out(rules, "p001", at("17:00"), at("07:30")).word is Word.EARLY


def test_out_without_in_is_said(rules):
    """Nothing to measure."""
    assert verdict_out(rules, "p001", at("17:31"), None).word is Word.MISSING_IN
    assert verdict_out(rules, "p004", at("17:31"), at("09:00")).word is Word.GOODBYE

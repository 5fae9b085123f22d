"""Duties over the calendar: the day's kind decides, not the weekday (S23)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.duty.rules import DutyKind
from gateway.domain.duty.slots import slot_named, slots_of
from gateway.domain.rules import Almanac
from gateway.domain.text import Text
from tests.domain.duty_desk import HOLIDAY_WEDNESDAY, MAKEUP_SATURDAY, duty_rules, with_kind
from tests.domain.scene import SHANGHAI


def local(at: datetime) -> str:
    """Return an instant as a time of day in Shanghai."""
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def kinds_on(day: date) -> list[tuple[str, str, str]]:
    """Return the duties of a day."""
    return [(s.kind, local(s.start), local(s.end)) for s in slots_of(duty_rules(), day, day)]


def test_a_friday_has_evening_duty_and_a_sunday_the_whole_day():
    """Mon-Fri 18:00-21:00, weekends and holidays 08:00-21:00."""
    assert kinds_on(date(2026, 11, 20)) == [("evening", "18:00", "21:00")]
    assert kinds_on(date(2026, 11, 22)) == [("day_off", "08:00", "21:00")]


def test_a_makeup_saturday_has_weekday_duty_and_a_holiday_wednesday_a_free_days():
    """The calendar decides."""
    assert kinds_on(MAKEUP_SATURDAY) == [("evening", "18:00", "21:00")]
    assert kinds_on(HOLIDAY_WEDNESDAY) == [("day_off", "08:00", "21:00")]


def test_a_year_that_is_not_published_is_taken_by_the_week():
    """Duty is not left out because a calendar is."""
    rules = replace(duty_rules(), almanac=Almanac(years=frozenset({2026})))

    found = slots_of(rules, date(2027, 1, 2), date(2027, 1, 4))

    assert [s.kind for s in found] == ["day_off", "day_off", "evening"]


def test_a_kind_of_the_office_may_end_the_next_day_and_have_weekdays_of_its_own():
    """Sundays 09:30 to midnight (S25); a day's duty of 24 h."""
    sunday = DutyKind(
        id="sunday",
        name=Text("周日", "Sunday"),
        start=time(9, 30),
        end=time(0),
        days=frozenset({"workday", "makeup", "rest", "holiday"}),
        weekdays=frozenset({6}),
    )
    rules = with_kind(duty_rules(), sunday)

    found = [
        s for s in slots_of(rules, date(2026, 11, 16), date(2026, 11, 29)) if s.kind == "sunday"
    ]

    assert [s.day for s in found] == [date(2026, 11, 22), date(2026, 11, 29)]
    assert found[0].end - found[0].start == timedelta(hours=14, minutes=30)
    around = with_kind(duty_rules(), replace(sunday, end=time(9, 30)))
    day = slots_of(around, date(2026, 11, 22), date(2026, 11, 22))
    assert timedelta(hours=24) in {s.end - s.start for s in day}


def test_a_duty_over_a_change_of_the_clocks_is_as_long_as_it_really_is():
    """Wall-clock rules, kept as instants: the night of a spring change is an hour shorter."""
    night = DutyKind(
        id="night",
        name=Text("夜", "Night"),
        start=time(22),
        end=time(6),
        days=frozenset({"rest"}),
    )
    rules = replace(with_kind(duty_rules(), night), timezone=ZoneInfo("Europe/Berlin"))

    found = slot_named(rules, "2026-03-28.night.desk")

    assert found is not None
    assert found.end - found.start == timedelta(hours=7)
    assert found.start == datetime(2026, 3, 28, 21, tzinfo=UTC)


def test_a_duty_is_found_again_by_its_name():
    """What is no day, and what the calendar does not ask for, is none."""
    rules = duty_rules()
    (evening,) = slots_of(rules, date(2026, 11, 20), date(2026, 11, 20))

    assert slot_named(rules, "2026-11-20.evening.desk") == evening
    assert slot_named(rules, "2026-11-20.day_off.desk") is None
    assert slot_named(rules, "someday.evening.desk") is None


def test_nobody_asks_for_ten_years_at_once():
    """A span has an end."""
    with pytest.raises(ValueError, match="at most"):
        slots_of(duty_rules(), date(2026, 1, 1), date(2036, 1, 1))

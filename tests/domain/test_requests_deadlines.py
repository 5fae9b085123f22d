"""When leave is late (S4), and how many working days it takes; marked and shown, never blocked."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from gateway.domain.requests import Asked, length_of, requests_of
from gateway.domain.rules import Assignment, DayKind
from tests.domain.leave_desk import at, desk, desk_rules, leave, outing, the
from tests.domain.scene import Scene

DEADLINES = [
    ("07:00", "20", "09:00", False, ("urgent",)),
    ("08:00", "20", "09:00", False, ("urgent",)),
    ("08:01", "20", "09:00", False, ("late",)),
    ("12:00", "20", "13:00", False, ("urgent",)),
    ("12:01", "20", "13:00", False, ("late",)),
    ("23:59", "23", "09:00", False, ()),
    ("11:00", "20", "09:00", True, ("emergency",)),
    ("08:30", "20", "09:00", True, ("emergency",)),
    ("07:00", "20", "09:00", True, ("urgent",)),
]


@pytest.mark.parametrize(("filed", "day", "begins", "emergency", "marks"), DEADLINES)
def test_leave_is_marked_by_when_it_was_asked_for(filed, day, begins, emergency, marks):
    """The day before is in time; on the day an hour before its first work is, and is urgent."""
    scene = desk()
    scene.clock.at = datetime.fromisoformat(at("20", filed))
    assert leave(scene, at(day, begins), at(day, "17:30"), emergency=emergency).ok
    assert the(scene).marks == marks


def test_an_emergency_is_told_within_a_day_of_its_beginning():
    """Exactly 24 hours is in time; later it is both."""
    for filed, marks in (("09:00", ("emergency",)), ("09:01", ("emergency", "late"))):
        scene = desk()
        scene.clock.at = datetime.fromisoformat(at("20", filed))
        leave(scene, at("19", "09:00"), at("19", "17:30"), emergency=True)
        assert the(scene).marks == marks


def test_the_deadline_counts_from_the_work_not_from_midnight():
    """Leave from 00:00 takes its first work at 09:00."""
    scene = desk()
    scene.clock.at = datetime.fromisoformat(at("20", "07:59"))
    leave(scene, at("20"), at("21"))
    assert the(scene).marks == ("urgent",)


def test_an_outing_asked_for_after_it_began_is_late():
    """It is regularised, not blocked."""
    scene = desk()
    outing(scene, at("20", "08:30"), at("20", "10:00"))
    outing(scene, at("19", "14:00"), at("19", "15:00"), person="p002")
    assert (the(scene).marks, the(scene, "r2").marks) == ((), ("late",))


LENGTHS = [
    ("a whole day", at("24", "09:00"), at("24", "17:30"), 1.0, 7.5),
    ("from midnight to midnight", at("24"), at("25"), 1.0, 7.5),
    ("the morning, shorter than the afternoon", at("24", "09:00"), at("24", "12:00"), 0.5, 3.0),
    ("the morning and lunch", at("24", "08:00"), at("24", "13:00"), 0.5, 3.0),
    ("the afternoon", at("24", "13:00"), at("24", "17:30"), 0.5, 4.5),
    ("two hours", at("24", "09:00"), at("24", "11:00"), 0.27, 2.0),
    ("lunch only", at("24", "12:00"), at("24", "13:00"), 0.0, 0.0),
    ("over a weekend", at("20", "13:00"), at("23", "12:00"), 1.0, 7.5),
    ("a weekend", at("21"), at("23"), 0.0, 0.0),
    ("a week", at("23"), at("30"), 5.0, 37.5),
]


@pytest.mark.parametrize(("what", "since", "until", "days", "hours"), LENGTHS)
def test_leave_takes_planned_work_only(what, since, until, days, hours):
    """Breaks, rest days and nights are not taken; a half day is a half day however long it is."""
    length = length_of(
        desk_rules(), "p001", datetime.fromisoformat(since), datetime.fromisoformat(until)
    )
    assert (length.days, length.seconds) == (days, hours * 3600.0), what


def test_over_new_year_each_year_gets_its_own_days():
    """Thursday 31 December to Monday 4 January: one day in 2026, two in 2027."""
    since, until = (
        datetime.fromisoformat(at("2026-12-31")),
        datetime.fromisoformat(at("2027-01-05")),
    )
    length = length_of(desk_rules(), "p001", since, until)
    assert length.shares == {"2026": 1.0, "2027": 2.0}


def test_without_a_shift_the_calendar_s_working_days_count():
    """A make-up Saturday is one, a holiday is none; up to four hours are half a day."""
    rules = replace(
        desk_rules(),
        calendar={date(2026, 11, 21): DayKind.MAKEUP, date(2026, 11, 24): DayKind.HOLIDAY},
    )

    def days(since: str, until: str) -> float:
        times = datetime.fromisoformat(since), datetime.fromisoformat(until)
        return length_of(rules, "p004", *times).days

    assert days(at("21"), at("22")) == 1.0
    assert days(at("24"), at("25")) == 0.0
    assert days(at("23", "09:00"), at("23", "13:00")) == 0.5
    assert days(at("23", "09:00"), at("23", "18:00")) == 1.0
    service = replace(rules.teams["service"], ignores_makeup=True)
    rules = replace(rules, teams={**rules.teams, "service": service})
    assert days(at("21"), at("22")) == 0.0


def test_a_published_roster_says_what_a_day_takes():
    """A rest day of the roster takes nothing, whatever the assignment says; a shift of it does."""
    rules = replace(
        desk_rules(), roster={"p001": {date(2026, 11, 24): "", date(2026, 11, 22): "day"}}
    )
    times = datetime.fromisoformat(at("22")), datetime.fromisoformat(at("25"))
    length = length_of(rules, "p001", *times)
    assert (length.days, length.seconds) == (2.0, 15 * 3600.0)


def test_a_night_belongs_to_the_day_on_which_it_starts():
    """One night off is one day, though it touches two dates."""
    rules = desk_rules()
    night = Assignment(person="p005", shift="night", from_=date(2026, 1, 1), pattern="daily")
    rules = replace(rules, assignments=(*rules.assignments, night))
    since, until = (
        datetime.fromisoformat(at("2026-12-31", "20:00")),
        datetime.fromisoformat(at("2027-01-01", "12:00")),
    )
    assert length_of(rules, "p005", since, until).shares == {"2026": 1.0}
    late = datetime.fromisoformat(at("2027-01-01", "02:00"))
    assert length_of(rules, "p005", late, until).shares == {"2026": 0.5}


def test_a_person_s_requests_are_listed_newest_first(scene: Scene):
    """For their own page."""
    scene = desk()
    leave(scene, at("24"), at("25"))
    scene.advance(60.0)
    outing(scene, at("25"), at("26"))
    assert [r.asked for r in requests_of(scene.office, "p001")] == [Asked.OUTING, Asked.LEAVE]

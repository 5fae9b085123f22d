"""Which shift binds a day: changes of hours, published plans, teams (spec 02 §2, S21)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from gateway.domain.attendance import Word, verdict_in
from gateway.domain.attendance.day import Case, Status
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.attendance.shifts import shift_on, window_at, windows_on
from gateway.domain.rules import Assignment, DayKind, Team
from gateway.domain.text import Text
from tests.domain.scene import SHANGHAI, sample_rules

FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)
ME = "p001"


def at(local: str, day: date = FRIDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(local), SHANGHAI)


@pytest.fixture
def rules():
    """Return the sample office: p001 works the day shift, 09:00 to 17:30, on working days."""
    return sample_rules()


def statuses(rules, first: date, last: date) -> list[Status]:
    return [d.status for d in timesheet(Case(rules=rules, person=ME), first, last, [])]


def test_a_change_of_hours_binds_from_its_date_on(rules):
    """Up to Thursday 08:30, from Friday on 09:00: Thursday stays what it was."""
    thursday = FRIDAY - timedelta(days=1)
    now = rules.shifts["day"]
    oldest, older = replace(now, start=time(8)), replace(now, start=time(8, 30))
    changed = replace(now, earlier=((date(2026, 6, 30), oldest), (thursday, older)))
    rules = replace(rules, shifts={"day": changed})

    assert [shift_on(changed, d).start.hour for d in (date(2026, 6, 30), FRIDAY)] == [8, 9]
    assert windows_on(rules, ME, thursday)[0].start == at("08:30", thursday)
    assert windows_on(rules, ME, FRIDAY)[0].start == at("09:00")
    days = timesheet(Case(rules=rules, person=ME), thursday, FRIDAY, [])
    said = [[why.text.zh for why in day.why if why.code == "as_it_was"] for day in days]
    assert said == [["按当时的班次时间（用到 2026-11-19）"], []]


def test_a_shift_that_ended_after_midnight_keeps_the_hours_of_the_day_it_started(rules):
    """The night of the last old day ends by the old hours, in the new day's morning."""
    night = rules.shifts["night"] if "night" in rules.shifts else rules.shifts["day"]
    old = replace(night, id="night", start=time(22), end=time(6))
    new = replace(old, end=time(4), earlier=((FRIDAY, old),))
    plan = Assignment(person=ME, shift="night", from_=date(2026, 1, 1), pattern="daily")
    rules = replace(rules, shifts={"night": new}, assignments=(plan,))

    assert window_at(rules, ME, at("05:30", SATURDAY)).day == FRIDAY
    assert windows_on(rules, ME, SATURDAY)[0].end == at("04:00", SATURDAY + timedelta(days=1))


def test_a_day_of_the_roster_wins_over_assignments(rules):
    """A rest day on Friday, and Saturday worked instead: a published plan says so."""
    roster = {ME: {FRIDAY: "", SATURDAY: "day"}}
    rules = replace(rules, roster=roster)

    assert statuses(rules, FRIDAY, SATURDAY) == [Status.REST_DAY, Status.ABSENT]
    assert windows_on(rules, ME, SATURDAY)[0].by == "roster"
    assert verdict_in(rules, ME, at("09:00")).word is Word.REST_DAY
    assert verdict_in(rules, ME, at("09:00", SATURDAY)).word is Word.ON_TIME


def test_who_only_has_a_roster_is_planned_by_it(rules):
    """No assignment at all: the days that were published, and off shift on others."""
    rules = replace(rules, assignments=(), roster={ME: {FRIDAY: "day"}})

    assert statuses(rules, FRIDAY, SATURDAY) == [Status.ABSENT]
    assert window_at(rules, ME, at("09:00")).shift.id == "day"


def test_a_team_may_ignore_makeup_workdays(rules):
    """Its Saturday stays free, its holidays stay holidays; other teams work."""
    people = {ME: replace(rules.people[ME], team="shop")}
    shop = Team(id="shop", name=Text("门店", "Shop"), ignores_makeup=True)
    calendar = {FRIDAY: DayKind.HOLIDAY, SATURDAY: DayKind.MAKEUP}
    office = replace(rules, people=people, calendar=calendar)
    ignoring = replace(office, teams={"shop": shop})

    assert statuses(office, FRIDAY, SATURDAY) == [Status.HOLIDAY, Status.ABSENT]
    assert statuses(ignoring, FRIDAY, SATURDAY) == [Status.HOLIDAY, Status.REST_DAY]


def test_a_workday_of_the_offices_own_table_is_worked_by_everybody(rules):
    """Only what is published as made up for is ignored, not an order of the house."""
    people = {ME: replace(rules.people[ME], team="shop")}
    shop = Team(id="shop", name=Text("门店", "Shop"), ignores_makeup=True)
    own = replace(rules, people=people, teams={"shop": shop}, calendar={SATURDAY: DayKind.WORKDAY})

    assert statuses(own, SATURDAY, SATURDAY) == [Status.ABSENT]

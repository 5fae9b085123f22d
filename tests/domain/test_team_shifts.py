"""What a team works binds who has no assignment of their own (spec 02 §2)."""

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.attendance.shifts import windows_on
from gateway.domain.rules import Assignment, Person, Rules, Shift, Team, TeamShift
from gateway.domain.text import Text
from tests.domain.scene import sample_rules

ME = "p900"
MONDAY = date(2026, 11, 16)
DAYS = st.dates(date(2026, 11, 1), date(2026, 12, 31))


def shift(id_: str, start: str, end: str) -> Shift:
    """Return a shift."""
    times = time.fromisoformat(start), time.fromisoformat(end)
    return Shift(id=id_, name=Text(id_, id_), start=times[0], end=times[1])


def office(*own: Assignment, shifts: tuple[TeamShift, ...], **me: object) -> Rules:
    """Return an office with one more person, of a team that works some shifts."""
    rules = sample_rules()
    person = Person(**{"id": ME, "number": "1900", "name": "新人", "team": "desk", **me})
    known = {s.id: s for s in (shift("day", "09:00", "17:30"), shift("late", "12:00", "20:00"))}
    return replace(
        rules,
        people={**rules.people, ME: person},
        teams={"desk": Team(id="desk", name=Text("前台", "Desk"), shifts=shifts)},
        shifts=known,
        assignments=tuple(own),
    )


def worked(rules: Rules, day: date) -> list[str]:
    """Return what the person works on a day."""
    return [window.shift.id for window in windows_on(rules, ME, day)]


DAY = TeamShift(from_=date(2026, 11, 2), shift="day")


def test_who_has_no_plan_works_what_the_team_works() -> None:
    """On the calendar's working days, from the day on that is said."""
    rules = office(shifts=(DAY,))

    assert worked(rules, MONDAY) == ["day"]
    assert worked(rules, MONDAY + timedelta(days=5)) == []
    assert worked(rules, date(2026, 10, 30)) == []


def test_an_own_plan_wins_while_it_holds() -> None:
    """Its rest days too: before and after it the team's shift is worked."""
    own = Assignment(person=ME, shift="late", from_=date(2026, 11, 9), to=date(2026, 11, 15))
    rules = office(own, shifts=(DAY,))

    assert worked(rules, date(2026, 11, 6)) == ["day"]
    assert worked(rules, date(2026, 11, 10)) == ["late"]
    assert worked(rules, MONDAY) == ["day"]


def test_a_change_holds_from_its_day_and_an_empty_one_ends_it() -> None:
    """What was before stays as it was."""
    shifts = (
        DAY,
        TeamShift(from_=date(2026, 11, 17), shift="late"),
        TeamShift(from_=date(2026, 11, 19), shift=""),
    )
    rules = office(shifts=shifts)

    assert [worked(rules, MONDAY + timedelta(days=n)) for n in range(4)] == [
        ["day"], ["late"], ["late"], [],
    ]  # fmt: skip


def test_nobody_works_before_the_first_or_after_the_last_day() -> None:
    """Who came on Tuesday is not absent on Monday; who left on Wednesday not on Thursday."""
    rules = office(shifts=(DAY,), since=date(2026, 11, 17), until=date(2026, 11, 18), active=False)

    assert [worked(rules, MONDAY + timedelta(days=n)) for n in range(4)] == [
        [], ["day"], ["day"], [],
    ]  # fmt: skip


def test_who_has_left_nobody_knows_when_is_not_planned() -> None:
    """Rather than absent for ever."""
    assert worked(office(shifts=(DAY,), active=False), MONDAY) == []


PLANS = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=4)
SHIFTS = st.lists(
    st.tuples(DAYS, st.sampled_from(["day", "late", ""])), max_size=4, unique_by=lambda s: s[0]
)


@given(PLANS, SHIFTS, DAYS)
def test_on_each_day_either_an_own_plan_or_the_team_holds(plans, shifts, day) -> None:
    """Never both, and never nothing while the team works something."""
    own = [
        Assignment(person=ME, shift="late", from_=a, to=b) for a, b in plans if b is None or a <= b
    ]
    team = tuple(TeamShift(from_=d, shift=s) for d, s in sorted(shifts))
    rules = office(*own, shifts=team)
    mine = [p for p in rules.plans.get(ME, ()) if p.from_ <= day <= (p.to or day)]
    now = [s.shift for s in team if s.from_ <= day][-1:]

    held = [p for p in own if p.from_ <= day <= (p.to or day)]
    by_team = [p.shift for p in mine if p.by_team]
    assert by_team == ([] if held else [s for s in now if s])
    assert [p for p in mine if not p.by_team] == held

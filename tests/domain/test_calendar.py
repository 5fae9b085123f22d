"""What kind of day a date is, when a zone is open on it, and what is said of years not known."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from gateway.domain.calendar import day_kind, is_worked, spans_on
from gateway.domain.effects import AlertChanged, Notify
from gateway.domain.events import MinuteBegan
from gateway.domain.power import is_surely_closed
from gateway.domain.rules import Almanac, DayKind, Opening
from tests.domain.scene import SHANGHAI, FakeClock, Scene, every, sample_rules

FRIDAY, SATURDAY, MONDAY = date(2026, 9, 18), date(2026, 9, 19), date(2026, 9, 21)
NATIONAL_DAY, MAKEUP = date(2026, 10, 1), date(2026, 10, 10)
ALMANAC = Almanac(
    days={NATIONAL_DAY: DayKind.HOLIDAY, MAKEUP: DayKind.MAKEUP},
    years=frozenset({2026}),
)
DAY = ((time(8), time(18)),)


def rules_with(**more):
    return replace(sample_rules(), almanac=ALMANAC, **more)


@pytest.mark.parametrize(
    ("day", "kind", "worked"),
    [
        (FRIDAY, DayKind.WORKDAY, True),
        (SATURDAY, DayKind.REST, False),
        (NATIONAL_DAY, DayKind.HOLIDAY, False),
        (MAKEUP, DayKind.MAKEUP, True),
        (date(2027, 1, 4), DayKind.UNKNOWN, True),
        (date(2027, 1, 2), DayKind.UNKNOWN, False),
    ],
)
def test_a_day_is_what_is_published_else_what_the_week_says(day, kind, worked):
    """A year nobody has published is unknown; people then work by the week."""
    rules = rules_with()

    assert (day_kind(rules, day), is_worked(rules, day)) == (kind, worked)


def test_the_offices_own_table_wins_over_what_is_published():
    """The office works through a holiday, and rests on a Friday of an unknown year."""
    own = {NATIONAL_DAY: DayKind.WORKDAY, date(2027, 1, 1): DayKind.HOLIDAY}
    rules = rules_with(calendar=own)

    assert day_kind(rules, NATIONAL_DAY) is DayKind.WORKDAY
    assert day_kind(rules, date(2027, 1, 1)) is DayKind.HOLIDAY


def test_a_day_the_office_calls_unknown_is_as_published():
    """ "Unknown" in the own table is no opinion."""
    rules = rules_with(calendar={MAKEUP: DayKind.UNKNOWN})

    assert day_kind(rules, MAKEUP) is DayKind.MAKEUP


def test_a_makeup_saturday_is_open_like_a_working_day():
    """Also where Saturdays have shorter hours of their own."""
    opening = Opening(spans={0: DAY, 5: ((time(9), time(12)),)})

    assert spans_on(rules_with(), opening, MAKEUP) == DAY
    assert spans_on(rules_with(), opening, SATURDAY) == ((time(9), time(12)),)


def test_a_makeup_day_finds_the_first_weekday_with_hours():
    """An office closed on Mondays works its make-up Saturday like a Tuesday."""
    opening = Opening(spans={0: (), 1: DAY})

    assert spans_on(rules_with(), opening, MAKEUP) == DAY


def test_on_a_holiday_the_holidays_hours_count():
    """Closed, if there are none."""
    open_some = Opening(spans={3: DAY}, holiday=((time(10), time(16)),))

    assert spans_on(rules_with(), open_some, NATIONAL_DAY) == ((time(10), time(16)),)
    assert spans_on(rules_with(), Opening(spans={3: DAY}), NATIONAL_DAY) == ()


def test_a_zone_is_open_by_the_calendar():
    """The sample office opens at 7:30 on weekdays only."""
    rules = rules_with()

    def closed(day: date) -> bool:
        return is_surely_closed(rules, "lab", datetime.combine(day, time(10), SHANGHAI))

    assert [closed(d) for d in (FRIDAY, SATURDAY, MAKEUP, NATIONAL_DAY)] == [
        False,
        True,
        False,
        True,
    ]


# A year that nobody has published


def scene_on(day: date, **more) -> Scene:
    at = datetime.combine(day, time(9), SHANGHAI)
    return Scene(rules_with(**more), FakeClock(at=at))


def raised(scene: Scene) -> list[tuple[str, str]]:
    effects = scene.feed(MinuteBegan())
    return [(e.key, e.severity) for e in every(AlertChanged, effects) if e.state == "raised"]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 10, 31), []),
        (date(2026, 11, 1), [("calendar:2027", "info")]),
        (date(2026, 12, 15), [("calendar:2027", "warning")]),
        (date(2027, 1, 1), [("calendar:2027", "warning")]),
        (date(2025, 6, 1), [("calendar:2025", "warning")]),
    ],
)
def test_from_november_facilities_hear_of_a_year_that_is_not_known(day, found):
    """A line on the page first, a message when it presses."""
    assert raised(scene_on(day)) == found


def test_the_missing_year_is_told_once_and_grows_louder_in_december():
    """One alert; the same words each minute are nothing new."""
    scene = scene_on(date(2026, 11, 1))
    assert raised(scene) == [("calendar:2027", "info")]
    assert scene.feed(MinuteBegan()) == []

    scene.advance(45 * 24 * 3600.0)
    effects = scene.feed(MinuteBegan())

    (told,) = [n for n in every(Notify, effects) if n.alert == "calendar:2027"]
    assert "2027" in told.title.zh


def test_it_is_over_once_the_year_is_known():
    """After an update, or when the office has filled it in."""
    scene = scene_on(date(2026, 11, 1))
    raised(scene)
    scene.rules = replace(scene.rules, almanac=replace(ALMANAC, years=frozenset({2026, 2027})))

    effects = scene.feed(MinuteBegan())

    assert [e.state for e in every(AlertChanged, effects)] == ["resolved"]


def test_nothing_is_said_while_the_clock_is_wrong():
    """A Pi that wakes up in 1970 knows no year at all."""
    scene = scene_on(date(1970, 1, 1))
    scene.clock.trusted = False

    assert raised(scene) == []

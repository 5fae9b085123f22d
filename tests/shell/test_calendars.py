"""Published holidays as data for the rules."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.calendars import almanac_of, with_years
from gateway.domain.calendar import day_kind
from gateway.domain.rules import DayKind
from gateway.registry.documents import SettingDoc
from gateway.registry.view import view_of
from gateway.rules import build_rules
from tests.domain.scene import sample_rules
from tests.shell.test_notify import site

WORKDAY, MAKEUP, REST, HOLIDAY, UNKNOWN = (
    DayKind.WORKDAY,
    DayKind.MAKEUP,
    DayKind.REST,
    DayKind.HOLIDAY,
    DayKind.UNKNOWN,
)


@pytest.mark.parametrize(
    ("country", "day", "kind"),
    [
        ("CN", date(2026, 2, 17), HOLIDAY),  # Spring Festival
        ("CN", date(2026, 2, 14), MAKEUP),  # a Saturday worked for it
        ("CN", date(2026, 2, 21), HOLIDAY),  # a Saturday inside it
        ("CN", date(2026, 2, 24), WORKDAY),
        ("CN", date(2026, 10, 10), MAKEUP),
        ("CN", date(2026, 7, 4), REST),
        ("CN", date(2003, 1, 1), UNKNOWN),
        ("CN", date(2099, 6, 1), UNKNOWN),
        ("DE", date(2026, 10, 2), WORKDAY),
        ("DE", date(2026, 12, 25), HOLIDAY),
        ("HU", date(2026, 1, 10), MAKEUP),  # a Saturday worked
        ("IL", date(2026, 7, 3), REST),  # a Friday
        ("IL", date(2026, 7, 5), WORKDAY),  # a Sunday
        ("DE", date(2037, 1, 1), UNKNOWN),
        ("ZZ", date(2026, 1, 1), UNKNOWN),
    ],
)
def test_days_of_a_country(country, day, kind):
    """Holidays, make-up workdays, other weekends; nothing is guessed."""
    rules = replace(sample_rules(), almanac=almanac_of(country))

    assert day_kind(rules, day) is kind


def test_the_rules_hold_the_countrys_almanac():
    """China, unless the site file says otherwise."""
    rules = build_rules(site(), view_of({}), 1)

    assert day_kind(rules, date(2026, 10, 1)) is HOLIDAY
    assert rules.almanac.years >= {2024, 2025, 2026}


def test_a_year_the_office_has_filled_in_is_known():
    """`calendar_years` in the settings says that the own table is whole."""
    tables = {"settings": {"calendar_years": SettingDoc(name="calendar_years", value=[2099])}}

    rules = build_rules(site(), view_of(tables), 1)

    assert day_kind(rules, date(2099, 6, 1)) is WORKDAY


def test_years_are_added_to_a_copy():
    """The almanac of a country is shared."""
    assert with_years(almanac_of("CN"), frozenset()) is almanac_of("CN")
    assert 2099 in with_years(almanac_of("CN"), frozenset({2099})).years
    assert 2099 not in almanac_of("CN").years

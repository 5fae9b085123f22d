"""Public holidays and make-up workdays as data for the rules; nothing is fetched.

China's days are published by the State Council each November for the next year
and come with the package `chinesecalendar`; other countries' are worked out by
`holidays`. A country nobody knows has no published year at all.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from gateway.domain.rules import Almanac, DayKind

FIRST, LAST = 2024, 2036
"""Years worked out for other countries than China: further on, laws will have changed."""
WEEKEND = frozenset({5, 6})


@cache
def almanac_of(country: str) -> Almanac:
    """Return what is published of a country's days.

    Args:
        country: ISO 3166 code, such as `CN`.
    """
    return _china() if country == "CN" else _elsewhere(country)


def with_years(almanac: Almanac, years: frozenset[int]) -> Almanac:
    """Return an almanac with years that the office has filled in itself."""
    return Almanac(days=almanac.days, years=almanac.years | years) if years else almanac


def _china() -> Almanac:
    # Here and not above: a replay for another country has no use for it.
    from chinese_calendar import constants

    off = dict.fromkeys(constants.holidays, DayKind.HOLIDAY)
    worked = dict.fromkeys(constants.workdays, DayKind.MAKEUP)
    days = off | worked
    return Almanac(days=days, years=frozenset(day.year for day in days))


def _elsewhere(country: str) -> Almanac:
    import holidays

    years = range(FIRST, LAST + 1)
    try:
        found = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        return Almanac()
    days = dict(_other_week(years, frozenset(found.weekend)))
    days |= {day: DayKind.HOLIDAY for day in found if day.year in years}
    worked = getattr(found, "weekend_workdays", None) or ()
    days |= {day: DayKind.MAKEUP for day in worked if day.year in years}
    return Almanac(days=days, years=frozenset(years))


def _other_week(years: range, weekend: frozenset[int]) -> Iterator[tuple[date, DayKind]]:
    """Yield the dates on which a week with another weekend than Saturday and Sunday differs."""
    if weekend == WEEKEND:
        return
    day = date(years[0], 1, 1)
    while day.year in years:
        is_rest = day.weekday() in weekend
        if is_rest is not (day.weekday() in WEEKEND):
            yield day, DayKind.REST if is_rest else DayKind.WORKDAY
        day += timedelta(days=1)

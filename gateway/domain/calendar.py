"""What kind of day a date is, by the site's own table and else by the week."""

from datetime import date

from gateway.domain.rules import DayKind, Rules

WORKED = frozenset({DayKind.WORKDAY, DayKind.MAKEUP})
"""Days on which people with a weekday pattern work; a make-up Saturday (调休) is one."""


def day_kind(rules: Rules, day: date) -> DayKind:
    """Return what the calendar says of a date.

    The table wins (holidays, make-up workdays, the admin's own days); a date it
    does not know, or knows as UNKNOWN, is a workday from Monday to Friday.
    """
    told = rules.calendar.get(day, DayKind.UNKNOWN)
    if told is not DayKind.UNKNOWN:
        return told
    return DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST

"""When a zone is open: its opening table, by weekday, holidays and make-up workdays."""

from datetime import datetime, timedelta

from gateway.domain.calendar import spans_on
from gateway.domain.rules import Opening, Rules

FAR_DAYS = 31
"""An opening further away than this is not looked for."""


def opening_of(rules: Rules, zone: str) -> Opening | None:
    """Return a zone's opening table, or that of the nearest zone around it which has one."""
    for around in rules.zone_path(zone):
        opening = rules.zones[around].opening
        if opening.spans or opening.holiday:
            return opening
    return None


def is_closed(rules: Rules, zone: str, at: datetime) -> bool | None:
    """Tell whether a zone is outside its hours; None where nobody said what they are.

    For the setback, figures and pictures: a day of which nothing is published is
    taken for what its weekday says. Alerts ask `power.is_surely_closed`, which is
    true only if the zone would be closed on any kind of day.

    Args:
        rules: With the calendar.
        zone: Its id.
        at: Local time of the site.
    """
    opening = opening_of(rules, zone)
    if opening is None:
        return None
    now = at.time()
    return not any(start <= now < end for start, end in spans_on(rules, opening, at.date()))


def next_opening(rules: Rules, zone: str, after: datetime) -> datetime | None:
    """Return when a zone opens next, later than an instant; None if it does not within a month."""
    opening = opening_of(rules, zone)
    if opening is None:
        return None
    for days in range(FAR_DAYS):
        day = after.date() + timedelta(days=days)
        for start, _ in sorted(spans_on(rules, opening, day)):
            opens = datetime.combine(day, start, after.tzinfo)
            if opens > after:
                return opens
    return None

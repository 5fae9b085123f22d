"""When a zone is open: its opening table, by weekday, holidays and make-up workdays."""

from datetime import datetime

from gateway.domain.calendar import spans_on
from gateway.domain.rules import Opening, Rules


def opening_of(rules: Rules, zone: str) -> Opening | None:
    """Return a zone's opening table, or that of the nearest zone around it which has one."""
    for around in rules.zone_path(zone):
        opening = rules.zones[around].opening
        if opening.spans or opening.holiday:
            return opening
    return None


def is_closed(rules: Rules, zone: str, at: datetime) -> bool:
    """Tell whether a zone is outside its hours; one without a table has none to be outside of.

    Args:
        rules: With the calendar.
        zone: Its id.
        at: Local time of the site.
    """
    opening = opening_of(rules, zone)
    if opening is None:
        return False
    now = at.time()
    return not any(start <= now < end for start, end in spans_on(rules, opening, at.date()))

"""When a zone is known to be closed, by its opening table and the calendar.

A day of which nothing is published may be any kind of day. Then a zone counts
as closed only at hours when it would be closed on each of them: an alert that
turns out to be wrong is worse than one that comes when the calendar is known.
"""

from datetime import datetime

from gateway.domain.calendar import SATURDAY, Spans, day_kind, spans_on
from gateway.domain.opening import opening_of
from gateway.domain.rules import DayKind, Opening, Rules


def is_surely_closed(rules: Rules, zone: str, at: datetime) -> bool:
    """Tell whether a zone is known to be outside its hours, whatever kind of day it may be.

    For alerts, which must not be wrong. What only goes by the table, and takes
    a day nobody knows for what its weekday says, asks `opening.is_closed`.

    Args:
        rules: With the calendar.
        zone: Its id; one without a table has no hours to be outside of.
        at: Local time of the site.
    """
    opening = opening_of(rules, zone)
    return opening is not None and not _is_within(_possible_spans(rules, opening, at), at)


def is_in_hours(rules: Rules, hours: Opening | None, at: datetime) -> bool:
    """Tell whether an instant may lie in a table of hours; None is any time."""
    return hours is None or _is_within(_possible_spans(rules, hours, at), at)


def _is_within(spans: Spans, at: datetime) -> bool:
    now = at.time()
    return any(start <= now < end for start, end in spans)


def _possible_spans(rules: Rules, opening: Opening, at: datetime) -> Spans:
    """Return a date's spans; of a day not known, those of every kind of day it may be."""
    day = at.date()
    if day_kind(rules, day) is not DayKind.UNKNOWN:
        return spans_on(rules, opening, day)
    days = range(SATURDAY) if day.weekday() >= SATURDAY else ()
    worked = [span for each in days for span in opening.spans.get(each, ())]
    return (*opening.spans.get(day.weekday(), ()), *opening.holiday, *worked)

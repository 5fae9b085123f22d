"""The one place that asks whether a request touches a closed month."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.attendance.shifts import window_at
from gateway.domain.closing.state import is_locked
from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


def locked_in(
    office: "Office", rules: Rules, person: str, since: datetime, until: datetime
) -> date | None:
    """Return the first day of a closed month that a span of time touches, or None.

    A span without length is a tap: it touches the day whose shift it belongs to.
    """
    window = window_at(rules, person, since) if since == until else None
    day = window.day if window is not None else since.astimezone(rules.timezone).date()
    if since == until:
        return day if is_locked(office, person, day) else None
    last = max(day, (until - timedelta(microseconds=1)).astimezone(rules.timezone).date())
    while day <= last:
        if is_locked(office, person, day):
            return day
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return None

"""The one place that asks whether a request touches a closed month."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.closing.state import is_locked
from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


def locked_in(
    office: "Office", rules: Rules, person: str, since: datetime, until: datetime
) -> date | None:
    """Return the first day of a closed month that a span of time touches, or None."""
    day = since.astimezone(rules.timezone).date()
    last = max(day, (until - timedelta(microseconds=1)).astimezone(rules.timezone).date())
    while day <= last:
        if is_locked(office, person, day):
            return day
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return None

"""The one place that asks whether a day is closed for a person."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


def is_locked(_office: "Office", _rules: Rules, _person: str, _day: date) -> bool:
    """Tell whether the month of a day is closed for a person: nothing changes it any more."""
    return False


def locked_in(
    office: "Office", rules: Rules, person: str, since: datetime, until: datetime
) -> date | None:
    """Return the first day of a closed month that a span of time touches, or None."""
    day = since.astimezone(rules.timezone).date()
    last = max(day, (until - timedelta(microseconds=1)).astimezone(rules.timezone).date())
    while day <= last:
        if is_locked(office, rules, person, day):
            return day
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return None

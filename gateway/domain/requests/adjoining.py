"""Leave asked for in parts is one leave: no level is skipped by asking day by day (S4)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from gateway.domain.attendance.excused import FIELD_WORK
from gateway.domain.requests.checks import Wish
from gateway.domain.requests.length import length_of
from gateway.domain.requests.state import COUNTS, WAITING, Asked, requests_of
from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office

FAR = timedelta(days=31)
"""Leaves further apart are two, whatever lies between."""


def adjoining_days(office: "Office", rules: Rules, wish: Wish) -> float:
    """Return the days of leave a person has or waits for with no work between them and a wish.

    Of any kind but work elsewhere; nights, weekends and holidays part nothing.
    """
    if wish.asked is not Asked.LEAVE:
        return 0.0
    since, until, days = wish.since, wish.until, 0.0
    others = [
        each
        for each in requests_of(office, wish.person)
        if each.asked is Asked.LEAVE
        and each.step in WAITING | COUNTS
        and each.what != FIELD_WORK
        and each.days
    ]
    while others:
        for each in others:
            gap = (each.until, since) if each.until <= since else (until, each.since)
            if gap[1] - gap[0] <= FAR and not length_of(rules, wish.person, *gap).days:
                break
        else:
            break
        others.remove(each)
        since, until, days = min(since, each.since), max(until, each.until), days + each.days
    return days

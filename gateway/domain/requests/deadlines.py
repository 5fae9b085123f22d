"""When a request is late (S4): marked and shown, never blocked.

| what | in time |
| --- | --- |
| ordinary leave | at the latest on the day before its first work |
| urgent leave, marked so | on that day, at the latest an hour before its first work |
| an emergency | told within 24 hours after its first work began |
| outing, overtime | before it begins |
| correction | always |
"""

from datetime import datetime, timedelta

from gateway.domain.requests.checks import Wish
from gateway.domain.requests.state import EMERGENCY, LATE, URGENT, Asked

BEFORE = timedelta(hours=1)
TOLD_WITHIN = timedelta(hours=24)


def marks_of(wish: Wish, filed_at: datetime, *, emergency: bool) -> tuple[str, ...]:
    """Return the marks of a request by when it was filed, in the site's time."""
    if wish.asked is Asked.CORRECTION:
        return ()
    if wish.asked is not Asked.LEAVE:
        return (LATE,) if filed_at > wish.since else ()
    first = wish.length.first or wish.since
    if filed_at <= first - BEFORE:
        is_ordinary = filed_at.date() < first.astimezone(filed_at.tzinfo).date()
        return () if is_ordinary else (URGENT,)
    if emergency:
        return (EMERGENCY, LATE) if filed_at > first + TOLD_WITHIN else (EMERGENCY,)
    return (LATE,)

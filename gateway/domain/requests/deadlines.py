"""When a request is late (S4): marked and shown, never blocked.

| what | in time |
| --- | --- |
| ordinary leave | at the latest on the day before its first work |
| urgent leave | at the latest an hour before its first work |
| an emergency | told within 24 hours after its first work began |
| outing, overtime | before it begins |
| correction | always |

The two deadlines of leave are one rule here: who asks an hour before is in
time, and who asks the day before is too.
"""

from datetime import datetime, timedelta

from gateway.domain.requests.checks import Wish
from gateway.domain.requests.state import EMERGENCY, LATE, Asked

URGENT = timedelta(hours=1)
TOLD_WITHIN = timedelta(hours=24)


def marks_of(wish: Wish, filed_at: datetime, *, emergency: bool) -> tuple[str, ...]:
    """Return the marks of a request by when it was filed."""
    if wish.asked is Asked.CORRECTION:
        return ()
    if wish.asked is not Asked.LEAVE:
        return (LATE,) if filed_at > wish.since else ()
    first = wish.length.first or wish.since
    if emergency and filed_at > first - URGENT:
        return (EMERGENCY, LATE) if filed_at > first + TOLD_WITHIN else (EMERGENCY,)
    return (LATE,) if filed_at > first - URGENT else ()

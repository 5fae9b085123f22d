"""How the time between coming and leaving was spent: worked, break, gap (spec 02 §2)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from gateway.domain.attendance.day import Span
from gateway.domain.attendance.placing import Pair
from gateway.domain.attendance.shifts import DAY, Window, instant
from gateway.domain.rules import Rules

NOTHING = timedelta()


def breaks_of(rules: Rules, window: Window) -> tuple[Pair, ...]:
    """Return a shift's planned breaks as instants; of a night shift some lie on the next day."""
    return _breaks(rules.timezone, window)


@lru_cache(maxsize=1024)
def _breaks(timezone: ZoneInfo, window: Window) -> tuple[Pair, ...]:
    # Remembered: everybody of a shift asks for the same.
    found = []
    for start, end in window.shift.breaks:
        for day in (window.day, window.day + DAY):
            begins = instant(timezone, day, start)
            ends = instant(timezone, day if end > start else day + DAY, end)
            if window.start <= begins and ends <= window.end:
                found.append((begins, ends))
    return tuple(found)


def spent(rules: Rules, window: Window, pairs: Sequence[Pair]) -> Span:
    """Return how the time of some pairs was spent.

    A planned break is taken off only where nobody tapped out for it. What lies
    before the shift's start (unless early arrival counts) or after its end is
    told apart.
    """
    if not pairs:
        return Span()
    came, left = pairs[0][0], pairs[-1][1]
    begins = came if window.shift.early_counts else max(came, window.start)
    inside = [_cut(pair, (begins, window.end)) for pair in pairs]
    planned = breaks_of(rules, window)
    whole = _length(_cut((begins, left), (begins, window.end)))
    present = sum(map(_length, inside), NOTHING)
    off = sum((_within(planned, pair) for pair in inside), NOTHING)
    gaps = [(one[1], two[0]) for one, two in pairwise(inside)]
    paused = sum((_within(planned, gap) for gap in gaps), NOTHING)
    return Span(
        worked_s=_s(present) - _s(off),
        break_s=_s(off) + _s(paused),
        gap_s=_s(whole) - _s(present) - _s(paused),
        overtime_s=_s(_length((max(window.end, came), left))),
        before_s=_s(_length((came, min(window.start, left)))),
    )


def _cut(pair: Pair, to: Pair) -> Pair:
    """Return the part of a pair inside another; an empty one lies at its edge."""
    begins = min(max(pair[0], to[0]), max(to))
    return begins, max(begins, min(pair[1], to[1]))


def _within(spans: Iterable[Pair], pair: Pair) -> timedelta:
    return sum((_length((max(a, pair[0]), min(b, pair[1]))) for a, b in spans), NOTHING)


def _length(pair: Pair) -> timedelta:
    return max(NOTHING, pair[1] - pair[0])


def _s(length: timedelta) -> int:
    return int(length.total_seconds())

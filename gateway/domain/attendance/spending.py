"""How the time between coming and leaving was spent: worked, break, gap (spec 02 §2)."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from gateway.domain.attendance.day import Span
from gateway.domain.attendance.intervals import Pair, inside, merged, minus, seconds
from gateway.domain.attendance.shifts import DAY, Window, instant
from gateway.domain.rules import Rules


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
            # As long as it says, in the night the clocks change too.
            ends = begins + (datetime.combine(day, end) - datetime.combine(day, start)) % DAY
            if window.start <= begins and ends <= window.end:
                found.append((begins, ends))
    return tuple(merged(found))


def spent(
    rules: Rules,
    window: Window,
    pairs: Sequence[Pair],
    *,
    outings: Sequence[Pair] = (),
    leaves: Sequence[Pair] = (),
) -> Span:
    """Return how the time of some pairs was spent.

    A planned break is taken off only where nobody tapped out for it. What lies
    before the shift's start (unless early arrival counts) or after its end is
    told apart.

    Args:
        rules: For the time zone of breaks.
        window: The shift.
        pairs: From each IN to its OUT, by time.
        outings: Approved work elsewhere: between coming and leaving it is worked.
        leaves: Approved leave: between coming and leaving it is a break.
    """
    if not pairs:
        return Span()
    came, left = pairs[0][0], pairs[-1][1]
    begins = came if window.shift.early_counts else max(came, window.start)
    stay = (begins, min(left, window.end))
    present = inside(pairs, stay)
    if outings:
        present = merged([*present, *inside(outings, stay)])
    pauses = inside(breaks_of(rules, window), stay)
    if leaves:
        pauses = merged([*pauses, *inside(leaves, stay)])
    worked_s, break_s = seconds(minus(present, pauses)), seconds(pauses)
    return Span(
        worked_s=worked_s,
        break_s=break_s,
        gap_s=seconds([stay] if stay[0] < stay[1] else []) - worked_s - break_s,
        overtime_s=seconds(after(pairs, window.end)),
        before_s=seconds(before(pairs, window.start)),
    )


def after(pairs: Sequence[Pair], at: datetime) -> list[Pair]:
    """Return the parts of pairs after an instant."""
    return [(max(came, at), left) for came, left in pairs if left > at]


def before(pairs: Sequence[Pair], at: datetime) -> list[Pair]:
    """Return the parts of pairs before an instant."""
    return [(came, min(left, at)) for came, left in pairs if came < at]

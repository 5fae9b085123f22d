"""What the taps of one shift say: when somebody came and left, and whether a tap is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from gateway.domain.attendance.intervals import Pair
from gateway.domain.attendance.marks import SAME_GOING
from gateway.domain.attendance.placing import Placed, Way, paired
from gateway.domain.attendance.shifts import Window


@dataclass(frozen=True, slots=True)
class Stay:
    """The pairs of a shift, and whether a tap is missing.

    Attributes:
        pairs: From each IN to its OUT; of `first_last` one.
        missing: `in`, `out`, `between` (of pairs that count, one was forgotten on the way), or
            empty when nothing is.
        guessed: Leaving is a tap that by its order would be coming.
    """

    pairs: tuple[Pair, ...] = ()
    came: datetime | None = None
    left: datetime | None = None
    missing: str = ""
    guessed: bool = False


def stay_of(window: Window, taps: Sequence[Placed], *, strict: bool = False) -> Stay:
    """Return the stay: by first and last tap, or by every pair, as the shift says.

    Args:
        window: The shift.
        taps: Those that serve it, by time.
        strict: As systems that know no sessions: an IN left over at the end is
            the last tap (`first_last`), or nothing (`every_pair`).
    """
    if not taps:
        return Stay()
    (pairs, open_), guessed = paired(taps), False
    by_ends = window.shift.pairing == "first_last"
    if pairs and not by_ends and not strict:
        guessed = open_ is taps[-1] and _looks_like_leaving(window, taps[-1])
        if guessed or _has_hole(taps):
            left = taps[-1].at if guessed or taps[-1].way is Way.OUT else None
            return Stay(tuple(pairs), pairs[0][0], left, missing="between", guessed=guessed)
    if open_ is not None and pairs and taps[-1] is open_:
        if strict and not by_ends:
            open_ = None
        elif by_ends and (_looks_like_leaving(window, open_) or (strict and not _said(open_))):
            pairs, open_, guessed = [(pairs[0][0], open_.at)], None, True
    if open_ is not None and not pairs and len(taps) == 1 and _is_leaving_alone(window, open_):
        return Stay(left=open_.at, missing="in", guessed=True)
    if open_ is not None:
        return Stay(tuple(pairs), pairs[0][0] if pairs else open_.at, missing="out")
    if not pairs:
        return Stay(left=taps[-1].at, missing="in")
    if by_ends:
        last = max(pairs[-1][1], *(tap.at for tap in taps if tap.way is Way.OUT))
        pairs = [(pairs[0][0], last)]
    return Stay(tuple(pairs), pairs[0][0], pairs[-1][1], guessed=guessed)


def _has_hole(taps: Sequence[Placed]) -> bool:
    """Tell whether, after somebody came, two taps of one way follow: one between was forgotten."""
    since = next(place for place, tap in enumerate(taps) if tap.way is Way.IN)
    return any(
        one.way is two.way and two.at - one.at > SAME_GOING for one, two in pairwise(taps[since:])
    )


def _looks_like_leaving(window: Window, tap: Placed) -> bool:
    """Tell whether a tap that counts as coming is the leaving of who forgot one at noon."""
    watch = timedelta(minutes=window.shift.watch_min)
    return not _said(tap) and tap.at >= window.end - watch


def _is_leaving_alone(window: Window, tap: Placed) -> bool:
    """Tell whether the only tap of a shift is the leaving of who forgot to tap in."""
    nearer = tap.at - window.start > window.end - tap.at
    return nearer and _looks_like_leaving(window, tap)


def _said(tap: Placed) -> bool:
    """Tell whether somebody said which way a tap was."""
    return tap.mark is not None and bool(tap.mark.way)

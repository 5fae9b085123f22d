"""Work outside the shift: always shown, counted where approved, by its class (spec 02 §3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from gateway.domain.attendance.day import Away
from gateway.domain.attendance.intervals import Pair, common, merged, seconds
from gateway.domain.attendance.shifts import Window
from gateway.domain.attendance.spending import after, before
from gateway.domain.rules import DayKind

WORKDAY, REST_DAY, HOLIDAY = "workday", "rest_day", "holiday"
"""The classes of overtime: each is paid, or given back, in its own way."""
TOLD_S = 30 * 60
"""From so much time outside the shift on an explanation speaks of it."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """Work outside the shift, in whole seconds; `kind` is its class, empty without any."""

    shown_s: int = 0
    counted_s: int = 0
    kind: str = ""

    @property
    def is_told(self) -> bool:
        """Whether a sentence is due: the minutes around an ordinary day need none."""
        return self.counted_s > 0 or self.shown_s >= TOLD_S


def outside(window: Window, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the parts of pairs outside a shift; coming early that counts anyway is not outside."""
    early = [] if window.shift.early_counts else before(pairs, window.start)
    return [*early, *after(pairs, window.end)]


def overtime_of(approved: Sequence[Away], pairs: Sequence[Pair], kind: str) -> Overtime:
    """Return what of some work outside the shift is shown, and what of it counts.

    Args:
        approved: Approved overtime.
        pairs: Work outside the shift, by time and apart.
        kind: Its class.
    """
    shown_s = seconds(pairs)
    if not shown_s:
        return Overtime()
    if not approved:
        return Overtime(shown_s, 0, kind)
    spans = merged((a.since.astimezone(UTC), a.until.astimezone(UTC)) for a in approved)
    return Overtime(shown_s, seconds(common(pairs, spans)), kind)


def class_of(kind: DayKind, *, is_free: bool) -> str:
    """Return the class of overtime on a day; `is_free`: the person had no shift that day."""
    if kind is DayKind.HOLIDAY:
        return HOLIDAY
    return REST_DAY if is_free else WORKDAY

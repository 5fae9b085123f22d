"""Which shift each tap serves, as going in or out (spec 02 §2).

The open session decides, not the count of taps: the first tap after an open IN
closes it, even when a later window has begun. A session nobody closed is over
when a later shift's window begins or the office's day ends, so one forgotten
tap never turns the following days round.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice, takewhile

from gateway.domain.attendance.intervals import Pair
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.shifts import DAY, Window, instant
from gateway.domain.calendar import DAY_CLOSES
from gateway.domain.rules import Rules

BRIDGE = timedelta(minutes=30)
"""Shifts this near, with no tap between, are served by one IN and one OUT."""
EARLY = timedelta(hours=6)
"""Who came this long before a shift and leaves in it came for it."""
LATE = timedelta(hours=12)
"""Leaving this long after a shift is another matter."""
FAR = timedelta(days=2)
"""Shifts further from a tap are nothing to it."""

NO_IN = "no_in"
"""The note of a leaving without a session."""


class Way(StrEnum):
    """What a tap did."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One tap in its place.

    Attributes:
        mark: The tap; None for a bridge between two shifts.
        window: The shift it serves; None when off shift.
        at: In UTC.
        note: `bridge`, `late_out`, `early_in`, `no_in` or empty.
    """

    way: Way
    at: datetime
    window: Window | None
    mark: Mark | None = None
    note: str = ""


def placed(
    rules: Rules, marks: Sequence[Mark], windows: Sequence[Window], *, strict: bool = False
) -> list[Placed]:
    """Return each tap in its place, by time.

    Args:
        rules: For the time zone.
        marks: One person's, that count, by time.
        windows: One person's, by start, of which the later gives way (`apart`).
        strict: As systems that know no sessions: each tap belongs to the window it lies in,
            or to none; otherwise leaving late and coming early belong to the shift.
    """
    if strict:
        return _by_window(rules, marks, windows)
    walk = _Walk(rules, windows)
    for mark in marks:
        walk.take(mark)
    walk.end()
    return walk.done


def _by_window(rules: Rules, marks: Sequence[Mark], windows: Sequence[Window]) -> list[Placed]:
    """Return each tap in the window it lies in; IN and OUT alternate within it."""
    seen: Counter[object] = Counter()
    done: list[Placed] = []
    for mark in marks:
        at = mark.at.astimezone(UTC)
        window = next((w for w in reversed(windows) if w.takes(at)), None)
        # Off shift they alternate within the day.
        where = at.astimezone(rules.timezone).date() if window is None else id(window)
        way = Way(mark.way) if mark.way else (Way.OUT if seen[where] % 2 else Way.IN)
        seen[where] += 1
        done.append(Placed(way=way, at=at, window=window, mark=mark))
    return done


class _Walk:
    """Goes along one person's taps with the session that is open."""

    def __init__(self, rules: Rules, windows: Sequence[Window]) -> None:
        self._rules = rules
        self._windows = windows
        self._open: Placed | None = None
        self._passed = 0
        self._near: list[Window] = []
        self._ahead: Window | None = None
        self.done: list[Placed] = []

    def take(self, mark: Mark) -> None:
        at = mark.at.astimezone(UTC)
        self._go_on(at)
        if self._open is not None:
            self._open = self._came_for(self._open, at)
        while self._open is not None and not self._reaches(self._open, at):
            self._open = self._bridge(self._open, at)
        way = Way(mark.way) if mark.way else (Way.IN if self._open is None else Way.OUT)
        if way is Way.IN:
            self._go_in(mark, at)
        else:
            self._go_out(mark, at)

    def end(self) -> None:
        """Have no more taps: who came early and has not left came for the shift all the same."""
        if self._open is not None:
            self._came_for(self._open, None)

    def _go_on(self, at: datetime) -> None:
        """Have the shifts about an instant at hand: no other can matter to a tap."""
        while self._passed < len(self._windows) and self._windows[self._passed].end + FAR < at:
            self._passed += 1
        rest = islice(self._windows, self._passed, None)
        self._near = list(takewhile(lambda w: w.start <= at + FAR, rest))

    def _go_in(self, mark: Mark, at: datetime) -> None:
        if self._open is not None:  # in already: the first counts, this one is kept beside it
            window = self._open.window
            self.done.append(Placed(way=Way.IN, at=at, window=window, mark=mark, note="again"))
            return
        self._open = Placed(way=Way.IN, at=at, window=self._window(at), mark=mark)
        self._ahead = None if self._open.window is not None else self._window_ahead(at)
        self.done.append(self._open)

    def _go_out(self, mark: Mark, at: datetime) -> None:
        came = self._open
        self._open = None
        if came is None:
            window, note = self._window_left(at), NO_IN
        elif came.window is None:
            window, note = self._came_early(came, at), ""
        else:
            window, note = came.window, "late_out" if at > came.window.closes else ""
        self.done.append(Placed(way=Way.OUT, at=at, window=window, mark=mark, note=note))

    def _came_early(self, came: Placed, at: datetime) -> Window | None:
        """Return the shift of who came before its window and leaves in it."""
        window = self._window_left(at)
        if window is None or not timedelta() < window.start - came.at <= EARLY:
            return None
        self._settle(came, window)
        return window

    def _came_for(self, came: Placed, at: datetime | None) -> Placed:
        """Return a session that began before a shift and outlasts its window as that shift's.

        Args:
            came: The session.
            at: The next tap, or None: there is none.
        """
        ahead = self._ahead
        if came.window is not None or ahead is None or (at is not None and at <= ahead.closes):
            return came
        return self._settle(came, ahead)

    def _window_ahead(self, at: datetime) -> Window | None:
        """Return the shift of the same day that who comes now, off shift, may have come for."""
        latest = min(at + EARLY, day_end(self._rules, at))
        return next((w for w in self._near if at < w.start <= latest), None)

    def _settle(self, came: Placed, window: Window) -> Placed:
        """Have a coming that was off shift belong to a shift that began later."""
        place = self.done.index(came)
        settled = replace(came, window=window, note="early_in")
        self.done[place] = settled
        return settled

    def _reaches(self, came: Placed, at: datetime) -> bool:
        """Tell whether a session that began then is still open at an instant."""
        window = came.window
        if window is None:
            return at < day_end(self._rules, came.at)
        if at <= window.closes:
            return True
        later = self._window(at)
        if later is not None and later is not window:
            return False
        following = [w.opens for w in self._near if w.start > window.start]
        latest = min(day_end(self._rules, window.closes), window.end + LATE)
        return at < min([latest, *following])

    def _bridge(self, came: Placed, at: datetime) -> Placed | None:
        """Return the session gone over into the next shift, or None: nobody closed it."""
        window = came.window
        later = [w for w in self._near if window is not None and w.start >= window.end]
        if window is None or not later or later[0].start - window.end > BRIDGE:
            return None
        following = later[0]
        if at <= following.start or at > day_end(self._rules, following.closes):
            return None
        self.done.append(Placed(way=Way.OUT, at=window.end, window=window, note="bridge"))
        bridge = Placed(way=Way.IN, at=following.start, window=following, note="bridge")
        self.done.append(bridge)
        return bridge

    def _window(self, at: datetime) -> Window | None:
        """Return the shift that a coming without a session belongs to: the later one."""
        return next((w for w in reversed(self._near) if w.takes(at)), None)

    def _window_left(self, at: datetime) -> Window | None:
        """Return the shift that a leaving without a session belongs to: the earlier one."""
        return next((w for w in self._near if w.opens <= at <= w.closes), None)


def paired(taps: Iterable[Placed]) -> tuple[list[Pair], Placed | None]:
    """Return each IN with its OUT, and the IN that has none; an OUT alone is no pair."""
    pairs: list[Pair] = []
    came: Placed | None = None
    for tap in taps:
        if tap.way is Way.IN:
            came = came or tap
        elif came is not None:
            pairs.append((came.at, tap.at))
            came = None
    return pairs, came


def day_end(rules: Rules, at: datetime) -> datetime:
    """Return the next 04:00 of the office after an instant."""
    local = at.astimezone(rules.timezone)
    day = local.date() if local.time() < DAY_CLOSES else local.date() + DAY
    return instant(rules.timezone, day, DAY_CLOSES)

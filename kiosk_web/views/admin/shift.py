"""A shift as a bar of the day and as plain words. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Protocol

from gateway.domain.rules import Shift
from kiosk_web.views.admin.here import _

DAY_MIN = 1440
STEPS_H = (1, 2, 3, 4, 6)
MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the bar, in per cent of its width; `kind` is its look."""

    kind: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """An hour below the bar."""

    left: float
    word: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A shift's day, from the first tap that belongs to it to the last."""

    parts: tuple[Part, ...]
    ticks: tuple[Tick, ...]
    words: str


def length_min(shift: Shift) -> int:
    """Return how long a shift is, its breaks with it."""
    return (_minute(shift.end) - _minute(shift.start)) % DAY_MIN


def break_min(shift: Shift) -> int:
    """Return how long its breaks are together."""
    return sum((_minute(end) - _minute(start)) % DAY_MIN for start, end in shift.breaks)


def hours(minutes: int) -> str:
    """Return minutes as `8:00`."""
    return f"{minutes // 60}:{minutes % 60:02d}"


class Hours(Protocol):
    """What begins and ends by the clock, perhaps on the next day."""

    @property
    def start(self) -> time:
        """When it begins."""

    @property
    def end(self) -> time:
        """When it ends; at or before the start: the next day."""


def times(shift: Hours) -> str:
    """Return `09:00–18:00`, with the next day said where it ends there."""
    said = f"{shift.start:%H:%M}–{shift.end:%H:%M}"
    return said if shift.end > shift.start else _("%(times)s the next day", times=said)


def bar_of(shift: Shift) -> Bar:
    """Return the bar of a shift."""
    start = _minute(shift.start)
    end = start + length_min(shift)
    first = (start - shift.before_min) // 60 * 60
    last = -(-(end + shift.after_min) // 60) * 60
    span = last - first

    def part(kind: str, begin: int, until: int) -> Part:
        return Part(
            kind, round((begin - first) / span * 100, 2), round((until - begin) / span * 100, 2)
        )

    parts = [part("margin", start - shift.before_min, end + shift.after_min)]
    parts.append(part("work", start, end))
    for begin, until in shift.breaks:
        at = start + (_minute(begin) - start) % DAY_MIN
        parts.append(part("break", at, at + (_minute(until) - _minute(begin)) % DAY_MIN))
    late = min(end, start + shift.late_grace_min)
    parts.append(part("grace", start, late))
    parts.append(part("late", late, min(end, start + max(shift.watch_min, shift.late_grace_min))))
    return Bar(tuple(parts), tuple(_ticks(first, last)), times(shift))


def words_of(shift: Shift) -> list[str]:
    """Return what a shift means, in sentences."""
    said = [_paid(shift), _taps(shift), _late(shift), _early(shift)]
    said.append(
        {
            "first_last": _("Work is counted from the first tap to the last."),
            "every_pair": _("Work is counted from each coming to each leaving."),
            "by_direction": _("Work is counted as the readers for in and out say."),
        }[shift.pairing]
    )
    said += _thresholds(shift)
    if shift.early_counts:
        said.append(_("Work before the start counts."))
    return said


def _paid(shift: Shift) -> str:
    work = hours(length_min(shift) - break_min(shift))
    if not shift.breaks:
        return _("%(times)s: %(work)s h of work, no break.", times=times(shift), work=work)
    pauses = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in shift.breaks)
    return _(
        "%(times)s: %(work)s h of work; break %(pauses)s.",
        times=times(shift),
        work=work,
        pauses=pauses,
    )


def _taps(shift: Shift) -> str:
    opens = _minute(shift.start) - shift.before_min
    closes = _minute(shift.end) + shift.after_min
    return _(
        "Taps from %(first)s to %(last)s belong to it, both with it.",
        first=_clock(opens),
        last=_clock(closes),
    )


def _late(shift: Shift) -> str:
    start = _minute(shift.start)
    return _(
        "Coming by %(time)s is on time; later is late, after %(half)s half a day.",
        time=_clock(start + shift.late_grace_min),
        half=_clock(start + max(shift.watch_min, shift.late_grace_min)),
    )


def _early(shift: Shift) -> str:
    at = _clock(_minute(shift.end) - shift.early_grace_min)
    return _("Leaving from %(time)s on is on time; before it is early.", time=at)


def _thresholds(shift: Shift) -> Iterator[str]:
    if shift.half_day_min is not None:
        yield _(
            "With less than %(time)s h of work it is half a day.", time=hours(shift.half_day_min)
        )
    if shift.absent_min is not None:
        yield _("With less than %(time)s h of work it is an absence.", time=hours(shift.absent_min))


def _ticks(first: int, last: int) -> Iterator[Tick]:
    span = last - first
    step = next((h * 60 for h in STEPS_H if span // (h * 60) < MOST_TICKS), 360)
    at = -(-first // step) * step
    while at <= last:
        yield Tick(round((at - first) / span * 100, 2), f"{at // 60 % 24:02d}")
        at += step


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"

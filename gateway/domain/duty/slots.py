"""Which duties the calendar asks for: each post's, day by day, as real instants (S23).

A make-up Saturday (调休) has weekday duty; a holiday in the week has holiday
duty; a day of which nothing is published is taken by the week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gateway.domain.attendance.shifts import DAY, instant
from gateway.domain.calendar import day_kind, is_worked
from gateway.domain.duty.rules import DutyKind, Post
from gateway.domain.rules import DayKind, Rules

MOST_DAYS = 400
"""Nobody plans further ahead at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One duty of one post on one day.

    Attributes:
        id: `<day>.<kind>.<post>`.
        day: When it starts, local.
        start, end: In UTC; the second not included.
        heads: How many people it needs.
        within_shift: Ordinary work at the same time does not stand in its way.
    """

    id: str
    day: date
    kind: str
    post: str
    start: datetime
    end: datetime
    heads: int = 1
    within_shift: bool = False

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Tell whether any of its time lies in a half-open span."""
        return self.start < end and start < self.end


def slots_of(rules: Rules, first: date, last: date) -> tuple[Slot, ...]:
    """Return every duty that starts from `first` to `last`, by start, then post.

    Raises:
        ValueError: More than `MOST_DAYS` days.
    """
    if (last - first).days >= MOST_DAYS:
        raise ValueError(f"at most {MOST_DAYS} days at once, not {(last - first).days + 1}")
    found: list[Slot] = []
    day = first
    while day <= last:
        found += _on(rules, day)
        day += DAY
    return tuple(sorted(found, key=lambda slot: (slot.start, slot.id)))


def slot_named(rules: Rules, name: str) -> Slot | None:
    """Return the duty of an id, as the calendar and the rules are now; None: there is none."""
    try:
        day = date.fromisoformat(name[:10])
    except ValueError:
        return None
    return next((slot for slot in _on(rules, day) if slot.id == name), None)


def calendar_word(rules: Rules, day: date) -> DayKind:
    """Return what a date is to duties: unknown days are taken by the week."""
    kind = day_kind(rules, day)
    if kind is DayKind.UNKNOWN:
        return DayKind.WORKDAY if is_worked(rules, day) else DayKind.REST
    return kind


def _on(rules: Rules, day: date) -> Iterator[Slot]:
    word = calendar_word(rules, day)
    for post in rules.duty.posts.values():
        for name in post.kinds:
            kind = rules.duty.kinds.get(name)
            if kind is not None and word in kind.days and _on_weekday(kind, day):
                yield _slot(rules, kind, post, day)


def _on_weekday(kind: DutyKind, day: date) -> bool:
    return not kind.weekdays or day.weekday() in kind.weekdays


def _slot(rules: Rules, kind: DutyKind, post: Post, day: date) -> Slot:
    ends_on = day if kind.end > kind.start else day + timedelta(days=1)
    return Slot(
        id=f"{day}.{kind.id}.{post.id}",
        day=day,
        kind=kind.id,
        post=post.id,
        start=instant(rules.timezone, day, kind.start),
        end=instant(rules.timezone, ends_on, kind.end),
        heads=post.heads,
        within_shift=kind.within_shift,
    )

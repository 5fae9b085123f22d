"""Which shifts of one person cannot both be worked (spec 02 §2).

Compared are real instants of every day of a span, not clock times: 22:00 to
02:00 and 01:00 to 05:00 daily collide, though not on one date; 09:00 to 17:30
and 17:30 to 21:00 do not. Only working times count, the margins for taps may
overlap.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.attendance.shifts import DAY, Window, windows_on
from gateway.domain.rules import Rules
from gateway.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Two shifts of one person that overlap.

    Attributes:
        first, second: Shift ids, by start; `first_day`, `second_day` the days they start on.
        since, until: The time that would be worked twice, in UTC.
        text: The same for people, with names and local times.
    """

    person: str
    first: str
    second: str
    first_day: date
    second_day: date
    since: datetime
    until: datetime
    text: Text


def collisions(rules: Rules, person: str, first: date, last: date) -> tuple[Collision, ...]:
    """Return where shifts of a person overlap that start from `first` to `last`, by time.

    Patterns, the roster, the calendar and changes of the clocks are looked at,
    day by day: ask for the span that an edit touches, at most a year or two.

    Args:
        rules: As they would be: build candidate rules to check an edit.
        person: Whose; somebody unknown has none.
        first: The first day on which shifts start; the evening before is looked at too.
        last: The last one.
    """
    windows: list[Window] = []
    day = first - DAY
    while day <= last + DAY:
        windows += windows_on(rules, person, day)
        day += DAY
    windows.sort(key=lambda w: (w.start, w.end, w.shift.id))
    return tuple(
        _collision(rules, person, one, two)
        for one, two in _overlapping(windows)
        if first <= one.day <= last or first <= two.day <= last
    )


def _overlapping(windows: list[Window]) -> Iterator[tuple[Window, Window]]:
    for place, one in enumerate(windows):
        for two in windows[place + 1 :]:
            if two.start >= one.end:
                break
            yield one, two


def _collision(rules: Rules, person: str, one: Window, two: Window) -> Collision:
    since, until = two.start, min(one.end, two.end)
    zone = rules.timezone
    local, ends = since.astimezone(zone), until.astimezone(zone)
    known = rules.people.get(person)
    who = known.name if known is not None else person
    span = f"{local:%Y-%m-%d %H:%M}–{ends:%H:%M}"
    return Collision(
        person=person,
        first=one.shift.id,
        second=two.shift.id,
        first_day=one.day,
        second_day=two.day,
        since=since,
        until=until,
        text=Text(
            f"{who} 的 {_of(rules, one).zh} 和 {_of(rules, two).zh} 在 {span} 重叠",
            f"{who}: {_of(rules, one).en} and {_of(rules, two).en} overlap, {span}",
        ),
    )


def _of(rules: Rules, window: Window) -> Text:
    zone, name = rules.timezone, window.shift.name
    hours = f"{window.start.astimezone(zone):%H:%M}–{window.end.astimezone(zone):%H:%M}"
    return Text(f"{name.zh}（{hours}）", f"{name.en} ({hours})")

"""What a re-computation would say otherwise than the days that were kept at closing. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gateway.domain.attendance.day import Day
from gateway.domain.attendance.kept import as_kept
from gateway.domain.text import Json

WORDS = frozenset({"why", "final", "person", "date", "shift"})
"""Not compared: the words of an explanation, and what names the day."""

Name = tuple[str, date, str]
"""A person, a day, and the shift's id or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure of a closed day that would be another today.

    Attributes:
        field: Its name as in `Day`; `day` where the whole entry came or went.
        was, now: As kept (`attendance.kept`); None for nothing.
    """

    person: str
    date: date
    shift: str
    field: str
    was: Json
    now: Json


def differences(kept: Iterable[Day], computed: Iterable[Day]) -> tuple[Difference, ...]:
    """Return what is different, by person, day, shift and field."""
    before, after = _named(kept), _named(computed)
    found: list[Difference] = []
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            status = [None if each is None else each["status"] for each in (was, now)]
            found.append(_difference(name, "day", *status))
            continue
        for field in sorted({*was, *now} - WORDS):
            if was.get(field) != now.get(field):
                found.append(_difference(name, field, was.get(field), now.get(field)))
    return tuple(found)


def _named(days: Iterable[Day]) -> dict[Name, Mapping[str, Json]]:
    """Return days by name; of two with one name the later gets a number behind its shift."""
    seen: dict[Name, int] = defaultdict(int)
    found: dict[Name, Mapping[str, Json]] = {}
    for day in days:
        name = (day.person, day.date, day.shift or "")
        seen[name] += 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        found[day.person, day.date, (day.shift or "") + again] = as_kept(day)
    return found


def _difference(name: Name, field: str, was: Json = None, now: Json = None) -> Difference:
    person, day, shift = name
    return Difference(person=person, date=day, shift=shift, field=field, was=was, now=now)

"""Would somebody have to work two shifts at once after a change? Asked of the rules. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from gateway.config.problems import Problem
from gateway.domain.attendance.collisions import collisions
from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.registry.as_rules import with_registry
from gateway.registry.documents import AssignmentDoc, Document, RosterDoc, ShiftDoc
from gateway.registry.view import RegistryView

LOOKED_AT = timedelta(days=55)
"""Two patterns that never meet within eight weeks are let be."""
DAY = timedelta(days=1)
DAY_MIN, HOUR_MIN = 1440, 60
NO_SITE = Rules(site="", name=Text("", ""), timezone=ZoneInfo("Asia/Shanghai"))
"""Where no site file is at hand: the shell's own commands."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Days of a person that a change touches."""

    person: str
    first: date
    last: date
    shift: str | None


def collision_problems(
    site: Rules, view: RegistryView, changed: Iterable[Document]
) -> Iterator[Problem]:
    """Yield one problem for each person who would work two shifts at once.

    Args:
        site: The site's rules: its time zone and its country's days.
        view: The registry as it would be.
        changed: The documents that are new or other than before.
    """
    spans = dict.fromkeys(span for document in changed for span in _touched(document, view))
    if not spans:
        return
    rules, told = with_registry(site, view, 0), set[str]()
    for span in spans:
        if span.person in told:
            continue
        found = collisions(rules, span.person, span.first, span.last)
        own = next((c for c in found if span.shift in (None, c.first, c.second)), None)
        if own is not None:
            told.add(span.person)
            yield Problem(f"assignments.{span.person}", own.text)


def _touched(document: Document, view: RegistryView) -> Iterator[_Span]:
    if isinstance(document, AssignmentDoc):
        yield from _meetings(document, view)
    elif isinstance(document, ShiftDoc):
        since = max((was.until + DAY for was in document.earlier), default=date.min)
        for plan in view.assignments:
            if plan.shift == document.id and (plan.to is None or plan.to >= since):
                yield from _meetings(plan, view, since)
    elif isinstance(document, RosterDoc) and document.state == "published":
        for person, days in document.days.items():
            if days:
                yield _Span(person, min(days), max(days), None)


def _meetings(plan: AssignmentDoc, view: RegistryView, since: date = date.min) -> Iterator[_Span]:
    """Yield the days on which a plan and another one of the same person both hold."""
    for other in view.plans.get(plan.person, ()):
        if other.id == plan.id or not _may_meet(view, plan.shift, other.shift):
            continue
        first = max(plan.from_, other.from_, since)
        last = min(plan.to or date.max, other.to or date.max, first + LOOKED_AT)
        if first <= last:
            yield _Span(plan.person, first, last, plan.shift)


def _may_meet(view: RegistryView, one: str, other: str) -> bool:
    """Tell whether two shifts can overlap at all, by the clock: on one day or the next.

    An hour between them is enough on the day the clocks change, too.
    """
    first, second = view.shifts.get(one), view.shifts.get(other)
    if one == other or first is None or second is None:
        return False
    return any(
        begin + offset < end2 + HOUR_MIN and begin2 < end + offset + HOUR_MIN
        for begin, end in _minutes(first)
        for begin2, end2 in _minutes(second)
        for offset in (-DAY_MIN, 0, DAY_MIN)
    )


def _minutes(shift: ShiftDoc) -> Iterator[tuple[int, int]]:
    """Yield when each version of a shift begins and ends, in minutes of its day."""
    for hours in (shift, *shift.earlier):
        begin = hours.start.hour * 60 + hours.start.minute
        end = hours.end.hour * 60 + hours.end.minute
        yield begin, end if end > begin else end + DAY_MIN

"""Shifts, and who works them from when to when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from gateway.domain.rules.people import Person, Team
from gateway.domain.text import Text

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Planned working hours of a day (spec 02 §2); end before start = next day.

    Attributes:
        before_min, after_min: Taps so long before and after belong to it, inclusive.
        pairing: `first_last`, `every_pair` or `by_direction`.
        watch_min: Later than this is half a day, not "late by four hours".
        half_day_min, absent_min: Less work than this is half a day, or none; None = never.
        early_counts: Work counts from coming, not from the start.
        earlier: What it was before, oldest first: up to and with which day, and what.
    """

    id: str
    name: Text
    start: time
    end: time
    breaks: tuple[tuple[time, time], ...] = ()
    before_min: int = 60
    after_min: int = 60
    late_grace_min: int = 5
    early_grace_min: int = 5
    pairing: str = "first_last"
    watch_min: int = 120
    half_day_min: int | None = None
    absent_min: int | None = None
    early_counts: bool = False
    earlier: "tuple[tuple[date, Shift], ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who works which shift from when to when; `pattern` says on which days.

    Attributes:
        by_team: It is the team's, built from `Team.shifts`: nobody keeps it for the person.
    """

    person: str
    shift: str
    from_: date
    to: date | None = None
    pattern: str = "weekdays"
    by_team: bool = False


def worked_by_team(person: Person, team: Team, own: Sequence[Assignment]) -> Iterator[Assignment]:
    """Yield what a person works because the team does: on days without an assignment."""
    if not person.active and person.until is None:
        return
    for each, following in zip(team.shifts, (*team.shifts[1:], None), strict=True):
        ends = [following.from_ - DAY] if following is not None else []
        ends += [person.until] if person.until is not None else []
        begins = max(each.from_, person.since or each.from_)
        for first, last in _free(begins, min(ends, default=None), own) if each.shift else ():
            yield Assignment(
                person=person.id,
                shift=each.shift,
                from_=first,
                to=last,
                pattern=each.pattern,
                by_team=True,
            )


def _free(
    begins: date, ends: date | None, own: Sequence[Assignment]
) -> Iterator[tuple[date, date | None]]:
    """Yield the spans of a span of days in which no assignment is in force."""
    for plan in sorted(own, key=lambda plan: plan.from_):
        if plan.to is not None and plan.to < begins:
            continue
        if ends is not None and plan.from_ > ends:
            break
        if plan.from_ > begins:
            yield begins, plan.from_ - DAY
        if plan.to is None or plan.to == date.max:
            return
        begins = plan.to + DAY
    if ends is None or begins <= ends:
        yield begins, ends

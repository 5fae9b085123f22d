"""What the generator is asked about a month: all that the office knows bears on it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gateway.domain.duty.asking import aways_of
from gateway.domain.duty.plan import Ask, Places
from gateway.domain.duty.slots import slots_of
from gateway.domain.duty.state import YEAR
from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office

NEAR = timedelta(days=3)
"""Duties so near a span's ends bear on the rest of who is on them."""


def month_span(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month (`2026-11`).

    Raises:
        ValueError: It is no month.
    """
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def ask_for(
    office: "Office",
    rules: Rules,
    first: date,
    last: date,
    *,
    draft: Places | None = None,
    wishes: Iterable[tuple[str, date]] = (),
) -> Ask:
    """Return the question about a span: leave, what is published, what was before.

    Args:
        office: The state.
        rules: The rules.
        first: The first day of the span.
        last: The last day, included.
        draft: What an earlier draft says.
        wishes: Who would like to be free on which day.
    """
    planned = office.duties.planned
    inside = {d.slot.id: d.people for d in planned.values() if first <= d.slot.day <= last}
    near = tuple(
        (d.slot, d.people)
        for d in planned.values()
        if d.slot.id not in inside and first - NEAR <= d.slot.day <= last + NEAR
    )
    members = {m for group in rules.duty.groups.values() for m in group.members}
    return Ask(
        rules=rules,
        slots=slots_of(rules, first, last),
        aways={person: aways_of(office, person) for person in sorted(members)},
        wishes=frozenset(wishes),
        published=inside,
        draft=draft or {},
        before=_before(office, rules, first),
        around=near,
    )


def _before(office: "Office", rules: Rules, first: date) -> dict[tuple[str, str], int]:
    """Return how many duties of a kind each had in the year before a day.

    Who has joined since is taken to have had as many as the others, so that they do not
    get every odd duty of a year.
    """
    earlier = (d for d in office.duties.planned.values() if d.slot.day < first)
    before = Counter((p, d.slot.kind) for d in earlier for p in d.people)
    joined = {p.id: f"{p.since:%Y-%m}" for p in rules.people.values() if p.since is not None}
    oldest = f"{first - YEAR:%Y-%m}"
    months = [(month, kinds) for month, kinds in office.duties.past.items() if month >= oldest]
    for month, kind, had in ((m, kind, had) for m, kinds in months for kind, had in kinds.items()):
        for person, count in had.items():
            before[person, kind] += count
        usual = sum(had.values()) // max(1, len(had))
        for person in (p for p, since in joined.items() if month < since):
            before[person, kind] += usual
    return dict(before)

"""A month's plan as pages explain it: made once, until something it is made of changes.

The pages of duty are drawn again whenever somebody taps; the generator needs a second
for a large group, and would not say anything else.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from gateway.domain.duty.months import ask_for
from gateway.domain.duty.plan import Plan
from gateway.domain.duty.planning import planned
from kiosk_web.ports import Snapshot

MOST_KEPT = 8
"""Months that are looked at at the same time."""

Key = tuple[object, ...]


class _Question:
    """What is asked, told apart by its values, and by the rules and requests it was read from."""

    __slots__ = ("draft", "first", "key", "last", "now", "wishes")

    def __init__(
        self,
        now: Snapshot,
        span: tuple[date, date],
        draft: Mapping[str, Sequence[str]],
        wishes: frozenset[tuple[str, date]],
    ) -> None:
        self.now, self.draft, self.wishes = now, draft, wishes
        self.first, self.last = span
        published = tuple((d.slot.id, d.people) for d in now.office.duties.planned.values())
        drafted = tuple((name, tuple(people)) for name, people in sorted(draft.items()))
        self.key: Key = (*span, wishes, drafted, published)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Question)
            and self.now.rules is other.now.rules
            and self.now.office.requests is other.now.office.requests
            and self.key == other.key
        )


def plan_of(
    now: Snapshot,
    span: tuple[date, date],
    draft: Mapping[str, Sequence[str]],
    wishes: frozenset[tuple[str, date]],
) -> Plan:
    """Return the plan of some days as a draft and wishes make it; quick when nothing changed."""
    return _made(_Question(now, span, draft, wishes))


@lru_cache(maxsize=MOST_KEPT)
def _made(asked: _Question) -> Plan:
    now, draft, wishes = asked.now, asked.draft, asked.wishes
    question = ask_for(now.office, now.rules, asked.first, asked.last, draft=draft, wishes=wishes)
    return planned(question)

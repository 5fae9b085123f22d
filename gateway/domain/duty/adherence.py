"""Duties out of the ledger's facts: who was to be there, who was, what was missed (spec 02 §7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gateway.domain.duty.folds import FOLDS, TIDIED
from gateway.domain.duty.state import Mark, Planned, Standing, SwapStep
from gateway.domain.now import Now
from gateway.domain.turn import Fact

if TYPE_CHECKING:
    from gateway.domain.office import Office

KINDS = tuple(kind for kind in FOLDS if kind != TIDIED)
"""What of the ledger tells of duties. Not what was forgotten to keep the office small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """One person on one duty.

    Attributes:
        state: `ahead`, `running`, `kept` or `missed` (at least one mark that counts).
        marks: What was missed, marks that were taken back too.
    """

    duty: Planned
    person: str
    standing: Standing
    state: str
    marks: tuple[Mark, ...]


def remembered(office: "Office", facts: Iterable[Fact], now: Now) -> "Office":
    """Return an office that knows every duty of the facts, however long ago."""
    for fact in facts:
        if fact.kind in KINDS:
            office = FOLDS[fact.kind](office, fact, now)
    return office


def attended(office: "Office", first: date, last: date, now: Now) -> Iterator[Attended]:
    """Yield each person on each published duty that begins in some days, both included.

    Who was relieved by somebody else while it ran is one of them.
    """
    for duty in office.duties.planned.values():
        if not first <= duty.slot.day <= last:
            continue
        for person in dict.fromkeys((*duty.people, *duty.gone)):
            marks = tuple(
                m for m in office.duties.marks if (m.slot, m.person) == (duty.slot.id, person)
            )
            yield Attended(
                duty=duty,
                person=person,
                standing=duty.standing(person),
                state=_state(duty, marks, now),
                marks=marks,
            )


def _state(duty: Planned, marks: tuple[Mark, ...], now: Now) -> str:
    if not duty.ended:
        return "ahead" if now.at < duty.slot.start else "running"
    return "missed" if any(not mark.lifted_by for mark in marks) else "kept"


def swaps_of(office: "Office", person: str, first: date, last: date) -> int:
    """Return how many approved swaps somebody was part of, by the day of the original duty."""
    return sum(
        swap.step is SwapStep.APPROVED
        and first <= swap.day <= last
        and person in (swap.by, swap.with_)
        for swap in office.duties.swaps.values()
    )

"""What misses come to: counted by person, month and year, down to the duty (S24).

Money is told of only where the office has named sums; a mark that was taken
back after it was contested counts nowhere, and stays to be seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.domain.duty.rules import DutyRules
from gateway.domain.duty.state import Mark

LATE_EARLY = frozenset({"late", "early"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """One person's year (or a month of it).

    Attributes:
        counts: By kind of mark, those that count.
        marks: All of them, lifted ones too, oldest first: each names its duty.
        money: The sum, or None where the office names none.
        reached: Thresholds of the year that are reached, by name.
    """

    person: str
    counts: Mapping[str, int]
    marks: tuple[Mark, ...]
    money: float | None
    reached: Mapping[str, int]


def reached(rules: DutyRules, marks: Iterable[Mark], person: str, year: int) -> dict[str, int]:
    """Return which thresholds somebody's year has reached: `absent`, `late_early`."""
    mine = [m for m in marks if m.person == person and m.day.year == year and not m.lifted_by]
    times = {
        "absent": sum(m.kind == "absent" for m in mine),
        "late_early": sum(m.kind in LATE_EARLY for m in mine),
    }
    limits = {
        "absent": rules.consequences.absent_a_year,
        "late_early": rules.consequences.late_early_a_year,
    }
    return {kind: n for kind, n in times.items() if n >= limits[kind]}


def consequence(
    rules: DutyRules, marks: Iterable[Mark], person: str, year: int, month: int | None = None
) -> Consequence:
    """Return what somebody's marks of a year, or of one month, come to."""
    every = tuple(marks)
    mine = tuple(
        m
        for m in every
        if m.person == person and m.day.year == year and month in (None, m.day.month)
    )
    counts = Counter(m.kind for m in mine if not m.lifted_by)
    sums = rules.consequences.money
    money = sum(sums.get(kind, 0.0) * n for kind, n in counts.items()) if sums else None
    return Consequence(
        person=person,
        counts=dict(counts),
        marks=mine,
        money=money,
        reached=reached(rules, every, person, year),
    )

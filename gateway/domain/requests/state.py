"""What people have asked for: leave, outings, overtime, corrections (spec 02 §4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Asked(StrEnum):
    """What is asked for."""

    LEAVE = "leave"
    OUTING = "outing"
    OVERTIME = "overtime"
    CORRECTION = "correction"


class Step(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    FIRST_APPROVAL = "first_approval"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCEL_ASKED = "cancel_asked"
    CANCELLED = "cancelled"


WAITING = frozenset({Step.ASKED, Step.FIRST_APPROVAL, Step.CANCEL_ASKED})
"""Somebody has to decide."""

COUNTS = frozenset({Step.APPROVED, Step.CANCEL_ASKED})
"""It is approved, and stays so until a cancellation is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision of one person; `choice` as in `RequestAnswered`."""

    by: str
    choice: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request and what became of it.

    Attributes:
        person: Whom it is about.
        by: Who filed it: the person, or a colleague for sick leave.
        since, until: Aware; the second not included. Of a correction both are the declared instant.
        what: The leave's kind; the outing's place; of a correction `in` or `out`; else empty.
        reason: In the person's words.
        seconds: What it takes: for leave planned working time, else the time from since to until.
        days: The same in working days (a half day is 0.5); leave only.
        marks: `late` (after its deadline), `emergency` (told afterwards), `no_balance`.
        needed: Who decides, level by level, as it was when it was filed.
        level: How many levels have approved.
        decided: What was decided so far, in order.
    """

    id: str
    asked: Asked
    person: str
    by: str
    since: datetime
    until: datetime
    filed_at: datetime
    what: str = ""
    reason: str = ""
    seconds: float = 0.0
    days: float = 0.0
    marks: tuple[str, ...] = ()
    needed: tuple[tuple[str, ...], ...] = ()
    level: int = 0
    step: Step = Step.ASKED
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True)
class Requests:
    """Durable: requests that wait, are ahead, or ended not long ago; older ones are in the ledger.

    Attributes:
        open: By id, in the order in which they came.
        taken: Approved days of leave by `<person>/<kind>/<year>`.
        serial: Requests so far; makes their ids unique.
    """

    open: Mapping[str, Request] = field(default_factory=dict)
    taken: Mapping[str, float] = field(default_factory=dict)
    serial: int = 0


def requests_of(office: "Office", person: str) -> tuple[Request, ...]:
    """Return a person's requests that are kept in the state, newest first."""
    found = [r for r in office.requests.open.values() if r.person == person]
    return tuple(sorted(found, key=lambda r: (r.filed_at, r.id), reverse=True))

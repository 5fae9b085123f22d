"""What people have asked for: leave, outings, overtime, corrections (spec 02 §4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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

URGENT, LATE, EMERGENCY = "urgent", "late", "emergency"
NO_BALANCE, CANCELLED_LATE = "no_balance", "cancelled_late"
"""What whoever decides is shown beside a request; none of it blocks anything."""

ABSENCES = frozenset({Asked.LEAVE, Asked.OUTING})
"""Who has one is not due to be here."""

GOING_EARLY = timedelta(minutes=15)
"""Leaving so long before an outing begins is already going out."""


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
        shares: `days` by calendar year: a leave over New Year counts in both.
        marks: `urgent` (in time, on the day itself), `late` (after its deadline), `emergency`
            (told afterwards), `no_balance`, `cancelled_late` (cancelling was asked for after
            it began).
        needed: Who decides, level by level, as it was when it was filed.
        level: How many levels have approved.
        decided: What was decided so far, in order.
        back: How an outing ended: `back` (tapped in), `stayed` (never left), `not_due` (no
            work after it), `never`; empty while nobody knows.
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
    shares: Mapping[str, float] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    needed: tuple[tuple[str, ...], ...] = ()
    level: int = 0
    step: Step = Step.ASKED
    decided: tuple[Decided, ...] = ()
    back: str = ""

    @property
    def alert(self) -> str:
        """The key of the message that it waits."""
        return f"request:{self.id}"

    @property
    def overdue_alert(self) -> str:
        """The key of the alert that somebody is not back."""
        return f"outing:{self.id}"

    @property
    def ended_at(self) -> datetime:
        """When nothing more comes of it by itself: its end, or when it was last spoken of."""
        return max(self.until, self.filed_at, *(each.at for each in self.decided))


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


def overlapping(
    office: "Office", asked: Asked, person: str, since: datetime, until: datetime
) -> Request | None:
    """Return what a person has asked for (or was granted) in the same time, or None.

    Leave and outings stand in each other's way; overtime and corrections only
    in that of their own kind. What was refused, withdrawn or cancelled does not.
    """
    kinds = ABSENCES if asked in ABSENCES else frozenset({asked})
    for each in office.requests.open.values():
        if each.person != person or each.asked not in kinds or each.step not in WAITING | COUNTS:
            continue
        same = each.since == since if asked is Asked.CORRECTION else False
        if same or (each.since < until and since < each.until):
            return each
    return None


def away_now(office: "Office", person: str, at: datetime) -> Request | None:
    """Return the approved leave or outing that a person is on at an instant, or None.

    An outing begins a little earlier (`GOING_EARLY`): who goes out for it at
    13:50 instead of 14:00 is going out.
    """
    for each in office.requests.open.values():
        if each.person != person or each.asked not in ABSENCES or each.step not in COUNTS:
            continue
        early = GOING_EARLY if each.asked is Asked.OUTING else timedelta()
        if each.since - early <= at < each.until:
            return each
    return None

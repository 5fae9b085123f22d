"""Which months are signed and closed (spec 02 §2, §7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.domain.office import Office

KEPT = timedelta(days=400)
"""Signatures of a month that nobody closes are forgotten after so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Somebody's name under a month; `digest` is what was signed (`attendance.kept`)."""

    by: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who has signed a month of one person: the person, and who answers for them."""

    own: Signature | None = None
    other: Signature | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """Durable: months under signature, and those that are closed.

    Attributes:
        signed: By `<person>/<month>`; gone once the month is closed (the ledger has it).
        closed: By month (`2026-11`) whose are closed.
        gone: Up to this month retention has taken the days away: closed for good, whoever's.
    """

    signed: Mapping[str, Signed] = field(default_factory=dict)
    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gone: str = ""


def key_of(person: str, month: str) -> str:
    """Return how a person's month is named in the state."""
    return f"{person}/{month}"


def month_of(day: date) -> str:
    """Return the month of a day, as events name it."""
    return f"{day:%Y-%m}"


def span_of(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month.

    Raises:
        ValueError: It is no month.
    """
    if len(month) != len("2026-11"):
        raise ValueError(f"a month is written 2026-11, not {month}")
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def signed_by(office: "Office", person: str, month: str) -> Signed:
    """Return who has signed a month of a person that is not closed."""
    return office.closing.signed.get(key_of(person, month), Signed())


def is_closed(office: "Office", person: str, month: str) -> bool:
    """Tell whether a month of a person is closed, or so long ago that its days are gone."""
    return is_gone(office, month) or person in office.closing.closed.get(month, ())


def is_gone(office: "Office", month: str) -> bool:
    """Tell whether the days of a month are not kept any more."""
    return month <= office.closing.gone


def is_locked(office: "Office", person: str, day: date) -> bool:
    """Tell whether a day of a person lies in a closed month: nothing changes it any more."""
    return is_closed(office, person, month_of(day))

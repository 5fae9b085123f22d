"""How many days of each kind of leave a person has taken in a calendar year, and has left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.domain.requests.state import WAITING, Asked, Request, Step
from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Days of one kind of leave in one calendar year.

    Attributes:
        kind: The leave kind's id.
        taken_days: Approved, whether behind or ahead.
        left_days: What is left, below 0 when more was approved; None without a limit.
        asked_days: Asked for and not decided.
    """

    kind: str
    taken_days: float
    left_days: float | None
    asked_days: float = 0.0


def balances(office: "Office", rules: Rules, person: str, year: int) -> tuple[Balance, ...]:
    """Return a person's balance of every kind of leave, in the office's order.

    A kind the office has no more is told as long as something was taken of it.
    """
    taken = office.requests.taken
    kinds = dict.fromkeys(rules.leave_kinds)
    for key in taken:
        who, kind, when = key.rsplit("/", 2)
        if (who, when) == (person, str(year)):
            kinds[kind] = None
    return tuple(_balance(office, rules, person, kind, year) for kind in kinds)


def taken_key(person: str, kind: str, year: int | str) -> str:
    """Return where the days of a person, kind and year are counted in `Requests.taken`."""
    return f"{person}/{kind}/{year}"


def goes_over(
    office: "Office", rules: Rules, person: str, kind: str, shares: Mapping[str, float]
) -> bool:
    """Tell whether a leave is more than is left, with what is asked for already."""
    for year, days in shares.items():
        one = _balance(office, rules, person, kind, int(year))
        if one.left_days is not None and days > one.left_days - one.asked_days:
            return True
    return False


def _balance(office: "Office", rules: Rules, person: str, kind: str, year: int) -> Balance:
    taken = office.requests.taken.get(taken_key(person, kind, year), 0.0)
    known = rules.leave_kinds.get(kind)
    limit = known.days_a_year if known is not None else None
    asked = [
        r.shares.get(str(year), 0.0)
        for r in office.requests.open.values()
        if _asks(r, person, kind)
    ]
    return Balance(
        kind=kind,
        taken_days=taken,
        left_days=None if limit is None else round(limit - taken, 2),
        asked_days=round(sum(asked), 2),
    )


def _asks(request: Request, person: str, kind: str) -> bool:
    undecided = request.step in WAITING and request.step is not Step.CANCEL_ASKED
    leave = request.asked is Asked.LEAVE and request.person == person
    return undecided and leave and request.what == kind

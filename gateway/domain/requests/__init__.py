"""Leave, outings, overtime and corrections: asked for, decided, withdrawn (spec 02 §4, S4, S5).

Asked → first approval → approved; refused, withdrawn; cancelling asked for →
cancelled. Levels cannot be skipped and nobody decides for oneself. What is
late, an emergency or beyond the balance is marked and shown, never blocked.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain import events
from gateway.domain.requests import watch
from gateway.domain.requests.balances import Balance, balances
from gateway.domain.requests.chain import deciders, may_decide, waiting_for
from gateway.domain.requests.deciding import on_answered
from gateway.domain.requests.filing import on_filed
from gateway.domain.requests.folds import FOLDS, KINDS, aways, folded
from gateway.domain.requests.length import length_of
from gateway.domain.requests.state import (
    COUNTS,
    WAITING,
    Asked,
    Decided,
    Request,
    Requests,
    Step,
    away_now,
    requests_of,
)

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = [
    "COUNTS",
    "FOLDS",
    "KINDS",
    "ON",
    "WAITING",
    "Asked",
    "Balance",
    "Decided",
    "Request",
    "Requests",
    "Step",
    "away_now",
    "aways",
    "balances",
    "deciders",
    "folded",
    "length_of",
    "may_decide",
    "next_due_s",
    "requests_of",
    "waiting_for",
]


def next_due_s(_office: "Office") -> None:
    """Return None: requests are looked at as minutes begin."""
    return


ON: dict[type, Any] = {
    events.RequestFiled: on_filed,
    events.RequestAnswered: on_answered,
    events.MinuteBegan: watch.on_minute,
    events.ZoneEntered: watch.on_entered,
}

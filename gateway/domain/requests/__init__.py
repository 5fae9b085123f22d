"""Leave, outings, overtime and corrections: asked for, decided, withdrawn (spec 02 §4, S4, S5)."""

from typing import TYPE_CHECKING, Any

from gateway.domain.requests.state import (
    COUNTS,
    WAITING,
    Asked,
    Decided,
    Request,
    Requests,
    Step,
    requests_of,
)
from gateway.domain.turn import Fold

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = [
    "COUNTS",
    "FOLDS",
    "ON",
    "WAITING",
    "Asked",
    "Decided",
    "Request",
    "Requests",
    "Step",
    "next_due_s",
    "requests_of",
]


def next_due_s(_office: "Office") -> None:
    """Return None: requests are looked at as minutes begin."""
    return


ON: dict[type, Any] = {}
FOLDS: dict[str, Fold] = {}

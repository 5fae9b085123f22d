"""A month of attendance signed and closed: from then on its days are what they are."""

from typing import TYPE_CHECKING, Any

from gateway.domain.closing.differences import Difference, differences
from gateway.domain.closing.folds import BLANKED, CLOSED, FOLDS, REOPENED, SIGNED
from gateway.domain.closing.rules import answers_for, on_closed, on_reopened, on_signed
from gateway.domain.closing.state import (
    Closing,
    Signature,
    Signed,
    is_closed,
    is_locked,
    month_of,
    signed_by,
    span_of,
)
from gateway.domain.events import MonthClosed, MonthReopened, MonthSigned

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = [
    "BLANKED",
    "CLOSED",
    "FOLDS",
    "ON",
    "REOPENED",
    "SIGNED",
    "Closing",
    "Difference",
    "Signature",
    "Signed",
    "answers_for",
    "differences",
    "is_closed",
    "is_locked",
    "month_of",
    "next_due_s",
    "signed_by",
    "span_of",
]


def next_due_s(_office: "Office") -> None:
    """Return None: nothing here waits for a time."""
    return


ON: dict[type, Any] = {
    MonthSigned: on_signed,
    MonthClosed: on_closed,
    MonthReopened: on_reopened,
}

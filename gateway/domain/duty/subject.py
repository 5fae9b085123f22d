"""Duty as a subject of the rules: what it listens to, how its facts fold."""

from typing import TYPE_CHECKING, Any

from gateway.domain import events
from gateway.domain.duty import publishing, swapping
from gateway.domain.duty.folds import FOLDS

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = ["FOLDS", "ON", "next_due_s"]


def next_due_s(_office: "Office") -> None:
    """Return None: duties are looked at as minutes begin, and as people come and go."""
    return


ON: dict[type, Any] = {
    events.DutyPublished: publishing.on_published,
    events.DutyGiven: publishing.on_given,
    events.SwapAsked: swapping.on_asked,
    events.SwapAnswered: swapping.on_answered,
}

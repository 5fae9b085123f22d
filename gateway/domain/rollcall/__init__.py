"""The roll-call: who has to be accounted for in an evacuation, and who is (spec 02 §6, 05).

The list is made of what the doors know (`muster.who_is_in`) the moment it begins,
and goes into the ledger with it: it stands after a restart, without a broker and
without a network. Each tick is a fact; the last word on a line counts, by when it
was touched. What it came to is kept without names.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain import events
from gateway.domain.events.between import ClockSet
from gateway.domain.rollcall import course
from gateway.domain.rollcall.course import may_lead, running
from gateway.domain.rollcall.folds import FOLDS, PERSONAL, VISITORS
from gateway.domain.rollcall.muster import who_is_in
from gateway.domain.rollcall.reports import ENDED, EXPLAINED, reports_in
from gateway.domain.rollcall.state import (
    SETTLED,
    Choice,
    Doubt,
    Kind,
    Line,
    Part,
    Report,
    RollCall,
    RollCalls,
    Tally,
    Tick,
    Word,
)

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = [
    "ENDED",
    "EXPLAINED",
    "FOLDS",
    "ON",
    "PERSONAL",
    "SETTLED",
    "VISITORS",
    "Choice",
    "Doubt",
    "Kind",
    "Line",
    "Part",
    "Report",
    "RollCall",
    "RollCalls",
    "Tally",
    "Tick",
    "Word",
    "may_lead",
    "next_due_s",
    "reports_in",
    "running",
    "who_is_in",
]


def next_due_s(_office: "Office") -> None:
    """Return None: people end a roll-call, time does not."""
    return


ON: dict[type, Any] = {
    events.RollCallStarted: course.on_started,
    events.RollCallTicked: course.on_ticked,
    events.RollCallAdded: course.on_added,
    events.RollCallEnded: course.on_ended,
    events.ZoneEntered: course.on_entered,
    ClockSet: course.on_clock_set,
}

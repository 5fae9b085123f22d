"""The last one out: ask, switch off safely, verify by reports and meter (spec 04 §2).

When a tap empties a zone, exactly one check begins, of the outermost zone that
is empty now. Asked → switching → verifying → done; nothing found on goes
straight to verifying. Everything is a fact of the ledger, so a restart at any
instant goes on with the same deadlines. Channels on the exception list are
neither listed nor switched; nor are those that somebody works on.

Nothing goes off by itself where something is expected (`expected.py`). What
held it back passes: then the check goes on (`resume.py`), the same emptying's.
"""

from gateway.domain.lastout.folds import FOLDS
from gateway.domain.lastout.state import (
    Check,
    Inside,
    LastOut,
    LeftOn,
    Outcome,
    Stage,
    next_due_s,
    running_in,
)
from gateway.domain.lastout.watch import ON

__all__ = [
    "FOLDS",
    "ON",
    "Check",
    "Inside",
    "LastOut",
    "LeftOn",
    "Outcome",
    "Stage",
    "next_due_s",
    "running_in",
]

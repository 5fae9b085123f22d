"""An empty zone in the day: lights off, air conditioning back; as it was when somebody returns.

In working hours, where a zone says so (`setback` in the site file): nobody
expected in it and nothing noticed for 15 min, its lights go off; for 30 min, its
air conditioners go to the site's set-point or off. 30 s before, the panels
of its rooms say so, and any touch says "we are here". Whoever returns gets back
what had been on because of a person, but not after closing time.

Every zone looks after its own things: what is in a zone inside it is for
that one. Never the exception list, what somebody works on, or what a leaver
chose to leave on; never while anybody is in.
"""

from gateway.domain.setback.folds import FOLDS
from gateway.domain.setback.state import (
    Announced,
    EmptyZones,
    Part,
    PutBack,
    Setbacks,
    announced_in,
    next_due_s,
)
from gateway.domain.setback.watch import ON

__all__ = [
    "FOLDS",
    "ON",
    "Announced",
    "EmptyZones",
    "Part",
    "PutBack",
    "Setbacks",
    "announced_in",
    "next_due_s",
]

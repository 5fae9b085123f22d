"""The lines of a replay that tell of a roll-call: begun, ticked off, added to, ended."""

from gateway.domain.events import (
    Event,
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
)
from gateway.replay.said import Said

TYPES = ("rollcall", "rollcall_tick", "rollcall_add", "rollcall_end")


def event_of(kind: str, said: Said) -> Event:
    """Return the event of one line of these types.

    Raises:
        BadLine: A field is missing or of the wrong type.
    """
    by = said.text("by")
    match kind:
        case "rollcall":
            return RollCallStarted(by=by, drill=said.flag("drill", default=False))
        case "rollcall_tick":
            age_s = said.number("age_s")
            return RollCallTicked(
                line=said.text("line"),
                choice=said.text("choice"),
                by=by,
                rollcall=said.text("rollcall", ""),
                touch=said.text("touch", ""),
                age_s=float(age_s or 0),
            )
        case "rollcall_add":
            return RollCallAdded(text=said.text("text"), by=by)
        case _:
            return RollCallEnded(by=by, reason=said.text("reason", ""))

"""A roll-call, begun, ticked and ended."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallStarted:
    """Somebody begins a roll-call of the whole office; `drill`: it is practised."""

    by: str
    drill: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallTicked:
    """Somebody says of a line of the list how it is.

    Attributes:
        line: The line's key: `p:<person>`, `v:<visit>`, `x:<number>`.
        choice: `found`, `missing`, `elsewhere`, or `open` to take that back.
        by: A person's id, or what screen it was.
        rollcall: Which roll-call it is of; empty: the one that runs.
        touch: The phone's own mark of this touch: sent twice, it counts once. May be empty.
        age_s: How long ago it was touched, in seconds, by the phone's clock alone: a
            phone without a network waits with it.
    """

    line: str
    choice: str
    by: str
    rollcall: str = ""
    touch: str = ""
    age_s: float = 0.0
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallAdded:
    """Somebody says who is inside besides those on the list, in their words."""

    text: str
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallEnded:
    """Somebody ends a roll-call; a reason is needed while anybody is missing."""

    by: str
    reason: str = ""
    via: str = ""


RollCallEvent = RollCallStarted | RollCallTicked | RollCallAdded | RollCallEnded

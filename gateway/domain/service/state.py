"""Calls and tickets, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.domain.office import Office

ENDED_KEPT = 20
CLOSED_KEPT = 50


class Progress(StrEnum):
    """How far a call or a ticket has come; a call goes down the first five, never back."""

    ASKED = "asked"
    SEEN = "seen"
    COMING = "coming"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    OPEN = "open"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody in a room has called for something.

    Attributes:
        kind: One of the site's services.
        progress: `asked`, `seen`, `coming`; ended: `done`, `withdrawn`.
        since: When it came so far.
        by: Who answered last, empty while nobody has.
        escalate_due_s: When it goes to the alert engine, or None.
        escalated: It went there.
    """

    id: str
    room: str
    kind: str
    asked_at: datetime
    since: datetime
    progress: Progress = Progress.ASKED
    by: str = ""
    escalate_due_s: float | None = None
    escalated: bool = False

    @property
    def alert(self) -> str:
        """The key of its alert."""
        return alert_key(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Something in a room is broken.

    Attributes:
        channel: Its global id, or None for what is no channel.
        text: In the words of who reported it; may be empty.
        progress: `open`, `taken`; closed: `done`.
        since: When it came so far.
        by: Who has it (or did it): a person's id, or what screen it was; empty while open.
    """

    id: str
    room: str
    channel: str | None
    text: str
    opened_at: datetime
    since: datetime
    progress: Progress = Progress.OPEN
    by: str = ""

    @property
    def alert(self) -> str:
        """The key of its alert, open until somebody has taken it."""
        return f"ticket:{self.id}"


@dataclass(frozen=True, slots=True)
class Service:
    """Durable: calls and tickets by id, in the order in which they came.

    Attributes:
        ended: The last calls that are over, oldest first.
        closed: The last tickets that are done, oldest first.
        serial: Calls and tickets so far; makes their ids unique.
    """

    calls: Mapping[str, Call] = field(default_factory=dict)
    tickets: Mapping[str, Ticket] = field(default_factory=dict)
    ended: tuple[Call, ...] = ()
    closed: tuple[Ticket, ...] = ()
    serial: int = 0


def alert_key(call: str) -> str:
    """Return the key of a call's alert."""
    return f"call:{call}"


def calls_of(office: "Office", room: str) -> tuple[Call, ...]:
    """Return a room's open calls, oldest first."""
    return tuple(c for c in office.service.calls.values() if c.room == room)


def tickets_of(office: "Office", room: str) -> tuple[Ticket, ...]:
    """Return a room's tickets that are not done, oldest first."""
    return tuple(t for t in office.service.tickets.values() if t.room == room)

"""A fault's life: reported from a room, taken by somebody, done.

What is written is free text: it is cut short, kept as it is, and shown only in
that room and to those who mend things.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from gateway.domain.events import (
    AlertAnswered,
    FaultReported,
    TicketAnswered,
    TroubleFound,
    TroubleGone,
)
from gateway.domain.now import Now
from gateway.domain.service import words
from gateway.domain.service.state import CLOSED_KEPT, Progress, Ticket, tickets_of
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

MOST_TEXT = 200
MOST_OPEN = 20
"""Tickets of one room that are not done: a panel on a wall is no notebook."""

CHOICES = {"take": Progress.TAKEN, "give_back": Progress.OPEN, "done": Progress.DONE}
SAID = {
    Progress.TAKEN: words.TAKEN,
    Progress.OPEN: words.GIVEN_BACK,
    Progress.DONE: words.DONE,
}


def on_reported(turn: Turn, event: FaultReported) -> None:
    """Open a ticket; the same thing once more only says that it is known."""
    if event.room not in turn.rules.rooms:
        turn.reply("unknown_room", words.UNKNOWN_ROOM, ok=False)
        return
    channel = _channel(turn, event)
    text = tidy(event.text)
    opened = tickets_of(turn.office, event.room)
    same = next((t for t in opened if _is_same(t, channel, text)), None)
    if event.channel is not None and channel is None:
        turn.reply("unknown_channel", words.UNKNOWN_CHANNEL, ok=False)
    elif channel is None and not text:
        turn.reply("words_missing", words.NO_WORDS, ok=False)
    elif same is not None:
        turn.reply("already", words.REPORTED_BEFORE, ok=True, ticket=same.id)
    elif len(opened) >= MOST_OPEN:
        turn.reply("too_many", words.TOO_MANY, ok=False)
    else:
        _open(turn, event, channel, text)


def tidy(text: str) -> str:
    """Return a text on one line, without what cannot be printed, at most 200 characters."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:MOST_TEXT].rstrip()


def _channel(turn: Turn, event: FaultReported) -> str | None:
    """Return the global id of the thing that is meant, or None if it is not the room's."""
    names = turn.rules.rooms[event.room].channels
    wanted = (event.channel, f"{event.room}.{event.channel}")
    return next((name for name in names if name in wanted), None)


def _is_same(ticket: Ticket, channel: str | None, text: str) -> bool:
    if ticket.channel != channel:
        return False
    return ticket.text == text if channel is None else text in ("", ticket.text)


def _open(turn: Turn, event: FaultReported, channel: str | None, text: str) -> None:
    serial = turn.office.service.serial + 1
    body: dict[str, Json] = {
        "serial": serial,
        "room": event.room,
        "channel": channel,
        "text": text,
        "by": event.by,
    }
    turn.record("ticket.opened", f"t{serial}", body)
    _tell(turn, turn.office.service.tickets[f"t{serial}"])
    turn.reply("done", words.REPORTED, ok=True, ticket=f"t{serial}")


def _tell(turn: Turn, ticket: Ticket) -> None:
    """Have facilities told, once: a fault waits for somebody to take it."""
    room = turn.rules.rooms.get(ticket.room)
    title, body = words.fault_title(turn.rules, ticket), words.fault_body(ticket)
    turn.tell(
        TroubleFound(
            key=ticket.alert,
            severity="info",
            zone=room.zone if room else None,
            title=title,
            body=body,
            passing=True,
            once=True,
        )
    )


def on_alert_answered(turn: Turn, event: AlertAnswered) -> None:
    """Take the acknowledgement of a ticket's message as taking the ticket."""
    if event.choice != "acknowledge" or event.key not in turn.office.alerts.open:
        return
    for ticket in tuple(turn.office.service.tickets.values()):
        if ticket.alert == event.key and ticket.progress is Progress.OPEN:
            row = {"progress": Progress.TAKEN.value, "by": event.by}
            turn.record("ticket.answered", ticket.id, row)


def on_answered(turn: Turn, event: TicketAnswered) -> None:
    """Take a ticket, give it back, or close it; always answer."""
    ticket = turn.office.service.tickets.get(event.ticket)
    progress = CHOICES.get(event.choice)
    if ticket is None:
        turn.reply("unknown_ticket", words.UNKNOWN_TICKET, ok=False)
    elif progress is None:
        turn.reply("unknown_choice", words.UNKNOWN_CHOICE, ok=False)
    elif progress is ticket.progress and event.by in (ticket.by, ""):
        turn.reply("already", SAID[progress], ok=True, ticket=ticket.id)
    else:
        body = {"progress": progress.value, "by": event.by}
        turn.record("ticket.answered", ticket.id, body)
        if progress is Progress.OPEN:
            _tell(turn, ticket)
        else:
            turn.tell(TroubleGone(key=ticket.alert))
        turn.reply("done", SAID[progress], ok=True, ticket=ticket.id)


def fold_opened(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a ticket."""
    body = fact.body
    channel = body["channel"]
    ticket = Ticket(
        id=fact.subject,
        room=str(body["room"]),
        channel=None if channel is None else str(channel),
        text=str(body["text"]),
        opened_at=fact.at,
        since=fact.at,
    )
    service = replace(office.service, serial=int(str(body["serial"])))
    return _put(replace(office, service=service), ticket)


def fold_answered(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a ticket taken, open again, or done."""
    old = office.service.tickets.get(fact.subject)
    if old is None:
        return office
    progress = Progress(str(fact.body["progress"]))
    by = "" if progress is Progress.OPEN else str(fact.body["by"])
    ticket = replace(old, progress=progress, since=fact.at, by=by)
    return _close(office, ticket) if progress is Progress.DONE else _put(office, ticket)


def _put(office: "Office", ticket: Ticket) -> "Office":
    tickets = {**office.service.tickets, ticket.id: ticket}
    return replace(office, service=replace(office.service, tickets=tickets))


def _close(office: "Office", ticket: Ticket) -> "Office":
    service = office.service
    tickets = {key: one for key, one in service.tickets.items() if key != ticket.id}
    closed = (*service.closed, ticket)[-CLOSED_KEPT:]
    return replace(office, service=replace(service, tickets=tickets, closed=closed))


FOLDS: dict[str, Fold] = {"ticket.opened": fold_opened, "ticket.answered": fold_answered}

"""Calls for service and fault tickets, for programs: the same doors as on the screens."""

from flask import Response

from gateway.domain.events import CallAnswered, FaultReported, ServiceAsked, TicketAnswered
from gateway.domain.rules import Rules
from gateway.domain.service import Call, Ticket
from gateway.domain.service.words import kind_name
from kiosk_web.api import models
from kiosk_web.api import service_models as shapes
from kiosk_web.api.act import CONFLICT, answered
from kiosk_web.api.acting import begun
from kiosk_web.api.base import caller, get, not_found, post
from kiosk_web.api.read import sent, words
from kiosk_web.context import snapshot
from kiosk_web.problems import ask
from kiosk_web.tokens import Scope


@get("/calls", Scope.READ, summary="Calls for service", responses={200: shapes.Calls})
def calls() -> Response:
    """Return open calls, then the last ones that are over."""
    now = snapshot()
    service = now.office.service
    found = (*service.calls.values(), *reversed(service.ended))
    return sent(shapes.Calls(calls=[_call(now.rules, call) for call in found]))


@get("/tickets", Scope.READ, summary="Reported faults", responses={200: shapes.Tickets})
def tickets() -> Response:
    """Return tickets that are not done, then the last ones that are."""
    service = snapshot().office.service
    found = (*service.tickets.values(), *reversed(service.closed))
    return sent(shapes.Tickets(tickets=[_ticket(ticket) for ticket in found]))


@post(
    "/rooms/<room>/calls",
    Scope.CONTROL,
    summary="Call for service",
    responses={200: models.Begun, 404: not_found("No such room or service")},
)
def new_call(path: models.RoomPath, body: shapes.NewCall) -> Response:
    """Call for it; the same kind from the same room is one call, and `already` says so."""
    return begun(ask(ServiceAsked(room=path.room, kind=body.kind, by=caller())), "call")


@post(
    "/calls/<call>/answer",
    Scope.CONTROL,
    summary="Answer a call",
    responses={200: models.Answered, 404: not_found("No such call, or it is over")},
)
def answer_call(path: shapes.CallPath, body: shapes.CallAnswer) -> Response:
    """Take it further; it never goes back."""
    return answered(ask(CallAnswered(call=path.call, choice=body.choice.value, by=caller())))


@post(
    "/rooms/<room>/tickets",
    Scope.CONTROL,
    summary="Report a fault",
    responses={200: models.Begun, 404: not_found("No such room or channel"), 409: CONFLICT},
)
def new_ticket(path: models.RoomPath, body: shapes.NewTicket) -> Response:
    """Open a ticket; what is reported already is the same one."""
    fault = FaultReported(room=path.room, channel=body.channel, text=body.text, by=caller())
    return begun(ask(fault), "ticket")


@post(
    "/tickets/<ticket>/answer",
    Scope.CONTROL,
    summary="Answer a ticket",
    responses={200: models.Answered, 404: not_found("No such ticket, or it is done")},
)
def answer_ticket(path: shapes.TicketPath, body: shapes.TicketAnswer) -> Response:
    """Take it, give it back, or say that it is done."""
    return answered(ask(TicketAnswered(ticket=path.ticket, choice=body.choice, by=caller())))


def _call(rules: Rules, call: Call) -> shapes.CallOut:
    return shapes.CallOut(
        id=call.id,
        room=call.room,
        kind=call.kind,
        name=words(kind_name(rules, call.kind)),
        progress=call.progress.value,
        asked_at=call.asked_at,
        since=call.since,
        escalated=call.escalated,
    )


def _ticket(ticket: Ticket) -> shapes.TicketOut:
    return shapes.TicketOut(
        id=ticket.id,
        room=ticket.room,
        channel=ticket.channel,
        text=ticket.text,
        progress=ticket.progress.value,
        opened_at=ticket.opened_at,
        since=ticket.since,
        by=ticket.by,
    )

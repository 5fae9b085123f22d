"""What people in a room need of somebody: service that is called for, faults that are reported.

A call is asked → seen → coming → done, can be withdrawn, and goes to the alert
engine when nobody answers in time. A fault is a ticket: open → taken → done.
Both are durable and end once.
"""

from gateway.domain import events
from gateway.domain.service import calls, tickets
from gateway.domain.service.calls import next_due_s
from gateway.domain.service.state import (
    Call,
    Progress,
    Service,
    Ticket,
    calls_of,
    tickets_of,
)
from gateway.domain.turn import Fold, Turn

__all__ = [
    "FOLDS",
    "ON",
    "Call",
    "Progress",
    "Service",
    "Ticket",
    "calls_of",
    "next_due_s",
    "tickets_of",
]


def _on_alert_answered(turn: Turn, event: events.AlertAnswered) -> None:
    calls.on_alert_answered(turn, event)
    tickets.on_alert_answered(turn, event)


ON = {
    events.ServiceAsked: calls.on_asked,
    events.CallAnswered: calls.on_answered,
    events.AlertAnswered: _on_alert_answered,
    events.TimePassed: calls.on_time_passed,
    events.FaultReported: tickets.on_reported,
    events.TicketAnswered: tickets.on_answered,
}
FOLDS: dict[str, Fold] = {**calls.FOLDS, **tickets.FOLDS}

"""Visitors, from the first word at the kiosk to the last (spec 02 §6, S10).

Expected (by a host) → arrived, the host told once → coming, five minutes, or
not available and a message left → a card lent → signed out: at the kiosk, by
holding the card to the reader, or by the host, who is asked when they go.

A visitor counts as in, for the last one out and for a roll-call, from arriving
to signing out. Names stand in facts of the kinds `folds.PERSONAL` and in the
state while the visit lasts; no alert, message or key has one.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain import events
from gateway.domain.visitors import answering, arriving, leaving
from gateway.domain.visitors.folds import FOLDS, PERSONAL
from gateway.domain.visitors.state import (
    Guest,
    Note,
    Reply,
    Visit,
    Visits,
    carrier_of,
    free_cards,
    guests_of,
    guests_on,
    notes_of,
    visits_of,
)

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = [
    "FOLDS",
    "ON",
    "PERSONAL",
    "Guest",
    "Note",
    "Reply",
    "Visit",
    "Visits",
    "carrier_of",
    "free_cards",
    "guests_of",
    "guests_on",
    "next_due_s",
    "notes_of",
    "visits_of",
]


def next_due_s(office: "Office") -> float | None:
    """Return when the next host has left a visitor waiting for too long."""
    dues = (visit.answer_due_s for visit in office.visits.open.values())
    return min((due for due in dues if due is not None), default=None)


ON: dict[type, Any] = {
    events.VisitExpected: arriving.on_expected,
    events.VisitCalledOff: arriving.on_called_off,
    events.VisitArrived: arriving.on_arrived,
    events.VisitAnswered: answering.on_answered,
    events.VisitNoteLeft: answering.on_note_left,
    events.VisitNoteRead: answering.on_note_read,
    events.VisitBadgeTaken: leaving.on_card_taken,
    events.VisitorCardTapped: leaving.on_card_tapped,
    events.VisitEnded: leaving.on_ended,
    events.VisitorsLeftBehind: leaving.on_left_behind,
    events.PersonLeft: leaving.on_person_left,
    events.ZoneEntered: leaving.on_entered,
    events.MinuteBegan: leaving.on_minute,
    events.TimePassed: answering.on_time_passed,
}

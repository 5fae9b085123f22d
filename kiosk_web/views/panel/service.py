"""Service: what can be called for, do not disturb, and what is broken in the room."""

from dataclasses import dataclass

from gateway.domain.office import Office
from gateway.domain.rooms.dnd.state import dnd_now
from gateway.domain.rooms.meeting import meeting_in
from gateway.domain.rules import Channel, Room, Rules
from gateway.domain.service import calls_of, tickets_of
from kiosk_web.views.marks import Mark
from kiosk_web.views.panel.base import Look, PanelPage
from kiosk_web.views.service import TicketCard, call_mark, ticket_card, when_called
from kiosk_web.views.words import hhmm

MINUTES = (30, 60, 120)
SHOWN_TICKETS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One thing that can be called for; `call` is the open call's id, or empty."""

    kind: str
    icon: str
    name: str
    call: str
    when: str
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """The service page of one room.

    Attributes:
        dnd: Until when the room is not to be disturbed, in words, or empty.
        minutes: For how long that can be asked.
        meeting: Whether it can last to the end of a meeting.
        things: What may be broken: control names and what people call them.
        more: Tickets that are not shown.
    """

    rings: tuple[Ring, ...]
    dnd: str
    minutes: tuple[int, ...]
    meeting: bool
    tickets: tuple[TicketCard, ...]
    more: int
    things: tuple[tuple[str, str], ...]


def service_view(look: Look) -> ServiceView:
    """Return the service page of a room."""
    dnd = dnd_now(look.office, look.room.id)
    tickets = tickets_of(look.office, look.room.id)
    shown = tickets[-SHOWN_TICKETS:]
    channels = (look.rules.channels.get(name) for name in look.room.channels)
    return ServiceView(
        rings=_rings(look),
        dnd=look.tongue._("Until %(time)s", time=hhmm(dnd.until)) if dnd else "",
        minutes=MINUTES,
        meeting=meeting_in(look.office, look.room.id) is not None,
        tickets=tuple(ticket_card(look.snapshot, t, look.tongue) for t in reversed(shown)),
        more=len(tickets) - len(shown),
        things=tuple((look.control(c), look.name(c)) for c in channels if c is not None),
    )


def _rings(look: Look) -> tuple[Ring, ...]:
    calls = {call.kind: call for call in calls_of(look.office, look.room.id)}
    return tuple(
        Ring(
            kind=kind.id,
            icon=kind.icon,
            name=kind.name.in_(look.tongue.language),
            call=call.id if (call := calls.get(kind.id)) else "",
            when=when_called(call, look.tongue) if call else "",
            mark=call_mark(call, look.tongue) if call else None,
        )
        for kind in look.rules.services
    )


def _line(look: Look) -> Mark | None:
    """Say what waits: do not disturb first, then a call, then what is broken."""
    dnd, calls = dnd_now(look.office, look.room.id), calls_of(look.office, look.room.id)
    if dnd is not None:
        word = look.tongue._("Do not disturb until %(time)s", time=hhmm(dnd.until))
        return Mark("dnd", word, "warn")
    if calls:
        return call_mark(calls[-1], look.tongue)
    count = len(tickets_of(look.office, look.room.id))
    word = look.tongue.n("%(n)s fault is reported", "%(n)s faults are reported", count)
    return Mark("wrench", word, "warn") if count else None


def _reads(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    return (
        calls_of(office, room.id),
        tickets_of(office, room.id),
        dnd_now(office, room.id),
        meeting_in(office, room.id),
    )


PAGE = PanelPage(
    name="service",
    icon="bell",
    title=lambda tongue: tongue._("Service"),
    view=service_view,
    has=lambda rules, room: True,
    line=_line,
    reads=_reads,
    level=0,
)

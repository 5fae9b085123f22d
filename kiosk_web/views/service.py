"""Calls and tickets as a page shows them: on the room's panel, at the kiosk, on facilities."""

from dataclasses import dataclass

from gateway.domain.rules import Rules
from gateway.domain.service import Call, Progress, Ticket
from gateway.domain.service.words import kind_name, ticket_thing
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue, hhmm

FACILITIES = "facilities"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCard:
    """One open call.

    Attributes:
        next: What the one touch of an attendant says: `seen`, `coming`, `done`.
    """

    id: str
    plate: str
    room: str
    kind: str
    icon: str
    asked: str
    mark: Mark
    who: str
    next: str
    late: bool
    quiet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCard:
    """One ticket that is not done."""

    id: str
    plate: str
    room: str
    thing: str
    text: str
    when: str
    mark: Mark
    who: str
    taken: bool


@dataclass(frozen=True, slots=True)
class DeskView:
    """All that somebody has to see to: calls first."""

    calls: tuple[CallCard, ...]
    tickets: tuple[TicketCard, ...]
    done: tuple[TicketCard, ...]


def desk_view(snapshot: Snapshot, zone: str, tongue: Tongue) -> DeskView:
    """Return what is open in a zone and those inside it, empty for the whole site."""
    service = snapshot.office.service
    rooms = rooms_in(snapshot.rules, zone)
    return DeskView(
        tuple(call_card(snapshot, c, tongue) for c in service.calls.values() if c.room in rooms),
        tuple(
            ticket_card(snapshot, t, tongue) for t in service.tickets.values() if t.room in rooms
        ),
        tuple(
            ticket_card(snapshot, t, tongue)
            for t in tuple(reversed(service.closed))[:3]
            if t.room in rooms
        ),
    )


def rooms_in(rules: Rules, zone: str) -> frozenset[str]:
    """Return the rooms of a zone and those inside it; all of them for an empty zone."""
    below = frozenset(rules.zones_below(zone) if zone else rules.zones)
    return frozenset(room.id for room in rules.rooms.values() if room.zone in below)


def call_card(snapshot: Snapshot, call: Call, tongue: Tongue) -> CallCard:
    """Return one call as a card."""
    rules, room = snapshot.rules, snapshot.rules.rooms.get(call.room)
    return CallCard(
        id=call.id,
        plate=room.plate if room else "",
        room=room.name.in_(tongue.language) if room else call.room,
        kind=kind_name(rules, call.kind).in_(tongue.language),
        icon=icon_of(rules, call.kind),
        asked=tongue.when(call.asked_at, snapshot.now.at),
        mark=call_mark(call, tongue),
        who=who(rules, call.by, tongue),
        next="done" if call.progress is Progress.COMING else "coming",
        late=call.escalated and call.progress is Progress.ASKED,
        quiet=call.room in snapshot.office.quiet.by_room,
    )


def icon_of(rules: Rules, kind: str) -> str:
    """Return the picture of a service; a bell if the site has it no more."""
    return next((one.icon for one in rules.services if one.id == kind), "bell")


def call_mark(call: Call, tongue: Tongue) -> Mark:
    """Return how far a call is, for either side."""
    _ = tongue._
    return {
        Progress.SEEN: Mark("ok", _("Seen"), "info"),
        Progress.COMING: Mark("ok", _("Somebody is coming"), "ok"),
    }.get(call.progress, Mark("clock", _("Nobody has seen it yet"), "warn"))


def ticket_card(snapshot: Snapshot, ticket: Ticket, tongue: Tongue) -> TicketCard:
    """Return one ticket as a card."""
    rules, room = snapshot.rules, snapshot.rules.rooms.get(ticket.room)
    return TicketCard(
        id=ticket.id,
        plate=room.plate if room else "",
        room=room.name.in_(tongue.language) if room else ticket.room,
        thing=ticket_thing(rules, ticket).in_(tongue.language),
        text=ticket.text if ticket.channel is not None else "",
        when=tongue.when(ticket.opened_at, snapshot.now.at),
        mark=ticket_mark(ticket, tongue),
        who=who(rules, ticket.by, tongue),
        taken=ticket.progress is Progress.TAKEN,
    )


def ticket_mark(ticket: Ticket, tongue: Tongue) -> Mark:
    """Return how far a ticket is."""
    _ = tongue._
    if ticket.progress is Progress.DONE:
        return Mark("ok", _("Mended"), "ok")
    if ticket.progress is Progress.TAKEN:
        return Mark("wrench", _("Being mended"), "info")
    return Mark("clock", _("Reported"), "warn")


def who(rules: Rules, by: str, tongue: Tongue) -> str:
    """Return whom the people who serve know: a name, a contact, or which screen it was."""
    name = named(rules, by, tongue)
    if name is not None:
        return name
    reader = rules.readers.get(by.removeprefix("kiosk:"))
    if reader is not None:
        return tongue._("at %(place)s", place=reader.name.in_(tongue.language))
    return tongue._("Facilities") if by == FACILITIES else ""


def named(rules: Rules, by: str, tongue: Tongue) -> str | None:
    """Return the name of a person or a contact; None for anybody else."""
    person, contact = rules.people.get(by), rules.contacts.get(by)
    if person is not None:
        return person.name
    return contact.name.in_(tongue.language) if contact is not None else None


def when_called(call: Call, tongue: Tongue) -> str:
    """Return when a call was made, as its room says it."""
    return tongue._("Called at %(time)s", time=hhmm(call.asked_at))

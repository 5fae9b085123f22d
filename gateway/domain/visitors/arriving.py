"""A visitor comes, announced or not: registered once, and the host told once."""

from datetime import date, time, timedelta

from gateway.domain.alerts.outbox import Message, send_now
from gateway.domain.events import (
    VisitArrived,
    VisitCalledOff,
    VisitExpected,
    ZoneEmptied,
    ZoneEntered,
)
from gateway.domain.presence.state import head_count
from gateway.domain.rules import Person
from gateway.domain.service.tickets import tidy
from gateway.domain.text import Json
from gateway.domain.turn import Turn
from gateway.domain.visitors import words
from gateway.domain.visitors.folds import ARRIVED, CALLED_OFF, EXPECTED, MOVED
from gateway.domain.visitors.state import Visit

MOST_NAME = 60
MOST_COUNT = 50
MOST_SEED = 64
MOST_OPEN = 500
"""Visits and expected ones, each: nobody fills the memory from a kiosk."""
MOST_AHEAD = timedelta(days=366)
ANSWER_S = 180.0
"""A host who has not answered for so long: others are told."""

TWICE = timedelta(minutes=2)
"""So soon after, the same words once more are the same people: at the other kiosk, or in doubt."""

DESK = frozenset({"reception", "facilities", "admin"})
"""Roles that look after everybody's visitors."""


def is_host(turn: Turn, visit_host: str, who: str) -> bool:
    """Tell whether somebody may speak for a host: the host, or who looks after visitors."""
    person = turn.rules.people.get(who)
    cares = person is not None and person.active and not DESK.isdisjoint(person.roles)
    return who == visit_host or cares


def on_expected(turn: Turn, event: VisitExpected) -> None:
    """Note who will come; always answer."""
    name, company = tidy(event.name)[:MOST_NAME], tidy(event.company)[:MOST_NAME]
    if _host(turn, event.host) is None:
        turn.reply("unknown_host", words.UNKNOWN_HOST, ok=False)
    elif not is_host(turn, event.host, event.by):
        turn.reply("not_yours", words.NOT_YOURS, ok=False)
    elif not name:
        turn.reply("words_missing", words.NO_NAME, ok=False)
    elif not 1 <= event.count <= MOST_COUNT:
        turn.reply("out_of_range", words.BAD_COUNT, ok=False)
    elif not _is_ahead(turn, event):
        turn.reply("bad_time", words.BAD_DAY, ok=False)
    elif len(turn.office.visits.expected) >= MOST_OPEN:
        turn.reply("too_many", words.TOO_MANY, ok=False)
    else:
        serial = turn.office.visits.serial + 1
        body: dict[str, Json] = {
            "serial": serial,
            "host": event.host,
            "name": name,
            "company": company,
            "count": event.count,
            "on": event.on,
            "at": event.at,
            "by": event.by,
            "seed": event.seed[:MOST_SEED],
        }
        turn.record(EXPECTED, f"g{serial}", body)
        turn.reply("done", words.EXPECTED, ok=True, expected=f"g{serial}")


def _is_ahead(turn: Turn, event: VisitExpected) -> bool:
    today = turn.now.at.astimezone(turn.rules.timezone).date()
    try:
        day = date.fromisoformat(event.on)
        if event.at:
            time.fromisoformat(event.at)
    except ValueError:
        return False
    return today <= day <= today + MOST_AHEAD


def on_called_off(turn: Turn, event: VisitCalledOff) -> None:
    """Take somebody off the list of who is expected."""
    guest = turn.office.visits.expected.get(event.expected)
    if guest is None:
        turn.reply("unknown_guest", words.UNKNOWN_GUEST, ok=False)
    elif not is_host(turn, guest.host, event.by):
        turn.reply("not_yours", words.NOT_YOURS, ok=False)
    else:
        turn.record(CALLED_OFF, guest.id, {"by": event.by})
        turn.reply("done", words.CALLED_OFF, ok=True)


def on_arrived(turn: Turn, event: VisitArrived) -> None:
    """Register a visitor and tell the host; sent twice, it is the same visit."""
    before = _same(turn, event.arrival)
    name, company = tidy(event.name)[:MOST_NAME], tidy(event.company)[:MOST_NAME]
    reader = turn.rules.readers.get(event.reader)
    if before is not None:
        _answer(turn, before)
    elif event.arrival in turn.office.visits.gone:
        turn.reply("visit_over", words.VISIT_OVER, ok=False)
    elif reader is None:
        turn.reply("unknown_reader", words.UNKNOWN_READER, ok=False)
    elif _host(turn, event.host) is None:
        turn.reply("unknown_host", words.UNKNOWN_HOST, ok=False)
    elif not name:
        turn.reply("words_missing", words.NO_NAME, ok=False)
    elif not 1 <= event.count <= MOST_COUNT:
        turn.reply("out_of_range", words.BAD_COUNT, ok=False)
    elif not event.consents:
        turn.reply("consent_missing", words.NO_CONSENT, ok=False)
    elif len(turn.office.visits.open) >= MOST_OPEN:
        turn.reply("too_many", words.TOO_MANY, ok=False)
    elif (twice := _registered_before(turn, event, name, company)) is not None:
        _follow(turn, twice, event.reader)
        _answer(turn, turn.office.visits.open[twice.id])
    else:
        _register(turn, event, name, company, reader.zone)


def _registered_before(turn: Turn, event: VisitArrived, name: str, company: str) -> Visit | None:
    """Return the visit of the same people to the same host that began a moment ago, or None.

    Who is of a party that is still awaited is the next lot of it.
    """
    if _party(turn, event):
        return None
    said = (event.host, name.casefold(), company.casefold(), event.count)
    for visit in turn.office.visits.open.values():
        known = (visit.host, visit.name.casefold(), visit.company.casefold(), visit.count)
        if known == said and visit.is_dated == turn.now.trusted:
            age = turn.now.at - visit.arrived_at
            if timedelta(0) <= age <= TWICE:
                return visit
    return None


def _follow(turn: Turn, visit: Visit, reader: str) -> None:
    """Let the screen where they stand now show the visit, and act for them."""
    if visit.reader == reader:
        return
    zone = turn.rules.readers[reader].zone
    turn.record(MOVED, visit.id, {"zone": zone, "home": reader})
    if zone == visit.zone:
        return
    turn.tell(ZoneEntered(zone=zone, tap_id=visit.alert, person=""))
    if not head_count(turn.office, turn.rules, visit.zone):
        turn.tell(ZoneEmptied(zone=visit.zone, tap_id=visit.alert, person="", reader=reader))


def _register(turn: Turn, event: VisitArrived, name: str, company: str, zone: str) -> None:
    serial = turn.office.visits.serial + 1
    body: dict[str, Json] = {
        "serial": serial,
        "arrival": event.arrival,
        "reader": event.reader,
        "zone": zone,
        "host": event.host,
        "name": name,
        "company": company,
        "count": event.count,
        "expected": _party(turn, event),
        "answer_s": ANSWER_S,
    }
    if not turn.now.trusted:
        body["clock_trusted"] = False
    turn.record(ARRIVED, f"v{serial}", body)
    visit = turn.office.visits.open[f"v{serial}"]
    _tell_host(turn, visit)
    turn.tell(ZoneEntered(zone=zone, tap_id=visit.alert, person=""))
    _answer(turn, visit)


def _party(turn: Turn, event: VisitArrived) -> str:
    """Return the id of the expected party that they belong to: of today, and their host's."""
    guest = turn.office.visits.expected.get(event.expected)
    today = turn.now.at.astimezone(turn.rules.timezone).date()
    fits = guest is not None and (guest.host, guest.on) == (event.host, today)
    return event.expected if fits else ""


def _tell_host(turn: Turn, visit: Visit) -> None:
    """Send the host's one message, where a contact of the host's id is set up."""
    if visit.host not in turn.rules.contacts:
        return
    send_now(
        turn,
        Message(
            to=visit.host,
            alert=visit.alert,
            news="raised",
            title=words.host_title(visit),
            body=words.host_body(turn.rules, visit),
            severity="info",
        ),
    )


def _answer(turn: Turn, visit: Visit) -> None:
    turn.reply("arrived", words.arrived(turn.rules, visit), ok=True, visit=visit.id)


def _same(turn: Turn, arrival: str) -> Visit | None:
    """Return the visit of a registration that came before."""
    visits = turn.office.visits.open.values() if arrival else ()
    return next((v for v in visits if v.arrival == arrival), None)


def _host(turn: Turn, person: str) -> Person | None:
    found = turn.rules.people.get(person)
    return found if found is not None and found.active else None

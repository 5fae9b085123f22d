"""What the ledger's facts make of visits, live and at start alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gateway.domain.now import Now
from gateway.domain.turn import Fact, Fold, due_s, names_in, number_in, without
from gateway.domain.visitors.state import Guest, Note, Reply, Visit, Visits

if TYPE_CHECKING:
    from gateway.domain.office import Office

EXPECTED, CALLED_OFF, ARRIVED = "visit.expected", "visit.called_off", "visit.arrived"
ANSWERED, UNANSWERED = "visit.answered", "visit.unanswered"
CARD_LENT, NOTE_LEFT, NOTE_READ = "visit.card_lent", "visit.note_left", "visit.note_read"
ENDED, HOST_LEFT, HOST_BACK = "visit.ended", "visit.host_left", "visit.host_back"
MOVED, DATED, TIDIED = "visit.moved", "visit.dated", "visit.tidied"
CARD_REFUSED = "visit.card_refused"
"""A card that nobody carries was tried: kept for the administration, it changes nothing."""

MOST_GONE = 200
"""So many marks of visits that are over are remembered."""

PERSONAL = (EXPECTED, ARRIVED, ANSWERED, NOTE_LEFT)
"""The kinds that hold names or free words: what retention blanks after 90 days."""


def fold_expected(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with somebody expected."""
    body = fact.body
    if "name" not in body:
        return office
    guest = Guest(
        id=fact.subject,
        name=str(body["name"]),
        company=str(body.get("company", "")),
        host=str(body["host"]),
        count=int(number_in(body, "count") or 1),
        on=date.fromisoformat(str(body["on"])),
        at=str(body.get("at", "")),
        seed=str(body.get("seed", "")),
    )
    visits = office.visits
    expected = {**visits.expected, guest.id: guest}
    return _with(office, replace(visits, expected=expected, serial=_serial(office, fact)))


def fold_called_off(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without somebody who was expected."""
    visits = office.visits
    return _with(office, replace(visits, expected=without(visits.expected, fact.subject)))


def fold_arrived(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a visitor; expected are only those of their party not here yet."""
    body = fact.body
    if "name" not in body:
        return office
    answer_s = number_in(body, "answer_s")
    visit = Visit(
        id=fact.subject,
        name=str(body["name"]),
        company=str(body.get("company", "")),
        host=str(body["host"]),
        count=int(number_in(body, "count") or 1),
        zone=str(body["zone"]),
        reader=str(body["reader"]),
        arrived_at=fact.at,
        is_dated=body.get("clock_trusted") is not False,
        arrival=str(body.get("arrival", "")),
        answer_due_s=None if answer_s is None else due_s(fact, now, answer_s),
    )
    visits = office.visits
    expected = _less(visits.expected, str(body.get("expected", "")), visit.count)
    opened = {**visits.open, visit.id: visit}
    return _with(
        office, replace(visits, open=opened, expected=expected, serial=_serial(office, fact))
    )


def _less(expected: Mapping[str, Guest], guest_id: str, count: int) -> Mapping[str, Guest]:
    """Return who is expected, without so many of one party."""
    guest = expected.get(guest_id)
    if guest is None or guest.count <= count:
        return without(expected, guest_id)
    return {**expected, guest_id: replace(guest, count=guest.count - count)}


def fold_answered(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a host's answer."""
    body = fact.body
    return _changed(
        office,
        fact,
        reply=Reply(str(body.get("reply", Reply.WAITING.value))),
        replied_at=fact.at,
        note=str(body.get("note", "")),
        answer_due_s=None,
        unanswered=False,
    )


def fold_unanswered(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a visit that others were told of."""
    return _changed(office, fact, answer_due_s=None, unanswered=True)


def fold_card_lent(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a card lent."""
    return _changed(office, fact, card=str(fact.body.get("card", "")), card_at=fact.at)


def fold_dated(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a visitor of the wrong clock dated: they came before this at least."""
    return _changed(office, fact, arrived_at=fact.at, is_dated=True)


def fold_moved(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a visitor in another zone, or at another entrance (reader `home`)."""
    visit = office.visits.open.get(fact.subject)
    reader = str(fact.body.get("home") or (visit.reader if visit is not None else ""))
    return _changed(office, fact, zone=str(fact.body["zone"]), reader=reader)


def fold_host_left(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a visit whose host has gone."""
    return _changed(office, fact, host_left_at=fact.at)


def fold_host_back(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a visit whose host is here again, or says that they stay."""
    return _changed(office, fact, host_left_at=None)


def fold_note_left(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a message for a host."""
    body = fact.body
    if "text" not in body:
        return office
    note = Note(
        id=fact.subject,
        host=str(body["host"]),
        name=str(body["name"]),
        company=str(body.get("company", "")),
        text=str(body["text"]),
        at=fact.at,
    )
    visits = office.visits
    return _with(office, replace(visits, notes={**visits.notes, note.id: note}))


def fold_note_read(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without a message."""
    visits = office.visits
    return _with(office, replace(visits, notes=without(visits.notes, fact.subject)))


def fold_ended(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without a visitor; nothing of them is kept but their screen's mark."""
    visits = office.visits
    visit = visits.open.get(fact.subject)
    mark = (visit.arrival,) if visit is not None and visit.arrival else ()
    gone = (*visits.gone, *mark)[-MOST_GONE:]
    return _with(office, replace(visits, open=without(visits.open, fact.subject), gone=gone))


def fold_tidied(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without guests who never came and messages nobody read."""
    visits = office.visits
    return _with(
        office,
        replace(
            visits,
            expected=without(visits.expected, *names_in(fact.body, "expected")),
            notes=without(visits.notes, *names_in(fact.body, "notes")),
        ),
    )


def _changed(office: "Office", fact: Fact, **parts: object) -> "Office":
    visit = office.visits.open.get(fact.subject)
    if visit is None:
        return office
    opened = {**office.visits.open, visit.id: replace(visit, **parts)}  # type: ignore[arg-type]
    return _with(office, replace(office.visits, open=opened))


def _serial(office: "Office", fact: Fact) -> int:
    return max(office.visits.serial, int(number_in(fact.body, "serial") or 0))


def _with(office: "Office", visits: Visits) -> "Office":
    return replace(office, visits=visits)


FOLDS: dict[str, Fold] = {
    EXPECTED: fold_expected,
    CALLED_OFF: fold_called_off,
    ARRIVED: fold_arrived,
    ANSWERED: fold_answered,
    UNANSWERED: fold_unanswered,
    CARD_LENT: fold_card_lent,
    NOTE_LEFT: fold_note_left,
    NOTE_READ: fold_note_read,
    ENDED: fold_ended,
    HOST_LEFT: fold_host_left,
    HOST_BACK: fold_host_back,
    MOVED: fold_moved,
    DATED: fold_dated,
    TIDIED: fold_tidied,
}

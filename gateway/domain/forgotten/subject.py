"""The way from a number at a kiosk to a tap: waiting, the witness, and how often in a month."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gateway.domain.effects import Light, Result
from gateway.domain.events import (
    BadgeForgotten,
    BadgeTapped,
    LentCardReturned,
    MinuteBegan,
    SignedIn,
    StaffCardLaid,
    TapCorrected,
    TimePassed,
    WitnessCame,
    WitnessCancelled,
)
from gateway.domain.forgotten import lending, words
from gateway.domain.forgotten.state import Wait, person_of, wait_at
from gateway.domain.notice import notice
from gateway.domain.now import Now
from gateway.domain.presence.shown import answer_badge
from gateway.domain.presence.taps import on_signed_in
from gateway.domain.rules import Person
from gateway.domain.staff import levels
from gateway.domain.turn import Fact, Fold, Turn, without

if TYPE_CHECKING:
    from gateway.domain.office import Office

FORGOTTEN = "badge.forgotten"
VOUCHED = "vouched:"
"""How the keys of messages to witnesses begin: `<tap id>`."""
KEY = "forgotten:"
"""How the keys of messages to those who answer for somebody begin."""


def next_due_s(office: "Office") -> float | None:
    """Return when the next wait or offer ends."""
    dues = [wait.until_s for wait in office.waits.by_reader.values()]
    dues += [made.until_s for made in office.waits.offers.values()]
    return min(dues, default=None)


def on_forgotten(turn: Turn, event: BadgeForgotten) -> None:
    """Begin to wait for a witness; whether the number is anybody's is not told."""
    reader = turn.rules.readers.get(event.reader)
    before = wait_at(turn.office, turn.now, event.reader)
    number = event.number.strip()
    if not turn.rules.forgotten.witness:
        turn.reply("not_offered", words.NOT_OFFERED, ok=False)
    elif reader is None or not reader.is_door:
        turn.reply("unknown_reader", words.UNKNOWN_READER, ok=False)
    elif not number:
        turn.reply("number_missing", words.NO_NUMBER, ok=False)
    elif before is not None and before.number != number:
        turn.reply("busy", words.BUSY, ok=False)
    else:
        if before is None:
            _put(turn, event.reader, _begun(turn, event.wait, number))
        turn.reply("waiting", words.WAITING, ok=True)


def _begun(turn: Turn, id_: str, number: str) -> Wait:
    until_s = turn.now.mono_s + turn.rules.durations.witness_s
    return Wait(id=id_, number=number, began_at=turn.now.at, until_s=until_s)


def on_cancelled(turn: Turn, event: WitnessCancelled) -> None:
    """End a wait; one that is over already stays over."""
    wait = turn.office.waits.by_reader.get(event.reader)
    if wait is None or wait.id != event.wait:
        turn.reply("over", words.OVER, ok=False)
    else:
        _drop(turn, event.reader)
        turn.reply("ended", words.ENDED, ok=True)


def on_badge(turn: Turn, event: BadgeTapped) -> None:
    """End the wait of somebody who has found their badge: their tap was an ordinary one."""
    wait = wait_at(turn.office, turn.now, event.reader)
    badge = turn.rules.badges.get(event.badge) if event.badge else None
    person = turn.rules.people.get(badge.person) if badge is not None else None
    if wait is not None and person is not None and person.number == wait.number:
        _drop(turn, event.reader)


def on_witness(turn: Turn, event: WitnessCame) -> None:
    """Sign in or out who waits, with the witness in the fact; the witness's badge is no tap."""
    wait = wait_at(turn.office, turn.now, event.reader)
    if wait is None:
        return
    person = person_of(turn.rules, wait.number)
    if person is None:
        _refuse(turn, event, wait)
        return
    _drop(turn, event.reader)
    on_signed_in(
        turn,
        SignedIn(tap_id=event.tap_id, reader=event.reader, person=person.id, witness=event.person),
    )
    _tell_witness(turn, event, person)
    _count(turn, person)
    lending.offer(turn, event.reader, person)


def _tell_witness(turn: Turn, event: WitnessCame, person: Person) -> None:
    """Tell a witness what their badge did: who laid it there in a hurry hears of it too."""
    shown = turn.office.taps.shown.get(event.reader)
    is_taken = shown is not None and shown.tap_id == event.tap_id
    if event.person not in turn.rules.contacts or not is_taken:
        return
    at = turn.now.at.astimezone(turn.rules.timezone)
    reader = turn.rules.readers[event.reader].name
    title = words.VOUCHED.filled(name=person.name)
    body = words.VOUCHED_BODY.filled(at=f"{at:%H:%M}", reader=reader)
    turn.tell(notice(f"{VOUCHED}{event.tap_id}", title, body, first=(event.person,)))


def _refuse(turn: Turn, event: WitnessCame, wait: Wait) -> None:
    """Say that the number signs nobody in; keep who was the witness for it."""
    reader = turn.rules.readers[event.reader]
    row = {
        "tap_id": event.tap_id,
        "reader": event.reader,
        "zone": reader.zone,
        "person": None,
        "direction": None,
        "result": Result.BLOCKED.value,
        "verdict": None,
        "witness": event.person,
        "clock_trusted": turn.now.trusted,
    }
    turn.record("tap", "", row)
    until_s = turn.now.mono_s + turn.rules.durations.shown_s
    _put(turn, event.reader, replace(wait, refused=True, until_s=until_s))
    answer_badge(turn, event.reader, Light.RED, words.NOT_KNOWN, result=Result.BLOCKED)


def _count(turn: Turn, person: Person) -> None:
    """Keep that somebody had no badge today; tell who answers for them on the day too many."""
    today = turn.now.at.astimezone(turn.rules.timezone).date()
    if not turn.now.trusted or today in turn.office.forgotten.days.get(person.id, ()):
        return
    turn.record(FORGOTTEN, person.id, {"day": today.isoformat()})
    days = len(turn.office.forgotten.days[person.id])
    if days == turn.rules.forgotten.days_a_month + 1:
        _tell(turn, person, days, today)


def _tell(turn: Turn, person: Person, days: int, today: date) -> None:
    """Tell the nearest level that can be told; others learn that it happened, not who it was."""
    for level in levels(turn.rules, person.id):
        told = tuple(who for who in level if who in turn.rules.contacts)
        if told:
            break
    else:
        told = ()
    title = words.often_title(days, person.name if told else "")
    turn.tell(notice(f"{KEY}{person.id}:{today:%Y-%m}", title, words.OFTEN, first=told))


def on_time(turn: Turn, _event: TimePassed) -> None:
    """End the waits to which no witness came, and put away those that were refused."""
    waits = turn.office.waits.by_reader
    over = [reader for reader, wait in waits.items() if wait.until_s <= turn.now.mono_s]
    if over:
        _drop(turn, *over)
    lending.on_time(turn)


def _put(turn: Turn, reader: str, wait: Wait) -> None:
    waits = turn.office.waits
    turn.change(waits=replace(waits, by_reader={**waits.by_reader, reader: wait}))


def _drop(turn: Turn, *readers: str) -> None:
    waits = turn.office.waits
    turn.change(waits=replace(waits, by_reader=without(waits.by_reader, *readers)))


def fold_forgotten(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with one day more; only the latest month is remembered."""
    text = fact.body.get("day")
    if not isinstance(text, str):
        return office
    day = date.fromisoformat(text)
    kept = {
        person: days
        for person, days in office.forgotten.days.items()
        if (days[0].year, days[0].month) == (day.year, day.month)
    }
    kept[fact.subject] = (*kept.get(fact.subject, ()), day)
    return replace(office, forgotten=replace(office.forgotten, days=kept))


ON: dict[type, Any] = {
    BadgeForgotten: on_forgotten,
    WitnessCancelled: on_cancelled,
    BadgeTapped: on_badge,
    WitnessCame: on_witness,
    TimePassed: on_time,
    StaffCardLaid: lending.on_laid,
    LentCardReturned: lending.on_returned,
    TapCorrected: lending.on_corrected,
    MinuteBegan: lending.on_minute,
}
FOLDS: dict[str, Fold] = {FORGOTTEN: fold_forgotten, **lending.FOLDS}

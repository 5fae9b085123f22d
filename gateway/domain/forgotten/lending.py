"""A card of the visitors' pool, lent for the day to who signed in with a witness.

Laid on the reader while it is offered, it is that person's badge in all a badge does,
until it is given back, or until the day (or a shift that lasts longer) is over. Then it
is nobody's badge and still out: laid on a reader it is given back, and only then the
pool has it for visitors again.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.attendance import window_at
from gateway.domain.effects import Light, Result
from gateway.domain.events import (
    Correction,
    LentCardReturned,
    MinuteBegan,
    StaffCardLaid,
    TapCorrected,
    TroubleFound,
    TroubleGone,
)
from gateway.domain.forgotten import words
from gateway.domain.forgotten.state import Lent, Offer, card_of, offer_at
from gateway.domain.now import Now
from gateway.domain.opening import is_closed
from gateway.domain.presence.dates import day_closed
from gateway.domain.presence.shown import show
from gateway.domain.presence.state import TapShown
from gateway.domain.rules import Person
from gateway.domain.staff import receptionists
from gateway.domain.text import Text
from gateway.domain.turn import Fact, Fold, Turn, without
from gateway.domain.visitors.state import free_cards

if TYPE_CHECKING:
    from gateway.domain.office import Office

LENT, RETURNED = "badge.lent", "badge.returned"
KIOSK, READER, UNDONE = "kiosk", "reader", "undone"
"""How a card came back."""
IN = frozenset({"in", "back"})


def offer(turn: Turn, reader: str, person: Person) -> None:
    """Offer a card to who has just come in with a witness, where there is one to lend."""
    shown = turn.office.taps.shown.get(reader)
    is_in = shown is not None and shown.person == person.id and shown.direction in IN
    if shown is None or not is_in or shown.result is not Result.ACCEPTED:
        return
    if card_of(turn.office, person.id) or not free_cards(turn.office, turn.rules):
        return
    until_s = turn.now.mono_s + turn.rules.durations.lend_s
    waits = turn.office.waits
    made = Offer(person=person.id, tap_id=shown.tap_id, until_s=until_s)
    turn.change(waits=replace(waits, offers={**waits.offers, reader: made}))


def on_time(turn: Turn) -> None:
    """End the offers that nobody took."""
    offers = turn.office.waits.offers
    over = [reader for reader, made in offers.items() if made.until_s <= turn.now.mono_s]
    if over:
        _end_offers(turn, *over)


def on_laid(turn: Turn, event: StaffCardLaid) -> None:
    """Lend the card; the read itself is kept as one more of the same card, never paired."""
    made = offer_at(turn.office, turn.now, event.reader)
    card = turn.rules.visitor_cards[event.badge]
    if made is None:
        return
    zone = turn.rules.readers[event.reader].zone
    tap = {
        "tap_id": event.tap_id,
        "reader": event.reader,
        "zone": zone,
        "badge": event.badge,
        "uid_tail": event.uid_tail,
        "person": made.person,
        "direction": None,
        "result": Result.BOUNCE.value,
        "verdict": None,
        "of": made.tap_id,
        "clock_trusted": turn.now.trusted,
    }
    turn.record("tap", made.person, tap)
    until = _until(turn, made.person)
    lent = {"person": made.person, "zone": zone, "until": until.isoformat(), "of": made.tap_id}
    turn.record(LENT, card.label, lent)
    _end_offers(turn, event.reader)
    _show(turn, event.tap_id, event.reader, words.CARD_YOURS.filled(label=card.label))


def _until(turn: Turn, person: str) -> datetime:
    """Return when the office's day is over, or the person's shift that lasts beyond it."""
    closed = day_closed(turn)
    following = datetime.combine(
        closed.date() + timedelta(days=1), closed.time(), turn.rules.timezone
    )
    window = window_at(turn.rules, person, turn.now.at)
    return following if window is None else max(following, window.closes)


def on_returned(turn: Turn, event: LentCardReturned) -> None:
    """Take a card back, by a touch at the kiosk, or laid on a reader when its day is over."""
    label = card_of(turn.office, event.person)
    if not label:
        turn.reply("no_card", words.NO_CARD, ok=False)
        return
    _take_back(turn, label, READER if event.tap_id else KIOSK)
    if event.tap_id:
        _show(turn, event.tap_id, event.reader, words.CARD_BACK)
    else:
        turn.reply("done", words.CARD_BACK, ok=True)


def on_corrected(turn: Turn, event: TapCorrected) -> None:
    """Take the card back with the tap it was lent for: the colleague vouched for somebody else."""
    if event.correction is not Correction.UNDO:
        return
    offers = turn.office.waits.offers
    _end_offers(turn, *(r for r, made in offers.items() if made.tap_id == event.tap_id))
    for label, lent in tuple(turn.office.forgotten.lent.items()):
        if lent.of == event.tap_id:
            _take_back(turn, label, UNDONE)


def on_minute(turn: Turn, _event: MinuteBegan) -> None:
    """Tell which cards are not back when their carriers are."""
    if turn.now.trusted:
        for zone in {lent.zone: None for lent in turn.office.forgotten.lent.values()}:
            _tell_out(turn, zone)


def _take_back(turn: Turn, label: str, how: str) -> None:
    zone = turn.office.forgotten.lent[label].zone
    turn.record(RETURNED, label, {"how": how})
    _tell_out(turn, zone)


def _tell_out(turn: Turn, zone: str) -> None:
    """Tell reception which cards are not back, and not whose; take it back once all are."""
    key = f"cards:lent:{zone}"
    out = [label for label, lent in turn.office.forgotten.lent.items() if _is_out(turn, zone, lent)]
    if not out:
        if key in turn.office.alerts.open:
            turn.tell(TroubleGone(key=key))
        return
    turn.tell(
        TroubleFound(
            key=key,
            severity="info",
            zone=zone,
            title=words.out_title(len(out)),
            body=words.OUT.filled(labels=", ".join(sorted(out))),
            once=True,
            first=receptionists(turn.rules),
        )
    )


def _is_out(turn: Turn, zone: str, lent: Lent) -> bool:
    """Tell whether a card should be back: its day is over, or it left the closed office."""
    if lent.zone != zone:
        return False
    if turn.now.at >= lent.until:
        return True
    is_in = any(s.person == lent.person for s in turn.office.presence.sessions.values())
    local = turn.now.at.astimezone(turn.rules.timezone)
    return not is_in and bool(is_closed(turn.rules, zone, local))


def _show(turn: Turn, tap_id: str, reader: str, said: Text) -> None:
    """Say at a reader what became of a card; nobody is named."""
    shown = TapShown(
        tap_id=tap_id,
        reader=reader,
        result=Result.ACCEPTED,
        person=None,
        direction=None,
        message=said,
        at=turn.now.at,
    )
    show(turn, shown, Light.GREEN)


def _end_offers(turn: Turn, *readers: str) -> None:
    if readers:
        waits = turn.office.waits
        turn.change(waits=replace(waits, offers=without(waits.offers, *readers)))


def fold_lent(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a card lent to somebody for the day."""
    body = fact.body
    if "person" not in body:
        return office
    lent = Lent(
        person=str(body["person"]),
        zone=str(body.get("zone", "")),
        since=fact.at,
        until=datetime.fromisoformat(str(body["until"])).astimezone(fact.at.tzinfo),
        of=str(body.get("of", "")),
    )
    forgotten = office.forgotten
    cards = {**forgotten.lent, fact.subject: lent}
    return replace(office, forgotten=replace(forgotten, lent=cards))


def fold_returned(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without a card that was lent."""
    forgotten = office.forgotten
    lent = without(forgotten.lent, fact.subject)
    return replace(office, forgotten=replace(forgotten, lent=lent))


FOLDS: dict[str, Fold] = {LENT: fold_lent, RETURNED: fold_returned}

"""A visitor goes: at the kiosk, with the card at the reader, or because the host says so."""

from datetime import timedelta

from gateway.domain.effects import Light, Result
from gateway.domain.events import (
    MinuteBegan,
    PersonLeft,
    TroubleFound,
    TroubleGone,
    VisitBadgeTaken,
    VisitEnded,
    VisitorCardTapped,
    VisitorsLeftBehind,
    ZoneEmptied,
    ZoneEntered,
)
from gateway.domain.opening import is_closed
from gateway.domain.presence.dates import day_closed
from gateway.domain.presence.shown import show
from gateway.domain.presence.state import TapShown, head_count
from gateway.domain.rules import VisitorCard
from gateway.domain.staff import receptionists
from gateway.domain.text import Text
from gateway.domain.turn import Turn
from gateway.domain.visitors import words
from gateway.domain.visitors.answering import tell_unanswered
from gateway.domain.visitors.arriving import is_host
from gateway.domain.visitors.folds import (
    CARD_LENT,
    CARD_REFUSED,
    DATED,
    ENDED,
    HOST_BACK,
    HOST_LEFT,
    TIDIED,
)
from gateway.domain.visitors.moving import move, zone_after
from gateway.domain.visitors.state import Visit, carrier_of, free_cards, visits_of

KIOSK = "kiosk"
NOTES_KEPT = timedelta(days=7)
"""A message nobody has read for so long is put away."""


def on_card_taken(turn: Turn, event: VisitBadgeTaken) -> None:
    """Lend a card of the pool to a visitor."""
    visit = turn.office.visits.open.get(event.visit)
    if visit is None:
        turn.reply("unknown_visit", words.UNKNOWN_VISIT, ok=False)
    elif visit.card:
        turn.reply("already", words.HAS_CARD, ok=visit.card == event.label)
    elif event.label not in free_cards(turn.office, turn.rules):
        turn.reply("unknown_card", words.NO_CARD, ok=False)
    else:
        turn.record(CARD_LENT, visit.id, {"card": event.label, "by": event.by})
        turn.reply("done", words.CARD_TAKEN, ok=True)


def on_card_tapped(turn: Turn, event: VisitorCardTapped) -> None:
    """Take a card at the door as giving it back: its visitor is signed out, or moves within."""
    card = turn.rules.visitor_cards[event.badge]
    visit = carrier_of(turn.office, card.label)
    reader = turn.rules.readers.get(event.reader)
    if card.lost or (not card.active and visit is None):
        _turn_away(turn, event, card, words.CARD_STOPPED, Result.BLOCKED)
    elif visit is None:
        _turn_away(turn, event, card, words.CARD_NOT_LENT, Result.UNKNOWN_BADGE)
    elif reader is None or not reader.is_door:
        _say(turn, event, Text(card.label, card.label), Result.BOUNCE, Light.GREEN)
    elif (zone := zone_after(turn, reader, visit)) is None:
        end(turn, visit, "card", KIOSK, event.reader)
        _say(turn, event, words.GOODBYE, Result.ACCEPTED, Light.GREEN)
    else:
        move(turn, visit, zone, event)
        _tell_left_over(turn, visit.zone)
        _say(turn, event, Text(card.label, card.label), Result.BOUNCE, Light.GREEN)


def _turn_away(
    turn: Turn, event: VisitorCardTapped, card: VisitorCard, said: Text, result: Result
) -> None:
    """Keep that a card was tried that nobody carries; of a lost one facilities hear."""
    body = {"card": card.label, "reader": event.reader, "result": result.value, "lost": card.lost}
    turn.record(CARD_REFUSED, card.badge, body)
    _say(turn, event, said, result, Light.RED if result is Result.BLOCKED else Light.AMBER)
    reader = turn.rules.readers.get(event.reader)
    if card.lost and reader is not None:
        turn.tell(
            TroubleFound(
                key=f"card:{reader.id}:{card.label}",
                severity="warning",
                zone=reader.zone,
                title=words.lost_card_title(card.label, reader.name),
                body=words.lost_card_body(turn.now.at.astimezone(turn.rules.timezone)),
                passing=True,
            )
        )


def _say(turn: Turn, event: VisitorCardTapped, said: Text, result: Result, light: Light) -> None:
    """Answer a card at its reader; a door that knows nothing of it stays as it is."""
    shown = TapShown(
        tap_id=event.tap_id,
        reader=event.reader,
        result=result,
        person=None,
        direction="out" if result is Result.ACCEPTED else None,
        message=said,
        at=turn.now.at,
    )
    show(turn, shown, light)


def on_ended(turn: Turn, event: VisitEnded) -> None:
    """Sign a visitor out; at the kiosk anybody may, elsewhere the host and reception."""
    visit = turn.office.visits.open.get(event.visit)
    if visit is None:
        turn.reply("unknown_visit", words.UNKNOWN_VISIT, ok=False)
    elif event.by != KIOSK and not is_host(turn, visit.host, event.by):
        turn.reply("not_yours", words.NOT_YOURS, ok=False)
    else:
        how = KIOSK if event.by == KIOSK else "host" if event.by == visit.host else "reception"
        end(turn, visit, how, event.by, visit.reader)
        turn.reply("done", words.GOODBYE, ok=True)


def on_left_behind(turn: Turn, event: VisitorsLeftBehind) -> None:
    """Sign out what a host left behind, or leave it and ask no more."""
    for visit in visits_of(turn.office, event.host):
        if visit.host_left_at is None:
            continue
        if event.choice == "gone":
            end(turn, visit, "host", event.host, visit.reader)
        else:
            turn.record(HOST_BACK, visit.id)
    turn.reply("done", words.HOST_SAID, ok=True)


def end(turn: Turn, visit: Visit, how: str, by: str, reader: str) -> None:
    """Record that a visitor has gone, and that zones are empty now if they are."""
    turn.record(ENDED, visit.id, {"how": how, "by": by, "card": visit.card})
    tell_unanswered(turn, visit)
    _tell_left_over(turn, visit.zone)
    for zone in turn.rules.zone_path(visit.zone):
        if not head_count(turn.office, turn.rules, zone):
            turn.tell(ZoneEmptied(zone=zone, tap_id=visit.alert, person="", reader=reader))


def on_person_left(turn: Turn, event: PersonLeft) -> None:
    """Remember that a host has gone while visitors are here: they are asked about."""
    for visit in visits_of(turn.office, event.person):
        if visit.host_left_at is None:
            turn.record(HOST_LEFT, visit.id, {"zone": event.zone})


def on_entered(turn: Turn, event: ZoneEntered) -> None:
    """A host who is back answers for the visitors again."""
    for visit in visits_of(turn.office, event.person) if event.person else ():
        if visit.host_left_at is not None:
            turn.record(HOST_BACK, visit.id)


def on_minute(turn: Turn, _event: MinuteBegan) -> None:
    """Look at closing times, and let go what the last day left over."""
    if not turn.now.trusted:
        return
    _date(turn)
    _end_yesterdays(turn)
    for zone in {v.zone: None for v in turn.office.visits.open.values()}:
        _tell_left_over(turn, zone)
    _tidy(turn)


def _date(turn: Turn) -> None:
    """Date who came before the clock was set, as soon as it is: they are of today, not of 1970."""
    for visit in tuple(turn.office.visits.open.values()):
        if not visit.is_dated:
            turn.record(DATED, visit.id)


def _end_yesterdays(turn: Turn) -> None:
    """Sign out at 04:00 who never did, as with people."""
    closed = day_closed(turn)
    for visit in tuple(turn.office.visits.open.values()):
        if visit.arrived_at < closed:
            end(turn, visit, "forgotten", "", visit.reader)


def _tell_left_over(turn: Turn, zone: str) -> None:
    """Tell reception who is left at closing time; take it back once nobody is."""
    key = f"visits:open:{zone}"
    count = turn.office.visits.count_in((zone,))
    is_told = key in turn.office.alerts.open
    if not count or not is_closed(turn.rules, zone, turn.now.at.astimezone(turn.rules.timezone)):
        if is_told:
            turn.tell(TroubleGone(key=key))
        return
    title = words.left_over_title(count)
    turn.tell(
        TroubleFound(
            key=key,
            severity="info",
            zone=zone,
            title=title,
            body=words.LEFT_OVER,
            once=True,
            first=receptionists(turn.rules),
        )
    )


def _tidy(turn: Turn) -> None:
    """Let go of guests who never came, and of messages nobody reads."""
    visits, today = turn.office.visits, turn.now.at.astimezone(turn.rules.timezone).date()
    guests = [g.id for g in visits.expected.values() if g.on < today]
    notes = [n.id for n in visits.notes.values() if turn.now.at - n.at > NOTES_KEPT]
    if guests or notes:
        turn.record(TIDIED, "visits", {"expected": guests, "notes": notes})

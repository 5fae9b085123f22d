"""A badge or a number at a reader: keep it, understand it, answer it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain import words
from gateway.domain.duty.confirming import asks_signs, confirmed
from gateway.domain.duty.pages import signs_here
from gateway.domain.duty.state import Planned
from gateway.domain.effects import Light, Result
from gateway.domain.events import (
    BadgeShown,
    BadgeTapped,
    Correction,
    LentCardReturned,
    SignedIn,
    StaffCardLaid,
    VisitorCardTapped,
    WitnessCame,
)
from gateway.domain.forgotten.state import is_offered, is_witness, lent_badge, overdue
from gateway.domain.now import Now
from gateway.domain.presence.approved import aways_of, is_due_after, outing_until
from gateway.domain.presence.dates import end_stale, mark_clock
from gateway.domain.presence.meaning import judge, light_of, shown_step, verdict_json, worked
from gateway.domain.presence.pairing import Step, pair, plan_step, read_step, remember
from gateway.domain.presence.refused import refuse, tell_blocked
from gateway.domain.presence.shown import (
    OFFERS,
    OFFERS_ON_DUTY,
    OFFERS_TO_UNDO,
    feedback_of,
    show,
)
from gateway.domain.presence.state import LastTap, TapShown, asks_to_undo, counted_zone, key_of
from gateway.domain.presence.zones import tell_zones
from gateway.domain.rules import Badge, Person, Reader, ReaderDirection
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Turn, due_s

if TYPE_CHECKING:
    from gateway.domain.office import Office

DIRECTIONS = {
    Correction.LEAVING: "out",
    Correction.GOING_OUT: "out",
    Correction.ARRIVED: "in",
    Correction.BACK: "in",
}
"""What a wish said beforehand or a correction makes of a tap; `undo` of none."""

PAIRED = frozenset({Result.ACCEPTED.value, Result.CLOCK_UNTRUSTED.value})
"""Results that open or end a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """One tap of somebody known, by badge or by number.

    Attributes:
        badge: The badge's hash; empty for a number.
        witness: Who vouched for them with a badge of their own, or empty.
        is_asked: A screen waits for an answer.
    """

    tap_id: str
    reader: Reader
    person: Person
    badge: str = ""
    uid_tail: str = ""
    wanted: Correction | None = None
    witness: str = ""
    is_asked: bool = False

    @property
    def key(self) -> str:
        """The person at the reader's zone."""
        return key_of(self.person.id, self.reader.zone)


def on_badge(turn: Turn, event: BadgeTapped) -> None:
    """Keep a tap, whatever it is; sign the person in or out; answer at the reader."""
    if event.tap_id in turn.office.presence.ids:
        _answer_again(turn, event)
        return
    mark_clock(turn)
    reader = turn.rules.readers.get(event.reader)
    badge = _badge_of(turn, event)
    person = turn.rules.people.get(badge.person) if badge else None
    if reader is None:
        refuse(turn, event, Result.BLOCKED, words.UNKNOWN_READER)
    elif badge is None and event.badge in turn.rules.visitor_cards:
        _pool_card(turn, event)
    elif badge is None or person is None:
        said = words.UNKNOWN_BADGE if event.badge else words.UNREADABLE_BADGE
        refuse(turn, event, Result.UNKNOWN_BADGE, said)
    elif badge.status != "active":
        refuse(turn, event, Result.BLOCKED, words.BLOCKED_BADGE, person.id)
        tell_blocked(turn, reader, badge)
    elif badge.has_ended(turn.now.at.date()):
        refuse(turn, event, Result.BLOCKED, words.ENDED_BADGE, person.id)
        tell_blocked(turn, reader, badge)
    elif not person.active:
        refuse(turn, event, Result.BLOCKED, words.INACTIVE_PERSON, person.id)
    elif is_witness(turn.office, turn.now, reader.id, person):
        turn.tell(WitnessCame(tap_id=event.tap_id, reader=reader.id, person=person.id))
    elif not reader.is_door or signs_here(turn.office, turn.rules, reader.id, person.id):
        turn.tell(BadgeShown(room=reader.room or "", reader=reader.id, person=person.id))
    else:
        tap = Tap(
            tap_id=event.tap_id,
            reader=reader,
            person=person,
            badge=event.badge,
            uid_tail=event.uid_tail,
            wanted=event.wanted,
        )
        _tap(turn, tap)


def _badge_of(turn: Turn, event: BadgeTapped) -> Badge | None:
    """Return the badge that was laid: somebody's own, or a card lent to them for the day."""
    own = turn.rules.badges.get(event.badge) if event.badge else None
    return own or lent_badge(turn.office, turn.rules, turn.now, event.badge)


def _pool_card(turn: Turn, event: BadgeTapped) -> None:
    """Pass on a card of the visitors' pool: to be lent to staff here, or a visitor's."""
    tap_id, reader, badge = event.tap_id, event.reader, event.badge
    if is_offered(turn.office, turn.rules, turn.now, reader, badge):
        tail = event.uid_tail
        turn.tell(StaffCardLaid(tap_id=tap_id, reader=reader, badge=badge, uid_tail=tail))
    elif person := overdue(turn.office, turn.rules, turn.now, badge):
        turn.tell(LentCardReturned(person=person, tap_id=tap_id, reader=reader))
    else:
        turn.tell(VisitorCardTapped(tap_id=tap_id, reader=reader, badge=badge))


def on_signed_in(turn: Turn, event: SignedIn) -> None:
    """Sign in by number: the same way as a badge; whoever asked gets an answer.

    With a witness nobody asked: their badge at the reader is answered there.
    """
    if event.tap_id in turn.office.presence.ids:
        _answer_again(turn, event)
        return
    mark_clock(turn)
    reader = turn.rules.readers.get(event.reader)
    person = turn.rules.people.get(event.person)
    if reader is None or not reader.is_door:
        said, code = words.UNKNOWN_READER, "unknown_reader"
    elif person is None:
        said, code = words.UNKNOWN_PERSON, "unknown_person"
    elif not person.active:
        said, code = words.INACTIVE_PERSON, "blocked"
    else:
        tap = Tap(
            tap_id=event.tap_id,
            reader=reader,
            person=person,
            wanted=event.wanted,
            witness=event.witness,
            is_asked=not event.witness,
        )
        _tap(turn, tap)
        return
    turn.reply(code, said, ok=False)


def _tap(turn: Turn, tap: Tap) -> None:
    """Decide between bounce, question and pairing."""
    end_stale(turn, tap.key)
    last = turn.office.presence.last.get(tap.key)
    direction = _direction(turn, tap)
    if last is not None and _is_bounce(turn, tap, last, direction):
        _keep_unpaired(turn, tap, Result.BOUNCE, last)
    elif last is not None and _asks_undo(turn, tap, last, direction):
        _keep_unpaired(turn, tap, Result.UNDO_OFFERED, last)
    elif last is not None and direction == "out" and (duty := _confirms(turn, tap)) is not None:
        _confirm(turn, tap, last, duty)
    else:
        _pair(turn, tap, direction)


def _direction(turn: Turn, tap: Tap) -> str:
    """Return `in` or `out`: the person's wish, else the reader's way, else the open session."""
    if tap.wanted in DIRECTIONS:
        return DIRECTIONS[tap.wanted]
    if tap.reader.direction is not ReaderDirection.TOGGLE:
        return tap.reader.direction.value
    return "out" if tap.key in turn.office.presence.sessions else "in"


def _is_bounce(turn: Turn, tap: Tap, last: LastTap, direction: str) -> bool:
    if tap.wanted in DIRECTIONS and direction != last.direction:
        return False
    return turn.now.mono_s - last.seen_since_s <= turn.rules.durations.bounce_s


def _asks_undo(turn: Turn, tap: Tap, last: LastTap, direction: str) -> bool:
    if tap.wanted in DIRECTIONS or not last.direction:
        return False
    is_one_way = tap.reader.direction is not ReaderDirection.TOGGLE
    if is_one_way and direction != last.direction:
        return False
    return turn.now.mono_s - last.paired_since_s <= turn.rules.durations.undo_window_s


def _confirms(turn: Turn, tap: Tap) -> Planned | None:
    """Return the duty for which a badge at its post's entrance is a sign, not a leaving.

    Only at a reader that toggles, where nobody said that they go, and by which they
    would leave the post: from a room inside it one comes out as ever.
    """
    rules, sessions = turn.rules, turn.office.presence.sessions.values()
    is_toggle = tap.reader.direction is ReaderDirection.TOGGLE
    if tap.wanted in DIRECTIONS or not is_toggle or not turn.now.trusted:
        return None
    left = set(rules.zones_below(tap.reader.zone))
    for duty in asks_signs(turn.office, rules, tap.person.id, turn.now.at):
        post = rules.duty.posts.get(duty.slot.post)
        if post is None or post.zone not in rules.zones:
            continue
        here = set(rules.zones_below(counted_zone(rules, post.zone)))
        mine = {s.zone for s in sessions if s.person == tap.person.id} & here
        if mine and mine <= left:
            return duty
    return None


def _confirm(turn: Turn, tap: Tap, last: LastTap, duty: Planned) -> None:
    """Keep a badge as a sign of somebody on duty; they stay signed in, and may say that they go."""
    body = {**_raw(turn, tap, Result.CONFIRMED), "direction": None, "verdict": None}
    turn.record("tap", tap.person.id, {**body, "of": last.tap_id})
    until = duty.slot.end.astimezone(turn.rules.timezone)
    shown = TapShown(
        tap_id=tap.tap_id,
        reader=tap.reader.id,
        result=Result.CONFIRMED,
        person=tap.person.id,
        direction=None,
        message=confirmed(tap.person.name, until),
        at=turn.now.at,
        until=duty.slot.end,
        offers=OFFERS_ON_DUTY,
    )
    _answer(turn, tap, shown, Light.GREEN)
    turn.tell(BadgeShown(room="", reader=tap.reader.id, person=tap.person.id))


def _pair(turn: Turn, tap: Tap, direction: str) -> None:
    before = turn.office.presence
    wants_out = tap.wanted is Correction.GOING_OUT or _goes_out(turn, tap, direction)
    step = plan_step(
        before,
        turn.rules,
        Step(
            tap_id=tap.tap_id,
            person=tap.person.id,
            zone=tap.reader.zone,
            reader=tap.reader.id,
            direction=direction,
            at=turn.now.at,
            trusted=turn.now.trusted,
            since_s=turn.now.mono_s,
            session="",
            outing=Correction.GOING_OUT.value if wants_out else None,
        ),
    )
    verdict = judge(before, turn.rules, step, aways_of(turn.office, tap.person.id))
    result = Result.ACCEPTED if turn.now.trusted else Result.CLOCK_UNTRUSTED
    worked_s = worked(before, step)
    body = {**_raw(turn, tap, result), **step.as_json(), **verdict_json(verdict)}
    turn.record("tap", tap.person.id, {**body, "worked_s": worked_s})
    gone = tell_zones(turn, before, step)
    back_by = outing_until(turn.office, tap.person.id, turn.now.at)
    is_last = tap.reader.zone in gone
    shown = shown_step(tap.person.name, step, verdict, worked_s, is_last=is_last, back_by=back_by)
    _answer(turn, tap, shown, light_of(verdict, is_last=bool(gone)))


def _goes_out(turn: Turn, tap: Tap, direction: str) -> bool:
    """Tell whether leaving now is the approved outing: they are expected back in this shift."""
    if direction != "out" or tap.wanted is not None or not turn.now.trusted:
        return False
    until = outing_until(turn.office, tap.person.id, turn.now.at)
    return until is not None and is_due_after(turn.rules, tap.person.id, until)


def _keep_unpaired(turn: Turn, tap: Tap, result: Result, last: LastTap) -> None:
    """Keep a bounce or a tap that asks; sessions stay as they are."""
    body = {**_raw(turn, tap, result), "direction": None, "verdict": None, "of": last.tap_id}
    turn.record("tap", tap.person.id, body)
    asks = result is Result.UNDO_OFFERED
    name = tap.person.name
    shown = TapShown(
        tap_id=tap.tap_id if asks else (last.asked or last.tap_id),
        reader=tap.reader.id,
        result=result,
        person=tap.person.id,
        direction=last.direction or None,
        message=words.undo_offered(name, last.direction) if asks else words.bounce(name),
        at=turn.now.at,
        offers=_offers(turn, last, asks=asks),
    )
    _answer(turn, tap, shown, Light.AMBER if asks else Light.GREEN)


def _offers(turn: Turn, last: LastTap, *, asks: bool) -> tuple[Correction, ...]:
    if asks or asks_to_undo(last, turn.rules.durations.undo_window_s):
        return OFFERS_TO_UNDO.get(last.direction, ())
    return OFFERS_ON_DUTY if last.asked else OFFERS.get(last.direction, ())


def _answer(turn: Turn, tap: Tap, shown: TapShown, light: Light) -> None:
    shown = replace(shown, witnessed=True) if tap.witness else shown
    show(turn, shown, light)
    if tap.is_asked:
        _tell_asker(turn, shown)


def _tell_asker(turn: Turn, shown: TapShown) -> None:
    said = shown.message
    turn.answer(
        ok=True,
        code=shown.result.value,
        zh=said.zh,
        en=said.en,
        tap_id=shown.tap_id,
        direction=shown.direction,
        verdict=shown.verdict,
    )


def _answer_again(turn: Turn, event: BadgeTapped | SignedIn) -> None:
    """Answer a tap that was delivered twice as the first time; keep and change nothing."""
    shown = turn.office.taps.shown.get(event.reader)
    is_shown = shown is not None and shown.tap_id == event.tap_id
    if shown is not None and is_shown:
        turn.do(feedback_of(shown))
    if isinstance(event, SignedIn):
        if shown is not None and is_shown:
            _tell_asker(turn, shown)
        else:
            turn.reply("done", words.UNCHANGED, ok=True)


def _raw(turn: Turn, tap: Tap, result: Result) -> dict[str, Json]:
    """Return the raw fact of a tap."""
    witness: dict[str, Json] = {"witness": tap.witness} if tap.witness else {}
    return {
        **witness,
        "tap_id": tap.tap_id,
        "reader": tap.reader.id,
        "zone": tap.reader.zone,
        "badge": tap.badge,
        "uid_tail": tap.uid_tail,
        "person": tap.person.id,
        "result": result.value,
        "wanted": tap.wanted.value if tap.wanted else None,
        "clock_trusted": turn.now.trusted,
    }


def fold_tap(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office after a tap: sessions, the last tap, what waits for an answer."""
    body = fact.body
    result = body["result"]
    has_key = body.get("person") and body.get("zone") and result != Result.BLOCKED
    key = key_of(str(body["person"]), str(body["zone"])) if has_key else ""
    presence = office.presence
    if result in PAIRED:
        presence = pair(presence, read_step(body, fact.at, due_s(fact, now, 0.0)))
    elif (last := presence.last.get(key)) is not None:
        since_s = due_s(fact, now, 0.0)
        last = _asked(last, str(body["tap_id"]), fact.at, since_s, asks=result != Result.BOUNCE)
        presence = replace(presence, last={**presence.last, key: last})
    presence = remember(presence, str(body["tap_id"]), key)
    return replace(office, presence=presence)


def _asked(last: LastTap, tap_id: str, at: datetime, since_s: float, *, asks: bool) -> LastTap:
    if not asks:
        return replace(last, seen_since_s=since_s)
    return replace(last, seen_since_s=since_s, asked=tap_id, asked_at=at, asked_since_s=since_s)

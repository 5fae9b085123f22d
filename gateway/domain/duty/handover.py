"""Two badges sign one page (S19): who goes, who comes; or the leader, where nobody comes.

The gateway fills the page in itself: what is on, open or not known in the zone,
what is open at the post, which faults and alerts are. While a kiosk shows a
page, a badge laid on its reader signs it, and signs nobody in or out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.duty import words
from gateway.domain.duty.asking import may_lead, since_at
from gateway.domain.duty.ending import handover_key
from gateway.domain.duty.folds import HANDED, NOTED, SIGNED
from gateway.domain.duty.pages import OpenPage, OpenPages, signs_here
from gateway.domain.duty.state import Planned, items_at, relief_of
from gateway.domain.effects import Light
from gateway.domain.events import (
    BadgeShown,
    HandoverOpened,
    HandoverSigned,
    TimePassed,
    TroubleGone,
)
from gateway.domain.lastout.begin import items_in
from gateway.domain.presence import counted_zone
from gateway.domain.presence.shown import answer_badge
from gateway.domain.privacy import is_personal
from gateway.domain.rules import Rules
from gateway.domain.service.tickets import tidy
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn, without

if TYPE_CHECKING:
    from gateway.domain.office import Office

OPEN_S = 120.0
"""A kiosk shows a page so long after the last touch or signature."""
OUT, IN, WITNESS = "out", "in", "witness"
BESIDE = "duty-"
"""Alerts of duties: the page says so itself; nor are those shown that are about a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is handed on, as the gateway knows it.

    Attributes:
        things: What is on, open or not known in the post's zone: id and state.
        items: Ids of what is open at the post.
        tickets: Ids of faults that are not done.
        alerts: Keys of alerts that are open, those of duties and their people left out.
    """

    things: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """How a signature went: a stable code, words, and whether it counts."""

    ok: bool
    code: str
    text: Text


def page_of(office: "Office", rules: Rules, post: str) -> Page:
    """Return what a post's page says now."""
    found = rules.duty.posts.get(post)
    if found is None or found.zone not in rules.zones:
        return Page()
    things = items_in(office, rules, found.zone)
    return Page(
        things=tuple((each.channel, each.state) for each in things),
        items=tuple(item.id for item in items_at(office, post)),
        tickets=tuple(office.service.tickets),
        alerts=tuple(
            key for key in office.alerts.open if not key.startswith(BESIDE) and not is_personal(key)
        ),
    )


def page_for(office: "Office", rules: Rules, post: str) -> Planned | None:
    """Return the duty whose page is next to be signed at a post, or None."""
    for duty in office.duties.planned.values():
        is_open = not duty.ended and not duty.handed and duty.slot.post == post
        if is_open and relief_of(office, duty, rules.duty.limits.meet_min) is not None:
            return duty
    return None


def due_at(office: "Office", rules: Rules, reader: str, at: datetime) -> Planned | None:
    """Return the duty whose page may be signed now at a reader's kiosk, or None."""
    found = rules.readers.get(reader)
    soon = timedelta(minutes=rules.duty.limits.handover_from_min)
    for post in rules.duty.posts.values():
        if found is None or post.zone not in rules.zones:
            continue
        duty = page_for(office, rules, post.id)
        here = rules.zones_below(counted_zone(rules, post.zone))
        if duty is not None and found.zone in here and at >= duty.slot.end - soon:
            return duty
    return None


def next_due_s(office: "Office") -> float | None:
    """Return when the next page is put away."""
    return min((page.until_s for page in office.pages.by_reader.values()), default=None)


def on_time(turn: Turn, _event: TimePassed) -> None:
    """Put away pages that nobody touches any more."""
    pages = turn.office.pages.by_reader
    old = [reader for reader, page in pages.items() if page.until_s <= turn.now.mono_s]
    if old:
        turn.change(pages=OpenPages(without(pages, *old)))


def on_opened(turn: Turn, event: HandoverOpened) -> None:
    """Show a page at a kiosk, or put it away."""
    pages = turn.office.pages.by_reader
    duty = turn.office.duties.planned.get(event.slot)
    if event.reader not in turn.rules.readers or (duty is None and not event.close):
        turn.reply("unknown_slot", words.UNKNOWN_SLOT, ok=False)
    elif event.close:
        turn.change(pages=OpenPages(without(pages, event.reader)))
        turn.reply("closed", words.CLOSED, ok=True)
    else:
        _show(turn, event.reader, event.slot)
        turn.reply("open", words.SIGN_HERE, ok=True)


def _show(turn: Turn, reader: str, slot: str) -> None:
    page = OpenPage(slot, turn.now.mono_s + OPEN_S)
    turn.change(pages=OpenPages({**turn.office.pages.by_reader, reader: page}))


def on_badge_shown(turn: Turn, event: BadgeShown) -> None:
    """Sign the page that a kiosk shows with the badge laid on its reader."""
    page = turn.office.pages.by_reader.get(event.reader)
    if page is None or not signs_here(turn.office, turn.rules, event.reader, event.person):
        return
    said = _sign(turn, HandoverSigned(slot=page.slot, by=event.person))
    if said.ok and said.code != "handed_over":
        _show(turn, event.reader, page.slot)
    light = Light.GREEN if said.ok else Light.AMBER
    answer_badge(turn, event.reader, light, said.text, person=event.person)


def on_signed(turn: Turn, event: HandoverSigned) -> None:
    """Sign a page by number; whoever asked is answered."""
    said = _sign(turn, event)
    turn.reply(said.code, said.text, ok=said.ok)


def _sign(turn: Turn, event: HandoverSigned) -> Said:
    """Put a name under a page; once both are there the post has changed hands."""
    duty = turn.office.duties.planned.get(event.slot)
    if duty is None:
        return Said(False, "unknown_slot", words.UNKNOWN_SLOT)
    if duty.handed or duty.ended:
        return Said(False, "handed_before", words.HANDED_BEFORE)
    limits = turn.rules.duty.limits
    relief = relief_of(turn.office, duty, limits.meet_min)
    if relief is None:
        return Said(False, "no_relief", words.NO_RELIEF)
    if turn.now.at < duty.slot.end - timedelta(minutes=limits.handover_from_min):
        return Said(False, "too_early", words.TOO_EARLY)
    role = _role(turn.rules, duty, relief, event.by)
    refused = _refused(turn, duty, relief, event.by, role)
    if refused is not None:
        return refused
    _keep(turn, duty, role, event)
    return _finish(turn, turn.office.duties.planned[event.slot])


def _role(rules: Rules, duty: Planned, relief: Planned, by: str) -> str:
    if by in duty.people:
        return OUT
    if by in relief.people:
        return IN
    return WITNESS if may_lead(rules, by, *duty.people, *relief.people) else ""


def _refused(turn: Turn, duty: Planned, relief: Planned, by: str, role: str) -> Said | None:
    """Return why somebody's name may not stand under a page now, or None."""
    if not role:
        return Said(False, "not_yours", words.NOT_YOURS)
    if any(person == by for person, _ in duty.signed):
        return Said(False, "signed_before", words.SIGNED_BEFORE)
    is_relieved = _is_there(turn, relief)
    if role == WITNESS:
        wait = timedelta(minutes=turn.rules.duty.limits.missing_min)
        if is_relieved or turn.now.at < relief.slot.start + wait:
            return Said(False, "witness_early", words.WITNESS_EARLY)
        return None
    if role == IN and not _is_in(turn, relief, by):
        return Said(False, "nobody_there", words.NOBODY_THERE)
    if role == OUT and duty.signer(IN) and not is_relieved:
        return Said(False, "nobody_there", words.NOBODY_THERE)
    return None


def _is_there(turn: Turn, duty: Planned) -> bool:
    return any(_is_in(turn, duty, person) for person in duty.people)


def _is_in(turn: Turn, duty: Planned, person: str) -> bool:
    return since_at(turn.office, turn.rules, duty.slot.post, person) is not None


def _keep(turn: Turn, duty: Planned, role: str, event: HandoverSigned) -> None:
    note = tidy(event.note)
    turn.record(SIGNED, duty.slot.id, {"person": event.by, "role": role, "note": note})
    if note:
        row = {"kind": "instruction", "text": note, "by": event.by, "slot": duty.slot.id}
        turn.record(NOTED, duty.slot.post, row)


def _finish(turn: Turn, duty: Planned) -> Said:
    """Hand the post over once who goes has signed, and who comes or the leader."""
    relief = relief_of(turn.office, duty, turn.rules.duty.limits.meet_min)
    is_witnessed = not duty.signer(IN) and bool(duty.signer(WITNESS))
    if not duty.signer(OUT) or not (duty.signer(IN) or is_witnessed):
        return Said(True, "signed", words.SIGNED_HALF)
    if relief is not None and not is_witnessed and not _is_there(turn, relief):
        return Said(True, "nobody_there", words.NOBODY_THERE)
    late = turn.now.at > duty.slot.end - timedelta(
        minutes=turn.rules.duty.limits.handover_until_min
    )
    known = page_of(turn.office, turn.rules, duty.slot.post)
    body: dict[str, Json] = {
        "how": "witnessed" if is_witnessed else "signed",
        "out": duty.signer(OUT),
        "in": duty.signer(IN),
        "witness": duty.signer(WITNESS),
        "late": late,
        "things": [{"id": id_, "state": state} for id_, state in known.things],
        "items": known.items,
        "tickets": known.tickets,
        "alerts": known.alerts,
    }
    turn.record(HANDED, duty.slot.id, body)
    turn.tell(TroubleGone(key=handover_key(duty)))
    for person in duty.people:
        turn.tell(TroubleGone(key=f"duty-off:{duty.slot.id}:{person}"))
    pages = turn.office.pages.by_reader
    left = {reader: page for reader, page in pages.items() if page.slot != duty.slot.id}
    turn.change(pages=OpenPages(left))
    said = words.WITNESSED if is_witnessed else words.HANDED_OVER
    return Said(True, "handed_over", said)

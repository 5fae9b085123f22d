"""A roster changes: who is concerned is told; a duty that lacks somebody is told while it does.

Only people who are contacts are told of their own duties: nobody else in their place.
"""

from datetime import timedelta
from typing import Final

from gateway.domain.duty import words
from gateway.domain.duty.asking import lacking, leaders_of
from gateway.domain.duty.slots import Slot, slot_named
from gateway.domain.duty.state import Planned
from gateway.domain.events import DutyRemarked, TroubleFound, TroubleGone
from gateway.domain.notice import notice
from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.domain.turn import Turn

CHANGE: Final = "duty-change:"
REMIND: Final = "duty-remind:"
"""How the keys begin of what somebody is told about a duty of theirs: `<slot>:<person>:...`."""
REMARK: Final = "duty-remark:"
"""How the keys begin of what leaders are told of a remark on a draft: `<slot>:<who said it>`."""
SHORT: Final = "duty-short:"
AHEAD: Final = timedelta(hours=48)
"""So long before its start a duty that lacks somebody is told; until then the roster shows it."""


def tell_change(turn: Turn, slot: Slot, person: str, *, is_on: bool, by: str, why: str) -> None:
    """Tell somebody that a duty is theirs now, or no longer; what was told of it before is over."""
    _end(turn, f"{CHANGE}{slot.id}:{person}:", f"{REMIND}{slot.id}:{person}:")
    if not is_on:
        turn.tell(TroubleGone(key=f"duty-off:{slot.id}:{person}"))
    if person == by or person not in turn.rules.contacts:
        return
    title, body = _changed(turn.rules, slot, by, is_on=is_on, why=why)
    turn.tell(
        notice(
            f"{CHANGE}{slot.id}:{person}:{'on' if is_on else 'off'}", title, body, first=(person,)
        )
    )


def on_remarked(turn: Turn, event: DutyRemarked) -> None:
    """Tell who leads somebody that they have said something of a draft; what, the page says."""
    slot = slot_named(turn.rules, event.slot)
    known = event.by in turn.rules.people
    if slot is None or not known:
        said = words.UNKNOWN_PERSON if slot else words.UNKNOWN_SLOT
        turn.reply("unknown_person" if slot else "unknown_slot", said, ok=False)
        return
    first = tuple(p for p in leaders_of(turn.rules, event.by) if p in turn.rules.contacts)
    if first:
        title = Text("有人对值班草稿提了意见", "A remark on the draft of duties")
        who, what = words.name_of(turn.rules, event.by), words.slot_name(turn.rules, slot)
        body = Text(
            f"{who}，{what.zh}。请在值班页看，并回复。",
            f"{who}, of {what.en}. Please read and answer it on the duty page.",
        )
        turn.tell(notice(f"{REMARK}{slot.id}:{event.by}", title, body, first=first))
    turn.reply("done", words.TOLD, ok=True)


def end_notices(turn: Turn) -> None:
    """Let go what people were told of a duty that begins, is gone, or is not theirs any more."""
    planned, at = turn.office.duties.planned, turn.now.at
    for key in tuple(turn.office.alerts.open):
        if key.startswith(REMARK):
            _end_remark(turn, key)
        if not key.startswith((CHANGE, REMIND)):
            continue
        name, person, *_ = *key.partition(":")[2].split(":"), ""
        duty = planned.get(name)
        is_over = duty is None or at >= duty.slot.start
        is_lost = duty is not None and key.startswith(REMIND) and person not in duty.people
        if is_over or is_lost:
            turn.tell(TroubleGone(key=key))


def _end_remark(turn: Turn, key: str) -> None:
    """Let go of a remark on a duty that is published, has begun or is asked for no more."""
    name = key.removeprefix(REMARK).partition(":")[0]
    slot = slot_named(turn.rules, name)
    if slot is None or name in turn.office.duties.planned or turn.now.at >= slot.start:
        turn.tell(TroubleGone(key=key))


def look_for_short(turn: Turn) -> None:
    """Have it told, to its leaders, of each duty near that lacks somebody, until it does not."""
    if not turn.now.trusted:
        return
    for duty in turn.office.duties.planned.values():
        _look(turn, duty)


def _look(turn: Turn, duty: Planned) -> None:
    at, slot, key = turn.now.at, duty.slot, f"{SHORT}{duty.slot.id}"
    is_told = key in turn.office.alerts.open
    is_near = slot.start - AHEAD <= at < slot.end and slot.post in turn.rules.duty.posts
    missing = lacking(turn.office, turn.rules, duty) if is_near else 0
    is_short = missing > 0
    if is_told and not is_short:
        turn.tell(TroubleGone(key=key))
    if is_told or not is_short:
        return
    title, body = _short(turn.rules, duty, missing)
    post = turn.rules.duty.posts.get(slot.post)
    turn.tell(
        TroubleFound(
            key=key,
            severity="warning",
            zone=post.zone if post else None,
            title=title,
            body=body,
            once=True,
            first=tuple(group.leader for group in turn.rules.duty.groups_at(slot.post)),
        )
    )


def _end(turn: Turn, *begins: str) -> None:
    for key in tuple(turn.office.alerts.open):
        if key.startswith(begins):
            turn.tell(TroubleGone(key=key))


def _changed(rules: Rules, slot: Slot, by: str, *, is_on: bool, why: str) -> tuple[Text, Text]:
    what, who = words.slot_name(rules, slot), words.name_of(rules, by)
    title = (
        Text(f"您有一班值班：{what.zh}", f"You have a duty: {what.en}")
        if is_on
        else Text(f"这一班不用您值了：{what.zh}", f"No longer your duty: {what.en}")
    )
    reason = Text(f"：{why}", f": {why}") if why else Text("", "")
    return title, Text(f"由{who}安排{reason.zh}。", f"Arranged by {who}{reason.en}.")


def _short(rules: Rules, duty: Planned, n: int) -> tuple[Text, Text]:
    what = words.slot_name(rules, duty.slot)
    return (
        Text(f"还缺 {n} 人：{what.zh}", f"{n} still to find: {what.en}"),
        Text(
            "请在值班页安排人，那里列出谁能来。",
            "Please put somebody there. The duty page lists who can come.",
        ),
    )

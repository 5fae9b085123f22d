"""The duty log, and what stays open until somebody closes it; nothing in it is ever changed."""

from datetime import timedelta

from gateway.domain.duty import words
from gateway.domain.duty.asking import may_lead
from gateway.domain.duty.folds import CLOSED, LIFTED, NOTED, OPENED, TIDIED
from gateway.domain.duty.state import UNDER_WAY, SwapStep, running
from gateway.domain.events import (
    DutyItemClosed,
    DutyMarkLifted,
    DutyNoted,
    MinuteBegan,
    TroubleGone,
)
from gateway.domain.service.tickets import tidy
from gateway.domain.text import Json
from gateway.domain.turn import Turn

LINES = frozenset({"call", "visitor", "incident", "instruction", "note"})
ITEMS = frozenset({"item", "request", "key", "incident"})
KEPT = timedelta(days=62)
"""Duties so long over are in the ledger only."""


def on_noted(turn: Turn, event: DutyNoted) -> None:
    """Write a line, or open an item; always answer."""
    text = tidy(event.text)
    if event.post not in turn.rules.duty.posts:
        turn.reply("unknown_post", words.UNKNOWN_POST, ok=False)
    elif event.kind not in (ITEMS if event.is_open else LINES):
        turn.reply("unknown_kind", words.UNKNOWN_CHOICE, ok=False)
    elif not text:
        turn.reply("words_missing", words.NO_WORDS, ok=False)
    elif event.is_open:
        _open(turn, event, text)
    else:
        row = {"kind": event.kind, "text": text, "by": event.by, "slot": _slot(turn, event.post)}
        turn.record(NOTED, event.post, row)
        turn.reply("noted", words.NOTED, ok=True)


def _open(turn: Turn, event: DutyNoted, text: str) -> None:
    serial = turn.office.duties.serial + 1
    row: dict[str, Json] = {
        "serial": serial,
        "post": event.post,
        "kind": event.kind,
        "text": text,
        "by": event.by,
        "slot": _slot(turn, event.post),
    }
    turn.record(OPENED, f"i{serial}", row)
    turn.reply("opened", words.OPENED, ok=True, item=f"i{serial}")


def _slot(turn: Turn, post: str) -> str:
    """Return the duty in which something arises: until it is handed over, the outgoing's."""
    found = (d for d in running(turn.office, turn.now.at) if d.slot.post == post and not d.handed)
    return next((duty.slot.id for duty in found), "")


def on_closed(turn: Turn, event: DutyItemClosed) -> None:
    """Close what was handed on; who did it and how is kept."""
    item = turn.office.duties.items.get(event.item)
    if item is None:
        turn.reply("unknown_item", words.UNKNOWN_ITEM, ok=False)
        return
    turn.record(CLOSED, item.id, {"by": event.by, "note": tidy(event.note), "post": item.post})
    turn.reply("closed", words.CLOSED, ok=True)


def on_lifted(turn: Turn, event: DutyMarkLifted) -> None:
    """Take back a mark that was contested; a reason is needed, and nobody lifts their own."""
    mark = next((m for m in turn.office.duties.marks if m.id == event.mark), None)
    if mark is None or mark.lifted_by:
        turn.reply("unknown_mark", words.UNKNOWN_MARK, ok=False)
    elif not may_lead(turn.rules, event.by, mark.person):
        turn.reply("not_leader", words.NOT_LEADER, ok=False)
    elif not (reason := tidy(event.reason)):
        turn.reply("words_missing", words.NO_WORDS, ok=False)
    else:
        turn.record(LIFTED, mark.id, {"by": event.by, "reason": reason})
        turn.reply("lifted", words.LIFTED, ok=True)


def on_minute(turn: Turn, _event: MinuteBegan) -> None:
    """Let go, as days change, what was over long ago; swaps nobody decided end with their duty."""
    if not turn.now.trusted:
        return
    duties, at = turn.office.duties, turn.now.at
    for swap in tuple(duties.swaps.values()):
        duty = duties.planned.get(swap.slot)
        if swap.step in UNDER_WAY and duty is not None and at >= duty.slot.start:
            turn.record("duty.swap_refused", swap.id, {"by": ""})
            turn.tell(TroubleGone(key=f"swap:{swap.id}"))
    old = [name for name, d in duties.planned.items() if d.slot.end + KEPT < at]
    swaps = [
        s.id
        for s in duties.swaps.values()
        if s.day + KEPT < at.date()
        and (s.step is not SwapStep.APPROVED or s.day.year < at.year - 1)
    ]
    if old or swaps:
        turn.record(TIDIED, "duties", {"slots": old, "swaps": swaps, "marks_from": at.year - 1})

"""Swaps: both agree, the leader approves, at most so many in a month (spec 02 §5, S24).

Counted is the month of the original duty, for both; what was refused or
withdrawn does not count. Everything is looked at again when it is approved:
in between the roster may have changed.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gateway.domain.duty import words
from gateway.domain.duty.asking import approvers, aways_of, may_lead
from gateway.domain.duty.fitting import hindrance
from gateway.domain.duty.folds import SWAP_ASKED
from gateway.domain.duty.publishing import change
from gateway.domain.duty.state import COUNTED, UNDER_WAY, Planned, Swap, SwapStep, duties_of
from gateway.domain.events import SwapAnswered, SwapAsked, TroubleGone
from gateway.domain.notice import notice
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a swap cannot be: a stable word, and words for people."""

    code: str
    text: Text


def swaps_in(office: "Office", person: str, month: date, *, but: str = "") -> int:
    """Return how many swaps of a month somebody is part of; `but` names one not counted."""
    return sum(
        person in (swap.by, swap.with_)
        and swap.step in COUNTED
        and (swap.day.year, swap.day.month) == (month.year, month.month)
        for swap in office.duties.swaps.values()
        if swap.id != but
    )


def on_asked(turn: Turn, event: SwapAsked) -> None:
    """Ask for a swap; always answer."""
    refused = _refused_at_all(turn, event)
    duty = turn.office.duties.planned.get(event.slot)
    if refused is not None or duty is None:
        refused = refused or Refused("unknown_slot", words.UNKNOWN_SLOT)
        turn.reply(refused.code, refused.text, ok=False)
        return
    serial = turn.office.duties.serial + 1
    body: dict[str, Json] = {
        "serial": serial,
        "slot": event.slot,
        "day": duty.slot.day.isoformat(),
        "by": event.by,
        "with": event.with_,
        "other": event.other,
        "reason": event.reason,
    }
    turn.record(SWAP_ASKED, f"w{serial}", body)
    _tell(turn, turn.office.duties.swaps[f"w{serial}"], agreed=False)
    turn.reply("asked", words.SWAP_ASKED, ok=True, swap=f"w{serial}")


def _refused_at_all(turn: Turn, event: SwapAsked) -> Refused | None:
    if event.by == event.with_:
        return Refused("same_person", words.SAME_PERSON)
    if event.with_ not in turn.rules.people:
        return Refused("unknown_person", words.UNKNOWN_PERSON)
    waiting = (s for s in turn.office.duties.swaps.values() if s.step in UNDER_WAY)
    if any((s.slot, s.by) == (event.slot, event.by) for s in waiting):
        return Refused("asked_before", words.ASKED_BEFORE)
    return impossible(turn, event.slot, event.by, event.with_, event.other)


def impossible(
    turn: Turn, slot: str, by: str, with_: str, other: str, *, but: str = ""
) -> Refused | None:
    """Return why a swap cannot be as things are now, or None."""
    planned, rules = turn.office.duties.planned, turn.rules
    giving, taking = planned.get(slot), planned.get(other) if other else None
    if giving is None or (other and taking is None):
        return Refused("unknown_slot", words.UNKNOWN_SLOT)
    if by not in giving.people or (taking is not None and with_ not in taking.people):
        return Refused("not_on_it", words.NOT_ON_IT)
    if any(duty and turn.now.at >= duty.slot.start for duty in (giving, taking)):
        return Refused("begun", words.BEGUN)
    limit = rules.duty.limits.swaps_a_month
    for person in (by, with_):
        if swaps_in(turn.office, person, giving.slot.day, but=but) >= limit:
            name = words.name_of(rules, person)
            return Refused("too_many", words.too_many_swaps(name, limit))
    return _hindered(turn, giving, with_, taking) or (
        _hindered(turn, taking, by, giving) if taking else None
    )


def _hindered(turn: Turn, duty: Planned, taker: str, instead: Planned | None) -> Refused | None:
    """Return what keeps somebody from a duty once they have given another away."""
    office, rules = turn.office, turn.rules
    if taker in duty.people:
        return Refused("not_on_it", words.SAME_PERSON)
    given = instead.slot.id if instead else ""
    kept = [slot for slot in duties_of(office, taker) if slot.id != given]
    found = hindrance(rules, taker, duty.slot, kept, aways_of(office, taker))
    if found is None:
        return None
    return Refused(f"hindered_{found}", words.hindered(words.name_of(rules, taker), found))


def on_answered(turn: Turn, event: SwapAnswered) -> None:
    """Agree, refuse, approve or withdraw; always answer."""
    swap = turn.office.duties.swaps.get(event.swap)
    if swap is None:
        turn.reply("unknown_swap", words.UNKNOWN_SWAP, ok=False)
    elif event.choice not in ("agree", "refuse", "approve", "withdraw"):
        turn.reply("unknown_choice", words.UNKNOWN_CHOICE, ok=False)
    elif swap.step not in UNDER_WAY:
        turn.reply("decided", words.DECIDED, ok=False)
    elif not may_answer(turn.rules, swap, event.choice, event.by):
        turn.reply("not_asked", words.NOT_ASKED, ok=False)
    elif event.choice in ("refuse", "withdraw"):
        step = "refused" if event.choice == "refuse" else "withdrawn"
        _end(turn, swap, f"duty.swap_{step}", event.by)
        said = words.SWAP_REFUSED if event.choice == "refuse" else words.SWAP_WITHDRAWN
        turn.reply(step, said, ok=True)
    else:
        _further(turn, swap, event)


def may_answer(rules: Rules, swap: Swap, choice: str, who: str) -> bool:
    """Tell whether a choice is somebody's: the colleague's, then the leader's; or the asker's."""
    if choice == "withdraw":
        return who == swap.by
    if swap.step is SwapStep.ASKED:
        return choice in ("agree", "refuse") and who == swap.with_
    if who in (swap.by, swap.with_):
        return False
    return choice in ("approve", "refuse") and may_lead(rules, who, swap.by, swap.with_)


def _further(turn: Turn, swap: Swap, event: SwapAnswered) -> None:
    refused = impossible(turn, swap.slot, swap.by, swap.with_, swap.other, but=swap.id)
    if refused is not None:
        turn.reply(refused.code, refused.text, ok=False)
    elif event.choice == "agree":
        turn.record("duty.swap_agreed", swap.id, {"by": event.by})
        _tell(turn, swap, agreed=True)
        turn.reply("agreed", words.SWAP_AGREED, ok=True)
    else:
        _end(turn, swap, "duty.swap_approved", event.by)
        planned = turn.office.duties.planned
        change(turn, planned[swap.slot].slot, swap.by, swap.with_, why=swap.id, by=event.by)
        if swap.other:
            change(turn, planned[swap.other].slot, swap.with_, swap.by, why=swap.id, by=event.by)
        turn.reply("approved", words.SWAP_DONE, ok=True)


def _end(turn: Turn, swap: Swap, kind: str, by: str) -> None:
    turn.record(kind, swap.id, {"by": by})
    turn.tell(TroubleGone(key=_key(swap)))


def _tell(turn: Turn, swap: Swap, *, agreed: bool) -> None:
    """Have it told, once, that somebody has to decide."""
    slot = turn.office.duties.planned[swap.slot].slot
    title, body = words.swap_waits(turn.rules, slot, swap.by, swap.with_, agreed=agreed)
    turn.tell(
        notice(
            _key(swap),
            title,
            body,
            first=approvers(turn.rules, swap.by, swap.with_) if agreed else (swap.with_,),
        )
    )


def _key(swap: Swap) -> str:
    return f"swap:{swap.id}"

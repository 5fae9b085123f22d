"""A plan becomes everybody's: published once, changed by name afterwards."""

from gateway.domain.duty import words
from gateway.domain.duty.asking import aways_of, leads, may_lead
from gateway.domain.duty.fitting import Hindrance, hindrance
from gateway.domain.duty.folds import CHANGED, PUBLISHED
from gateway.domain.duty.notices import look_for_short, tell_change
from gateway.domain.duty.slots import Slot, slot_named
from gateway.domain.duty.state import UNDER_WAY, Planned, duties_of
from gateway.domain.duty.told import slot_json
from gateway.domain.events import DutyGiven, DutyPublished, DutyTakenOff, TroubleGone
from gateway.domain.service.tickets import tidy
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

GONE = frozenset({Hindrance.LEFT, Hindrance.NOT_THEN, Hindrance.AWAY})
"""Nobody is put on a published duty who will not be there."""
EMERGENCY = frozenset({None, Hindrance.REST})
"""What keeps no leader from putting somebody on a duty: too little rest is theirs to weigh."""

AT_ONCE = Text("{name}在同一时间有两班值班", "{name} would be on two duties at once")
TAKEN_OFF = Text("已从这一班撤下", "They are off this duty")
WOULD_BE_EMPTY = Text(
    "撤下后这一班就没人了；确实要这样，请勾选“可以没人”",
    "Nobody would be left on it. If that is meant, tick that it may be empty",
)


def on_published(turn: Turn, event: DutyPublished) -> None:
    """Publish duties; those that are published may be among them only as they are."""
    slots = [(slot_named(turn.rules, name), name, people) for name, people in event.places]
    named = [person for _, _, people in slots for person in people]
    known = turn.office.duties.planned
    if not leads(turn.rules, event.by):
        turn.reply("not_leader", words.NOT_LEADER, ok=False)
    elif unknown := [name for slot, name, _ in slots if slot is None]:
        turn.reply("unknown_slot", words.UNKNOWN_SLOT, ok=False, slots=unknown)
    elif any(person not in turn.rules.people for person in named):
        turn.reply("unknown_person", words.UNKNOWN_PERSON, ok=False)
    elif any(n in known and set(known[n].people) != set(people) for _, n, people in slots):
        turn.reply("published_before", words.PUBLISHED_BEFORE, ok=False)
    else:
        new = [(s, people) for s, n, people in slots if s and people and n not in known]
        if gone := [slot.id for slot, _ in new if _is_past(turn, slot)]:
            turn.reply("over", words.OVER, ok=False, slots=gone)
            return
        twice = _twice(turn, new)
        if twice:
            name = words.name_of(turn.rules, twice)
            turn.reply("twice", AT_ONCE.filled(name=name), ok=False, person=twice)
            return
        _publish_sound(turn, new, event.by)


def _is_past(turn: Turn, slot: Slot) -> bool:
    """Tell whether a duty is of a day before today, and over."""
    today = turn.now.at.astimezone(turn.rules.timezone).date()
    return slot.day < today and slot.end <= turn.now.at


def _publish_sound(turn: Turn, new: list[tuple[Slot, tuple[str, ...]]], by: str) -> None:
    """Publish unless somebody has left or is on leave: a draft may be older than that."""
    for slot, person in ((slot, person) for slot, people in new for person in people):
        found = hindrance(turn.rules, person, slot, (), aways_of(turn.office, person))
        if found is not None and found in GONE:
            said = words.cannot_be_on(turn.rules, person, slot, found)
            turn.reply("hindered", said, ok=False, slot=slot.id, hindrance=found.value)
            return
    _publish(turn, new, by)


def _twice(turn: Turn, new: list[tuple[Slot, tuple[str, ...]]]) -> str:
    """Return who would be on two duties at once, or empty."""
    for place, (slot, people) in enumerate(new):
        for person in people:
            others = [s for s, who in new[:place] if person in who]
            mine = (*others, *duties_of(turn.office, person))
            if any(slot.overlaps(other.start, other.end) for other in mine):
                return person
    return ""


def _publish(turn: Turn, new: list[tuple[Slot, tuple[str, ...]]], by: str) -> None:
    if not new:
        turn.reply("nothing", words.NOTHING_TO_PUBLISH, ok=False)
        return
    rows: list[Json] = [
        {**slot_json(slot), "people": list(dict.fromkeys(people))} for slot, people in new
    ]
    first, last = new[0][0].day, new[-1][0].day
    turn.record(PUBLISHED, f"{min(first, last)}", {"by": by, "slots": rows})
    look_for_short(turn)
    turn.reply("published", words.PUBLISHED, ok=True, slots=len(rows))


def on_given(turn: Turn, event: DutyGiven) -> None:
    """Put somebody on a published duty for somebody else, or where one is missing."""
    duty = turn.office.duties.planned.get(event.slot)
    if duty is None:
        turn.reply("unknown_slot", words.UNKNOWN_SLOT, ok=False)
    elif not may_lead(turn.rules, event.by, event.out or event.in_):
        turn.reply("not_leader", words.NOT_LEADER, ok=False)
    elif duty.ended or turn.now.at >= duty.slot.end:
        turn.reply("over", words.OVER, ok=False)
    elif event.out and event.out not in duty.people:
        turn.reply("not_on_it", words.UNKNOWN_PERSON, ok=False)
    elif event.in_ in duty.people:
        said = words.hindered(words.name_of(turn.rules, event.in_), Hindrance.ON_IT)
        turn.reply("hindered", said, ok=False)
    else:
        _give(turn, duty.slot, event)


def _give(turn: Turn, slot: Slot, event: DutyGiven) -> None:
    office, rules = turn.office, turn.rules
    mine = duties_of(office, event.in_)
    found = hindrance(rules, event.in_, slot, mine, aways_of(office, event.in_))
    if found not in EMERGENCY and found is not None:
        said = words.hindered(words.name_of(rules, event.in_), found)
        turn.reply("hindered", said, ok=False, hindrance=found.value)
        return
    change(turn, slot, event.out, event.in_, why="given", by=event.by)
    turn.reply("given", words.COVERED, ok=True)


def on_taken_off(turn: Turn, event: DutyTakenOff) -> None:
    """Take somebody off a published duty; with nobody left on it only if that is said."""
    duty, reason = turn.office.duties.planned.get(event.slot), tidy(event.reason)
    if duty is None:
        turn.reply("unknown_slot", words.UNKNOWN_SLOT, ok=False)
    elif not may_lead(turn.rules, event.by, event.out):
        turn.reply("not_leader", words.NOT_LEADER, ok=False)
    elif duty.ended or turn.now.at >= duty.slot.end:
        turn.reply("over", words.OVER, ok=False)
    elif event.out not in duty.people:
        turn.reply("not_on_it", words.UNKNOWN_PERSON, ok=False)
    elif not reason:
        turn.reply("words_missing", words.NO_WORDS, ok=False)
    elif len(duty.people) == 1 and not event.leaves_empty:
        turn.reply("would_be_empty", WOULD_BE_EMPTY, ok=False)
    else:
        change(turn, duty.slot, event.out, "", why="taken_off", by=event.by, reason=reason)
        turn.reply("taken_off", TAKEN_OFF, ok=True, missing=_missing(turn, event.slot))


def _missing(turn: Turn, slot: str) -> int:
    duty: Planned = turn.office.duties.planned[slot]
    return duty.missing


def change(
    turn: Turn, slot: Slot, out: str, in_: str, *, why: str, by: str, reason: str = ""
) -> None:
    """Put somebody on a duty in another's place (or nobody): who is concerned is told.

    Swaps of that place are off.
    """
    body: dict[str, Json] = {"out": out, "in": in_, "why": why, "by": by}
    turn.record(CHANGED, slot.id, {**body, "reason": reason} if reason else body)
    for swap in tuple(turn.office.duties.swaps.values()):
        places = ((swap.slot, swap.by), (swap.other, swap.with_))
        if (slot.id, out) in places and swap.step in UNDER_WAY:
            turn.record("duty.swap_withdrawn", swap.id, {"by": by})
            turn.tell(TroubleGone(key=f"swap:{swap.id}"))
    if out:
        tell_change(turn, slot, out, is_on=False, by=by, why=reason)
    if in_:
        tell_change(turn, slot, in_, is_on=True, by=by, why=reason)
    look_for_short(turn)

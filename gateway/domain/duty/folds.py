"""What the ledger's facts make of duties: the same live and at start."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gateway.domain.duty.slots import Slot
from gateway.domain.duty.state import (
    LOG_KEPT,
    SLEEPS_KEPT,
    YEAR,
    Duties,
    Item,
    Line,
    Mark,
    Planned,
    Standing,
    Swap,
    SwapStep,
    TakenOff,
    Told,
    Walk,
)
from gateway.domain.duty.told import instant_of, slot_of
from gateway.domain.now import Now
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, names_in, without

if TYPE_CHECKING:
    from gateway.domain.office import Office

Past = Mapping[str, Mapping[str, Mapping[str, int]]]

PUBLISHED, CHANGED, CAME, TOLD = "duty.published", "duty.changed", "duty.came", "duty.told"
OFF_POST, BACK, EMPTY, STAFFED = "duty.off_post", "duty.back", "duty.empty", "duty.staffed"
CONFIRMED, REMINDED = "duty.confirmed", "duty.reminded"
ENDED, TIDIED = "duty.ended", "duty.tidied"
SIGNED, HANDED = "duty.signed", "duty.handed_over"
NOTED, OPENED, CLOSED = "duty.noted", "duty.item_opened", "duty.item_closed"
WALKED, ROUND_MISSED = "duty.walked", "duty.round_missed"
LIFTED = "duty.mark_lifted"
SLEPT = "duty.slept"
"""Duties ran while the gateway did not."""
SWAP_ASKED = "duty.swap_asked"
SWAP_STEPS = {
    "duty.swap_agreed": SwapStep.AGREED,
    "duty.swap_approved": SwapStep.APPROVED,
    "duty.swap_refused": SwapStep.REFUSED,
    "duty.swap_withdrawn": SwapStep.WITHDRAWN,
}


def fold_published(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with duties published; those that were stay as they are."""
    planned = dict(office.duties.planned)
    for said in _rows(fact.body.get("slots")):
        slot = slot_of(said)
        planned.setdefault(slot.id, Planned(slot=slot, people=names_in(said, "people")))
    ordered = dict(sorted(planned.items(), key=lambda pair: (pair[1].slot.start, pair[0])))
    return _with(office, replace(office.duties, planned=ordered))


def _rows(value: Json) -> list[Mapping[str, Json]]:
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return [row for row in rows if isinstance(row, Mapping)]


def fold_changed(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with somebody else on a duty, or (`in` empty) somebody off it."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    out, in_ = str(fact.body.get("out", "")), str(fact.body.get("in", ""))
    people = tuple(in_ if person == out else person for person in duty.people)
    if out not in duty.people:
        people = (*duty.people, in_)
    off = tuple(each for each in duty.taken_off if each.person != in_)
    if out and not in_:
        by, reason = str(fact.body["by"]), str(fact.body["reason"])
        off = (*off, TakenOff(person=out, by=by, at=fact.at, reason=reason))
    changed = replace(
        duty,
        people=tuple(person for person in people if person),
        here=without(duty.here, out),
        reminded=tuple(each for each in duty.reminded if each.partition(":")[2] != out),
        taken_off=off,
    )
    return _put(
        office, _while_running(duty, changed, fact) if fact.at >= duty.slot.start else changed
    )


def _while_running(before: Planned, after: Planned, fact: Fact) -> Planned:
    """Return a duty that is changed after its start: an absence stays, a helper is not late."""
    out, in_ = str(fact.body.get("out", "")), str(fact.body.get("in", ""))
    gone, standing = dict(without(before.gone, in_)), before.standing(out)
    is_judged = standing.came_at is not None or before.told is not Told.NOBODY
    if out and in_ and is_judged and out not in before.joined:
        gone[out] = standing
    joined = tuple(person for person in (*before.joined, in_) if person and person != out)
    return replace(after, gone=gone, joined=tuple(dict.fromkeys(joined)))


def fold_came(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with somebody on duty."""
    body = fact.body
    return _stand(
        office,
        fact,
        came_at=instant_of(body["at"]),
        late_s=int(str(body.get("late_s", 0))),
    )


def fold_confirmed(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a sign of somebody on duty."""
    return _stand(office, fact, seen_at=fact.at)


def fold_reminded(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with somebody reminded of a duty: `eve:<person>` or `soon:<person>`."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    told = f"{fact.body['step']}:{fact.body['person']}"
    return _put(office, replace(duty, reminded=(*duty.reminded, told)))


def fold_told(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with how far others know that somebody is missing."""
    duty = office.duties.planned.get(fact.subject)
    return office if duty is None else _put(office, replace(duty, told=Told(str(fact.body["to"]))))


def fold_off_post(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with somebody off post."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    times = duty.standing(str(fact.body["person"])).off_posts + 1
    return _stand(office, fact, off_since=instant_of(fact.body["since"]), off_posts=times)


def fold_back(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with somebody back at their post."""
    return _stand(office, fact, off_since=None)


def fold_empty(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a post that nobody is at."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    return _put(office, replace(duty, empty_since=instant_of(fact.body["since"]), was_empty=True))


def fold_staffed(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with somebody at a post again."""
    duty = office.duties.planned.get(fact.subject)
    return office if duty is None else _put(office, replace(duty, empty_since=None))


def fold_ended(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a duty over, and with what it came to for each."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None or duty.ended:
        return office
    day = duty.slot.day
    marks = [
        Mark(
            id=str(row["id"]),
            person=str(row["person"]),
            kind=str(row["kind"]),
            slot=fact.subject,
            day=day,
            seconds=int(str(row.get("seconds", 0))),
        )
        for row in _rows(fact.body.get("marks"))
    ]
    office = _put(office, replace(duty, ended=True, empty_since=None))
    return _with(office, replace(office.duties, marks=(*office.duties.marks, *marks)))


def fold_lifted(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a mark taken back."""
    by = str(fact.body["by"])
    marks = tuple(
        replace(mark, lifted_by=by) if mark.id == fact.subject else mark
        for mark in office.duties.marks
    )
    return _with(office, replace(office.duties, marks=marks))


def fold_signed(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with one more name under a page."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    name = (str(fact.body["person"]), str(fact.body["role"]))
    return _put(office, replace(duty, signed=(*duty.signed, name)))


def fold_handed(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a duty handed over: its people are free to go."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    here = {p: replace(duty.standing(p), released=True, off_since=None) for p in duty.people}
    return _put(office, replace(duty, handed=str(fact.body["how"]), here=here))


def fold_noted(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a line in the log."""
    body = fact.body
    line = Line(
        post=fact.subject,
        kind=str(body["kind"]),
        text=str(body["text"]),
        by=str(body["by"]),
        at=fact.at,
    )
    return _with(office, replace(office.duties, log=(*office.duties.log, line)[-LOG_KEPT:]))


def fold_opened(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with something to hand on."""
    body = fact.body
    item = Item(
        id=fact.subject,
        post=str(body["post"]),
        kind=str(body["kind"]),
        text=str(body["text"]),
        by=str(body["by"]),
        at=fact.at,
        slot=str(body.get("slot", "")),
    )
    duties = office.duties
    return _with(
        office,
        replace(duties, items={**duties.items, item.id: item}, serial=int(str(body["serial"]))),
    )


def fold_closed(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with something done."""
    items = without(office.duties.items, fact.subject)
    return _with(office, replace(office.duties, items=items))


def fold_walked(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a checkpoint passed."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    body = fact.body
    walk = Walk(
        checkpoint=str(body["checkpoint"]),
        person=str(body["person"]),
        at=fact.at,
        note=str(body.get("note", "")),
    )
    return _put(office, replace(duty, walks=(*duty.walks, walk)))


def fold_round_missed(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a round that was not walked."""
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    return _put(office, replace(duty, missed=(*duty.missed, int(str(fact.body["part"])))))


def fold_swap_asked(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a swap that waits for the other's word."""
    body, duties = fact.body, office.duties
    swap = Swap(
        id=fact.subject,
        slot=str(body["slot"]),
        day=date.fromisoformat(str(body["day"])),
        by=str(body["by"]),
        with_=str(body["with"]),
        asked_at=fact.at,
        other=str(body.get("other", "")),
        reason=str(body.get("reason", "")),
    )
    swaps = {**duties.swaps, swap.id: swap}
    return _with(office, replace(duties, swaps=swaps, serial=int(str(body["serial"]))))


def fold_swap_step(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a swap further on."""
    swap = office.duties.swaps.get(fact.subject)
    if swap is None:
        return office
    step = SWAP_STEPS[fact.kind]
    by = str(fact.body["by"]) if step is SwapStep.APPROVED else ""
    swaps = {**office.duties.swaps, swap.id: replace(swap, step=step, approved_by=by)}
    return _with(office, replace(office.duties, swaps=swaps))


def fold_tidied(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without what was over long ago; how many each had is kept for a year."""
    duties = office.duties
    gone = [duties.planned[name] for name in names_in(fact.body, "slots") if name in duties.planned]
    year = int(str(fact.body["marks_from"]))
    return _with(
        office,
        replace(
            duties,
            planned=without(duties.planned, *names_in(fact.body, "slots")),
            swaps=without(duties.swaps, *names_in(fact.body, "swaps")),
            marks=tuple(mark for mark in duties.marks if mark.day.year >= year),
            past=_counted(duties.past, gone, f"{fact.at - YEAR:%Y-%m}"),
        ),
    )


def _counted(past: Past, gone: Sequence[Planned], oldest: str) -> Past:
    """Return how many duties each had, with those that are let go now; none before a month."""
    counts = {
        month: {kind: dict(had) for kind, had in kinds.items()}
        for month, kinds in past.items()
        if month >= oldest
    }
    for duty in gone:
        kinds = counts.setdefault(f"{duty.slot.day:%Y-%m}", {})
        had = kinds.setdefault(duty.slot.kind, {})
        for person in duty.people:
            had[person] = had.get(person, 0) + 1
    return counts


def fold_slept(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a hole in which nobody could be seen; the last ones are kept."""
    hole = (instant_of(fact.body["since"]), instant_of(fact.body["until"]))
    slept = (*office.duties.slept, hole)[-SLEEPS_KEPT:]
    return _with(office, replace(office.duties, slept=slept))


def _stand(office: "Office", fact: Fact, **changed: object) -> "Office":
    duty = office.duties.planned.get(fact.subject)
    if duty is None:
        return office
    person = str(fact.body["person"])
    standing: Standing = replace(duty.standing(person), **changed)  # type: ignore[arg-type]
    return _put(office, replace(duty, here={**duty.here, person: standing}))


def _put(office: "Office", duty: Planned) -> "Office":
    slot: Slot = duty.slot
    planned = {**office.duties.planned, slot.id: duty}
    return _with(office, replace(office.duties, planned=planned))


def _with(office: "Office", duties: Duties) -> "Office":
    return office.changed(duties=duties)


FOLDS: dict[str, Fold] = {
    PUBLISHED: fold_published,
    CHANGED: fold_changed,
    CAME: fold_came,
    CONFIRMED: fold_confirmed,
    REMINDED: fold_reminded,
    TOLD: fold_told,
    OFF_POST: fold_off_post,
    BACK: fold_back,
    EMPTY: fold_empty,
    STAFFED: fold_staffed,
    ENDED: fold_ended,
    LIFTED: fold_lifted,
    SIGNED: fold_signed,
    HANDED: fold_handed,
    NOTED: fold_noted,
    OPENED: fold_opened,
    CLOSED: fold_closed,
    WALKED: fold_walked,
    ROUND_MISSED: fold_round_missed,
    SWAP_ASKED: fold_swap_asked,
    **dict.fromkeys(SWAP_STEPS, fold_swap_step),
    TIDIED: fold_tidied,
    SLEPT: fold_slept,
}

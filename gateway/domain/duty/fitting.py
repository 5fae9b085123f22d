"""Whether somebody can take a duty, and if not, what stands in the way.

Asked by the plan generator, by swaps and by emergency cover, so that they
cannot differ. Rest counts between the work of different days: the evening duty
after one's own day shift belongs to that day, the next morning does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from gateway.domain.attendance.day import Away
from gateway.domain.attendance.shifts import DAY, windows_on
from gateway.domain.duty.slots import Slot
from gateway.domain.rules import Person, Rules
from gateway.domain.text import Text

ABSENT_BY = frozenset({"leave", "outing", "field_work"})
"""Kinds of `Away` that keep somebody from a duty."""


class Hindrance(StrEnum):
    """Why somebody cannot (or would rather not) take a duty; the worst first."""

    LEFT = "left"
    NOT_THEN = "not_then"
    OTHER_POST = "other_post"
    ON_IT = "on_it"
    AWAY = "away"
    DUTY = "duty"
    SHIFT = "shift"
    REST = "rest"
    WISH = "wish"


WORDS = {
    Hindrance.LEFT: Text("已离职", "has left"),
    Hindrance.NOT_THEN: Text("当天不在职", "does not work here on that day"),
    Hindrance.OTHER_POST: Text("不在这个岗位的值班组", "in no group of this post"),
    Hindrance.ON_IT: Text("已在这一班", "is on it already"),
    Hindrance.AWAY: Text("请假或外出", "is away"),
    Hindrance.DUTY: Text("当天另有值班", "has another duty that day"),
    Hindrance.SHIFT: Text("与班次冲突", "works a shift then"),
    Hindrance.REST: Text("休息时间不足", "would have too little rest"),
    Hindrance.WISH: Text("希望当天休息", "asked to be free"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """Some work of one person: `day` is the day it belongs to."""

    day: date
    start: datetime
    end: datetime


def hindrance(
    rules: Rules,
    person: str,
    slot: Slot,
    duties: Iterable[Slot],
    aways: Sequence[Away] = (),
) -> Hindrance | None:
    """Return what keeps somebody from a duty; None: nothing does.

    Args:
        rules: The rules.
        person: Whose id.
        slot: The duty.
        duties: The person's other duties, near it at least; the slot itself is not one of them.
        aways: Their approved absences.
    """
    never = at_all(rules, person, slot, aways)
    if never not in (None, Hindrance.REST):
        return never
    more = beside(rules, slot, duties)
    return more if more is Hindrance.DUTY else never or more


def at_all(rules: Rules, person: str, slot: Slot, aways: Sequence[Away]) -> Hindrance | None:
    """Return what keeps somebody from a duty whatever other duties they have."""
    found = rules.people.get(person)
    if found is None or not found.active:
        return Hindrance.LEFT
    if not employed(found, slot.day):
        return Hindrance.NOT_THEN
    if person not in rules.duty.members_at(slot.post):
        return Hindrance.OTHER_POST
    if any(a.kind in ABSENT_BY and slot.overlaps(a.since, a.until) for a in aways):
        return Hindrance.AWAY
    blocks = tuple(_work(rules, person, slot))
    if not slot.within_shift and any(slot.overlaps(b.start, b.end) for b in blocks):
        return Hindrance.SHIFT
    return Hindrance.REST if _is_tired(rules, slot, blocks) else None


def employed(person: Person, day: date) -> bool:
    """Tell whether somebody works here on a day, as far as the first and last one are known."""
    has_come = person.since is None or person.since <= day
    return person.active and has_come and (person.until is None or day <= person.until)


def beside(rules: Rules, slot: Slot, duties: Iterable[Slot]) -> Hindrance | None:
    """Return what keeps somebody with these duties from one more."""
    others = tuple(d for d in duties if d.id != slot.id)
    if any(d.day == slot.day or slot.overlaps(d.start, d.end) for d in others):
        return Hindrance.DUTY
    blocks = (Block(d.day, d.start, d.end) for d in others)
    return Hindrance.REST if _is_tired(rules, slot, blocks) else None


def _work(rules: Rules, person: str, slot: Slot) -> Iterator[Block]:
    """Yield the person's shifts around a duty."""
    day = slot.day - DAY
    last = slot.end.astimezone(rules.timezone).date() + DAY
    while day <= last:
        for window in windows_on(rules, person, day):
            yield Block(window.day, window.start, window.end)
        day += DAY


def _is_tired(rules: Rules, slot: Slot, blocks: Iterable[Block]) -> bool:
    rest = timedelta(hours=rules.duty.limits.rest_h)
    return any(
        block.start < slot.end + rest and slot.start < block.end + rest
        for block in blocks
        if block.day != slot.day
    )

"""Published duties and what became of them, swaps, items, log and marks, as frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.duty.slots import Slot

if TYPE_CHECKING:
    from gateway.domain.office import Office

LOG_KEPT = 200
"""The newest lines of the log that screens show at once; all are in the ledger."""
SLEEPS_KEPT = 20
YEAR = timedelta(days=366)
"""So far back it counts who had how many duties."""


class SwapStep(StrEnum):
    """How far a swap has come."""

    ASKED = "asked"
    AGREED = "agreed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


COUNTED = frozenset({SwapStep.ASKED, SwapStep.AGREED, SwapStep.APPROVED})
"""Swaps that count for the month; what was refused or withdrawn does not."""
UNDER_WAY = frozenset({SwapStep.ASKED, SwapStep.AGREED})


class Told(StrEnum):
    """How far others were told that somebody is missing."""

    NOBODY = ""
    LEADER = "leader"
    FURTHER = "further"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person on one duty.

    Attributes:
        came_at: When they were there for it first: at its start, or when they came after it.
        late_s: Beyond the grace only, else 0.
        seen_at: The last badge they showed beside their coming, where signs are asked for.
        off_since: Off post since then, told of; None: not so.
        off_posts: How often that was.
        released: A hand-over has taken the post from them.
    """

    came_at: datetime | None = None
    late_s: int = 0
    seen_at: datetime | None = None
    off_since: datetime | None = None
    off_posts: int = 0
    released: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A checkpoint was passed on a round; `note` is what was amiss, or empty."""

    checkpoint: str
    person: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOff:
    """A leader has taken somebody off a published duty."""

    person: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One published duty.

    Attributes:
        people: Who is on it.
        here: What became of each of them, as far as anything did.
        told: Who knows that somebody is missing.
        empty_since: The post has nobody since then, told of; None: somebody is there.
        was_empty: It was so once at least.
        walks: Its rounds so far.
        missed: The parts of the duty whose round was missed, from 0.
        handed: How it was handed over: `signed`, `witnessed`, or empty.
        signed: Who has signed its page so far: (person, role).
        reminded: Who was reminded of it: `eve:<person>`, `soon:<person>`.
        taken_off: Who was taken off it since, and is not on it again.
        gone: Who was relieved by somebody else while it ran, and what had become of them.
        joined: Who was put on it while it ran: neither late nor absent.
        ended: It is over and judged.
    """

    slot: Slot
    people: tuple[str, ...]
    here: Mapping[str, Standing] = field(default_factory=dict)
    told: Told = Told.NOBODY
    empty_since: datetime | None = None
    was_empty: bool = False
    walks: tuple[Walk, ...] = ()
    missed: tuple[int, ...] = ()
    handed: str = ""
    signed: tuple[tuple[str, str], ...] = ()
    reminded: tuple[str, ...] = ()
    taken_off: tuple[TakenOff, ...] = ()
    gone: Mapping[str, Standing] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    ended: bool = False

    @property
    def missing(self) -> int:
        """How many people it still needs."""
        return max(0, self.slot.heads - len(self.people))

    def standing(self, person: str) -> Standing:
        """Return what became of somebody who is on it, or was."""
        return self.here.get(person) or self.gone.get(person, NOTHING_YET)

    def signer(self, role: str) -> str:
        """Return who has signed its page in a role, or empty."""
        return next((person for person, as_ in self.signed if as_ == role), "")


NOTHING_YET = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Somebody asks somebody else to take a duty, for one of theirs or for none.

    Attributes:
        slot: The duty of who asks (`by`); its month counts.
        other: The duty they take instead, or empty.
    """

    id: str
    slot: str
    day: date
    by: str
    with_: str
    asked_at: datetime
    other: str = ""
    reason: str = ""
    step: SwapStep = SwapStep.ASKED
    approved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that is handed on until somebody closes it.

    `kind` is `item`, `request`, `key` or `incident`; `slot` the duty it arose in, whose
    people are to finish it if it arose during a hand-over.
    """

    id: str
    post: str
    kind: str
    text: str
    by: str
    at: datetime
    slot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the duty log; `kind` is `call`, `visitor`, `incident`, `instruction`, `note`."""

    post: str
    kind: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One miss of one person (S24); `kind` is `absent`, `late`, `early`, `off_post`, ...

    Attributes:
        seconds: How late or early.
        lifted_by: Who took it back after it was contested, or empty.
    """

    id: str
    person: str
    kind: str
    slot: str
    day: date
    seconds: int = 0
    lifted_by: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """Durable: see the module.

    Attributes:
        planned: By slot id, by start.
        swaps: By id, in the order in which they came.
        items: Open ones by id.
        log: The newest lines, oldest first.
        marks: Of this year and the last, oldest first.
        serial: Swaps and items so far; makes their ids unique.
        past: By month and kind how many duties each person had that are no longer in `planned`,
            of the last year.
        slept: From when until when the gateway did not run while duties did, the last times.
    """

    planned: Mapping[str, Planned] = field(default_factory=dict)
    swaps: Mapping[str, Swap] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    log: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    serial: int = 0
    slept: tuple[tuple[datetime, datetime], ...] = ()
    past: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)


def duties_of(office: "Office", person: str) -> tuple[Slot, ...]:
    """Return somebody's published duties that the state still knows, by start."""
    return tuple(d.slot for d in office.duties.planned.values() if person in d.people)


def bound_until(office: "Office", person: str, since: datetime, at: datetime) -> datetime | None:
    """Return until when the duties keep somebody that began by an instant, or None.

    Only those that were not over when they came (`since`).
    """
    ends = []
    for duty in office.duties.planned.values():
        if duty.slot.start > at:
            break
        if person in duty.people and duty.slot.end > since:
            ends.append(duty.slot.end)
    return max(ends, default=None)


def running(office: "Office", at: datetime) -> Iterator[Planned]:
    """Yield duties that have begun and are not over."""
    for duty in office.duties.planned.values():
        if duty.slot.start > at:
            return
        if not duty.ended:
            yield duty


def relief_of(office: "Office", duty: Planned, meet_min: int) -> Planned | None:
    """Return the duty that takes a post over when another ends, or None.

    It begins at most `meet_min` minutes after the other's end (and not before its start). Who
    stays on relieves nobody: one side alone would have to sign.
    """
    first, last = duty.slot.end, duty.slot.end + timedelta(minutes=meet_min)
    for each in office.duties.planned.values():
        if each.slot.start > last:
            return None
        is_next = each.slot.post == duty.slot.post and each.slot.start >= first
        if is_next and each.slot.id != duty.slot.id and not set(each.people) <= set(duty.people):
            return each
    return None


def items_at(office: "Office", post: str) -> tuple[Item, ...]:
    """Return what is open at a post, oldest first."""
    return tuple(i for i in office.duties.items.values() if i.post == post)

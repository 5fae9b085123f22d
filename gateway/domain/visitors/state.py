"""Visitors who are here or expected, and messages that wait for their hosts; frozen values.

What is over is forgotten here at once: the ledger has it, until retention blanks it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Rules


class Reply(StrEnum):
    """What a host has answered; `WAITING`: nothing yet."""

    WAITING = "waiting"
    COMING = "coming"
    WAIT = "wait"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visitor (or several together) who has registered and not gone.

    Attributes:
        host: Whom they see: a person's id.
        count: How many they are.
        zone: Where they are, as the readers have seen their card.
        reader: Where they registered.
        is_dated: False while the clock was not set when they came: `arrived_at` is not right yet.
        arrival: The screen's own mark of this registration.
        reply: What the host has said so far.
        replied_at, note: When, and in which words of theirs.
        card: The label of the pool's card they carry, or empty.
        card_at: Since when.
        answer_due_s: When others are told that nobody has answered, or None.
        host_left_at: When the host signed out while they were here; None: not, or is back.
    """

    id: str
    name: str
    company: str
    host: str
    count: int
    zone: str
    reader: str
    arrived_at: datetime
    is_dated: bool = True
    arrival: str = ""
    reply: Reply = Reply.WAITING
    replied_at: datetime | None = None
    note: str = ""
    card: str = ""
    card_at: datetime | None = None
    answer_due_s: float | None = None
    unanswered: bool = False
    host_left_at: datetime | None = None

    @property
    def alert(self) -> str:
        """What a message to the host says it is about."""
        return f"{ABOUT}{self.id}"


ABOUT = "visit:"
"""How the keys of messages to hosts begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who is expected on a day.

    Attributes:
        count: How many are still to come; who comes in two lots is expected until the last is here.
        at: Local time `HH:MM`, or empty.
        seed: What their code is worked out from, with a secret that is not here; or empty.
    """

    id: str
    name: str
    company: str
    host: str
    count: int
    on: date
    at: str = ""
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message that a visitor left for a host who could not come; `id` is the visit's."""

    id: str
    host: str
    name: str
    company: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Visits:
    """Durable.

    Attributes:
        open: Visitors who are here, by id, in the order in which they came.
        expected: Who is expected, by id.
        notes: Messages not read yet, by the visit's id.
        serial: Visits and expected ones so far; makes their ids unique.
        gone: The last screens' marks of visits that are over: sent again, they begin no new one.
    """

    open: Mapping[str, Visit] = field(default_factory=dict)
    expected: Mapping[str, Guest] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    serial: int = 0
    gone: tuple[str, ...] = ()

    def count_in(self, zones: Collection[str]) -> int:
        """Return how many visitors are in some zones."""
        return sum(v.count for v in self.open.values() if v.zone in zones)


def visits_of(office: "Office", host: str) -> tuple[Visit, ...]:
    """Return the visitors who are here to see somebody, earliest first."""
    return tuple(v for v in office.visits.open.values() if v.host == host)


def notes_of(office: "Office", host: str) -> tuple[Note, ...]:
    """Return the messages that wait for somebody, oldest first."""
    return tuple(n for n in office.visits.notes.values() if n.host == host)


def guests_of(office: "Office", host: str) -> tuple[Guest, ...]:
    """Return whom somebody expects, by day and time."""
    found = (g for g in office.visits.expected.values() if g.host == host)
    return tuple(sorted(found, key=lambda g: (g.on, g.at, g.id)))


def guests_on(office: "Office", day: date) -> tuple[Guest, ...]:
    """Return everybody expected on a day, by time."""
    found = (g for g in office.visits.expected.values() if g.on == day)
    return tuple(sorted(found, key=lambda g: (g.at, g.id)))


def free_cards(office: "Office", rules: "Rules") -> tuple[str, ...]:
    """Return the labels of the pool's cards that can be lent now, in order."""
    lent = {v.card for v in office.visits.open.values() if v.card} | {*office.forgotten.lent}
    labels = {c.label for c in rules.visitor_cards.values() if c.active}
    return tuple(sorted(labels - lent))


def carrier_of(office: "Office", label: str) -> Visit | None:
    """Return who carries a card of the pool, or None."""
    return next((v for v in office.visits.open.values() if v.card == label), None)

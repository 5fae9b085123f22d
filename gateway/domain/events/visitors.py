"""A visitor's way, from being expected to signing out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitExpected:
    """Somebody who works here says that a visitor will come (S10).

    Attributes:
        host: Whom they come to see: a person's id.
        on: The day, `2026-11-20`.
        at: Local time `HH:MM`, or empty: some time that day.
        by: Who says so.
        seed: Random, made by the screen, from which (and from a secret of its own) it
            works out the code that the visitor types; empty: there is no code.
    """

    host: str
    on: str
    name: str
    by: str
    at: str = ""
    company: str = ""
    count: int = 1
    seed: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCalledOff:
    """An expected visitor will not come after all."""

    expected: str
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitArrived:
    """A visitor registered at a kiosk, or on a phone that its code was read with.

    Attributes:
        arrival: Made up by the screen, once for each registration: pressed twice or
            sent again, it is the same visit.
        host: A person's id.
        count: How many people they are, themselves included.
        consents: They were told what is kept, and agreed.
        expected: The id of who was expected, when they are that; of another day or
            another host's it counts for nothing.
    """

    arrival: str
    reader: str
    name: str
    host: str
    company: str = ""
    count: int = 1
    consents: bool = False
    expected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAnswered:
    """The host answers: `choice` is `coming`, `wait` (five minutes) or `away`."""

    visit: str
    choice: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitNoteLeft:
    """A visitor leaves a message for a host who cannot come."""

    visit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitNoteRead:
    """The host has read a visitor's message."""

    visit: str
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBadgeTaken:
    """A visitor has taken a card of the pool; `label` is what is printed on it."""

    visit: str
    label: str
    by: str = "kiosk"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEnded:
    """A visitor has gone: `by` is `kiosk`, or the id of the host or of reception."""

    visit: str
    by: str = "kiosk"
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorsLeftBehind:
    """A host who went before their visitors says how it is: `gone` (they too), or `here`."""

    host: str
    choice: str


VisitorEvent = (
    VisitExpected
    | VisitCalledOff
    | VisitArrived
    | VisitAnswered
    | VisitNoteLeft
    | VisitNoteRead
    | VisitBadgeTaken
    | VisitEnded
    | VisitorsLeftBehind
)

"""The registry at one moment, for whoever reads: immutable, indexed, from any thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gateway.domain.text import Json
from gateway.registry.documents import (
    AccountDoc,
    AssignmentDoc,
    BadgeDoc,
    CalendarDoc,
    Document,
    LeaveKindDoc,
    PersonDoc,
    RosterDoc,
    ScreenDoc,
    ShiftDoc,
    TeamDoc,
    VisitorCardDoc,
)

Tables = Mapping[str, Mapping[str, Document]]


@dataclass(frozen=True, slots=True)
class RegistryView:
    """What people maintain, as values.

    Attributes:
        people: By id.
        teams: By id.
        leave_kinds: By id; empty: the usual ones.
        badges: By keyed hash.
        visitor_cards: By keyed hash.
        shifts: By id.
        assignments: In the order they were made.
        plans: The same by person.
        calendar: By date.
        rosters: By team and month (`<team>:<month>`), drafts with them.
        accounts: By person.
        screens: By id.
        settings: By name, the bare values.
        tables: Everything, by table and key.
        generation: Grows with each change since the start.
    """

    people: Mapping[str, PersonDoc] = field(default_factory=dict)
    teams: Mapping[str, TeamDoc] = field(default_factory=dict)
    leave_kinds: Mapping[str, LeaveKindDoc] = field(default_factory=dict)
    badges: Mapping[str, BadgeDoc] = field(default_factory=dict)
    visitor_cards: Mapping[str, VisitorCardDoc] = field(default_factory=dict)
    shifts: Mapping[str, ShiftDoc] = field(default_factory=dict)
    assignments: tuple[AssignmentDoc, ...] = ()
    plans: Mapping[str, tuple[AssignmentDoc, ...]] = field(default_factory=dict)
    calendar: Mapping[date, CalendarDoc] = field(default_factory=dict)
    rosters: Mapping[str, RosterDoc] = field(default_factory=dict)
    accounts: Mapping[str, AccountDoc] = field(default_factory=dict)
    screens: Mapping[str, ScreenDoc] = field(default_factory=dict)
    settings: Mapping[str, Json] = field(default_factory=dict)
    tables: Tables = field(default_factory=dict)
    generation: int = 0


def view_of(tables: Tables, generation: int = 0) -> RegistryView:
    """Return tables as a view, with each thing where readers look for it."""
    every = [d for table in tables.values() for d in table.values()]
    settings = {k: getattr(d, "value", None) for k, d in tables.get("settings", {}).items()}
    assignments = tuple(d for d in every if isinstance(d, AssignmentDoc))
    return RegistryView(
        people={d.id: d for d in every if isinstance(d, PersonDoc)},
        teams={d.id: d for d in every if isinstance(d, TeamDoc)},
        leave_kinds={d.id: d for d in every if isinstance(d, LeaveKindDoc)},
        badges={d.badge: d for d in every if isinstance(d, BadgeDoc)},
        visitor_cards={d.badge: d for d in every if isinstance(d, VisitorCardDoc)},
        shifts={d.id: d for d in every if isinstance(d, ShiftDoc)},
        assignments=assignments,
        plans=_by_person(assignments),
        calendar={d.date: d for d in every if isinstance(d, CalendarDoc)},
        rosters={d.id: d for d in every if isinstance(d, RosterDoc)},
        accounts={d.person: d for d in every if isinstance(d, AccountDoc)},
        screens={d.id: d for d in every if isinstance(d, ScreenDoc)},
        settings=settings,
        tables=tables,
        generation=generation,
    )


def _by_person(plans: tuple[AssignmentDoc, ...]) -> dict[str, tuple[AssignmentDoc, ...]]:
    found: dict[str, list[AssignmentDoc]] = {}
    for plan in plans:
        found.setdefault(plan.person, []).append(plan)
    return {person: tuple(theirs) for person, theirs in found.items()}

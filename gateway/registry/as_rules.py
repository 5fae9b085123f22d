"""What people maintain, as rules: the registry's documents put into a site's `Rules`.

Nothing is decided here; who may do what, and what a day comes to, is the domain's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from gateway.calendars import with_years
from gateway.domain.rules import (
    LEAVE_KINDS,
    Almanac,
    Assignment,
    Badge,
    LeaveKind,
    Person,
    Rules,
    Shift,
    Team,
    TeamShift,
    VisitorCard,
)
from gateway.domain.text import Json, Text
from gateway.registry.documents import AssignmentDoc, LeaveKindDoc, PersonDoc, ShiftDoc, TeamDoc
from gateway.registry.duty_documents import duty_of
from gateway.registry.plans import Hours
from gateway.registry.view import RegistryView


def with_registry(rules: Rules, view: RegistryView, generation: int) -> Rules:
    """Return a site's rules with what people maintain.

    Args:
        rules: Of the site file alone.
        view: The registry at one moment.
        generation: Larger at each swap, so that screens know.
    """
    own_years = _years(view.settings.get("calendar_years"))
    return replace(
        rules,
        almanac=with_years(rules.almanac or Almanac(), own_years),
        people={key: _person(each) for key, each in view.people.items()},
        teams={key: _team(each) for key, each in view.teams.items()},
        leave_kinds={kind.id: kind for kind in _leave_kinds(view)},
        badges={
            key: Badge(
                badge=each.badge, person=each.person, status=each.status.value, until=each.until
            )
            for key, each in view.badges.items()
        },
        visitor_cards={
            key: VisitorCard(badge=each.badge, label=each.label, active=each.active, lost=each.lost)
            for key, each in view.visitor_cards.items()
        },
        shifts={key: _shift(each) for key, each in view.shifts.items()},
        assignments=tuple(_assignment(each) for each in view.assignments),
        roster=_roster(view),
        calendar={on: each.kind for on, each in view.calendar.items()},
        duty=duty_of(view.tables),
        notice=_notice(view.settings.get("notice")),
        generation=generation,
    )


def _person(doc: PersonDoc) -> Person:
    return Person(
        id=doc.id,
        number=doc.number,
        name=doc.name,
        team=doc.team,
        roles=frozenset(role.value for role in doc.roles),
        active=doc.active,
        since=doc.since,
        until=doc.until,
    )


def _team(doc: TeamDoc) -> Team:
    return Team(
        id=doc.id,
        name=doc.name,
        managers=doc.managers,
        stand_ins=doc.stand_ins,
        parent=doc.parent,
        ignores_makeup=doc.ignores_makeup,
        shifts=tuple(
            TeamShift(from_=each.from_, shift=each.shift or "", pattern=each.pattern)
            for each in sorted(doc.shifts, key=lambda each: each.from_)
        ),
    )


def _leave_kinds(view: RegistryView) -> Iterable[LeaveKind]:
    """Return the office's own kinds of leave, else the usual ones."""
    return [_leave_kind(each) for each in view.leave_kinds.values()] or LEAVE_KINDS


def _leave_kind(doc: LeaveKindDoc) -> LeaveKind:
    return LeaveKind(
        id=doc.id,
        name=doc.name,
        paid=doc.paid,
        days_a_year=doc.days_a_year,
        others_may_file=doc.others_may_file,
        first_level_days=doc.first_level_days,
    )


def _shift(doc: ShiftDoc) -> Shift:
    return _hours(doc, doc, tuple((was.until, _hours(doc, was)) for was in doc.earlier))


def _hours(doc: ShiftDoc, hours: Hours, earlier: tuple[tuple[date, Shift], ...] = ()) -> Shift:
    return Shift(
        id=doc.id,
        name=doc.name,
        start=hours.start,
        end=hours.end,
        breaks=tuple((pause.start, pause.end) for pause in hours.breaks),
        before_min=hours.before_min,
        after_min=hours.after_min,
        late_grace_min=hours.late_grace_min,
        early_grace_min=hours.early_grace_min,
        pairing=hours.pairing.value,
        watch_min=hours.watch_min,
        half_day_min=hours.half_day_min,
        absent_min=hours.absent_min,
        early_counts=hours.early_counts,
        earlier=earlier,
    )


def _assignment(doc: AssignmentDoc) -> Assignment:
    return Assignment(
        person=doc.person, shift=doc.shift, from_=doc.from_, to=doc.to, pattern=doc.pattern
    )


def _roster(view: RegistryView) -> dict[str, dict[date, str]]:
    """Return the published plans by person and day; drafts are nobody's plan yet."""
    found: dict[str, dict[date, str]] = {}
    for plan in view.rosters.values():
        if plan.state == "published":
            for person, days in plan.days.items():
                found.setdefault(person, {}).update(days)
    return found


def _notice(value: Json) -> Text | None:
    """Return the notice on idle screens: one string, or `zh` and `en`; None if there is none."""
    if isinstance(value, str) and value.strip():
        return Text(value, value)
    if isinstance(value, Mapping):
        zh, en = value.get("zh"), value.get("en")
        if words := zh or en:
            return Text(str(zh or words), str(en or words))
    return None


def _years(value: Json) -> frozenset[int]:
    """Return the years whose days the office has filled in whole by itself."""
    listed = value if isinstance(value, list | tuple) else ()
    return frozenset(year for year in listed if type(year) is int)

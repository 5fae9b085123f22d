"""What one document cannot know of itself: does it fit the others? Pure.

A registry that passes these checks is whole: nothing points at what is not there.
"""

from collections.abc import Iterable, Iterator

from gateway.config.problems import Problem, did_you_mean
from gateway.domain.attendance.patterns import days_of
from gateway.domain.text import Text
from gateway.registry.documents import AssignmentDoc, BadgeDoc, BadgeStatus, Document, TeamDoc
from gateway.registry.duty_checks import duty_problems
from gateway.registry.duty_documents import GroupDoc
from gateway.registry.view import RegistryView
from gateway.registry.visitor_checks import visitor_card_problems


def cross_problems(
    new: RegistryView,
    old: RegistryView,
    changed: Iterable[Document],
    broken: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Return what would be wrong with the registry after a change.

    Args:
        new: The registry as it would be.
        old: As it is: a badge does not go to somebody else unnoticed.
        changed: The documents that are new or other than before.
        broken: Keys of documents with problems of their own: not missing, only wrong.
    """
    changed = list(changed)
    return [
        *_numbers(new),
        *_badges(new, old, broken),
        *_assignments(new, broken),
        *_accounts(new),
        *_left(changed, new, old),
        *_patterns(changed),
        *_teams(new, broken),
        *_rosters(new, broken),
        *_parents(new),
        *visitor_card_problems(new, changed),
        *duty_problems(new.tables, broken),
    ]


def _numbers(view: RegistryView) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for person in view.people.values():
        if not person.active:
            continue
        first = owner.setdefault(person.number, person.id)
        if first != person.id:
            other = view.people[first].name
            yield Problem(
                f"people.{person.id}.number",
                Text(
                    f"工号 {person.number} 已是{other}（{first}）的",
                    f"number {person.number} is already that of {other} ({first})",
                ),
            )


def badge_label(badge: BadgeDoc) -> str:
    """Return how a badge is named in a message: by the end of its number if known."""
    return f"…{badge.uid_tail}" if badge.uid_tail else f"{badge.badge[:8]}…"


def _badges(new: RegistryView, old: RegistryView, broken: frozenset[str]) -> Iterator[Problem]:
    for badge in new.badges.values():
        path = f"badges.{badge_label(badge)}"
        if badge.person not in new.people and badge.person not in broken:
            yield _unknown_person(f"{path}.person", badge.person, new)
        before = old.badges.get(badge.badge)
        taken = before and before.person != badge.person and before.status is BadgeStatus.ACTIVE
        if before and taken:
            holder = old.people.get(before.person)
            name = holder.name if holder else before.person
            yield Problem(
                path,
                Text(
                    f"这张卡已绑定{name}（{before.person}）；请先归还或停用",
                    f"is already bound to {name} ({before.person}); "
                    "have it returned or blocked there first",
                ),
            )


def _assignments(view: RegistryView, broken: frozenset[str]) -> Iterator[Problem]:
    for plan in view.assignments:
        path = f"assignments.{plan.id}"
        person = view.people.get(plan.person)
        if person is None and plan.person not in broken:
            yield _unknown_person(f"{path}.person", plan.person, view)
        if plan.shift not in view.shifts and plan.shift not in broken:
            yield _unknown_shift(f"{path}.shift", plan.shift, view)


def _patterns(changed: Iterable[Document]) -> Iterator[Problem]:
    """Refuse a new pattern that means nothing; one kept from before is taken as `weekdays`."""
    for document in changed:
        if isinstance(document, AssignmentDoc):
            yield from _pattern(f"assignments.{document.id}.pattern", document.pattern)
        elif isinstance(document, TeamDoc):
            for each in document.shifts:
                yield from _pattern(f"teams.{document.id}.shifts.{each.from_}", each.pattern)


def _pattern(path: str, pattern: str) -> Iterator[Problem]:
    try:
        days_of(pattern)
    except ValueError:
        yield Problem(
            path,
            Text(
                f"看不懂的日期规律 {pattern!r}；可写 weekdays、daily、every:2、cycle:2/1 "
                "或 mon-fri,sun",
                f"the pattern {pattern!r} means nothing here; write weekdays, daily, "
                "every:2, cycle:2/1 or mon-fri,sun",
            ),
        )


def _teams(view: RegistryView, broken: frozenset[str]) -> Iterator[Problem]:
    for team in view.teams.values():
        path = f"teams.{team.id}"
        for field, people in (("managers", team.managers), ("stand_ins", team.stand_ins)):
            for person in people:
                if person not in view.people and person not in broken:
                    yield _unknown_person(f"{path}.{field}", person, view)
        if team.parent is not None and team.parent not in view.teams:
            hint = did_you_mean(team.parent, view.teams)
            yield Problem(
                f"{path}.parent",
                Text(
                    f"没有团队 {team.parent!r}{hint.zh}",
                    f"there is no team {team.parent!r}{hint.en}",
                ),
            )
        for each in team.shifts:
            if each.shift is not None and each.shift not in {*view.shifts, *broken}:
                yield _unknown_shift(f"{path}.shifts.{each.from_}", each.shift, view)


def _parents(view: RegistryView) -> Iterator[Problem]:
    """Refuse teams that are, over some others, part of themselves; each circle is said once."""
    said: set[str] = set()
    for team in view.teams.values():
        path: list[TeamDoc] = []
        at: TeamDoc | None = team
        while at is not None and at not in path:
            path.append(at)
            at = view.teams.get(at.parent) if at.parent else None
        if at is not team or team.id in said:
            continue
        said.update(each.id for each in path)
        zh = " → ".join(each.name.zh for each in (*path, team))
        en = " → ".join(each.name.en for each in (*path, team))
        yield Problem(
            f"teams.{team.id}.parent",
            Text(f"上级绕成了圈：{zh}", f"the teams go round in a circle: {en}"),
        )


def _rosters(view: RegistryView, broken: frozenset[str]) -> Iterator[Problem]:
    for plan in view.rosters.values():
        path = f"rosters.{plan.id}"
        for person, days in plan.days.items():
            if person not in view.people and person not in broken:
                yield _unknown_person(f"{path}.days.{person}", person, view)
            for shift in sorted({each for each in days.values() if each} - set(view.shifts)):
                yield _unknown_shift(f"{path}.days.{person}", shift, view)


def _accounts(view: RegistryView) -> Iterator[Problem]:
    for account in view.accounts.values():
        if account.person not in view.people:
            yield _unknown_person(f"accounts.{account.person}", account.person, view)


def _unknown_person(path: str, person: str, view: RegistryView) -> Problem:
    hint = did_you_mean(person, view.people) if view.people else Text("", "")
    return Problem(
        path, Text(f"没有人员 {person!r}{hint.zh}", f"there is no person {person!r}{hint.en}")
    )


def _unknown_shift(path: str, shift: str, view: RegistryView) -> Problem:
    hint = did_you_mean(shift, view.shifts)
    return Problem(
        path, Text(f"没有班次 {shift!r}{hint.zh}", f"there is no shift {shift!r}{hint.en}")
    )


def _left(changed: Iterable[Document], view: RegistryView, old: RegistryView) -> Iterator[Problem]:
    """Refuse a new card, plan or duty group of who has left; the plan they had may be ended."""
    for document in changed:
        if isinstance(document, BadgeDoc):
            if document.status is not BadgeStatus.ACTIVE:
                continue
            path = f"badges.{badge_label(document)}"
        elif isinstance(document, AssignmentDoc):
            if _only_ends(document, old):
                continue
            path = f"assignments.{document.id}"
        elif isinstance(document, GroupDoc):
            yield from _left_group(document, view, old)
            continue
        else:
            continue
        yield from _has_left(path, document.person, view)


def _left_group(group: GroupDoc, view: RegistryView, old: RegistryView) -> Iterator[Problem]:
    """Refuse who has left as a new leader or member; who was one before may stay till cleared."""
    before = old.tables.get("duty_groups", {}).get(group.id)
    was = before if isinstance(before, GroupDoc) else None
    path = f"duty_groups.{group.id}"
    if was is None or was.leader != group.leader:
        yield from _has_left(f"{path}.leader", group.leader, view)
    for person in group.members:
        if was is None or person not in was.members:
            yield from _has_left(f"{path}.members", person, view)


def _has_left(path: str, who: str, view: RegistryView) -> Iterator[Problem]:
    person = view.people.get(who)
    if person is not None and not person.active:
        yield Problem(path, Text(f"{person.name}已离职", f"{person.name} has left the office"))


def _only_ends(plan: AssignmentDoc, old: RegistryView) -> bool:
    """Tell whether a plan is one of before that ends, and no later than it did."""
    before = next((each for each in old.assignments if each.id == plan.id), None)
    if before is None or plan.to is None or (before.to is not None and plan.to > before.to):
        return False
    return plan.model_copy(update={"to": before.to}) == before

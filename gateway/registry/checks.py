"""What one document cannot know of itself: does it fit the others? Pure.

A registry that passes these checks is whole: nothing points at what is not there.
"""

from collections.abc import Iterable, Iterator

from gateway.config.problems import Problem, did_you_mean
from gateway.domain.text import Text
from gateway.registry.documents import AssignmentDoc, BadgeDoc, BadgeStatus, Document
from gateway.registry.view import RegistryView


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
    return [
        *_numbers(new),
        *_badges(new, old, broken),
        *_assignments(new, broken),
        *_accounts(new),
        *_left(changed, new),
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
            hint = did_you_mean(plan.shift, view.shifts)
            yield Problem(
                f"{path}.shift",
                Text(
                    f"没有班次 {plan.shift!r}{hint.zh}",
                    f"there is no shift {plan.shift!r}{hint.en}",
                ),
            )


def _accounts(view: RegistryView) -> Iterator[Problem]:
    for account in view.accounts.values():
        if account.person not in view.people:
            yield _unknown_person(f"accounts.{account.person}", account.person, view)


def _unknown_person(path: str, person: str, view: RegistryView) -> Problem:
    hint = did_you_mean(person, view.people) if view.people else Text("", "")
    return Problem(
        path, Text(f"没有人员 {person!r}{hint.zh}", f"there is no person {person!r}{hint.en}")
    )


def _left(changed: Iterable[Document], view: RegistryView) -> Iterator[Problem]:
    """Refuse a new card or plan for somebody who has left."""
    for document in changed:
        if isinstance(document, BadgeDoc):
            if document.status is not BadgeStatus.ACTIVE:
                continue
            path = f"badges.{badge_label(document)}"
        elif isinstance(document, AssignmentDoc):
            path = f"assignments.{document.id}"
        else:
            continue
        person = view.people.get(document.person)
        if person is not None and not person.active:
            yield Problem(path, Text(f"{person.name}已离职", f"{person.name} has left the office"))

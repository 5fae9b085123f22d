"""Who answers for whom: teams, their managers, and who may look at whose attendance (S4, S26).

A person belongs to a team by `Person.team`; a team has managers and may be part
of a larger one. Who has no manager is answered for by HR, and where there is no
HR, by the administration.
"""

from collections.abc import Iterator

from gateway.domain.rules import Person, Rules, Team

EVERYBODYS = frozenset({"hr", "admin"})
"""Roles that see and decide for everybody."""


def team_path(rules: Rules, team: str) -> tuple[Team, ...]:
    """Return the team and all teams around it, innermost first; empty for one unknown."""
    path: list[Team] = []
    at: str | None = team
    while at is not None and (found := rules.teams.get(at)) is not None and found not in path:
        path.append(found)
        at = found.parent
    return tuple(path)


def levels(rules: Rules, person: str) -> tuple[tuple[str, ...], ...]:
    """Return who decides for a person, level by level: the team's managers, then the next level up.

    Nobody decides for oneself, and nobody who has left. A level that has nobody
    is left out; the last level is HR (else the administration), so there is always one.
    """
    somebody = rules.people.get(person)
    found = [
        level
        for team in team_path(rules, somebody.team if somebody else "")
        if (level := tuple(m for m in team.managers if m != person and _works(rules, m)))
    ]
    for role in ("hr", "admin"):
        last = tuple(p.id for p in _with(rules, role) if p.id != person)
        if last:
            return tuple(dict.fromkeys([*found, last]))
    return tuple(dict.fromkeys(found))


def manages(rules: Rules, who: str, person: str) -> bool:
    """Tell whether somebody is a manager of a person's team or of one around it."""
    somebody = rules.people.get(person)
    if somebody is None or who == person or not _works(rules, who):
        return False
    return any(who in team.managers for team in team_path(rules, somebody.team))


def may_see(rules: Rules, viewer: str, person: str) -> bool:
    """Tell whether somebody may look at a person's attendance: their own, their team's, or all.

    Everybody sees their own; a manager sees the teams below; HR and the
    administration see everybody's (S26).
    """
    looks = rules.people.get(viewer)
    if looks is None or not looks.active:
        return False
    return (
        viewer == person or not EVERYBODYS.isdisjoint(looks.roles) or manages(rules, viewer, person)
    )


def seen_by(rules: Rules, viewer: str) -> tuple[Person, ...]:
    """Return the people whose attendance somebody may look at, by number."""
    found = [p for p in rules.people.values() if may_see(rules, viewer, p.id)]
    return tuple(sorted(found, key=lambda p: (len(p.number), p.number)))


def receptionists(rules: Rules) -> tuple[str, ...]:
    """Return whose work visitors and lent cards are: told first, where they can be reached."""
    return tuple(sorted(person.id for person in _with(rules, "reception")))


def _works(rules: Rules, person: str) -> bool:
    found = rules.people.get(person)
    return found is not None and found.active


def _with(rules: Rules, role: str) -> Iterator[Person]:
    return (p for p in rules.people.values() if p.active and role in p.roles)

"""Who answers for whom: teams, their managers, and who may look at whose attendance (S4, S26).

A person belongs to a team by `Person.team`; a team has managers and may be part
of a larger one. Who has no manager is answered for by HR, where there is no
HR (but themselves), by the administration, and where there is none of that either,
by the heads: the managers of the outermost teams. So the only one of HR has leave too.
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
    is left out; the last level is HR (else the administration, else the heads).
    """
    somebody = rules.people.get(person)
    found = [
        level
        for team in team_path(rules, somebody.team if somebody else "")
        if (level := tuple(m for m in team.managers if m != person and _works(rules, m)))
    ]
    last = _everybodys(rules, person)
    if not found and not last:
        last = _heads(rules, person)
    return tuple(dict.fromkeys([*found, last] if last else found))


def _everybodys(rules: Rules, person: str) -> tuple[str, ...]:
    """Return HR, or where there is none but the person, the administration."""
    for role in ("hr", "admin"):
        last = tuple(p.id for p in _with(rules, role) if p.id != person)
        if last:
            return last
    return ()


def _heads(rules: Rules, person: str) -> tuple[str, ...]:
    """Return the managers of the outermost teams, but the person."""
    outermost = (team for team in rules.teams.values() if team.parent not in rules.teams)
    names = (name for team in outermost for name in team.managers)
    return tuple(dict.fromkeys(n for n in names if n != person and _works(rules, n)))


def manages(rules: Rules, who: str, person: str) -> bool:
    """Tell whether somebody is a manager of a person's team or of one around it.

    Of who has none, nor HR above them, the heads are.
    """
    somebody = rules.people.get(person)
    if somebody is None or who == person or not _works(rules, who):
        return False
    if any(who in team.managers for team in team_path(rules, somebody.team)):
        return True
    return who in _heads(rules, person) and levels(rules, person) == (_heads(rules, person),)


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

"""Who plans a team's month, and who may look at it (S21, S26). Pure."""

from gateway.domain.rules import Person, Rules
from gateway.domain.staff import EVERYBODYS, team_path


def may_plan(rules: Rules, who: str, team: str) -> bool:
    """Tell whether somebody plans a team: its managers, those of teams around it, HR."""
    person = rules.people.get(who)
    if person is None or not person.active or team not in rules.teams:
        return False
    if not EVERYBODYS.isdisjoint(person.roles):
        return True
    return any(who in (*each.managers, *each.stand_ins) for each in team_path(rules, team))


def may_look(rules: Rules, who: str, team: str) -> bool:
    """Tell whether somebody sees a team's roster: who plans it, and the team itself."""
    person = rules.people.get(who)
    is_of_it = person is not None and person.active and person.team == team
    return (is_of_it and team in rules.teams) or may_plan(rules, who, team)


def teams_for(rules: Rules, who: str) -> tuple[str, ...]:
    """Return the teams whose rosters somebody may look at, those with people in them first."""
    found = [team for team in rules.teams if may_look(rules, who, team)]
    return tuple(sorted(found, key=lambda team: not people_of(rules, team)))


def people_of(rules: Rules, team: str) -> tuple[Person, ...]:
    """Return who works in a team, by number."""
    found = [p for p in rules.people.values() if p.active and p.team == team]
    return tuple(sorted(found, key=lambda p: (len(p.number), p.number)))

"""Teams as the pages name them, and who of those one may see is in which."""

from collections.abc import Iterable

from gateway.domain.rules import Person, Rules
from kiosk_web.views.words import Tongue


def team_name(rules: Rules, team: str, tongue: Tongue) -> str:
    """Return a team's name; one that is only written at people is called as written."""
    found = rules.teams.get(team)
    if found is not None:
        return found.name.in_(tongue.language)
    return team or tongue._("Without a team")


def teams_of(
    rules: Rules, people: Iterable[Person], tongue: Tongue
) -> tuple[tuple[str, str, tuple[Person, ...]], ...]:
    """Return the teams of some people: id, name, its people; in the registry's order."""
    by_team: dict[str, list[Person]] = {}
    for person in people:
        by_team.setdefault(person.team, []).append(person)
    order = {team: n for n, team in enumerate(rules.teams)}
    keys = sorted(by_team, key=lambda team: (team == "", order.get(team, len(order)), team))
    return tuple((key, team_name(rules, key, tongue), tuple(by_team[key])) for key in keys)

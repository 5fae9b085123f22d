"""Who looked at somebody's attendance, as the access log has it (S26)."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.domain.rules import Rules
from gateway.domain.snapshot import Kept
from gateway.domain.staff import team_path
from kiosk_web.views.me.month import short_day
from kiosk_web.views.words import Tongue, hhmm

EVERYBODY = "all"


@dataclass(frozen=True, slots=True)
class Look:
    """One look: when, who, at whom, at what."""

    at: str
    who: str
    about: str
    what: str


def is_about(rules: Rules, row: Kept, person: str) -> bool:
    """Tell whether a look was at a person: at them, at their team, or at everybody."""
    about = row.body.get("about")
    if row.subject == person:
        return False
    if about in (person, EVERYBODY):
        return True
    somebody = rules.people.get(person)
    return somebody is not None and any(t.id == about for t in team_path(rules, somebody.team))


def looks(rules: Rules, rows: Iterable[Kept], tongue: Tongue) -> tuple[Look, ...]:
    """Return looks as lines; rows that retention has blanked are left out."""
    return tuple(_look(rules, row, tongue) for row in rows if row.body)


def _look(rules: Rules, row: Kept, tongue: Tongue) -> Look:
    _, at = tongue._, row.at.astimezone(rules.timezone)
    words = {
        "day": _("the day"),
        "month": _("the month"),
        "person": _("the person's page"),
        "matrix": _("the team's month"),
        "export": _("took an export"),
        "data": _("took all data about the person"),
        "report": _("a report"),
    }
    what = str(row.body.get("what", ""))
    span = str(row.body.get("span", ""))
    said = words.get(what, what)
    return Look(
        at=f"{short_day(at.date(), tongue)} {hhmm(at)}",
        who=_name(rules, row.subject, tongue),
        about=_about(rules, str(row.body.get("about", "")), tongue),
        what=f"{said} {span}".strip(),
    )


def _name(rules: Rules, person: str, tongue: Tongue) -> str:
    found = rules.people.get(person)
    return f"{found.name} {found.number}" if found else tongue._("somebody who has left")


def _about(rules: Rules, about: str, tongue: Tongue) -> str:
    if about == EVERYBODY:
        return tongue._("everybody")
    if (team := rules.teams.get(about)) is not None:
        return team.name.in_(tongue.language)
    return _name(rules, about, tongue)

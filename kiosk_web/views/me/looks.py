"""Who looked at somebody's attendance, as the access log has it (S26)."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.domain.privacy import EVERYBODY, TEAM
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Kept
from kiosk_web.views.me.month import short_day
from kiosk_web.views.words import Tongue, hhmm

PROGRAM = "token:"
"""How the ledger names a program that looked."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look: when, who, at whom, at what."""

    at: str
    who: str
    about: str
    what: str


def looks(rules: Rules, rows: Iterable[Kept], tongue: Tongue) -> tuple[Look, ...]:
    """Return looks as lines; rows that retention has blanked are left out."""
    return tuple(_look(rules, row, tongue) for row in rows if row.body)


def about_of(row: Kept) -> str:
    """Return whom a look was at, as the ledger has it."""
    return str(row.body.get("about", ""))


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
        "requests": _("requests"),
        "closing": _("the month's end"),
        "timesheet": _("a timesheet"),
        "duty": _("what was missed on duty"),
        "visitors": _("the visitors"),
    }
    what = str(row.body.get("what", ""))
    span = str(row.body.get("span", ""))
    said = words.get(what, what)
    return Look(
        at=f"{short_day(at.date(), tongue)} {hhmm(at)}",
        who=_name(rules, row.subject, tongue),
        about=_about(rules, about_of(row), tongue),
        what=f"{said} {span}".strip(),
    )


def _name(rules: Rules, person: str, tongue: Tongue) -> str:
    found = rules.people.get(person)
    if found is not None:
        return f"{found.name} {found.number}"
    if person.startswith(PROGRAM):
        return tongue._("the program %(key)s", key=person.removeprefix(PROGRAM))
    return tongue._("somebody who has left")


def _about(rules: Rules, about: str, tongue: Tongue) -> str:
    if about == EVERYBODY:
        return tongue._("everybody")
    if (team := rules.teams.get(about.removeprefix(TEAM))) is not None:
        return team.name.in_(tongue.language)
    return _name(rules, about, tongue)

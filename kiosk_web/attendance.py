"""What the attendance pages share: who looks, at whom, and that they looked (spec 02 §7, S26).

The pages are for managers, HR and the administration, and for whoever a team
names as its manager or stand-in. Whom each of them sees is `staff.seen_by`.
"""

from datetime import date
from typing import ParamSpec

from flask import abort, g, request

from gateway.domain import staff
from gateway.domain.rules import Person, Rules
from kiosk_web.context import snapshot, web
from kiosk_web.i18n import language
from kiosk_web.live import LivePage
from kiosk_web.ports import Snapshot
from kiosk_web.security import Access, Role, ScreenRole
from kiosk_web.seen import seen
from kiosk_web.sessions import Screen
from kiosk_web.signed_in import View, signed_in
from kiosk_web.views.words import Tongue

P = ParamSpec("P")

LEADERS = frozenset({Role.MANAGER, Role.HR, Role.ADMIN})
"""Roles the pages are for; a team's managers and stand-ins come in whatever their role."""

OLDEST, NEWEST = date(2000, 1, 1), date(2199, 12, 31)


class OwnPage(Access):
    """A page that is made for one viewer: its target is who looks; nobody else listens to it."""

    __slots__ = ()

    def allows(
        self, screen: Screen | None, person: Person | None, target: str | None, *, demo: bool
    ) -> bool:
        """Return whether this visitor is the one the page was made for."""
        if person is not None:
            return person.active and target in (None, person.id)
        return demo and screen is not None and screen.role == ScreenRole.DEMO


def leads(rules: Rules, person: str) -> bool:
    """Tell whether the attendance pages are for somebody who works here."""
    found = rules.people.get(person)
    if found is None or not found.active:
        return False
    named = any(person in (*team.managers, *team.stand_ins) for team in rules.teams.values())
    return named or not LEADERS.isdisjoint(found.roles)


def live_page(name: str) -> LivePage:
    """Return a live page of attendance: it is told when somebody taps, asks or decides."""
    return LivePage(name=name, access=OwnPage(), exists=_is_for, reads=_reads)


def _is_for(snapshot: Snapshot, target: str) -> bool:
    return leads(snapshot.rules, target)


def _reads(snapshot: Snapshot, _target: str) -> object:
    office = snapshot.office
    return (office.presence, office.requests, snapshot.rules.generation)


def leading(view: View[P]) -> View[P]:
    """Let in those the pages are for; others sign in, or are told that it is not for them."""
    return signed_in("viewer", _in_demo, lambda found: leads(snapshot().rules, found.id))(view)


def somebody(view: View[P]) -> View[P]:
    """Let in anybody who has signed in (in the demo also who has not, as its HR)."""
    return signed_in("viewer", _in_demo)(view)


def _in_demo() -> Person | None:
    """Return whom a visitor of the demo looks as, signed in or not: its HR."""
    people = snapshot().rules.people.values()
    return next((p for p in people if p.active and Role.HR in p.roles), None)


def viewer() -> Person:
    """Return who looks; only in views that are `leading` or for `somebody`."""
    found = g.viewer
    assert isinstance(found, Person)
    return found


def tongue() -> Tongue:
    """Return the tongue of this request."""
    return Tongue.of(language())


def person_seen(key: str) -> Person:
    """Return a person whom the viewer may see; 404 for nobody, 403 for others."""
    rules = snapshot().rules
    found = rules.people.get(key)
    if found is None:
        abort(404)
    if not staff.may_see(rules, viewer().id, key):
        abort(403)
    return found


def day_asked(key: str, default: date) -> date:
    """Return a day of the query; 422 for what is none."""
    text = request.args.get(key, "")
    if not text:
        return default
    return day_of(text)


def day_of(text: str) -> date:
    """Return a day as written (`2026-11-20`); 422 for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(422)
    if not OLDEST <= day <= NEWEST:
        abort(422)
    return day


def today() -> date:
    """Return the office's date."""
    return web().gateway.now().at.astimezone(snapshot().rules.timezone).date()


def looked(what: str, about: str, span: str = "") -> None:
    """Keep that the viewer looks at others' attendance: once in ten minutes for the same page.

    Args:
        what: `day`, `month`, `person`, `requests`, `export`.
        about: A person's id, a team's, or `all`; one's own days are nobody else's matter.
        span: Which days.

    Raises:
        GatewayBusy: It could not be kept, so nothing is shown.
    """
    seen(what, about, span, by=viewer().id)

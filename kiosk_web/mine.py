"""What the pages of one's own (`/me`) share: who I am, what is mine, the language.

There is no person in any address below `/me`: a page shows who is signed in
and nobody else, so there is nothing to try.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import ParamSpec

from flask import abort, g, request

from gateway.domain.attendance.day import Day
from gateway.domain.rules import Person
from kiosk_web.context import snapshot, web
from kiosk_web.i18n import language
from kiosk_web.ports import Snapshot
from kiosk_web.signed_in import View, signed_in
from kiosk_web.views.me.month import NEWEST, OLDEST, first_of, last_of
from kiosk_web.views.words import Tongue

P = ParamSpec("P")


def mine(view: View[P]) -> View[P]:
    """Let in whoever is signed in, for their own page; others sign in first."""
    return signed_in("me", _in_demo)(view)


def _in_demo() -> Person | None:
    """Return whose page a visitor of the demo is shown: of those with a shift the plainest."""
    rules = snapshot().rules
    works = (p for p in rules.people.values() if p.active and p.id in rules.plans)
    return min(works, key=lambda p: (len(p.roles), p.number), default=None)


def me() -> Person:
    """Return who is signed in; only in views that are `mine`."""
    found = g.me
    assert isinstance(found, Person)
    return found


def tongue() -> Tongue:
    """Return the tongue of this request."""
    return Tongue.of(language())


def today() -> date:
    """Return the office's date."""
    return web().gateway.now().at.astimezone(snapshot().rules.timezone).date()


def present() -> Snapshot:
    """Return the snapshot with the instant it is, in the site's zone."""
    found, now = snapshot(), web().gateway.now()
    return replace(found, now=replace(now, at=now.at.astimezone(found.rules.timezone)))


def my_days(first: date, last: date) -> Sequence[Day]:
    """Return my own days of a span, both ends included."""
    return web().sheets.days(first, last, me().id)


def day_asked(name: str = "day") -> date:
    """Return the day of the query, today where none is said; 422 for what is no day."""
    return _read(request.args.get(name, ""))


def month_asked(name: str = "month") -> tuple[date, date]:
    """Return the first and the last day of the month of the query (`2026-11`, or a day of it)."""
    text = request.args.get(name, "")
    day = _read(f"{text}-01") if text else day_asked()
    return first_of(day), last_of(day)


def _read(text: str) -> date:
    if not text:
        return today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(422)
    if not OLDEST <= day <= NEWEST:
        abort(422)
    return day

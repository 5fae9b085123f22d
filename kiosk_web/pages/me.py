"""`/me`: my today, my month, what I have asked for; `/me/day`: one of my days explained."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from gateway.domain import requests
from kiosk_web import live
from kiosk_web.attendance import OwnPage, leads
from kiosk_web.framing import allow_in_demo
from kiosk_web.mine import day_asked, me, mine, month_asked, my_days, present, today, tongue
from kiosk_web.ports import Snapshot
from kiosk_web.views.me.balances import balances_view
from kiosk_web.views.me.day import day_view
from kiosk_web.views.me.month import DAY, first_of, month_view, title_of
from kiosk_web.views.me.requests import rows
from kiosk_web.views.me.sheet import wants_signing
from kiosk_web.views.me.today import today_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("me", __name__)
blueprint.after_request(allow_in_demo)

MOST_ROWS = 4
"""So many requests are on the first page; all of them on their own."""


class Month(NamedTuple):
    """A month to sign: its last day, and its name."""

    day: date
    title: str


def view(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    """Return what changes while the page is open: where I am, how far my requests have come."""
    tongue = Tongue.of(language)
    mine = requests.requests_of(snapshot.office, target)[:MOST_ROWS]
    return {
        "where": today_view(snapshot, target, tongue),
        "asked": rows(snapshot, mine, tongue),
    }


def exists(snapshot: Snapshot, target: str) -> bool:
    """Return whether the target is somebody who works here."""
    found = snapshot.rules.people.get(target)
    return found is not None and found.active


def reads(snapshot: Snapshot, _target: str) -> object:
    """Return all that the view takes from a snapshot."""
    office = snapshot.office
    return office.presence, office.requests, office.duties, snapshot.rules.generation


LIVE = (live.LivePage(name="me", view=view, access=OwnPage(), exists=exists, reads=reads),)


@blueprint.get("/me")
@mine
def page() -> ResponseReturnValue:
    """Show my month: `?month=YYYY-MM`."""
    now, person = present(), me()
    first, last = month_asked()
    days = my_days(first, last)
    shown = month_view(now.rules, days, first, now.now.at, tongue())
    here = first <= today() <= last
    so_far = today_view(now, person.id, tongue(), days).marks if here else ()
    return live.render(
        "me",
        person.id,
        me=person,
        team=now.rules.teams.get(person.team),
        month=shown,
        is_now=here,
        so_far=so_far,
        to_sign=_to_sign(now),
        waiting=len(requests.waiting_for(now.office, now.rules, person.id, now.now)),
        leads=leads(now.rules, person.id),
        balances=balances_view(now, person.id, today().year, tongue()),
    )


@blueprint.get("/me/day")
@mine
def day() -> ResponseReturnValue:
    """Explain one of my days: `?day=YYYY-MM-DD`."""
    wanted, now = day_asked(), present()
    shown = day_view(now.rules, my_days(wanted, wanted), wanted, now.now.at, tongue())
    return render_template("me/day.html", day=shown)


def _to_sign(now: Snapshot) -> Month | None:
    """Return the month before this one, if it is to be signed."""
    last = first_of(today()) - DAY
    days = my_days(first_of(last), last)
    return (
        Month(last, title_of(last, tongue())) if wants_signing(now, me().id, days, last) else None
    )

"""`/facilities`: alerts, floors, devices, last-one-out results and what happened lately."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from gateway.domain.events import AlertAnswered
from kiosk_web import live
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot, web
from kiosk_web.facilities import (
    ALLOWED,
    FACILITIES,
    alert_here,
    bound,
    exists,
    sections,
    who,
)
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.ports import Kept, Snapshot
from kiosk_web.problems import ask, reply
from kiosk_web.security import demand, screen_or_person
from kiosk_web.sessions import current_person
from kiosk_web.views.facilities import fragments
from kiosk_web.views.facilities.reads import FIGURES_S, reads
from kiosk_web.views.facilities.story import is_coming, is_here
from kiosk_web.views.facilities.today import today_view
from kiosk_web.views.ledger import alert_titles, is_told, row_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("facilities", __name__)
blueprint.after_request(allow_in_demo)
blueprint.add_app_template_global(sections, "facilities_sections")

CHOICES = frozenset({"acknowledge", "known_until", "switch_off"})
SHOWN_ROWS = 30
READ_ROWS = 120
READ_OF_ZONE = 600
SHOWN_RESULTS = 5
ENDS = ("lastout.ended",)


def view(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    """Return the page's fragments."""
    return fragments(snapshot, target, Tongue.of(language))


LIVE = (
    live.LivePage(
        name="facilities",
        view=view,
        access=FACILITIES,
        exists=exists,
        reads=reads,
        every_s=FIGURES_S,
    ),
)


@blueprint.get("/facilities")
def page() -> ResponseReturnValue:
    """Show the whole site, or the zone a screen is bound to."""
    return demand(FACILITIES, bound()) or live.render("facilities", bound())


@blueprint.get("/facilities/lately")
@screen_or_person(*ALLOWED)
def lately() -> ResponseReturnValue:
    """Return the last checks and what happened lately, read again when the office changed."""
    seen, tongue = snapshot(), Tongue.of(language())
    titles = alert_titles(seen.office)
    return render_template(
        "facilities/lately.html",
        checks=[row_view(row, seen.rules, tongue) for row in _lately(SHOWN_RESULTS, ENDS)],
        rows=[row_view(row, seen.rules, tongue, titles) for row in _lately(SHOWN_ROWS)],
    )


def _lately(most: int, kinds: Sequence[str] = ()) -> Iterator[Kept]:
    """Return the newest rows of this screen's zone, without names where nobody signed in."""
    seen, zone, named = snapshot(), bound(), current_person() is not None
    rows = web().history.latest(kinds=kinds, limit=READ_OF_ZONE if zone else READ_ROWS)
    told = (row for row in rows if is_told(row) and (named or not is_coming(row)))
    return islice((row for row in told if is_here(seen, row, zone)), most)


@blueprint.get("/facilities/today")
@screen_or_person(*ALLOWED)
def today() -> ResponseReturnValue:
    """Return what each zone used since midnight, read again when the office changed."""
    rows = today_view(snapshot(), web().history, bound(), Tongue.of(language()))
    return render_template("facilities/today.html", rows=rows)


@blueprint.post("/facilities/alert")
@screen_or_person(*ALLOWED)
def answer() -> ResponseReturnValue:
    """Deal with an alert: `{"key", "choice", "until"}`."""
    body = posted()
    choice = word(body, "choice")
    if choice not in CHOICES:
        abort(422)
    event = AlertAnswered(
        key=alert_here(word(body, "key")),
        choice=choice,
        by=who(),
        until=word(body, "until", needed=False) or None,
    )
    return reply(ask(event))

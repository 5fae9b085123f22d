"""`/facilities/known`: what will be on off-hours is said ahead, and taken back. Plain forms."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.events import LoadsKnown
from kiosk_web.context import snapshot
from kiosk_web.facilities import ALLOWED, FACILITIES, bound, scope_here, who
from kiosk_web.i18n import language, say
from kiosk_web.problems import ask, status_of
from kiosk_web.security import demand, screen_or_person
from kiosk_web.views.known import known_page
from kiosk_web.views.words import Tongue

blueprint = Blueprint("known", __name__)

MOST_REASON = 200


@blueprint.get("/facilities/known")
def page() -> ResponseReturnValue:
    """Show what is known, and the form."""
    return demand(FACILITIES, bound()) or _show()


def _show(refused: str = "", status: int = 200) -> ResponseReturnValue:
    view = known_page(snapshot(), bound(), Tongue.of(language()))
    return render_template("alert/known.html", view=view, refused=refused), status


@blueprint.post("/facilities/known")
@screen_or_person(*ALLOWED)
def answer() -> ResponseReturnValue:
    """Keep what is known (`scope`, `until`, `reason`), or take it back (`end`)."""
    form = request.form
    until = None if form.get("end") else (form.get("own") or form.get("until") or "").strip()
    event = LoadsKnown(
        scope=scope_here(form.get("scope", "")),
        until=until,
        by=who(),
        reason=form.get("reason", "").strip()[:MOST_REASON],
    )
    told = ask(event)
    if not told.ok:
        return _show(refused=say(told.text), status=status_of(told))
    return redirect(url_for("known.page"), 303)

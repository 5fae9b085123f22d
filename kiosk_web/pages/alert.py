"""`/a/<token>`: behind a link of a message. Reading it switches nothing; its button does.

A mail program that looks at the link beforehand therefore does no harm. Works
without a script: forms, and a page that looks again by itself.
"""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.events import AlertAnswered
from kiosk_web.context import snapshot, web
from kiosk_web.i18n import language, say
from kiosk_web.limits import link_limit, sign_in_limit
from kiosk_web.ports import LinkClaim
from kiosk_web.problems import ask, status_of
from kiosk_web.views.alert import alert_page
from kiosk_web.views.words import Tongue

blueprint = Blueprint("alert", __name__)

CHOICES = frozenset({"acknowledge", "known_until", "switch_off"})


@blueprint.get("/a/<token>")
@link_limit
def page(token: str) -> ResponseReturnValue:
    """Show the alert and what can be done about it."""
    claim = web().links.read(token)
    return _gone() if claim is None else _show(token, claim)


def _gone() -> ResponseReturnValue:
    return render_template("alert/gone.html"), 410


def _show(
    token: str, claim: LinkClaim, refused: str = "", status: int = 200
) -> ResponseReturnValue:
    view = alert_page(snapshot(), claim, Tongue.of(language()))
    shown = render_template("alert/page.html", view=view, token=token, refused=refused)
    return shown, status


@blueprint.post("/a/<token>")
@sign_in_limit
def answer(token: str) -> ResponseReturnValue:
    """Deal with the alert (`choice`, and `until` for "known until"), once."""
    claim = web().links.read(token)
    if claim is None:
        return _gone()
    choice = request.form.get("choice", "")
    if choice not in CHOICES or (claim.choice and choice != claim.choice):
        abort(422)
    until = request.form.get("until", "").strip() if choice == "known_until" else None
    told = ask(
        AlertAnswered(key=claim.alert, choice=choice, by=claim.contact, until=until, link=claim.id)
    )
    if not told.ok:
        return _show(token, claim, refused=say(told.text), status=status_of(told))
    return redirect(url_for("alert.page", token=token), 303)

"""`/pair`: all that an unpaired screen may see; `/`: where this browser belongs."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kiosk_web.context import web
from kiosk_web.forms import keep
from kiosk_web.i18n import safe_next
from kiosk_web.limits import sign_in_limit
from kiosk_web.screens import Waiting, bind, home_of, pairing
from kiosk_web.security import Role, ScreenRole, demo_only
from kiosk_web.sessions import carry, claim, current_person, current_screen

blueprint = Blueprint("pair", __name__)

HOMES = ((Role.ADMIN, "/admin"), (Role.FACILITIES, "/facilities"))


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Send everybody to their own page."""
    screen, person = current_screen(), current_person()
    if screen is not None:
        return redirect(home_of(screen), 303)
    if web().demo is not None:
        return redirect("/demo", 303)
    roles = person.roles if person else frozenset[str]()
    own = "/me" if person else "/pair"
    return redirect(next((path for role, path in HOMES if role in roles), own), 303)


@blueprint.get("/pair")
def page() -> ResponseReturnValue:
    """Show this screen's code until an administrator has typed it."""
    screen = current_screen()
    if screen is not None:
        demo = screen.role == ScreenRole.DEMO
        return redirect(safe_next("/demo") if demo else home_of(screen), 303)
    now_s, carried = web().gateway.now().mono_s, claim()
    waiting = pairing().find(*carried, now_s) if carried else None
    if waiting is not None:
        return _show(waiting)
    waiting, secret = pairing().begin(str(request.remote_addr), now_s)
    return carry(_show(waiting), waiting.id, secret)


@blueprint.post("/pair/demo")
@sign_in_limit
@demo_only
def pair_demo() -> ResponseReturnValue:
    """Make this browser every screen of the demo office at once."""
    waiting, secret = pairing().begin(str(request.remote_addr), web().gateway.now().mono_s)
    screen = bind(waiting, name="demo", role=ScreenRole.DEMO, target="", by="demo")
    keep("screen.paired", screen.id, by="demo")
    response = make_response(redirect(safe_next("/demo"), 303))
    return carry(response, waiting.id, secret)


def _show(waiting: Waiting) -> Response:
    left_min = max(1, round((waiting.until_s - web().gateway.now().mono_s) / 60))
    words = {"code": waiting.code, "left_min": left_min, "next": safe_next("/")}
    return make_response(render_template("pair/page.html", **words))

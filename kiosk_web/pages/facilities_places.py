"""`/facilities/place/…`: the card of a zone or room, and switching off from it."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.effects import Answer
from gateway.domain.events import ControlPressed
from gateway.domain.rooms.scenes.standard import scenes_of
from gateway.domain.text import Text
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot
from kiosk_web.facilities import ALLOWED, place_here, who
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.problems import ask, reply
from kiosk_web.security import screen_or_person
from kiosk_web.sessions import current_person
from kiosk_web.views.facilities.card import offs_of, place_card
from kiosk_web.views.facilities.places import place_of
from kiosk_web.views.words import Tongue

blueprint = Blueprint("facilities_places", __name__)
blueprint.after_request(allow_in_demo)

EVERYTHING = "all_off"
SCENE = "scene.all_off"
NOTHING_ON = Text("没有可以关的东西开着", "Nothing is on that may be switched off here")


@blueprint.get("/facilities/place/<kind>/<which>")
@screen_or_person(*ALLOWED)
def show(kind: str, which: str) -> ResponseReturnValue:
    """Lead to the page with the card open: what a link or a browser without script asks for."""
    key = place_here(kind, which)
    return redirect(url_for("facilities.page", _anchor=key), 303)


@blueprint.get("/facilities/place/<kind>/<which>/card")
@screen_or_person(*ALLOWED)
def card(kind: str, which: str) -> ResponseReturnValue:
    """Return the card, for the dialog that shows it."""
    found = place_card(snapshot(), place_here(kind, which), Tongue.of(language()))
    if found is None:
        abort(404)
    may_panel = kind == "room" and current_person() is not None
    return render_template(
        "facilities/card.html",
        card=found,
        press=url_for("facilities_places.press", kind=kind, which=which),
        panel=url_for("panel.page", room=which) if may_panel else "",
    )


@blueprint.post("/facilities/place/<kind>/<which>/press")
@screen_or_person(*ALLOWED)
def press(kind: str, which: str) -> ResponseReturnValue:
    """Switch something off, or everything: `{"control"}`, `<thing>.off` or `all_off`.

    Nothing can be switched on from here: who does that stands in the room.
    """
    key, control = place_here(kind, which), word(posted(), "control")
    if control == EVERYTHING:
        return reply(_everything(key, which))
    if not control.endswith(".off"):
        abort(422)
    return reply(ask(ControlPressed(room=which, control=control, by=who())))


def _everything(key: str, which: str) -> Answer:
    """Switch a place off: a room by its scene, in the safe order; else thing by thing."""
    now = snapshot()
    if any(scene.id == EVERYTHING for scene in scenes_of(now.rules, which)):
        return ask(ControlPressed(room=which, control=SCENE, by=who()))
    place = place_of(now.rules, key, Tongue.of(language()))
    controls = offs_of(now, place) if place is not None else ()
    answers = [ask(ControlPressed(room=which, control=one, by=who())) for one in controls]
    refused = [answer for answer in answers if not answer.ok]
    if not answers:
        return Answer(ok=False, code="nothing_on", text=NOTHING_ON)
    return refused[0] if refused else answers[-1]

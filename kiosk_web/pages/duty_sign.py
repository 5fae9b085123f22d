"""`/kiosk/<reader>/handover`: the page of a duty that ends; two badges at the reader sign it."""

from collections.abc import Mapping

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gateway.domain.duty.handover import due_at
from gateway.domain.events import HandoverOpened
from kiosk_web import live
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask, reply
from kiosk_web.security import ScreenRole, access, demand, screen_or_person
from kiosk_web.views.duty.sign import sign_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("duty_sign", __name__)
blueprint.after_request(allow_in_demo)

KIOSK = access(ScreenRole.KIOSK)


def view(snapshot: Snapshot, reader: str, language: str) -> Mapping[str, object]:
    """Return the page as it is now."""
    return {"page": sign_view(snapshot, reader, Tongue.of(language))}


def exists(snapshot: Snapshot, reader: str) -> bool:
    """Return whether there is such a reader."""
    return reader in snapshot.rules.readers


LIVE = (live.LivePage(name="duty_sign", view=view, access=KIOSK, exists=exists),)


@blueprint.get("/kiosk/<reader>/handover")
def page(reader: str) -> ResponseReturnValue:
    """Show the page that is due at a kiosk."""
    return demand(KIOSK, reader) or live.render("duty_sign", reader, reader=reader)


@blueprint.post("/kiosk/<reader>/handover")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def begin(reader: str) -> ResponseReturnValue:
    """Let badges at the reader sign the page, for two minutes after each touch."""
    duty = due_at(snapshot().office, snapshot().rules, reader, web().gateway.now().at)
    return reply(ask(HandoverOpened(slot=duty.slot.id if duty else "", reader=reader)))

"""`/room/<id>/here`: somebody at a panel says that they are there, before the lights go off."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from gateway.domain.events import PromptAnswered
from kiosk_web.context import snapshot
from kiosk_web.framing import allow_in_demo
from kiosk_web.problems import ask, reply
from kiosk_web.security import Role, ScreenRole, screen_or_person

blueprint = Blueprint("setback", __name__)
blueprint.after_request(allow_in_demo)


@blueprint.post("/room/<room>/here")
@screen_or_person(ScreenRole.PANEL, Role.FACILITIES, Role.ADMIN, target="room")
def here(room: str) -> ResponseReturnValue:
    """Keep everything as it is in the room's zone; also on a panel that is locked."""
    known = snapshot().rules.rooms.get(room)
    if known is None:
        abort(404)
    return reply(ask(PromptAnswered(prompt="setback", zone=known.zone, choice="here", by="panel")))

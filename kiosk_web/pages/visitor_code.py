"""*I have a code*: the entrance screen takes the six digits that a host has sent."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gateway.domain.effects import Answer
from gateway.domain.text import Json, Text
from kiosk_web.appointments import WRONG_CODE, tried
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.limits import sign_in_limit
from kiosk_web.lockout import LockedOut
from kiosk_web.problems import problem, reply
from kiosk_web.security import ScreenRole, screen_or_person
from kiosk_web.views.visitor import host_row
from kiosk_web.views.words import Tongue
from kiosk_web.visits import MOST_CODE

blueprint = Blueprint("visitor_code", __name__)
blueprint.after_request(allow_in_demo)


@blueprint.post("/kiosk/<reader>/visitor/code")
@screen_or_person(ScreenRole.KIOSK, target="reader")
@sign_in_limit
def look(reader: str) -> ResponseReturnValue:
    """Return what the host has noted of who has this code: `{"code"}`.

    A code of another day, a used one, one called off and a wrong one get the same
    answer: nobody learns at the door who is expected.
    """
    del reader
    try:
        guest = tried(word(posted(), "code", most=MOST_CODE))
    except LockedOut as locked:
        return problem(429, "code_wait", locked.words(), data={"wait_s": locked.wait_s})
    host = snapshot().rules.people.get(guest.host) if guest is not None else None
    if guest is None or host is None or not host.active:
        return problem(404, "unknown_code", WRONG_CODE)
    row = host_row(snapshot(), host, guest, Tongue.of(language()))
    noted: dict[str, Json] = {
        "name": guest.name,
        "company": guest.company,
        "count": guest.count,
        "at": guest.at,
        "host": row,
    }
    return reply(Answer(ok=True, code="done", text=Text("", ""), data=noted))

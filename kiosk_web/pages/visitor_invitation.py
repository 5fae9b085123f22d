"""`/visitors/expected/<id>`: the code of who is expected, and what the host sends on."""

import io

import segno
from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from gateway.domain.visitors import Guest
from gateway.domain.visitors.arriving import DESK
from kiosk_web.appointments import code_of
from kiosk_web.framing import allow_in_demo
from kiosk_web.mine import me, mine, present, tongue
from kiosk_web.views.invitation import calendar, invitation

blueprint = Blueprint("visitor_invitation", __name__)
blueprint.after_request(allow_in_demo)

DOTS = 10
"""Pixels of one dot of the picture: large enough to be sent on and read off a phone."""


def _guest(guest: str) -> Guest:
    """Return who is expected, for their host and for who looks after visitors; 404 for others."""
    found = present().office.visits.expected.get(guest)
    if found is None or not (found.host == me().id or not DESK.isdisjoint(me().roles)):
        abort(404)
    return found


@blueprint.get("/visitors/expected/<guest>")
@mine
def page(guest: str) -> ResponseReturnValue:
    """Show the code, its picture, and the words to send on."""
    found = _guest(guest)
    view = invitation(present(), found, code_of(found), tongue())
    return render_template("visitors/invitation.html", view=view)


@blueprint.get("/visitors/expected/<guest>/code.png")
@mine
def picture(guest: str) -> ResponseReturnValue:
    """Return the code as a picture to send on: six digits, as a scanner types them."""
    code = code_of(_guest(guest))
    if not code:
        abort(404)
    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="png", scale=DOTS, border=4)
    return Response(drawn.getvalue(), mimetype="image/png")


@blueprint.get("/visitors/expected/<guest>/invitation.ics")
@mine
def entry(guest: str) -> ResponseReturnValue:
    """Return an entry for the visitor's calendar, to send on."""
    found = _guest(guest)
    text = calendar(present(), found, code_of(found))
    answer = Response(text, content_type="text/calendar; charset=utf-8")
    name = f"visit-{found.on:%Y-%m-%d}.ics"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

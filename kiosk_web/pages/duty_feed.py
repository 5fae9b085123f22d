"""`/duty/feed/<token>.ics`: one's own duties for a calendar on a phone; the address is the key."""

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from kiosk_web.context import web
from kiosk_web.duty import present, tongue
from kiosk_web.views.duty.feed import calendar

blueprint = Blueprint("duty_feed", __name__)

SALT = "duty-feed"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(web().secret, salt=SALT)


def feed_url(person: str) -> str:
    """Return the address of somebody's feed, to be given to nobody else."""
    token = _signer().dumps(person)
    assert isinstance(token, str)
    return url_for("duty_feed.feed", token=token, _external=True)


@blueprint.get("/duty/feed/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """Return the duties of whom the address was made for; they need no cookie."""
    try:
        person = str(_signer().loads(token))
    except BadSignature:
        abort(404)
    found = present().rules.people.get(person)
    if found is None or not found.active:
        abort(404)
    text = calendar(present(), person, tongue())
    return Response(text, content_type="text/calendar; charset=utf-8")

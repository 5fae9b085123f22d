"""`/kiosk/<reader>/forgot`: who left the badge at home waits for a colleague's as witness."""

from uuid import uuid4

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from gateway.domain.events import BadgeForgotten, LentCardReturned, WitnessCancelled
from gateway.domain.text import Text
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot
from kiosk_web.framing import allow_in_demo
from kiosk_web.limits import sign_in_limit
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask, problem, reply
from kiosk_web.security import ScreenRole, screen_or_person
from kiosk_web.views.lastout import check_for, has_left

blueprint = Blueprint("forgot", __name__)
blueprint.after_request(allow_in_demo)

TAP_GONE = Text("这次刷卡已经收起来了。", "That tap has been put away.")


@blueprint.post("/kiosk/<reader>/forgot")
@screen_or_person(ScreenRole.KIOSK, target="reader")
@sign_in_limit
def begin(reader: str) -> ResponseReturnValue:
    """Wait for a witness: `{"number"}`; answered alike whether the number is anybody's or not."""
    number = word(posted(), "number", most=20)
    if reader not in snapshot().rules.readers:
        abort(404)
    return reply(ask(BadgeForgotten(wait=uuid4().hex, reader=reader, number=number)))


@blueprint.post("/kiosk/<reader>/forgot/cancel")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def cancel(reader: str) -> ResponseReturnValue:
    """Wait no longer: `{"wait"}`, as the screen shows it."""
    return reply(ask(WitnessCancelled(wait=word(posted(), "wait", most=64), reader=reader)))


@blueprint.post("/kiosk/<reader>/forgot/card")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def give_back(reader: str) -> ResponseReturnValue:
    """Take back the card lent to who has just tapped out: `{"tap_id"}`, as the screen shows it."""
    person = _who_left(snapshot(), reader, word(posted(), "tap_id"))
    if person is None:
        return problem(409, "tap_gone", TAP_GONE)
    return reply(ask(LentCardReturned(person=person)))


def _who_left(seen: Snapshot, reader: str, tap_id: str) -> str | None:
    """Return whose tap a kiosk still shows: after a tap, or for as long as a check is shown."""
    shown = seen.office.taps.shown.get(reader)
    if shown is not None and shown.tap_id == tap_id:
        return shown.person
    check = check_for(seen, reader)
    if check is None or check.tap_id != tap_id or not has_left(seen, check):
        return None
    return check.person

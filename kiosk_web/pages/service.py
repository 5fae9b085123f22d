"""What people do about calls, faults and the lock: at a room's panel, at a kiosk, on facilities."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from gateway.domain.events import (
    CallAnswered,
    FaultReported,
    PanelTouched,
    PinTried,
    ServiceAsked,
    TicketAnswered,
)
from gateway.domain.service import calls_of
from gateway.domain.service.tickets import MOST_TEXT
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot, web
from kiosk_web.facilities import call_here, ticket_here, who
from kiosk_web.framing import allow_in_demo
from kiosk_web.limits import sign_in_limit
from kiosk_web.problems import ask, reply
from kiosk_web.security import Role, ScreenRole, screen_or_person

blueprint = Blueprint("service", __name__)
blueprint.after_request(allow_in_demo)

PANEL = (ScreenRole.PANEL, Role.FACILITIES, Role.ADMIN)
SERVING = (ScreenRole.FACILITIES, Role.FACILITIES, Role.ATTENDANT, Role.ADMIN)
KIOSK_CHOICES = frozenset({"seen", "coming", "done"})
MOST_PIN = 10


@blueprint.post("/room/<room>/pin")
@screen_or_person(*PANEL, target="room")
@sign_in_limit
def pin(room: str) -> ResponseReturnValue:
    """Open the panel: `{"level", "pin"}`; the PIN is compared here and goes no further."""
    body = posted()
    level = body.get("level")
    if isinstance(level, bool) or not isinstance(level, int):
        abort(422)
    pins, typed = web().pins, word(body, "pin", most=MOST_PIN)
    right = pins is not None and pins.is_right(room, level, typed)
    return reply(ask(PinTried(room=room, level=level, right=right)))


@blueprint.post("/room/<room>/touch")
@screen_or_person(*PANEL, target="room")
def touch(room: str) -> ResponseReturnValue:
    """Keep the panel open, or lock it: `{"lock": true}`."""
    return reply(ask(PanelTouched(room=room, lock=posted().get("lock") is True)))


@blueprint.post("/room/<room>/call")
@screen_or_person(*PANEL, target="room")
def call(room: str) -> ResponseReturnValue:
    """Call for service: `{"kind"}`."""
    return reply(ask(ServiceAsked(room=room, kind=word(posted(), "kind"))))


@blueprint.post("/room/<room>/withdraw")
@screen_or_person(*PANEL, target="room")
def withdraw(room: str) -> ResponseReturnValue:
    """Take back a call of this room: `{"call"}`."""
    wanted = word(posted(), "call")
    if wanted not in [one.id for one in calls_of(snapshot().office, room)]:
        wanted = ""  # another room's: as unknown as any
    return reply(ask(CallAnswered(call=wanted, choice="withdraw", by="panel")))


@blueprint.post("/room/<room>/fault")
@screen_or_person(*PANEL, target="room")
def fault(room: str) -> ResponseReturnValue:
    """Report a fault: `{"channel", "text"}`, one of them or both."""
    body = posted()
    channel = word(body, "channel", needed=False) or None
    text = word(body, "text", most=MOST_TEXT, needed=False)
    return reply(ask(FaultReported(room=room, channel=channel, text=text)))


@blueprint.post("/facilities/call")
@screen_or_person(*SERVING)
def answer_call() -> ResponseReturnValue:
    """Answer a call: `{"call", "choice"}`."""
    body = posted()
    choice, which = word(body, "choice"), call_here(word(body, "call"))
    return reply(ask(CallAnswered(call=which, choice=choice, by=who())))


@blueprint.post("/facilities/ticket")
@screen_or_person(*SERVING)
def answer_ticket() -> ResponseReturnValue:
    """Answer a ticket: `{"ticket", "choice"}`."""
    body = posted()
    choice, which = word(body, "choice"), ticket_here(word(body, "ticket"))
    return reply(ask(TicketAnswered(ticket=which, choice=choice, by=who())))


@blueprint.post("/kiosk/<reader>/call")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def answer_at_kiosk(reader: str) -> ResponseReturnValue:
    """Answer a call at the kiosk, with one touch: `{"call", "choice"}`."""
    body = posted()
    choice = word(body, "choice")
    if choice not in KIOSK_CHOICES:
        abort(422)
    by = f"kiosk:{reader}"
    return reply(ask(CallAnswered(call=word(body, "call"), choice=choice, by=by)))

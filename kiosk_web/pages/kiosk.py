"""`/kiosk`: the screen beside a reader. Reads the snapshot, posts what fingers touch."""

from collections.abc import Mapping
from uuid import uuid4

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from gateway.domain.events import Correction, PromptAnswered, SignedIn, TapCorrected
from gateway.domain.text import Text
from kiosk_web import live
from kiosk_web.accounts import LockedOut, pin_check
from kiosk_web.body import posted, word, words
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.limits import device, sign_in_limit
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask, problem, reply
from kiosk_web.security import ScreenRole, access, demand, screen_or_person
from kiosk_web.sessions import SCREENS, current_screen
from kiosk_web.views.kiosk import screen_view
from kiosk_web.views.lastout import is_asked_at
from kiosk_web.views.words import Tongue

blueprint = Blueprint("kiosk", __name__)
blueprint.after_request(allow_in_demo)

KIOSK = access(ScreenRole.KIOSK)
SIDES = ("right", "left", "below")
CHOICES = frozenset({"turn_all_off", "leave_on", "staying", "someone_inside", "stop", "tick"})

NOT_HERE = Text(
    "这次确认不是在这块屏幕上问的，请到那个区域的屏幕上回答。",
    "That check is not asked at this screen. Please answer where it is shown.",
)
WRONG_PIN = Text("工号或 PIN 不对，请再试一次。", "Number or PIN is not right. Please try again.")


def view(snapshot: Snapshot, reader: str, language: str) -> Mapping[str, object]:
    """Return the kiosk's one fragment."""
    return {"screen": screen_view(snapshot, reader, Tongue.of(language))}


def exists(snapshot: Snapshot, reader: str) -> bool:
    """Return whether there is such a reader."""
    return reader in snapshot.rules.readers


LIVE = (live.LivePage(name="kiosk", view=view, access=KIOSK, exists=exists),)


@blueprint.get("/kiosk")
def page() -> ResponseReturnValue:
    """Show the kiosk of the paired screen's reader, or of `?reader=` where all are allowed."""
    screen = current_screen()
    reader = request.args.get("reader") or (screen.target if screen else "")
    reader = reader or next(iter(snapshot().rules.readers), "")
    witness = snapshot().rules.forgotten.witness
    return demand(KIOSK, reader) or live.render("kiosk", reader, side=_side(), witness=witness)


def _side() -> str:
    """Return on which side the reader hangs: a setting of each kiosk, `right` by default."""
    screen = current_screen()
    kept = web().registry.get(SCREENS, screen.id) if screen else None
    side = request.args.get("side") or str((kept or {}).get("side", ""))
    return side if side in SIDES else SIDES[0]


@blueprint.post("/kiosk/<reader>/correct")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def correct(reader: str) -> ResponseReturnValue:
    """Take back or change a tap: `{"tap_id", "correction"}`."""
    body = posted()
    try:
        correction = Correction(word(body, "correction"))
    except ValueError:
        abort(422)
    shown = snapshot().office.taps.shown.get(reader)
    tap_id = word(body, "tap_id")
    if shown is None or shown.tap_id != tap_id:
        gone = Text("这次刷卡已经收起来了。", "That tap has been put away.")
        return problem(409, "tap_gone", gone)
    return reply(ask(TapCorrected(tap_id=tap_id, correction=correction)))


@blueprint.post("/kiosk/<reader>/sign-in")
@screen_or_person(ScreenRole.KIOSK, target="reader")
@sign_in_limit
def sign_in(reader: str) -> ResponseReturnValue:
    """Sign in without a badge: `{"number", "pin"}`; the PIN is checked here, never kept."""
    body = posted()
    if not exists(snapshot(), reader):
        abort(404)
    try:
        person = pin_check(word(body, "number", most=20), word(body, "pin", most=20), device())
    except LockedOut as error:
        return problem(429, "locked_out", error.words())
    if person is None:
        return problem(422, "wrong_pin", WRONG_PIN)
    tap_id = f"{reader}:pin:{uuid4().hex}"
    return reply(ask(SignedIn(tap_id=tap_id, reader=reader, person=person.id)))


@blueprint.post("/kiosk/<reader>/last-out")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def last_out(reader: str) -> ResponseReturnValue:
    """Answer a check of this screen: `{"zone", "choice", "items", "until", "reason"}`."""
    body = posted()
    choice = word(body, "choice")
    if choice not in CHOICES:
        abort(422)
    zone = word(body, "zone")
    check = snapshot().office.lastout.checks.get(zone)
    if check is not None and not is_asked_at(snapshot().rules, check, reader):
        return problem(403, "not_here", NOT_HERE)
    answer = ask(
        PromptAnswered(
            prompt="last-out",
            zone=zone,
            choice=choice,
            items=words(body, "items"),
            reason=word(body, "reason", needed=False),
            until=word(body, "until", needed=False) or None,
        )
    )
    return reply(answer)

"""`/rollcall`: begun, ticked off on any screen and phone at once, ended; never a rule.

Any paired screen and whoever works here sees the list while a roll-call runs.
While none runs, who may begin one sees who is in, and everybody else how many are
in each zone; a kiosk has the key to begin it, held to confirm, and names nobody.
"""

import re
from collections.abc import Mapping

import segno
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gateway.domain.events import (
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
)
from gateway.domain.rollcall import may_lead
from gateway.domain.rules import Person
from gateway.domain.text import Json
from kiosk_web import live
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language as language_now
from kiosk_web.pinyin import spelled
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask, reply
from kiosk_web.screens import home_of
from kiosk_web.security import Access, ScreenRole, demand, may
from kiosk_web.sessions import Screen, current_person, current_screen
from kiosk_web.views.rollcall import head_view, muster_view, past_view, ticks_view
from kiosk_web.views.words import Tongue
from kiosk_web.visitors import welcome

blueprint = Blueprint("rollcall", __name__)
blueprint.after_request(allow_in_demo)

LEAD = "lead"
"""The page as who may begin a roll-call sees it; the other one is for everybody."""
HELD_S = 1.9
"""A key is held for two seconds; a browser's clock is not ours."""
MOST_REASON = 100
KEY = re.compile(r"[pvx]:[\w.:-]{1,80}")
TOUCH = re.compile(r"[\w-]{0,64}")


class Mustering(Access):
    """Any paired screen, anybody who works here; what leads is for who may begin one."""

    __slots__ = ()

    def allows(
        self, screen: Screen | None, person: Person | None, target: str | None, *, demo: bool
    ) -> bool:
        """Return whether this visitor may see the list."""
        in_demo = demo and screen is not None and screen.role == ScreenRole.DEMO
        if target == LEAD:
            return in_demo or (person is not None and _is_leader(person))
        if person is not None and person.active:
            return True
        return in_demo or (screen is not None and screen.role != ScreenRole.DEMO)


EVERYBODY = Mustering(screens=frozenset(ScreenRole))


def _is_leader(person: Person) -> bool:
    return may_lead(snapshot().rules, person.id) if person.active else False


def view(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    """Return head, list and past ones; while none runs names are for who leads."""
    tongue, leads = Tongue.of(language), target == LEAD
    return {
        "head": head_view(snapshot, tongue, leads=leads),
        "list": muster_view(snapshot, tongue, leads=leads, spell=spelled, ticked=False),
        "ticks": ticks_view(snapshot, tongue),
        "past": past_view(snapshot, tongue) if leads else (),
    }


def exists(_snapshot: Snapshot, target: str) -> bool:
    """Return whether there is such a page."""
    return target in ("", LEAD)


LIVE = (live.LivePage(name="rollcall", view=view, access=EVERYBODY, exists=exists),)


@blueprint.get("/rollcall")
def page() -> ResponseReturnValue:
    """Show the roll-call that runs, or the keys to begin one."""
    if not (may(EVERYBODY) or welcome(ScreenRole.DEMO)):
        return _sign_in()
    screen, person = current_screen(), current_person()
    leads = EVERYBODY.allows(screen, person, LEAD, demo=web().demo is not None)
    kiosk = screen is not None and screen.role in (ScreenRole.KIOSK, ScreenRole.DEMO)
    phone = url_for("rollcall.page", _external=True)
    return live.render(
        "rollcall",
        LEAD if leads else "",
        may_lead=leads or kiosk,
        leads=leads,
        who=_by(),
        on_wall=screen is not None and person is None,
        home=home_of(screen) if screen else url_for("login.page"),
        phone=phone,
        qr=Markup(segno.make(phone, error="m").svg_inline(scale=5, border=2)),  # noqa: S704
    )


@blueprint.post("/rollcall/start")
def start() -> ResponseReturnValue:
    """Begin one: `{"drill"}`, held for two seconds (`{"value": {"held_s"}}`)."""
    body = _posted()
    if _held_s(body) < HELD_S:
        abort(422)
    return reply(ask(RollCallStarted(by=_by(), drill=body.get("drill") is True)))


@blueprint.post("/rollcall/tick")
def tick() -> ResponseReturnValue:
    """Say how a line is: `{"line", "choice"}`.

    A phone that had no network adds of which roll-call (`rollcall`), its own mark of
    the touch (`touch`: sent twice it counts once), and how long ago it was (`age_s`).
    """
    body = _posted()
    line, touch = word(body, "line"), word(body, "touch", most=64, needed=False)
    if KEY.fullmatch(line) is None or TOUCH.fullmatch(touch) is None:
        abort(422)
    ticked = RollCallTicked(
        line=line,
        choice=word(body, "choice"),
        by=_by(),
        rollcall=word(body, "rollcall", most=64, needed=False),
        touch=touch,
        age_s=_number(body.get("age_s")),
    )
    return reply(ask(ticked))


@blueprint.post("/rollcall/add")
def add() -> ResponseReturnValue:
    """Put somebody on the list whom no door knows: `{"text"}`."""
    body = _posted()
    return reply(ask(RollCallAdded(text=word(body, "text", most=MOST_REASON), by=_by())))


@blueprint.post("/rollcall/end")
def end() -> ResponseReturnValue:
    """End it: `{"reason"}`, needed while anybody is missing."""
    body = _posted()
    reason = word(body, "reason", most=MOST_REASON, needed=False)
    return reply(ask(RollCallEnded(by=_by(), reason=reason)))


@blueprint.get("/rollcall/print")
def printed() -> ResponseReturnValue:
    """Show the list as it is now on paper, with boxes to tick by hand."""
    if not may(EVERYBODY):
        return _sign_in()
    person = current_person()
    leads = person is not None and _is_leader(person)
    tongue = Tongue.of(language_now())
    seen = snapshot()
    return render_template(
        "rollcall/print.html",
        head=head_view(seen, tongue, leads=leads),
        list=muster_view(seen, tongue, leads=leads),
    )


def _sign_in() -> ResponseReturnValue:
    """Send a phone to where somebody signs in; a bare screen is paired at its own page."""
    return redirect(url_for("login.page", next=request.path), 303)


def _posted() -> Mapping[str, Json]:
    demand(EVERYBODY)
    return posted()


def _held_s(body: Mapping[str, Json]) -> float:
    value = body.get("value")
    return _number(value.get("held_s") if isinstance(value, Mapping) else None)


def _number(value: Json) -> float:
    """Return a number of the body; 0 for what is none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _by() -> str:
    """Return who acts: the person who signed in, else what screen it is."""
    person, screen = current_person(), current_screen()
    if person is not None:
        return person.id
    assert screen is not None  # `demand` said so
    if screen.role == ScreenRole.DEMO:
        return f"kiosk:{next(iter(snapshot().rules.readers), '')}"
    return f"{screen.role}:{screen.target}"

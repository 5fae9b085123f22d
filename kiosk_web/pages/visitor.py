"""A visitor at the kiosk, and on the phone that its code was read with: who, whom, wait, go."""

from collections.abc import Mapping
from uuid import uuid4

import segno
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gateway.domain.effects import Answer
from gateway.domain.events import (
    VisitBadgeTaken,
    VisitEnded,
    VisitNoteLeft,
    VisitorsLeftBehind,
)
from gateway.domain.rules import Person
from gateway.domain.text import Json, Text
from gateway.domain.visitors import Guest
from kiosk_web import live
from kiosk_web.appointments import WRONG_CODE, tried
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language, say
from kiosk_web.limits import link_limit, sign_in_limit
from kiosk_web.lockout import LockedOut
from kiosk_web.pinyin import spelled
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask, problem, reply, status_of
from kiosk_web.security import Access, ScreenRole, access, demand, screen_or_person
from kiosk_web.sessions import Screen
from kiosk_web.views.visitor import (
    guest_named,
    host_row,
    visit_typed,
    waiting_view,
)
from kiosk_web.views.visitor_hosts import find, is_enough
from kiosk_web.views.words import Tongue
from kiosk_web.visits import (
    FORM_S,
    VISIT_S,
    arrival_of,
    arrive,
    read_token,
    registered,
    token_for,
)

blueprint = Blueprint("visitor", __name__)
blueprint.after_request(allow_in_demo)

KIOSK = access(ScreenRole.KIOSK)
MOST_NOTE = 200
TAP_GONE = Text("这次刷卡已经收起来了。", "That tap has been put away.")
NOT_FOUND = Text(
    "没有找到。请写全名或卡上的编号，或请前台帮忙。",
    "Not found. Type your whole name or the card's number, or ask reception.",
)


def view(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    """Return the page of one visit: what the host has answered."""
    return {"wait": waiting_view(snapshot, target.partition("/")[2], Tongue.of(language))}


def exists(snapshot: Snapshot, target: str) -> bool:
    """Return whether the target is a reader and a visit at it, `front-door/v7`."""
    return target.partition("/")[0] in snapshot.rules.readers


def reads(snapshot: Snapshot, _target: str) -> object:
    """Return all that the view takes from a snapshot."""
    return snapshot.office.visits, snapshot.rules.generation


class AtDoor(Access):
    """The kiosk at whose reader a visitor registered; the target is `<reader>/<visit>`."""

    __slots__ = ()

    def allows(
        self, screen: Screen | None, person: Person | None, target: str | None, *, demo: bool
    ) -> bool:
        """Return whether this is that kiosk."""
        return KIOSK.allows(screen, person, (target or "").partition("/")[0], demo=demo)


LIVE = (
    live.LivePage(
        name="visitor",
        view=view,
        access=AtDoor(KIOSK.screens, KIOSK.people),
        exists=exists,
        reads=reads,
        template="visitor/wait.html",
    ),
)


@blueprint.get("/kiosk/<reader>/visitor")
def page(reader: str) -> ResponseReturnValue:
    """Ask who a visitor is and whom they see."""
    refused = demand(KIOSK, reader)
    if refused is not None:
        return refused
    if reader not in snapshot().rules.readers:
        abort(404)
    link = url_for("visitor.phone", token=token_for("form", reader, FORM_S), _external=True)
    qr = Markup(segno.make(link, error="m").svg_inline(scale=4, border=1, omitsize=True))  # noqa: S704
    return render_template("visitor/page.html", reader=reader, arrival=uuid4().hex, qr=qr)


@blueprint.post("/kiosk/<reader>/visitor/hosts")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def hosts(reader: str) -> ResponseReturnValue:
    """Find whom a visitor sees: `{"typed", "name"}`; five at most, and who expects this name."""
    body = posted()
    return reply(_hosts(word(body, "typed", most=60, needed=False), _name_in(body)))


def _name_in(body: Mapping[str, Json]) -> str:
    return word(body, "name", most=60, needed=False)


def _hosts(typed: str, name: str, coded: Guest | None = None) -> Answer:
    seen, tongue = snapshot(), Tongue.of(language())
    people = find(seen.rules.people.values(), typed, spelled)
    guest = coded or (guest_named(seen, name) if name and not typed else None)
    if guest is not None and guest.host in seen.rules.people:
        people = (seen.rules.people[guest.host],)
    rows: list[Json] = [host_row(seen, person, guest, tongue) for person in people]
    said = Text("", "")
    return Answer(ok=True, code="done", text=said, data={"hosts": rows, "more": is_enough(typed)})


@blueprint.post("/kiosk/<reader>/visitor")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def register(reader: str) -> ResponseReturnValue:
    """Register a visitor and tell the host: see `visits.Registration`."""
    answer = arrive(reader, registered(posted()))
    if not answer.ok:
        return reply(answer)
    visit = str(answer.data["visit"])
    url = url_for("visitor.waiting", reader=reader, visit=visit)
    return reply(
        Answer(ok=True, code=answer.code, text=answer.text, data={"visit": visit, "url": url})
    )


@blueprint.post("/kiosk/<reader>/visitor/out")
@screen_or_person(ScreenRole.KIOSK, target="reader")
@sign_in_limit
def sign_out(reader: str) -> ResponseReturnValue:
    """Sign a visitor out who types the whole name or the card's label: `{"typed"}`."""
    visit = visit_typed(snapshot(), word(posted(), "typed", most=60))
    if visit is None:
        return problem(404, "unknown_visit", NOT_FOUND)
    return reply(ask(VisitEnded(visit=visit.id)))


@blueprint.post("/kiosk/<reader>/visitor/host")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def host_says(reader: str) -> ResponseReturnValue:
    """Sign out the visitors of who has just tapped out, or leave them: `{"tap_id", "gone"}`."""
    body = posted()
    shown = snapshot().office.taps.shown.get(reader)
    tap_id = word(body, "tap_id")
    if shown is None or shown.person is None or shown.tap_id != tap_id:
        return problem(409, "tap_gone", TAP_GONE)
    choice = "gone" if body.get("gone") is True else "here"
    return reply(ask(VisitorsLeftBehind(host=shown.person, choice=choice)))


@blueprint.get("/kiosk/<reader>/visitor/<visit>")
def waiting(reader: str, visit: str) -> ResponseReturnValue:
    """Show what the host answers, live."""
    refused = demand(KIOSK, reader)
    if refused is not None:
        return refused
    if not _is_at(reader, visit):
        return redirect(url_for("kiosk.page"), 303)
    return live.render("visitor", f"{reader}/{visit}", reader=reader, visit=visit)


@blueprint.post("/kiosk/<reader>/visitor/<visit>/<what>")
@screen_or_person(ScreenRole.KIOSK, target="reader")
def act(reader: str, visit: str, what: str) -> ResponseReturnValue:
    """Take a card (`{"label"}`), leave a message (`{"text"}`), or go."""
    if not _is_at(reader, visit):
        return problem(404, "unknown_visit", NOT_FOUND)
    return reply(_acted(visit, what, posted()))


def _acted(visit: str, what: str, body: Mapping[str, Json]) -> Answer:
    if what == "card":
        return ask(VisitBadgeTaken(visit=visit, label=word(body, "label", most=20)))
    if what == "note":
        return ask(VisitNoteLeft(visit=visit, text=word(body, "text", most=MOST_NOTE)))
    if what != "leave":
        abort(404)
    return ask(VisitEnded(visit=visit))


def _is_at(reader: str, visit: str) -> bool:
    """Tell whether somebody registered at this kiosk and has not gone."""
    found = snapshot().office.visits.open.get(visit)
    return found is not None and found.reader == reader


@blueprint.get("/v/new/<token>")
@link_limit
def phone(token: str) -> ResponseReturnValue:
    """Show the form on a phone; the search for the host is a part of it, without a script."""
    reader = read_token("form", token)
    if reader not in snapshot().rules.readers:
        abort(410)
    return _phone(token)


def _phone(token: str, refused: str = "", status: int = 200) -> ResponseReturnValue:
    typed = request.values.get("typed", "").strip()[:60]
    name = request.values.get("name", "").strip()[:60]
    said = {key: request.values.get(key, "")[:60] for key in ("name", "company", "count", "code")}
    coded, wrong = _coded(said["code"])
    if coded is not None and request.form.get("find") == "code":
        said.update(name=coded.name, company=coded.company, count=str(coded.count))
    found = _hosts(typed, name, coded).data["hosts"]
    refused = refused or wrong
    shown = render_template(
        "visitor/phone.html", token=token, typed=typed, hosts=found, said=said, refused=refused
    )
    return shown, status


def _coded(code: str) -> tuple[Guest | None, str]:
    """Return whose code was posted, and why it is nobody's; looking at the page tries none."""
    if not code or request.method != "POST":
        return None, ""
    try:
        guest = tried(code)
    except LockedOut as locked:
        return None, say(locked.words())
    return guest, "" if guest is not None else say(WRONG_CODE)


@blueprint.post("/v/new/<token>")
@sign_in_limit
def phone_register(token: str) -> ResponseReturnValue:
    """Register from a phone, once for each code that was read."""
    reader = read_token("form", token)
    form: dict[str, Json] = {**request.form.to_dict(), "arrival": arrival_of(token)}
    if "find" in form or not form.get("host"):
        return _phone(token)
    answer = arrive(reader, registered(form))
    if not answer.ok:
        return _phone(token, refused=say(answer.text), status=status_of(answer))
    mine = token_for("visit", str(answer.data["visit"]), VISIT_S)
    return redirect(url_for("visitor.phone_waiting", token=mine), 303)


@blueprint.get("/v/mine/<token>")
@link_limit
def phone_waiting(token: str) -> ResponseReturnValue:
    """Show on a phone what the host answers; the page looks again by itself."""
    visit = read_token("visit", token)
    seen = waiting_view(snapshot(), visit, Tongue.of(language()))
    return render_template("visitor/mine.html", token=token, view=seen)


@blueprint.post("/v/mine/<token>")
@sign_in_limit
def phone_act(token: str) -> ResponseReturnValue:
    """Leave a message from a phone, or sign out: `what`, `text`."""
    visit, what = read_token("visit", token), request.form.get("what", "")
    if what not in ("note", "leave"):
        abort(422)
    _acted(visit, what, {"text": request.form.get("text", "")})
    return redirect(url_for("visitor.phone_waiting", token=token), 303)

"""`/visitors`: a host answers, reads messages, says who will come; reception has everybody's.

`/v/host/<token>`: the same answer behind the link of a message. Reading it does nothing.
"""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.effects import Answer
from gateway.domain.events import (
    VisitAnswered,
    VisitCalledOff,
    VisitEnded,
    VisitExpected,
    VisitNoteRead,
)
from gateway.domain.rules import Person
from gateway.domain.visitors.arriving import DESK
from gateway.domain.visitors.state import ABOUT
from kiosk_web import live
from kiosk_web.appointments import expect
from kiosk_web.attendance import OwnPage
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language, say
from kiosk_web.limits import link_limit, sign_in_limit
from kiosk_web.mine import me, mine
from kiosk_web.pinyin import spelled
from kiosk_web.ports import LinkClaim, Snapshot
from kiosk_web.problems import ask, status_of
from kiosk_web.views.visitor import desk_view, waiting_view
from kiosk_web.views.visitor_hosts import find
from kiosk_web.views.words import Tongue

blueprint = Blueprint("visitors", __name__)
blueprint.after_request(allow_in_demo)

REPLIES = frozenset({"coming", "wait", "away"})


def _is_desk(person: Person) -> bool:
    return not DESK.isdisjoint(person.roles)


def view(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    """Return who is here, what was left, who will come."""
    person = snapshot.rules.people[target]
    desk = desk_view(snapshot, target, Tongue.of(language), whole=_is_desk(person))
    return {"desk": desk}


def exists(snapshot: Snapshot, target: str) -> bool:
    """Return whether the target is somebody who works here."""
    found = snapshot.rules.people.get(target)
    return found is not None and found.active


def reads(snapshot: Snapshot, _target: str) -> object:
    """Return all that the view takes from a snapshot."""
    return snapshot.office.visits, snapshot.rules.generation


LIVE = (live.LivePage(name="visitors", view=view, access=OwnPage(), exists=exists, reads=reads),)


@blueprint.get("/visitors")
@mine
def page() -> ResponseReturnValue:
    """Show my visitors; reception sees everybody's."""
    return _show()


def _show(refused: str = "", status: int = 200) -> ResponseReturnValue:
    person = me()
    typed = request.values.get("typed", "").strip()[:60]
    people = snapshot().rules.people.values()
    hosts = find(people, typed, spelled) if _is_desk(person) else ()
    shown = live.render(
        "visitors",
        person.id,
        me=person,
        whole=_is_desk(person),
        hosts=hosts,
        typed=typed,
        today=web().gateway.now().at.astimezone(snapshot().rules.timezone).date(),
        said={key: request.values.get(key, "")[:60] for key in ("name", "company", "on", "at")},
        refused=refused,
    )
    return shown, status


@blueprint.post("/visitors")
@mine
def act() -> ResponseReturnValue:
    """Do one thing of the page: `do` and what it needs."""
    answer = _acted(me())
    if answer is None:
        return _show()
    if not answer.ok:
        return _show(say(answer.text), status_of(answer))
    if "expected" in answer.data:
        guest = str(answer.data["expected"])
        return redirect(url_for("visitor_invitation.page", guest=guest), 303)
    return redirect(url_for("visitors.page"), 303)


def _acted(person: Person) -> Answer | None:
    """Return how the gateway answered; None for a search, which does nothing."""
    form, do = request.form, request.form.get("do", "")
    visit, note = form.get("visit", "")[:64], form.get("note", "")[:200]
    if do in REPLIES:
        return ask(VisitAnswered(visit=visit, choice=do, by=person.id, note=note))
    if do == "gone":
        return ask(VisitEnded(visit=visit, by=person.id))
    if do == "read":
        return ask(VisitNoteRead(visit=visit, by=person.id))
    if do == "call_off":
        return ask(VisitCalledOff(expected=visit, by=person.id))
    if do == "expect":
        return expect(_expected(person))
    return None if do == "find" else abort(422)


def _expected(person: Person) -> VisitExpected:
    form = request.form
    count = form.get("count", "1")
    return VisitExpected(
        host=form.get("host", "")[:64] or person.id,
        on=form.get("on", "")[:10],
        at=form.get("at", "")[:5],
        name=form.get("name", "")[:60],
        company=form.get("company", "")[:60],
        count=int(count) if count.isdigit() and len(count) < 4 else 0,
        by=person.id,
    )


@blueprint.get("/v/host/<token>")
@link_limit
def link(token: str) -> ResponseReturnValue:
    """Show who is here and what can be answered."""
    claim = _claim(token)
    return _answer_page(token, claim)


@blueprint.post("/v/host/<token>")
@sign_in_limit
def answer(token: str) -> ResponseReturnValue:
    """Answer for the host that the message went to: `choice`, `note`."""
    claim, choice = _claim(token), request.form.get("choice", "")
    visit = claim.alert.removeprefix(ABOUT)
    if choice == "gone":
        told = ask(VisitEnded(visit=visit, by=claim.contact))
    elif choice in REPLIES:
        note = request.form.get("note", "")[:200]
        told = ask(VisitAnswered(visit=visit, choice=choice, by=claim.contact, note=note))
    else:
        abort(422)
    if not told.ok:
        return _answer_page(token, claim, say(told.text), status_of(told))
    return redirect(url_for("visitors.link", token=token), 303)


def _claim(token: str) -> LinkClaim:
    found = web().links.read(token)
    if found is None or not found.alert.startswith(ABOUT):
        abort(410)
    return found


def _answer_page(
    token: str, claim: LinkClaim, refused: str = "", status: int = 200
) -> ResponseReturnValue:
    seen = waiting_view(snapshot(), claim.alert.removeprefix(ABOUT), Tongue.of(language()))
    shown = render_template("visitors/answer.html", view=seen, token=token, refused=refused)
    return shown, status

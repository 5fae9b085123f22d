"""`/me/requests` and `/me/ask`: what I have asked for, and asking, in two steps with a thumb.

The first step is the form, the second says what it would mean; only then is it sent.
"""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.events import RequestAnswered, RequestFiled
from gateway.domain.requests import Asked, requests_of
from kiosk_web import forms
from kiosk_web.context import snapshot
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.mine import me, mine, today, tongue
from kiosk_web.problems import ask
from kiosk_web.views.me.meaning import Meaning, Refusal, meaning
from kiosk_web.views.me.requests import rows
from kiosk_web.views.me.typed import PARTS, Typed, Unclear, filed

blueprint = Blueprint("me_requests", __name__)
blueprint.after_request(allow_in_demo)

OWN_CHOICES = frozenset({"withdraw", "cancel"})


@blueprint.get("/me/requests")
@mine
def page() -> ResponseReturnValue:
    """Show all that I have asked for, newest first."""
    return _list()


@blueprint.post("/me/requests")
@mine
def answer() -> ResponseReturnValue:
    """Withdraw a request of mine, or ask to cancel it: `request`, `choice`."""
    key, choice = forms.text("request"), forms.text("choice", most=20)
    known = snapshot().office.requests.open.get(key)
    if choice not in OWN_CHOICES or known is None or me().id not in (known.person, known.by):
        abort(404)
    said = ask(RequestAnswered(request=key, choice=choice, by=me().id))
    if not said.ok:
        return _list(said.text.in_(language())), 409
    return redirect(url_for("me_requests.page"), 303)


@blueprint.get("/me/ask")
@mine
def form() -> ResponseReturnValue:
    """Show the form: `?what=leave|outing|overtime|correction`, and what is known of it already."""
    return _form(_typed(request.args))


@blueprint.post("/me/ask")
@mine
def send() -> ResponseReturnValue:
    """Say what it would mean; with `step=send` ask for it, with `step=again` show the form."""
    typed, step = _typed(request.form), request.form.get("step")
    if step == "again":
        return _form(typed)
    try:
        event = filed(snapshot().rules, me(), today(), typed, tongue())
    except Unclear as unclear:
        return _form(typed, unclear.words, unclear.field), 422
    if step == "send":
        return _send(typed, event)
    found = meaning(snapshot(), event, tongue())
    if isinstance(found, Refusal):
        return _form(typed, found.words), 422
    return _sure(typed, found)


def _send(typed: Typed, event: RequestFiled) -> ResponseReturnValue:
    said = ask(event)
    if not said.ok:
        return _form(typed, said.text.in_(language())), 422
    return redirect(url_for("me_requests.page", sent=1), 303)


def _typed(fields: Mapping[str, str]) -> Typed:
    try:
        what = Asked(fields.get("what", ""))
    except ValueError:
        abort(404)
    return Typed.of(what, fields)


def _form(typed: Typed, words: str = "", field: str = "") -> str:
    return render_template(
        "me/ask.html",
        typed=typed,
        words=words,
        field=field,
        kinds=snapshot().rules.leave_kinds.values(),
        parts=PARTS,
        today=today(),
        me=me(),
    )


def _sure(typed: Typed, found: Meaning) -> str:
    return render_template("me/sure.html", typed=typed, found=found)


def _list(words: str = "") -> str:
    now = snapshot()
    mine = requests_of(now.office, me().id)
    others = [r for r in now.office.requests.open.values() if r.by == me().id != r.person]
    return render_template(
        "me/requests.html",
        rows=rows(now, mine, tongue()),
        others=rows(now, others[::-1], tongue()),
        words=words,
        sent="sent" in request.args,
    )

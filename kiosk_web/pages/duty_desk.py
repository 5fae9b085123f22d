"""`/duty/swaps`, `/duty/log`, `/duty/handover/<slot>`: what is asked, written, handed on."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.duty.counting import consequence
from gateway.domain.events import (
    CheckpointPassed,
    DutyItemClosed,
    DutyNoted,
    HandoverSigned,
    SwapAnswered,
)
from kiosk_web import forms
from kiosk_web.duty import me, present, tongue, working_here
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.problems import ask
from kiosk_web.views.duty.desk import desks, line_kinds, page_shown, swap_rows

blueprint = Blueprint("duty_desk", __name__)
blueprint.after_request(allow_in_demo)


@blueprint.get("/duty/swaps")
@working_here
def swaps() -> ResponseReturnValue:
    """Show swaps that are mine or wait for me."""
    return _swaps()


def _swaps(words: str = "", status: int = 200) -> ResponseReturnValue:
    now = present()
    duties, year = now.office.duties, now.now.at.year
    body = render_template(
        "duty/swaps.html",
        rows=swap_rows(now, me().id, tongue()),
        count=consequence(now.rules.duty, duties.marks, me().id, year),
        year=year,
        words=words,
    )
    return body, status


@blueprint.post("/duty/swaps")
@working_here
def answer() -> ResponseReturnValue:
    """Agree, refuse, approve or withdraw: `swap`, `choice`."""
    event = SwapAnswered(swap=forms.text("swap"), choice=forms.text("choice"), by=me().id)
    said = ask(event)
    if not said.ok:
        return _swaps(said.text.in_(language()), 409)
    return redirect(url_for("duty_desk.swaps"), 303)


@blueprint.get("/duty/log")
@working_here
def log() -> ResponseReturnValue:
    """Show the log, what is open, and my rounds."""
    return _log()


def _log(words: str = "", status: int = 200) -> ResponseReturnValue:
    body = render_template(
        "duty/log.html",
        desks=desks(present(), me().id, tongue()),
        kinds=line_kinds(tongue()),
        words=words,
    )
    return body, status


@blueprint.post("/duty/log")
@working_here
def write() -> ResponseReturnValue:
    """Write a line, open or close an item, or pass a checkpoint."""
    by, step = me().id, request.form.get("step", "line")
    event: DutyNoted | DutyItemClosed | CheckpointPassed
    if step == "close":
        note = forms.text("note", needed=False)
        event = DutyItemClosed(item=forms.text("item"), by=by, note=note)
    elif step == "pass":
        note = forms.text("note", needed=False)
        event = CheckpointPassed(checkpoint=forms.text("checkpoint"), by=by, note=note)
    else:
        event = DutyNoted(
            post=forms.text("post"),
            kind="item" if step == "item" else forms.text("kind"),
            text=forms.text("text", needed=False),
            by=by,
            is_open=step == "item",
        )
    said = ask(event)
    if not said.ok:
        return _log(said.text.in_(language()), 409)
    return redirect(url_for("duty_desk.log"), 303)


@blueprint.get("/duty/handover/<name>")
@working_here
def handover(name: str) -> ResponseReturnValue:
    """Show a hand-over's page."""
    return _page(name)


def _page(name: str, words: str = "", status: int = 200) -> ResponseReturnValue:
    now = present()
    duty = now.office.duties.planned.get(name)
    if duty is None:
        abort(404)
    shown = page_shown(now, duty, me().id, tongue())
    return render_template("duty/handover.html", shown=shown, words=words), status


@blueprint.post("/duty/handover/<name>")
@working_here
def sign(name: str) -> ResponseReturnValue:
    """Sign it."""
    said = ask(HandoverSigned(slot=name, by=me().id, note=forms.text("note", needed=False)))
    if not said.ok:
        return _page(name, said.text.in_(language()), 409)
    return redirect(url_for("duty_desk.handover", name=name), 303)

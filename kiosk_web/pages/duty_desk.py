"""`/duty/swaps`, `/duty/log`, `/duty/handover/<slot>`: what is asked, written, handed on."""

from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.duty.adherence import swaps_of
from gateway.domain.duty.counting import consequence
from gateway.domain.events import (
    CheckpointPassed,
    DutyItemClosed,
    DutyNoted,
    HandoverSigned,
    SwapAnswered,
)
from kiosk_web import forms, live
from kiosk_web.duty import live_page, me, present, tongue, working_here
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.problems import ask
from kiosk_web.views.duty.desk import desks, line_kinds, page_shown, swap_rows

LIVE = tuple(
    live_page(f"duty_{name}", f"duty/{name}.html") for name in ("swaps", "log", "handover")
)

blueprint = Blueprint("duty_desk", __name__)
blueprint.after_request(allow_in_demo)


@blueprint.get("/duty/swaps")
@working_here
def swaps() -> ResponseReturnValue:
    """Show swaps that are mine or wait for me."""
    return _swaps()


@blueprint.get("/duty/swaps/rows")
@working_here
def swap_list() -> ResponseReturnValue:
    """Show the swaps alone, for a page that is open."""
    return render_template("duty/_swaps.html", **_swaps_shown())


def _swaps(words: str = "", status: int = 200) -> ResponseReturnValue:
    return _live("duty_swaps", url_for("duty_desk.swap_list"), _swaps_shown(), words), status


def _swaps_shown() -> dict[str, object]:
    now = present()
    duties, year = now.office.duties, now.now.at.year
    return {
        "rows": swap_rows(now, me().id, tongue()),
        "count": consequence(now.rules.duty, duties.marks, me().id, year),
        "swaps": swaps_of(now.office, me().id, date(year, 1, 1), date(year, 12, 31)),
        "year": year,
    }


def _live(name: str, follow: str, shown: dict[str, object], words: str) -> str:
    return live.render(name, me().id, **shown, words=words, follow=follow)


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


@blueprint.get("/duty/log/rows")
@working_here
def log_lines() -> ResponseReturnValue:
    """Show the log alone, for a page that is open."""
    return render_template("duty/_log.html", **_log_shown())


def _log(words: str = "", status: int = 200) -> ResponseReturnValue:
    return _live("duty_log", url_for("duty_desk.log_lines"), _log_shown(), words), status


def _log_shown() -> dict[str, object]:
    return {"desks": desks(present(), me().id, tongue()), "kinds": line_kinds(tongue())}


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


@blueprint.get("/duty/handover/<name>/rows")
@working_here
def signatures(name: str) -> ResponseReturnValue:
    """Show the page alone, for one that is open."""
    return render_template("duty/_handover.html", **_page_shown(name))


def _page(name: str, words: str = "", status: int = 200) -> ResponseReturnValue:
    follow = url_for("duty_desk.signatures", name=name)
    return _live("duty_handover", follow, _page_shown(name), words), status


def _page_shown(name: str) -> dict[str, object]:
    now = present()
    duty = now.office.duties.planned.get(name)
    if duty is None:
        abort(404)
    return {"shown": page_shown(now, duty, me().id, tongue())}


@blueprint.post("/duty/handover/<name>")
@working_here
def sign(name: str) -> ResponseReturnValue:
    """Sign it."""
    said = ask(HandoverSigned(slot=name, by=me().id, note=forms.text("note", needed=False)))
    if not said.ok:
        return _page(name, said.text.in_(language()), 409)
    return redirect(url_for("duty_desk.handover", name=name), 303)

"""`/duty/slot/<id>`: one duty: who, why, who could come; leaders put people there, others swap."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.duty.remarks import (
    Remark,
    Remarks,
    answered,
    may_remark,
    read_remarks,
    remarks_json,
    said,
    taken_back,
)
from gateway.domain.duty.slots import Slot, slot_named
from gateway.domain.effects import Answer
from gateway.domain.events import DutyGiven, DutyMarkLifted, DutyRemarked, DutyTakenOff, SwapAsked
from gateway.domain.text import Text
from kiosk_web import forms, live
from kiosk_web.duty import (
    Document,
    draft_of,
    is_leader,
    keep,
    leading,
    live_page,
    me,
    month_asked,
    places_in,
    present,
    remarks_of,
    still_ahead,
    tongue,
    wishes_of,
    working_here,
)
from kiosk_web.duty_plan import plan_of
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.problems import ask
from kiosk_web.views.duty.remarks import remark_rows
from kiosk_web.views.duty.slot import slot_page

NAME = "duty_slot"
LIVE = (live_page(NAME, "duty/slot.html", shows_presence=True),)

blueprint = Blueprint(NAME, __name__)
blueprint.after_request(allow_in_demo)


def _slot(name: str) -> Slot:
    """Return a duty, as it was published or as the calendar asks for it; 404 for none."""
    now = present()
    kept = now.office.duties.planned.get(name)
    found = kept.slot if kept else slot_named(now.rules, name)
    return found or abort(404)


@blueprint.get("/duty/slot/<name>")
@working_here
def page(name: str) -> ResponseReturnValue:
    """Show a duty; it keeps itself current."""
    return _show(name)


@blueprint.get("/duty/slot/<name>/rows")
@working_here
def rows(name: str) -> ResponseReturnValue:
    """Show the duty alone, for a page that is open."""
    return render_template("duty/_slot.html", **_shown(name))


def _show(name: str, words: str = "", status: int = 200) -> ResponseReturnValue:
    follow = url_for("duty_slot.rows", name=name)
    return live.render(NAME, me().id, **_shown(name), words=words, follow=follow), status


def _shown(name: str) -> dict[str, object]:
    """Return what the duty's template is given."""
    slot, now = _slot(name), present()
    month = month_asked(f"{slot.day:%Y-%m}")
    draft = draft_of(month)
    shown = slot_page(now, slot, me().id, tongue(), draft, _whys(slot, month))
    refused = may_remark(now.office, now.rules, draft, name, me().id, now.now.at)
    listed = remark_rows(now, remarks_of(month), name, me().id, tongue())
    return {
        "shown": shown,
        "leads": is_leader(),
        "remarks": listed if shown.state != "published" else (),
        "may_remark": refused is None,
    }


def _whys(slot: Slot, month: str) -> dict[str, str]:
    """Return what the plan says of the places of a duty that is not published."""
    now = present()
    if slot.id in now.office.duties.planned:
        return {}
    made = plan_of(now, still_ahead(month), draft_of(month), wishes_of(month))
    return {p.person: p.why.in_(language()) for p in made.places if p.slot.id == slot.id}


@blueprint.post("/duty/slot/<name>")
@leading
def put(name: str) -> ResponseReturnValue:
    """Put somebody (`in`) on a duty, for somebody (`out`) or where one is missing."""
    slot = _slot(name)
    in_, out = forms.text("in", most=64, needed=False), forms.text("out", most=64, needed=False)
    if name in present().office.duties.planned:
        return _after(name, ask(DutyGiven(slot=name, in_=in_, out=out, by=me().id)))
    month = f"{slot.day:%Y-%m}"

    def changed(old: Document) -> Document:
        draft = places_in(old)
        people = [p for p in draft.get(name, ()) if p not in (out, in_)]
        people += [in_] if in_ else []
        return {"slots": {**draft, name: people[: slot.heads]}}

    keep(month, changed)
    return redirect(url_for("duty_slot.page", name=name), 303)


@blueprint.post("/duty/slot/<name>/off")
@leading
def take_off(name: str) -> ResponseReturnValue:
    """Take somebody (`out`) off a published duty, with a `reason`; `empty`: nobody is left."""
    event = DutyTakenOff(
        slot=name,
        out=forms.text("out", most=64),
        by=me().id,
        reason=forms.text("reason", needed=False),
        leaves_empty=forms.ticked("empty"),
    )
    return _after(name, ask(event))


@blueprint.post("/duty/slot/<name>/remark")
@working_here
def remark(name: str) -> ResponseReturnValue:
    """Say something of a draft's duty (`text`), take that back, or answer somebody (`of`)."""
    slot, now, step = _slot(name), present(), request.form.get("step", "say")
    words = forms.text("text", needed=False)
    of, who = forms.text("of", most=64, needed=False), me().id
    refusals: list[Text] = []

    def changed(old: Document) -> Document:
        found = read_remarks(old.get("comments"))
        after: Remarks | Text
        if step == "answer":
            after = answered(now.rules, found, name, of, who, words)
        elif step == "back":
            after = taken_back(found, name, who)
        else:
            draft = places_in(old)
            refused = may_remark(now.office, now.rules, draft, name, who, now.now.at)
            new = Remark(by=who, slot=name, text=words, at=now.now.at)
            after = refused or said(found, new)
        if isinstance(after, Text):
            refusals.append(after)
            return {}
        return {"comments": remarks_json(after)}

    keep(f"{slot.day:%Y-%m}", changed)
    if refusals:
        return _show(name, refusals[-1].in_(language()), 409)
    if step == "say":
        ask(DutyRemarked(slot=name, by=who))
    return redirect(url_for("duty_slot.page", name=name), 303)


@blueprint.post("/duty/slot/<name>/swap")
@working_here
def swap(name: str) -> ResponseReturnValue:
    """Ask for a swap: `with` a colleague, or `other` (`<slot>/<person>`) in exchange."""
    other, _, owner = forms.text("other", most=200, needed=False).partition("/")
    with_ = owner or forms.text("with", most=64, needed=False)
    reason = forms.text("reason", needed=False)
    event = SwapAsked(slot=name, by=me().id, with_=with_, other=other, reason=reason)
    return _after(name, ask(event), to="duty_desk.swaps")


@blueprint.post("/duty/slot/<name>/lift")
@working_here
def lift(name: str) -> ResponseReturnValue:
    """Take a contested mark back: `mark`, `reason`; the office decides who may."""
    mark, reason = forms.text("mark", most=300), forms.text("reason", needed=False)
    return _after(name, ask(DutyMarkLifted(mark=mark, by=me().id, reason=reason)))


def _after(name: str, said: Answer, to: str = "duty_slot.page") -> ResponseReturnValue:
    if not said.ok:
        return _show(name, said.text.in_(language()), 409)
    here = to == "duty_slot.page"
    return redirect(url_for(to, name=name) if here else url_for(to), 303)

"""`/attendance/approvals`: what waits for the viewer; and asking for somebody else."""

from datetime import date, datetime, time

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain import requests, staff
from gateway.domain.events import RequestAnswered, RequestFiled
from gateway.domain.requests import WAITING, Asked
from kiosk_web import forms, live
from kiosk_web.attendance import (
    day_of,
    leading,
    live_page,
    looked,
    person_seen,
    tongue,
    viewer,
)
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import say
from kiosk_web.pages import attendance_explain
from kiosk_web.problems import ask, status_of
from kiosk_web.views.attendance.asked import card, decided_lately, line

blueprint = Blueprint("attendance_approvals", __name__)
blueprint.after_request(allow_in_demo)

NAME = "attendance/approvals"
LIVE = (live_page(NAME),)
CHOICES = frozenset({"approve", "refuse"})
FILED = {"correction": Asked.CORRECTION, "leave": Asked.LEAVE}


@blueprint.get("/attendance/approvals")
@leading
def page() -> ResponseReturnValue:
    """Show what waits for the viewer, what waits for others, and what was decided lately."""
    return _shown()


@blueprint.post("/attendance/approvals")
@leading
def answer() -> ResponseReturnValue:
    """Decide: `request`, `choice` (`approve`, `refuse`), `note`."""
    choice = forms.text("choice", most=20)
    if choice not in CHOICES:
        abort(422)
    event = RequestAnswered(
        request=forms.text("request", most=80),
        choice=choice,
        by=viewer().id,
        note=forms.text("note", needed=False),
    )
    told = ask(event)
    if not told.ok:
        return _shown(say(told.text)), status_of(told)
    flash(say(told.text))
    return redirect(url_for("attendance_approvals.page"), 303)


@blueprint.post("/attendance/file")
@leading
def file() -> ResponseReturnValue:
    """Ask for somebody one sees: `person`, `day`, `asked` and what it needs.

    A correction: `what` (`in`, `out`), `time`. Leave: `what` (the kind), `from`,
    `from_time`, `to`, `to_time`, `emergency`. Both: `reason`.
    """
    person = person_seen(forms.text("person", most=80))
    day = day_of(forms.text("day", most=10))
    asked = FILED.get(forms.text("asked", most=20))
    if asked is None:
        abort(422)
    told = ask(_filed(asked, person.id, day))
    if not told.ok:
        return attendance_explain.shown(say(told.text)), status_of(told)
    flash(say(told.text))
    where = url_for("attendance_explain.page", person=person.id, day=day.isoformat())
    return redirect(where, 303)


def _filed(asked: Asked, person: str, day: date) -> RequestFiled:
    if asked is Asked.CORRECTION:
        since, until = _at(day, forms.text("time", most=8)), None
    else:
        since = _at(day_of(forms.text("from", most=10)), forms.text("from_time", most=8))
        until = _at(day_of(forms.text("to", most=10)), forms.text("to_time", most=8))
    return RequestFiled(
        asked=asked.value,
        person=person,
        by=viewer().id,
        since=since,
        until=until,
        what=forms.text("what", most=80),
        reason=forms.text("reason", needed=False),
        emergency=bool(request.form.get("emergency")),
    )


def _at(day: date, clock: str) -> str:
    """Return a local day and time of day as an instant; 422 for what is none."""
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        abort(422)
    return datetime.combine(day, at.replace(tzinfo=None), snapshot().rules.timezone).isoformat()


def _shown(refused: str = "") -> str:
    now, said, who = snapshot(), tongue(), viewer().id
    mine = requests.waiting_for(now.office, now.rules, who, now.now)
    seen = [
        r
        for r in now.office.requests.open.values()
        if (r.person != who and staff.may_see(now.rules, who, r.person))
        or any(d.by == who for d in r.decided)
    ]
    known = {r.id for r in mine}
    others = [r for r in seen if r.step in WAITING and r.id not in known]
    decided = decided_lately(seen, web().gateway.now().at)
    if mine or seen:
        looked("requests", "all")
    return live.render(
        NAME,
        who,
        cards=[card(now, each, said) for each in mine],
        others=[line(now, each, said) for each in others],
        decided=[line(now, each, said) for each in decided],
        refused=refused,
        done=get_flashed_messages(),
    )

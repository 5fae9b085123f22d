"""`/attendance/closing`: a month is signed for people and closed; HR may open it again."""

from datetime import date, timedelta

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain import staff
from gateway.domain.attendance.kept import line_of
from gateway.domain.closing import month_of
from gateway.domain.effects import Answer
from gateway.domain.events import Event, MonthClosed, MonthReopened, MonthSigned
from gateway.domain.staff import EVERYBODYS
from kiosk_web import forms, live
from kiosk_web.attendance import leading, live_page, looked, person_seen, today, tongue, viewer
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import say
from kiosk_web.pages.attendance_month import days_of
from kiosk_web.problems import ask, status_of
from kiosk_web.views.attendance import month_page
from kiosk_web.views.attendance.closing_page import closing_shown

blueprint = Blueprint("attendance_closing", __name__)
blueprint.after_request(allow_in_demo)

NAME = "attendance/closing"
LIVE = (live_page(NAME),)
DAY = timedelta(days=1)
DOES = frozenset({"sign", "close", "reopen"})
MOST_AT_ONCE = 200


@blueprint.get("/attendance/closing")
@leading
def page() -> ResponseReturnValue:
    """Show a month's end: `?month=YYYY-MM`; last month unless said."""
    return _shown(_span(request.args.get("month", "")))


@blueprint.post("/attendance/closing")
@leading
def act() -> ResponseReturnValue:
    """Sign, close or open again: `month`, `do`, `about` (`<person>:<digest>`, once or more)."""
    span, what = _span(forms.text("month", most=7)), forms.text("do", most=10)
    about = request.form.getlist("about")
    if what not in DOES or not 0 < len(about) <= MOST_AT_ONCE:
        abort(422)
    reason = forms.text("reason", needed=False)
    answers = [_one(what, span, each, reason) for each in about]
    refused = [answer for answer in answers if not answer.ok]
    done = [answer for answer in answers if answer.ok]
    if done:
        flash(f"{say(done[0].text)}{f' ({len(done)})' if len(done) > 1 else ''}")
    if refused:
        return _shown(span, say(refused[0].text)), status_of(refused[0])
    return redirect(url_for("attendance_closing.page", month=month_of(span[0])), 303)


def _one(what: str, span: tuple[date, date], about: str, reason: str) -> Answer:
    """Ask for one person: the days as they are now, the digest as it was on the screen."""
    key, _, digest = about.partition(":")
    person, month, by = person_seen(key).id, month_of(span[0]), viewer().id
    event: Event
    if what == "reopen":
        event = MonthReopened(month=month, person=person, by=by, reason=reason)
    else:
        days = tuple(line_of(day) for day in web().sheets.days(*span, person))
        if what == "sign":
            event = MonthSigned(month=month, person=person, by=by, digest=digest, days=days)
        else:
            event = MonthClosed(
                month=month, person=person, by=by, digest=digest, days=days, reason=reason
            )
    return ask(event)


def _span(text: str) -> tuple[date, date]:
    """Return the month's first and last day; 422 for what is none."""
    found = month_page.month_of(text) if text else None
    if text:
        return found or abort(422)
    return month_page.whole_month(today().replace(day=1) - DAY)


def _shown(span: tuple[date, date], refused: str = "") -> str:
    now, said, who = snapshot(), tongue(), viewer()
    people = tuple(p for p in staff.seen_by(now.rules, who.id) if p.id != who.id)
    looked("closing", "all", month_of(span[0]))
    shown = closing_shown(
        now, who.id, people, days_of(people, *span), web().sheets.changes(*span), span, said
    )
    return live.render(
        NAME,
        who.id,
        shown=shown,
        words=month_page.month_words(span[0], said),
        month=month_of(span[0]),
        earlier=month_of(span[0] - DAY),
        later=month_of(span[1] + DAY) if span[1] < today() else "",
        is_hr=not EVERYBODYS.isdisjoint(who.roles),
        refused=refused,
        done=get_flashed_messages(),
    )

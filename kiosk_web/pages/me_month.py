"""`/me/month`: a month of mine as a list, to look through and sign (spec 02 §7)."""

from datetime import date

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.attendance.kept import line_of
from gateway.domain.closing import span_of
from gateway.domain.events import MonthSigned
from kiosk_web import forms
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.mine import me, mine, month_asked, my_days, present, tongue
from kiosk_web.problems import ask
from kiosk_web.views.me.sheet import sheet_view

blueprint = Blueprint("me_month", __name__)
blueprint.after_request(allow_in_demo)

DIGEST = 64


@blueprint.get("/me/month")
@mine
def page() -> ResponseReturnValue:
    """Show the days of a month: `?month=YYYY-MM`."""
    first, last = month_asked()
    return _show(first, last)


@blueprint.post("/me/month/sign")
@mine
def sign() -> ResponseReturnValue:
    """Sign a month of mine as it was shown: `month`, `digest` of what was on the screen."""
    month, digest = forms.text("month", most=7), forms.text("digest", most=DIGEST)
    try:
        first, last = span_of(month)
    except ValueError:
        abort(422)
    days = my_days(first, last)
    event = MonthSigned(
        month=month,
        person=me().id,
        by=me().id,
        digest=digest,
        days=tuple(line_of(day) for day in days),
    )
    said = ask(event)
    if not said.ok:
        return _show(first, last, said.text.in_(language())), 409
    return redirect(url_for("me_month.page", month=month), 303)


def _show(first: date, last: date, words: str = "") -> str:
    shown = sheet_view(present(), me().id, my_days(first, last), first, tongue())
    return render_template("me/month.html", sheet=shown, words=words, me=me())

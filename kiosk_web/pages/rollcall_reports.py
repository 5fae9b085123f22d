"""`/rollcall/reports`: what roll-calls and drills came to, by year, each one printable.

For who may begin one. Read from the ledger, where the figures stay; no names.
"""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk_web.context import snapshot
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language as language_now
from kiosk_web.pages.rollcall import EVERYBODY, LEAD
from kiosk_web.rollcalls import reports_kept
from kiosk_web.security import may
from kiosk_web.sessions import current_person
from kiosk_web.views.rollcall_reports import sheet_view, years_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("rollcall_reports", __name__)
blueprint.after_request(allow_in_demo)


@blueprint.get("/rollcall/reports")
def page() -> ResponseReturnValue:
    """Show all of them by year, to compare."""
    if not may(EVERYBODY, LEAD):
        return _refused()
    years = years_view(reports_kept(), snapshot().rules, Tongue.of(language_now()))
    return render_template("rollcall/reports.html", years=years)


@blueprint.get("/rollcall/reports/<rollcall>")
def report(rollcall: str) -> ResponseReturnValue:
    """Show one, as it goes on paper."""
    if not may(EVERYBODY, LEAD):
        return _refused()
    found = reports_kept()
    one = next((each for each in found if each.id == rollcall), None)
    if one is None:
        abort(404)
    sheet = sheet_view(one, found, snapshot().rules, Tongue.of(language_now()))
    return render_template("rollcall/report.html", sheet=sheet)


def _refused() -> ResponseReturnValue:
    if current_person() is not None:
        abort(403)
    return redirect(url_for("login.page", next=request.path), 303)

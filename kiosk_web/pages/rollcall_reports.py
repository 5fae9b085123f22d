"""`/rollcall/reports`: what roll-calls and drills came to, by year, each one printable.

For who may begin one. Read from the ledger, where the figures stay; no names.
"""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.rollcall import ENDED, EXPLAINED, Report, reports_in
from gateway.domain.turn import Fact
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language as language_now
from kiosk_web.pages.rollcall import EVERYBODY, LEAD
from kiosk_web.security import may
from kiosk_web.sessions import current_person
from kiosk_web.views.rollcall_reports import sheet_view, years_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("rollcall_reports", __name__)
blueprint.after_request(allow_in_demo)

MOST = 1000
"""Rows read: more roll-calls than an office holds in its life."""


@blueprint.get("/rollcall/reports")
def page() -> ResponseReturnValue:
    """Show all of them by year, to compare."""
    if not may(EVERYBODY, LEAD):
        return _refused()
    years = years_view(_reports(), snapshot().rules, Tongue.of(language_now()))
    return render_template("rollcall/reports.html", years=years)


@blueprint.get("/rollcall/reports/<rollcall>")
def report(rollcall: str) -> ResponseReturnValue:
    """Show one, as it goes on paper."""
    if not may(EVERYBODY, LEAD):
        return _refused()
    found = _reports()
    one = next((each for each in found if each.id == rollcall), None)
    if one is None:
        abort(404)
    sheet = sheet_view(one, found, snapshot().rules, Tongue.of(language_now()))
    return render_template("rollcall/report.html", sheet=sheet)


def _refused() -> ResponseReturnValue:
    if current_person() is not None:
        abort(403)
    return redirect(url_for("login.page", next=request.path), 303)


def _reports() -> tuple[Report, ...]:
    """Return the reports that the ledger holds, newest first."""
    rows = web().history.latest(kinds=(ENDED, EXPLAINED), limit=MOST)
    return reports_in(Fact(row.kind, row.subject, row.body, row.at) for row in rows)

"""`/admin/access`: who looked at whose attendance, for HR and the administration (S26)."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from gateway.domain.privacy import SEEN, is_about
from gateway.domain.rules import Person
from kiosk_web.context import snapshot, web
from kiosk_web.i18n import language
from kiosk_web.security import Role, person_with
from kiosk_web.views.me.looks import about_of, looks
from kiosk_web.views.words import Tongue

blueprint = Blueprint("admin_access", __name__, url_prefix="/admin/access")

ALLOWED = person_with(Role.ADMIN, Role.HR)
MOST_READ, MOST_SHOWN = 20_000, 200


@blueprint.get("")
@ALLOWED
def page() -> ResponseReturnValue:
    """Show the newest looks; `?number=` a staff number: at this person, or by them."""
    rules = snapshot().rules
    number = request.args.get("number", "").strip()[:32]
    who = _person(number)
    rows = web().history.latest(kinds=(SEEN,), limit=MOST_READ if number else MOST_SHOWN)
    if number:
        rows = [
            r
            for r in rows
            if who and (r.subject == who.id or is_about(rules, r.subject, about_of(r), who.id))
        ]
    return render_template(
        "admin/access.html",
        looks=looks(rules, rows[:MOST_SHOWN], Tongue.of(language())),
        number=number,
        who=who,
        more=len(rows) > MOST_SHOWN,
        most=MOST_SHOWN,
    )


def _person(number: str) -> Person | None:
    people = snapshot().rules.people.values()
    return next((p for p in people if number and p.number == number), None)

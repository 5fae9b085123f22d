"""`/setup`: the first administrator, with the one-time code that the program printed."""

import hmac
import secrets

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from gateway.errors import RegistryProblem
from kiosk_web import forms
from kiosk_web.accounts import LEAST_PASSWORD, admin_exists, find_person, set_password
from kiosk_web.context import web
from kiosk_web.limits import sign_in_limit
from kiosk_web.security import Role
from kiosk_web.sessions import account_epoch, sign_in

blueprint = Blueprint("setup", __name__)


@blueprint.get("/setup")
def page() -> ResponseReturnValue:
    """Show the form, while there is no administrator."""
    _demand_open()
    return _form()


@blueprint.post("/setup")
@sign_in_limit
def make_admin() -> ResponseReturnValue:
    """Make the first administrator; the code is dead from then on."""
    printed = _demand_open()
    if not hmac.compare_digest(forms.text("code", most=64).upper().encode(), printed):
        return _form(wrong_code=True), 401
    password = forms.text("password")
    if len(password) < LEAST_PASSWORD:
        return _form(short=True), 422
    key = _person(forms.text("number", most=32), forms.text("name", most=64))
    forms.keep("setup", key, by=key)
    set_password(key, password, by=key)
    person = web().gateway.snapshot().rules.people.get(key)
    epoch = account_epoch(web().registry, key)
    if person is None or epoch is None:
        raise RegistryProblem(["the administrator was kept, but the rules do not know them"])
    sign_in(person, epoch)
    return redirect("/admin", 303)


def _demand_open() -> bytes:
    """Return the code; 404 when there is none or it was used."""
    printed = web().settings.setup_code
    if not printed or admin_exists():
        abort(404)
    return printed.upper().encode()


def _person(number: str, name: str) -> str:
    """Return the id of the person with this number, now an administrator."""
    known = find_person(number)
    key = known.id if known else f"p{secrets.token_hex(6)}"
    kept = dict(web().registry.get("people", key) or {"id": key, "number": number, "name": name})
    roles = set(known.roles if known else {Role.STAFF}) | {Role.ADMIN}
    kept["roles"] = sorted(str(role) for role in roles)
    web().registry.save("people", key, kept, by="setup")
    return key


def _form(*, wrong_code: bool = False, short: bool = False) -> str:
    return render_template(
        "setup/page.html", wrong_code=wrong_code, short=short, least=LEAST_PASSWORD
    )

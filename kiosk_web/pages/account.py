"""`/account`: one's own password, PIN and second factor."""

import segno
from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gateway.domain.rules import Person
from kiosk_web import accounts, forms, totp
from kiosk_web.context import web
from kiosk_web.i18n import say
from kiosk_web.limits import device, sign_in_limit
from kiosk_web.security import Role, person_with
from kiosk_web.sessions import account_epoch, current_person, sign_in

blueprint = Blueprint("account", __name__, url_prefix="/account")

SIGNED_IN = person_with(*Role)


@blueprint.get("")
@SIGNED_IN
def page() -> ResponseReturnValue:
    """Show what may be changed."""
    return _show()


@blueprint.post("/password")
@sign_in_limit
@SIGNED_IN
def password() -> ResponseReturnValue:
    """Change the password: `old` and `new`; other sessions end."""
    person = _me()
    if _is_right(person, forms.text("old")) is None:
        return _show(wrong=True), 401
    accounts.set_password(person.id, forms.text("new"), by=person.id)
    forms.keep("password.changed", person.id)
    return _again(person)


@blueprint.post("/pin")
@sign_in_limit
@SIGNED_IN
def pin() -> ResponseReturnValue:
    """Set the PIN for kiosks: `old` password and `pin`."""
    person = _me()
    if _is_right(person, forms.text("old")) is None:
        return _show(wrong=True), 401
    accounts.set_pin(person.id, forms.text("pin", most=10), by=person.id)
    forms.keep("pin.changed", person.id)
    return _again(person)


@blueprint.post("/second-factor")
@SIGNED_IN
def begin() -> ResponseReturnValue:
    """Show a new secret to take into an authenticator; it counts once a code proved it."""
    session["totp"] = totp.new_secret()
    return _show()


@blueprint.post("/second-factor/confirm")
@sign_in_limit
@SIGNED_IN
def confirm() -> ResponseReturnValue:
    """Switch the second factor on, with the first `code`."""
    person, secret = _me(), session.get("totp") or abort(422)
    step = totp.matching_step(secret, forms.text("code", most=12), web().gateway.now().at)
    if step is None:
        return _show(wrong_code=True), 422
    accounts.change(person.id, by=person.id, totp=secret, totp_step=step)
    forms.keep("second-factor.on", person.id)
    return _again(person)


@blueprint.post("/second-factor/off")
@sign_in_limit
@SIGNED_IN
def off() -> ResponseReturnValue:
    """Switch the second factor off: `old` password."""
    person = _me()
    if _is_right(person, forms.text("old")) is None:
        return _show(wrong=True), 401
    accounts.change(person.id, by=person.id, totp=None, totp_step=None)
    forms.keep("second-factor.off", person.id)
    return _again(person)


def _me() -> Person:
    return current_person() or abort(401)


def _is_right(person: Person, typed: str) -> Person | None:
    return accounts.password_check(person.number, typed, device())


def _again(person: Person) -> ResponseReturnValue:
    """Keep this session; the change has ended all others."""
    epoch = account_epoch(web().registry, person.id)
    sign_in(person, epoch if epoch is not None else abort(403))
    return redirect(url_for("account.page"), 303)


def _show(*, wrong: bool = False, wrong_code: bool = False) -> str:
    person, kept = _me(), accounts.account(_me().id)
    secret = session.get("totp")
    site = say(web().gateway.snapshot().rules.name)
    code = segno.make(totp.link(secret, site, person.number)) if secret else None
    picture = Markup(code.svg_inline(scale=4, omitsize=True)) if code else None  # noqa: S704
    return render_template(
        "admin/account.html",
        has={name: bool(kept.get(name)) for name in ("pin", "totp")},
        secret=secret,
        picture=picture,
        wrong=wrong,
        wrong_code=wrong_code,
        least=accounts.LEAST_PASSWORD,
    )

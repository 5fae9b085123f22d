"""`/login`: number and password, then the authenticator's code if there is one."""

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.rules import Person
from kiosk_web import forms
from kiosk_web.accounts import LockedOut, account, password_check, second_factor_check
from kiosk_web.context import web
from kiosk_web.i18n import safe_next, say
from kiosk_web.limits import device, sign_in_limit
from kiosk_web.sessions import account_epoch, current_person, sign_in, sign_out

blueprint = Blueprint("login", __name__)

HALF_LIVES_S = 300.0


@blueprint.get("/login")
def page() -> ResponseReturnValue:
    """Show the form."""
    return _form()


@blueprint.post("/login")
@sign_in_limit
def enter() -> ResponseReturnValue:
    """Check number and password; `next` is where to go then."""
    number = forms.text("number", most=32)
    try:
        person = password_check(number, forms.text("password"), device())
    except LockedOut as locked:
        return _form(say(locked.words())), 429
    if person is None:
        return _form(wrong=True), 401
    if account(person.id).get("totp"):
        session["half"] = [person.id, web().gateway.now().mono_s]
        return redirect(url_for("login.code", next=safe_next()), 303)
    return _enter(person)


@blueprint.get("/login/code")
def code() -> ResponseReturnValue:
    """Ask for the authenticator's six digits."""
    _half()
    return _code_form()


@blueprint.post("/login/code")
@sign_in_limit
def enter_code() -> ResponseReturnValue:
    """Check the six digits."""
    person = _half()
    try:
        right = second_factor_check(person, forms.text("code", most=12), device())
    except LockedOut as locked:
        return _code_form(say(locked.words())), 429
    return _enter(person) if right else (_code_form(wrong=True), 401)


@blueprint.post("/logout")
def leave() -> ResponseReturnValue:
    """End the session of the person; the screen stays paired."""
    person = current_person()
    if person is not None:
        forms.keep("logout", person.id)
    sign_out()
    return redirect(url_for("login.page"), 303)


def _enter(person: Person) -> ResponseReturnValue:
    epoch = account_epoch(web().registry, person.id)
    if epoch is None:
        abort(403)
    forms.keep("login", person.id, by=person.id)
    sign_in(person, epoch)
    return redirect(safe_next(), 303)


def _half() -> Person:
    """Return who gave the right password less than five minutes ago, else 401."""
    key, since_s = session.get("half") or ("", 0.0)
    person = web().gateway.snapshot().rules.people.get(key)
    fresh = 0 <= web().gateway.now().mono_s - since_s <= HALF_LIVES_S
    if person is None or not person.active or not fresh:
        abort(401)
    return person


def _form(words: str = "", *, wrong: bool = False) -> str:
    return render_template("login/page.html", words=words, wrong=wrong, next=safe_next())


def _code_form(words: str = "", *, wrong: bool = False) -> str:
    return render_template("login/code.html", words=words, wrong=wrong, next=safe_next())

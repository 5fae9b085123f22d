"""`/admin/programs`: tokens of programs that use the API."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk_web import forms, tokens
from kiosk_web.security import Role, person_with
from kiosk_web.tokens import Scope

blueprint = Blueprint("admin_tokens", __name__, url_prefix="/admin/programs")

ADMIN = person_with(Role.ADMIN)


@blueprint.get("")
@ADMIN
def page() -> ResponseReturnValue:
    """List the tokens, and offer a new one."""
    return _show()


@blueprint.post("")
@ADMIN
def make() -> ResponseReturnValue:
    """Make a token with `name` and `scopes`; its secret is shown this once."""
    named = request.form.getlist("scopes")
    if not named or not all(one in list(Scope) for one in named):
        abort(422)
    scopes = frozenset(Scope(one) for one in named)
    token, secret = tokens.make(forms.text("name", most=80), scopes, by=forms.admin_id())
    forms.keep("token.made", f"{token.id}:{','.join(sorted(scopes))}")
    return _show(secret)


@blueprint.post("/<key>/revoke")
@ADMIN
def revoke(key: str) -> ResponseReturnValue:
    """Forget a token; the next request with it is refused."""
    if not tokens.revoke(key, by=forms.admin_id()):
        abort(404)
    forms.keep("token.revoked", key)
    return redirect(url_for("admin_tokens.page"), 303)


def _show(secret: str | None = None) -> str:
    return render_template(
        "admin/programs.html", tokens=tokens.every(), scopes=list(Scope), secret=secret
    )

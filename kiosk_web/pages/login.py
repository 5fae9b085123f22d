"""`/login`: number and password, then a code of the authenticator if there is one."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("login", __name__)


@blueprint.get("/login")
def page() -> ResponseReturnValue:
    """Show the form."""
    return render_template("login/page.html")

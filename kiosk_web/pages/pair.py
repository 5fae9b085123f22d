"""`/pair`: all that an unpaired screen may see."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("pair", __name__)


@blueprint.get("/pair")
def page() -> ResponseReturnValue:
    """Show this screen's code until an administrator has typed it."""
    return render_template("pair/page.html")

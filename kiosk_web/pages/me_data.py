"""`/me/data`: everything kept about me, to take along, and who looked at it."""

import json
from datetime import timedelta

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from gateway.domain.privacy import SEEN, is_about
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.mine import me, mine, today, tongue
from kiosk_web.views.me.looks import about_of, looks

blueprint = Blueprint("me_data", __name__)
blueprint.after_request(allow_in_demo)

LOOKS_DAYS = 90
MOST_LOOKS = 100


@blueprint.get("/me/data")
@mine
def page() -> ResponseReturnValue:
    """Show who looked at what is kept about me, and offer all of it."""
    rules, now = snapshot().rules, web().gateway.now().at
    rows = web().history.between(
        now - timedelta(days=LOOKS_DAYS), now + timedelta(minutes=1), kinds=(SEEN,)
    )
    mine = [row for row in rows if is_about(rules, row.subject, about_of(row), me().id)][::-1][
        :MOST_LOOKS
    ]
    return render_template("me/data.html", looks=looks(rules, mine, tongue()), days=LOOKS_DAYS)


@blueprint.get("/me/data.json")
@mine
def download() -> ResponseReturnValue:
    """Return everything kept about me as one JSON file."""
    personal, day = web().personal, today()
    if personal is None:
        abort(404)
    text = json.dumps(personal.of(me().id), ensure_ascii=False, indent=1)
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data-{day:%Y%m%d}.json"'
    return answer

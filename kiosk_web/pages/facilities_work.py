"""`/facilities/work`: maintenance begins, is prolonged, ends."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from gateway.domain.events import MaintenanceAsked
from gateway.domain.text import Json
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot, web
from kiosk_web.facilities import ALLOWED, scope_here, who
from kiosk_web.framing import allow_in_demo
from kiosk_web.problems import ask, reply
from kiosk_web.security import screen_or_person
from kiosk_web.views.words import next_morning

blueprint = Blueprint("facilities_work", __name__)
blueprint.after_request(allow_in_demo)

SPANS = {"1h": timedelta(hours=1), "2h": timedelta(hours=2), "day": timedelta(days=1)}
END = "end"


@blueprint.post("/facilities/work")
@screen_or_person(*ALLOWED)
def ask_for() -> ResponseReturnValue:
    """Begin, prolong or end work: `{"scope", "reason"}` and one of three.

    `"for"`: `1h`, `2h`, `day`, `morning`, `end`; `"more"`: as long after its end; `"until"`: ISO.
    """
    body = posted()
    event = MaintenanceAsked(
        scope=scope_here(word(body, "scope")),
        until=_until(body),
        by=who(),
        reason=word(body, "reason", needed=False),
    )
    return reply(ask(event))


def _until(body: Mapping[str, Json]) -> str | None:
    """Return the time that is meant, None for now; 422 when it is none of those."""
    now = web().gateway.now().at
    span = word(body, "for", needed=False)
    more = word(body, "more", needed=False)
    if span == END:
        return None
    if span == "morning":
        return next_morning(now).isoformat()
    if span in SPANS:
        return (now + SPANS[span]).isoformat()
    if more in SPANS:
        return (_end_of(word(body, "scope"), now) + SPANS[more]).isoformat()
    until = word(body, "until", needed=False)
    if not until:
        abort(422)
    return until


def _end_of(scope: str, now: datetime) -> datetime:
    work = snapshot().office.maintenance.works.get(scope)
    return work.until if work is not None else now

"""`/attendance/explain`: how one day of one person came to its verdict."""

from datetime import timedelta

from flask import Blueprint, get_flashed_messages, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.requests import requests_of
from gateway.domain.staff import EVERYBODYS
from kiosk_web import live
from kiosk_web.attendance import (
    day_asked,
    leading,
    live_page,
    looked,
    person_seen,
    today,
    tongue,
    viewer,
)
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.views.attendance.asked import line
from kiosk_web.views.attendance.explain import asked_on, explained

blueprint = Blueprint("attendance_explain", __name__)
blueprint.after_request(allow_in_demo)

NAME = "attendance/explain"
LIVE = (live_page(NAME),)


@blueprint.get("/attendance/explain")
@leading
def page() -> ResponseReturnValue:
    """Show a day: `?person=<id>&day=YYYY-MM-DD`; today unless said."""
    return shown()


def shown(refused: str = "") -> str:
    """Return the page of the query's person and day; `refused` says why something was not done."""
    person = person_seen(request.values.get("person", ""))
    day, now, said = day_asked("day", today()), snapshot(), tongue()
    looked("person", person.id, day.isoformat())
    days = web().sheets.days(day, day, person.id)
    asked = asked_on(requests_of(now.office, person.id), day, now.rules)
    is_hr = not EVERYBODYS.isdisjoint(viewer().roles)
    later = day + timedelta(days=1)
    return live.render(
        NAME,
        viewer().id,
        who=person,
        entries=explained(now.rules, person, days, asked, web().gateway.now().at, said),
        asked=[line(now, each, said) for each in asked],
        words=said.date(day),
        day=day.isoformat(),
        month=f"{day:%Y-%m}",
        earlier=_to(person.id, (day - timedelta(days=1)).isoformat()),
        later=_to(person.id, later.isoformat()) if later <= today() else "",
        kinds=[
            (kind.id, kind.name)
            for kind in now.rules.leave_kinds.values()
            if is_hr or kind.others_may_file or person.id == viewer().id
        ],
        may_correct=is_hr or person.id == viewer().id,
        refused=refused,
        done=get_flashed_messages(),
    )


def _to(person: str, day: str) -> str:
    return url_for("attendance_explain.page", person=person, day=day)

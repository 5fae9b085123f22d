"""Days of attendance for programs: what the evaluator says, with taps and reasons."""

import json

from flask import Response

from gateway.domain.attendance.told import as_json, due
from gateway.domain.text import Text
from kiosk_web.api import timesheet_models as shapes
from kiosk_web.api.base import PROBLEM, caller, get, not_found
from kiosk_web.attendance import NEWEST, OLDEST
from kiosk_web.context import snapshot, web
from kiosk_web.problems import problem
from kiosk_web.seen import seen
from kiosk_web.tokens import Scope

MOST_DAYS = 366
TOO_MANY: dict[str, object] = {
    "description": f"More than {MOST_DAYS} days",
    "content": PROBLEM,
}
NO_PERSON = Text("没有这个人。", "There is nobody like that here.")
TOO_LONG = Text(
    f"一次最多查 {MOST_DAYS} 天，请分几次。",
    f"At most {MOST_DAYS} days at once; ask for the rest apart.",
)


@get(
    "/timesheet",
    Scope.TIMESHEET,
    summary="Who worked when: days with verdicts, taps and reasons",
    responses={200: shapes.Timesheet, 404: not_found("No such person"), 409: TOO_MANY},
)
def timesheet(query: shapes.TimesheetQuery) -> Response:
    """Return the days of a person or of everybody, both days included; the look is kept."""
    now = snapshot()
    if query.person is not None and query.person not in now.rules.people:
        return problem(404, "unknown_person", NO_PERSON)
    first, last = max(query.from_, OLDEST), min(query.to, NEWEST)
    if (last - first).days >= MOST_DAYS:
        return problem(409, "too_long", TOO_LONG)
    seen("timesheet", query.person or "all", f"{first} – {last}", by=caller())
    days = web().sheets.days(first, last, query.person) if first <= last else ()
    days = due(days, web().gateway.now().at)
    text = json.dumps([as_json(now.rules, day) for day in days], ensure_ascii=False)
    return Response(text, mimetype="application/json")

"""`/attendance/month`: a team's month as a matrix, and as files."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from gateway.domain import staff
from gateway.domain.attendance import told
from gateway.domain.attendance.day import Day
from gateway.domain.rules import Person
from kiosk_web import live
from kiosk_web.attendance import leading, live_page, looked, today, tongue, viewer
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.views.attendance.month_page import month_of, month_shown, month_words, whole_month
from kiosk_web.views.attendance.teams import teams_of

blueprint = Blueprint("attendance_month", __name__)
blueprint.after_request(allow_in_demo)

NAME = "attendance/month"
LIVE = (live_page(NAME),)

MOST_PEOPLE = 60
"""So many rows on one page of the matrix; a file holds everybody."""
ONE_BY_ONE = 12
"""Up to so many people are asked for one by one: cheaper than everybody's days."""
DAY = timedelta(days=1)


@blueprint.get("/attendance/month")
@leading
def page() -> ResponseReturnValue:
    """Show a month: `?month=YYYY-MM&team=<id>&page=<n>`; this month and all teams unless said."""
    now, said = snapshot(), tongue()
    first, last = asked_month()
    everybody = staff.seen_by(now.rules, viewer().id)
    people = _people()
    pages = max(1, -(-len(people) // MOST_PEOPLE))
    at = min(_page(), pages)
    people = people[(at - 1) * MOST_PEOPLE : at * MOST_PEOPLE]
    looked("month", _about(), f"{first:%Y-%m}")
    days = days_of(people, first, last)
    this = today()
    return live.render(
        NAME,
        viewer().id,
        shown=month_shown(now.rules, people, days, first, web().gateway.now().at, said),
        words=month_words(first, said),
        month=f"{first:%Y-%m}",
        earlier=f"{first - DAY:%Y-%m}",
        later=f"{last + DAY:%Y-%m}" if last < this else "",
        teams=[(key, name) for key, name, _ in teams_of(now.rules, everybody, said)],
        team=request.args.get("team"),
        pages=pages,
        page=at,
        web_exports=web().exports is not None,
    )


@blueprint.get("/attendance/month.<kind>")
@leading
def download(kind: str) -> ResponseReturnValue:
    """Return the month as `json`, `csv` or `xlsx`: `?month=YYYY-MM&team=<id>`."""
    first, last = asked_month()
    exports = web().exports
    if kind not in ("json", "csv", "xlsx") or (kind != "json" and exports is None):
        abort(404)
    rules, people = snapshot().rules, _people()
    looked("export", _about(), f"{first:%Y-%m} {kind}")
    days = told.due(days_of(people, first, last), web().gateway.now().at)
    if kind == "json" or exports is None:
        text = json.dumps([told.as_json(rules, day) for day in days], ensure_ascii=False)
        answer = Response(text, mimetype="application/json")
    elif kind == "csv":
        answer = Response(exports.csv_text(days, tongue().language), mimetype="text/csv")
    else:
        answer = Response(exports.workbook(days, tongue().language), mimetype=XLSX)
    name = f"attendance-{first:%Y%m}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_month() -> tuple[date, date]:
    """Return the month asked for; 422 for what is none."""
    text = request.args.get("month", "")
    found = month_of(text) if text else whole_month(today())
    return found or abort(422)


def days_of(people: Sequence[Person], first: date, last: date) -> list[Day]:
    """Return the days of some people, by person as given, then time."""
    sheets = web().sheets
    if len(people) <= ONE_BY_ONE:
        return [day for p in people for day in sheets.days(first, last, p.id)]
    by_person: dict[str, list[Day]] = {p.id: [] for p in people}
    for day in sheets.days(first, last):
        if day.person in by_person:
            by_person[day.person].append(day)
    return [day for found in by_person.values() for day in found]


def _people() -> tuple[Person, ...]:
    """Return whom to show, team by team; a team that is none has nobody."""
    rules, team = snapshot().rules, request.args.get("team")
    everybody = staff.seen_by(rules, viewer().id)
    found = teams_of(rules, everybody, tongue())
    return tuple(p for key, _, members in found if team in (None, key) for p in members)


def _about() -> str:
    team = request.args.get("team")
    return "all" if team is None else f"team:{team}"


def _page() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000):
        abort(422)
    return int(text)

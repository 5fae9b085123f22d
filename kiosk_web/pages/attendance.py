"""`/attendance`: one day of everybody whom the viewer may see; today keeps itself current."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gateway.domain import requests, staff
from kiosk_web import live
from kiosk_web.attendance import (
    day_asked,
    leading,
    live_page,
    looked,
    today,
    tongue,
    viewer,
)
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.views.attendance.day_page import day_shown, neighbours
from kiosk_web.views.attendance.teams import teams_of

blueprint = Blueprint("attendance", __name__)
blueprint.after_request(allow_in_demo)

NAME = "attendance"
LIVE = (live_page(NAME),)
LOOK = "look"
"""`?only=look`: what is as it should be is left out."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of attendance: its key, its word, where it is, how much waits there."""

    key: str
    word: str
    url: str
    waiting: int = 0


def sections() -> list[Section]:
    """Return the parts there are, with how many requests wait for the viewer."""
    _ = tongue()._
    now = snapshot()
    waiting = len(requests.waiting_for(now.office, now.rules, viewer().id, now.now))
    parts = (
        ("day", _("By day"), "attendance.page", 0),
        ("month", _("By month"), "attendance_month.page", 0),
        ("approvals", _("Requests"), "attendance_approvals.page", waiting),
        ("planning", _("Roster"), "planning.page", 0),
        ("closing", _("Sign-off"), "attendance_closing.page", 0),
    )
    views = current_app.view_functions
    return [Section(key, word, url_for(at), n) for key, word, at, n in parts if at in views]


blueprint.add_app_template_global(sections, "attendance_sections")
blueprint.add_app_template_global(viewer, "attendance_viewer")


@blueprint.get("/attendance")
@leading
def page() -> ResponseReturnValue:
    """Show a day: `?day=YYYY-MM-DD&team=<id>&only=look`; today unless said."""
    day = day_asked("day", today())
    said = tongue()
    now, people = snapshot(), staff.seen_by(snapshot().rules, viewer().id)
    earlier, later = neighbours(day, today())
    teams = [(key, name) for key, name, _ in teams_of(now.rules, people, said)]
    is_today = day == today()
    return live.render(
        NAME,
        viewer().id,
        body=Markup(_body(day)),  # noqa: S704
        follow=_url("attendance.rows") if is_today else "",
        words=said.date(day),
        day=day.isoformat(),
        is_today=is_today,
        earlier=_url("attendance.page", earlier),
        later=_url("attendance.page", later) if later else "",
        teams=teams,
        team=_team(),
        only=_only(),
    )


@blueprint.get("/attendance/rows")
@leading
def rows() -> ResponseReturnValue:
    """Return what the page shows of today, read again when the office changed."""
    return _body(today())


def _body(day: date) -> str:
    now = snapshot()
    people = staff.seen_by(now.rules, viewer().id)
    if (team := _team()) is not None:
        people = tuple(p for p in people if p.team == team)
    looked("day", "all" if team is None else f"team:{team}", day.isoformat())
    days = web().sheets.days(day, day)
    at = web().gateway.now().at
    shown = day_shown(now.rules, people, days, at, tongue(), only_look=_only() == LOOK)
    return render_template("attendance/rows.html", shown=shown, day=day.isoformat(), only=_only())


def _team() -> str | None:
    """Return the team asked for; None: all. One that is none has no rows."""
    return request.args.get("team")


def _only() -> str:
    return LOOK if request.args.get("only") == LOOK else ""


def _url(endpoint: str, day: str = "") -> str:
    """Return where the same choice is shown of a day; today's keeps itself current."""
    said = None if day in ("", today().isoformat()) else day
    return url_for(endpoint, day=said, team=_team(), only=_only() or None)

"""`/attendance/plan`: a team's month: draft, comments, published, changes asked for (S21)."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.planning.judging import Kept, days_of_leave, kept_to, troubles
from gateway.domain.planning.proposing import Dates, Wanted, proposed
from gateway.domain.planning.who import may_look, may_plan, people_of, teams_for
from gateway.domain.requests.state import COUNTS, Asked
from gateway.domain.staff import may_see
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web import forms
from kiosk_web.attendance import leads, somebody, viewer
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.problems import told
from kiosk_web.seen import seen
from kiosk_web.views.admin import plan as plan_views
from kiosk_web.views.admin.here import _
from kiosk_web.views.planning import grid, roster
from kiosk_web.views.planning.roster import RosterNow

blueprint = Blueprint("planning", __name__, url_prefix="/attendance/plan")
blueprint.after_request(allow_in_demo)

TABLE = "rosters"
MOST_ROWS = 200
"""So many comments, wishes and changes each a month keeps."""
SHOWN = 12
DAY = timedelta(days=1)

Document = Mapping[str, Json]
Amended = Callable[[dict[str, Json]], None]


@blueprint.get("")
@somebody
def page() -> ResponseReturnValue:
    """Show a team's month: `team`, `month` (2026-12), `edit` (person:date) for one cell."""
    teams = teams_for(snapshot().rules, _me())
    team = request.args.get("team") or (teams[0] if teams else "")
    month = request.args.get("month") or f"{_today():%Y-%m}"
    if team and not may_look(snapshot().rules, _me(), team):
        abort(403)
    return _show(_read(team, month)) if team else render_template("planning/none.html")


@blueprint.post("/propose")
@somebody
def propose() -> ResponseReturnValue:
    """Make a draft anew: how many each shift needs (`need-<shift>`), `rest_a_week`."""
    now, rules = _planned(), snapshot().rules
    if now.is_published:
        abort(409)
    needs = {s: forms.whole(f"need-{s}", 0, 999) for s in rules.shifts}
    rest = forms.whole("rest_a_week", 0, 6)
    people = tuple(p.id for p in people_of(rules, now.team))
    wishes = {p: frozenset(w.on for w in now.wishes if w.by == p) for p in people}
    wanted = Wanted(
        people=people,
        first=now.first,
        last=now.last,
        needs=needs,
        rest_a_week=rest,
        away=_away(people),
        wishes=wishes,
    )
    draft = proposed(rules, wanted)

    def change(kept: dict[str, Json]) -> None:
        kept["needs"] = {s: n for s, n in needs.items() if n}
        kept["rest_a_week"] = rest
        kept["days"] = {p: {d.isoformat(): s for d, s in days.items()} for p, days in draft.items()}

    return _amend(now, change, "roster.proposed")


@blueprint.post("/cell")
@somebody
def cell() -> ResponseReturnValue:
    """Set a person's day (`who`, `on`): a `shift`, rest (empty), or `none`: not planned."""
    now = _planned()
    who, on = forms.text("who", most=64), forms.day("on")
    shift = forms.text("shift", most=64, needed=False)
    is_open = now.first <= on <= now.last and (not now.is_published or on >= _today())
    if not is_open or who not in {p.id for p in people_of(snapshot().rules, now.team)}:
        abort(422)

    def change(kept: dict[str, Json]) -> None:
        _set(kept, who, on, None if shift == "none" else shift)

    return _amend(now, change, "roster.cell", f"{who}:{on}")


@blueprint.post("/publish")
@somebody
def publish() -> ResponseReturnValue:
    """Publish a draft (`state`: published), or take a month that has not begun back to one."""
    now, state = _planned(), forms.text("state", most=20)
    if state not in ("published", "draft") or (state == "draft" and now.first <= _today()):
        abort(422)

    def change(kept: dict[str, Json]) -> None:
        kept["state"] = state
        if state == "draft":
            _next_version(kept)

    return _amend(now, change, f"roster.{state}")


@blueprint.post("/comment")
@somebody
def comment() -> ResponseReturnValue:
    """Say something (`text`) of a draft."""
    now, said = _looked(), forms.text("text", most=500)
    if now.is_published:
        abort(409)
    at = web().gateway.now().at.isoformat()

    def change(kept: dict[str, Json]) -> None:
        _append(kept, "comments", {"by": _me(), "at": at, "text": said})

    return _amend(now, change, "roster.comment")


@blueprint.post("/wish")
@somebody
def wish() -> ResponseReturnValue:
    """Wish for a free day (`on`), or take the wish back (`back`: yes)."""
    now, on, me = _looked(), forms.day("on"), _me()
    mine = me in {p.id for p in people_of(snapshot().rules, now.team)}
    if now.is_published or not mine or not now.first <= on <= now.last:
        abort(422)
    gone = forms.ticked("back")

    def change(kept: dict[str, Json]) -> None:
        rows = [w for w in _rows(kept, "wishes") if (w.get("by"), w.get("on")) != (me, f"{on}")]
        kept["wishes"] = [*rows]
        if not gone:
            _append(kept, "wishes", {"by": me, "on": on.isoformat()})

    return _amend(now, change, "roster.wish")


@blueprint.post("/change")
@somebody
def ask_change() -> ResponseReturnValue:
    """Ask for another shift on one's own day (`on`, `shift`, `reason`) once it is published."""
    now, on, me = _looked(), forms.day("on"), _me()
    shift, reason = forms.text("shift", most=64, needed=False), forms.text("reason", most=500)
    rules = snapshot().rules
    mine = me in {p.id for p in people_of(rules, now.team)}
    is_open = now.is_published and now.first <= on <= now.last and on >= _today()
    if not mine or not is_open or (shift and shift not in rules.shifts):
        abort(422)
    key = secrets.token_hex(4)
    row: dict[str, Json] = {
        "id": key,
        "by": me,
        "at": web().gateway.now().at.isoformat(),
        "on": on.isoformat(),
        "shift": shift,
        "reason": reason,
    }
    subject = f"{key}:{me}:{on}"
    return _amend(now, lambda kept: _append(kept, "changes", row), "roster.change_asked", subject)


@blueprint.post("/decide")
@somebody
def decide() -> ResponseReturnValue:
    """Agree to a change (`id`, `state`: agreed), which is done at once, or refuse it."""
    now, key, state = _planned(), forms.text("id", most=20), forms.text("state", most=10)
    found = next((c for c in now.changes if c.id == key and c.state == "asked"), None)
    if found is None or state not in ("agreed", "refused") or found.by == _me():
        abort(422)
    at = web().gateway.now().at.isoformat()

    def change(kept: dict[str, Json]) -> None:
        rows = _rows(kept, "changes")
        for row in rows:
            if row.get("id") == key and row.get("state", "asked") == "asked":
                row |= {"state": state, "decided_by": _me(), "decided_at": at}
        kept["changes"] = [*rows]
        if state == "agreed":
            _set(kept, found.by, found.on, found.shift)

    return _amend(now, change, f"roster.change_{state}", f"{key}:{found.by}:{found.on}")


def _next_version(kept: dict[str, Json]) -> None:
    version = kept.get("version")
    kept["version"] = version + 1 if isinstance(version, int) else 1


def _set(kept: dict[str, Json], who: str, on: date, shift: str | None) -> None:
    """Set or clear one day; a published month gets its next version."""
    found = kept.get("days")
    days: dict[str, Json] = dict(found) if isinstance(found, Mapping) else {}
    before = days.get(who)
    mine: dict[str, Json] = dict(before) if isinstance(before, Mapping) else {}
    if shift is None:
        mine.pop(on.isoformat(), None)
    else:
        mine[on.isoformat()] = shift
    kept["days"] = {**days, who: mine}
    if kept.get("state") == "published":
        _next_version(kept)


def _rows(kept: Document, name: str) -> list[dict[str, Json]]:
    found = kept.get(name)
    return (
        [dict(row) for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
    )


def _append(kept: dict[str, Json], name: str, row: dict[str, Json]) -> None:
    rows = _rows(kept, name)
    if len(rows) >= MOST_ROWS:
        raise RegistryProblem([_("there are too many of them already this month")])
    kept[name] = [*rows, row]


def _me() -> str:
    return viewer().id


def _today() -> date:
    return web().gateway.now().at.date()


def _asked() -> tuple[str, str]:
    return forms.text("team", most=64), forms.text("month", most=7)


def _read(team: str, month: str) -> RosterNow:
    try:
        date.fromisoformat(f"{month}-01")
    except ValueError:
        abort(404)
    if not 2000 <= int(month[:4]) <= 2099:
        abort(404)
    return roster.read(team, month, web().registry.get(TABLE, f"{team}:{month}"))


def _planned() -> RosterNow:
    """Return the month the form is about, if the visitor plans the team; else 403."""
    team, month = _asked()
    if not may_plan(snapshot().rules, _me(), team):
        abort(403)
    return _read(team, month)


def _looked() -> RosterNow:
    team, month = _asked()
    if not may_look(snapshot().rules, _me(), team):
        abort(403)
    return _read(team, month)


def _amend(now: RosterNow, change: Amended, action: str, subject: str = "") -> ResponseReturnValue:
    """Change the month by what it is at that moment; show it again, with why not where not."""
    key = f"{now.team}:{now.month}"

    def amended(kept: Document | None) -> Document:
        document = dict(kept or {"id": key, "team": now.team, "month": now.month})
        change(document)
        return document

    try:
        web().registry.amend(TABLE, key, amended, by=_me())
    except RegistryProblem as error:
        return _show(now, told(error)), 422
    forms.keep(action, f"{key}:{subject}".rstrip(":"), by=_me())
    return redirect(url_for("planning.page", team=now.team, month=now.month), 303)


def _away(people: tuple[str, ...]) -> dict[str, Dates]:
    """Return the days of approved leave of some people; a part of a day is a day."""
    spans: dict[str, list[tuple[date, date]]] = {p: [] for p in people}
    zone = snapshot().rules.timezone
    for one in snapshot().office.requests.open.values():
        if one.asked is Asked.LEAVE and one.step in COUNTS and one.person in spans:
            last = one.until.astimezone(zone) - timedelta(seconds=1)
            spans[one.person].append((one.since.astimezone(zone).date(), last.date()))
    return {person: days_of_leave(each) for person, each in spans.items()}


def _adherence(now: RosterNow, people: tuple[str, ...]) -> dict[str, Kept]:
    """Return how far each kept to a published month, in the days that are over."""
    last = min(now.last, _today() - DAY)
    if not now.is_published or last < now.first:
        return {}
    rules, me = snapshot().rules, _me()
    visible = [person for person in people if may_see(rules, me, person)]
    if any(person != me for person in visible):
        seen("roster", now.team, now.month, by=me)
    return {
        person: kept_to(
            now.days.get(person, {}), web().sheets.days(now.first, last, person), _today()
        )
        for person in visible
    }


def _edited(now: RosterNow) -> tuple[str, date] | None:
    """Return the cell that is to be changed, if one is asked for that may be."""
    who, _sep, on = request.args.get("edit", "").partition(":")
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return None
    is_open = now.first <= day <= now.last and (not now.is_published or day >= _today())
    return (who, day) if is_open and who in snapshot().rules.people else None


def _show(now: RosterNow, wrong: list[str] | None = None) -> str:
    rules, me, today = snapshot().rules, _me(), _today()
    people = people_of(rules, now.team)
    ids = tuple(p.id for p in people)
    away = _away(ids)
    plans = may_plan(rules, me, now.team)
    found = troubles(rules, now.days, now.needs, away) if plans else ()
    return render_template(
        "planning/page.html",
        now_roster=now,
        team=rules.teams[now.team],
        teams=[rules.teams[t] for t in teams_for(rules, me)],
        heads=grid.heads_of(rules, now.dates, today),
        rows=grid.rows_of(rules, now, people, away),
        counts=grid.counts_of(rules, now),
        looks=plan_views.looks_of(rules),
        views=plan_views,
        shifts=rules.shifts,
        names={p.id: p.name for p in rules.people.values()},
        plans=plans,
        leads=leads(rules, me),
        mine=me in ids,
        me=me,
        edited=_edited(now) if plans else None,
        troubles=found[:SHOWN],
        more=max(len(found) - SHOWN, 0),
        adherence=_adherence(now, ids if plans else tuple(i for i in ids if i == me)),
        earlier=f"{roster.before(now.month):%Y-%m}",
        later=f"{roster.after(now.month):%Y-%m}",
        today=today,
        wrong=wrong or [],
        section="planning",
    )

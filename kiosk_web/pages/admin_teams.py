"""`/admin/teams`: who answers for whom, and the kinds of leave."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.rules import LEAVE_KINDS, LeaveKind, Rules, Team, TeamShift
from gateway.domain.staff import team_path
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web import forms
from kiosk_web.context import snapshot, web
from kiosk_web.fresh_keys import fresh_key
from kiosk_web.problems import told
from kiosk_web.security import Role, person_with

blueprint = Blueprint("admin_teams", __name__, url_prefix="/admin/teams")

OFFICE = person_with(Role.ADMIN, Role.HR)
MOST_DAYS = 366.0


@blueprint.get("")
@OFFICE
def page() -> ResponseReturnValue:
    """List the teams, who is in none that is set up, and the kinds of leave."""
    rules = snapshot().rules
    people = [p for p in rules.people.values() if p.active]
    loose: dict[str, int] = {}
    for person in people:
        if person.team not in rules.teams:
            loose[person.team] = loose.get(person.team, 0) + 1
    return render_template(
        "admin/teams.html",
        teams=[(team, len(team_path(rules, team.id)) - 1) for team in _sorted(rules)],
        size={team: sum(p.team == team for p in people) for team in rules.teams},
        loose=dict(sorted(loose.items())),
        names={p.id: p.name for p in rules.people.values()},
        kinds=list(rules.leave_kinds.values()),
        has_own=bool(web().registry.all("leave_kinds")),
    )


@blueprint.get("/new")
@OFFICE
def fresh() -> ResponseReturnValue:
    """Show the form for a new team; `of` takes over people whose team is that word."""
    word = request.args.get("of", "")[:80]
    return _form(None, {"name": {"zh": word, "en": word}, "of": word})


@blueprint.post("")
@OFFICE
def add() -> ResponseReturnValue:
    """Add a team; everybody whose team was the word `of` is in it from then on."""
    said, word = _said(), forms.text("of", most=80, needed=False)
    rules = snapshot().rules
    key = fresh_key(forms.text("en", most=64, needed=False), rules.teams, "t")
    people = {
        p: {**(web().registry.get("people", p) or {}), "team": key}
        for p, person in rules.people.items()
        if word and person.team == word
    }
    try:
        changes = {"teams": {key: {"id": key, **said}}, "people": people}
        web().registry.save_all(changes, by=forms.admin_id())
    except RegistryProblem as error:
        return _form(None, {**said, "of": word}, told(error)), 422
    forms.keep("team.added", key)
    return redirect(url_for("admin_teams.page"), 303)


@blueprint.get("/<key>")
@OFFICE
def one(key: str) -> ResponseReturnValue:
    """Show one team."""
    team = _team(key)
    return _form(team, dict(web().registry.get("teams", key) or {}))


@blueprint.post("/<key>")
@OFFICE
def change(key: str) -> ResponseReturnValue:
    """Change a team's names, managers, stand-ins, parent, make-up days, and what it works."""
    team, said = _team(key), _said(_team(key))
    try:
        web().registry.save("teams", key, {"id": key, **said}, by=forms.admin_id())
    except RegistryProblem as error:
        return _form(team, said, told(error)), 422
    forms.keep("team.changed", key)
    return redirect(url_for("admin_teams.page"), 303)


@blueprint.post("/<key>/delete")
@OFFICE
def delete(key: str) -> ResponseReturnValue:
    """Delete a team with nobody in it; the registry refuses one that others are part of."""
    team = _team(key)
    if any(p.team == key and p.active for p in snapshot().rules.people.values()):
        abort(422)
    try:
        web().registry.save("teams", key, None, by=forms.admin_id())
    except RegistryProblem as error:
        return _form(team, dict(web().registry.get("teams", key) or {}), told(error)), 422
    forms.keep("team.deleted", key)
    return redirect(url_for("admin_teams.page"), 303)


@blueprint.post("/leave")
@OFFICE
def leave() -> ResponseReturnValue:
    """Add or change a kind of leave (`key`, empty: new); the first change keeps the usual ones."""
    rules = snapshot().rules
    key = forms.text("key", most=64, needed=False)
    if key and key not in rules.leave_kinds:
        abort(404)
    key = key or fresh_key(forms.text("en", most=64, needed=False), rules.leave_kinds, "l")
    days = forms.text("days_a_year", most=6, needed=False)
    said: dict[str, Json] = {
        "id": key,
        **forms.names(),
        "paid": forms.ticked("paid"),
        "others_may_file": forms.ticked("others_may_file"),
        "days_a_year": _days(days) if days else None,
        "first_level_days": _days(forms.text("first_level_days", most=6)),
    }
    kept = {kind.id: _as_json(kind) for kind in LEAVE_KINDS} if not _own_kinds() else {}
    web().registry.save_all({"leave_kinds": {**kept, key: said}}, by=forms.admin_id())
    forms.keep("leave_kind.changed", key)
    return redirect(url_for("admin_teams.page", _anchor="leave"), 303)


@blueprint.post("/leave/<key>/delete")
@OFFICE
def forget_leave(key: str) -> ResponseReturnValue:
    """Take a kind of leave away; what was asked for stays."""
    if key not in snapshot().rules.leave_kinds:
        abort(404)
    usual = {} if _own_kinds() else {kind.id: _as_json(kind) for kind in LEAVE_KINDS}
    web().registry.save_all({"leave_kinds": {**usual, key: None}}, by=forms.admin_id())
    forms.keep("leave_kind.deleted", key)
    return redirect(url_for("admin_teams.page", _anchor="leave"), 303)


def _own_kinds() -> bool:
    return bool(web().registry.all("leave_kinds"))


def _as_json(kind: LeaveKind) -> dict[str, Json]:
    return {
        "id": kind.id,
        "name": {"zh": kind.name.zh, "en": kind.name.en},
        "paid": kind.paid,
        "days_a_year": kind.days_a_year,
        "others_may_file": kind.others_may_file,
        "first_level_days": kind.first_level_days,
    }


def _days(said: str) -> float:
    try:
        found = float(said)
    except ValueError:
        abort(422)
    return found if 0 <= found <= MOST_DAYS else abort(422)


def _sorted(rules: Rules) -> list[Team]:
    """Return the teams as a tree: each after the one it is part of."""

    def path(team: Team) -> tuple[str, ...]:
        return tuple(each.id for each in reversed(team_path(rules, team.id)))

    return sorted(rules.teams.values(), key=path)


def _team(key: str) -> Team:
    found = snapshot().rules.teams.get(key)
    return found if found is not None else abort(404)


def _said(team: Team | None = None) -> dict[str, Json]:
    managers: list[Json] = list(request.form.getlist("managers"))
    stand_ins: list[Json] = list(request.form.getlist("stand_ins"))
    return {
        **forms.names(),
        "managers": managers,
        "stand_ins": stand_ins,
        "parent": forms.text("parent", most=64, needed=False) or None,
        "ignores_makeup": forms.ticked("ignores_makeup"),
        "shifts": _shifts(team.shifts if team is not None else ()),
    }


def _shifts(kept: tuple[TeamShift, ...]) -> list[Json]:
    """Return what the team works: what is chosen holds from its day on, never in the past."""
    chosen = forms.text("shift", most=64, needed=False)
    now = kept[-1].shift if kept else ""
    if chosen == now:
        return [_shift(each) for each in kept]
    begins, today = forms.day("shift_from"), web().gateway.now().at.date()
    if begins < today:
        abort(422)
    new = TeamShift(from_=begins, shift=chosen)
    return [_shift(each) for each in (*(e for e in kept if e.from_ < begins), new)]


def _shift(each: TeamShift) -> Json:
    return {"from": each.from_.isoformat(), "shift": each.shift or None, "pattern": each.pattern}


def _form(team: Team | None, said: dict[str, Json], wrong: list[str] | None = None) -> str:
    rules = snapshot().rules
    active = sorted((p for p in rules.people.values() if p.active), key=lambda p: p.number)
    return render_template(
        "admin/team.html",
        team=team,
        said=said,
        wrong=wrong or [],
        people=[(p.id, p.name, p.number) for p in active],
        others=[each for each in _sorted(rules) if team is None or each.id != team.id],
        members=[p for p in active if team is not None and p.team == team.id],
        shifts=sorted(rules.shifts.values(), key=lambda shift: (shift.start, shift.id)),
        today=web().gateway.now().at.date().isoformat(),
    )

"""`/admin/plans`: who works which shift, from when to when, on which days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from gateway.domain.attendance.collisions import collisions
from gateway.domain.attendance.patterns import days_of
from gateway.domain.rules import Assignment, Rules
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web import forms
from kiosk_web.context import snapshot, web
from kiosk_web.i18n import say
from kiosk_web.problems import told
from kiosk_web.security import Role, person_with
from kiosk_web.views.admin import plan as views

blueprint = Blueprint("admin_plans", __name__, url_prefix="/admin/plans")

OFFICE = person_with(Role.ADMIN, Role.HR)
KINDS = ("weekdays", "daily", "every", "cycle", "days", "own")
DAY = timedelta(days=1)
TEAM = "team:"
"""What stands before a team's word where people are chosen."""


@blueprint.get("")
@OFFICE
def page() -> ResponseReturnValue:
    """Show everybody's next two weeks by team, and what each is planned for."""
    rules, today = snapshot().rules, web().gateway.now().at.date()
    return render_template(
        "admin/plans.html",
        groups=views.groups(rules, today),
        days=views.ahead(today),
        shifts=rules.shifts,
        looks=views.looks_of(rules),
        views=views,
        today=today,
        ids=_ids(),
    )


@blueprint.get("/new")
@OFFICE
def fresh() -> ResponseReturnValue:
    """Show the form; once it is filled in, the days it means, before anything is kept."""
    if "shift" not in request.args:
        return _form()
    said = request.args
    return _form({name: said.get(name, "") for name in said}, said.getlist("weekday"))


@blueprint.post("")
@OFFICE
def add() -> ResponseReturnValue:
    """Plan somebody, or a whole team: `who`, `shift`, `from`, `to`, `pattern`, `ends`."""
    rules = snapshot().rules
    people = _people(rules, forms.text("who", most=120))
    first, last = forms.day("from"), forms.day_or_none("to")
    shift, pattern = forms.text("shift", most=64), forms.text("pattern", most=64)
    if not people or shift not in rules.shifts:
        abort(422)
    changes: dict[str, Mapping[str, Json] | None] = {}
    for person in people:
        if forms.ticked("ends"):
            changes.update(_ended(person, first, last))
        plan: dict[str, Json] = {"person": person, "shift": shift, "from": first.isoformat()}
        key = f"{person}:{shift}:{first}"
        to = last.isoformat() if last else None
        changes[key] = {**plan, "id": key, "to": to, "pattern": pattern}
    try:
        web().registry.save_all({"assignments": changes}, by=forms.admin_id())
    except RegistryProblem as error:
        said = {name: request.form.get(name, "") for name in request.form}
        return _form({**said, "kind": "own", "own": pattern}, wrong=told(error)), 422
    forms.keep("plan.added", f"{','.join(people)}:{shift}:{first}"[:200])
    return redirect(url_for("admin_plans.page"), 303)


@blueprint.post("/end")
@OFFICE
def end() -> ResponseReturnValue:
    """End a plan (`plan`) with a day (`to`); one that has not begun is taken away."""
    key, last = forms.text("plan", most=200), forms.day("to")
    kept = web().registry.get("assignments", key)
    if kept is None:
        abort(404)
    first = date.fromisoformat(str(kept["from"]))
    document = {**kept, "to": last.isoformat()} if last >= first else None
    if document is None and first <= web().gateway.now().at.date():
        raise RegistryProblem([_("it began on %(day)s; it cannot end before that", day=first)])
    web().registry.save("assignments", key, document, by=forms.admin_id())
    forms.keep("plan.ended", f"{key}:{last}")
    return redirect(url_for("admin_plans.page"), 303)


def _ids() -> dict[tuple[str, str, date], str]:
    """Return each plan's key by person, shift and first day."""
    return {
        (str(d["person"]), str(d["shift"]), date.fromisoformat(str(d["from"]))): key
        for key, d in web().registry.all("assignments").items()
    }


def _people(rules: Rules, who: str) -> list[str]:
    """Return the people a choice means: one by id, or a team's who still work here."""
    if who.startswith(TEAM):
        team = who.removeprefix(TEAM)
        found = [p for p in rules.people.values() if p.active and p.team == team]
        return [p.id for p in sorted(found, key=lambda p: p.number)]
    return [who] if who in rules.people else []


def _ended(person: str, first: date, last: date | None) -> dict[str, Mapping[str, Json] | None]:
    """Return a person's plans that would run on beside a new one, ended the day before it."""
    found: dict[str, Mapping[str, Json] | None] = {}
    for key, kept in web().registry.all("assignments").items():
        begins, ends = date.fromisoformat(str(kept["from"])), kept.get("to")
        runs_on = ends is None or date.fromisoformat(str(ends)) >= first
        if kept["person"] == person and runs_on and (last is None or begins <= last):
            is_before = begins < first
            found[key] = {**kept, "to": (first - DAY).isoformat()} if is_before else None
    return found


def pattern_of(said: Mapping[str, str], weekdays: list[str]) -> str:
    """Return the pattern that the form's helper describes, as assignments write it."""
    kind = said.get("kind", "weekdays")
    if kind == "every":
        return f"every:{said.get('every', '2')}"
    if kind == "cycle":
        return f"cycle:{said.get('on', '2')}/{said.get('off', '1')}"
    if kind == "days":
        return ",".join(name for name in views.NAMES if name in weekdays)
    return said.get("own", "") if kind == "own" else kind


def _form(
    said: Mapping[str, str] | None = None,
    weekdays: list[str] | None = None,
    wrong: list[str] | None = None,
) -> str:
    rules, today = snapshot().rules, web().gateway.now().at.date()
    said, wrong = dict(said or {}), list(wrong or [])
    pattern = pattern_of(said, weekdays or [])
    seen = _seen(rules, said, pattern, wrong) if said else None
    return render_template(
        "admin/plan.html",
        said=said,
        wrong=wrong,
        pattern=pattern,
        weekdays=weekdays or [],
        seen=seen,
        people=sorted((p for p in rules.people.values() if p.active), key=lambda p: p.number),
        teams=sorted({p.team for p in rules.people.values() if p.active and p.team}),
        shifts=sorted(rules.shifts.values(), key=lambda s: (s.start, s.end, s.id)),
        views=views,
        rules=rules,
        tomorrow=today + DAY,
        kinds=KINDS,
    )


def _seen(
    rules: Rules, said: Mapping[str, str], pattern: str, wrong: list[str]
) -> dict[str, object] | None:
    """Return the days that a plan means, before it is kept; what is wrong goes to `wrong`."""
    try:
        first = date.fromisoformat(said.get("from", ""))
        last = date.fromisoformat(said["to"]) if said.get("to") else None
    except ValueError:
        wrong.append(_("A date is not right."))
        return None
    try:
        days_of(pattern)
    except ValueError:
        wrong.append(_("These days mean nothing yet: choose which ones, or how many."))
        return None
    people, shift = _people(rules, said.get("who", "")), said.get("shift", "")
    if not people or shift not in rules.shifts:
        wrong.append(_("Choose who, and which shift."))
        return None
    if last is not None and last < first:
        wrong.append(_("It would end before it begins."))
        return None
    others = [
        o
        for p in people
        for o in rules.plans.get(p, ())
        if not o.by_team and _meets(o, first, last)
    ]
    plan = Assignment(person=people[0], shift=shift, from_=first, to=last, pattern=pattern)
    alone = replace(rules, roster={}, assignments=(plan,))
    days = views.ahead(first)
    return {
        "days": days,
        "cells": views.cells_of(alone, people[0], days, views.looks_of(rules)),
        "people": [rules.people[p].name for p in people],
        "others": others,
        "clashes": [] if not others else _clashes(rules, plan, people, last),
        "words": views.pattern_words(pattern),
        "shift": rules.shifts[shift],
        "first": first,
        "last": last,
    }


def _meets(other: Assignment, first: date, last: date | None) -> bool:
    return (other.to is None or other.to >= first) and (last is None or other.from_ <= last)


def _clashes(rules: Rules, plan: Assignment, people: list[str], last: date | None) -> list[str]:
    """Return where people would work two shifts at once if nothing of theirs is ended."""
    plans = [replace(plan, person=person) for person in people]
    would = replace(rules, assignments=(*rules.assignments, *plans))
    until = min(last or date.max, plan.from_ + views.DAY * 55)
    found = [c for p in people for c in collisions(would, p, plan.from_, until)[:1]]
    return [say(c.text) for c in found]

"""`/admin/shifts`: the hours people work; a change holds from a day on, never backwards."""

from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from gateway.domain.attendance.shifts import shift_on
from gateway.domain.planning.effective import begins_of, changed_from
from gateway.domain.rules import Rules, Shift
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web import forms
from kiosk_web.context import snapshot, web
from kiosk_web.fresh_keys import fresh_key
from kiosk_web.problems import told
from kiosk_web.security import Role, person_with
from kiosk_web.views.admin import shift as views

blueprint = Blueprint("admin_shifts", __name__, url_prefix="/admin/shifts")

OFFICE = person_with(Role.ADMIN, Role.HR)
BREAKS = 3
PAIRINGS = ("first_last", "every_pair", "by_direction")
MINUTES = ("before_min", "after_min", "late_grace_min", "early_grace_min", "watch_min")
LONGEST_MIN = 720
DAY = timedelta(days=1)


@blueprint.get("")
@OFFICE
def page() -> ResponseReturnValue:
    """List the shifts, each with its day drawn."""
    rules, today = snapshot().rules, web().gateway.now().at.date()
    rows = [
        (s, shift_on(s, today), len(_workers(rules, s.id, today)), begins_of(s))
        for s in _sorted(rules)
    ]
    return render_template("admin/shifts.html", rows=rows, views=views)


@blueprint.get("/new")
@OFFICE
def fresh() -> ResponseReturnValue:
    """Show the form for a new shift."""
    return _form(None, {"pairing": "first_last"})


@blueprint.post("")
@OFFICE
def add() -> ResponseReturnValue:
    """Add a shift: its names and its hours."""
    said = {**forms.names(), **_hours()}
    taken = snapshot().rules.shifts
    key = fresh_key(forms.text("en", most=64, needed=False), taken, "s")
    try:
        web().registry.save("shifts", key, {"id": key, **said}, by=forms.admin_id())
    except RegistryProblem as error:
        return _form(None, said, told(error)), 422
    forms.keep("shift.added", key)
    return redirect(url_for("admin_shifts.page"), 303)


@blueprint.get("/<key>")
@OFFICE
def one(key: str) -> ResponseReturnValue:
    """Show one shift, what it was, and the form to change it."""
    return _form(_shift(key), _kept(key))


@blueprint.post("/<key>")
@OFFICE
def change(key: str) -> ResponseReturnValue:
    """Change a shift's name at once, and its hours from a day (`from`) on."""
    shift, kept, first = _shift(key), _kept(key), forms.day("from")
    said = {**forms.names(), **_hours()}
    today = web().gateway.now().at.date()
    if first < today:
        words = _(
            "A change holds from today on at the earliest: days that are over stay as they are."
        )
        return _form(shift, {**kept, **said}, [words]), 422
    named = {**kept, **forms.names()}
    document = changed_from(named, said, first) if _is_used(shift) else {**named, **said}
    try:
        web().registry.save("shifts", key, document, by=forms.admin_id())
    except RegistryProblem as error:
        return _form(shift, {**kept, **said}, told(error)), 422
    forms.keep("shift.changed", f"{key}:{first}")
    return redirect(url_for("admin_shifts.page"), 303)


@blueprint.post("/<key>/delete")
@OFFICE
def delete(key: str) -> ResponseReturnValue:
    """Delete a shift that nobody has worked or will."""
    shift = _shift(key)
    if _is_used(shift):
        words = _("Somebody works this shift, or has: it cannot be deleted. End the plans instead.")
        return _form(shift, _kept(key), [words]), 422
    web().registry.save("shifts", key, None, by=forms.admin_id())
    forms.keep("shift.deleted", key)
    return redirect(url_for("admin_shifts.page"), 303)


def _sorted(rules: Rules) -> list[Shift]:
    return sorted(rules.shifts.values(), key=lambda s: (s.start, s.end, s.id))


def _shift(key: str) -> Shift:
    found = snapshot().rules.shifts.get(key)
    return found if found is not None else abort(404)


def _kept(key: str) -> dict[str, Json]:
    return dict(web().registry.get("shifts", key) or abort(404))


def _is_used(shift: Shift) -> bool:
    rules = snapshot().rules
    drafts = str(web().registry.all("rosters"))
    planned = any(plan.shift == shift.id for plan in rules.assignments)
    return planned or f"'{shift.id}'" in drafts


def _workers(rules: Rules, shift: str, today: date) -> set[str]:
    """Return who works a shift now or later."""
    return {
        plan.person
        for plan in rules.assignments
        if plan.shift == shift and (plan.to is None or plan.to >= today)
    }


def _hours() -> dict[str, Json]:
    """Return the hours of the form; the registry says whether they make sense."""
    pairing = forms.text("pairing", most=20)
    if pairing not in PAIRINGS:
        abort(422)
    said: dict[str, Json] = {
        "start": f"{forms.clock('start'):%H:%M}",
        "end": f"{forms.clock('end'):%H:%M}",
        "breaks": _breaks(),
        "pairing": pairing,
        "half_day_min": forms.whole_or_none("half_day_min", 0, LONGEST_MIN),
        "absent_min": forms.whole_or_none("absent_min", 0, LONGEST_MIN),
        "early_counts": forms.ticked("early_counts"),
    }
    return {**said, **{name: forms.whole(name, 0, LONGEST_MIN) for name in MINUTES}}


def _breaks() -> list[Json]:
    """Return the breaks of the form; a row with both fields empty is none."""
    found: list[Json] = []
    for row in range(BREAKS):
        names = (f"break_start_{row}", f"break_end_{row}")
        if any(request.form.get(name) for name in names):
            start, end = (f"{forms.clock(name):%H:%M}" for name in names)
            found.append({"start": start, "end": end})
    return found


def _form(shift: Shift | None, said: dict[str, Json], wrong: list[str] | None = None) -> str:
    rules, today = snapshot().rules, web().gateway.now().at.date()
    return render_template(
        "admin/shift.html",
        shift=shift,
        now_shift=shift_on(shift, today) if shift else None,
        versions=begins_of(shift) if shift else (),
        said=said,
        wrong=wrong or [],
        views=views,
        breaks=BREAKS,
        pairings=PAIRINGS,
        is_used=shift is not None and _is_used(shift),
        people=sorted(_workers(rules, shift.id, today)) if shift else [],
        names={p.id: p.name for p in rules.people.values()},
        today=today,
        tomorrow=today + DAY,
    )

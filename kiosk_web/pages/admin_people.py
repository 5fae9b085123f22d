"""`/admin/people`: who works here, their badges, and how they sign in."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from gateway.domain.rules import Badge, Person
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web import accounts, enrol, forms
from kiosk_web.context import snapshot, web
from kiosk_web.security import Role, current_person, person_with

blueprint = Blueprint("admin_people", __name__, url_prefix="/admin/people")

ADMIN = person_with(Role.ADMIN)
OFFICE = person_with(Role.ADMIN, Role.HR)
Changes = dict[str, Mapping[str, Mapping[str, Json] | None]]
"""Documents to keep, by table and key; None deletes."""
STATUSES = ("active", "blocked", "lost", "returned")
REPLACED = ("lost", "returned")
"""What a badge may become when another takes its place."""


@blueprint.get("")
@OFFICE
def page() -> ResponseReturnValue:
    """List the people, and offer to add one."""
    rules = snapshot().rules
    cards: dict[str, int] = {}
    for badge in rules.badges.values():
        cards[badge.person] = cards.get(badge.person, 0) + (badge.status == "active")
    people = sorted(rules.people.values(), key=lambda p: (not p.active, p.number))
    return render_template(
        "admin/people.html",
        people=people,
        cards=cards,
        roles=list(Role),
        teams=rules.teams,
        may_roles=_is_admin(),
    )


@blueprint.post("")
@OFFICE
def add() -> ResponseReturnValue:
    """Add a person: `number`, `name`, `team`, `roles`."""
    key = f"p{secrets.token_hex(6)}"
    _save(key, {"active": True, "since": _today()})
    forms.keep("person.added", key)
    return redirect(url_for("admin_people.one", key=key), 303)


@blueprint.get("/<key>")
@OFFICE
def one(key: str) -> ResponseReturnValue:
    """Show one person."""
    return _show(_person(key))


@blueprint.post("/<key>")
@OFFICE
def change(key: str) -> ResponseReturnValue:
    """Change name, number, team, roles, or whether the person still works here.

    Who works here no longer is planned no longer: today is their last day.
    Roles are an administrator's to give, and nobody else changes an administrator.
    """
    person = _person(key)
    if Role.ADMIN in person.roles and not _is_admin():
        abort(403)
    active = request.form.get("active") == "yes"
    loses = _is_admin() and Role.ADMIN not in _roles()
    if person.id == forms.admin_id() and (not active or loses):
        raise RegistryProblem(["you cannot take the administration from yourself"])
    more: dict[str, Json] = {"active": active}
    if active != person.active:
        more |= {"until": None if active else _today()}
    _save(key, more, {} if active or not person.active else _unplanned(key))
    forms.keep("person.changed", key)
    return redirect(url_for("admin_people.one", key=key), 303)


@blueprint.post("/<key>/pin")
@ADMIN
def pin(key: str) -> ResponseReturnValue:
    """Give a new PIN, chosen by the machine and shown once."""
    person, fresh = _person(key), accounts.new_pin()
    accounts.set_pin(key, fresh, by=forms.admin_id())
    forms.keep("pin.set", key)
    return _show(person, pin=fresh)


@blueprint.post("/<key>/password")
@ADMIN
def password(key: str) -> ResponseReturnValue:
    """Set a password; every session of the person ends."""
    _person(key)
    accounts.set_password(key, forms.text("password"), by=forms.admin_id())
    forms.keep("password.set", key)
    return redirect(url_for("admin_people.one", key=key), 303)


@blueprint.post("/<key>/sign-in")
@ADMIN
def sign_in(key: str) -> ResponseReturnValue:
    """Let the person sign in (`may`: yes), or no longer; sessions end at once."""
    may = request.form.get("may") == "yes"
    if _person(key).id == forms.admin_id():
        raise RegistryProblem(["you cannot lock yourself out"])
    accounts.change(key, by=forms.admin_id(), disabled=not may)
    forms.keep("account.enabled" if may else "account.disabled", key)
    return redirect(url_for("admin_people.one", key=key), 303)


@blueprint.get("/<key>/badge")
@OFFICE
def wait_for_badge(key: str) -> ResponseReturnValue:
    """Wait for the next unknown tap (`after`: the ledger's row when it began)."""
    person, after = _person(key), request.args.get("after", type=int)
    if after is None:
        old, becomes = request.args.get("old"), request.args.get("becomes")
        seq = enrol.newest_seq()
        there = url_for(".wait_for_badge", key=key, after=seq, old=old, becomes=becomes)
        return redirect(there, 303)
    tap = enrol.next_tap(after)
    reader = snapshot().rules.readers.get(tap.reader) if tap else None
    return render_template(
        "admin/badge.html",
        who=person,
        tap=tap,
        known=None if tap else enrol.known_tap(after),
        names={p.id: p.name for p in snapshot().rules.people.values()},
        reader=reader,
        replaces=_replaced(person, request.args),
        today=web().gateway.now().at.date(),
    )


@blueprint.post("/<key>/badge")
@OFFICE
def give_badge(key: str) -> ResponseReturnValue:
    """Give the tapped badge (`seq`: its row in the ledger) to the person.

    `until` is a temporary badge's last day; `old` becomes `becomes` in the same step.
    """
    person, tap = _person(key), enrol.tap_of(forms.text("seq", most=20))
    if tap is None:
        raise RegistryProblem([enrol.too_late()])
    until, replaces = forms.day_or_none("until"), _replaced(person, request.form)
    if until is not None and until < web().gateway.now().at.date():
        raise RegistryProblem([_("the last day of a temporary badge is over already")])
    enrol.give(tap, person.id, by=forms.admin_id(), until=until, replaces=replaces)
    forms.keep("badge.replaced" if replaces else "badge.given", f"{person.id}:{tap.uid_tail}")
    return redirect(url_for("admin_people.one", key=key), 303)


@blueprint.post("/<key>/badges/<badge>")
@OFFICE
def change_badge(key: str, badge: str) -> ResponseReturnValue:
    """Change a badge's `status`: active, blocked, lost or returned."""
    kept, status = web().registry.get("badges", badge), forms.text("status", most=20)
    if kept is None or kept.get("person") != _person(key).id or status not in STATUSES:
        abort(422)
    web().registry.save("badges", badge, {**kept, "status": status}, by=forms.admin_id())
    forms.keep(f"badge.{status}", f"{key}:{kept.get('uid_tail', '')}")
    return redirect(url_for("admin_people.one", key=key), 303)


def _person(key: str) -> Person:
    found = snapshot().rules.people.get(key)
    return found if found is not None else abort(404)


def _is_admin() -> bool:
    person = current_person()
    return person is not None and Role.ADMIN in person.roles


def _replaced(person: Person, said: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the badge that is to be replaced and what it becomes; 422 for another's."""
    old, becomes = said.get("old", ""), said.get("becomes", "lost")
    if not old:
        return None
    badge = snapshot().rules.badges.get(old)
    if badge is None or badge.person != person.id or becomes not in REPLACED:
        abort(422)
    return old, becomes


def _roles() -> list[str]:
    known = {role.value for role in Role}
    return [role for role in request.form.getlist("roles") if role in known]


def _unplanned(person: str) -> Changes:
    """Return what ends somebody's plans with today; days that are over stay as they are."""
    today = _today()
    plans: dict[str, Mapping[str, Json] | None] = {}
    for key, plan in web().registry.all("assignments").items():
        if plan["person"] == person and str(plan.get("to") or "9999") > today:
            plans[key] = {**plan, "to": today} if str(plan["from"]) <= today else None
    rosters: dict[str, Mapping[str, Json] | None] = {}
    for key, month in web().registry.all("rosters").items():
        days = month.get("days")
        theirs = days.get(person) if isinstance(days, Mapping) else None
        if isinstance(days, Mapping) and isinstance(theirs, Mapping) and max(theirs) > today:
            over = {day: shift for day, shift in theirs.items() if day <= today}
            rosters[key] = {**month, "days": {**days, person: over}}
    return {"assignments": plans, "rosters": rosters}


def _today() -> str:
    return web().gateway.now().at.date().isoformat()


def _save(key: str, more: dict[str, Json], others: Changes | None = None) -> None:
    before = web().registry.get("people", key) or {"id": key}
    said: dict[str, Json] = {
        "number": forms.text("number", most=32),
        "name": forms.text("name", most=64),
        "team": forms.text("team", most=64, needed=False),
    }
    if _is_admin():
        said["roles"] = [*_roles()] or ["staff"]
    changes: Changes = {**(others or {}), "people": {key: {**before, **said, **more}}}
    web().registry.save_all(changes, by=forms.admin_id())


def _show(person: Person, *, pin: str | None = None) -> str:
    badges: list[Badge] = [b for b in snapshot().rules.badges.values() if b.person == person.id]
    tails = {
        b.badge: str((web().registry.get("badges", b.badge) or {}).get("uid_tail") or "")
        for b in badges
    }
    kept = accounts.account(person.id)
    has = {name: bool(kept.get(name)) for name in ("password", "pin", "totp", "disabled")}
    return render_template(
        "admin/person.html",
        who=person,
        badges=badges,
        tails=tails,
        has=has,
        pin=pin,
        roles=list(Role),
        statuses=STATUSES,
        least=accounts.LEAST_PASSWORD,
        teams=snapshot().rules.teams,
        may_roles=_is_admin(),
        is_hrs=_is_admin() or Role.ADMIN not in person.roles,
        today=web().gateway.now().at.date(),
    )

"""`/admin/duty`: kinds of duty, posts, groups, checkpoints, and the numbers of the rules."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.duty.rules import DutyRules
from gateway.domain.rules import Rules
from gateway.domain.text import Json
from kiosk_web import duty_tables, forms
from kiosk_web.context import snapshot, web
from kiosk_web.duty_tables import RULES, TABLES
from kiosk_web.fresh_keys import fresh_key
from kiosk_web.i18n import say
from kiosk_web.security import Role, person_with
from kiosk_web.views.admin import duty as views
from kiosk_web.views.admin.shift import times

blueprint = Blueprint("admin_duty", __name__, url_prefix="/admin/duty")

OFFICE = person_with(Role.ADMIN, Role.HR)
WHAT = "/<any(kinds, posts, groups, checkpoints):what>"
Choices = Sequence[tuple[str, str, str]]
"""What may be chosen: the value, its words, a small remark."""


@blueprint.get("")
@OFFICE
def page() -> ResponseReturnValue:
    """Show everything that is set up of duties."""
    rules = snapshot().rules
    return render_template(
        "admin/duty.html",
        duty=rules.duty,
        rules=rules,
        views=views,
        has_own=bool(web().registry.all("duty_kinds")),
        lines=views.rules_lines(rules.duty.limits),
    )


@blueprint.get(f"{WHAT}/new")
@OFFICE
def fresh(what: str) -> ResponseReturnValue:
    """Show the form for a new one."""
    return _form(what, "", {})


@blueprint.post(WHAT)
@OFFICE
def add(what: str) -> ResponseReturnValue:
    """Add one; its id is made from its English name."""
    table, said = TABLES[what], TABLES[what].read()
    name = said["name"]
    english = str(name.get("en", "")) if isinstance(name, Mapping) else ""
    key = fresh_key(english, _entries(snapshot().rules.duty, what), table.letter)
    if wrong := duty_tables.kept(table, key, said):
        return _form(what, "", said, wrong), 422
    forms.keep(f"{table.act}.added", key)
    return _back(what)


@blueprint.get(f"{WHAT}/<key>")
@OFFICE
def one(what: str, key: str) -> ResponseReturnValue:
    """Show one, and what a change would do to duties that are published."""
    return _form(what, key, _kept(what, key))


@blueprint.post(f"{WHAT}/<key>")
@OFFICE
def change(what: str, key: str) -> ResponseReturnValue:
    """Change one."""
    table, before = TABLES[what], _kept(what, key)
    said = {**before, **table.read()}
    if wrong := duty_tables.kept(table, key, said):
        return _form(what, key, said, wrong), 422
    forms.keep(f"{table.act}.changed", key)
    return _back(what)


@blueprint.post(f"{WHAT}/<key>/delete")
@OFFICE
def delete(what: str, key: str) -> ResponseReturnValue:
    """Delete one that nothing names and no published duty needs."""
    table, before = TABLES[what], _kept(what, key)
    wrong = views.in_use(snapshot(), what, key) or duty_tables.deleted(table, key)
    if wrong:
        return _form(what, key, before, wrong), 422
    forms.keep(f"{table.act}.deleted", key)
    return _back(what)


@blueprint.get("/rules")
@OFFICE
def rules_page() -> ResponseReturnValue:
    """Show the numbers of the rules."""
    return _rules_form(_rules_now())


@blueprint.post("/rules")
@OFFICE
def change_rules() -> ResponseReturnValue:
    """Change the numbers of the rules."""
    said = RULES.read()
    if wrong := duty_tables.kept(RULES, "duty", said):
        return _rules_form(said, wrong), 422
    forms.keep("duty_rules.changed", "duty")
    return _back("rules")


def _back(what: str) -> ResponseReturnValue:
    return redirect(url_for("admin_duty.page", _anchor=what), 303)


def _entries(duty: DutyRules, what: str) -> Mapping[str, object]:
    entries: Mapping[str, Mapping[str, object]] = {
        "kinds": duty.kinds,
        "posts": duty.posts,
        "groups": duty.groups,
        "checkpoints": duty.checkpoints,
    }
    return entries[what]


def _kept(what: str, key: str) -> dict[str, Json]:
    """Return a document as it is kept; a usual kind as it would be."""
    found = web().registry.get(TABLES[what].name, key)
    if found is None:
        found = duty_tables.usual_kinds(TABLES[what]).get(key)
    return dict(found) if found is not None else abort(404)


def _form(what: str, key: str, said: dict[str, Json], wrong: Sequence[str] = ()) -> str:
    now = snapshot()
    return render_template(
        f"admin/duty_{what}.html",
        what=what,
        key=key,
        said=said,
        wrong=wrong,
        fields=TABLES[what].fields(),
        before=views.said_before(now, what, key) if key else [],
        choices=_choices(now.rules, said),
    )


def _choices(rules: Rules, said: Mapping[str, Json]) -> Mapping[str, Choices]:
    """Return what each field of the forms may be; what is kept and not there any more stays."""
    duty = rules.duty
    named = {*_words(said.get("members")), str(said.get("leader") or "")}
    people = sorted(rules.people.values(), key=lambda p: (len(p.number), p.number))
    readers = [r for r in rules.readers.values() if not r.is_door or r.id == said.get("reader")]
    return {
        "days": views.day_choices(),
        "weekdays": views.weekday_choices(),
        "zone": [(z.id, say(z.name), "") for z in rules.zones.values()],
        "kinds": [(k.id, say(k.name), times(k)) for k in duty.kinds.values()],
        "checkpoints": [(c.id, say(c.name), "") for c in duty.checkpoints.values()],
        "posts": [(p.id, say(p.name), "") for p in duty.posts.values()],
        "people": [
            (p.id, p.name, p.number if p.active else views.left(p.number))
            for p in people
            if p.active or p.id in named
        ],
        "reader": [(r.id, say(r.name), "") for r in readers],
        "room": [(r.id, say(r.name), "") for r in rules.rooms.values()],
    }


def _words(value: Json) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _rules_now() -> dict[str, Json]:
    """Return the rules as they hold: what is kept, else the usual numbers."""
    limits, year = snapshot().rules.duty.limits, snapshot().rules.duty.consequences
    numbers: dict[str, Json] = {
        number.name: getattr(limits if hasattr(limits, number.name) else year, number.name)
        for number in views.NUMBERS
    }
    return {
        **numbers,
        "empty_is_all_absent": year.empty_is_all_absent,
        "money": dict(year.money),
        "currency": year.currency,
    }


def _rules_form(said: Mapping[str, Json], wrong: Sequence[str] = ()) -> str:
    return render_template(
        "admin/duty_rules.html",
        said=said,
        wrong=wrong,
        fields=views.rule_fields(),
        numbers={number.name: number for number in views.NUMBERS},
        parts=views.PARTS,
        misses=views.misses(),
        before=views.rules_said(),
    )

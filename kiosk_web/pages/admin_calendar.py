"""`/admin/calendar`: what kind of day each date is; the office's own word beats the published."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.calendar import day_kind
from gateway.domain.rules import DayKind
from gateway.domain.text import Json, Text
from kiosk_web import forms
from kiosk_web.context import snapshot, web
from kiosk_web.security import Role, person_with
from kiosk_web.views.admin import year as views
from kiosk_web.views.admin.plan import kind_words

blueprint = Blueprint("admin_calendar", __name__, url_prefix="/admin/calendar")

OFFICE = person_with(Role.ADMIN, Role.HR)
KINDS = (DayKind.WORKDAY, DayKind.MAKEUP, DayKind.REST, DayKind.HOLIDAY)
FIRST, LAST = 2000, 2099


@blueprint.get("")
@OFFICE
def page() -> ResponseReturnValue:
    """Show a year (`year`), with one day (`day`) to set if asked for."""
    today = web().gateway.now().at.date()
    chosen = _asked_day()
    year = request.args.get("year", type=int) or (chosen or today).year
    if not FIRST <= year <= LAST:
        abort(404)
    rules = snapshot().rules
    names = _names()
    almanac = rules.almanac
    return render_template(
        "admin/calendar.html",
        year=year,
        months=views.year_of(rules, year, names),
        legend=views.legend(),
        chosen=chosen,
        chosen_kind=day_kind(rules, chosen) if chosen else None,
        chosen_name=names.get(chosen, Text("", "")) if chosen else None,
        own={day: kind for day, kind in sorted(rules.calendar.items()) if day.year == year},
        names=names,
        kinds=KINDS,
        kind_words=kind_words,
        is_known=almanac is None or year in almanac.years,
        is_own_year=year in _own_years(),
        today=today,
    )


@blueprint.post("/day")
@OFFICE
def change() -> ResponseReturnValue:
    """Say what a date (`day`) is: `kind`, and what it is called; no kind takes it back."""
    day, kind = forms.day("day"), forms.text("kind", most=20, needed=False)
    if kind and kind not in KINDS:
        abort(422)
    document: dict[str, Json] | None = None
    if kind:
        zh, en = (forms.text(name, most=60, needed=False) for name in ("zh", "en"))
        name: Json = {"zh": zh or en, "en": en or zh} if zh or en else None
        document = {"date": day.isoformat(), "kind": kind, "name": name}
    web().registry.save("calendar", day.isoformat(), document, by=forms.admin_id())
    forms.keep("calendar.changed", f"{day}:{kind or 'published'}")
    return redirect(url_for("admin_calendar.page", year=day.year), 303)


@blueprint.post("/year")
@OFFICE
def whole_year() -> ResponseReturnValue:
    """Say that the office has filled in a year whole by itself (`known`: yes), or has not."""
    year, known = forms.whole("year", FIRST, LAST), forms.ticked("known")
    years = sorted((_own_years() | {year}) if known else (_own_years() - {year}))
    listed: list[Json] = list(years)
    document: Mapping[str, Json] | None = {"value": listed} if listed else None
    web().registry.save("settings", "calendar_years", document, by=forms.admin_id())
    forms.keep("calendar.year", f"{year}:{'known' if known else 'open'}")
    return redirect(url_for("admin_calendar.page", year=year), 303)


def _asked_day() -> date | None:
    said = request.args.get("day", "")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        abort(404)


def _own_years() -> set[int]:
    kept = (web().registry.get("settings", "calendar_years") or {}).get("value")
    return {year for year in kept if isinstance(year, int)} if isinstance(kept, list) else set()


def _names() -> dict[date, Text]:
    """Return what the office calls some dates."""
    found: dict[date, Text] = {}
    for key, kept in web().registry.all("calendar").items():
        name = kept.get("name")
        if isinstance(name, Mapping):
            found[date.fromisoformat(key)] = Text(str(name.get("zh")), str(name.get("en")))
    return found

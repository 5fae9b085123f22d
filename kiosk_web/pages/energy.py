"""`/facilities/energy` and `/facilities/night`: what was used, and what happened in a night."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from kiosk_web import live
from kiosk_web.context import snapshot, web
from kiosk_web.facilities import FACILITIES, bound, exists
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.ports import Snapshot
from kiosk_web.security import demand
from kiosk_web.views.energy import series
from kiosk_web.views.energy.night_page import last_evening, night_page
from kiosk_web.views.energy.page import energy_page
from kiosk_web.views.energy.places import now_w, site_place
from kiosk_web.views.energy.sheet import sheet
from kiosk_web.views.facilities.reads import FIGURES_S, reads
from kiosk_web.views.words import Tongue

blueprint = Blueprint("energy", __name__)
blueprint.after_request(allow_in_demo)

ENERGY, NIGHT = "facilities/energy", "facilities/night"
MOST_DAYS = {"hours": series.MOST_DAYS_BY_HOUR, "days": series.MOST_DAYS}
"""A download covers no more."""


def view(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    """Return what changes while the page stands: the power now, the newest quarter of an hour."""
    tongue, at = Tongue.of(language), snapshot.now.at
    watts = tongue.watts_parts(now_w(snapshot, site_place(snapshot.rules, target)))
    return {"now": watts, "again": f"{at.hour:02}:{at.minute // 15 * 15:02}"}


LIVE = (
    live.LivePage(
        name=ENERGY, view=view, access=FACILITIES, exists=exists, reads=reads, every_s=FIGURES_S
    ),
    live.LivePage(name=NIGHT, access=FACILITIES, exists=exists),
)


@blueprint.get("/facilities/energy")
def page() -> ResponseReturnValue:
    """Show a zone's energy: `?zone=<id>&day=YYYY-MM-DD`; the site and today unless said."""
    target, refused = _target()
    if refused is not None:
        return refused
    now = snapshot()
    day = _day("day", now.now.at.date())
    shown = energy_page(now, web().history, target, day, Tongue.of(language()))
    return live.render(ENERGY, target, page=shown, bound=bool(bound()))


@blueprint.get("/facilities/night")
def night() -> ResponseReturnValue:
    """Show a zone's night: `?zone=<id>&night=YYYY-MM-DD`, the evening it begins on."""
    target, refused = _target()
    if refused is not None:
        return refused
    now = snapshot()
    evening = _day("night", last_evening(now.now.at))
    shown = night_page(now, web().history, target, evening, Tongue.of(language()))
    return live.render(NIGHT, target, page=shown, bound=bool(bound()))


@blueprint.get("/facilities/energy/<step>.csv")
def download(step: str) -> ResponseReturnValue:
    """Return hours or days as CSV: `?zone=<id>&from=YYYY-MM-DD&to=YYYY-MM-DD`, both included."""
    if step not in MOST_DAYS:
        abort(404)
    target, refused = _target()
    if refused is not None:
        return refused
    now = snapshot()
    last = _day("to", now.now.at.date())
    first = _day("from", last - timedelta(days=6))
    if not 0 <= (last - first).days < MOST_DAYS[step]:
        abort(422)
    span = (first, last)
    lines = sheet(now, web().history, target, span, Tongue.of(language()), by_hour=step == "hours")
    name = f"energy-{step}-{first:%Y%m%d}-{last:%Y%m%d}.csv"
    answer = Response("".join(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _target() -> tuple[str, ResponseReturnValue | None]:
    """Return the zone asked for, "" for the site, and where to go if it is not for this visitor."""
    target = request.args.get("zone", bound())
    refused = demand(FACILITIES, target)
    if refused is None and not exists(snapshot(), target):
        abort(404)
    return target, refused


def _day(key: str, default: date) -> date:
    """Return a local day of the query; 422 for what is none."""
    text = request.args.get(key, "")
    if not text:
        return default
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(422)
    if not series.OLDEST <= day <= series.NEWEST:
        abort(422)
    return day

"""`/facilities/devices`: every device, those in trouble first; and the page of each."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk_web import live
from kiosk_web.context import snapshot, web
from kiosk_web.facilities import ALLOWED, FACILITIES, bound, device_here, exists
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.ports import Kept, Snapshot
from kiosk_web.security import demand, screen_or_person
from kiosk_web.views.facilities.device import device_page
from kiosk_web.views.facilities.devices import devices_view
from kiosk_web.views.facilities.reads import FIGURES_S, reads
from kiosk_web.views.ledger import is_told, row_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("facilities_devices", __name__)
blueprint.after_request(allow_in_demo)

LIST, ONE = "facilities/devices", "facilities/device"
SHOWN_ROWS = 12


def view(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    """Return the list."""
    return {"rows": devices_view(snapshot, target, Tongue.of(language))}


LIVE = (
    live.LivePage(
        name=LIST, view=view, access=FACILITIES, exists=exists, reads=reads, every_s=FIGURES_S
    ),
    live.LivePage(name=ONE, access=FACILITIES, exists=exists),
)


@blueprint.get("/facilities/devices")
def page() -> ResponseReturnValue:
    """Show the devices; `?only=trouble` leaves out those that answer."""
    only = request.args.get("only") == "trouble"
    return demand(FACILITIES, bound()) or live.render(LIST, bound(), only=only)


@blueprint.get("/facilities/device/<which>")
@screen_or_person(*ALLOWED)
def device(which: str) -> ResponseReturnValue:
    """Show one device: its channels, its last report, what is wrong with it, work on it."""
    return live.render(ONE, bound(), which=device_here(which), body=Markup(_body(which)))  # noqa: S704


@blueprint.get("/facilities/device/<which>/now")
@screen_or_person(*ALLOWED)
def now(which: str) -> ResponseReturnValue:
    """Return what the page of a device shows now."""
    return _body(device_here(which))


def _body(which: str) -> str:
    seen, tongue = snapshot(), Tongue.of(language())
    rows = [row_view(row, seen.rules, tongue) for row in _rows(seen, which)]
    found = device_page(seen, which, tongue)
    return render_template("facilities/device/now.html", view=found, rows=rows)


def _rows(seen: Snapshot, which: str) -> list[Kept]:
    """Return the newest rows of the ledger about a device or its channels."""
    channels = [c.id for c in seen.rules.channels.values() if c.device == which]
    subjects = (which, f"device:{which}", *channels)
    found = [
        row
        for subject in subjects
        for row in web().history.latest(subject=subject, limit=SHOWN_ROWS)
        if is_told(row)
    ]
    return sorted(found, key=lambda row: row.seq, reverse=True)[:SHOWN_ROWS]

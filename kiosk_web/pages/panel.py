"""`/room/<id>`: the panel on a meeting room's wall."""

from collections.abc import Mapping

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from gateway.domain.events import ControlPressed
from gateway.domain.meters import meter_parts
from gateway.domain.reports import Reports
from kiosk_web import live
from kiosk_web.body import posted, word
from kiosk_web.framing import allow_in_demo
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask, reply
from kiosk_web.security import Role, ScreenRole, access, screen_or_person
from kiosk_web.views.panel import room_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("panel", __name__)
blueprint.after_request(allow_in_demo)

PANEL = access(ScreenRole.PANEL, Role.FACILITIES, Role.ADMIN)


def view(snapshot: Snapshot, room: str, language: str) -> Mapping[str, object]:
    """Return the panel's one fragment: its home and its lights."""
    return {"room": room_view(snapshot, room, Tongue.of(language))}


def exists(snapshot: Snapshot, room: str) -> bool:
    """Return whether there is such a room."""
    return room in snapshot.rules.rooms


def reads(snapshot: Snapshot, room: str) -> object:
    """Return all that the panel takes from a snapshot besides the time.

    The state's own values, compared by identity first: with 64 panels open, one
    lamp's report costs one view, not 64.
    """
    office, rules = snapshot.office, snapshot.rules
    place = rules.rooms[room]
    zone = rules.zones.get(place.zone)
    channels = [rules.channels[c] for c in place.channels if c in rules.channels]
    devices = {c.device for c in channels}
    if zone is not None and zone.meter is not None:
        devices.add(meter_parts(zone.meter)[0])
    reports = Reports.of(office.devices.reports)
    return (
        rules,
        office.presence.sessions,
        office.health.parts,
        tuple(reports.device(device) for device in sorted(devices)),
        tuple(office.controls.wishes.get(channel.id) for channel in channels),
    )


LIVE = (live.LivePage(name="panel", view=view, access=PANEL, exists=exists, reads=reads),)


@blueprint.get("/room/<room>")
@screen_or_person(ScreenRole.PANEL, Role.FACILITIES, Role.ADMIN, target="room")
def page(room: str) -> ResponseReturnValue:
    """Show the panel of a room."""
    return live.render("panel", room)


@blueprint.post("/room/<room>/press")
@screen_or_person(ScreenRole.PANEL, Role.FACILITIES, Role.ADMIN, target="room")
def press(room: str) -> ResponseReturnValue:
    """Press a control: `{"control", "value"}`; answered once asked, not once done."""
    body = posted()
    value = body.get("value")
    if not (value is None or isinstance(value, bool | int | float | str)):
        abort(422)
    return reply(ask(ControlPressed(room=room, control=word(body, "control"), value=value)))

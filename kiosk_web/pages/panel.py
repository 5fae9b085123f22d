"""`/room/<id>`: the panel on a meeting room's wall."""

from collections.abc import Mapping

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from gateway.domain.events import ControlPressed
from gateway.domain.text import Json
from kiosk_web import live
from kiosk_web.body import posted, word
from kiosk_web.framing import allow_in_demo
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask, reply
from kiosk_web.security import Role, ScreenRole, access, screen_or_person
from kiosk_web.sessions import current_person, current_screen
from kiosk_web.views.panel import panel_reads, panel_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("panel", __name__)
blueprint.after_request(allow_in_demo)

PANEL = access(ScreenRole.PANEL, Role.FACILITIES, Role.ADMIN)
MOST_PARTS = 10


def view(snapshot: Snapshot, room: str, language: str) -> Mapping[str, object]:
    """Return the panel's fragments: its head, its pages, its tabs."""
    return panel_view(snapshot, room, Tongue.of(language))


def exists(snapshot: Snapshot, room: str) -> bool:
    """Return whether there is such a room."""
    return room in snapshot.rules.rooms


LIVE = (live.LivePage(name="panel", view=view, access=PANEL, exists=exists, reads=panel_reads),)


@blueprint.get("/room/<room>")
@screen_or_person(ScreenRole.PANEL, Role.FACILITIES, Role.ADMIN, target="room")
def page(room: str) -> ResponseReturnValue:
    """Show the panel of a room."""
    return live.render("panel", room, own_rights=_own_rights() is not None)


@blueprint.post("/room/<room>/press")
@screen_or_person(ScreenRole.PANEL, Role.FACILITIES, Role.ADMIN, target="room")
def press(room: str) -> ResponseReturnValue:
    """Press a control: `{"control", "value"}`; answered once asked, not once done."""
    body = posted()
    control, by = word(body, "control"), _own_rights() or "panel"
    return reply(ask(ControlPressed(room=room, control=control, value=_value(body), by=by)))


def _own_rights() -> str | None:
    """Return who signed in, where no panel hangs on the wall: the lock is the panel's."""
    person = current_person()
    return person.id if person is not None and current_screen() is None else None


def _value(body: Mapping[str, Json]) -> Json:
    """Return the value of a press: plain, or a few plain parts (`{"held_s": 1.5}`); else 422."""
    value = body.get("value")
    if isinstance(value, Mapping):
        plain = len(value) <= MOST_PARTS and all(map(_is_plain, value.values()))
    else:
        plain = _is_plain(value)
    if not plain:
        abort(422)
    return value


def _is_plain(value: Json) -> bool:
    return value is None or isinstance(value, bool | int | float | str)

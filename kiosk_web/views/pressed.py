"""A press in a room as a person tells it: what was pressed, and what it shall do."""

from collections.abc import Mapping
from typing import Protocol

from gateway.domain.rooms.scenes.standard import scenes_of
from gateway.domain.rooms.sources.state import source_of
from gateway.domain.rules import Room, Rules
from gateway.domain.text import Json
from kiosk_web.views.words import Tongue


class Saying(Protocol):
    """What the words of a row are made of (`ledger.py`)."""

    @property
    def rules(self) -> Rules:
        """Return what the site file says."""

    @property
    def tongue(self) -> Tongue:
        """Return the language."""

    def channel(self, key: Json) -> str:
        """Return a channel's name with its room."""


def pressed_words(say: Saying, subject: str, body: Mapping[str, Json]) -> tuple[str, str]:
    """Return what was pressed, and what for: `Room A · AV rack`, `on`."""
    control, value = str(body.get("control", "")), body.get("value")
    group, _, verb = control.rpartition(".")
    room = say.rules.rooms.get(str(body.get("room")))
    known = subject in say.rules.channels
    if known or room is None:
        return say.channel(subject), _done(say.tongue, verb, value)
    place = room.name.in_(say.tongue.language)
    what = {
        "lights": "",
        "rack": say.tongue._("AV rack"),
        "curtains": say.tongue._("Curtains"),
    }.get(group)
    if what is None:
        return place, _named(say, room, group, verb) or _done(say.tongue, verb, value)
    return (f"{place}{say.tongue.dot}{what}" if what else place), _done(say.tongue, verb, value)


def _named(say: Saying, room: Room, group: str, verb: str) -> str:
    """Return the name of a scene or a source; empty for anything else."""
    if group == "scene":
        scene = next((one for one in scenes_of(say.rules, room.id) if one.id == verb), None)
        return scene.name.in_(say.tongue.language) if scene else ""
    source = source_of(say.rules, room.id, verb) if group == "source" else None
    return source.name.in_(say.tongue.language) if source else ""


def _done(tongue: Tongue, verb: str, value: Json) -> str:
    _ = tongue._
    if verb in ("level", "position") and isinstance(value, int | float):
        return tongue.percent(value)
    if verb == "setpoint":
        return f"{value} °C"
    return {
        "all_on": _("all on"),
        "all_off": _("all off"),
        "on": _("on"),
        "off": _("off"),
        "toggle": _("the other way round"),
        "open": _("open"),
        "close": _("close"),
        "up": _("up"),
        "down": _("down"),
        "stop": _("stop"),
        "cancel": _("cancelled"),
        "retry": _("try again"),
        "back_out": _("go back"),
        "mute": _("mute"),
        "unmute": _("sound back"),
    }.get(verb, str(value) if verb in ("mode", "fan", "run") else verb)

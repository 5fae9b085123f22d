"""The scenes as keys: which one runs, which one holds, and what of it was not done."""

from dataclasses import dataclass

from gateway.domain.rooms.scenes.standard import scenes_of
from gateway.domain.rooms.scenes.state import Named, SceneNow, scene_now
from gateway.domain.rules import Scene
from kiosk_web.views.marks import Mark
from kiosk_web.views.panel.base import Look

ICONS = {
    "presentation": "present",
    "discussion": "discuss",
    "video": "video",
    "break": "tea",
    "all_off": "power",
}
OWN_ICON = "hand"
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneKey:
    """One scene; `state` is `running`, `chosen` or empty."""

    id: str
    name: str
    icon: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenesView:
    """All scenes of a room; `off` is "all off", which has a place of its own.

    Attributes:
        mark: How the last scene is getting on: still to come, or not done; or None.
    """

    keys: tuple[SceneKey, ...]
    off: SceneKey | None
    mark: Mark | None


def scenes_view(look: Look) -> ScenesView:
    """Return the scenes of a room."""
    now = scene_now(look.office, look.rules, look.room.id)
    keys = [_key(look, now, scene) for scene in now.offered]
    off = next((key for key in keys if key.id == "all_off"), None)
    return ScenesView(
        keys=tuple(key for key in keys if key is not off), off=off, mark=_mark(look, now)
    )


def _key(look: Look, now: SceneNow, scene: Scene) -> SceneKey:
    chosen = scene.id == now.scene and not now.touched
    state = "running" if scene.id == now.scene and now.running else "chosen" if chosen else ""
    name = scene.name.in_(look.tongue.language)
    return SceneKey(id=scene.id, name=name, icon=ICONS.get(scene.id, OWN_ICON), state=state)


def _mark(look: Look, now: SceneNow) -> Mark | None:
    """Return how the last scene is getting on; what failed before what is to come."""
    _ = look.tongue._
    if now.scene is None:
        return None
    found = next((s for s in scenes_of(look.rules, look.room.id) if s.id == now.scene), None)
    name = found.name.in_(look.tongue.language) if found else now.scene
    if now.undone:
        words = _("%(scene)s: not done: %(what)s", scene=name, what=_names(look, now.undone))
        return Mark("k-noanswer", words, "bad")
    if now.running:
        words = _(
            "%(scene)s: still to come: %(what)s",
            scene=name,
            what=_names(look, now.waiting, steps=False),
        )
        return Mark("queue", words, "info")
    if not now.touched:
        return Mark("ok", _("%(scene)s: all done", scene=name), "ok")
    return None


def _names(look: Look, named: tuple[Named, ...], *, steps: bool = True) -> str:
    """Return a few names without their room, each once; how many more there are.

    `steps`: name each step of the rack; else they are one thing.
    """
    found = dict.fromkeys(_name(look, one, steps=steps) for one in named)
    words = look.tongue.comma.join(list(found)[:NAMED_AT_MOST])
    more = len(found) - NAMED_AT_MOST
    return words if more <= 0 else look.tongue._("%(names)s and %(n)s more", names=words, n=more)


def _name(look: Look, one: Named, *, steps: bool) -> str:
    """Return what a wish is about: a thing, or a group if it never got to a thing."""
    _, group = look.tongue._, one.control.partition(".")[0]
    is_group = one.name.en == one.control
    if group == "rack" and (is_group or not steps):
        return _("System")
    if is_group and group in ("curtains", "lights"):
        return _("Curtains") if group == "curtains" else _("Lights")
    place = look.room.name.in_(look.tongue.language)
    return _short(one.name.in_(look.tongue.language), place)


def _short(name: str, place: str) -> str:
    """Return a name without "in <this room>": who reads it stands there."""
    return name.removeprefix(f"{place}的").removesuffix(f" in {place}")

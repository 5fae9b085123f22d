"""Meeting rooms: what their panels offer."""

from dataclasses import dataclass

from gateway.domain.options import Source
from gateway.domain.text import Json, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneWish:
    """One press of a scene: a control of the room (`lights.all_off`) and its value."""

    control: str
    value: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one key asks for, in this order; without wishes it takes a standard scene away."""

    id: str
    name: Text
    wishes: tuple[SceneWish, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LightGroup:
    """Lights of a room that one key switches and dims together; `lights` are global ids."""

    id: str
    name: Text
    lights: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKind:
    """What can be called for in a room; `icon` is a name of the screens' icons."""

    id: str
    name: Text
    icon: str = "bell"


SERVICES = (
    ServiceKind(id="tea", name=Text("茶水", "Tea and water"), icon="tea"),
    ServiceKind(id="technician", name=Text("技术支持", "Technician"), icon="wrench"),
    ServiceKind(id="clean", name=Text("保洁", "Cleaning"), icon="broom"),
)
"""What can be called for where the site file says nothing (spec 03 §2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelLock:
    """What of a room's panel asks who is there.

    Attributes:
        controls: The controls: level 1, the host's PIN or a badge.
        system: Rack and settings: level 2, the system's PIN.
    """

    controls: bool = True
    system: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A meeting room with a panel; `plate` is the letter on its door.

    `scenes` are the site's own; `rooms/scenes/standard.py` adds the usual ones.
    `sources` are what can be shown and heard there, in the order of their keys;
    `groups` are lights that are switched together, besides "all".
    Without a `lock` its panel is open to everybody.
    """

    id: str
    name: Text
    zone: str
    plate: str
    seats: int | None = None
    channels: tuple[str, ...] = ()
    scenes: tuple[Scene, ...] = ()
    sources: tuple[Source, ...] = ()
    lock: PanelLock | None = None
    groups: tuple[LightGroup, ...] = ()

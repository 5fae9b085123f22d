"""What the site file says of a room's groups of lights, and what is wrong with them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from gateway.config.machines import MachineSettings
from gateway.config.problems import Problem, did_you_mean
from gateway.config.words import Id, Many, Name
from gateway.domain.rooms.grammar import GROUP_WORDS, LIGHTS
from gateway.domain.rules import LightGroup
from gateway.domain.text import Text

if TYPE_CHECKING:
    from gateway.config.model import RoomSettings, Site


class LightGroupSettings(BaseModel):
    """`[[rooms.groups]]`: lights of the room that one key switches and dims together."""

    model_config = MachineSettings.model_config

    id: Id
    """Its controls are `<id>.on`, `<id>.off` and `<id>.level`."""
    name: Name | None = None
    lights: Annotated[Many[Id], Field(min_length=1)]
    """Ids of lights and dimmers of the room; one may be in several groups."""

    def rules(self, room: str, name: Text) -> LightGroup:
        """Return it as the rules want it; a light that is named twice counts once."""
        lights = tuple(f"{room}.{light}" for light in dict.fromkeys(self.lights))
        return LightGroup(id=self.id, name=name, lights=lights)


def group_problems(site: "Site") -> Iterator[Problem]:
    """Yield what is wrong with the groups of a file whose tables are right."""
    for room in site.rooms:
        for group in room.groups:
            yield from _of_group(room, group, f"rooms.{room.id}.groups.{group.id}")


def _of_group(room: "RoomSettings", group: LightGroupSettings, path: str) -> Iterator[Problem]:
    if group.id in GROUP_WORDS or group.id in {channel.id for channel in room.channels}:
        yield Problem(
            f"{path}.id",
            Text(
                f"{group.id!r} 已是一个操作或通道的名称；请换一个编号",
                f"{group.id!r} is the name of a control or channel; give it another id",
            ),
        )
    kinds = {channel.id: channel.kind for channel in room.channels}
    for index, light in enumerate(group.lights):
        if kinds.get(light) in LIGHTS:
            continue
        hint = did_you_mean(light, [one for one, kind in kinds.items() if kind in LIGHTS])
        yield Problem(
            f"{path}.lights[{index}]",
            Text(
                f"这个房间没有叫 {light!r} 的灯{hint.zh}",
                f"the room has no light {light!r}{hint.en}",
            ),
        )

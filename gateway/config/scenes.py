"""What the site file says of a room's scenes, and which of their wishes never can come true."""

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from gateway.config.machines import MachineSettings
from gateway.config.problems import Problem
from gateway.config.words import Id, Many, Name
from gateway.domain.rules import SceneWish

if TYPE_CHECKING:
    from gateway.config.model import Site

Control = Annotated[
    str,
    Field(
        pattern=r"^([a-z0-9_-]+\.){1,2}[a-z0-9_]+$",
        max_length=120,
        description="What would be pressed: `lights.all_off`, `spot-1.level`.",
    ),
]
Plain = bool | int | float | str
Value = Plain | dict[str, Plain]


class WishSettings(BaseModel):
    """`{ control = "spot-1.level", value = 50 }`: one press with its value."""

    model_config = MachineSettings.model_config

    control: Control
    value: Value | None = None


class SceneSettings(BaseModel):
    """`[[rooms.scenes]]`: one key that asks for several things."""

    model_config = MachineSettings.model_config

    id: Id
    """Its control is `scene.<id>`; with a standard scene's id it takes that one's place."""
    name: Name | None = None
    wishes: Many[Control | WishSettings]
    """What is pressed, in this order; empty takes a standard scene away."""

    def rules(self) -> tuple[SceneWish, ...]:
        """Return the wishes as the rules want them."""
        return tuple(
            SceneWish(control=wish)
            if isinstance(wish, str)
            else SceneWish(control=wish.control, value=wish.value)
            for wish in self.wishes
        )


def scene_problems(site: "Site") -> list[Problem]:
    """Return the wishes that would always be refused; the rest of the site file has to be right."""
    if not any(room.scenes for room in site.rooms):
        return []
    from gateway.domain.rooms.scenes.check import wrong_wishes
    from gateway.rules import site_rules

    return [
        Problem(f"rooms.{wrong.room}.scenes.{wrong.scene}.wishes[{wrong.index}]", wrong.text)
        for wrong in wrong_wishes(site_rules(site))
    ]

"""What a channel in the site file says of its machine: one table for each kind that has more."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.domain.options import (
    AcOptions,
    CurtainOptions,
    Options,
    PlayerOptions,
    ProjectorOptions,
    RackOptions,
    VolumeOptions,
)

Seconds = Annotated[float, Field(ge=0, le=3600)]
Travel = Annotated[float, Field(gt=0, le=600)]
Number = Annotated[int, Field(ge=0, le=128)]
Percent = Annotated[float, Field(ge=0, le=100)]
Key = Annotated[str, Field(min_length=1, max_length=80)]
Beside = Annotated[
    str, Field(pattern=r"^([a-z0-9_-]+\.)?[a-z0-9_-]+$", description="A channel beside this one.")
]


class MachineSettings(BaseModel):
    """What every machine's table shares: frozen, strict, no unknown keys."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        defer_build=True,
    )

    def options(self, owner: str) -> Options:
        """Return it as the rules want it; `owner` completes names of channels beside it."""
        raise NotImplementedError


class CurtainSettings(MachineSettings):
    """`curtain`: a curtain, shutter or screen; without `up` and `down` it knows its position."""

    up: Number | None = None
    """Number of the relay that opens (a screen: rolls up)."""
    down: Number | None = None
    """Number of the relay that closes."""
    open_s: Travel = 30.0
    """Seconds from closed to open."""
    close_s: Travel = 30.0
    run_on_s: Seconds = 2.0
    """How long it runs on at an end."""
    pause_s: Annotated[float, Field(ge=0.5, le=60)] = 1.0
    """How long it stands still before it may turn round."""
    shortest_s: Seconds = 0.5
    """A shorter movement is not begun."""

    def options(self, owner: str) -> CurtainOptions:
        """Return it as the rules want it."""
        return CurtainOptions(**self.model_dump())


class ProjectorSettings(MachineSettings):
    """`projector`: how it warms, cools, and what hangs together with it."""

    warm_s: Seconds = 40.0
    cool_s: Seconds = 120.0
    """Its mains is never cut before this is over."""
    off_hold_s: Annotated[float, Field(ge=0, le=10)] = 1.5
    """How long "off" has to be held."""
    mains: Beside | None = None
    """The channel that feeds it."""
    screen: Beside | None = None
    """The screen that goes down and up with it."""
    feedback: bool = True
    """False for an infrared sender: its state is then assumed."""
    on_key: Key | None = None
    """The code an infrared sender is asked for; without it power is switched."""
    off_key: Key | None = None

    def options(self, owner: str) -> ProjectorOptions:
        """Return it as the rules want it."""
        told = self.model_dump()
        told |= {key: beside(owner, told[key]) for key in ("mains", "screen")}
        return ProjectorOptions(**told)


class RackSettings(MachineSettings):
    """`rack`: makes an `av` channel one step of its room's rack."""

    step: Annotated[int, Field(ge=1, le=99)]
    """Its place in the order."""
    delay_s: Seconds | None = None
    """From the step before to this one: 2 s, an amplifier 5 s."""
    amplifier: bool = False
    """True: after all others, and off before them."""

    def options(self, owner: str) -> RackOptions:
        """Return it as the rules want it."""
        delay_s = self.delay_s
        if delay_s is None:
            delay_s = 5.0 if self.amplifier else 2.0
        return RackOptions(step=self.step, delay_s=delay_s, amplifier=self.amplifier)


class PlayerKeys(BaseModel):
    """`keys` of a player: what its sender calls each of them."""

    model_config = MachineSettings.model_config

    play: Key | None = None
    pause: Key | None = None
    stop: Key | None = None
    forward: Key | None = None
    back: Key | None = None
    skip_next: Key | None = None
    skip_back: Key | None = None
    power: Key | None = None
    """The key that switches over, as most remote controls have it."""
    power_on: Key | None = None
    power_off: Key | None = None


class PlayerSettings(MachineSettings):
    """`player`: a DVD or video player by infrared."""

    keys: PlayerKeys
    wake: Literal["play", "pause", "stop", "power", "power_on"] | None = None
    """The key that wakes it; left out, `power_on`, else `power`, if it has them."""

    def options(self, owner: str) -> PlayerOptions:
        """Return it as the rules want it."""
        keys = {key: code for key, code in self.keys.model_dump().items() if code is not None}
        wake = self.wake or next((key for key in ("power_on", "power") if key in keys), None)
        return PlayerOptions(keys=tuple(keys.items()), wake=wake)


class VolumeSettings(MachineSettings):
    """`volume`: 0 to 100 for people, the device's own range behind it."""

    low: Percent = 0.0
    """The device's level at 0, in percent of its range."""
    high: Percent = 100.0
    """The device's level at 100: nobody makes it louder from here."""
    default: Annotated[int, Field(ge=0, le=100)] = 40
    """The level when the room is switched on."""
    step: Annotated[int, Field(ge=1, le=50)] = 5
    """What one press of up or down changes."""
    grain: Annotated[float, Field(gt=0, le=50)] = 1.0
    """The device's own smallest step on this scale."""
    feedback: bool = True
    """False where the device never says how loud it is: its level is then assumed."""
    up_key: Key | None = None
    """The code of "louder" by infrared; with it and `down_key` no level is sent."""
    down_key: Key | None = None
    mute_key: Key | None = None
    """The code that mutes and, sent again, restores; left out, it walks to 0 and back."""
    press_s: Annotated[float, Field(ge=0.1, le=5)] = 0.25
    """The pause between two codes."""

    def options(self, owner: str) -> VolumeOptions:
        """Return it as the rules want it; what is done by keys never reports."""
        told = self.model_dump()
        if self.up_key is not None:
            told["feedback"] = False
        return VolumeOptions(**told)


Celsius = Annotated[float, Field(ge=5, le=40)]
Mode = Literal["cool", "heat", "dry", "fan", "auto"]
Fan = Literal["auto", "low", "medium", "high"]


class AcSettings(MachineSettings):
    """`ac`: an air conditioner; left out, it is only switched, and its compressor protected."""

    min_off_s: Seconds = 300.0
    """The compressor's rest after it was off, and after a power cut."""
    climate: bool = False
    """True where its device takes mode, set-point and fan (infrared, a thermostat)."""
    feedback: bool = True
    """False for an infrared sender: its state is then assumed."""
    modes: Annotated[tuple[Mode, ...], Field(strict=False, min_length=1)] | None = None
    """What it offers; left out, all for which the limits leave a set-point."""
    fans: Annotated[tuple[Fan, ...], Field(strict=False, min_length=1)] | None = None
    min_cool_c: Celsius = 26.0
    """The site's limit: no colder set-point where it cools."""
    max_heat_c: Celsius = 20.0
    """The site's limit: no warmer set-point where it heats."""
    low_c: Celsius = 16.0
    """The lowest set-point that the machine takes."""
    high_c: Celsius = 30.0

    def options(self, owner: str) -> AcOptions:
        """Return it as the rules want it."""
        return AcOptions(**{key: one for key, one in self.model_dump().items() if one is not None})


def beside(owner: str, name: str | None) -> str | None:
    """Return the global id of a channel named from beside it; a full id stays."""
    if name is None or "." in name:
        return name
    return f"{owner}.{name}"


MACHINES: dict[str, tuple[str, ...]] = {
    "curtain": ("curtain", "screen"),
    "projector": ("projector",),
    "rack": ("av",),
    "player": ("player",),
    "volume": ("volume",),
    "ac": ("ac",),
}
"""Each table and the kinds of channels that may have it."""

BESIDE: dict[str, tuple[str, ...]] = {"projector": ("mains", "screen")}
"""Keys of a table that name another channel."""

__all__ = [
    "BESIDE",
    "MACHINES",
    "AcSettings",
    "CurtainSettings",
    "MachineSettings",
    "PlayerSettings",
    "ProjectorSettings",
    "RackSettings",
    "VolumeSettings",
    "beside",
]

"""What may be pressed: `<channel>.on|off|toggle|level`, the same of a group of lights, all lights.

Reads a press against what is configured and reported. Anything else gets a
clear refusal with a stable code, and changes nothing (spec 03 §5).
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.domain.effects import ClimateSetting
from gateway.domain.events import ControlPressed
from gateway.domain.rooms.state import says_on
from gateway.domain.rules import Channel, ChannelKind, LightGroup, Rules
from gateway.domain.text import Json, Text

if TYPE_CHECKING:
    from gateway.domain.office import Office

LIGHTS = frozenset({ChannelKind.LIGHT, ChannelKind.DIMMER})

SWITCHED = frozenset(
    {*LIGHTS, ChannelKind.AC, ChannelKind.FAN, ChannelKind.SOCKET, ChannelKind.DISPENSER}
    | {ChannelKind.AV}
)
"""Kinds that may simply be switched. A projector has to cool first, a curtain moves."""

GROUP_WORDS = frozenset({"lights", "curtains", "rack", "source", "dnd", "scene"})
"""Names that mean something in every room: no group of lights may have one."""

MOST_SHOWN = 40
"""No more characters of what was sent are said back."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One channel's wanted state; `level_pct` None = whatever level it has.

    `climate` is all that an air conditioner is told, with the same `power`.
    """

    channel: Channel
    power: bool
    level_pct: int | None = None
    climate: ClimateSetting | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A press that can be carried out; `key` is alike for the same control and value."""

    key: str
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a press is not carried out: a stable code, and words."""

    code: str
    text: Text


def read_press(office: "Office", rules: Rules, press: ControlPressed) -> Asked | Refusal:
    """Return what a press asks for, or why it can't be done."""
    if press.room not in rules.rooms and press.room not in rules.zones:
        room = press.room[:MOST_SHOWN]
        return _refused("unknown_room", f"没有叫“{room}”的房间", f"There is no room {room!r}")
    name, dot, verb = press.control.rpartition(".")
    if not dot or not name:
        return _unknown_control(press.control)
    if name == "lights" and verb in ("all_on", "all_off"):
        return _all_lights(rules, press.room, power=verb == "all_on")
    channel = rules.channels.get(f"{press.room}.{name}") or rules.channels.get(name)
    if channel is None and (group := group_of(rules, press.room, name)) is not None:
        return _read_group(office, rules, group, press)
    if channel is None or not belongs(rules, channel, press.room):
        return _refused(
            "unknown_channel",
            f"这里没有“{name[:MOST_SHOWN]}”",
            f"There is no {name[:MOST_SHOWN]!r} here",
        )
    read = read_verb(office, channel, verb, press.value)
    if isinstance(read, Refusal):
        return read
    return Asked(f"{channel.id}:{verb}:{read.level_pct}", (read,))


def read_verb(office: "Office", channel: Channel, verb: str, value: Json) -> Wanted | Refusal:
    """Return what a verb wants of a channel, or why it can't be done."""
    if verb == "level":
        return _read_level(channel, value)
    if channel.kind not in SWITCHED or verb not in ("on", "off", "toggle"):
        return _unknown_control(verb)
    if verb == "toggle":
        return Wanted(channel, power=not says_on(office, channel))
    return Wanted(channel, power=verb == "on")


def _read_level(channel: Channel, value: Json) -> Wanted | Refusal:
    if channel.kind is not ChannelKind.DIMMER:
        return _refused(
            "not_dimmable",
            f"{channel.name.zh}只能开关，不能调光",
            f"{channel.name.en} can be switched, not dimmed",
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _refused("wrong_type", "亮度要是 0 到 100 的数", "A level is a number from 0 to 100")
    if not math.isfinite(value) or not 0 <= value <= 100:
        return _refused("out_of_range", "亮度只能是 0 到 100", "A level is from 0 to 100")
    level_pct = round(value)
    return Wanted(channel, power=level_pct > 0, level_pct=level_pct or None)


def group_of(rules: Rules, place: str, name: str) -> LightGroup | None:
    """Return the group of lights that a name means in a room, or None."""
    room = rules.rooms.get(place)
    return next((one for one in room.groups if one.id == name), None) if room else None


def _read_group(
    office: "Office", rules: Rules, group: LightGroup, press: ControlPressed
) -> Asked | Refusal:
    """Read a press on a group: in a level what is only switched comes on, at 0 it goes off."""
    verb = press.control.rpartition(".")[2]
    lights = [rules.channels[light] for light in group.lights]
    level_pct: int | None = None
    if verb == "level":
        dimmer = next((one for one in lights if one.kind is ChannelKind.DIMMER), None)
        if dimmer is None:
            return _refused(
                "not_dimmable",
                f"{group.name.zh}只能开关，不能调光",
                f"{group.name.en} can be switched, not dimmed",
            )
        read = _read_level(dimmer, press.value)
        if isinstance(read, Refusal):
            return read
        power, level_pct = read.power, read.level_pct
    elif verb == "toggle":
        power = not any(says_on(office, light) for light in lights)
    elif verb in ("on", "off"):
        power = verb == "on"
    else:
        return _unknown_control(press.control)
    dims = [level_pct if one.kind is ChannelKind.DIMMER else None for one in lights]
    wanted = tuple(Wanted(one, power, level) for one, level in zip(lights, dims, strict=True))
    return Asked(f"*{press.room}:{group.id}:{verb}:{level_pct}", wanted)


def _all_lights(rules: Rules, place: str, *, power: bool) -> Asked | Refusal:
    lights = [c for c in channels_of(rules, place) if c.kind in LIGHTS]
    if not lights:
        return _refused("unknown_channel", "这里没有可控的灯", "There are no lights here")
    wanted = tuple(Wanted(light, power) for light in lights)
    return Asked(f"*{place}:{power}", wanted)


def channels_of(rules: Rules, place: str) -> tuple[Channel, ...]:
    """Return the channels of a room, or of a zone and everything in it."""
    if place in rules.rooms:
        return tuple(c for c in rules.channels.values() if c.owner == place)
    return rules.channels_in(place)


def belongs(rules: Rules, channel: Channel, place: str) -> bool:
    """Tell whether a channel may be pressed from a place: its own, or in a zone inside it."""
    return channel.owner == place or place in rules.zone_path(channel.zone)


def _unknown_control(control: str) -> Refusal:
    shown = control[:MOST_SHOWN]
    return _refused("unknown_control", f"这里不能这样操作“{shown}”", f"Nothing here does {shown!r}")


def _refused(code: str, zh: str, en: str) -> Refusal:
    return Refusal(code, Text(zh, en))

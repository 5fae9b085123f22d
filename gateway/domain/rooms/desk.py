"""Who reads a press: each kind of machine its own, groups by their name.

`<channel>.<verb>` goes to the channel's kind; `curtains.close` and the like to
a group of the place. What is simply switched is not here: `grammar.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gateway.domain.events import ControlPressed
from gateway.domain.options import RackOptions
from gateway.domain.rooms.climate import press as climate
from gateway.domain.rooms.curtains import press as curtains
from gateway.domain.rooms.dnd import press as dnd
from gateway.domain.rooms.grammar import MOST_SHOWN, Refusal, belongs, channels_of
from gateway.domain.rooms.plan import Plan, Press, Read, Reply, asked, refused, unknown_control
from gateway.domain.rooms.players import press as players
from gateway.domain.rooms.projector import press as projector
from gateway.domain.rooms.rack import press as rack
from gateway.domain.rooms.sources import press as sources
from gateway.domain.rooms.volume import press as volume
from gateway.domain.rules import Channel, ChannelKind
from gateway.domain.text import Json
from gateway.domain.turn import Turn

MACHINES: Mapping[ChannelKind, Read] = {
    ChannelKind.CURTAIN: curtains.read,
    ChannelKind.SCREEN: curtains.read,
    ChannelKind.PROJECTOR: projector.read,
    ChannelKind.AV: rack.read_step,
    ChannelKind.PLAYER: players.read,
    ChannelKind.VOLUME: volume.read,
    ChannelKind.AC: climate.read,
}
"""How each kind of machine reads a press."""

LONG_HELD: Mapping[str, Json] = {"held_s": 60.0}
"""The value of a group's press that asks for no hold."""

Group = Callable[[Turn, ControlPressed, str], Plan | Refusal]
"""How a group reads a press, given the verb."""


def read_press(turn: Turn, press: ControlPressed, *, held: bool = False) -> Plan | Refusal | None:
    """Return what a press on a machine or group comes to; None for anything else.

    `held`: no finger is asked to hold, because a key of many wishes was pressed.
    """
    name, _, verb = press.control.rpartition(".")
    channel = find_channel(turn, press.room, name)
    if channel is None:
        group = GROUPS.get(name)
        if held and press.value is None:
            press = replace(press, value=LONG_HELD)
        return group(turn, press, verb) if group is not None and _is_place(turn, press) else None
    if not belongs(turn.rules, channel, press.room):
        return None
    one = Press(channel=channel, verb=verb, value=press.value, by=press.by, held=held)
    return read_channel(turn, one)


def read_channel(turn: Turn, press: Press) -> Plan | Refusal | None:
    """Return what a press on a channel comes to; None for what is simply switched."""
    in_rack = isinstance(press.channel.options, RackOptions)  # its order knows what it feeds
    if press.channel.id in turn.rules.feeds and not in_rack:
        plan = projector.read_mains(turn, press)
        if plan is not None:
            return plan
    read = MACHINES.get(press.channel.kind)
    return None if read is None else read(turn, press)


def find_channel(turn: Turn, place: str, name: str) -> Channel | None:
    """Return the channel that a name means in a place: its own, or by its global id."""
    return turn.rules.channels.get(f"{place}.{name}") or turn.rules.channels.get(name)


def _is_place(turn: Turn, press: ControlPressed) -> bool:
    return press.room in turn.rules.rooms or press.room in turn.rules.zones


def _all_curtains(turn: Turn, press: ControlPressed, verb: str) -> Plan | Refusal:
    """Open, stop or close every curtain of a place; one that cannot be asked is named."""
    found = [c for c in channels_of(turn.rules, press.room) if c.kind is ChannelKind.CURTAIN]
    if not found:
        return refused("unknown_channel", "这里没有可控的窗帘", "There are no curtains here")
    if verb not in ("open", "stop", "close"):
        return unknown_control(press.control[:MOST_SHOWN])
    return together(turn, found, verb, press, f"*curtains:{press.room}:{verb}")


def together(
    turn: Turn, found: list[Channel], verb: str, press: ControlPressed, key: str
) -> Plan | Refusal:
    """Return one plan for several channels; refused only if each of them is."""
    plans: list[Plan] = []
    left_out: list[str] = []
    refusal: Refusal | None = None
    for channel in found:
        read = MACHINES[channel.kind]
        plan = read(turn, Press(channel=channel, verb=verb, value=press.value, by=press.by))
        if isinstance(plan, Refusal):
            refusal = plan
            left_out.append(channel.id)
        elif plan is not None:
            plans.append(plan)
    if refusal is not None and not plans:
        return refusal
    channels: list[Json] = [c for plan in plans for c in plan.channels]

    def act(turn: Turn) -> Reply:
        for plan in plans:
            plan.act(turn)
        if left_out:
            names = [turn.rules.channels[c].name for c in left_out]
            zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
            return asked(
                f"已请求；没有发出：{zh}",
                f"Asked; not sent: {en}",
                channels=channels,
                offline=list(left_out),
            )
        return asked(channels=channels)

    once = key if all(plan.key is not None for plan in plans) else None
    return Plan(channels=tuple(c for p in plans for c in p.channels), act=act, key=once)


GROUPS: Mapping[str, Group] = {
    "curtains": _all_curtains,
    "rack": rack.read_group,
    "source": sources.read_group,
    "dnd": dnd.read_group,
}
"""Names that are no channel; a channel of that name goes first."""

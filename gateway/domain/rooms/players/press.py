"""What may be pressed of a player: the keys it has. Stop counts every time."""

from gateway.domain.rooms.grammar import Refusal
from gateway.domain.rooms.names import full_name
from gateway.domain.rooms.plan import (
    Plan,
    Press,
    Reply,
    asked,
    out_of_reach,
    refused,
    unknown_control,
)
from gateway.domain.rooms.players.course import KEYS, send
from gateway.domain.rooms.players.state import options_of
from gateway.domain.turn import Turn


def read(turn: Turn, press: Press) -> Plan | Refusal:
    """Return what a press on a player comes to."""
    channel, key = press.channel, press.verb
    if key not in KEYS:
        return unknown_control(key)
    if options_of(channel).code(key) is None:
        name = full_name(turn.rules, channel.id)
        return refused("no_key", f"{name.zh}没有这个键", f"There is no such key: {name.en}")
    if (refusal := out_of_reach(turn, channel)) is not None:
        return refusal

    def act(turn: Turn) -> Reply:
        send(turn, channel, key, press.by)
        return asked("已发出", "Sent", channels=[channel.id], assumed=True)

    return Plan(
        channels=(channel.id,), act=act, key=None if key == "stop" else f"{channel.id}:{key}"
    )

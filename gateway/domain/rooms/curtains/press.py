"""What may be pressed of a curtain: open, stop, close, position; of a screen also up and down."""

from gateway.domain.rooms.curtains import motor, pair
from gateway.domain.rooms.curtains.state import CLOSED, OPEN, is_pair
from gateway.domain.rooms.grammar import Refusal
from gateway.domain.rooms.names import full_name
from gateway.domain.rooms.plan import (
    Act,
    Plan,
    Press,
    Reply,
    already,
    asked,
    number_in,
    out_of_reach,
    unknown_control,
)
from gateway.domain.rules import Channel, ChannelKind
from gateway.domain.text import Text
from gateway.domain.turn import Turn

TARGETS = {"open": OPEN, "close": CLOSED}
SCREEN_WORDS = {"up": "open", "down": "close"}
POSITION = Text("位置", "A position")


def read(turn: Turn, press: Press) -> Plan | Refusal:
    """Return what a press on a curtain comes to; Stop is never refused."""
    channel, verb = press.channel, press.verb
    if channel.kind is ChannelKind.SCREEN:
        verb = SCREEN_WORDS.get(verb, verb)
    if verb == "stop":
        return Plan(channels=(channel.id,), act=_stop(channel, press.by), key=None)
    if verb == "position":
        target_pct = number_in(press.value, 0, 100, POSITION, " %")
        if isinstance(target_pct, Refusal):
            return target_pct
    elif verb in TARGETS:
        target_pct = TARGETS[verb]
    else:
        return unknown_control(press.verb)
    refusal = out_of_reach(turn, channel)
    if refusal is not None:
        return refusal
    return Plan(
        channels=(channel.id,),
        act=_go(channel, round(target_pct), press.by),
        key=f"{channel.id}:go:{round(target_pct)}",
    )


def _go(channel: Channel, target_pct: float, by: str) -> Act:
    def act(turn: Turn) -> Reply:
        drive = pair.go if is_pair(channel) else motor.go
        if drive(turn, channel, float(target_pct), by):
            return asked(channels=[channel.id])
        name = full_name(turn.rules, channel.id)
        return already(f"{name.zh}已经在那里，或正在过去", f"There, or on its way: {name.en}")

    return act


def _stop(channel: Channel, by: str) -> Act:
    def act(turn: Turn) -> Reply:
        (pair.stop if is_pair(channel) else motor.stop)(turn, channel, by)
        return Reply(True, "asked", Text("停止", "Stop"), {"channels": [channel.id]})

    return act

"""What may be pressed of a rack: on and off (held), retry and back out; its steps not at all."""

from collections.abc import Callable
from functools import partial

from gateway.domain.events import ControlPressed
from gateway.domain.rooms.grammar import Refusal
from gateway.domain.rooms.names import full_name
from gateway.domain.rooms.plan import (
    Act,
    Plan,
    Press,
    Reply,
    already,
    asked,
    held_s,
    out_of_reach,
    queued,
    refused,
    unknown_control,
)
from gateway.domain.rooms.rack.course import back_out, go_off, go_on, is_next, retry
from gateway.domain.rooms.rack.state import Stage, rack_of, step_options, steps_of
from gateway.domain.text import Text
from gateway.domain.turn import Turn


def read_group(turn: Turn, press: ControlPressed, verb: str) -> Plan | Refusal:
    """Return what `rack.<verb>` comes to."""
    long_enough = held_s(press.value) >= turn.rules.durations.rack_hold_s
    return read_rack(turn, press.room, verb, press.by, long_enough=long_enough)


def read_rack(
    turn: Turn, place: str, verb: str, by: str, *, long_enough: bool, alone: bool = False
) -> Plan | Refusal:
    """Return what a verb comes to for a place's rack.

    On its way and where it is held "off" means stop, and is done at a touch.
    `alone`: a rule asks, nobody is there to press again.
    """
    steps = steps_of(turn.rules, place)
    if not steps:
        return refused("unknown_channel", "这里没有音视频机柜", "There is no AV rack here")
    if verb in ("on", "off"):
        settled = rack_of(turn.office, place).stage in (Stage.ON, Stage.OFF)
        if not long_enough and (verb == "on" or settled):
            return _not_held(turn)
        act = _walk(go_on if verb == "on" else partial(go_off, alone=alone), place, by)
    elif verb == "retry":
        act = _held(retry, place, by)
    elif verb == "back_out":
        act = _held(back_out, place, by)
    else:
        return unknown_control(f"rack.{verb}")
    if turn.office.devices.broker_ok is False:
        refusal = out_of_reach(turn, steps[0])
        if refusal is not None:
            return refusal
    once = None if verb == "off" else f"*rack:{place}:{verb}"
    return Plan(channels=tuple(c.id for c in steps), act=act, key=once)


def _not_held(turn: Turn) -> Refusal:
    needed_s = turn.rules.durations.rack_hold_s
    return refused("hold", f"请按住 {needed_s:g} 秒：机柜", f"Hold for {needed_s:g} s: the AV rack")


def _walk(walk: Callable[[Turn, str, str], str], place: str, by: str) -> Act:
    def act(turn: Turn) -> Reply:
        code = walk(turn, place, by)
        if code == "queued":
            return queued("已排队：全部关闭后重新打开", "Queued: on again once all is off")
        if code == "already":
            return already("机柜已经是这样，或正在进行", "The rack is so, or on its way")
        if code == "held":
            at = rack_of(turn.office, place).todo
            name = full_name(turn.rules, at[0]) if at else Text("", "")
            return Reply(
                False,
                "held",
                Text(f"停在{name.zh}：请重试或退回", f"Held at {name.en}: retry or back out"),
            )
        return asked()

    return act


def _held(step: Callable[[Turn, str, str], bool], place: str, by: str) -> Act:
    def act(turn: Turn) -> Reply:
        if step(turn, place, by):
            return asked()
        return already("没有停住的步骤", "Nothing is held")

    return act


def read_step(turn: Turn, press: Press) -> Plan | Refusal | None:
    """Return what a press on one step comes to; None for what may be switched by itself.

    A finger switches the rack, never a step. A rule that wants a step off gets
    all of them off in their order, one that wants it on all of them on; the
    step alone only if all before it are on.
    """
    if step_options(press.channel) is None:
        return None
    place = press.channel.owner
    if press.held and press.verb == "off":
        return read_rack(turn, place, "off", press.by, long_enough=True, alone=True)
    if press.held and press.verb == "on":  # a projector wants what feeds it
        if is_next(turn, press.channel):
            return None
        return read_rack(turn, place, "on", press.by, long_enough=True)
    name = full_name(turn.rules, press.channel.id)
    return refused(
        "in_rack",
        f"{name.zh}随机柜一起开关",
        f"It is switched with the whole rack only: {name.en}",
    )

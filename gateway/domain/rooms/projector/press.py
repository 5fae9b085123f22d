"""What may be pressed of a projector: on, off (held), cancel; and of the channel that feeds it."""

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
    not_held,
    out_of_reach,
    queued,
    refused,
    taking_back,
    unknown_control,
)
from gateway.domain.rooms.projector.course import (
    cancel,
    cut_when_cool,
    is_without_mains,
    keep_mains,
    turn_off,
    turn_on,
)
from gateway.domain.rooms.projector.state import Stage, fed_by, is_cool, kept, options_of, stage_of
from gateway.domain.rules import Channel
from gateway.domain.turn import Turn


def read(turn: Turn, press: Press) -> Plan | Refusal:
    """Return what a press on a projector comes to; off has to be held by a finger."""
    channel, verb = press.channel, press.verb
    if verb == "cancel":
        act = taking_back(channel, press.by, cancel)
        return Plan(channels=(channel.id,), act=act, key=f"{channel.id}:cancel")
    if verb not in ("on", "off"):
        return unknown_control(verb)
    needed_s = options_of(channel).off_hold_s
    if verb == "off" and not press.held and held_s(press.value) < needed_s:
        return not_held(turn, channel, needed_s)
    if (refusal := out_of_reach(turn, channel)) is not None:
        waits = verb == "on" and refusal.code == "offline" and is_without_mains(turn, channel)
        if not waits:
            return refusal
    act = _switch(channel, power=verb == "on", by=press.by)
    return Plan(channels=(channel.id,), act=act, key=f"{channel.id}:{verb}")


def _switch(channel: Channel, *, power: bool, by: str) -> Act:
    def act(turn: Turn) -> Reply:
        code = (turn_on if power else turn_off)(turn, channel, by)
        name = full_name(turn.rules, channel.id)
        if code == "queued" and power:
            return queued("已排队：冷却后打开", "Queued: on once it has cooled")
        if code == "queued":
            return queued("已排队：预热后关闭", "Queued: off once it is warm")
        if code == "already":
            return already(f"{name.zh}已经是这样", f"It is so already: {name.en}")
        return asked(channels=[channel.id])

    return act


def read_mains(turn: Turn, press: Press) -> Plan | Refusal | None:
    """Return what a press on a channel that feeds a projector comes to; None if it is plain."""
    if press.verb == "on":
        return _read_mains_on(turn, press)
    if press.verb not in ("off", "toggle"):
        return None
    hot = [
        p
        for p in fed_by(turn.rules, press.channel.id)
        if not is_cool(turn.office, p, turn.now.mono_s)
    ]
    if not hot:
        return None
    cooling = all(stage_of(turn.office, p) in (Stage.COOLING, Stage.STANDBY) for p in hot)
    if not press.held and not cooling:
        name = full_name(turn.rules, hot[0].id)
        return refused(
            "projector_hot", f"请先关闭{name.zh}，冷却后才能断电", f"Switch it off first: {name.en}"
        )
    mains, by = press.channel, press.by

    def act(turn: Turn) -> Reply:
        cut_when_cool(turn, mains, by)
        return queued("投影机冷却后断电", "Off once the projector has cooled")

    return Plan(channels=(mains.id,), act=act, key=f"{mains.id}:cut")


def _read_mains_on(turn: Turn, press: Press) -> Plan | Refusal | None:
    """Return that a queued cut is taken back; None if there is none."""
    mains, by = press.channel, press.by
    if not any(kept(turn.office, p.id).cut for p in fed_by(turn.rules, mains.id)):
        return None
    if (refusal := out_of_reach(turn, mains)) is not None:
        return refusal

    def act(turn: Turn) -> Reply:
        keep_mains(turn, mains, by)
        return asked(channels=[mains.id])

    return Plan(channels=(mains.id,), act=act, key=f"{mains.id}:on")

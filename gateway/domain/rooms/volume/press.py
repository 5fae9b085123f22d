"""What may be pressed of a volume: `level`, `up`, `down`, `mute`, `unmute`."""

from gateway.domain.rooms.grammar import Refusal
from gateway.domain.rooms.names import full_name
from gateway.domain.rooms.plan import (
    Plan,
    Press,
    Reply,
    already,
    asked,
    number_in,
    out_of_reach,
    unknown_control,
)
from gateway.domain.rooms.volume import course
from gateway.domain.rules import Channel
from gateway.domain.text import Text
from gateway.domain.turn import Turn

VERBS = ("level", "up", "down", "mute", "unmute")


def read(turn: Turn, press: Press) -> Plan | Refusal:
    """Return what a press on a volume comes to."""
    channel, verb = press.channel, press.verb
    if verb not in VERBS:
        return unknown_control(verb)
    level = 0
    if verb == "level":
        number = number_in(press.value, 0, 100, Text("音量", "A volume"))
        if isinstance(number, Refusal):
            return number
        level = round(number)
    if (refusal := out_of_reach(turn, channel)) is not None:
        return refusal

    def act(turn: Turn) -> Reply:
        return _reply(turn, channel, _do(turn, channel, verb, level, press.by))

    key = f"{channel.id}:{verb}:{level}" if verb == "level" else f"{channel.id}:{verb}"
    return Plan(channels=(channel.id,), act=act, key=key)


def _do(turn: Turn, channel: Channel, verb: str, level: int, by: str) -> str:
    match verb:
        case "level":
            return course.set_level(turn, channel, level, by)
        case "up":
            return course.step(turn, channel, 1, by)
        case "down":
            return course.step(turn, channel, -1, by)
        case "mute":
            return course.mute(turn, channel, by)
        case _:
            return course.unmute(turn, channel, by)


def _reply(turn: Turn, channel: Channel, code: str) -> Reply:
    name = full_name(turn.rules, channel.id)
    if code == "unknown":
        text = Text(
            f"还不知道{name.zh}现在多大；请先设一个音量",
            f"It isn't known how loud it is; set a level first: {name.en}",
        )
        return Reply(False, "unknown_level", text)
    if code == "already":
        return already(f"{name.zh}已经是这样", f"It is so already: {name.en}")
    return asked(channels=[channel.id])

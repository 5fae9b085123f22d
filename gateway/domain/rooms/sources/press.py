"""What may be pressed of sources: `source.<id>`, `source.cancel`, `source.turn_on`.

In a dark room a source is not chosen: the answer offers to turn the room on,
and `source.turn_on` with the source's id does it.
"""

from collections.abc import Mapping

from gateway.domain.events import ControlPressed
from gateway.domain.options import Source
from gateway.domain.rooms.grammar import MOST_SHOWN, Refusal
from gateway.domain.rooms.lit import Lit
from gateway.domain.rooms.names import place_name
from gateway.domain.rooms.plan import Plan, Reply, already, asked, out_of_reach, queued, refused
from gateway.domain.rooms.rack.state import steps_of
from gateway.domain.rooms.sources import course
from gateway.domain.rooms.sources.state import (
    CANCEL,
    TURN_ON,
    room_of,
    sink_id,
    sink_of,
    source_of,
    sources_of,
)
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn


def read_group(turn: Turn, press: ControlPressed, verb: str) -> Plan | Refusal:
    """Return what `source.<verb>` comes to."""
    place = press.room
    if not sources_of(turn.rules, place):
        return refused("unknown_channel", "这里没有信号源", "There are no sources here")
    if verb == CANCEL:
        return Plan(channels=(), act=lambda t: _cancel(t, press), key=f"*source:{place}:{verb}")
    if verb == TURN_ON:
        return _read_turn_on(turn, press)
    source = source_of(turn.rules, place, verb)
    if source is None:
        return _unknown(verb)
    light = room_of(turn.office, turn.rules, place, source).state
    if light in (Lit.ON, Lit.UNKNOWN) and (refusal := course.reach(turn, source)) is not None:
        return refusal
    channels = (source.projector,) if source.projector else ()
    key = f"*source:{place}:{source.id}"
    return Plan(channels=channels, act=lambda t: _choose(t, press, source), key=key)


def _unknown(source: str) -> Refusal:
    shown = source[:MOST_SHOWN]
    return refused(
        "unknown_source", f"这里没有信号源“{shown}”", f"There is no source {shown!r} here"
    )


def _read_turn_on(turn: Turn, press: ControlPressed) -> Plan | Refusal:
    place, value = press.room, press.value
    source: Source | None = None
    if isinstance(value, str):
        source = source_of(turn.rules, place, value)
        if source is None:
            return _unknown(value)
    elif value is not None and not isinstance(value, Mapping):
        return refused(
            "wrong_type", "这里要写信号源的编号，或不写", "The value is a source's id, or none"
        )
    steps = steps_of(turn.rules, place)
    if turn.office.devices.broker_ok is False and steps:
        refusal = out_of_reach(turn, steps[0])
        if refusal is not None:
            return refusal
    key = f"*source:{place}:{TURN_ON}:{source.id if source else ''}"
    channels = (source.projector,) if source and source.projector else ()
    return Plan(channels=channels, act=lambda t: _turn_on(t, press, source), key=key)


def _cancel(turn: Turn, press: ControlPressed) -> Reply:
    if course.cancel(turn, press.room, press.by):
        return asked("已取消", "Cancelled")
    return already("没有排队的信号源", "No source is waiting")


def _choose(turn: Turn, press: ControlPressed, source: Source) -> Reply:
    place = press.room
    light = room_of(turn.office, turn.rules, place, source).state
    if light is Lit.DARK:
        return _offer(turn, place, source)
    if light is Lit.HELD:
        return _held()
    code = course.choose(turn, place, source, press.by)
    if code == "already":
        return already(f"已经是{source.name.zh}", f"It is {source.name.en} already")
    if code == "asked":
        return asked(source=source.id)
    why = sink_of(turn.office, sink_id(place, source)).why
    data: dict[str, Json] = {"source": source.id, "why": why}
    if why == "room":
        return queued(
            f"已排队：房间打开后切到{source.name.zh}",
            f"Queued: {source.name.en} once the room is on",
            **data,
        )
    return queued(
        f"已排队：片刻后切到{source.name.zh}", f"Queued: {source.name.en} in a moment", **data
    )


def _offer(turn: Turn, place: str, source: Source) -> Reply:
    name = place_name(turn.rules, place)
    offer: dict[str, Json] = {"control": f"source.{TURN_ON}", "value": source.id}
    return Reply(
        False,
        "room_off",
        Text(
            f"{name.zh}还没打开。要打开并显示{source.name.zh}吗？",
            f"{name.en} is off. Turn it on and show {source.name.en}?",
        ),
        {"source": source.id, "offer": offer},
    )


def _held() -> Reply:
    return Reply(
        False,
        "held",
        Text("机柜停在一个步骤：请先重试或退回", "The rack is held at a step: retry or back out"),
    )


def _turn_on(turn: Turn, press: ControlPressed, source: Source | None) -> Reply:
    if course.turn_on(turn, press.room, source, press.by) == "held":
        return _held()
    if source is None:
        return asked("正在打开房间", "The room is being turned on")
    return asked(
        f"正在打开房间，然后显示{source.name.zh}",
        f"The room is being turned on, then {source.name.en}",
        source=source.id,
    )

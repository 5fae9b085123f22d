"""What may be pressed: `dnd.on` (value: minutes, or none), `dnd.off`, in a room."""

from datetime import UTC, timedelta

from gateway.domain.events import ControlPressed
from gateway.domain.rooms.dnd.state import dnd_now
from gateway.domain.rooms.grammar import MOST_SHOWN, Refusal
from gateway.domain.rooms.meeting import meeting_in
from gateway.domain.rooms.plan import Plan, Reply, already, number_in, unknown_control
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

SHORTEST_MIN, LONGEST_MIN = 1, 720


def read_group(turn: Turn, press: ControlPressed, verb: str) -> Plan | Refusal:
    """Return what a press on "do not disturb" comes to."""
    if press.room not in turn.rules.rooms or verb not in ("on", "off"):
        return unknown_control(press.control[:MOST_SHOWN])
    if verb == "off":
        return Plan(channels=(), act=lambda turn: _off(turn, press), key=f"*dnd:{press.room}:off")
    length_s = _length_s(turn, press)
    if isinstance(length_s, Refusal):
        return length_s
    key = f"*dnd:{press.room}:on:{press.value}"
    return Plan(channels=(), act=lambda turn: _on(turn, press, length_s), key=key)


def _length_s(turn: Turn, press: ControlPressed) -> float | Refusal:
    """Return for how long: as asked, else to the end of the meeting, else an hour."""
    if press.value is not None:
        what = Text("免打扰时间", "The time")
        minutes = number_in(press.value, SHORTEST_MIN, LONGEST_MIN, what, " min")
        return minutes if isinstance(minutes, Refusal) else minutes * 60.0
    meeting = meeting_in(turn.office, press.room)
    if meeting is not None:
        left_s = (meeting.until.astimezone(UTC) - turn.now.at.astimezone(UTC)).total_seconds()
        if left_s > 0:
            return left_s
    return turn.rules.durations.dnd_s


def _on(turn: Turn, press: ControlPressed, length_s: float) -> Reply:
    start = turn.now.at.astimezone(UTC)
    until = (start + timedelta(seconds=length_s)).astimezone(turn.now.at.tzinfo)
    body: dict[str, Json] = {"seconds": length_s, "until": until.isoformat(), "by": press.by}
    turn.record("dnd.on", press.room, body, vital=False)
    said = Text(f"免打扰到 {until:%H:%M}", f"Do not disturb until {until:%H:%M}")
    return Reply(True, "done", said, {"until": until.isoformat()})


def _off(turn: Turn, press: ControlPressed) -> Reply:
    if dnd_now(turn.office, press.room) is None:
        return already("没有开免打扰", "Do not disturb is off")
    turn.record("dnd.off", press.room, {"why": "asked", "by": press.by}, vital=False)
    return Reply(True, "done", Text("已取消免打扰", "Do not disturb is off"))

"""Which level a press needs: Stop and all lights on need none, rack the second, the rest the first.

Only a panel is asked: a person who signed in, a program with a token and Home
Assistant have rights of their own.
"""

from gateway.domain.events import ControlPressed
from gateway.domain.options import RackOptions
from gateway.domain.rooms.grammar import Refusal
from gateway.domain.rooms.lock.state import Level, level_of
from gateway.domain.rooms.plan import refused
from gateway.domain.rooms.rack.state import Stage, rack_of
from gateway.domain.turn import Turn

PANEL = "panel"
ALWAYS = frozenset({"lights.all_on"})
RACK = "rack"
STOPPED_BY_OFF = frozenset({Stage.GOING_ON, Stage.HELD_ON})
"""Where a rack's "off" is a stop."""


def refusal_of(turn: Turn, press: ControlPressed) -> Refusal | None:
    """Return why a press is refused at a locked panel, or None."""
    if not is_panel(press.by):
        return None
    needed = needed_for(turn, press)
    if level_of(turn.office, turn.rules, press.room) >= needed:
        return None
    if needed is Level.SYSTEM:
        return refused(
            "locked",
            "这一项要先输入系统密码",
            "Locked: this needs the system PIN first",
        )
    return refused(
        "locked",
        "面板已锁定，请先输入密码或刷卡",
        "The panel is locked: enter the PIN or hold your badge to the reader first",
    )


def is_panel(by: str) -> bool:
    """Tell whether a panel on the wall was pressed."""
    return by == PANEL or by.startswith(f"{PANEL}:")


def needed_for(turn: Turn, press: ControlPressed) -> Level:
    """Return the level a press needs."""
    name, _, verb = press.control.rpartition(".")
    if verb == "stop" or press.control in ALWAYS:
        return Level.START
    if name == RACK:
        stops = verb == "off" and rack_of(turn.office, press.room).stage in STOPPED_BY_OFF
        return Level.START if stops else Level.SYSTEM
    channel = turn.rules.channels.get(f"{press.room}.{name}") or turn.rules.channels.get(name)
    in_rack = channel is not None and isinstance(channel.options, RackOptions)
    return Level.SYSTEM if in_rack else Level.CONTROLS

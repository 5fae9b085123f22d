"""What may be pressed of scenes: `scene.<id>`, in a room."""

from gateway.domain.events import ControlPressed
from gateway.domain.rooms.desk import find_channel
from gateway.domain.rooms.grammar import MOST_SHOWN, Asked, Refusal
from gateway.domain.rooms.plan import Plan, Reply, refused
from gateway.domain.rooms.scenes.course import MARK, begin, read_wish
from gateway.domain.rooms.scenes.standard import scenes_of
from gateway.domain.rules import Scene
from gateway.domain.turn import Turn

__all__ = ["GROUP", "MARK", "is_scene", "read"]

GROUP = "scene"


def is_scene(turn: Turn, press: ControlPressed) -> bool:
    """Tell whether a press means a scene; a channel of that name goes first."""
    name = press.control.rpartition(".")[0]
    return name == GROUP and find_channel(turn, press.room, GROUP) is None


def read(turn: Turn, press: ControlPressed) -> Plan | Refusal | None:
    """Return what a press on a scene comes to; None for anything else.

    Refused only if no wish can even be asked: else the rest goes on.
    """
    if not is_scene(turn, press):
        return None
    offered = scenes_of(turn.rules, press.room)
    wanted = press.control.rpartition(".")[2]
    scene = next((one for one in offered if one.id == wanted), None)
    if scene is None:
        shown = wanted[:MOST_SHOWN]
        return refused(
            "unknown_scene", f"这里没有场景“{shown}”", f"There is no scene {shown!r} here"
        )
    channels: list[str] = []
    refusals: list[Refusal] = []
    for wish in scene.wishes:
        one = read_wish(turn, press.room, scene, wish)
        if isinstance(one, Refusal):
            refusals.append(one)
        elif isinstance(one, Asked):
            channels += [w.channel.id for w in one.wanted]
        else:
            channels += one.channels
    if not channels and refusals:
        return refusals[0]
    return _plan(press, scene, channels)


def _plan(press: ControlPressed, scene: Scene, channels: list[str]) -> Plan:
    def act(turn: Turn) -> Reply:
        return begin(turn, press.room, scene, press.by)

    once = f"*scene:{press.room}:{scene.id}"
    return Plan(channels=tuple(dict.fromkeys(channels)), act=act, key=once)

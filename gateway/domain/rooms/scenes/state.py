"""How a room's last scene is getting on; what a screen may say of it.

Transient: after a start a room shows no scene, because nobody knows what was
touched meanwhile. The ledger has how each ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.rooms.names import full_name
from gateway.domain.rooms.scenes.standard import scenes_of
from gateway.domain.rules import Rules, Scene
from gateway.domain.text import Text

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A wish that did not come true.

    Attributes:
        control: What was asked: `spot-1.level`, `rack.on`.
        channel: The channel that it failed at, by global id; empty if it is about none.
        why: A stable code: `offline`, `no_answer`, `not_sent`, `time`, what a
            refused press says, what a machine says of its last wish.
    """

    control: str
    channel: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A channel of which a scene's wish has not come true yet."""

    control: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneRun:
    """The last scene of a room.

    Attributes:
        scene: Its id.
        by: Who asked.
        since: When.
        waiting: What has not come true yet.
        undone: What did not come true.
        limit_s: When what is still waiting counts as not done, in monotonic
            seconds; None once it has ended.
        touched: Something else was asked in the room since, by a press that was
            carried out or by a rule (last one out): it is not certain to look like
            the scene any more.
    """

    scene: str
    by: str
    since: datetime
    waiting: tuple[Waiting, ...] = ()
    undone: tuple[Undone, ...] = ()
    limit_s: float | None = None
    touched: bool = False


@dataclass(frozen=True, slots=True)
class SceneRuns:
    """Transient: the last scene of each room, by the room's id."""

    by_place: Mapping[str, SceneRun] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A wish for a screen: the control, the channel's name with its place, why it failed or ""."""

    control: str
    name: Text
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneNow:
    """A room's scenes for a screen.

    Attributes:
        offered: The scenes of the room, in order; `scene.<id>` is their control.
        scene: The last one asked for since the start, or None.
        running: Whether something of it is still to come.
        waiting: What is to come.
        undone: What did not come true, and why; the rest did.
        touched: Something else was asked since: show it no longer as the present scene.
    """

    offered: tuple[Scene, ...]
    scene: str | None = None
    running: bool = False
    waiting: tuple[Named, ...] = ()
    undone: tuple[Named, ...] = ()
    touched: bool = False
    by: str = ""
    since: datetime | None = None


def scene_now(office: "Office", rules: Rules, place: str) -> SceneNow:
    """Return what a screen may say of a room's scenes; nothing offered for what is no room."""
    offered, run = scenes_of(rules, place), office.runs.scenes.by_place.get(place)
    if run is None:
        return SceneNow(offered=offered)
    return SceneNow(
        offered=offered,
        scene=run.scene,
        running=run.limit_s is not None,
        waiting=tuple(
            Named(w.control, wish_name(rules, w.control, w.channel)) for w in run.waiting
        ),
        undone=tuple(
            Named(u.control, wish_name(rules, u.control, u.channel), u.why) for u in run.undone
        ),
        touched=run.touched,
        by=run.by,
        since=run.since,
    )


def wish_name(rules: Rules, control: str, channel: str) -> Text:
    """Return what people call that which a wish is about; the control if it is about no channel."""
    return full_name(rules, channel) if channel else Text(control, control)

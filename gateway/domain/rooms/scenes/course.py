"""Carries out a scene: each wish by its control, as if pressed, one failing wish stops no other.

What is simply switched is sent last and once for each channel, so that "all
off, but spot 1 at half" neither flickers nor sends twice. What has not come
true in ten minutes counts as not done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gateway.domain.events import ControlPressed
from gateway.domain.rooms import sending
from gateway.domain.rooms.desk import find_channel, read_press
from gateway.domain.rooms.grammar import Asked, Refusal, Wanted
from gateway.domain.rooms.grammar import read_press as read_switches
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.names import listed
from gateway.domain.rooms.plan import Plan, Reply, is_offline
from gateway.domain.rooms.scenes.outcome import DONE, outcome_of
from gateway.domain.rooms.scenes.state import SceneRun, Undone, Waiting, wish_name
from gateway.domain.rules import Scene, SceneWish
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn, names_in

LIMIT_S = 600.0
"""Longer than any projector warms and cools."""

OFFLINE = "offline"

MARK = "scene:"
"""What those a scene's wishes come from begin with."""


@dataclass(slots=True)
class _Begun:
    """What came of a scene's wishes when they were read, one after the other."""

    switched: dict[str, tuple[str, Wanted]] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    undone: list[Undone] = field(default_factory=list)


def marked(scene: Scene) -> str:
    """Return who a scene's wishes are said to come from."""
    return f"{MARK}{scene.id}"


def read_wish(turn: Turn, place: str, scene: Scene, wish: SceneWish) -> Plan | Asked | Refusal:
    """Return what one wish comes to now, or why it can't be done."""
    press = ControlPressed(room=place, control=wish.control, value=wish.value, by=marked(scene))
    plan = read_press(turn, press, held=True)
    return read_switches(turn.office, turn.rules, press) if plan is None else plan


def begin(turn: Turn, place: str, scene: Scene, by: str) -> Reply:
    """Carry out a scene; the reply names what could not even be asked."""
    begun = _Begun()
    for wish in scene.wishes:
        _do(turn, place, scene, wish, begun)
    for channel_id, (control, wanted) in begun.switched.items():
        if is_offline(turn, wanted.channel):
            begun.undone.append(Undone(control=control, channel=channel_id, why=OFFLINE))
        else:
            sending.want(turn, wanted, marked(scene))
            begun.waiting.append(Waiting(control=control, channel=channel_id))
    run = SceneRun(
        scene=scene.id,
        by=by,
        since=turn.now.at,
        waiting=tuple(begun.waiting),
        undone=tuple(begun.undone),
        limit_s=turn.now.mono_s + LIMIT_S,
    )
    _put(turn, place, run)
    look(turn, place)
    return _reply(turn, scene, turn.office.runs.scenes.by_place[place])


def _do(turn: Turn, place: str, scene: Scene, wish: SceneWish, begun: _Begun) -> None:
    read = read_wish(turn, place, scene, wish)
    if isinstance(read, Asked):
        for wanted in read.wanted:  # the last wish for a channel counts
            begun.switched.pop(wanted.channel.id, None)
            begun.switched[wanted.channel.id] = (wish.control, wanted)
        return
    if isinstance(read, Refusal):
        begun.undone.append(_undone(turn, place, wish.control, read.code))
        return
    reply = read.act(turn)
    if not reply.ok:
        begun.undone.append(_undone(turn, place, wish.control, reply.code))
        return
    offline = names_in(reply.data, "offline")
    for channel in read.channels:
        if channel not in offline:
            begun.waiting.append(Waiting(control=wish.control, channel=channel))
    for channel in offline:
        begun.undone.append(Undone(control=wish.control, channel=channel, why=OFFLINE))


def _undone(turn: Turn, place: str, control: str, why: str) -> Undone:
    channel = find_channel(turn, place, control.rpartition(".")[0])
    return Undone(control=control, channel=channel.id if channel else "", why=why)


def _reply(turn: Turn, scene: Scene, run: SceneRun) -> Reply:
    undone = [u.channel or u.control for u in run.undone]
    data: dict[str, Json] = {
        "scene": scene.id,
        "channels": [w.channel for w in run.waiting],
        "undone": list(undone),
    }
    if not undone:
        text = Text(f"已请求：{scene.name.zh}", f"Asked: {scene.name.en}")
        return Reply(True, "asked", text, data)
    names = listed(_once(wish_name(turn.rules, u.control, u.channel) for u in run.undone))
    done = bool(run.waiting) or len(undone) < len(scene.wishes)
    zh, en = ("已请求", "Asked") if done else ("没有做到", "Not done")
    text = Text(
        f"{zh}：{scene.name.zh}；没有做到：{names.zh}",
        f"{en}: {scene.name.en}; not done: {names.en}",
    )
    return Reply(done, "asked" if done else run.undone[0].why, text, data)


def _once(names: Iterable[Text]) -> list[Text]:
    return list(dict.fromkeys(names))


def look(turn: Turn, place: str) -> None:
    """See which wishes have come true or failed; end the scene when none is left."""
    run = turn.office.runs.scenes.by_place[place]
    if run.limit_s is None:
        return
    over = turn.now.mono_s >= run.limit_s
    waiting: list[Waiting] = []
    undone = list(run.undone)
    for one in run.waiting:
        channel = turn.rules.channels.get(one.channel)
        why = f"{MARK}{run.scene}"
        ended = DONE if channel is None else outcome_of(turn.office, turn.rules, channel, why)
        if ended is None and over:
            ended = "time"
        if ended is None:
            waiting.append(one)
        elif ended:
            undone.append(Undone(control=one.control, channel=one.channel, why=ended))
    if len(waiting) == len(run.waiting) and waiting:
        return
    now = replace(run, waiting=tuple(waiting), undone=tuple(undone))
    _put(turn, place, now if waiting else replace(now, limit_s=None))
    if not waiting:
        _keep(turn, place, now)


def _keep(turn: Turn, place: str, run: SceneRun) -> None:
    """Keep how a scene ended: for the ledger and reports, nothing is built from it."""
    undone: list[Json] = [
        {"control": u.control, "channel": u.channel, "why": u.why} for u in run.undone
    ]
    body: dict[str, Json] = {"scene": run.scene, "by": run.by, "undone": undone}
    turn.record("scene.ended", place, body, vital=False)


def touch(turn: Turn, place: str) -> None:
    """Note that something else was asked in the room."""
    run = turn.office.runs.scenes.by_place.get(place)
    if run is not None and not run.touched:
        _put(turn, place, replace(run, touched=True))


def _put(turn: Turn, place: str, run: SceneRun) -> None:
    old = turn.office.runs.scenes
    change_runs(turn, scenes=replace(old, by_place={**old.by_place, place: run}))

"""Presses a remote's keys until a volume is where it shall be: it has no other words.

Each key changes it by one step, as the site file says. From a level that
nobody knows it first goes all the way to 0, with some more for lost ones, so
that it never comes out louder than asked. What is counted is assumed.
"""

import math
from dataclasses import replace

from gateway.domain.effects import Verb
from gateway.domain.options import VolumeOptions
from gateway.domain.rooms import sending
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.volume.state import Walk, kept, options_of
from gateway.domain.rules import Channel
from gateway.domain.turn import Turn

SPARE = 4
"""More keys on the way to 0 than it takes."""

Keys = tuple[tuple[str, int], ...]
"""Codes and how often each is pressed, in this order."""


def whole_steps(options: VolumeOptions, level: int) -> int:
    """Return the nearest level that whole steps from 0 can reach, not above 100."""
    return min(100 // options.step, round(level / options.step)) * options.step


def position(turn: Turn, channel: Channel) -> int | None:
    """Return where the keys sent so far have brought it; None if nobody knows."""
    under_way = turn.office.runs.volumes.walks.get(channel.id)
    if under_way is not None:
        return under_way.at
    volume = kept(turn.office, channel.id)
    if volume.unsure:
        return None
    return 0 if volume.muted and options_of(channel).mute_key is None else volume.level


def go(turn: Turn, channel: Channel, level: int, at: int | None, *, was_muted: bool) -> None:
    """Walk to a level from where it is (`at`); from nowhere known by way of 0."""
    options = options_of(channel)
    up, down, mute = options.up_key or "", options.down_key or "", options.mute_key
    keys: Keys = ((mute, 1),) if was_muted and mute is not None else ()
    if at is None:
        to_zero = math.ceil(100 / options.step) + SPARE
        keys = (*keys, (down, to_zero), (up, level // options.step))
    else:
        times = round(abs(level - at) / options.step)
        keys = (*keys, (up if level > at else down, times))
    _begin(turn, channel, keys, at)


def toggle_mute(turn: Turn, channel: Channel) -> None:
    """Press the key that mutes and restores; after a walk under way."""
    old = turn.office.runs.volumes.walks.get(channel.id)
    mute = options_of(channel).mute_key or ""
    if old is None:
        _press(turn, channel, mute)
    else:
        _put(turn, channel, replace(old, keys=(*old.keys, (mute, 1))))


def press_once(turn: Turn, channel: Channel, direction: int) -> None:
    """Press louder (1) or quieter (-1) once, where nobody knows the level."""
    options = options_of(channel)
    _press(turn, channel, (options.up_key if direction > 0 else options.down_key) or "")


def go_on(turn: Turn, channel: Channel) -> None:
    """Press the next key when it is due."""
    walk = turn.office.runs.volumes.walks.get(channel.id)
    if walk is not None and walk.next_due_s <= turn.now.mono_s:
        _step(turn, channel, walk)


def _begin(turn: Turn, channel: Channel, keys: Keys, at: int | None) -> None:
    old = turn.office.runs.volumes.walks.get(channel.id)
    pending = tuple((key, times) for key, times in keys if times > 0)
    next_due_s = turn.now.mono_s if old is None else old.next_due_s
    walk = Walk(keys=pending, at=at, next_due_s=next_due_s)
    _put(turn, channel, walk)
    if old is None:
        _step(turn, channel, walk)


def _step(turn: Turn, channel: Channel, walk: Walk) -> None:
    options = options_of(channel)
    if not walk.keys:
        _end(turn, channel)
        return
    (key, times), rest = walk.keys[0], walk.keys[1:]
    left = ((key, times - 1), *rest) if times > 1 else rest
    at = walk.at
    if key == options.up_key and at is not None:
        at += options.step
    elif key == options.down_key:
        at = at - options.step if at is not None else (0 if times == 1 else None)
    pressed = Walk(keys=left, at=at, next_due_s=turn.now.mono_s + options.press_s)
    _put(turn, channel, pressed)
    _press(turn, channel, key)
    if not left:
        _end(turn, channel)


def _end(turn: Turn, channel: Channel) -> None:
    runs = turn.office.runs.volumes
    walks = {c: w for c, w in runs.walks.items() if c != channel.id}
    change_runs(turn, volumes=replace(runs, walks=walks))
    turn.record("volume.walked", channel.id, vital=False)


def _put(turn: Turn, channel: Channel, walk: Walk) -> None:
    runs = turn.office.runs.volumes
    change_runs(turn, volumes=replace(runs, walks={**runs.walks, channel.id: walk}))


def _press(turn: Turn, channel: Channel, key: str) -> None:
    runs = turn.office.runs.volumes
    sent = {**runs.sent, channel.id: turn.now.mono_s}
    change_runs(turn, volumes=replace(runs, sent=sent))
    sending.once(turn, channel, Verb.SEND, key)

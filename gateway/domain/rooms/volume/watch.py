"""What volumes listen to: their reports, the room, time; and how their levels are kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.events import (
    ChannelWanted,
    CommandNotSent,
    ControlPressed,
    DeviceReported,
    PartChanged,
    TimePassed,
)
from gateway.domain.now import Now
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.volume import course, walk
from gateway.domain.rooms.volume.state import Volume, Volumes, kept, options_of, volumes_of
from gateway.domain.rules import ChannelKind
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

LATE_S = 10.0
"""What says later that it was not sent is about something else."""

MAKES_LIGHT = frozenset({ChannelKind.AV, ChannelKind.PROJECTOR, ChannelKind.SOCKET})
"""Kinds whose reports may mean that a room has come on or gone off."""


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Follow a hand at the device; see the room come on and go off."""
    if event.stale:
        return
    channel = turn.rules.channels.get(turn.rules.wired.get((event.device, event.channel), ""))
    if channel is None:
        return
    if channel.kind is ChannelKind.VOLUME:
        if event.reading.level_pct is not None and options_of(channel).feedback:
            course.heard(turn, channel)
    elif channel.kind in MAKES_LIGHT:
        _look_at(turn, channel.owner)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Press the next key of every walk; see rooms that came on by themselves."""
    for channel_id in turn.office.runs.volumes.walks:
        channel = turn.rules.channels.get(channel_id)
        if channel is None or channel.kind is not ChannelKind.VOLUME:
            _forget(turn, channel_id)
        else:
            walk.go_on(turn, channel)
    for place in _places(turn):
        _look_at(turn, place)


def on_asked(turn: Turn, event: ControlPressed | ChannelWanted) -> None:
    """See the room that a press has switched."""
    if isinstance(event, ControlPressed):
        _look_at(turn, event.room)
    elif (channel := turn.rules.channels.get(event.channel)) is not None:
        _look_at(turn, channel.owner)


def on_part_changed(turn: Turn, event: PartChanged) -> None:
    """See what a broker that went or came has done to rooms."""
    if event.part == "broker":
        for place in _places(turn):
            _look_at(turn, place)


def on_command_not_sent(turn: Turn, event: CommandNotSent) -> None:
    """What no device confirms has not left: its level is not known any more."""
    for channel_id, at_s in turn.office.runs.volumes.sent.items():
        channel = turn.rules.channels.get(channel_id)
        if channel is None or channel.device != event.device or options_of(channel).feedback:
            continue
        if event.channel in (None, channel.number) and turn.now.mono_s - at_s <= LATE_S:
            course.lost(turn, channel, "not_sent")


def _places(turn: Turn) -> tuple[str, ...]:
    owners = (c.owner for c in turn.rules.channels.values() if c.kind is ChannelKind.VOLUME)
    return tuple(dict.fromkeys(owners))


def _look_at(turn: Turn, place: str) -> None:
    for channel in volumes_of(turn.rules, place):
        course.look_at_room(turn, channel)


def _forget(turn: Turn, channel_id: str) -> None:
    runs = turn.office.runs.volumes
    walks = {c: w for c, w in runs.walks.items() if c != channel_id}
    change_runs(turn, volumes=replace(runs, walks=walks))


def next_due_s(office: "Office") -> float | None:
    """Return when the next key is pressed."""
    return min((w.next_due_s for w in office.runs.volumes.walks.values()), default=None)


def fold_set(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a level that somebody asked for; it ends a mute."""
    return _with_level(office, fact, unsure=bool(fact.body["unsure"]))


def fold_heard(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a level that a hand has set at the device."""
    return _with_level(office, fact, unsure=False)


def _with_level(office: "Office", fact: Fact, *, unsure: bool) -> "Office":
    old, level = kept(office, fact.subject), _level(fact.body)
    by_source = old.by_source
    if old.source and level is not None:
        by_source = {**by_source, old.source: level}
    new = replace(
        old,
        level=level,
        muted=False,
        unsure=unsure,
        by_source=by_source,
        by=str(fact.body["by"]),
        since=fact.at,
    )
    return _with(office, fact.subject, new)


def fold_muted(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a volume that is muted, or is not any more."""
    old = kept(office, fact.subject)
    new = replace(
        old,
        level=_level(fact.body),
        muted=bool(fact.body["muted"]),
        unsure=bool(fact.body["unsure"]),
        by=str(fact.body["by"]),
        since=fact.at,
    )
    return _with(office, fact.subject, new)


def fold_recalled(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with another source to be heard, and its level."""
    old, level, source = kept(office, fact.subject), _level(fact.body), str(fact.body["source"])
    new = replace(
        old,
        level=level,
        source=source,
        by_source=old.by_source if level is None else {**old.by_source, source: level},
        unsure=bool(fact.body["unsure"]),
        by=str(fact.body["by"]),
        since=fact.at,
    )
    return _with(office, fact.subject, new)


def fold_began(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a volume at its default: the room came on."""
    new = Volume(
        level=_level(fact.body),
        unsure=bool(fact.body["unsure"]),
        lit=True,
        early=bool(fact.body["early"]),
        by=str(fact.body["by"]),
        since=fact.at,
    )
    return _with(office, fact.subject, new)


def fold_all_on(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a volume whose room is all on."""
    return _with(office, fact.subject, replace(kept(office, fact.subject), early=False))


def fold_dark(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a volume whose room went off: the sources' levels are forgotten."""
    old = kept(office, fact.subject)
    new = replace(old, lit=False, early=False, source="", by_source={})
    return _with(office, fact.subject, new)


def fold_walked(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a volume where its keys should have brought it."""
    return _with(office, fact.subject, replace(kept(office, fact.subject), unsure=False))


def fold_lost(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a volume of which nobody knows how loud it is."""
    return _with(office, fact.subject, replace(kept(office, fact.subject), unsure=True))


def _with(office: "Office", channel_id: str, volume: Volume) -> "Office":
    by_id = {**office.machines.volumes.by_id, channel_id: volume}
    return replace(office, machines=replace(office.machines, volumes=Volumes(by_id)))


def _level(body: Mapping[str, Json]) -> int | None:
    level = body["level"]
    return level if isinstance(level, int) else None


ON: dict[type, Any] = {
    DeviceReported: on_device_reported,
    TimePassed: on_time_passed,
    ControlPressed: on_asked,
    ChannelWanted: on_asked,
    PartChanged: on_part_changed,
    CommandNotSent: on_command_not_sent,
}
FOLDS: dict[str, Fold] = {
    "volume.set": fold_set,
    "volume.heard": fold_heard,
    "volume.muted": fold_muted,
    "volume.recalled": fold_recalled,
    "volume.began": fold_began,
    "volume.all_on": fold_all_on,
    "volume.dark": fold_dark,
    "volume.walked": fold_walked,
    "volume.lost": fold_lost,
}

"""Sets levels: each kept before it is sent, none outside the device's range.

A device that reports is asked and confirms, as a light does; one that does not
is told once. What has only a remote's keys is walked there (`walk.py`). When
the room comes on the level is the default, whatever it was the night before.
"""

from collections.abc import Mapping
from dataclasses import replace

from gateway.domain.effects import Verb
from gateway.domain.rooms import sending
from gateway.domain.rooms.grammar import Wanted
from gateway.domain.rooms.lit import Lit, only_amplifiers_left, room_light
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.rack.state import Stage as RackStage
from gateway.domain.rooms.rack.state import rack_of
from gateway.domain.rooms.state import ASKED, DONE
from gateway.domain.rooms.volume import walk
from gateway.domain.rooms.volume.state import heard_level, is_at, kept, options_of
from gateway.domain.rules import Channel
from gateway.domain.text import Json
from gateway.domain.turn import Turn


def set_level(turn: Turn, channel: Channel, level: int, by: str) -> str:
    """Bring a volume to a level, muted or not; return `asked` or `already`."""
    volume, options = kept(turn.office, channel.id), options_of(channel)
    level = walk.whole_steps(options, level) if options.by_keys else level
    if options.feedback and not volume.muted and volume.level == level:
        wish = turn.office.controls.wishes.get(channel.id)
        if is_at(turn.office, channel, level) or (wish is not None and wish.state == ASKED):
            return "already"
    at = walk.position(turn, channel)
    _keep(turn, channel, "volume.set", {"level": level, "by": by, "unsure": options.by_keys})
    _send(turn, channel, level, by, at=at, was_muted=volume.muted)
    return "asked"


def step(turn: Turn, channel: Channel, direction: int, by: str) -> str:
    """One step louder (1) or quieter (-1); return `asked`, `already`, or `unknown`.

    From a level that nobody knows only a remote's key can go: once.
    """
    options = options_of(channel)
    level = _from(turn, channel)
    if level is None:
        if not options.by_keys:
            return "unknown"
        walk.press_once(turn, channel, direction)
        return "asked"
    to = min(100, max(0, level + direction * options.step))
    if to == level and not kept(turn.office, channel.id).muted:
        return "already"
    return set_level(turn, channel, to, by)


def _from(turn: Turn, channel: Channel) -> int | None:
    """Return the level that a step starts at: where it is going, else where it is."""
    volume = kept(turn.office, channel.id)
    wish = turn.office.controls.wishes.get(channel.id)
    under_way = wish is not None and wish.state == ASKED
    if under_way or volume.muted or channel.id in turn.office.runs.volumes.walks:
        return volume.level
    return heard_level(turn.office, channel)


def mute(turn: Turn, channel: Channel, by: str) -> str:
    """Make it silent and keep what it was; return `asked` or `already`."""
    volume, options = kept(turn.office, channel.id), options_of(channel)
    if volume.muted:
        if options.feedback and not _is_settled(turn, channel, 0):
            _send(turn, channel, 0, by)
            return "asked"
        return "already"
    at = walk.position(turn, channel)
    _keep_mute(turn, channel, _from(turn, channel), by, muted=True)
    if options.by_keys and options.mute_key is not None:
        walk.toggle_mute(turn, channel)
    else:
        _send(turn, channel, 0, by, at=at)
    return "asked"


def unmute(turn: Turn, channel: Channel, by: str) -> str:
    """Give back the level it had; return `asked` or `already`."""
    volume, options = kept(turn.office, channel.id), options_of(channel)
    if not volume.muted:
        return "already"
    if options.by_keys and options.mute_key is not None:
        _keep_mute(turn, channel, volume.level, by, muted=False)
        walk.toggle_mute(turn, channel)
        return "asked"
    level = options.default if volume.level is None else volume.level
    level = walk.whole_steps(options, level) if options.by_keys else level
    at = walk.position(turn, channel)
    _keep_mute(turn, channel, level, by, muted=False)
    _send(turn, channel, level, by, at=at)
    return "asked"


def _keep_mute(turn: Turn, channel: Channel, level: int | None, by: str, *, muted: bool) -> None:
    options, volume = options_of(channel), kept(turn.office, channel.id)
    walked = options.by_keys and options.mute_key is None
    body: dict[str, Json] = {"muted": muted, "level": level, "by": by}
    _keep(turn, channel, "volume.muted", {**body, "unsure": walked or volume.unsure})


def _is_settled(turn: Turn, channel: Channel, level: int) -> bool:
    wish = turn.office.controls.wishes.get(channel.id)
    return is_at(turn.office, channel, level) or (wish is not None and wish.state == ASKED)


def recall(turn: Turn, channel: Channel, source: str, by: str) -> None:
    """Another source is heard: its own level of this meeting, else the default; muted stays."""
    volume, options = kept(turn.office, channel.id), options_of(channel)
    if volume.source == source:
        return
    if options.by_keys and volume.muted and options.mute_key is not None:
        note_source(turn, channel, source)  # a key for the level would end the mute
        return
    level = volume.by_source.get(source, options.default)
    if source not in volume.by_source and not volume.source and volume.level is not None:
        level = volume.level  # set by hand before the first source
    level = walk.whole_steps(options, level) if options.by_keys else level
    was, at = _from(turn, channel), walk.position(turn, channel)
    sent = not volume.muted and (was != level or not options.feedback)
    unsure = options.by_keys and (sent or volume.unsure)
    body: dict[str, Json] = {"source": source, "level": level, "by": by, "unsure": unsure}
    _keep(turn, channel, "volume.recalled", body)
    if sent:
        _send(turn, channel, level, by, at=at)


def note_source(turn: Turn, channel: Channel, source: str) -> None:
    """A hand chose another source at the device: the sound is left as it is."""
    volume = kept(turn.office, channel.id)
    if volume.source != source:
        body: dict[str, Json] = {"source": source, "level": volume.level, "by": "elsewhere"}
        _keep(turn, channel, "volume.recalled", {**body, "unsure": volume.unsure})


def heard(turn: Turn, channel: Channel) -> None:
    """Follow what a hand at the device did, unless it may be an echo of something older."""
    volume, options = kept(turn.office, channel.id), options_of(channel)
    report = turn.office.devices.reports.get((channel.device, channel.number))
    if report is None or report.reading.level_pct is None:
        return
    wish = turn.office.controls.wishes.get(channel.id)
    if wish is not None and wish.state in (ASKED, DONE):
        return  # sent and not confirmed; or confirmed, and sending asks before it believes
    wanted = 0 if volume.muted else volume.level
    if wanted is not None and is_at(turn.office, channel, wanted):
        return
    level = options.level_of(report.reading.level_pct)
    _keep(turn, channel, "volume.heard", {"level": level, "by": "elsewhere"})


def look_at_room(turn: Turn, channel: Channel) -> None:
    """Set the default when the room comes on; forget the sources' levels when it goes off."""
    light = room_light(turn.office, turn.rules, channel.owner)
    volume = kept(turn.office, channel.id)
    if light is None:
        return
    if light.state is Lit.DARK and volume.lit:
        turn.record("volume.dark", channel.id, vital=False)
    elif light.state in (Lit.ON, Lit.COMING) and not volume.lit and _may_begin(turn, channel):
        _begin(turn, channel, early=_is_early(turn, channel))
    elif light.state is Lit.ON and volume.early and not _is_early(turn, channel):
        turn.record("volume.all_on", channel.id, vital=False)
        wish = turn.office.controls.wishes.get(channel.id)
        silent = wish is None or wish.state not in (ASKED, DONE)
        if silent and not volume.muted and not options_of(channel).by_keys:
            level = options_of(channel).default if volume.level is None else volume.level
            _send(turn, channel, level, "room_on")


def _may_begin(turn: Turn, channel: Channel) -> bool:
    """Tell whether what sounds may be reached: a rack's devices have their mains by now."""
    rack = rack_of(turn.office, channel.owner)
    return rack.stage is not RackStage.GOING_ON or only_amplifiers_left(turn.rules, rack)


def _is_early(turn: Turn, channel: Channel) -> bool:
    return rack_of(turn.office, channel.owner).stage is RackStage.GOING_ON


def _begin(turn: Turn, channel: Channel, *, early: bool) -> None:
    options = options_of(channel)
    level = walk.whole_steps(options, options.default) if options.by_keys else options.default
    body: dict[str, Json] = {"level": level, "early": early, "unsure": options.by_keys}
    _keep(turn, channel, "volume.began", {**body, "by": "room_on"})
    _send(turn, channel, level, "room_on")  # what had no mains is not muted any more


def _keep(turn: Turn, channel: Channel, kind: str, body: Mapping[str, Json]) -> None:
    failed = turn.office.runs.volumes.failed
    if channel.id in failed:
        left = {c: why for c, why in failed.items() if c != channel.id}
        change_runs(turn, volumes=replace(turn.office.runs.volumes, failed=left))
    turn.record(kind, channel.id, body, vital=False)


def _send(
    turn: Turn,
    channel: Channel,
    level: int,
    by: str,
    *,
    at: int | None = None,
    was_muted: bool = False,
) -> None:
    """Send a level the way its device takes it; a remote's keys begin where it is (`at`)."""
    options = options_of(channel)
    if options.by_keys:
        walk.go(turn, channel, level, at, was_muted=was_muted)
        return
    device_pct = options.device_pct(level)
    if options.feedback:
        sending.want(turn, Wanted(channel, power=device_pct > 0, level_pct=device_pct), by)
        return
    runs = turn.office.runs.volumes
    sent = {**runs.sent, channel.id: turn.now.mono_s}
    change_runs(turn, volumes=replace(runs, sent=sent))
    sending.once(turn, channel, Verb.LEVEL, float(device_pct))


def lost(turn: Turn, channel: Channel, why: str) -> None:
    """What was sent without an answer did not leave: nobody knows how loud it is."""
    runs = turn.office.runs.volumes
    walks = {c: w for c, w in runs.walks.items() if c != channel.id}
    failed = {**runs.failed, channel.id: why}
    change_runs(turn, volumes=replace(runs, walks=walks, failed=failed))
    turn.record("volume.lost", channel.id, {"why": why}, vital=False)

"""What of an empty zone is on for long enough; announce it, set it back, give it back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.domain.effects import Prompt, PromptItem
from gateway.domain.events import ChannelWanted
from gateway.domain.expected import Why, expected_in, is_expected
from gateway.domain.lastout import running_in
from gateway.domain.maintenance import work_on_channel
from gateway.domain.opening import is_closed
from gateway.domain.rooms.climate.setting import options_of, span_of
from gateway.domain.rooms.climate.state import kept as ac_kept
from gateway.domain.rooms.grammar import LIGHTS
from gateway.domain.rooms.survey import OFF, ON, loads_in, state_of, watts_of
from gateway.domain.rules import Channel, ChannelKind, EmptyAc, SetbackRules
from gateway.domain.setback.state import (
    EmptyZone,
    EmptyZones,
    Part,
    PutBack,
    after_s,
    policy_of,
)
from gateway.domain.text import Json
from gateway.domain.turn import Turn

PEOPLE = frozenset({"panel", "kiosk", "returned"})
"""Besides people's own ids: whose wish is a person's."""

SOMEBODY = frozenset({Why.PEOPLE, Why.VISITORS, Why.MEETING, Why.SAID_INSIDE})
"""What is expected where people are; work under way is no sign of them, nor is a wrong clock."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One channel to be set back; `target_c` None: it is switched off."""

    channel: Channel
    target_c: float | None = None


def is_empty(turn: Turn, zone: str) -> bool:
    """Tell whether a zone is one that is set back: empty, in its hours, and it says so."""
    if not turn.now.trusted or policy_of(turn.rules, zone) is None:
        return False
    if is_expected(turn.office, turn.rules, zone, turn.now):
        return False
    return is_closed(turn.rules, zone, turn.now.at) is False


def has_somebody(turn: Turn, zone: str) -> bool:
    """Tell whether people are in a zone, or said to be: then it gets back what it had."""
    reasons = expected_in(turn.office, turn.rules, zone, turn.now)
    return any(reason.kind in SOMEBODY for reason in reasons)


def begin(turn: Turn, zone: str) -> None:
    """Count a zone as empty from now on, whatever was announced."""
    durations, now_s = turn.rules.durations, turn.now.mono_s
    before_s = durations.setback_announce_s
    looks = {now_s + max(0.0, after_s(durations, part) - before_s) for part in Part}
    empty = EmptyZone(since_s=now_s, looks_s=tuple(sorted(s for s in looks if s > now_s)))
    _put(turn, zone, empty)


def end(turn: Turn, zone: str) -> None:
    """Count a zone as empty no longer."""
    zones = {z: e for z, e in turn.office.empty.by_zone.items() if z != zone}
    turn.change(empty=EmptyZones(zones))


def _put(turn: Turn, zone: str, empty: EmptyZone) -> None:
    turn.change(empty=EmptyZones({**turn.office.empty.by_zone, zone: empty}))


def look(turn: Turn, zone: str) -> None:
    """Announce what is on for long enough; set back what was announced."""
    empty = turn.office.empty.by_zone.get(zone)
    if empty is None:
        return
    told = dict(empty.told)
    for part in Part:
        act_s = told.get(part)
        things = things_in(turn, zone, part)
        if not things or running_in(turn.office, _around_and_below(turn, zone)):
            told.pop(part, None)  # nothing is on, or a last-out check sees to it
        elif act_s is None:
            told[part] = turn.now.mono_s + turn.rules.durations.setback_announce_s
            _announce(turn, zone, things)
        elif act_s <= turn.now.mono_s:
            del told[part]
            _set_back(turn, zone, part, things)
    looks = {s for s in (*empty.looks_s, *told.values()) if s > turn.now.mono_s}
    _put(turn, zone, replace(empty, looks_s=tuple(sorted(looks)), told=told))


def _around_and_below(turn: Turn, zone: str) -> frozenset[str]:
    return frozenset((*turn.rules.zone_path(zone), *turn.rules.zones_below(zone)))


def things_in(turn: Turn, zone: str, part: Part) -> tuple[Thing, ...]:
    """Return what of a zone's own is to be set back: on, with nobody there, for long enough."""
    policy = policy_of(turn.rules, zone)
    empty = turn.office.empty.by_zone.get(zone)
    if policy is None or empty is None:
        return ()
    durations = turn.rules.durations
    long_s = after_s(durations, part) - durations.setback_announce_s
    if turn.now.mono_s - empty.since_s < long_s:
        return ()
    latest = turn.now.at - timedelta(seconds=long_s)
    found = []
    for channel in loads_in(turn.rules, zone):
        if channel.zone == zone and _is_free(turn, channel):
            thing = _thing(turn, channel, part, policy)
            since = _on_since(turn, channel)
            if thing is not None and (since is None or since <= latest):
                found.append(thing)
    return tuple(found)


def _is_free(turn: Turn, channel: Channel) -> bool:
    """Tell whether nobody chose to leave a channel on, or works on it."""
    if turn.office.lastout.is_left_on(channel.id, turn.now.at):
        return False
    return work_on_channel(turn.office, turn.rules, channel.id) is None


def _thing(turn: Turn, channel: Channel, part: Part, policy: SetbackRules) -> Thing | None:
    if state_of(turn.office, channel) != ON:
        return None
    if part is Part.LIGHTS:
        return Thing(channel) if policy.lights and channel.kind in LIGHTS else None
    if channel.kind is not ChannelKind.AC or policy.ac is EmptyAc.LEAVE:
        return None
    ac = ac_kept(turn.office, channel.id)
    if policy.ac is EmptyAc.OFF or not options_of(channel).climate:
        return Thing(channel)
    mode, now_c = ac.setting.mode, ac.setting.target_c
    wanted_c = {"cool": policy.cool_c, "heat": policy.heat_c}.get(mode)
    if wanted_c is None:  # it dries, blows, or nobody knows
        return Thing(channel)
    low_c, high_c = span_of(options_of(channel), mode)
    target_c = min(max(wanted_c, low_c), high_c)
    sign = 1 if mode == "cool" else -1
    is_there = now_c is not None and sign * now_c >= sign * target_c
    return None if is_there else Thing(channel, target_c)


def _on_since(turn: Turn, channel: Channel) -> datetime | None:
    """Return since when a channel has done what it does, as far as anybody knows."""
    if channel.kind is ChannelKind.AC and not options_of(channel).feedback:
        return ac_kept(turn.office, channel.id).since
    report = turn.office.devices.reports.get((channel.device, channel.number))
    return report.since if report is not None else None


def _announce(turn: Turn, zone: str, things: tuple[Thing, ...]) -> None:
    items = tuple(
        PromptItem(channel=t.channel.id, state=ON, watts=watts_of(turn.office, t.channel))
        for t in things
    )
    turn.do(Prompt(prompt="setback", zone=zone, items=items))


def _set_back(turn: Turn, zone: str, part: Part, things: tuple[Thing, ...]) -> None:
    rows: list[Json] = [_row(turn, thing) for thing in things]
    turn.record("setback.switched", zone, {"part": part.value, "channels": rows})
    for thing in things:
        verb = "off" if thing.target_c is None else "setpoint"
        wanted = ChannelWanted(
            channel=thing.channel.id, verb=verb, value=thing.target_c, why="setback"
        )
        turn.tell(wanted)


def _row(turn: Turn, thing: Thing) -> dict[str, Json]:
    """Return what is kept of a thing; `back` is empty if no person had it on."""
    channel = thing.channel
    back, value = "on", None
    report = turn.office.devices.reports.get((channel.device, channel.number))
    if thing.target_c is not None:
        back, value = "setpoint", ac_kept(turn.office, channel.id).setting.target_c
    elif channel.kind is ChannelKind.DIMMER and report and report.reading.level_pct:
        back, value = "level", report.reading.level_pct
    if not _is_persons(turn, channel):
        back, value = "", None
    row: dict[str, Json] = {"channel": channel.id, "value": thing.target_c}
    return {**row, "back": back, "back_value": value}


def _is_persons(turn: Turn, channel: Channel) -> bool:
    """Tell whether a person has a channel on: by a screen, a scene, or the wall switch."""
    wish = turn.office.controls.wishes.get(channel.id)
    if wish is not None:
        by = wish.by
    elif channel.kind is ChannelKind.AC:
        by = ac_kept(turn.office, channel.id).by
    else:
        by = ""
    return not by or by in PEOPLE or by in turn.rules.people


def give_back(turn: Turn, zone: str) -> None:
    """Somebody is here: give a zone back what it had, unless a hand has changed it since.

    What somebody works on is kept for when the work is over.
    """
    put = {c: p for c, p in turn.office.setbacks.by_channel.items() if p.zone == zone}
    if put and is_closed(turn.rules, zone, turn.now.at) is not False:
        if turn.now.trusted:
            turn.record("setback.dropped", zone, {"why": "closed"})
        return
    held = [c for c in put if work_on_channel(turn.office, turn.rules, c) is not None]
    if len(held) == len(put):
        return
    back = {c: p for c, p in put.items() if c not in held and _is_as_left(turn, c, p)}
    turn.record("setback.given_back", zone, {"channels": list(back), "held": list(held)})
    for channel, each in back.items():
        turn.tell(ChannelWanted(channel=channel, verb=each.verb, value=each.value, why="returned"))


def drop(turn: Turn, zone: str, why: str) -> None:
    """Give back nothing any more: the day is over."""
    if zone in zones_put(turn.office.setbacks.by_channel):
        turn.record("setback.dropped", zone, {"why": why})


def zones_put(by_channel: Mapping[str, PutBack]) -> tuple[str, ...]:
    """Return the zones in which something was set back."""
    return tuple(dict.fromkeys(p.zone for p in by_channel.values()))


def _is_as_left(turn: Turn, channel_id: str, put: PutBack) -> bool:
    channel = turn.rules.channels.get(channel_id)
    if channel is None:
        return False
    state = state_of(turn.office, channel)
    if put.target_c is None:
        return state == OFF
    return state == ON and ac_kept(turn.office, channel_id).setting.target_c == put.target_c

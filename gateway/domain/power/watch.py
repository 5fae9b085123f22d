"""Closed, empty, and still drawing: found by channels at once, by meters after ten minutes.

A zone is watched outside its hours while nobody is in it, nobody said that
somebody is, and no last-out check is looking at it already. A channel that
reports on is told for the room or zone it belongs to. A meter is told for its
zone only by what nothing explains: less what channels that report on draw and
what the meters of zones inside it say, so that the same watts are one alert.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from gateway.domain.events import (
    DeviceReported,
    MinuteBegan,
    TimePassed,
    TroubleGone,
    ZoneEntered,
)
from gateway.domain.lastout import running_in
from gateway.domain.meters import meter_w
from gateway.domain.power.hours import is_closed
from gateway.domain.power.state import Power, Watched, watched
from gateway.domain.power.words import left_on, unexplained
from gateway.domain.presence import head_count
from gateway.domain.rooms.survey import ON, UNKNOWN, UNREACHABLE, state_of, watts_of
from gateway.domain.rules import Channel, Rules
from gateway.domain.turn import Turn


def index(turn: Turn) -> Watched:
    """Return what is watched by the present rules."""
    power = turn.office.power
    if power.watched is None or power.watched.rules is not turn.rules:
        turn.change(power=replace(power, watched=watched(turn.rules), minute=None))
    found = turn.office.power.watched
    assert found is not None
    return found


def closed_now(turn: Turn) -> frozenset[str]:
    """Return the zones that are outside their hours; none while the clock is not trusted."""
    power, at = turn.office.power, turn.now.at
    minute = power.minute
    if minute is None or not 0.0 <= (at - minute).total_seconds() < 60.0:
        zones = turn.rules.zones if turn.now.trusted else ()
        closed = frozenset(z for z in zones if is_closed(turn.rules, z, at))
        this = at.replace(second=0, microsecond=0)
        turn.change(power=replace(power, closed=closed, minute=this if turn.now.trusted else None))
    return turn.office.power.closed


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Look at the place of a channel, or the zones of a meter; cheap when all is well."""
    known = index(turn)
    channel_id = turn.rules.wired.get((event.device, event.channel))
    metered = known.meters.get(event.device, ())
    if not metered and channel_id is None:
        return
    closed = closed_now(turn)
    if channel_id is not None:
        channel = turn.rules.channels[channel_id]
        place = channel.owner
        is_open = bool(turn.office.alerts.open) and f"offhours:{place}" in turn.office.alerts.open
        if is_open or (channel.zone in closed and state_of(turn.office, channel) == ON):
            look(turn, place)
    for zone in metered:
        if zone in closed or zone in turn.office.power.over_since_s:
            read_meter(turn, zone)


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """Hours begin and end, people come and go: look at every place."""
    known = index(turn)
    closed_now(turn)
    for zone in turn.rules.zones:
        read_meter(turn, zone)
    for place in known.places:
        look(turn, place)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """A meter has been too high for long enough."""
    power = turn.office.power
    due = [zone for zone, due_s in power.due_s.items() if due_s <= turn.now.mono_s]
    if due:
        turn.change(power=replace(power, due_s=_without(power.due_s, *due)))
        index(turn)
        closed_now(turn)
    for zone in due:
        if zone in turn.rules.zones:
            read_meter(turn, zone)
            look(turn, zone)


def on_zone_entered(turn: Turn, event: ZoneEntered) -> None:
    """Somebody is in: what was a breach is use."""
    known = index(turn)
    path = turn.rules.zone_path(event.zone)
    for place, zone in known.zone_of.items():
        if zone in path and f"offhours:{place}" in turn.office.alerts.open:
            look(turn, place)


def is_watched(turn: Turn, zone: str) -> bool:
    """Tell whether nothing should be on in a zone now."""
    if zone not in turn.office.power.closed or head_count(turn.office, turn.rules, zone):
        return False
    inside = turn.office.lastout.inside
    return not any(
        z in inside and inside[z].occupied_until_s > turn.now.mono_s
        for z in turn.rules.zone_path(zone)
    )


def _is_left_to_lastout(turn: Turn, zone: str) -> bool:
    """Tell whether a last-out check is looking at a zone, or has told facilities of it."""
    path = turn.rules.zone_path(zone)
    opened = turn.office.alerts.open
    return running_in(turn.office, path) or any(f"lastout:{z}" in opened for z in path)


def look(turn: Turn, place: str) -> None:
    """Find, bring up to date or end the trouble of one room or zone."""
    known = index(turn)
    zone = known.zone_of.get(place)
    key = f"offhours:{place}"
    alert = turn.office.alerts.open.get(key)
    if zone is None or not is_watched(turn, zone):
        if alert is not None:
            turn.tell(TroubleGone(key=key))
        return
    on = [c for c in known.places[place] if _is_forgotten(turn, c)]
    over_w = _over_for_long(turn, place)
    if not on and over_w is None:
        if alert is not None and _is_known_gone(turn, place, alert.channels):
            turn.tell(TroubleGone(key=key))
        return
    if alert is None:
        is_news = not _is_left_to_lastout(turn, zone)
    else:
        is_news = set(alert.channels) != {c.id for c in on}
    if is_news and on:
        turn.tell(left_on(turn, place, zone, on))
    elif is_news and over_w is not None:
        since = turn.office.power.since[place]
        turn.tell(unexplained(turn.rules, place, over_w, since))


def _is_forgotten(turn: Turn, channel: Channel) -> bool:
    """Tell whether a channel is on and nobody left it on by choice."""
    if state_of(turn.office, channel) != ON:
        return False
    kept = turn.office.lastout.left_on.get(channel.id)
    return kept is None or (kept.until is not None and kept.until <= turn.now.at)


def _over_for_long(turn: Turn, place: str) -> float | None:
    """Return what a zone's meter says if it has been too high for long enough, else None."""
    since_s = turn.office.power.over_since_s.get(place)
    if since_s is None or turn.now.mono_s < since_s + turn.rules.durations.offhours_s:
        return None
    return meter_w(turn.office, turn.rules.zones[place])


def _is_known_gone(turn: Turn, place: str, named: tuple[str, ...]) -> bool:
    """Tell whether a trouble is proven to be over: silence proves nothing."""
    for channel_id in named:
        channel = turn.rules.channels.get(channel_id)
        if channel and state_of(turn.office, channel) in (UNKNOWN, UNREACHABLE):
            return False
    if named or place not in turn.rules.zones or turn.rules.zones[place].meter is None:
        return True
    rest_w = unexplained_w(turn, place)
    return rest_w is not None and rest_w <= turn.rules.zones[place].standby_w


def read_meter(turn: Turn, zone: str) -> None:
    """Begin or end the ten minutes of a meter that is too high for a closed, empty zone."""
    rules, power = turn.rules.zones[zone], turn.office.power
    now_w = meter_w(turn.office, rules)
    was_over = zone in power.over_since_s
    limit_w = rules.standby_w + turn.rules.durations.hysteresis_w
    if not was_over and (now_w is None or now_w <= limit_w):
        return
    rest_w = unexplained_w(turn, zone)
    if not is_watched(turn, zone) or rest_w is None or rest_w <= rules.standby_w:
        if was_over:
            turn.change(power=_not_over(turn.office.power, zone))
            look(turn, zone)
    elif not was_over and rest_w > limit_w and not _is_left_to_lastout(turn, zone):
        turn.change(power=_over(turn, zone))


def _over(turn: Turn, zone: str) -> Power:
    power, now_s = turn.office.power, turn.now.mono_s
    since: Mapping[str, datetime] = {**power.since, zone: turn.now.at}
    return replace(
        power,
        over_since_s={**power.over_since_s, zone: now_s},
        since=since,
        due_s={**power.due_s, zone: now_s + turn.rules.durations.offhours_s},
    )


def _not_over(power: Power, zone: str) -> Power:
    return replace(
        power,
        over_since_s=_without(power.over_since_s, zone),
        since={z: at for z, at in power.since.items() if z != zone},
        due_s=_without(power.due_s, zone),
    )


def _without(instants: Mapping[str, float], *zones: str) -> Mapping[str, float]:
    return {zone: at_s for zone, at_s in instants.items() if zone not in zones}


def unexplained_w(turn: Turn, zone: str) -> float | None:
    """Return the watts of a zone that no channel and no inner meter accounts for.

    None without a word from its meter. A channel that is on and whose draw
    nobody knows may explain all of it: its own alert tells of it.
    """
    now_w = meter_w(turn.office, turn.rules.zones[zone])
    if now_w is None:
        return None
    inner = _inner_meters(turn, turn.rules, zone)
    covered = {z for each in inner for z in turn.rules.zones_below(each)}
    for channel in index(turn).loads[zone]:
        if channel.zone not in covered and state_of(turn.office, channel) == ON:
            watts = watts_of(turn.office, channel)
            if watts is None:
                return 0.0
            now_w -= watts
    return max(0.0, now_w - sum(inner.values()))


def _inner_meters(turn: Turn, rules: Rules, zone: str) -> Mapping[str, float]:
    """Return what the outermost metered zones inside a zone draw."""
    found: dict[str, float] = {}
    for inner in rules.zones_below(zone):
        around = rules.zone_path(inner)[1:]
        if inner != zone and not any(z in found for z in around):
            power_w = meter_w(turn.office, rules.zones[inner])
            if power_w is not None:
                found[inner] = power_w
    return found

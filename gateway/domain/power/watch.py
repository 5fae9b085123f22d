"""Closed, empty, and still drawing (spec 04 §4): one breach of one place is one alert.

A zone is watched while it is known to be outside its hours, nothing is
expected in it (people, a meeting), nobody said ahead that it is known, and no
last-out check is looking at it. A channel is told for the room or zone it
belongs to, a window and a meter for their zone; a meter only by what nothing
explains, so that the same watts are one alert. What changes is told by the
same alert: at once when something joins or goes, else its figures every few
minutes, and never by a new message.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from gateway.domain.alerts.life import found_again
from gateway.domain.energy import channel_total_wh, zone_total_wh
from gateway.domain.events import (
    DeviceReported,
    InputChanged,
    LoadsKnown,
    MeetingBegan,
    MinuteBegan,
    TimePassed,
    TroubleGone,
    ZoneEntered,
)
from gateway.domain.expected import Why, expected_in
from gateway.domain.lastout import running_in
from gateway.domain.meters import meter_w
from gateway.domain.power import breach as breaches
from gateway.domain.power.breach import PREFIX, place_of
from gateway.domain.power.find import (
    Cause,
    cause_of,
    is_above,
    is_at_rest,
    unexplained_w,
)
from gateway.domain.power.hours import is_closed
from gateway.domain.power.known import end_due, known_place, on_known
from gateway.domain.power.state import Breach, Power, Watched, watched
from gateway.domain.power.words import found
from gateway.domain.rooms.survey import ON, state_of
from gateway.domain.rules import Channel
from gateway.domain.turn import Turn

REFRESH_S = 300.0
"""An alert's figures are brought up to date this often; the page reads them live."""

T = TypeVar("T")


def index(turn: Turn) -> Watched:
    """Return what is watched by the present rules."""
    power = turn.office.power
    if power.watched is None or power.watched.rules is not turn.rules:
        turn.change(power=replace(power, watched=watched(turn.rules), minute=None))
    known = turn.office.power.watched
    assert known is not None
    return known


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
        opened, is_closed_now = turn.office.alerts.open, channel.zone in closed
        is_open = bool(opened) and f"{PREFIX}{channel.owner}" in opened
        says_watts = is_closed_now and event.reading.power_w is not None
        if says_watts or channel_id in turn.office.power.over_since_s:
            read_channel(turn, channel)
        if is_open or (is_closed_now and state_of(turn.office, channel) == ON):
            look(turn, channel.owner)
    for zone in metered:
        if zone in closed or zone in turn.office.power.over_since_s:
            read_meter(turn, zone)


def on_input_changed(turn: Turn, event: InputChanged) -> None:
    """A window opens or closes."""
    sensor = turn.rules.inputs.get(event.input)
    if sensor is not None and event.input in index(turn).windows.get(sensor.zone, ()):
        closed_now(turn)
        look(turn, sensor.zone)


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """Hours begin and end, people come and go: look at every place."""
    known = index(turn)
    closed_now(turn)
    for zone in turn.rules.zones:
        read_meter(turn, zone)
    for channel in {c.id: c for own in known.places.values() for c in own}.values():
        read_channel(turn, channel)
    for place in known.places:
        look(turn, place)
    for key in tuple(turn.office.alerts.open):
        if place_of(key) and place_of(key) not in known.places:  # not configured any more
            _over(turn, place_of(key))


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """A meter or a channel has been too high for long enough; something is not known any more."""
    power = turn.office.power
    due = [what for what, due_s in power.due_s.items() if due_s <= turn.now.mono_s]
    ended = end_due(turn)
    if not due and not ended:
        return
    turn.change(power=replace(power, due_s=_without(power.due_s, *due)))
    known = index(turn)
    closed_now(turn)
    for what in due:
        if what in turn.rules.zones:
            read_meter(turn, what)
            look(turn, what)
        elif what in turn.rules.channels:
            look(turn, turn.rules.channels[what].owner)
    for place in known.places if ended else ():
        look(turn, place)


def on_use_began(turn: Turn, _event: ZoneEntered | MeetingBegan) -> None:
    """Somebody is in: what was a breach is use."""
    for key in tuple(turn.office.alerts.open):
        if place_of(key) in index(turn).places:
            look(turn, place_of(key))


def on_loads_known(turn: Turn, event: LoadsKnown) -> None:
    """Somebody knows of what will be on, or takes that back: looked at again at once."""
    on_known(turn, event)
    known = index(turn)
    closed_now(turn)
    for place in known.places:
        look(turn, place)


def is_watched(turn: Turn, zone: str) -> bool:
    """Tell whether nothing should be on in a zone now.

    Work under way is left to the alert engine, which holds what it finds and
    tells it once the work is over.
    """
    if zone not in turn.office.power.closed:
        return False
    expected = expected_in(turn.office, turn.rules, zone, turn.now)
    return all(each.kind is Why.MAINTENANCE for each in expected)


def _is_left_to_lastout(turn: Turn, zone: str) -> bool:
    """Tell whether a last-out check is looking at a zone, or has told facilities of it."""
    path = turn.rules.zone_path(zone)
    opened = turn.office.alerts.open
    return running_in(turn.office, path) or any(f"lastout:{z}" in opened for z in path)


def look(turn: Turn, place: str) -> None:
    """Find, bring up to date or end the breach of one room or zone."""
    if not turn.now.trusted:
        return  # nobody knows whether it is closed: nothing begins, nothing ends
    known = index(turn)
    zone = known.zone_of.get(place)
    if zone is None or not is_watched(turn, zone):
        _over(turn, place)
        return
    is_open = f"{PREFIX}{place}" in turn.office.alerts.open
    if not is_open and known_place(turn.office, turn.rules, place, zone) is not None:
        _over(turn, place)
        return
    cause = cause_of(turn, known, place)
    if not cause:
        if not is_open or _is_proven_over(turn, known, place):
            _over(turn, place)
    elif is_open or not _is_left_to_lastout(turn, zone):
        _tell(turn, place, zone, cause)


def _over(turn: Turn, place: str) -> None:
    """End an alert, and, once it is over, its breach.

    What comes and goes stays one breach as long as its alert does, so that a
    relay that flaps all night writes nothing.
    """
    if f"{PREFIX}{place}" in turn.office.alerts.open:
        turn.tell(TroubleGone(key=f"{PREFIX}{place}"))
    elif place in turn.office.offhours.breaches:
        breaches.end(turn, place)
        power = turn.office.power
        turn.change(power=replace(power, told_s=_without(power.told_s, place)))


def _tell(turn: Turn, place: str, zone: str, cause: Cause) -> None:
    """Begin a breach, or bring its alert up to date when it has changed or is old."""
    before = turn.office.offhours.breaches.get(place)
    now = _as_breach(turn, place, zone, cause)
    if before is None or not _same(before, now):
        breaches.begin(turn, place, now)
    elif _is_told(turn, place):
        return
    told = {**turn.office.power.told_s, place: turn.now.mono_s}
    turn.change(power=replace(turn.office.power, told_s=told))
    turn.tell(found(turn, place, zone, cause))


def _is_told(turn: Turn, place: str) -> bool:
    """Tell whether an alert's words are new enough; one that seemed over is told to be back."""
    key = f"{PREFIX}{place}"
    alert, told_s = turn.office.alerts.open.get(key), turn.office.power.told_s.get(place)
    if alert is None or told_s is None or turn.now.mono_s >= told_s + REFRESH_S:
        return False
    if key in turn.office.unsteady.gone_due_s:
        turn.tell(found_again(alert))
    return True


def _as_breach(turn: Turn, place: str, zone: str, cause: Cause) -> Breach:
    """Return a cause as it is kept: since when it can be said to have begun."""
    metered = cause.over_w is not None
    noticed = turn.office.power.since
    begun = [noticed[what] for what in (place, *cause.channels) if what in noticed]
    return Breach(
        zone=zone,
        since=min(begun, default=turn.now.at),
        channels=cause.channels,
        windows=cause.windows,
        metered=metered,
        base_wh=breaches.counters_of(turn, zone, cause.channels, metered=metered),
    )


def _same(before: Breach, now: Breach) -> bool:
    return (set(before.channels), set(before.windows), before.metered) == (
        set(now.channels),
        set(now.windows),
        now.metered,
    )


def _is_proven_over(turn: Turn, known: Watched, place: str) -> bool:
    """Tell whether everything that a breach was told for is proven to be over."""
    breach = turn.office.offhours.breaches.get(place)
    if breach is None:  # told by an older version, which kept nothing besides the alert
        named = turn.office.alerts.open[f"{PREFIX}{place}"].channels
        breach = Breach(zone=place, since=turn.now.at, channels=named, metered=not named)
    for channel_id in breach.channels:
        channel = turn.rules.channels.get(channel_id)
        if channel is not None and not is_at_rest(turn, known, channel):
            return False
    inputs = turn.office.health.inputs
    if any(i in turn.rules.inputs and inputs.get(i) is not False for i in breach.windows):
        return False
    zone = turn.rules.zones.get(place)
    if not breach.metered or zone is None or zone.meter is None:
        return True
    rest_w = unexplained_w(turn, known, place)
    return rest_w is not None and rest_w <= zone.standby_w


def read_channel(turn: Turn, channel: Channel) -> None:
    """Begin or end the ten minutes of a channel that measures more than it may."""
    known, what = index(turn), channel.id
    was_over = what in turn.office.power.over_since_s
    is_over = is_above(turn, known, channel) and is_watched(turn, channel.zone)
    if is_over and not was_over:
        total = channel_total_wh(turn.office, turn.rules, what)
        turn.change(power=_begun(turn, what, total))
    elif was_over and not is_over:
        turn.change(power=_ended(turn.office.power, what))
        look(turn, channel.owner)


def read_meter(turn: Turn, zone: str) -> None:
    """Begin or end the ten minutes of a meter that is too high for a closed, empty zone."""
    rules, power = turn.rules.zones[zone], turn.office.power
    now_w = meter_w(turn.office, rules)
    was_over = zone in power.over_since_s
    limit_w = rules.standby_w + turn.rules.durations.hysteresis_w
    if not was_over and (now_w is None or now_w <= limit_w):
        return
    rest_w = unexplained_w(turn, index(turn), zone)
    if not is_watched(turn, zone) or rest_w is None or rest_w <= rules.standby_w:
        if was_over:
            turn.change(power=_ended(turn.office.power, zone))
            look(turn, zone)
    elif not was_over and rest_w > limit_w and not _is_left_to_lastout(turn, zone):
        total = zone_total_wh(turn.office, turn.rules, zone)
        turn.change(power=_begun(turn, zone, total))


def _begun(turn: Turn, what: str, total_wh: float | None) -> Power:
    power, now_s = turn.office.power, turn.now.mono_s
    return replace(
        power,
        over_since_s={**power.over_since_s, what: now_s},
        since={**power.since, what: turn.now.at},
        due_s={**power.due_s, what: now_s + turn.rules.durations.offhours_s},
        base_wh=power.base_wh if total_wh is None else {**power.base_wh, what: total_wh},
    )


def _ended(power: Power, what: str) -> Power:
    return replace(
        power,
        over_since_s=_without(power.over_since_s, what),
        since=_without(power.since, what),
        due_s=_without(power.due_s, what),
        base_wh=_without(power.base_wh, what),
    )


def _without(values: Mapping[str, T], *keys: str) -> Mapping[str, T]:
    return {key: value for key, value in values.items() if key not in keys}

"""Closed, empty, and still drawing (spec 04 §4): one breach of one place is one alert.

A zone is watched while it is known to be outside its hours, nothing is
expected in it (people, a meeting), nobody said ahead that it is known, and no
last-out check is looking at it. A channel is told for the room or zone it
belongs to, a window and a meter for their zone; a meter only by what nothing
explains, so that the same watts are one alert. What changes is told by the
same alert: within a minute when something joins or goes, else its figures every
few minutes, and never by a new message.
"""

from dataclasses import replace

from gateway.domain.events import (
    DeviceReported,
    InputChanged,
    LoadsKnown,
    MeetingBegan,
    MinuteBegan,
    TimePassed,
    ZoneEntered,
)
from gateway.domain.power.breach import PREFIX, place_of
from gateway.domain.power.known import end_due, on_known
from gateway.domain.power.look import look, over_at_once
from gateway.domain.power.measuring import read_channel, read_meter
from gateway.domain.power.watching import closed_now, index
from gateway.domain.rooms.survey import ON, state_of
from gateway.domain.turn import Turn, without


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
            look(turn, channel.owner, channel)
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
    for own in known.places.values():
        for channel in own:
            read_channel(turn, channel)
    for place in known.places:
        look(turn, place)
    for key in tuple(turn.office.alerts.open):
        if place_of(key) and place_of(key) not in known.places:  # not configured any more
            over_at_once(turn, place_of(key))


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Something lasts long enough, has changed and may be told, or is not known any more."""
    power, now_s = turn.office.power, turn.now.mono_s
    due = [what for what, due_s in power.due_s.items() if due_s <= now_s]
    changed = [place for place, due_s in power.tell_due_s.items() if due_s <= now_s]
    ended = end_due(turn)
    if not due and not changed and not ended:
        return
    due_s, tell_due_s = without(power.due_s, *due), without(power.tell_due_s, *changed)
    turn.change(power=replace(power, due_s=due_s, tell_due_s=tell_due_s))
    known = index(turn)
    closed_now(turn)
    for what in due:
        if what in turn.rules.zones:
            read_meter(turn, what)
            look(turn, what)
        elif what in turn.rules.channels:
            look(turn, turn.rules.channels[what].owner)
    for place in known.places if ended else changed:
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

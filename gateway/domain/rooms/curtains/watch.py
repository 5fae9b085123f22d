"""What curtains listen to: their relays, time, the broker; and how their places are kept."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.events import DeviceReported, PartChanged, TimePassed
from gateway.domain.now import Now
from gateway.domain.rooms.curtains import motor, pair
from gateway.domain.rooms.curtains.state import Curtains, Place, is_pair
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rules import Channel, ChannelKind
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, Turn, due_s, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

KINDS = frozenset({ChannelKind.CURTAIN, ChannelKind.SCREEN})


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Hand a report to its curtain; a retained copy says nothing of now."""
    if event.stale:
        return
    channel_id = turn.rules.wired.get((event.device, event.channel))
    if channel_id is None:
        return
    channel = turn.rules.channels[channel_id]
    if channel.kind not in KINDS:
        return
    if not is_pair(channel):
        motor.heard(turn, channel)
    elif event.reading.power is not None:
        number = channel.number if event.channel is None else event.channel
        if number is not None:
            pair.heard(turn, channel, number, power=event.reading.power)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Look at every run that is due, and at what moved when the program ended."""
    for channel_id, run in turn.office.runs.curtains.runs.items():
        if run.due_s is not None and run.due_s <= turn.now.mono_s:
            channel = _channel(turn, channel_id)
            if channel is not None:
                (pair if is_pair(channel) else motor).look(turn, channel)
    for channel_id in _interrupted(turn.office):
        channel = _channel(turn, channel_id)
        if channel is not None:
            pair.resume(turn, channel)


def _channel(turn: Turn, channel_id: str) -> Channel | None:
    """Return a curtain; one that is no longer configured is forgotten."""
    channel = turn.rules.channels.get(channel_id)
    if channel is not None and channel.kind in KINDS:
        return channel
    old = turn.office.runs.curtains
    runs = {c: r for c, r in old.runs.items() if c != channel_id}
    change_runs(turn, curtains=replace(old, runs=runs))
    if channel_id in turn.office.machines.curtains.places:
        body: dict[str, Json] = {"position_pct": None, "pause_s": 0.0, "by": "gone"}
        turn.record("curtain.rested", channel_id, body, vital=False)
    return None


def _interrupted(office: "Office") -> list[str]:
    """Return the curtains that were moving when the program ended."""
    runs = office.runs.curtains.runs
    return [c for c, p in office.machines.curtains.places.items() if p.moving and c not in runs]


def on_part_changed(turn: Turn, event: PartChanged) -> None:
    """The broker is back: what could not be stopped is stopped now."""
    if event.part != "broker" or not event.ok:
        return
    for channel_id in turn.office.runs.curtains.runs:
        channel = _channel(turn, channel_id)
        if channel is not None:
            (pair if is_pair(channel) else motor).broker_back(turn, channel)


def next_due_s(office: "Office") -> float | None:
    """Return when the next run needs looking at; at once after a start that cut one short."""
    if _interrupted(office):
        return 0.0
    dues = (run.due_s for run in office.runs.curtains.runs.values())
    return min((due for due in dues if due is not None), default=None)


def fold_moving(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a curtain on its way: where it is, is open until it rests."""
    body = fact.body
    place = Place(
        position_pct=number_in(body, "from_pct"),
        moving=int(number_in(body, "direction") or 0),
        since=fact.at,
    )
    return _placed(office, fact.subject, place)


def fold_rested(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a curtain at rest."""
    low_pct, high_pct = number_in(fact.body, "low_pct"), number_in(fact.body, "high_pct")
    known = low_pct is not None and high_pct is not None
    place = Place(
        position_pct=number_in(fact.body, "position_pct"),
        low_pct=low_pct if known else None,
        high_pct=high_pct if known else None,
        rest_until_s=due_s(fact, now, number_in(fact.body, "pause_s") or 0.0),
        since=fact.at,
    )
    return _placed(office, fact.subject, place)


def _placed(office: "Office", channel_id: str, place: Place) -> "Office":
    places = {**office.machines.curtains.places, channel_id: place}
    return replace(office, machines=replace(office.machines, curtains=Curtains(places)))


ON: dict[type, Any] = {
    DeviceReported: on_device_reported,
    TimePassed: on_time_passed,
    PartChanged: on_part_changed,
}
FOLDS: dict[str, Fold] = {"curtain.moving": fold_moving, "curtain.rested": fold_rested}

"""What projectors listen to: reports, time, bad ends of wishes; and how their stages are kept."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.events import CommandNotSent, DeviceReported, PartChanged, TimePassed
from gateway.domain.now import Now
from gateway.domain.rooms.projector import course
from gateway.domain.rooms.projector.state import Projector, Projectors, Stage, options_of
from gateway.domain.rooms.state import is_on
from gateway.domain.rules import ChannelKind
from gateway.domain.turn import Fact, Fold, Turn, due_s, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Hand a report to its projector, or to the projectors it feeds."""
    if event.stale:
        return
    power = is_on(event.reading)
    channel_id = turn.rules.wired.get((event.device, event.channel), "")
    channel = turn.rules.channels.get(channel_id)
    if power is not None and channel is not None:
        if channel.kind is ChannelKind.PROJECTOR and options_of(channel).feedback:
            course.heard(turn, channel, power=power, phase=event.reading.phase)
        elif channel_id in turn.rules.feeds:
            course.mains_heard(turn, channel, power=power)
    if event.reading.online:
        course.device_back(turn, event.device)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Go on with every stage that is over; see which wishes have ended."""
    for channel_id, projector in turn.office.machines.projectors.by_id.items():
        due = [d for d in (projector.stage_due_s, projector.hot_until_s) if d is not None]
        if not due or min(due) > turn.now.mono_s:
            continue
        channel = turn.rules.channels.get(channel_id)
        if channel is None or channel.kind is not ChannelKind.PROJECTOR:
            turn.record("projector.gone", channel_id, vital=False)
            continue
        course.look(turn, channel)
        hot_until_s = turn.office.machines.projectors.by_id[channel_id].hot_until_s
        if hot_until_s is not None and hot_until_s <= turn.now.mono_s:
            turn.record("projector.cool", channel_id, vital=False)
            course.cut_if_cool(turn, channel)
    _look_at_wishes(turn)


def on_wish_ended(turn: Turn, _event: CommandNotSent | PartChanged) -> None:
    """See a command that could not leave."""
    _look_at_wishes(turn)


def _look_at_wishes(turn: Turn) -> None:
    for channel_id in turn.office.runs.projectors.asked:
        channel = turn.rules.channels.get(channel_id)
        if channel is not None:
            course.look_at_wish(turn, channel)


def next_due_s(office: "Office") -> float | None:
    """Return when the next stage is over."""
    dues = (d for p in office.machines.projectors.by_id.values() for d in _dues(p))
    return min(dues, default=None)


def _dues(projector: Projector) -> list[float]:
    return [d for d in (projector.stage_due_s, projector.hot_until_s) if d is not None]


def fold_stage(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a projector in its next stage."""
    body, old = fact.body, office.machines.projectors.by_id.get(fact.subject, Projector())
    length_s, hot_s = number_in(body, "length_s"), number_in(body, "hot_s")
    hot_until_s = None
    if hot_s is not None:
        hot_until_s = due_s(fact, now, hot_s)
    new = replace(
        old,
        stage=Stage(str(body["stage"])),
        stage_due_s=None if length_s is None else due_s(fact, now, length_s),
        hot_until_s=hot_until_s,
        by=str(body["by"]),
        since=fact.at,
    )
    return _with(office, fact.subject, new)


def fold_queued(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with what follows a projector's stage."""
    old = office.machines.projectors.by_id.get(fact.subject, Projector())
    new = replace(old, queued=str(fact.body["want"]), by=str(fact.body["by"]))
    return _with(office, fact.subject, new)


def fold_cut(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a projector whose mains is to be cut, or is not."""
    old = office.machines.projectors.by_id.get(fact.subject, Projector())
    return _with(office, fact.subject, replace(old, cut=bool(fact.body["cut"])))


def fold_cool(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a projector that is certainly cool."""
    old = office.machines.projectors.by_id.get(fact.subject, Projector())
    return _with(office, fact.subject, replace(old, hot_until_s=None))


def fold_gone(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without a projector that is no longer configured."""
    by_id = {c: p for c, p in office.machines.projectors.by_id.items() if c != fact.subject}
    machines = replace(office.machines, projectors=Projectors(by_id))
    return replace(office, machines=machines)


def _with(office: "Office", channel_id: str, projector: Projector) -> "Office":
    by_id = {**office.machines.projectors.by_id, channel_id: projector}
    machines = replace(office.machines, projectors=Projectors(by_id))
    return replace(office, machines=machines)


ON: dict[type, Any] = {
    DeviceReported: on_device_reported,
    TimePassed: on_time_passed,
    CommandNotSent: on_wish_ended,
    PartChanged: on_wish_ended,
}
FOLDS: dict[str, Fold] = {
    "projector.stage": fold_stage,
    "projector.queued": fold_queued,
    "projector.cut": fold_cut,
    "projector.cool": fold_cool,
    "projector.gone": fold_gone,
}

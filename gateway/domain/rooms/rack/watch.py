"""What racks listen to: the reports of their steps, time, wishes; and how their way is kept."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.events import CommandNotSent, DeviceReported, PartChanged, TimePassed
from gateway.domain.now import Now
from gateway.domain.rooms.rack import course
from gateway.domain.rooms.rack.state import WALKING, Rack, Racks, Stage, rack_of, step_options
from gateway.domain.turn import Fact, Fold, Turn, due_s, names_in

if TYPE_CHECKING:
    from gateway.domain.office import Office


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Let a way go on by what one of its steps says."""
    if event.stale:
        return
    channel = turn.rules.channels.get(turn.rules.wired.get((event.device, event.channel), ""))
    if channel is None or step_options(channel) is None:
        return
    if rack_of(turn.office, channel.owner).stage in WALKING:
        if channel.owner in turn.office.runs.racks.alive:
            course.go_further(turn, channel.owner)
    else:
        course.look_if_lost(turn, channel)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Look at every way: at once after a start, when a delay is over, when a wish has ended."""
    for place, rack in turn.office.machines.racks.by_place.items():
        if rack.stage not in WALKING:
            continue
        if place not in turn.office.runs.racks.alive:
            course.wake(turn, place)
        else:
            course.go_further(turn, place)


def on_wish_ended(turn: Turn, _event: CommandNotSent) -> None:
    """See a command that could not leave."""
    for place in turn.office.runs.racks.alive:
        if rack_of(turn.office, place).stage in WALKING:
            course.go_further(turn, place)


def on_part_changed(turn: Turn, event: PartChanged) -> None:
    """The broker went: no way goes on. It is back: what should be off, goes off."""
    if event.part != "broker":
        return
    for place in turn.office.runs.racks.alive:
        if event.ok:
            course.broker_back(turn, place)
        elif rack_of(turn.office, place).stage in WALKING:
            course.go_further(turn, place)


def next_due_s(office: "Office") -> float | None:
    """Return when the next step is due; at once after a start that cut a way short."""
    dues: list[float] = []
    for place, rack in office.machines.racks.by_place.items():
        if rack.stage not in WALKING:
            continue
        if place not in office.runs.racks.alive:
            return 0.0
        if rack.next_due_s is not None and not rack.asked:
            dues.append(rack.next_due_s)
    return min(dues, default=None)


def fold_began(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a rack on its way."""
    body = fact.body
    old = rack_of(office, fact.subject)
    stage = Stage(str(body["stage"]))
    todo = names_in(body, "todo")
    kept = old.done if stage is Stage.GOING_ON and old.stage is Stage.HELD_ON else ()
    new = Rack(
        stage=stage,
        todo=todo,
        done=tuple(c for c in kept if c not in todo),
        then_on=bool(body["then_on"]),
        alone=bool(body.get("alone")),
        left_out=names_in(body, "left_out"),
        by=str(body["by"]),
        since=fact.at,
        next_due_s=due_s(fact, now, 0.0),
    )
    return _with(office, fact.subject, new)


def fold_asked(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with the step at hand asked."""
    rack = replace(rack_of(office, fact.subject), asked=True, next_due_s=None)
    return _with(office, fact.subject, rack)


def fold_stepped(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office one step on; a step with a `why` was left out."""
    rack, delay_s = rack_of(office, fact.subject), fact.body["delay_s"]
    channel = str(fact.body["channel"])
    failed = fact.body.get("why") is not None
    wait_s = float(delay_s) if isinstance(delay_s, int | float) else 0.0
    new = replace(
        rack,
        todo=rack.todo[1:],
        done=rack.done if failed else (*rack.done, channel),
        left_out=(*rack.left_out, channel) if failed else rack.left_out,
        asked=False,
        next_due_s=due_s(fact, now, wait_s),
    )
    return _with(office, fact.subject, new)


def fold_held(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a rack that waits for a person; the failed step is at hand."""
    rack, channel = rack_of(office, fact.subject), str(fact.body["channel"])
    stage = Stage.HELD_ON if rack.stage is Stage.GOING_ON else Stage.HELD_OFF
    todo = (channel, *(c for c in rack.todo if c != channel))
    new = replace(
        rack,
        stage=stage,
        todo=todo,
        done=tuple(c for c in rack.done if c != channel),
        asked=False,
        next_due_s=None,
        why=str(fact.body["why"]),
        since=fact.at,
    )
    return _with(office, fact.subject, new)


def fold_then_on(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a rack that goes on again after it is off, or does not."""
    then_on = bool(fact.body["then_on"])
    return _with(office, fact.subject, replace(rack_of(office, fact.subject), then_on=then_on))


def fold_ended(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a rack that is on or off."""
    old = rack_of(office, fact.subject)
    stage = Stage(str(fact.body["stage"]))
    new = Rack(stage=stage, left_out=old.left_out, by=old.by, since=fact.at)
    return _with(office, fact.subject, new)


def _with(office: "Office", place: str, rack: Rack) -> "Office":
    by_place = {**office.machines.racks.by_place, place: rack}
    return replace(office, machines=replace(office.machines, racks=Racks(by_place)))


ON: dict[type, Any] = {
    DeviceReported: on_device_reported,
    TimePassed: on_time_passed,
    CommandNotSent: on_wish_ended,
    PartChanged: on_part_changed,
}
FOLDS: dict[str, Fold] = {
    "rack.began": fold_began,
    "rack.asked": fold_asked,
    "rack.stepped": fold_stepped,
    "rack.held": fold_held,
    "rack.then_on": fold_then_on,
    "rack.ended": fold_ended,
}

"""A rack's way up and down: one step after the other, each confirmed before the next.

On: the set order, the amplifiers last, the delay counted from the step before.
A step that fails holds the way; it goes on only when somebody says so, and
never to the amplifier past it. Off: in reverse over all that is not proven off.
What feeds a hot projector waits until that has cooled. What is on before it was
started (a power cut that left some relays on) is switched off first.
"""

from dataclasses import replace

from gateway.domain.devices import Known, known_of
from gateway.domain.rooms import sending
from gateway.domain.rooms.grammar import Wanted
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.projector.course import cut_when_cool
from gateway.domain.rooms.projector.state import fed_by, is_cool
from gateway.domain.rooms.rack.state import HELD, WALKING, Stage, rack_of, step_options, steps_of
from gateway.domain.rooms.state import ASKED, DONE, NO_ANSWER, NOT_SENT, is_on
from gateway.domain.rules import Channel
from gateway.domain.text import Json
from gateway.domain.turn import Turn

LATE_S = 60.0
"""A step "on" that is later than this (the gateway was away) is not done by itself."""


def go_on(turn: Turn, place: str, by: str) -> str:
    """Begin the way up; return `asked`, `queued`, `already` or `held`."""
    rack = rack_of(turn.office, place)
    if rack.stage in (Stage.ON, Stage.GOING_ON):
        return "already"
    if rack.stage in HELD:
        return "held"
    if rack.stage is Stage.GOING_OFF:
        if rack.then_on:
            return "already"
        turn.record("rack.then_on", place, {"then_on": True, "by": by}, vital=False)
        return "queued"
    lit = [c for c in steps_of(turn.rules, place) if _power(turn, c) is True]
    if lit:
        _begin(turn, place, Stage.GOING_OFF, lit[::-1], by, then_on=True)
    else:
        _begin(turn, place, Stage.GOING_ON, list(steps_of(turn.rules, place)), by)
    return "asked"


def go_off(turn: Turn, place: str, by: str) -> str:
    """Begin the way down, from wherever it is; return `asked` or `already`."""
    rack = rack_of(turn.office, place)
    if rack.stage in (Stage.GOING_OFF, Stage.HELD_OFF):
        if rack.then_on:
            turn.record("rack.then_on", place, {"then_on": False, "by": by}, vital=False)
        return "already"
    todo = [c for c in steps_of(turn.rules, place)[::-1] if not _is_proven_off(turn, c)]
    if rack.stage is Stage.OFF and not todo:
        return "already"
    _begin(turn, place, Stage.GOING_OFF, todo, by)
    return "asked"


def retry(turn: Turn, place: str, by: str) -> bool:
    """Try again what is held: up, everything in order that is not on; False if nothing is."""
    rack = rack_of(turn.office, place)
    if rack.stage is Stage.HELD_ON:
        steps = steps_of(turn.rules, place)
        first = next((n for n, c in enumerate(steps) if _confirmed(turn, c) is not True), 0)
        _begin(turn, place, Stage.GOING_ON, list(steps[first:]), by)
    elif rack.stage is Stage.HELD_OFF:
        todo = [turn.rules.channels[c] for c in rack.todo if c in turn.rules.channels]
        _begin(turn, place, Stage.GOING_OFF, todo, by, then_on=rack.then_on)
    else:
        return False
    return True


def back_out(turn: Turn, place: str, by: str) -> bool:
    """Give up what is held: up, walk back; down, leave the step out. False if nothing is held."""
    rack = rack_of(turn.office, place)
    if rack.stage is Stage.HELD_ON:
        todo = [c for c in steps_of(turn.rules, place)[::-1] if not _is_proven_off(turn, c)]
        _begin(turn, place, Stage.GOING_OFF, todo, by)
    elif rack.stage is Stage.HELD_OFF:
        todo = [turn.rules.channels[c] for c in rack.todo[1:] if c in turn.rules.channels]
        _begin(turn, place, Stage.GOING_OFF, todo, by)
    else:
        return False
    return True


def _begin(
    turn: Turn, place: str, stage: Stage, todo: list[Channel], by: str, *, then_on: bool = False
) -> None:
    body: dict[str, Json] = {
        "stage": stage.value,
        "todo": [c.id for c in todo],
        "then_on": then_on,
        "by": by,
    }
    turn.record("rack.began", place, body, vital=False)
    _be_alive(turn, place)
    go_further(turn, place)


def _be_alive(turn: Turn, place: str) -> None:
    """Note that a rack's way is being looked after since the start."""
    old = turn.office.runs.racks
    if place not in old.alive:
        change_runs(turn, racks=replace(old, alive=old.alive | {place}))


def go_further(turn: Turn, place: str) -> None:
    """Do all that can be done of a way now."""
    rack = rack_of(turn.office, place)
    while rack.stage in WALKING and _step(turn, place):
        rack = rack_of(turn.office, place)


def _step(turn: Turn, place: str) -> bool:
    """Look at the step at hand; True if the way has moved on."""
    rack = rack_of(turn.office, place)
    if not rack.todo:
        return _arrive(turn, place)
    channel = turn.rules.channels.get(rack.todo[0])
    if channel is None or step_options(channel) is None:  # no longer configured
        return _stepped(turn, place, rack.todo[0], 0.0)
    if rack.stage is Stage.GOING_ON and (lost := _went_off(turn, rack.done)):
        return _hold(turn, place, lost, "went_off")
    if rack.stage is Stage.GOING_OFF and _is_proven_off(turn, channel):
        return _stepped(turn, place, channel.id, _delay_s(channel) if rack.asked else 0.0)
    if not rack.asked:
        return _ask_if_due(turn, place, channel)
    return _look(turn, place, channel)


def _ask_if_due(turn: Turn, place: str, channel: Channel) -> bool:
    rack = rack_of(turn.office, place)
    due_s = rack.next_due_s
    if due_s is not None and due_s > turn.now.mono_s:
        return False
    on = rack.stage is Stage.GOING_ON
    if on and due_s is not None and turn.now.mono_s - due_s > LATE_S:
        return _hold(turn, place, channel.id, "restart")
    turn.record("rack.asked", place, {"channel": channel.id}, vital=False)
    if not on and _feeds_hot(turn, channel):
        cut_when_cool(turn, channel, rack.by)
    else:
        sending.want(turn, Wanted(channel, power=on), rack.by)
    return True


def _look(turn: Turn, place: str, channel: Channel) -> bool:
    """See how the step that was asked is getting on."""
    rack, wish = rack_of(turn.office, place), turn.office.controls.wishes.get(channel.id)
    on = rack.stage is Stage.GOING_ON
    if wish is not None and wish.power is on:
        if wish.state in (NO_ANSWER, NOT_SENT):
            return _hold(turn, place, channel.id, wish.state)
        if on and wish.state == DONE:
            return _stepped(turn, place, channel.id, _delay_after(turn, place))
        if wish.state == ASKED:
            return False
    if on and _confirmed(turn, channel) is True:
        return _stepped(turn, place, channel.id, _delay_after(turn, place))
    if not on and _feeds_hot(turn, channel):
        failed = turn.office.runs.projectors.failed
        if any(p.id in failed for p in fed_by(turn.rules, channel.id)):
            return _hold(turn, place, channel.id, "projector")
        return False  # it cools; the mains follows by itself
    return _hold(turn, place, channel.id, "changed_elsewhere")


def wake(turn: Turn, place: str) -> None:
    """After a restart: hold a way up, go on with a way down."""
    rack = rack_of(turn.office, place)
    _be_alive(turn, place)
    if rack.stage is Stage.GOING_ON and rack.todo:
        _hold(turn, place, rack.todo[0], "restart")
    elif rack.stage is Stage.GOING_OFF:
        todo = [turn.rules.channels[c] for c in rack.todo if c in turn.rules.channels]
        _begin(turn, place, Stage.GOING_OFF, todo, rack.by)


def look_if_lost(turn: Turn, channel: Channel) -> None:
    """A step of a rack that is on went off, as by a power cut: all is taken as off."""
    rack = rack_of(turn.office, channel.owner)
    if rack.stage is Stage.ON and _confirmed(turn, channel) is False:
        body: dict[str, Json] = {"stage": Stage.OFF.value, "channel": channel.id}
        turn.record("rack.ended", channel.owner, body, vital=False)


def _arrive(turn: Turn, place: str) -> bool:
    rack = rack_of(turn.office, place)
    stage = Stage.ON if rack.stage is Stage.GOING_ON else Stage.OFF
    if stage is Stage.ON and (lost := _went_off(turn, rack.done)):
        return _hold(turn, place, lost, "went_off")
    turn.record("rack.ended", place, {"stage": stage.value}, vital=False)
    if rack.then_on and stage is Stage.OFF:
        go_on(turn, place, rack.by)
    return False


def _hold(turn: Turn, place: str, channel_id: str, why: str) -> bool:
    turn.record("rack.held", place, {"channel": channel_id, "why": why}, vital=False)
    return False


def _stepped(turn: Turn, place: str, channel_id: str, delay_s: float) -> bool:
    body: dict[str, Json] = {"channel": channel_id, "delay_s": delay_s}
    turn.record("rack.stepped", place, body, vital=False)
    return True


def _delay_after(turn: Turn, place: str) -> float:
    """Return how long the next step has to wait."""
    todo = rack_of(turn.office, place).todo
    following = turn.rules.channels.get(todo[1]) if len(todo) > 1 else None
    return _delay_s(following) if following is not None else 0.0


def _delay_s(channel: Channel) -> float:
    options = step_options(channel)
    return options.delay_s if options is not None else 0.0


def _went_off(turn: Turn, done: tuple[str, ...]) -> str:
    """Return a step that was done and says it is off again, or is not heard; or empty."""
    for channel_id in done:
        channel = turn.rules.channels.get(channel_id)
        if channel is not None and _confirmed(turn, channel) is not True:
            return channel_id
    return ""


def _feeds_hot(turn: Turn, channel: Channel) -> bool:
    fed = fed_by(turn.rules, channel.id)
    return any(not is_cool(turn.office, p, turn.now.mono_s) for p in fed)


def _power(turn: Turn, channel: Channel) -> bool | None:
    """Return what a step last said, however it is known; None if nothing."""
    report = turn.office.devices.reports.get((channel.device, channel.number))
    return is_on(report.reading) if report is not None else None


def _confirmed(turn: Turn, channel: Channel) -> bool | None:
    """Return what a step said freshly; None if it did not."""
    confirmed = known_of(turn.office, (channel.device, channel.number)) is Known.CONFIRMED
    return _power(turn, channel) if confirmed else None


def _is_proven_off(turn: Turn, channel: Channel) -> bool:
    return _confirmed(turn, channel) is False

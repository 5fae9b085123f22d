"""A rack's way up and down: one step after the other, each confirmed before the next.

On: the set order, the amplifiers last, the delay counted from the step before.
A step that fails holds the way; it goes on only when somebody says so, and
never to the amplifier past it. Off: in reverse over all that is not certainly off.
What feeds a hot projector waits until that has cooled. What is on before it was
started (a power cut that left some relays on) is switched off first.
"""

from dataclasses import replace
from itertools import takewhile

from gateway.domain.devices import Known, known_of
from gateway.domain.rooms import sending
from gateway.domain.rooms.grammar import Wanted
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.projector.course import cut_when_cool
from gateway.domain.rooms.projector.state import fed_by, is_cool, kept
from gateway.domain.rooms.rack.state import HELD, WALKING, Stage, rack_of, step_options, steps_of
from gateway.domain.rooms.state import ASKED, DONE, NO_ANSWER, NOT_SENT, is_on
from gateway.domain.rooms.survey import never_off
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
    strays = _strays(turn, place)
    if strays:
        _begin(turn, place, Stage.GOING_OFF, strays, by, then_on=True)
    else:
        _begin(turn, place, Stage.GOING_ON, list(steps_of(turn.rules, place)), by)
    return "asked"


def go_off(turn: Turn, place: str, by: str, *, alone: bool = False) -> str:
    """Begin the way down, from wherever it is; return `asked` or `already`.

    `alone`: a rule asks and nobody is there to press again, so a step that
    fails is named and left out instead of holding the rest.
    """
    rack = rack_of(turn.office, place)
    todo = _way_down(turn, place)
    if rack.stage is Stage.OFF and not todo and not rack.left_out:
        return "already"
    on_its_way = rack.stage is Stage.GOING_OFF and {c.id for c in todo} <= {*rack.todo}
    if on_its_way and rack.alone is alone and not rack.then_on:
        return "already"
    _begin(turn, place, Stage.GOING_OFF, todo, by, alone=alone)
    return "asked"


def _way_down(turn: Turn, place: str) -> list[Channel]:
    """Return what is not certainly off, the last first; a step on the exception list stays on."""
    spared = never_off(turn.rules)
    steps = steps_of(turn.rules, place)[::-1]
    return [c for c in steps if c.id not in spared and not _is_surely_off(turn, c)]


def is_next(turn: Turn, channel: Channel) -> bool:
    """Tell whether a step may come on by itself: the rack rests, all before it on, none after."""
    place = channel.owner
    if rack_of(turn.office, place).stage is not Stage.OFF or _strays(turn, place):
        return False
    before = takewhile(lambda c: c.id != channel.id, steps_of(turn.rules, place))
    return all(_confirmed(turn, c) is True for c in before)


def _strays(turn: Turn, place: str) -> list[Channel]:
    """Return what is on, or may come on, before its turn: the last first."""
    steps = steps_of(turn.rules, place)
    first = next((n for n, c in enumerate(steps) if _power(turn, c) is not True), len(steps))
    spared = never_off(turn.rules)
    early = [c for c in steps[:first:-1] if c.id not in spared]
    return [c for c in early if _power(turn, c) is True or _may_come_on(turn, c)]


def retry(turn: Turn, place: str, by: str) -> bool:
    """Try again what is held: up, everything in order that is not on; False if nothing is."""
    rack = rack_of(turn.office, place)
    if rack.stage is Stage.HELD_ON:
        strays, steps = _strays(turn, place), steps_of(turn.rules, place)
        if strays:  # it would be on before what comes before it: off first
            _begin(turn, place, Stage.GOING_OFF, strays, by, then_on=True)
            return True
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
        _begin(turn, place, Stage.GOING_OFF, _way_down(turn, place), by)
    elif rack.stage is Stage.HELD_OFF:
        todo = [turn.rules.channels[c] for c in rack.todo[1:] if c in turn.rules.channels]
        _begin(turn, place, Stage.GOING_OFF, todo, by, left_out=(*rack.left_out, rack.todo[0]))
    else:
        return False
    return True


def _begin(
    turn: Turn,
    place: str,
    stage: Stage,
    todo: list[Channel],
    by: str,
    *,
    then_on: bool = False,
    alone: bool = False,
    left_out: tuple[str, ...] = (),
) -> None:
    if stage is Stage.GOING_OFF:
        for channel in steps_of(turn.rules, place):
            if _is_asked_on(turn, channel):
                sending.stop(turn, channel.id)
    body: dict[str, Json] = {
        "stage": stage.value,
        "todo": [c.id for c in todo],
        "then_on": then_on,
        "alone": alone,
        "left_out": list(left_out),
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
    if rack.stage is Stage.GOING_OFF and _is_surely_off(turn, channel):
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
    if not on and _feeds_hot(turn, channel):
        return _look_at_hot(turn, place, channel)
    if wish is not None and wish.power is on:
        if wish.state in (NO_ANSWER, NOT_SENT):
            return _fail(turn, place, channel.id, wish.state)
        if on and wish.state == DONE:
            return _stepped(turn, place, channel.id, _delay_after(turn, place))
        if wish.state == ASKED:
            return False
    if on and _confirmed(turn, channel) is True:
        return _stepped(turn, place, channel.id, _delay_after(turn, place))
    return _fail(turn, place, channel.id, "changed_elsewhere")


def _look_at_hot(turn: Turn, place: str, mains: Channel) -> bool:
    """Wait while what a step feeds cools; the mains follows by itself, unless it shall not."""
    hot = [p for p in fed_by(turn.rules, mains.id) if not is_cool(turn.office, p, turn.now.mono_s)]
    failed = turn.office.runs.projectors.failed
    if any(p.id in failed or not kept(turn.office, p.id).cut for p in hot):
        return _fail(turn, place, mains.id, "projector")
    return False


def wake(turn: Turn, place: str) -> None:
    """After a restart: hold a way up, go on with a way down."""
    rack = rack_of(turn.office, place)
    _be_alive(turn, place)
    if rack.then_on:  # nobody may be there to see it come on
        turn.record("rack.then_on", place, {"then_on": False, "by": "restart"}, vital=False)
    if rack.stage is Stage.GOING_ON and rack.todo:
        _hold(turn, place, rack.todo[0], "restart")
    elif rack.stage is Stage.GOING_OFF:
        _go_down_again(turn, place)


def broker_back(turn: Turn, place: str) -> None:
    """Go on with a way down that could not be sent a moment ago."""
    rack = rack_of(turn.office, place)
    if rack.stage is not Stage.HELD_OFF or rack.why != NOT_SENT or rack.since is None:
        return
    if abs((turn.now.at - rack.since).total_seconds()) <= LATE_S:
        _go_down_again(turn, place)


def _go_down_again(turn: Turn, place: str) -> None:
    rack = rack_of(turn.office, place)
    todo = [turn.rules.channels[c] for c in rack.todo if c in turn.rules.channels]
    _begin(
        turn,
        place,
        Stage.GOING_OFF,
        todo,
        rack.by,
        then_on=rack.then_on,
        alone=rack.alone,
        left_out=rack.left_out,
    )


def look_if_lost(turn: Turn, channel: Channel) -> None:
    """A step of a rack that is on went off, as by a power cut: all is taken as off."""
    rack = rack_of(turn.office, channel.owner)
    if rack.stage is Stage.ON and _confirmed(turn, channel) is False and not _echoes(turn, channel):
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


def _echoes(turn: Turn, channel: Channel) -> bool:
    """Tell whether what a step says may be older than its last command: it is being asked."""
    wish = turn.office.controls.wishes.get(channel.id)
    if wish is None or wish.done_s is None:
        return False
    return turn.now.mono_s < wish.done_s + turn.rules.durations.confirm_s


def _fail(turn: Turn, place: str, channel_id: str, why: str) -> bool:
    """Hold at a step; down, with nobody there, name one that does not obey and leave it out."""
    rack = rack_of(turn.office, place)
    if rack.stage is Stage.GOING_OFF and rack.alone and why != NOT_SENT:
        body: dict[str, Json] = {"channel": channel_id, "delay_s": 0.0, "why": why}
        turn.record("rack.stepped", place, body, vital=False)
        return True
    return _hold(turn, place, channel_id, why)


def _hold(turn: Turn, place: str, channel_id: str, why: str) -> bool:
    """Wait for a person; nothing more is sent to a step that shall not come on now."""
    for channel in steps_of(turn.rules, place):
        if _is_asked_on(turn, channel):
            sending.stop(turn, channel.id)
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


def _is_surely_off(turn: Turn, channel: Channel) -> bool:
    """Tell whether a step says that it is off, and no "on" may still be on its way to it."""
    return _confirmed(turn, channel) is False and not _may_come_on(turn, channel)


def _may_come_on(turn: Turn, channel: Channel) -> bool:
    wish = turn.office.controls.wishes.get(channel.id)
    return wish is not None and bool(wish.power) and wish.state in (ASKED, NO_ANSWER)


def _is_asked_on(turn: Turn, channel: Channel) -> bool:
    wish = turn.office.controls.wishes.get(channel.id)
    return wish is not None and bool(wish.power) and wish.state == ASKED

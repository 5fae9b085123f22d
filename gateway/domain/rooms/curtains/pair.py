"""A curtain on two relays: never both on, never turned round without a pause, always an end.

A relay is switched on only while both have said that they are off. Every
movement ends: at its target, at an end with 2 s more, or at 110 % of the
travel, whatever was heard. Then both relays are switched off, again and again
until each has said so; only then comes the pause, and only then another
direction. Whoever else switches a relay (a wall switch) is watched in the same
way; should both be on, both are switched off at once and the position is lost.

What cannot be known is not shown: the position after a stop is kept only if
all instants at which it may have stopped give about the same place. If they
do not (the stop was confirmed late) it is kept between which two it stands;
driven on, it is treated as unknown and finds an end first.
"""

from dataclasses import replace

from gateway.domain.devices import Known, known_of, poll_at
from gateway.domain.effects import Command, Verb
from gateway.domain.options import CurtainOptions
from gateway.domain.rooms.curtains.state import (
    CLOSED,
    OPEN,
    CurtainRuns,
    Phase,
    Place,
    Run,
    estimate_pct,
    options_of,
)
from gateway.domain.rooms.curtains.words import silent_trouble
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rules import Channel
from gateway.domain.text import Json
from gateway.domain.turn import Turn

STOP_AGAIN_S = 1.0
"""A stop that was not confirmed is sent again after this ..."""

STOP_SLOWLY_S = 10.0
"""... and after the first few times after this, until it is."""

QUICK_STOPS = 5

SURE_WITHIN_PCT = 10.0
"""A position is kept if all it may be lies within this."""

WORTH_SAYING_PCT = 80.0
"""What may lie anywhere in more than this tells nobody anything."""

ELSEWHERE = "elsewhere"
"""Who moved it, when it was none of us."""


def go(turn: Turn, channel: Channel, target_pct: float, by: str) -> bool:
    """Drive a curtain to a position; False if it is there or on its way already."""
    run = turn.office.runs.curtains.runs.get(channel.id)
    _forget_trouble(turn, channel.id)
    if run is None:
        if not _is_worth_moving(turn, channel, target_pct):
            return False
        if _is_ready(turn, channel):
            _drive(turn, channel, target_pct, by)
        else:
            _halt(turn, channel, by=by, next_pct=target_pct)
        return True
    if run.phase is not Phase.DRIVING:
        _put(turn, channel.id, replace(run, next_pct=target_pct, by=by))
        return True
    if run.target_pct == target_pct and run.next_pct is None:
        return False
    if not _goes_on(turn, channel, run, target_pct, by):
        _halt(turn, channel, by=by, next_pct=target_pct)
    return True


def stop(turn: Turn, channel: Channel, by: str) -> None:
    """Switch both relays off until both say so; always sent, whatever is believed."""
    _forget_trouble(turn, channel.id)
    _halt(turn, channel, by=by)


def numbers_of(channel: Channel) -> tuple[int, int]:
    """Return the numbers of the two relays: up, down."""
    options = options_of(channel)
    up, down = options.up, options.down
    return 1 if up is None else up, 2 if down is None else down


def _relay(channel: Channel, direction: int) -> int:
    up, down = numbers_of(channel)
    return up if direction > 0 else down


def _is_on(turn: Turn, channel: Channel, number: int) -> bool | None:
    """Tell whether a relay is on, as it said itself and freshly; None if it did not."""
    wire = (channel.device, number)
    if known_of(turn.office, wire) is not Known.CONFIRMED:
        return None
    return turn.office.devices.reports[wire].reading.power


def _is_ready(turn: Turn, channel: Channel) -> bool:
    """Tell whether a relay may be switched on now: both said off, and the pause is over."""
    place = place_of(turn, channel.id)
    rested = place.rest_until_s is None or turn.now.mono_s >= place.rest_until_s
    off = all(_is_on(turn, channel, n) is False for n in numbers_of(channel))
    return rested and off and place.moving == 0


def place_of(turn: Turn, channel_id: str) -> Place:
    """Return where a curtain stands."""
    return turn.office.machines.curtains.places.get(channel_id, Place())


def _is_worth_moving(turn: Turn, channel: Channel, target_pct: float) -> bool:
    options, at_pct = options_of(channel), place_of(turn, channel.id).position_pct
    if at_pct is None or target_pct in (OPEN, CLOSED):
        return True
    direction = 1 if target_pct > at_pct else -1
    move_s = abs(target_pct - at_pct) / 100.0 * options.travel_s(direction)
    return move_s >= options.shortest_s


def _drive(turn: Turn, channel: Channel, target_pct: float, by: str) -> None:
    """Switch one relay on. Both are off: every caller has seen to that."""
    options, now_s = options_of(channel), turn.now.mono_s
    from_pct, next_pct = place_of(turn, channel.id).position_pct, None
    if from_pct is None and target_pct not in (OPEN, CLOSED):  # find an end first
        target_pct, next_pct = (OPEN if target_pct >= 50 else CLOSED), target_pct
    direction = 1 if target_pct == OPEN or target_pct > (from_pct or 0.0) else -1
    if target_pct == CLOSED:
        direction = -1
    run = Run(
        phase=Phase.DRIVING,
        direction=direction,
        by=by,
        target_pct=target_pct,
        next_pct=next_pct,
        from_pct=from_pct,
        began_s=now_s,
        limit_due_s=now_s + options.limit_s(direction),
        look_due_s=now_s + turn.rules.durations.confirm_s,
        sent=1,
    )
    _record_moving(turn, channel, run)
    _put(turn, channel.id, replace(run, end_due_s=_end_s(options, run)))
    _switch(turn, channel, _relay(channel, direction), power=True)


def _end_s(options: CurtainOptions, run: Run) -> float:
    """Return when a run has reached its target; at an end it runs on."""
    travel_s, target_pct = options.travel_s(run.direction), run.target_pct
    part = 1.0
    if run.from_pct is not None and target_pct is not None:
        part = abs(target_pct - run.from_pct) / 100.0
    run_on_s = options.run_on_s if target_pct in (OPEN, CLOSED) else 0.0
    return run.began_s + part * travel_s + run_on_s


def _goes_on(turn: Turn, channel: Channel, run: Run, target_pct: float, by: str) -> bool:
    """Take a new target that lies ahead; False if the curtain has to stop and turn round."""
    options = options_of(channel)
    at_pct = estimate_pct(options, run, turn.now.mono_s)
    towards_end = target_pct == (OPEN if run.direction > 0 else CLOSED)
    ahead = at_pct is not None and (target_pct - at_pct) * run.direction > 0
    if not (towards_end or (ahead and run.from_pct is not None)):
        return False
    again = replace(run, target_pct=target_pct, next_pct=None, by=by)
    _put(turn, channel.id, replace(again, end_due_s=_end_s(options, again)))
    return True


def _halt(
    turn: Turn,
    channel: Channel,
    *,
    by: str,
    next_pct: float | None = None,
    lost: bool = False,
    off: frozenset[int] = frozenset(),
) -> None:
    """Switch both relays off; `off`: those known to be off although they were on."""
    old = turn.office.runs.curtains.runs.get(channel.id)
    now_s = turn.now.mono_s
    begun = old is not None and old.phase is Phase.STOPPING
    if old is None:
        direction = place_of(turn, channel.id).moving
        lost = lost or direction != 0
        old = Run(phase=Phase.STOPPING, direction=direction, by=by, began_s=now_s)
        old = replace(old, from_pct=place_of(turn, channel.id).position_pct)
    driven = _relay(channel, old.direction) if old.direction else None
    resting = {n for n in numbers_of(channel) if n != driven and _is_on(turn, channel, n) is False}
    run = replace(
        old,
        phase=Phase.STOPPING,
        by=by,
        target_pct=None,
        next_pct=next_pct,
        end_due_s=None,
        limit_due_s=None,
        stop_s=old.stop_s if begun else now_s,
        sent=0,
        off=old.off if begun else frozenset(resting) | off,
        lost=old.lost or lost,
    )
    _put(turn, channel.id, run)
    _send_stop(turn, channel, everything=True)
    _look_if_stopped(turn, channel)


def _send_stop(turn: Turn, channel: Channel, *, everything: bool = False) -> None:
    run = turn.office.runs.curtains.runs[channel.id]
    if turn.office.devices.broker_ok is False:  # sent when it is back
        _put(turn, channel.id, replace(run, look_due_s=None))
        return
    again_s = STOP_AGAIN_S if run.sent < QUICK_STOPS else STOP_SLOWLY_S
    sent = replace(run, sent=run.sent + 1, look_due_s=turn.now.mono_s + again_s)
    _put(turn, channel.id, sent)
    for number in numbers_of(channel):
        if everything or number not in run.off:
            _switch(turn, channel, number, power=False)


def _look_if_stopped(turn: Turn, channel: Channel) -> None:
    """Once both relays are off: keep the position, then pause."""
    run = turn.office.runs.curtains.runs[channel.id]
    if not run.off.issuperset(numbers_of(channel)):
        return
    options, now_s = options_of(channel), turn.now.mono_s
    position_pct, between = _where(options, run, now_s)
    record_rested(turn, channel, position_pct, run.by, between)
    poll_at(turn, channel.device, now_s + turn.rules.durations.confirm_s)
    if run.next_pct is None:
        _put(turn, channel.id, None)
        return
    pause = replace(
        run,
        phase=Phase.PAUSING,
        direction=0,
        from_pct=position_pct,
        began_s=now_s,
        look_due_s=now_s + options.pause_s,
        lost=False,
        off=frozenset(),
        sent=0,
    )
    _put(turn, channel.id, pause)


def _where(
    options: CurtainOptions, run: Run, now_s: float
) -> tuple[float | None, tuple[float, float] | None]:
    """Return where a curtain has stopped; else between which two places; else nothing.

    It stopped at some instant from the first "off" that was sent to the word
    that both are: between the two it may have gone on.
    """
    if run.lost:
        return None, None
    first = estimate_pct(options, run, run.stop_s) if run.heard else run.from_pct
    last = estimate_pct(options, run, now_s)
    if first is None or last is None:
        return None, None
    if abs(last - first) <= SURE_WITHIN_PCT:
        return round(last, 1), None
    if abs(last - first) > WORTH_SAYING_PCT:
        return None, None
    return None, (round(min(first, last), 1), round(max(first, last), 1))


def _switch(turn: Turn, channel: Channel, number: int, *, power: bool) -> None:
    expires_s = turn.rules.durations.command_expires_s
    turn.do(
        Command(
            device=channel.device,
            channel=number,
            verb=Verb.POWER,
            value=power,
            expires_s=expires_s,
        )
    )


def heard(turn: Turn, channel: Channel, number: int, *, power: bool) -> None:
    """Take in what a relay says of itself."""
    if channel.id not in turn.office.runs.curtains.runs and place_of(turn, channel.id).moving:
        resume(turn, channel)
    run = turn.office.runs.curtains.runs.get(channel.id)
    if run is None:
        _heard_at_rest(turn, channel, number, power=power)
    elif run.phase is Phase.DRIVING:
        _heard_driving(turn, channel, run, number, power=power)
    elif run.phase is Phase.STOPPING:
        _heard_stopping(turn, channel, run, number, power=power)
    elif power:  # a late echo, or somebody at the wall switch: off again before anything else
        late = turn.now.mono_s - run.stop_s <= turn.rules.durations.confirm_s
        next_pct = run.next_pct if late else None
        direction = 1 if number == numbers_of(channel)[0] else -1
        _put(turn, channel.id, replace(run, direction=direction, stop_s=turn.now.mono_s))
        _record_moving(turn, channel, replace(run, direction=direction, by=ELSEWHERE))
        _halt(turn, channel, by=run.by, next_pct=next_pct, lost=not late)


def _heard_at_rest(turn: Turn, channel: Channel, number: int, *, power: bool) -> None:
    doubts = turn.office.runs.curtains.doubts
    if not power:
        if channel.id in doubts:
            _doubt(turn, channel.id, doubted=False)
        return
    up, down = numbers_of(channel)
    other = down if number == up else up
    direction = 1 if number == up else -1
    place, now_s, options = place_of(turn, channel.id), turn.now.mono_s, options_of(channel)
    sure_s = (place.rest_until_s or 0.0) - options.pause_s + turn.rules.durations.confirm_s
    both = _is_on(turn, channel, other) is True
    if place.rest_until_s is not None and now_s < sure_s and not both:
        _doubt(turn, channel.id, doubted=True)  # maybe a late echo: ask
        poll_at(turn, channel.device, sure_s)
        return
    lost = both or channel.id in doubts
    run = Run(
        phase=Phase.DRIVING,
        direction=direction,
        by=ELSEWHERE,
        from_pct=None if lost else place.position_pct,
        began_s=now_s,
        heard=True,
        limit_due_s=now_s + options.limit_s(direction),
    )
    _doubt(turn, channel.id, doubted=False)
    _record_moving(turn, channel, run)
    _put(turn, channel.id, run)
    if both:
        _halt(turn, channel, by=ELSEWHERE, lost=True)


def _heard_driving(turn: Turn, channel: Channel, run: Run, number: int, *, power: bool) -> None:
    own = number == _relay(channel, run.direction)
    if power and not own:  # both are on
        _fail(turn, channel.id, "both_on")
        _halt(turn, channel, by=ELSEWHERE, lost=True)
    elif power and not run.heard:
        began = replace(run, heard=True, began_s=turn.now.mono_s, look_due_s=None)
        if run.target_pct is not None:
            began = replace(began, end_due_s=_end_s(options_of(channel), began))
        _put(turn, channel.id, began)
    elif own and not power and run.heard:  # somebody else stopped it
        if run.by != ELSEWHERE:
            _fail(turn, channel.id, "stopped_elsewhere")
        _halt(turn, channel, by=ELSEWHERE, off=frozenset({number}))


def _heard_stopping(turn: Turn, channel: Channel, run: Run, number: int, *, power: bool) -> None:
    if not power:
        _put(turn, channel.id, replace(run, off=run.off | {number}))
        _look_if_stopped(turn, channel)
        return
    if run.direction and number == _relay(channel, run.direction):  # maybe the echo of its start
        _put(turn, channel.id, replace(run, off=run.off - {number}))
        return
    again = replace(run, off=run.off - {number}, lost=True, next_pct=None)
    if run.direction == 0:
        again = replace(again, direction=1 if number == numbers_of(channel)[0] else -1)
        _record_moving(turn, channel, replace(again, by=ELSEWHERE))
    _put(turn, channel.id, again)
    if number in run.off:  # somebody switched it on meanwhile: off at once
        _send_stop(turn, channel, everything=True)


def look(turn: Turn, channel: Channel) -> None:
    """Do what is due of a curtain's run."""
    run = turn.office.runs.curtains.runs[channel.id]
    if run.phase is Phase.DRIVING:
        _look_driving(turn, channel, run)
    elif run.phase is Phase.STOPPING:
        _look_stopping(turn, channel, run)
    elif turn.office.devices.broker_ok is False:
        _put(turn, channel.id, None)
        _fail(turn, channel.id, "not_sent")
    else:
        _put(turn, channel.id, None)
        if run.next_pct is not None:
            go(turn, channel, run.next_pct, run.by)


def _look_driving(turn: Turn, channel: Channel, run: Run) -> None:
    now_s = turn.now.mono_s
    ends = [due_s for due_s in (run.end_due_s, run.limit_due_s) if due_s is not None]
    if min(ends) <= now_s:
        _halt(turn, channel, by=run.by, next_pct=run.next_pct)
    elif run.sent > turn.rules.durations.resend_times:
        _give_up(turn, channel, run)
    else:
        again_s = now_s + turn.rules.durations.confirm_s
        _put(turn, channel.id, replace(run, sent=run.sent + 1, look_due_s=again_s))
        if turn.office.devices.broker_ok is not False:
            _switch(turn, channel, _relay(channel, run.direction), power=True)


def _give_up(turn: Turn, channel: Channel, run: Run) -> None:
    _fail(turn, channel.id, "no_answer")
    turn.tell(silent_trouble(turn, channel, stopping=False))
    _halt(turn, channel, by=run.by, lost=True)


def _look_stopping(turn: Turn, channel: Channel, run: Run) -> None:
    """Send a stop again; one that was only to make sure is given up after a few times."""
    times = turn.rules.durations.resend_times + 1
    if run.direction == 0:
        assumed = {n for n in numbers_of(channel) if _is_assumed_off(turn, channel, n)}
        run = replace(run, off=run.off | assumed)
        _put(turn, channel.id, run)
        if run.off.issuperset(numbers_of(channel)):
            _look_if_stopped(turn, channel)
            return
    if run.sent == times:
        _fail(turn, channel.id, "no_answer")
        turn.tell(silent_trouble(turn, channel, stopping=run.direction != 0))
        if run.direction == 0:
            _put(turn, channel.id, None)
            return
    _send_stop(turn, channel)


def _is_assumed_off(turn: Turn, channel: Channel, number: int) -> bool:
    """Tell whether a relay's retained word is "off": it did not contradict when told so."""
    wire = (channel.device, number)
    if known_of(turn.office, wire) is not Known.ASSUMED:
        return False
    return turn.office.devices.reports[wire].reading.power is False


def resume(turn: Turn, channel: Channel) -> None:
    """After a restart: stop what was moving when the program ended."""
    _halt(turn, channel, by="restart", lost=True)


def broker_back(turn: Turn, channel: Channel) -> None:
    """Send at once a stop that could not leave."""
    run = turn.office.runs.curtains.runs[channel.id]
    if run.phase is Phase.STOPPING:
        _send_stop(turn, channel)


def _record_moving(turn: Turn, channel: Channel, run: Run) -> None:
    body: dict[str, Json] = {
        "direction": run.direction,
        "from_pct": run.from_pct,
        "target_pct": run.target_pct,
        "by": run.by,
    }
    turn.record("curtain.moving", channel.id, body, vital=False)


def record_rested(
    turn: Turn,
    channel: Channel,
    position_pct: float | None,
    by: str,
    between: tuple[float, float] | None = None,
) -> None:
    """Keep where a curtain stands, or between which two places."""
    pause_s = options_of(channel).pause_s
    body: dict[str, Json] = {"position_pct": position_pct, "pause_s": pause_s, "by": by}
    if between is not None:
        body |= {"low_pct": between[0], "high_pct": between[1]}
    turn.record("curtain.rested", channel.id, body, vital=False)


def _put(turn: Turn, channel_id: str, run: Run | None) -> None:
    old = turn.office.runs.curtains
    runs = {c: r for c, r in old.runs.items() if c != channel_id}
    if run is not None:
        runs[channel_id] = run
    change_runs(turn, curtains=replace(old, runs=runs))


def _doubt(turn: Turn, channel_id: str, *, doubted: bool) -> None:
    old: CurtainRuns = turn.office.runs.curtains
    doubts = old.doubts | {channel_id} if doubted else old.doubts - {channel_id}
    change_runs(turn, curtains=replace(old, doubts=doubts))


def _fail(turn: Turn, channel_id: str, why: str) -> None:
    old = turn.office.runs.curtains
    change_runs(turn, curtains=replace(old, failed={**old.failed, channel_id: why}))


def _forget_trouble(turn: Turn, channel_id: str) -> None:
    old = turn.office.runs.curtains
    if channel_id in old.failed:
        failed = {c: why for c, why in old.failed.items() if c != channel_id}
        change_runs(turn, curtains=replace(old, failed=failed))

"""A shutter that knows its position: asked, watched until it has arrived, never awaited for ever.

It turns round and stops at its ends by itself. A movement counts as begun once
it reports moving that way or being there; not begun it is asked again, twice at
most. A stop is sent again until it reports rest.
"""

from dataclasses import replace

from gateway.domain.devices import Known, known_of
from gateway.domain.effects import Verb
from gateway.domain.events import Reading
from gateway.domain.rooms import sending
from gateway.domain.rooms.curtains.state import CLOSED, OPEN, Phase, Run, options_of
from gateway.domain.rooms.curtains.words import silent_trouble
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rules import Channel
from gateway.domain.text import Json
from gateway.domain.turn import Turn

THERE_PCT = 2.0
"""So near it has arrived: motors round, and stop where they like."""

STOP_AGAIN_S = 1.0


def go(turn: Turn, channel: Channel, target_pct: float, by: str) -> bool:
    """Drive a shutter to a position; False if it is there or on its way already."""
    old, now_s = _run(turn, channel), turn.now.mono_s
    if old is not None and old.target_pct == target_pct:
        return False
    reading = _reading(turn, channel)
    if old is None and _is_there(reading, target_pct) and not reading.direction:
        return False
    at_pct = reading.position_pct
    direction = 1 if target_pct == OPEN or (at_pct is not None and target_pct > at_pct) else -1
    run = Run(
        phase=Phase.DRIVING,
        direction=direction,
        by=by,
        target_pct=target_pct,
        from_pct=at_pct,
        began_s=now_s,
        limit_due_s=now_s + options_of(channel).limit_s(direction),
        look_due_s=now_s + turn.rules.durations.confirm_s,
        sent=1,
    )
    body: dict[str, Json] = {"target_pct": target_pct, "by": by}
    turn.record("curtain.asked", channel.id, body, vital=False)
    _put(turn, channel.id, run)
    _send(turn, channel, target_pct)
    return True


def stop(turn: Turn, channel: Channel, by: str) -> None:
    """Stop a shutter, and send it again until it reports rest or its travel is over."""
    now_s = turn.now.mono_s
    limit_s = max(options_of(channel).limit_s(d) for d in (1, -1))
    run = Run(phase=Phase.STOPPING, direction=0, by=by, stop_s=now_s, limit_due_s=now_s + limit_s)
    _put(turn, channel.id, run)
    _send_stop(turn, channel, run)


def _send_stop(turn: Turn, channel: Channel, run: Run) -> None:
    if turn.office.devices.broker_ok is False:
        _put(turn, channel.id, replace(run, look_due_s=run.limit_due_s))
        return
    again_s = turn.now.mono_s + STOP_AGAIN_S
    _put(turn, channel.id, replace(run, sent=run.sent + 1, look_due_s=again_s))
    sending.once(turn, channel, Verb.STOP)


def _send(turn: Turn, channel: Channel, target_pct: float) -> None:
    if target_pct == OPEN:
        sending.once(turn, channel, Verb.OPEN)
    elif target_pct == CLOSED:
        sending.once(turn, channel, Verb.CLOSE)
    else:
        sending.once(turn, channel, Verb.POSITION, target_pct)


def heard(turn: Turn, channel: Channel) -> None:
    """Take in what a shutter says of itself."""
    run = _run(turn, channel)
    if run is None:
        return
    reading = _reading(turn, channel)
    resting = not reading.direction
    if run.phase is Phase.STOPPING:
        if resting:
            _put(turn, channel.id, None)
    elif _is_there(reading, run.target_pct) and resting:
        _put(turn, channel.id, None)
    elif reading.direction == run.direction or _has_moved(reading, run):
        _put(turn, channel.id, replace(run, heard=True, look_due_s=None))
    elif run.heard and reading.direction is not None:  # stopped or turned by somebody else
        _put(turn, channel.id, None)
        _fail(turn, channel.id, "stopped_elsewhere")


def _has_moved(reading: Reading, run: Run) -> bool:
    """Tell whether a shutter that says no direction has moved the right way."""
    if reading.direction is not None or run.from_pct is None or reading.position_pct is None:
        return False
    return (reading.position_pct - run.from_pct) * run.direction > THERE_PCT


def _is_there(reading: Reading, target_pct: float | None) -> bool:
    at_pct = reading.position_pct
    return at_pct is not None and target_pct is not None and abs(at_pct - target_pct) <= THERE_PCT


def look(turn: Turn, channel: Channel) -> None:
    """Do what is due of a shutter's run."""
    run, now_s = turn.office.runs.curtains.runs[channel.id], turn.now.mono_s
    over = run.limit_due_s is not None and run.limit_due_s <= now_s
    times = turn.rules.durations.resend_times + 1
    if run.phase is Phase.STOPPING:
        if over:
            _put(turn, channel.id, None)
        else:
            if run.sent == times:
                turn.tell(silent_trouble(turn, channel, stopping=True))
            _send_stop(turn, channel, run)
    elif over or run.sent >= times:
        _put(turn, channel.id, None)
        _fail(turn, channel.id, "not_arrived" if run.heard else "no_answer")
        turn.tell(silent_trouble(turn, channel, stopping=False))
    else:
        again_s = now_s + turn.rules.durations.confirm_s
        _put(turn, channel.id, replace(run, sent=run.sent + 1, look_due_s=again_s))
        if run.target_pct is not None and turn.office.devices.broker_ok is not False:
            _send(turn, channel, run.target_pct)


def broker_back(turn: Turn, channel: Channel) -> None:
    """Send at once a stop that could not leave."""
    run = turn.office.runs.curtains.runs[channel.id]
    if run.phase is Phase.STOPPING:
        _send_stop(turn, channel, run)


def _run(turn: Turn, channel: Channel) -> Run | None:
    return turn.office.runs.curtains.runs.get(channel.id)


def _reading(turn: Turn, channel: Channel) -> Reading:
    """Return what a shutter said freshly; nothing if it was not heard since the broker came."""
    wire = (channel.device, channel.number)
    if known_of(turn.office, wire) is not Known.CONFIRMED:
        return Reading()
    return turn.office.devices.reports[wire].reading


def _put(turn: Turn, channel_id: str, run: Run | None) -> None:
    old = turn.office.runs.curtains
    runs = {c: r for c, r in old.runs.items() if c != channel_id}
    failed = {c: why for c, why in old.failed.items() if c != channel_id}
    if run is not None:
        runs[channel_id] = run
    change_runs(turn, curtains=replace(old, runs=runs, failed=failed))


def _fail(turn: Turn, channel_id: str, why: str) -> None:
    old = turn.office.runs.curtains
    change_runs(turn, curtains=replace(old, failed={**old.failed, channel_id: why}))

"""Changes what is shown: never twice within the pause, the last wish wins, nothing late.

A wish waits for the pause, or for a room that is coming on; a newer one takes
its place. What is sent is kept before, with its pause, so that a restart
knows. A projector that reports (PJLink) confirms; one that does not within the
pause is asked again, which counts as a change.
"""

from collections.abc import Mapping
from dataclasses import replace

from gateway.domain.devices import Known, poll_at
from gateway.domain.effects import Command, Verb
from gateway.domain.options import Source
from gateway.domain.rooms.grammar import Refusal
from gateway.domain.rooms.lit import Lit, counts
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.plan import out_of_reach
from gateway.domain.rooms.players import course as players
from gateway.domain.rooms.projector import course as projectors
from gateway.domain.rooms.projector.state import Stage, stage_of
from gateway.domain.rooms.rack import course as racks
from gateway.domain.rooms.rack.state import steps_of
from gateway.domain.rooms.sources.state import (
    ELSEWHERE,
    PAUSE,
    ROOM,
    Asked,
    Failed,
    Sent,
    Sink,
    projector_of,
    room_of,
    shown_in,
    sink_id,
    sink_of,
    source_of,
    sources_of,
)
from gateway.domain.rooms.volume import course as volumes
from gateway.domain.rules import Channel, ChannelKind
from gateway.domain.text import Json
from gateway.domain.turn import Turn

ROOM_S = 600.0
"""A room that is not on by then is given up: longer than any projector cools and warms."""

JUST_NOW_S = 30.0
"""What says later that it was not sent is about something else."""

LATE_S = 60.0
"""A wish that is later than this (the gateway was away) is forgotten."""


def choose(turn: Turn, place: str, source: Source, by: str) -> str:
    """Show a source, now or once it may be; return `asked`, `queued` or `already`."""
    sink = sink_id(place, source)
    now, asked = sink_of(turn.office, sink), turn.office.runs.sources.asked.get(sink)
    _forget_failed(turn, sink)
    shown = shown_in(turn.office, turn.rules, place, sink)
    under_way = asked is not None and asked.source == source.id
    light = room_of(turn.office, turn.rules, place, source)
    by_hand = now.by == ELSEWHERE and bool(source.switches)  # its codes were not sent
    whole = now.chosen == source.id and counts(light, now.since) and not by_hand
    said = shown.source == source.id and shown.known is Known.CONFIRMED
    confirmed = asked is None and said and whole
    assumed = asked is None and shown.source == source.id and now.waiting != source.id
    if now.waiting and (under_way or confirmed or assumed):
        _drop(turn, sink, "replaced")  # back to what is there
        return "asked"
    if under_way or confirmed:
        return "already"
    if light.state is Lit.COMING:
        if now.waiting == source.id:
            return "already"
        _wait(turn, place, source, by, ROOM, ROOM_S)
        return "queued"
    left_s = _pause_left_s(turn, now)
    if left_s > 0:
        if now.waiting == source.id:
            return "already"
        _wait(turn, place, source, by, PAUSE, left_s)
        return "queued"
    _switch(turn, place, source, by)
    return "asked"


def cancel(turn: Turn, place: str, by: str) -> bool:
    """Forget what waits in a place; False if nothing does."""
    waiting = [s for s in _sinks(turn, place) if sink_of(turn.office, s).waiting]
    for sink in waiting:
        _drop(turn, sink, "cancelled", by)
    return bool(waiting)


def turn_on(turn: Turn, place: str, source: Source | None, by: str) -> str:
    """Switch the room on, its rack and its projector, then show a source.

    Returns `asked`, or `held` where the rack waits for a person.
    """
    if steps_of(turn.rules, place) and racks.go_on(turn, place, by) == "held":
        return "held"
    projector = _lamp(turn, place, source)
    if projector is not None:
        projectors.turn_on(turn, projector, by)
    if source is not None:
        sink = sink_id(place, source)
        _forget_failed(turn, sink)
        _wait(turn, place, source, by, ROOM, ROOM_S)
        go_on(turn, sink)
    return "asked"


def _lamp(turn: Turn, place: str, source: Source | None) -> Channel | None:
    if source is not None:
        return projector_of(turn.rules, source)
    found = (c for c in turn.rules.channels.values() if c.owner == place)
    return next((c for c in found if c.kind is ChannelKind.PROJECTOR), None)


def _sinks(turn: Turn, place: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sink_id(place, one) for one in sources_of(turn.rules, place)))


def _pause_left_s(turn: Turn, sink: Sink) -> float:
    until_s = sink.pause_until_s
    return 0.0 if until_s is None else max(0.0, until_s - turn.now.mono_s)


def _wait(turn: Turn, place: str, source: Source, by: str, why: str, wait_s: float) -> None:
    body: dict[str, Json] = {"place": place, "source": source.id, "why": why, "by": by}
    turn.record("source.waiting", sink_id(place, source), {**body, "wait_s": wait_s}, vital=False)


def _drop(turn: Turn, sink: str, why: str, by: str = "") -> None:
    turn.record("source.dropped", sink, {"why": why, "by": by}, vital=False)


def go_on(turn: Turn, sink: str) -> None:
    """Do what waits, if it may be done; give it up where it never will."""
    now = sink_of(turn.office, sink)
    if not now.waiting:
        return
    source = source_of(turn.rules, now.place, now.waiting)
    if source is None or sink_id(now.place, source) != sink:
        _drop(turn, sink, "gone")
        return
    over = now.wait_due_s is not None and now.wait_due_s <= turn.now.mono_s
    late = over and turn.now.mono_s - (now.wait_due_s or 0.0) > LATE_S
    light = room_of(turn.office, turn.rules, now.place, source).state
    if light is Lit.DARK or light is Lit.HELD:
        _give_up(turn, sink, "room_off" if light is Lit.DARK else "held")
    elif late or (over and now.why == ROOM):
        _give_up(turn, sink, "late" if late else "time")
    elif light is Lit.COMING or (light is Lit.UNKNOWN and now.why == ROOM):
        if over:  # the pause is over, the room is not on yet
            _wait(turn, now.place, source, now.wait_by, ROOM, ROOM_S)
    elif (left_s := _pause_left_s(turn, now)) > 0:
        if over or now.why != PAUSE:
            _wait(turn, now.place, source, now.wait_by, PAUSE, left_s)
    elif (refusal := reach(turn, source)) is not None:
        _give_up(turn, sink, refusal.code)
    else:
        _switch(turn, now.place, source, now.wait_by)


def _give_up(turn: Turn, sink: str, why: str) -> None:
    now = sink_of(turn.office, sink)
    _fail(turn, sink, Failed(now.waiting, why, now.wait_by))
    _drop(turn, sink, why)


def reach(turn: Turn, source: Source) -> Refusal | None:
    """Return why a source's projector cannot be asked now; None if it can, or there is none."""
    projector = projector_of(turn.rules, source)
    return None if projector is None else out_of_reach(turn, projector)


def _switch(turn: Turn, place: str, source: Source, by: str) -> None:
    """Change the input, and all that goes with it."""
    sink, pause_s = sink_id(place, source), turn.rules.durations.source_pause_s
    body: dict[str, Json] = {"place": place, "source": source.id, "by": by, "pause_s": pause_s}
    turn.record("source.chosen", sink, {**body, "input": source.input or ""}, vital=False)
    wires = _send(turn, source)
    asked = {s: a for s, a in turn.office.runs.sources.asked.items() if s != sink}
    if source.input is not None:
        asked[sink] = Asked(
            source=source.id, input=source.input, sent=1, look_due_s=_look_at_s(turn)
        )
    sent = Sent(source.id, frozenset(wires), turn.now.mono_s)
    _change(turn, asked=asked, sent={**turn.office.runs.sources.sent, sink: sent})
    player = turn.rules.channels.get(source.player or "")
    if player is not None and player.kind is ChannelKind.PLAYER:
        players.wake(turn, player, by)
    volume = turn.rules.channels.get(source.volume or "")
    if volume is not None and volume.kind is ChannelKind.VOLUME:
        volumes.recall(turn, volume, source.id, by)


def _look_at_s(turn: Turn) -> float:
    durations = turn.rules.durations
    return turn.now.mono_s + max(durations.source_pause_s, durations.confirm_s)


def _send(turn: Turn, source: Source) -> list[tuple[str, int | None]]:
    """Send a source's codes, the picture first; return the wires they went to."""
    wires: list[tuple[str, int | None]] = []
    projector = projector_of(turn.rules, source)
    if projector is not None and (code := source.input or source.key):
        verb = Verb.INPUT if source.input else Verb.SEND
        _command(turn, projector.device, projector.number, verb, code)
        wires.append((projector.device, projector.number))
    for switch in source.switches:
        _command(turn, switch.device, switch.channel, Verb.SEND, switch.key)
        wires.append((switch.device, switch.channel))
    return wires


def _command(turn: Turn, device: str, channel: int | None, verb: Verb, code: str) -> None:
    expires_s = turn.rules.durations.command_expires_s
    turn.do(Command(device=device, channel=channel, verb=verb, value=code, expires_s=expires_s))


def look(turn: Turn, sink: str) -> None:
    """See what a projector was asked and has not confirmed: once more, or given up."""
    asked, now = turn.office.runs.sources.asked[sink], sink_of(turn.office, sink)
    if asked.look_due_s > turn.now.mono_s:
        return
    source = source_of(turn.rules, now.place, asked.source)
    projector = projector_of(turn.rules, source) if source is not None else None
    if source is None or projector is None or stage_of(turn.office, projector) is not Stage.ON:
        _end_asked(turn, sink)
    elif asked.sent > turn.rules.durations.resend_times:
        _end_asked(turn, sink)
        lost(turn, sink, asked.source, "no_answer")
    else:
        pause_s = turn.rules.durations.source_pause_s
        turn.record("source.again", sink, {"source": source.id, "pause_s": pause_s}, vital=False)
        _command(turn, projector.device, projector.number, Verb.INPUT, asked.input)
        again = replace(asked, sent=asked.sent + 1, look_due_s=_look_at_s(turn))
        _change(turn, asked={**turn.office.runs.sources.asked, sink: again})


def heard(turn: Turn, projector: Channel, said: str) -> None:
    """Take in the input that a projector says it shows: confirmed, an echo, or somebody's hand."""
    sink, runs = projector.id, turn.office.runs.sources
    now, asked = sink_of(turn.office, sink), runs.asked.get(sink)
    place = projector.owner
    own = [one for one in sources_of(turn.rules, place) if one.projector == sink and one.input]
    if not own or stage_of(turn.office, projector) is not Stage.ON:
        return
    if asked is not None:
        if asked.input == said:
            _end_asked(turn, sink)
            _change(turn, done={**turn.office.runs.sources.done, sink: turn.now.mono_s})
        return
    if said == now.input:
        return
    sure_s = runs.done.get(sink, -1e9) + turn.rules.durations.confirm_s
    if turn.now.mono_s < sure_s:
        poll_at(turn, projector.device, sure_s)
        return
    _follow(turn, projector, own, said)


def _follow(turn: Turn, projector: Channel, own: list[Source], said: str) -> None:
    """Somebody chose another input at the device; the next change keeps its distance."""
    fitting = [one for one in own if one.input == said]
    source = fitting[0] if len(fitting) == 1 else None
    known = sink_of(turn.office, projector.id).input
    pause_s = turn.rules.durations.source_pause_s if known else 0.0
    body: dict[str, Json] = {"place": projector.owner, "source": source.id if source else ""}
    seen = {**body, "input": said, "pause_s": pause_s}
    turn.record("source.seen", projector.id, seen, vital=False)
    volume = turn.rules.channels.get((source.volume if source else None) or "")
    if source is not None and volume is not None and volume.kind is ChannelKind.VOLUME:
        volumes.note_source(turn, volume, source.id)


def lost(turn: Turn, sink: str, source: str, why: str) -> None:
    """What was sent for a source has not come true: nothing is claimed any more."""
    _fail(turn, sink, Failed(source, why, sink_of(turn.office, sink).by))
    turn.record("source.lost", sink, {"source": source, "why": why}, vital=False)


def not_sent(turn: Turn, device: str, channel: int | None) -> None:
    """Something could not leave: whatever source it was sent for a moment ago is not shown."""
    for sink, sent in turn.office.runs.sources.sent.items():
        wires = {(d, c) for d, c in sent.wires if d == device}
        fits = (device, channel) in wires or (channel is None and bool(wires))
        if fits and turn.now.mono_s - sent.at_s <= JUST_NOW_S:
            _end_asked(turn, sink)
            if sink_of(turn.office, sink).chosen == sent.source:
                lost(turn, sink, sent.source, "not_sent")


def _end_asked(turn: Turn, sink: str) -> None:
    asked = {s: a for s, a in turn.office.runs.sources.asked.items() if s != sink}
    _change(turn, asked=asked)


def _fail(turn: Turn, sink: str, failed: Failed) -> None:
    _change(turn, failed={**turn.office.runs.sources.failed, sink: failed})


def _forget_failed(turn: Turn, sink: str) -> None:
    failed = turn.office.runs.sources.failed
    if sink in failed:
        _change(turn, failed={s: f for s, f in failed.items() if s != sink})


def _change(
    turn: Turn,
    *,
    asked: Mapping[str, Asked] | None = None,
    sent: Mapping[str, Sent] | None = None,
    done: Mapping[str, float] | None = None,
    failed: Mapping[str, Failed] | None = None,
) -> None:
    old = turn.office.runs.sources
    new = replace(
        old,
        asked=old.asked if asked is None else asked,
        sent=old.sent if sent is None else sent,
        done=old.done if done is None else done,
        failed=old.failed if failed is None else failed,
    )
    change_runs(turn, sources=new)

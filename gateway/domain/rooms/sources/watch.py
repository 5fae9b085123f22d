"""What sources listen to: projectors, the room, time; and how what is chosen is kept."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.events import (
    ChannelWanted,
    CommandNotSent,
    ControlPressed,
    DeviceReported,
    PartChanged,
    TimePassed,
)
from gateway.domain.now import Now
from gateway.domain.rooms.projector.state import options_of as projector_options
from gateway.domain.rooms.sources import course
from gateway.domain.rooms.sources.state import ELSEWHERE, Sink, Sinks, sink_of
from gateway.domain.rules import Channel, ChannelKind
from gateway.domain.turn import Fact, Fold, Turn, due_s, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Hear what a projector shows; see whether what waits may be done."""
    if event.stale:
        return
    channel = turn.rules.channels.get(turn.rules.wired.get((event.device, event.channel), ""))
    said = event.reading.source
    if channel is not None and said is not None and _reports(channel):
        course.heard(turn, channel, said)
    _go_on(turn)


def _reports(channel: Channel) -> bool:
    return channel.kind is ChannelKind.PROJECTOR and projector_options(channel).feedback


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Do what has waited long enough; ask again what was not confirmed."""
    _go_on(turn)
    for sink in turn.office.runs.sources.asked:
        if sink in turn.office.runs.sources.asked:
            course.look(turn, sink)


def on_command_not_sent(turn: Turn, event: CommandNotSent) -> None:
    """See what could not leave."""
    course.not_sent(turn, event.device, event.channel)
    _go_on(turn)


def on_something(turn: Turn, _event: ControlPressed | ChannelWanted | PartChanged) -> None:
    """See whether a press has switched the room off under what waits, or on."""
    _go_on(turn)


def _go_on(turn: Turn) -> None:
    for sink, now in turn.office.machines.sources.by_id.items():
        if now.waiting:
            course.go_on(turn, sink)


def next_due_s(office: "Office") -> float | None:
    """Return when a wish may be done or is given up, or a projector is asked again."""
    waits = (s.wait_due_s for s in office.machines.sources.by_id.values() if s.waiting)
    dues = [due for due in waits if due is not None]
    dues += [asked.look_due_s for asked in office.runs.sources.asked.values()]
    return min(dues, default=None)


def fold_chosen(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a source that was asked; nothing waits any more."""
    body = fact.body
    sink = Sink(
        place=str(body["place"]),
        chosen=str(body["source"]),
        input=str(body["input"]),
        by=str(body["by"]),
        since=fact.at,
        pause_until_s=due_s(fact, now, number_in(body, "pause_s") or 0.0),
    )
    return _with(office, fact.subject, sink)


def fold_again(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an input asked once more: the pause begins again."""
    pause_until_s = due_s(fact, now, number_in(fact.body, "pause_s") or 0.0)
    return _with(
        office, fact.subject, replace(sink_of(office, fact.subject), pause_until_s=pause_until_s)
    )


def fold_seen(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an input that a hand has chosen at the device."""
    body, old = fact.body, sink_of(office, fact.subject)
    pause_s = number_in(body, "pause_s")
    new = replace(
        old,
        place=str(body["place"]),
        chosen=str(body["source"]),
        input=str(body["input"]),
        by=ELSEWHERE,
        since=fact.at,
        pause_until_s=due_s(fact, now, pause_s) if pause_s else old.pause_until_s,
    )
    return _with(office, fact.subject, new)


def fold_waiting(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with what is wanted next; it takes the place of an older wish."""
    body = fact.body
    new = replace(
        sink_of(office, fact.subject),
        place=str(body["place"]),
        waiting=str(body["source"]),
        why=str(body["why"]),
        wait_due_s=due_s(fact, now, number_in(body, "wait_s") or 0.0),
        wait_by=str(body["by"]),
    )
    return _with(office, fact.subject, new)


def fold_dropped(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with nothing waiting."""
    old = sink_of(office, fact.subject)
    new = replace(old, waiting="", why="", wait_due_s=None, wait_by="")
    return _with(office, fact.subject, new)


def fold_lost(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a sink of which nothing is claimed."""
    return _with(office, fact.subject, replace(sink_of(office, fact.subject), chosen="", input=""))


def _with(office: "Office", sink: str, new: Sink) -> "Office":
    by_id = {**office.machines.sources.by_id, sink: new}
    return replace(office, machines=replace(office.machines, sources=Sinks(by_id)))


ON: dict[type, Any] = {
    DeviceReported: on_device_reported,
    TimePassed: on_time_passed,
    CommandNotSent: on_command_not_sent,
    ControlPressed: on_something,
    ChannelWanted: on_something,
    PartChanged: on_something,
}
FOLDS: dict[str, Fold] = {
    "source.chosen": fold_chosen,
    "source.again": fold_again,
    "source.seen": fold_seen,
    "source.waiting": fold_waiting,
    "source.dropped": fold_dropped,
    "source.lost": fold_lost,
}

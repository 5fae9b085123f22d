"""What each device says of itself, and how far that can be believed.

Merges readings (a message that says nothing of a value leaves it as it was),
tells programs when a reported state changes, asks a device for its state
after it came online, and never takes silence for "off".

A fresh message confirms. A retained copy is assumed: it fills what is not
known and never overrides what was heard since the broker is there. A device's
last will makes all its channels unreachable; so does a broker that is gone.
Tasmota says Online before it subscribes, so it is asked a second later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.effects import Command, ReportState, Verb
from gateway.domain.events import DeviceReported, PartChanged, Reading, TimePassed
from gateway.domain.reports import (
    Known,
    Number,
    Report,
    Reports,
    Wire,
    merged,
    same_state,
    says_state,
)
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Rules

__all__ = [
    "FOLDS",
    "ON",
    "Devices",
    "Known",
    "Report",
    "Reports",
    "Wire",
    "give_up",
    "is_cut_off",
    "known_of",
    "next_due_s",
    "poll_at",
]

POLL_STEP_S = 0.02
"""Devices are asked this far apart, so that a broker's return is no storm."""

POLL_ALL_S = 3.0
"""All devices have been asked this soon after the broker's return, however many."""

_NOTHING_SAID = Reading()


@dataclass(frozen=True, slots=True)
class Devices:
    """Transient: learnt again from the devices after a start.

    Attributes:
        reports: By wire address; (device, None) also carries `online`.
        polls: Devices to ask for their state, and when.
        broker_ok: Whether the broker is there; None until it was said.
    """

    reports: Mapping[Wire, Report] = field(default_factory=Reports)
    polls: Mapping[str, float] = field(default_factory=dict)
    broker_ok: bool | None = None


def known_of(office: "Office", wire: Wire) -> Known:
    """Return how a channel's state is known, its device's last will considered."""
    whole = office.devices.reports.get((wire[0], None))
    if whole is not None and whole.reading.online is False:
        return Known.UNREACHABLE
    report = office.devices.reports.get(wire)
    return Known.UNKNOWN if report is None else report.known


def is_cut_off(office: "Office", rules: "Rules", device: str) -> bool:
    """Tell whether a device cannot be asked because the broker it hangs on is gone."""
    known = rules.devices.get(device)
    return office.devices.broker_ok is False and (known is None or known.on_broker)


def poll_at(turn: Turn, device: str, at_s: float) -> None:
    """Ask a device for its state at a monotonic instant; a later wish postpones an earlier."""
    state = turn.office.devices
    due_s = max(at_s, state.polls.get(device, at_s))
    polls = {**state.polls, device: due_s}
    turn.change(devices=Devices(state.reports, polls, state.broker_ok))


def give_up(turn: Turn, wire: Wire) -> None:
    """Call a channel unreachable: it was asked and did not answer."""
    device, number = wire
    old = turn.office.devices.reports.get(wire)
    if old is None:
        lost = Report(_NOTHING_SAID, Known.UNREACHABLE, turn.now.at, turn.now.mono_s)
    else:
        lost = Report(old.reading, Known.UNREACHABLE, old.since, old.seen_s)
    _put(turn, device, {number: lost})


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Merge what a device said. About 1,000 a second: nothing here looks at other devices."""
    device, number = event.device, event.channel
    if device not in turn.rules.devices or event.reading == _NOTHING_SAID:
        return
    own = Reports.of(turn.office.devices.reports).device(device)
    old = own.get(number)
    new = _heard(turn, event, old)
    if new is None:
        return
    changed = {number: new}
    if event.reading.online is False and number is None:
        for other, report in own.items():
            if other is not None and report.known is not Known.UNREACHABLE:
                changed[other] = replace(report, known=Known.UNREACHABLE)
    elif number is not None and not event.stale:
        whole = own.get(None)
        if whole is not None and whole.reading.online is False:
            changed[None] = _alive(whole, turn.now.at)
    _put(turn, device, changed)
    if number is None:
        _mean_only_channel(turn, event)
    if number is None and event.reading.online is not None:
        if event.reading.online:
            _ask_soon(turn, device, stale=event.stale)
        else:
            _spare(turn, device)


def _heard(turn: Turn, event: DeviceReported, old: Report | None) -> Report | None:
    """Return a channel's report after a message; None if the message changes nothing."""
    now, said = turn.now, event.reading
    if event.stale and old is not None and old.known is Known.CONFIRMED:
        if said.online is None or old.reading.online is not None:
            return None
        said = Reading(online=said.online)
        return Report(merged(old.reading, said), old.known, now.at, old.seen_s)
    if old is None:
        return Report(said, Known.ASSUMED if event.stale else Known.CONFIRMED, now.at, now.mono_s)
    reading = merged(old.reading, said)
    if reading.online is False and said.online is None and not event.stale:
        return _alive(Report(reading, Known.CONFIRMED, old.since, now.mono_s), now.at)
    since = old.since if reading is old.reading or same_state(reading, old.reading) else now.at
    if event.stale:
        return Report(reading, Known.ASSUMED, since, old.seen_s)
    if old.known is Known.CONFIRMED or says_state(said) or not says_state(reading):
        known = Known.CONFIRMED
    else:  # it only told its watts: alive, but what it does is from before
        known = Known.ASSUMED
    return Report(reading, known, since, now.mono_s)


def _alive(whole: Report, at: datetime) -> Report:
    """Return the report of a device that speaks: its last will is out of date.

    Whether it is online is open again; that is for the device to say.
    """
    return replace(whole, reading=replace(whole.reading, online=None), since=at)


def _mean_only_channel(turn: Turn, event: DeviceReported) -> None:
    """Take what a device with one channel says of itself as said of that channel.

    A plug tells its watts for the whole device. Programs were told as it was said.
    """
    device = event.device
    channel_id = turn.rules.wired.get((device, None))
    if channel_id is None:
        return
    number = turn.rules.channels[channel_id].number
    said = replace(event.reading, online=None)
    if number is None or said == _NOTHING_SAID:
        return
    reports = Reports.of(turn.office.devices.reports)
    only = replace(event, channel=number, reading=said)
    new = _heard(turn, only, reports.device(device).get(number))
    if new is not None:
        state = turn.office.devices
        after = reports.put(device, {number: new})
        turn.change(devices=Devices(after, state.polls, state.broker_ok))


def _put(turn: Turn, device: str, changed: Mapping[Number, Report]) -> None:
    """Keep new reports of a device; tell programs of each that differs."""
    state = turn.office.devices
    before = Reports.of(state.reports)
    after = before.put(device, changed)
    turn.change(devices=Devices(after, state.polls, state.broker_ok))
    was, is_ = before.device(device), after.device(device)
    for number, report in changed.items():
        known = _shown(is_, report)
        last = was.get(number)
        if last is None or last.reading != report.reading or _shown(was, last) is not known:
            reported = report.reading
            turn.do(ReportState(device=device, channel=number, reported=reported, known=known))


def _shown(own: Mapping[Number, Report], report: Report) -> Known:
    """Return how a channel's state is known, given all reports of its device."""
    whole = own.get(None)
    is_offline = whole is not None and whole.reading.online is False
    return Known.UNREACHABLE if is_offline else report.known


def _ask_soon(turn: Turn, device: str, *, stale: bool) -> None:
    """Ask a device that came online; one that was online all along keeps its turn."""
    polls = turn.office.devices.polls
    if stale and device in polls:
        return
    wait_s = turn.rules.durations.poll_after_online_s
    crowd_s = min(POLL_ALL_S, POLL_STEP_S * len(polls)) if stale else 0.0
    poll_at(turn, device, turn.now.mono_s + wait_s + crowd_s)


def _spare(turn: Turn, device: str) -> None:
    """Do not ask a device that is offline; it will say when it is back."""
    state = turn.office.devices
    if device in state.polls:
        polls = {d: due_s for d, due_s in state.polls.items() if d != device}
        turn.change(devices=Devices(state.reports, polls, state.broker_ok))


def on_part_changed(turn: Turn, event: PartChanged) -> None:
    """Without the broker nothing on it is known; when it is back, everybody is asked."""
    state = turn.office.devices
    if event.part != "broker" or event.ok is state.broker_ok:
        return
    turn.change(devices=Devices(state.reports, _polls_of_all(turn) if event.ok else {}, event.ok))
    if not event.ok:
        reports = Reports.of(state.reports)
        for device in dict.fromkeys(device for device, _ in reports):
            if not is_cut_off(turn.office, turn.rules, device):
                continue
            own = reports.device(device)
            _put(turn, device, {number: _out_of_reach(r) for number, r in own.items()})


def _polls_of_all(turn: Turn) -> Mapping[str, float]:
    devices = [id_ for id_, device in turn.rules.devices.items() if device.on_broker]
    step_s = min(POLL_STEP_S, POLL_ALL_S / max(1, len(devices)))
    return {d: turn.now.mono_s + step_s * n for n, d in enumerate(devices, start=1)}


def _out_of_reach(report: Report) -> Report:
    """Return a report without broker: the last reading stays, whether it is online does not."""
    reading = report.reading
    if reading.online is not None:
        reading = replace(reading, online=None)
    return replace(report, reading=reading, known=Known.UNREACHABLE)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Ask every device whose turn it is."""
    state = turn.office.devices
    due = [device for device, due_s in state.polls.items() if due_s <= turn.now.mono_s]
    if not due:
        return
    polls = {device: due_s for device, due_s in state.polls.items() if due_s > turn.now.mono_s}
    turn.change(devices=Devices(state.reports, polls, state.broker_ok))
    _ask(turn, due)


def _ask(turn: Turn, devices: Iterable[str]) -> None:
    for device in devices:
        if device in turn.rules.devices:
            expires_s = turn.rules.durations.command_expires_s
            turn.do(Command(device=device, channel=None, verb=Verb.QUERY, expires_s=expires_s))


def next_due_s(office: "Office") -> float | None:
    """Return when the next poll is due."""
    return min(office.devices.polls.values(), default=None)


ON: dict[type, Any] = {
    DeviceReported: on_device_reported,
    PartChanged: on_part_changed,
    TimePassed: on_time_passed,
}
FOLDS: dict[str, Fold] = {}

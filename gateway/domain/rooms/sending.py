"""From a wish to a confirmed state: send, confirm, send again, give up honestly.

Each command expires in 3 s. Not confirmed in 2 s it is sent again, twice at
most; then the wish ends as `no_answer`, the channel is unreachable and
facilities are told. Only a fresh report confirms.

An echo may be late or doubled, so while a wish is asked a report that differs
changes nothing, and for 2 s after it was confirmed one that differs only makes
us ask the device. After that it is somebody at the wall switch: adopted.
"""

from collections.abc import Mapping
from dataclasses import replace

from gateway.domain.devices import give_up, is_cut_off, poll_at
from gateway.domain.effects import ClimateSetting, Command, Verb
from gateway.domain.events import (
    CommandNotSent,
    DeviceReported,
    PartChanged,
    Reading,
    TimePassed,
    TroubleFound,
    TroubleGone,
)
from gateway.domain.options import VolumeOptions
from gateway.domain.reports import Reports
from gateway.domain.rooms.grammar import Wanted
from gateway.domain.rooms.names import device_name, full_name
from gateway.domain.rooms.state import (
    ASKED,
    DONE,
    NO_ANSWER,
    NOT_SENT,
    Controls,
    Sending,
    Wish,
    is_on,
)
from gateway.domain.rules import Channel
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

LEVEL_TOLERANCE_PCT = 1.0
"""A device may round a level once on the way."""

TARGET_TOLERANCE_C = 0.5
"""One that takes whole degrees rounds a set-point."""


def want(turn: Turn, wanted: Wanted, by: str) -> None:
    """Send what is wanted of a channel; without a broker it ends as `not_sent` at once."""
    channel = wanted.channel
    report = turn.office.devices.reports.get((channel.device, channel.number))
    wish = Wish(
        power=wanted.power,
        level_pct=wanted.level_pct,
        since=turn.now.at,
        by=by,
        state=ASKED,
        was=report.reading if report else Reading(),
        climate=wanted.climate,
    )
    if is_cut_off(turn.office, turn.rules, channel.device):
        _settle(turn, channel.id, replace(wish, state=NOT_SENT))
        return
    verb = Verb.POWER if wanted.level_pct is None else Verb.LEVEL
    value: bool | float | ClimateSetting = wanted.power
    if wanted.climate is not None:
        verb, value = Verb.CLIMATE, wanted.climate
    elif wanted.level_pct is not None:
        value = float(wanted.level_pct)
    sending = Sending(verb=verb, value=value, sent=0, look_at_s=0.0, first_s=turn.now.mono_s)
    _change(turn, wishes={**turn.office.controls.wishes, channel.id: wish})
    _send(turn, channel, sending)


def _send(turn: Turn, channel: Channel, sending: Sending) -> None:
    durations = turn.rules.durations
    again = replace(sending, sent=sending.sent + 1, look_at_s=turn.now.mono_s + durations.confirm_s)
    _change(turn, sending={**turn.office.controls.sending, channel.id: again})
    once(turn, channel, sending.verb, sending.value)


def once(
    turn: Turn,
    channel: Channel,
    verb: Verb,
    value: bool | float | str | ClimateSetting | None = None,
) -> None:
    """Send one command that is not followed up: not again, and never later than it may."""
    turn.do(
        Command(
            device=channel.device,
            channel=channel.number,
            verb=verb,
            value=value,
            expires_s=turn.rules.durations.command_expires_s,
        )
    )


def stop(turn: Turn, channel_id: str) -> None:
    """Send no more of what was asked of a channel; it may come true yet, so it stays in doubt."""
    if channel_id in turn.office.controls.sending:
        wish = turn.office.controls.wishes[channel_id]
        _settle(turn, channel_id, replace(wish, state=NO_ANSWER))


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Send again what was not confirmed; give up after the last time."""
    for channel_id, sending in turn.office.controls.sending.items():
        if sending.look_at_s > turn.now.mono_s:
            continue
        channel = turn.rules.channels.get(channel_id)
        if channel is None:  # no longer configured
            _settle(turn, channel_id, None)
        elif sending.sent <= turn.rules.durations.resend_times:
            _send(turn, channel, sending)
        else:
            _no_answer(turn, channel, sending)


def _no_answer(turn: Turn, channel: Channel, sending: Sending) -> None:
    wish = turn.office.controls.wishes[channel.id]
    _settle(turn, channel.id, replace(wish, state=NO_ANSWER))
    wire = (channel.device, channel.number)
    report = turn.office.devices.reports.get(wire)
    heard = report is not None and report.seen_s >= sending.first_s
    speaks = _speaks(turn, channel, sending.first_s)
    if not heard:
        give_up(turn, wire)
    body: dict[str, Json] = {"wanted": wish.power, "level_pct": wish.level_pct, "by": wish.by}
    turn.record("channel.no_answer", channel.id, {**body, "heard": heard}, vital=False)
    if not _is_told_by_a_check(turn, channel.id):
        turn.tell(_trouble(turn, channel, wish, speaks=speaks))


def _is_told_by_a_check(turn: Turn, channel_id: str) -> bool:
    """Tell whether a last-out check waits for a channel: its alert names it, one is enough."""
    checks = turn.office.lastout.checks.values()
    return any(check.is_running and channel_id in check.waiting for check in checks)


def _speaks(turn: Turn, channel: Channel, since_s: float) -> bool:
    """Tell whether the device said anything at all since a command; what was given up did not."""
    said = Reports.of(turn.office.devices.reports).device(channel.device).values()
    return any(one.seen_s >= since_s and one.reading != Reading() for one in said)


def _trouble(turn: Turn, channel: Channel, wish: Wish, *, speaks: bool) -> TroubleFound:
    """Return one trouble for a whole silent device, or for one channel that does not obey."""
    rules = turn.rules
    name = full_name(rules, channel.id) if speaks else device_name(rules, channel.device)
    key = f"stuck:{channel.id}" if speaks else f"silent:{channel.device}"
    times = turn.rules.durations.resend_times + 1
    zh, en = ("打开", "on") if wish.power else ("关闭", "off")
    clock = f"{wish.since:%H:%M}"
    return TroubleFound(
        key=key,
        severity="warning",
        zone=channel.zone,
        title=Text(
            f"{name.zh}{'没有照做' if speaks else '没有应答'}",
            f"{name.en} does not do what it is told" if speaks else f"No answer from {name.en}",
        ),
        body=Text(
            f"{clock} 请求{zh}，发了 {times} 次都没有确认。"
            + (
                "它还在线，但状态没变，请到现场看一下。"
                if speaks
                else "可能断电或掉线，请到现场看一下。"
            ),
            f"Asked {en} at {clock}, {times} times, never confirmed. "
            + (
                "It is online, but nothing changed. Please have a look on site."
                if speaks
                else "It may be off the network or without power. Please have a look on site."
            ),
        ),
    )


def on_command_not_sent(turn: Turn, event: CommandNotSent) -> None:
    """End the wish at once: nothing old is sent when the way is free again."""
    channel_id = turn.rules.wired.get((event.device, event.channel))
    if channel_id is None or channel_id not in turn.office.controls.sending:
        return
    if turn.rules.channels[channel_id].number == event.channel:  # None: it was only a question
        _not_sent(turn, channel_id, event.why)


def on_part_changed(turn: Turn, event: PartChanged) -> None:
    """Without the broker no wish goes on."""
    if event.part == "broker" and not event.ok:
        for channel_id in turn.office.controls.sending:
            channel = turn.rules.channels.get(channel_id)
            if channel is None or is_cut_off(turn.office, turn.rules, channel.device):
                _not_sent(turn, channel_id, "broker")


def _not_sent(turn: Turn, channel_id: str, why: str) -> None:
    wish = turn.office.controls.wishes[channel_id]
    _settle(turn, channel_id, replace(wish, state=NOT_SENT))
    turn.record("channel.not_sent", channel_id, {"why": why, "by": wish.by}, vital=False)


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Confirm a wish by a fresh report, or adopt what was changed elsewhere."""
    if event.stale:
        return
    troubles = turn.office.alerts.open
    if troubles and (key := f"silent:{event.device}") in troubles:
        turn.tell(TroubleGone(key=key))
    channel_id = turn.rules.wired.get((event.device, event.channel))
    if channel_id is None:
        return
    wish = turn.office.controls.wishes.get(channel_id)
    stuck = f"stuck:{channel_id}" if troubles and f"stuck:{channel_id}" in troubles else None
    if wish is None and stuck:  # after a restart nothing is wanted any more
        turn.tell(TroubleGone(key=stuck))
    if wish is None or not _says_what_is_wished(event.reading):
        return
    channel = turn.rules.channels[channel_id]
    reported = turn.office.devices.reports[event.device, channel.number].reading
    obeyed = _fulfils(reported, wish, _tolerance_pct(channel))
    if stuck and (obeyed or _differs(reported, wish.was)):
        turn.tell(TroubleGone(key=stuck))
    if obeyed:
        _confirmed(turn, channel_id, wish)
    elif wish.state == DONE:
        _changed_elsewhere(turn, event.device, channel_id, wish)
    elif wish.state != ASKED and _differs(reported, wish.was):
        _settle(turn, channel_id, None)


def _says_what_is_wished(said: Reading) -> bool:
    """Tell whether a report says anything that a wish may be about."""
    told = (said.power, said.level_pct, said.mode, said.target_c, said.fan)
    return any(value is not None for value in told)


def _tolerance_pct(channel: Channel) -> float:
    options = channel.options
    return options.near_pct if isinstance(options, VolumeOptions) else LEVEL_TOLERANCE_PCT


def _fulfils(reported: Reading, wish: Wish, tolerance_pct: float) -> bool:
    if is_on(reported) is not wish.power:
        return False
    if wish.climate is not None and wish.power:
        return _is_set(reported, wish.climate)
    if wish.level_pct is None:
        return True
    level_pct = reported.level_pct
    return level_pct is not None and abs(level_pct - wish.level_pct) <= tolerance_pct


def _is_set(reported: Reading, wanted: ClimateSetting) -> bool:
    """Tell whether an air conditioner is set as wished, by all that it reports of it."""
    if reported.mode is not None and reported.mode != wanted.mode:
        return False
    if reported.fan is not None and reported.fan != wanted.fan:
        return False
    target_c = reported.target_c
    return target_c is None or abs(target_c - wanted.target_c) <= TARGET_TOLERANCE_C


def _differs(reported: Reading, was: Reading) -> bool:
    """Tell whether somebody changed a channel since: unknown to known is no change."""
    return (was.power is not None and reported.power is not was.power) or (
        was.level_pct is not None and reported.level_pct != was.level_pct
    )


def _confirmed(turn: Turn, channel_id: str, wish: Wish) -> None:
    if wish.state == NOT_SENT:
        _settle(turn, channel_id, None)  # as wished, but not by us
    elif wish.state != DONE:
        _settle(turn, channel_id, replace(wish, state=DONE, done_s=turn.now.mono_s))


def _changed_elsewhere(turn: Turn, device: str, channel_id: str, wish: Wish) -> None:
    sure_s = (wish.done_s or 0.0) + turn.rules.durations.confirm_s
    if turn.now.mono_s < sure_s:
        poll_at(turn, device, sure_s)  # it may be a late echo of an older command
    else:
        _settle(turn, channel_id, None)


def forget(turn: Turn, channel_id: str) -> None:
    """Send a wish no more: what it was for has changed."""
    _settle(turn, channel_id, None)


def _settle(turn: Turn, channel_id: str, wish: Wish | None) -> None:
    """End a wish's sending and keep how it ended; None forgets it."""
    controls = turn.office.controls
    wishes = {c: w for c, w in controls.wishes.items() if c != channel_id}
    if wish is not None:
        wishes[channel_id] = wish
    sending = {c: s for c, s in controls.sending.items() if c != channel_id}
    _change(turn, wishes=wishes, sending=sending)


def _change(
    turn: Turn,
    *,
    wishes: Mapping[str, Wish] | None = None,
    sending: Mapping[str, Sending] | None = None,
) -> None:
    old = turn.office.controls
    turn.change(
        controls=Controls(
            wishes=old.wishes if wishes is None else wishes,
            sending=old.sending if sending is None else sending,
            pressed=old.pressed,
        )
    )

"""Standby → (mains) → warming → on → cooling → standby, and what may happen in between.

A stage is a recorded fact with its length, so a restart goes on with the same
deadline. Asked off, it counts as cooling, and again in full from the instant it
confirms; should it not, it is what it says it is, else unknown, which is never cool.
"""

from dataclasses import replace

from gateway.domain.devices import Known, is_cut_off, known_of
from gateway.domain.effects import Verb
from gateway.domain.events import ChannelWanted
from gateway.domain.options import RackOptions
from gateway.domain.rooms import sending
from gateway.domain.rooms.grammar import Wanted
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.plan import is_offline
from gateway.domain.rooms.projector.state import (
    Stage,
    fed_by,
    is_cool,
    kept,
    options_of,
    stage_of,
)
from gateway.domain.rooms.state import ASKED, NO_ANSWER, NOT_SENT, is_on
from gateway.domain.rooms.survey import never_off
from gateway.domain.rules import Channel
from gateway.domain.text import Json
from gateway.domain.turn import Turn

MAINS_S = 30.0
"""The mains has to confirm, and a device behind it to come online, within this."""

ASK_AGAIN_S = 10.0
"""A projector that says it is still warming or cooling is looked at again after this."""

LATE_S = 60.0
"""A queued "on" that is later than this (the gateway was away) is forgotten."""


def turn_on(turn: Turn, channel: Channel, by: str) -> str:
    """Switch a projector on; return `asked`, `queued` or `already`."""
    stage, now = stage_of(turn.office, channel), kept(turn.office, channel.id)
    if now.cut:
        turn.record("projector.cut", channel.id, {"cut": False, "by": by}, vital=False)
    if stage is Stage.COOLING:
        if now.queued == "on":
            return "already"
        _queue(turn, channel, "on", by)
        return "queued"
    if stage in (Stage.STARTING, Stage.WARMING, Stage.ON):
        if now.queued:
            _queue(turn, channel, "", by)
        return "already"
    _begin(turn, channel, by)
    return "asked"


def turn_off(turn: Turn, channel: Channel, by: str) -> str:
    """Switch a projector off, in its time; return `asked`, `queued` or `already`."""
    stage, now = stage_of(turn.office, channel), kept(turn.office, channel.id)
    if stage is Stage.WARMING:
        if now.queued == "off":
            return "already"
        _queue(turn, channel, "off", by)
        return "queued"
    if stage in (Stage.STANDBY, Stage.COOLING):
        if now.queued:
            _queue(turn, channel, "", by)
        return "already"
    if stage is Stage.STARTING:
        _enter(turn, channel, Stage.STANDBY, by=by)
    else:
        _douse(turn, channel, by)
    return "asked"


def cancel(turn: Turn, channel: Channel, by: str) -> bool:
    """Forget what is queued; False if nothing is."""
    if not kept(turn.office, channel.id).queued:
        return False
    _queue(turn, channel, "", by)
    return True


def keep_mains(turn: Turn, mains: Channel, by: str) -> None:
    """Switch a projector's mains on, and forget that it was to be cut."""
    for projector in fed_by(turn.rules, mains.id):
        if kept(turn.office, projector.id).cut:
            turn.record("projector.cut", projector.id, {"cut": False, "by": by}, vital=False)
    sending.want(turn, Wanted(mains, power=True), by)


def cut_when_cool(turn: Turn, mains: Channel, by: str) -> None:
    """Switch off the projectors that a channel feeds; cut it once all of them are cool."""
    for projector in fed_by(turn.rules, mains.id):
        turn.record("projector.cut", projector.id, {"cut": True, "by": by}, vital=False)
        if not is_cool(turn.office, projector, turn.now.mono_s):
            turn_off(turn, projector, by)


def _begin(turn: Turn, channel: Channel, by: str) -> None:
    """Give it mains first, if that is ours to give."""
    mains = turn.rules.channels.get(options_of(channel).mains or "")
    if mains is None or _has_power(turn, mains):
        _light(turn, channel, by)
        return
    _enter(turn, channel, Stage.STARTING, MAINS_S, by=by)
    if isinstance(mains.options, RackOptions):  # in the order of its rack
        turn.tell(ChannelWanted(channel=mains.id, verb="on", why=by))
    else:
        sending.want(turn, Wanted(mains, power=True), by)


def is_without_mains(turn: Turn, channel: Channel) -> bool:
    """Tell whether a projector cannot answer because nothing feeds it yet."""
    mains = turn.rules.channels.get(options_of(channel).mains or "")
    return mains is not None and not _has_power(turn, mains)


def _has_power(turn: Turn, mains: Channel) -> bool:
    wire = (mains.device, mains.number)
    report = turn.office.devices.reports.get(wire)
    confirmed = known_of(turn.office, wire) is Known.CONFIRMED
    return confirmed and report is not None and is_on(report.reading) is True


def _cannot_leave(turn: Turn, channel: Channel) -> bool:
    """Tell that the control network is down: nothing is asked, and nothing is kept for later."""
    if not is_cut_off(turn.office, turn.rules, channel.device):
        return False
    _fail(turn, channel.id, NOT_SENT)
    return True


def _light(turn: Turn, channel: Channel, by: str) -> None:
    if _cannot_leave(turn, channel):
        _enter(turn, channel, Stage.STANDBY, by=by)
        return
    _enter(turn, channel, Stage.WARMING, options_of(channel).warm_s, by=by)
    _ask(turn, channel, power=True, by=by)
    _move_screen(turn, channel, "down")


def _douse(turn: Turn, channel: Channel, by: str) -> None:
    if _cannot_leave(turn, channel):
        return
    _enter(turn, channel, Stage.COOLING, options_of(channel).cool_s, by=by)
    _ask(turn, channel, power=False, by=by)


def _ask(turn: Turn, channel: Channel, *, power: bool, by: str) -> None:
    """Send on or off: confirmed by the rooms' sending, or once by infrared."""
    options = options_of(channel)
    key = options.on_key if power else options.off_key
    failed = {c: why for c, why in turn.office.runs.projectors.failed.items() if c != channel.id}
    asked = {**turn.office.runs.projectors.asked, channel.id: power}
    if key is None and options.feedback:
        _change(turn, failed=failed, asked=asked)
        sending.want(turn, Wanted(channel, power=power), by)
        return
    _change(turn, failed=failed)
    sending.once(
        turn, channel, Verb.POWER if key is None else Verb.SEND, power if key is None else key
    )


def _move_screen(turn: Turn, channel: Channel, verb: str) -> None:
    screen = options_of(channel).screen
    if screen is not None:
        turn.tell(ChannelWanted(channel=screen, verb=verb, why="projector"))


def look(turn: Turn, channel: Channel) -> None:
    """Go on when a stage is over."""
    now = kept(turn.office, channel.id)
    if now.stage_due_s is None or now.stage_due_s > turn.now.mono_s:
        return
    late = turn.now.mono_s - now.stage_due_s > LATE_S
    if now.stage is Stage.STARTING:
        _enter(turn, channel, Stage.STANDBY)
        _fail(turn, channel.id, "no_mains")
    elif _says(turn, channel, now.stage.value):  # it knows better: not yet
        _enter(turn, channel, now.stage, ASK_AGAIN_S)
    elif now.stage is Stage.WARMING:
        _warm(turn, channel)
    elif channel.id in turn.office.runs.projectors.doubts:  # it said on, and nothing since
        _enter(turn, channel, Stage.UNKNOWN, by="unproven")
        if now.queued:
            _queue(turn, channel, "", now.by)
    else:
        _cooled(turn, channel, queued_on=now.queued == "on" and not late)


def _says(turn: Turn, channel: Channel, phase: str) -> bool:
    """Tell whether a projector that reports its phase says, freshly, that it is in one."""
    wire = (channel.device, channel.number)
    if known_of(turn.office, wire) is not Known.CONFIRMED:
        return False
    return turn.office.devices.reports[wire].reading.phase == phase


def _warm(turn: Turn, channel: Channel) -> None:
    now = kept(turn.office, channel.id)
    _enter(turn, channel, Stage.ON)
    if now.queued == "off":
        _queue(turn, channel, "", now.by)
        _douse(turn, channel, now.by)


def _cooled(turn: Turn, channel: Channel, *, queued_on: bool) -> None:
    now = kept(turn.office, channel.id)
    _enter(turn, channel, Stage.STANDBY)
    if now.queued:
        _queue(turn, channel, "", now.by)
    if queued_on:
        _begin(turn, channel, now.by)
        return
    _move_screen(turn, channel, "up")
    cut_if_cool(turn, channel)


def cut_if_cool(turn: Turn, channel: Channel) -> None:
    """Cut the mains that was to be cut, once nothing that it feeds is hot."""
    now, mains = kept(turn.office, channel.id), options_of(channel).mains
    if not now.cut or mains is None:
        return
    fed = fed_by(turn.rules, mains)
    if not all(is_cool(turn.office, p, turn.now.mono_s) for p in fed):
        return
    for projector in fed:
        if kept(turn.office, projector.id).cut:
            turn.record("projector.cut", projector.id, {"cut": False, "by": "cool"}, vital=False)
    wired = turn.rules.channels.get(mains)
    if wired is not None and mains not in never_off(turn.rules):
        sending.want(turn, Wanted(wired, power=False), now.by or "projector")


def heard(turn: Turn, channel: Channel, *, power: bool, phase: str | None = None) -> None:
    """Take in what a projector says of itself, unless it may be an echo of something older."""
    wish = turn.office.controls.wishes.get(channel.id)
    waiting = channel.id in turn.office.runs.projectors.asked
    runs = turn.office.runs.projectors
    if channel.id not in runs.heard:
        _change(turn, heard=runs.heard | {channel.id})
    if waiting and wish is not None and wish.power is power:
        _settled(turn, channel.id)
        waiting = False
        if not power and kept(turn.office, channel.id).stage is Stage.COOLING:
            by = kept(turn.office, channel.id).by  # from now on, not since it was first asked
            _enter(turn, channel, Stage.COOLING, options_of(channel).cool_s, by=by)
        if phase is None:
            return
    sure_s = turn.rules.durations.confirm_s
    echo = wish is not None and wish.done_s is not None and turn.now.mono_s < wish.done_s + sure_s
    if waiting or (echo and wish is not None and wish.power is not power):
        if power:
            _change(turn, doubts=turn.office.runs.projectors.doubts | {channel.id})
        return
    if channel.id in runs.doubts:
        _doubted(turn, channel, power=power)
    if phase is None:
        _adopt(turn, channel, power=power)
    else:
        _adopt_phase(turn, channel, phase)


def _doubted(turn: Turn, channel: Channel, *, power: bool) -> None:
    """An "on" that was taken for an echo may have been true: off again, it cools in full."""
    _change(turn, doubts=turn.office.runs.projectors.doubts - {channel.id})
    if not power and kept(turn.office, channel.id).stage is Stage.COOLING:
        _enter(turn, channel, Stage.COOLING, options_of(channel).cool_s)


def _adopt(turn: Turn, channel: Channel, *, power: bool) -> None:
    """Follow what somebody else did with the remote control."""
    options, stage = options_of(channel), kept(turn.office, channel.id).stage
    if kept(turn.office, channel.id).queued and power is not (stage is Stage.WARMING):
        _queue(turn, channel, "", "elsewhere")
    if power and stage is Stage.UNKNOWN:
        _enter(turn, channel, Stage.ON, by="elsewhere")
    elif power and stage in (Stage.STANDBY, Stage.COOLING, Stage.STARTING):
        _enter(turn, channel, Stage.WARMING, options.warm_s, by="elsewhere")
        _move_screen(turn, channel, "down")
    elif not power and stage in (Stage.WARMING, Stage.ON):
        _enter(turn, channel, Stage.COOLING, options.cool_s, by="elsewhere")
    elif not power and stage is Stage.UNKNOWN:  # off, nobody knows since when
        _enter(turn, channel, Stage.STANDBY, hot_s=options.cool_s, by="elsewhere")


def _adopt_phase(turn: Turn, channel: Channel, phase: str) -> None:
    """Follow a projector that says how far it is (PJLink): nobody knows better."""
    options, now = options_of(channel), kept(turn.office, channel.id)
    if phase == now.stage.value:
        return
    if phase == "standby" and now.stage is Stage.COOLING:
        _cooled(turn, channel, queued_on=now.queued == "on")
        return
    if phase == "on" and now.stage is Stage.WARMING:
        _warm(turn, channel)
        return
    if phase == "standby" and now.stage is Stage.STARTING:
        return
    if now.queued:
        _queue(turn, channel, "", "elsewhere")
    if phase == "standby":
        _enter(turn, channel, Stage.STANDBY, by="elsewhere")
    elif phase == "cooling":
        _enter(turn, channel, Stage.COOLING, options.cool_s, by="elsewhere")
    elif phase == "warming":
        _enter(turn, channel, Stage.WARMING, options.warm_s, by="elsewhere")
        _move_screen(turn, channel, "down")
    elif phase == "on":
        _enter(turn, channel, Stage.ON, by="elsewhere")


def mains_heard(turn: Turn, mains: Channel, *, power: bool) -> None:
    """Light what waited for its mains; what lost it, as by a power cut, is off and hot."""
    for projector in fed_by(turn.rules, mains.id):
        stage, by = kept(turn.office, projector.id).stage, kept(turn.office, projector.id).by
        if power and stage is Stage.STARTING:
            if not is_offline(turn, projector):
                _light(turn, projector, by)
        elif not power and stage in (Stage.WARMING, Stage.ON):
            cool_s = options_of(projector).cool_s
            _enter(turn, projector, Stage.COOLING, cool_s, by="power_cut")


def device_back(turn: Turn, device: str) -> None:
    """Light what was only waiting for its device to start."""
    for channel_id, projector in turn.office.machines.projectors.by_id.items():
        channel = turn.rules.channels.get(channel_id)
        if projector.stage is not Stage.STARTING or channel is None or channel.device != device:
            continue
        mains = turn.rules.channels.get(options_of(channel).mains or "")
        if mains is None or _has_power(turn, mains):
            _light(turn, channel, projector.by)


def look_at_wish(turn: Turn, channel: Channel) -> None:
    """See whether what was asked has come to a bad end."""
    wish = turn.office.controls.wishes.get(channel.id)
    if wish is not None and wish.state not in (NO_ANSWER, NOT_SENT):
        return
    _settled(turn, channel.id)
    if kept(turn.office, channel.id).queued:
        _queue(turn, channel, "", "unproven")
    _fail(turn, channel.id, wish.state if wish is not None else NOT_SENT)
    wire = (channel.device, channel.number)
    report = turn.office.devices.reports.get(wire)
    on = None
    if known_of(turn.office, wire) is Known.CONFIRMED and report is not None:
        on = is_on(report.reading)
    if on is None:
        _enter(turn, channel, Stage.UNKNOWN, by="unproven")
    elif on:
        _enter(turn, channel, Stage.ON, by="unproven")
    else:
        hot_s = options_of(channel).cool_s
        _enter(turn, channel, Stage.STANDBY, hot_s=hot_s, by="unproven")


def _enter(
    turn: Turn,
    channel: Channel,
    stage: Stage,
    length_s: float | None = None,
    *,
    hot_s: float | None = None,
    by: str = "",
) -> None:
    if stage is Stage.COOLING:
        hot_s = length_s
    body: dict[str, Json] = {
        "stage": stage.value,
        "length_s": length_s,
        "hot_s": hot_s,
        "by": by or kept(turn.office, channel.id).by,
    }
    turn.record("projector.stage", channel.id, body, vital=False)
    if stage is not Stage.STANDBY or hot_s is not None:
        _keep_mains(turn, channel)


def _keep_mains(turn: Turn, channel: Channel) -> None:
    """Take back a cut that is still being sent: meanwhile it is hot again."""
    mains = options_of(channel).mains or ""
    wish = turn.office.controls.wishes.get(mains)
    if wish is not None and wish.power is False and wish.state == ASKED:
        sending.forget(turn, mains)


def _queue(turn: Turn, channel: Channel, want: str, by: str) -> None:
    turn.record("projector.queued", channel.id, {"want": want, "by": by}, vital=False)


def _settled(turn: Turn, channel_id: str) -> None:
    asked = {c: p for c, p in turn.office.runs.projectors.asked.items() if c != channel_id}
    _change(turn, asked=asked)


def _fail(turn: Turn, channel_id: str, why: str) -> None:
    _change(turn, failed={**turn.office.runs.projectors.failed, channel_id: why})


def _change(turn: Turn, **parts: object) -> None:
    old = turn.office.runs.projectors
    change_runs(turn, projectors=replace(old, **parts))  # type: ignore[arg-type]

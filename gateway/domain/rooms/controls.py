"""A press on a panel, or another subject's wish: read, kept, carried out, answered.

The same control twice within 0.5 s counts once. A device that is offline is
not asked, and says so. A touch on a panel is evidence that somebody is there.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.devices import is_cut_off
from gateway.domain.events import (
    ChannelWanted,
    CommandNotSent,
    ControlPressed,
    DeviceReported,
    EvidenceSeen,
    PartChanged,
    TimePassed,
)
from gateway.domain.maintenance import work_on_channel
from gateway.domain.rooms import desk, sending
from gateway.domain.rooms.grammar import Asked, Refusal, Wanted, read_press, read_verb
from gateway.domain.rooms.lock import need as lock
from gateway.domain.rooms.lock.watch import touch
from gateway.domain.rooms.names import full_name, listed
from gateway.domain.rooms.plan import Plan, Press
from gateway.domain.rooms.scenes import course
from gateway.domain.rooms.scenes import press as scenes
from gateway.domain.rooms.state import (
    ASKED,
    ChannelNow,
    Controls,
    Sending,
    Wish,
    channel_now,
    is_on,
)
from gateway.domain.rules import Channel
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = [
    "FOLDS",
    "ON",
    "ChannelNow",
    "Controls",
    "Sending",
    "Wish",
    "channel_now",
    "is_on",
    "next_due_s",
]


ALREADY = "already"
PROJECTOR = "projector"
"""Why a screen moves with its projector: nobody asked for something else."""


def on_control_pressed(turn: Turn, event: ControlPressed) -> None:
    """Carry out a press, or say why not; always answer."""
    _tell_evidence(turn, event)
    locked = lock.refusal_of(turn, event)
    if locked is not None:
        turn.reply(locked.code, locked.text, ok=False)
        return
    if lock.is_panel(event.by):
        touch(turn, event.room)
    plan = scenes.read(turn, event) or desk.read_press(turn, event)
    if plan is not None:
        _do_plan(turn, event, plan)
        return
    asked = read_press(turn.office, turn.rules, event)
    if isinstance(asked, Refusal):
        turn.reply(asked.code, asked.text, ok=False)
        return
    if _is_repeated(turn, asked.key):
        _answer_repeated(turn)
        return
    offline = [w for w in asked.wanted if _is_offline(turn, w)]
    reachable = [w for w in asked.wanted if w not in offline]
    if reachable:
        _carry_out(turn, event, asked, reachable)
    _answer(turn, reachable, offline)


def _do_plan(turn: Turn, event: ControlPressed, plan: Plan | Refusal) -> None:
    """Carry out a press on a machine; it is kept before anything moves."""
    if isinstance(plan, Refusal):
        turn.reply(plan.code, plan.text, ok=False)
        return
    if plan.key is not None and _is_repeated(turn, plan.key):
        _answer_repeated(turn)
        return
    _remember(turn, plan.key, plan.channels)
    subject = plan.channels[0] if len(plan.channels) == 1 else event.room
    _record_press(turn, event, subject, list(plan.channels))
    reply = plan.act(turn)
    if reply.ok and reply.code != ALREADY and not scenes.is_scene(turn, event):
        _touch_scenes(turn, plan.channels)
    turn.reply(reply.code, reply.text, ok=reply.ok, **reply.data)


def _touch_scenes(turn: Turn, touched: Iterable[str]) -> None:
    """Note in the rooms of these channels that something else than a scene was asked."""
    channels = turn.rules.channels
    for place in {channels[one].owner for one in touched if one in channels}:
        course.touch(turn, place)


def _record_press(turn: Turn, event: ControlPressed, subject: str, channels: list[str]) -> None:
    body = {"room": event.room, "control": event.control, "value": event.value, "by": event.by}
    turn.record("press", subject, {**body, "channels": channels}, vital=False)


def _answer_repeated(turn: Turn) -> None:
    turn.answer(ok=True, code="repeated", zh="刚才已经按过", en="Already asked a moment ago")


def _carry_out(turn: Turn, event: ControlPressed, asked: Asked, wanted: list[Wanted]) -> None:
    _remember(turn, asked.key, tuple(w.channel.id for w in asked.wanted))
    ids = [w.channel.id for w in wanted]
    subject = ids[0] if len(asked.wanted) == 1 else event.room
    _record_press(turn, event, subject, ids)
    _touch_scenes(turn, ids)
    for each in wanted:
        sending.want(turn, each, event.by)


def _answer(turn: Turn, reachable: list[Wanted], offline: list[Wanted]) -> None:
    names = listed([full_name(turn.rules, w.channel.id) for w in offline])
    if not reachable:
        zh, en = f"{names.zh}现在离线，没有发出", f"Offline, nothing was sent: {names.en}"
        turn.answer(ok=False, code="offline", zh=zh, en=en)
    elif all(is_cut_off(turn.office, turn.rules, w.channel.device) for w in reachable):
        zh = "控制网络断开，没有发出；恢复后请再按一次"
        en = "The control network is down; nothing was sent. Press again once it is back"
        turn.answer(ok=False, code="not_sent", zh=zh, en=en)
    else:
        zh, en = "已请求", "Asked"
        if offline:
            zh, en = f"{zh}；{names.zh}离线", f"{en}; offline: {names.en}"
        channels = [w.channel.id for w in reachable]
        left_out = [w.channel.id for w in offline]
        turn.answer(ok=True, code=ASKED, zh=zh, en=en, channels=channels, offline=left_out)


def _tell_evidence(turn: Turn, event: ControlPressed) -> None:
    if not lock.is_panel(event.by):
        return
    room = turn.rules.rooms.get(event.room)
    zone = room.zone if room else event.room
    if zone in turn.rules.zones:
        turn.tell(EvidenceSeen(zone=zone, what="panel"))


def _is_repeated(turn: Turn, key: str) -> bool:
    at_s = turn.office.controls.pressed.get(key)
    return at_s is not None and turn.now.mono_s - at_s < turn.rules.durations.press_once_s


def _remember(turn: Turn, pressed_key: str | None, channels: tuple[str, ...]) -> None:
    """Keep this press; one of the same channels before it may come again at once (on, off, on)."""
    once_s = turn.rules.durations.press_once_s
    touched = tuple(f"{channel}:" for channel in channels)
    pressed = {
        key: at_s
        for key, at_s in turn.office.controls.pressed.items()
        if turn.now.mono_s - at_s < once_s and not key.startswith(("*", *touched))
    }
    if pressed_key is not None:
        pressed[pressed_key] = turn.now.mono_s
    turn.change(controls=replace(turn.office.controls, pressed=pressed))


def _is_offline(turn: Turn, wanted: Wanted) -> bool:
    whole = turn.office.devices.reports.get((wanted.channel.device, None))
    return whole is not None and whole.reading.online is False


def on_channel_wanted(turn: Turn, event: ChannelWanted) -> None:
    """Carry out what another subject wants; never on the exception list, nor where somebody works.

    Also asks a device that is offline: it may be back before we give up.
    """
    channel = turn.rules.channels.get(event.channel)
    if channel is None:
        return
    if any(event.channel in zone.never_off for zone in turn.rules.zones.values()):
        _refuse_wanted(turn, event, "never_off")
        return
    if work_on_channel(turn.office, turn.rules, event.channel) is not None:
        _refuse_wanted(turn, event, "maintenance")
        return
    plan = desk.read_channel(turn, _as_press(channel, event))
    if plan is not None:
        _want_of_machine(turn, event, plan)
        return
    wanted = read_verb(turn.office, channel, event.verb, event.value)
    if isinstance(wanted, Refusal):
        _refuse_wanted(turn, event, wanted.code)
        return
    running = turn.office.controls.wishes.get(event.channel)
    if running is not None and running.state == ASKED and _same(running, wanted):
        return
    _record_wanted(turn, event)
    sending.want(turn, wanted, event.why)


def _as_press(channel: Channel, event: ChannelWanted) -> Press:
    return Press(channel=channel, verb=event.verb, value=event.value, by=event.why, held=True)


def _want_of_machine(turn: Turn, event: ChannelWanted, plan: Plan | Refusal) -> None:
    if isinstance(plan, Refusal):
        _refuse_wanted(turn, event, plan.code)
        return
    _record_wanted(turn, event)
    plan.act(turn)


def _record_wanted(turn: Turn, event: ChannelWanted) -> None:
    body = {"verb": event.verb, "value": event.value, "why": event.why}
    turn.record("wanted", event.channel, body, vital=False)
    if event.why != PROJECTOR and not event.why.startswith(scenes.MARK):
        _touch_scenes(turn, (event.channel,))


def _same(wish: Wish, wanted: Wanted) -> bool:
    return wish.power is wanted.power and wish.level_pct == wanted.level_pct


def _refuse_wanted(turn: Turn, event: ChannelWanted, code: str) -> None:
    body = {"verb": event.verb, "why": event.why, "code": code}
    turn.record("wanted.refused", event.channel, body, vital=False)


def next_due_s(office: "Office") -> float | None:
    """Return when the next command has to be looked at."""
    return min((s.look_at_s for s in office.controls.sending.values()), default=None)


ON: dict[type, Any] = {
    ControlPressed: on_control_pressed,
    ChannelWanted: on_channel_wanted,
    DeviceReported: sending.on_device_reported,
    CommandNotSent: sending.on_command_not_sent,
    PartChanged: sending.on_part_changed,
    TimePassed: sending.on_time_passed,
}
FOLDS: dict[str, Fold] = {}

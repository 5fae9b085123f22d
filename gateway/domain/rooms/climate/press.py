"""What may be pressed of an air conditioner; bad values are refused with the limit they break."""

from dataclasses import replace

from gateway.domain.devices import is_cut_off
from gateway.domain.options import AcOptions
from gateway.domain.rooms.climate.course import cancel, change, pending, runs, turn_off, turn_on
from gateway.domain.rooms.climate.setting import (
    FANS,
    MODES,
    STEP_C,
    Setting,
    fitted,
    modes_of,
    options_of,
    span_of,
)
from gateway.domain.rooms.climate.state import kept, rest_left_s
from gateway.domain.rooms.grammar import MOST_SHOWN, Refusal
from gateway.domain.rooms.names import full_name
from gateway.domain.rooms.plan import (
    Act,
    Plan,
    Press,
    Reply,
    already,
    asked,
    number_in,
    out_of_reach,
    queued,
    refused,
    taking_back,
    unknown_control,
)
from gateway.domain.rules import Channel
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

SWITCHES = ("on", "off", "toggle")
SETTINGS = ("mode", "setpoint", "fan")
OFF = "off"
"""What `run` takes besides the modes."""


def read(turn: Turn, press: Press) -> Plan | Refusal:
    """Return what a press on an air conditioner comes to."""
    channel, verb = press.channel, press.verb
    if verb == "cancel":
        return _plan(press, taking_back(channel, press.by, cancel))
    if verb in SWITCHES:
        on = verb == "on" or (verb == "toggle" and not _counts_as_on(turn, channel))
        return _read_switch(turn, press, on=on)
    if verb not in (*SETTINGS, "run"):
        return unknown_control(verb)
    if not options_of(channel).climate:
        return refused(
            "not_settable",
            f"{channel.name.zh}只能开关",
            f"{channel.name.en} can only be switched on and off",
        )
    if verb == "run":
        return _read_run(turn, press)
    setting = read_setting(options_of(channel), kept(turn.office, channel.id).setting, press)
    if isinstance(setting, Refusal):
        return setting
    if runs(turn, channel) and (refusal := out_of_reach(turn, channel)) is not None:
        return refusal
    return _plan(press, _change(channel, setting, press.by))


def _read_switch(
    turn: Turn, press: Press, *, on: bool, setting: Setting | None = None
) -> Plan | Refusal:
    channel = press.channel
    refusal = out_of_reach(turn, channel)
    if refusal is not None and not _may_try(turn, press, on=on):
        return refusal
    return _plan(press, _switch(channel, press.by, on=on, setting=setting))


def _may_try(turn: Turn, press: Press, *, on: bool) -> bool:
    """Tell whether "off" goes on all the same: a rule asks, or there is a queue to forget."""
    return not on and (press.held or kept(turn.office, press.channel.id).queued)


def _read_run(turn: Turn, press: Press) -> Plan | Refusal:
    """Read the one key that programs have: on in a mode, or off."""
    if press.value == OFF:
        return _read_switch(turn, press, on=False)
    options = options_of(press.channel)
    setting = _read_mode(options, kept(turn.office, press.channel.id).setting, press.value)
    if isinstance(setting, Refusal):
        return setting
    return _read_switch(turn, press, on=True, setting=setting)


def read_setting(options: AcOptions, old: Setting, press: Press) -> Setting | Refusal:
    """Return the setting after a press of `mode`, `setpoint` or `fan`, or what is wrong with it."""
    if press.verb == "mode":
        return _read_mode(options, old, press.value)
    if press.verb == "fan":
        what = Text("风速", "The fan")
        word = _word_of(press.value, options.fans, FANS, what)
        return word if isinstance(word, Refusal) else replace(fitted(options, old), fan=word)
    now = fitted(options, old)
    low_c, high_c = span_of(options, now.mode)
    mode = MODES[now.mode]
    what = Text(f"{mode.zh}时的温度", f"The temperature ({mode.en.lower()})")
    target_c = number_in(press.value, low_c, high_c, what, " °C")
    if isinstance(target_c, Refusal):
        return _advised(target_c, low_c, high_c)
    return fitted(options, replace(now, target_c=round(target_c / STEP_C) * STEP_C))


def _advised(refusal: Refusal, low_c: float, high_c: float) -> Refusal:
    """Add what to do to a set-point that is out of the site's limits."""
    if refusal.code != "out_of_range":
        return refusal
    text = Text(
        f"{refusal.text.zh}（本单位的规定）；请在 {low_c:g} 与 {high_c:g} 之间选择",
        f"{refusal.text.en} (the site's limits); choose one from {low_c:g} to {high_c:g}",
    )
    return Refusal(refusal.code, text)


def _read_mode(options: AcOptions, old: Setting, value: Json) -> Setting | Refusal:
    offered = modes_of(options)
    if isinstance(value, str) and value in options.modes and value not in offered:
        mode = MODES[value]
        low_c, high_c = span_of(options, value)
        return refused(
            "out_of_range",
            f"{mode.zh}在这里不可用：要求不低于 {low_c:g} °C 且不高于 {high_c:g} °C；请选其他模式",
            f"{mode.en} is not possible here: it would have to be no less than {low_c:g} °C and "
            f"no more than {high_c:g} °C; choose another mode",
        )
    word = _word_of(value, offered, MODES, Text("模式", "The mode"))
    return word if isinstance(word, Refusal) else fitted(options, replace(old, mode=word))


def _word_of(
    value: Json, offered: tuple[str, ...], names: dict[str, Text], what: Text
) -> str | Refusal:
    if not isinstance(value, str):
        return refused("wrong_type", f"{what.zh}要是一个词", f"{what.en} is a word")
    if value in offered:
        return value
    zh = "、".join(f"{names[one].zh}（{one}）" for one in offered)
    en = ", ".join(offered)
    shown = value[:MOST_SHOWN]
    return refused(
        "out_of_range",
        f"{what.zh}没有“{shown}”；可选 {zh}",
        f"{what.en} is no {shown!r}; choose one of {en}",
    )


def _plan(press: Press, act: Act) -> Plan:
    once = f"{press.channel.id}:{press.verb}:{press.value}"
    return Plan(channels=(press.channel.id,), act=act, key=once)


def _switch(channel: Channel, by: str, *, on: bool, setting: Setting | None) -> Act:
    def act(turn: Turn) -> Reply:
        code = ""
        if setting is not None:
            code = change(turn, channel, setting, by)
        if code in ("", "kept"):
            code = (turn_on if on else turn_off)(turn, channel, by)
        return reply_of(turn, channel, code)

    return act


def _change(channel: Channel, setting: Setting, by: str) -> Act:
    def act(turn: Turn) -> Reply:
        return reply_of(turn, channel, change(turn, channel, setting, by))

    return act


def reply_of(turn: Turn, channel: Channel, code: str) -> Reply:
    """Return the words for how a press went."""
    if code == "queued":
        left_s = rest_left_s(turn.office, channel.id, turn.now.mono_s)
        zh, en = _minutes(left_s)
        return queued(
            f"压缩机保护：{zh}后打开，可取消",
            f"The compressor rests: on in {en}; can be cancelled",
            wait_s=round(left_s),
        )
    if code == "kept":
        return Reply(True, "kept", Text("已记下，打开时使用", "Kept: used once it is on"))
    if code == "cancelled":
        return asked("已取消，保持关闭", "Cancelled: it stays off")
    if code == "already":
        name = full_name(turn.rules, channel.id)
        return already(f"{name.zh}已经是这样", f"It is so already: {name.en}")
    if is_cut_off(turn.office, turn.rules, channel.device):
        return Reply(False, "not_sent", Text("控制网络断开，没有发出", "Nothing was sent"))
    return asked(channels=[channel.id])


def _minutes(seconds: float) -> tuple[str, str]:
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} 秒", f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} 分 {rest} 秒", f"{minutes} min {rest} s"


def _counts_as_on(turn: Turn, channel: Channel) -> bool:
    """Tell whether "toggle" means off: it runs, or is asked or queued to."""
    wish = pending(turn, channel)
    if wish is not None:
        return bool(wish.power)
    return kept(turn.office, channel.id).queued or runs(turn, channel)

"""What a press on a machine comes to: a refusal, or a plan that can be carried out.

Reading a press and carrying it out are apart, so that a refused press leaves
nothing in the ledger and an accepted one is kept before anything moves.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gateway.domain.devices import is_cut_off
from gateway.domain.rooms.grammar import MOST_SHOWN, Refusal
from gateway.domain.rooms.names import full_name
from gateway.domain.rules import Channel
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn


@dataclass(frozen=True, slots=True)
class Reply:
    """How a press went: a stable code, and words for the screen."""

    ok: bool
    code: str
    text: Text
    data: Mapping[str, Json] = field(default_factory=dict)


Act = Callable[[Turn], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A press that can be carried out.

    Attributes:
        channels: The global ids it is about.
        act: Carries it out and says how it went.
        key: Alike for the same control and value, so that twice within 0.5 s
            is once; None for what counts every time (Stop).
    """

    channels: tuple[str, ...]
    act: Act
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One press on one channel.

    Attributes:
        held: Whether a hold that the control asks for may be left out: another
            rule asks, nobody's finger.
    """

    channel: Channel
    verb: str
    value: Json
    by: str
    held: bool = False


Read = Callable[[Turn, Press], Plan | Refusal | None]
"""How a kind of machine reads a press; None for a channel that is simply switched."""


def asked(zh: str = "已请求", en: str = "Asked", **data: Json) -> Reply:
    """Return that it was asked for; the screen shows when it has come true."""
    return Reply(True, "asked", Text(zh, en), data)


def already(zh: str, en: str) -> Reply:
    """Return that it is so already: nothing was done."""
    return Reply(True, "already", Text(zh, en))


def queued(zh: str, en: str, **data: Json) -> Reply:
    """Return that it waits for something, by itself."""
    return Reply(True, "queued", Text(zh, en), data)


def refused(code: str, zh: str, en: str) -> Refusal:
    """Return why nothing is done."""
    return Refusal(code, Text(zh, en))


def unknown_control(control: str) -> Refusal:
    """Return that there is no such control."""
    shown = control[:MOST_SHOWN]
    return refused("unknown_control", f"这里不能这样操作“{shown}”", f"Nothing here does {shown!r}")


def number_in(value: Json, low: float, high: float, what: Text, unit: str = "") -> float | Refusal:
    """Return a number of a closed range, or what is wrong with it; `unit` follows the limits."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return refused("wrong_type", f"{what.zh}要是一个数", f"{what.en} is a number")
    if not low <= value <= high:
        span = f"{low:g} – {high:g}{unit}"
        return refused("out_of_range", f"{what.zh}只能是 {span}", f"{what.en} is from {span}")
    return float(value)


def held_s(value: Json) -> float:
    """Return how long a key was held, in seconds: `{"held_s": 1.6}`; 0 for anything else."""
    held = value.get("held_s") if isinstance(value, Mapping) else None
    if isinstance(held, bool) or not isinstance(held, int | float) or not math.isfinite(held):
        return 0.0
    return float(held)


def not_held(turn: Turn, channel: Channel | None, needed_s: float) -> Refusal:
    """Return that a key has to be held longer."""
    name = full_name(turn.rules, channel.id) if channel else Text("它", "it")
    return refused(
        "hold",
        f"请按住 {needed_s:g} 秒：{name.zh}",
        f"Hold for {needed_s:g} s: {name.en}",
    )


def is_offline(turn: Turn, channel: Channel) -> bool:
    """Tell whether a channel's device has said, by its last will, that it is gone."""
    whole = turn.office.devices.reports.get((channel.device, None))
    return whole is not None and whole.reading.online is False


def out_of_reach(turn: Turn, channel: Channel) -> Refusal | None:
    """Return why a device cannot be asked now; None if it can."""
    if is_cut_off(turn.office, turn.rules, channel.device):
        return refused(
            "not_sent",
            "控制网络断开，没有发出；恢复后请再按一次",
            "The control network is down; nothing was sent. Press again once it is back",
        )
    if is_offline(turn, channel):
        name = full_name(turn.rules, channel.id)
        return refused(
            "offline", f"{name.zh}现在离线，没有发出", f"Offline, nothing was sent: {name.en}"
        )
    return None


def taking_back(channel: Channel, by: str, cancel: Callable[[Turn, Channel, str], bool]) -> Act:
    """Return the act that cancels what is queued, and says whether something was."""

    def act(turn: Turn) -> Reply:
        if cancel(turn, channel, by):
            return asked("已取消", "Cancelled")
        return already("没有排队的操作", "Nothing is queued")

    return act

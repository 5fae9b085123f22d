"""What each air conditioner does and how long its compressor rests; what a screen may say of it.

Durable: the rest goes on through a restart of the gateway, and so does what
waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.devices import Known, known_of
from gateway.domain.rooms.climate.setting import (
    Setting,
    fitted,
    modes_of,
    options_of,
    span_of,
)
from gateway.domain.rooms.state import Wish, is_on
from gateway.domain.rules import Channel, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Ac:
    """One air conditioner.

    Attributes:
        power: What it said last, or was told where it cannot say; None = nobody knows.
        ran: It may have run since it was last certainly off, so the next "off" begins a rest.
        rest_until_s: Its compressor must not start before; None = free.
        queued: It goes on once it has rested.
        setting: Mode, set-point and fan, as last told or heard.
        by: Who asked last.
        since: When `power` last changed.
    """

    power: bool | None = None
    ran: bool = False
    rest_until_s: float | None = None
    queued: bool = False
    setting: Setting = field(default_factory=Setting)
    by: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acs:
    """Durable: by global channel id."""

    by_id: Mapping[str, Ac] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AcRuns:
    """Transient.

    Attributes:
        asked: What each that reports was asked and has not confirmed: True on, False off.
        sent_s: When each was last told something, in monotonic seconds.
        away: Those whose device is offline: it may be without power.
        failed: How the last wish ended badly: `no_answer`, `not_sent`, `offline`,
            `late`, `maintenance`.
    """

    asked: Mapping[str, bool] = field(default_factory=dict)
    sent_s: Mapping[str, float] = field(default_factory=dict)
    away: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcNow:
    """One air conditioner for a screen or a program.

    Attributes:
        on: Whether it runs; None = not known. How well it is known: `known`.
        climate: Whether mode, set-point and fan can be asked for.
        mode, setpoint_c, fan: Empty or None where nobody knows.
        queued: It was asked on and goes on when `pause_left_s` is over.
        pause_left_s: Until its compressor may start again; None = it may, or it runs.
        low_c, high_c: What the set-point may be in this mode.
        modes, fans: What is offered; empty for one that is only switched.
        wish: What is being asked of it, where it reports.
        failed: How the last wish ended badly, or empty.
    """

    channel: str
    on: bool | None
    known: Known
    online: bool | None
    climate: bool
    mode: str
    setpoint_c: float | None
    fan: str
    queued: bool
    pause_left_s: float | None
    low_c: float
    high_c: float
    modes: tuple[str, ...]
    fans: tuple[str, ...]
    wish: Wish | None
    failed: str
    since: datetime | None


def kept(office: "Office", channel_id: str) -> Ac:
    """Return what is kept of an air conditioner."""
    return office.machines.acs.by_id.get(channel_id, Ac())


def says(office: "Office", channel: Channel) -> bool | None:
    """Return whether it runs, as far as it can be known; None if it can't."""
    if not options_of(channel).feedback:
        return kept(office, channel.id).power
    report = office.devices.reports.get((channel.device, channel.number))
    return is_on(report.reading) if report is not None else None


def known(office: "Office", channel: Channel) -> Known:
    """Return how its state is known; by infrared it is assumed at best."""
    if options_of(channel).feedback:
        return known_of(office, (channel.device, channel.number))
    whole = office.devices.reports.get((channel.device, None))
    if whole is not None and whole.known is Known.UNREACHABLE:
        return Known.UNREACHABLE
    if whole is not None and whole.reading.online is False:
        return Known.UNREACHABLE
    return Known.UNKNOWN if kept(office, channel.id).power is None else Known.ASSUMED


def rest_left_s(office: "Office", channel_id: str, now_s: float) -> float:
    """Return how long the compressor still has to rest, in seconds; 0 if it may start."""
    until_s = kept(office, channel_id).rest_until_s
    return 0.0 if until_s is None else max(0.0, until_s - now_s)


def climate_now(office: "Office", rules: Rules, channel_id: str, now_s: float) -> AcNow:
    """Return what a screen may say of an air conditioner; KeyError for one not configured."""
    channel, now = rules.channels[channel_id], kept(office, channel_id)
    options, on = options_of(channel), says(office, channel)
    whole = office.devices.reports.get((channel.device, None))
    setting = now.setting if options.climate else Setting()
    shown = fitted(options, setting)
    low_c, high_c = span_of(options, setting.mode or shown.mode)
    left_s = rest_left_s(office, channel_id, now_s)
    resting = left_s > 0 and (on is not True or now.queued)
    return AcNow(
        channel=channel_id,
        on=on,
        known=known(office, channel),
        online=whole.reading.online if whole else None,
        climate=options.climate,
        mode=(setting.mode or shown.mode) if options.climate else "",
        setpoint_c=_setpoint(setting, shown) if options.climate else None,
        fan=(setting.fan or shown.fan) if options.climate else "",
        queued=now.queued,
        pause_left_s=left_s if resting else None,
        low_c=low_c,
        high_c=high_c,
        modes=modes_of(options),
        fans=options.fans if options.climate else (),
        wish=office.controls.wishes.get(channel_id),
        failed=office.runs.acs.failed.get(channel_id, ""),
        since=now.since,
    )


def _setpoint(setting: Setting, shown: Setting) -> float | None:
    return shown.target_c if setting.target_c is None else setting.target_c

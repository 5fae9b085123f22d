"""How loud each volume is meant to be; what a screen may say of it.

What is kept is what was last asked, or what a hand at the device did; a mute
keeps the level it will restore.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.devices import Known, known_of
from gateway.domain.options import VolumeOptions
from gateway.domain.rooms.players.state import reached
from gateway.domain.rooms.state import ASKED, NO_ANSWER, NOT_SENT
from gateway.domain.rules import Channel, ChannelKind, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """One volume.

    Attributes:
        level: 0 to 100, what it is or will be once it is not muted; None = unknown.
        unsure: A remote's keys are on their way to `level`, or were cut short.
        muted: Whether it was muted.
        source: The source that is heard by it, or empty.
        by_source: The level of each source since the room was switched on.
        lit: The room has been on since the level was last set to the default.
        early: That was before the amplifiers: looked at again once all is on.
        by: Who asked.
        since: When.
    """

    level: int | None = None
    unsure: bool = False
    muted: bool = False
    source: str = ""
    by_source: Mapping[str, int] = field(default_factory=dict)
    lit: bool = False
    early: bool = False
    by: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Volumes:
    """Durable: by global channel id."""

    by_id: Mapping[str, Volume] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A remote's keys being pressed, one after the other.

    Attributes:
        keys: What is still to press: code and how often, in this order.
        at: The level by the keys sent so far; None until it has been walked to 0.
        next_due_s: When the next key is sent.
    """

    keys: tuple[tuple[str, int], ...]
    at: int | None
    next_due_s: float


@dataclass(frozen=True, slots=True)
class VolumeRuns:
    """Transient: walks under way, and volumes whose last command could not leave."""

    walks: Mapping[str, Walk] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeNow:
    """One volume for a screen.

    Attributes:
        level: 0 to 100: as reported, or as assumed; while muted what will be restored.
        wanted: What it was asked to be and has not confirmed; 0 for a mute.
        muted: Whether it is silent because somebody muted it.
        moving: Whether keys are being pressed.
        failed: How the last wish ended badly: `no_answer`, `not_sent`.
        default, step: From the site file.
        by_keys: A remote's keys: nothing is ever confirmed.
    """

    channel: str
    level: int | None
    wanted: int | None
    muted: bool
    moving: bool
    failed: str
    default: int
    step: int
    by_keys: bool
    source: str
    known: Known
    online: bool | None
    since: datetime | None


def options_of(channel: Channel) -> VolumeOptions:
    """Return a volume's options; defaults for one without."""
    options = channel.options
    return options if isinstance(options, VolumeOptions) else VolumeOptions()


def kept(office: "Office", channel_id: str) -> Volume:
    """Return what is kept of a volume."""
    return office.machines.volumes.by_id.get(channel_id, Volume())


def volumes_of(rules: Rules, place: str) -> tuple[Channel, ...]:
    """Return the volumes of a room or zone, in the site file's order."""
    return tuple(c for c in rules.owned.get(place, ()) if c.kind is ChannelKind.VOLUME)


def reported_level(office: "Office", channel: Channel) -> int | None:
    """Return people's level as a device last said it; None if it never did."""
    report = office.devices.reports.get((channel.device, channel.number))
    if report is None or report.reading.level_pct is None:
        return None
    return options_of(channel).level_of(report.reading.level_pct)


def heard_level(office: "Office", channel: Channel) -> int | None:
    """Return the level that can be counted on now: reported, else kept; None if nobody knows."""
    volume = kept(office, channel.id)
    if options_of(channel).feedback and not volume.muted:
        said = reported_level(office, channel)
        if said is not None:
            return volume.level if _same(office, channel, volume.level) else said
    return None if volume.unsure else volume.level


def _same(office: "Office", channel: Channel, level: int | None) -> bool:
    """Tell whether a device's word is that level, as near as its steps let it be."""
    report = office.devices.reports.get((channel.device, channel.number))
    if level is None or report is None or report.reading.level_pct is None:
        return False
    options = options_of(channel)
    return abs(report.reading.level_pct - options.device_pct(level)) <= options.near_pct


def is_at(office: "Office", channel: Channel, level: int) -> bool:
    """Tell whether a device freshly says that it is at a level."""
    confirmed = known_of(office, (channel.device, channel.number)) is Known.CONFIRMED
    return confirmed and _same(office, channel, level)


def volume_now(office: "Office", rules: Rules, channel_id: str) -> VolumeNow:
    """Return what a screen may say of a volume; KeyError for one not configured."""
    channel, volume = rules.channels[channel_id], kept(office, channel_id)
    options = options_of(channel)
    whole = office.devices.reports.get((channel.device, None))
    wish = office.controls.wishes.get(channel_id)
    failed = office.runs.volumes.failed.get(channel_id, "")
    wanted: int | None = None
    if options.feedback and wish is not None:
        if wish.state == ASKED:
            wanted = 0 if volume.muted else volume.level
        elif wish.state in (NO_ANSWER, NOT_SENT):
            failed = wish.state
    moving = channel_id in office.runs.volumes.walks
    silent = not options.feedback or _same(office, channel, 0) or wanted is not None
    return VolumeNow(
        channel=channel_id,
        level=heard_level(office, channel) if not moving else None,
        wanted=(0 if volume.muted else volume.level) if moving else wanted,
        muted=volume.muted and silent,
        moving=moving,
        failed=failed,
        default=options.default,
        step=options.step,
        by_keys=options.by_keys,
        source=volume.source,
        known=_known(office, channel, volume),
        online=whole.reading.online if whole else None,
        since=volume.since,
    )


def _known(office: "Office", channel: Channel, volume: Volume) -> Known:
    if options_of(channel).feedback:
        return known_of(office, (channel.device, channel.number))
    if not reached(office, channel):
        return Known.UNREACHABLE
    return Known.UNKNOWN if volume.level is None or volume.unsure else Known.ASSUMED


def volumes_now(office: "Office", rules: Rules, place: str) -> tuple[VolumeNow, ...]:
    """Return what a screen may say of a place's volumes; empty if it has none."""
    return tuple(volume_now(office, rules, c.id) for c in volumes_of(rules, place))

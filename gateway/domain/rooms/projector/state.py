"""How far each projector is; what a screen may say of it.

Durable: cooling goes on through a restart, and so does what is queued. But
what a projector that reports does is believed only once it was heard.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.devices import Known, known_of
from gateway.domain.options import ProjectorOptions
from gateway.domain.rules import Channel, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Stage(StrEnum):
    """STARTING: its mains was switched on and has not confirmed."""

    UNKNOWN = "unknown"
    STANDBY = "standby"
    STARTING = "starting"
    WARMING = "warming"
    ON = "on"
    COOLING = "cooling"


LIT = frozenset({Stage.STARTING, Stage.WARMING, Stage.ON})
"""On, or coming on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projector:
    """One projector.

    Attributes:
        stage: How far it is.
        stage_due_s: When the stage is over, or None.
        hot_until_s: It may be hot until then, whatever the stage; None if not.
        queued: `on` or `off`: what follows once the stage is over; or empty.
        cut: Its mains is to be cut once it has cooled.
        by: Who asked for the stage, or for what is queued.
        since: When the stage began.
    """

    stage: Stage = Stage.UNKNOWN
    stage_due_s: float | None = None
    hot_until_s: float | None = None
    queued: str = ""
    cut: bool = False
    by: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Projectors:
    """Durable: by global channel id."""

    by_id: Mapping[str, Projector] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProjectorRuns:
    """Transient.

    Attributes:
        heard: Projectors that have reported since the start.
        asked: What each was asked and has not confirmed: True on, False off.
        failed: How the last wish ended badly: `no_answer`, `not_sent`, `no_mains`.
        doubts: Projectors that said "on" when it may have been an old word.
    """

    heard: frozenset[str] = frozenset()
    asked: Mapping[str, bool] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    doubts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorNow:
    """One projector for a screen: its stage, how long it lasts, what is queued."""

    channel: str
    stage: Stage
    left_s: float | None
    queued: str
    cut: bool
    failed: str
    known: Known
    online: bool | None
    since: datetime | None


def options_of(channel: Channel) -> ProjectorOptions:
    """Return a projector's options; defaults for one without."""
    options = channel.options
    return options if isinstance(options, ProjectorOptions) else ProjectorOptions()


def kept(office: "Office", channel_id: str) -> Projector:
    """Return what is kept of a projector."""
    return office.machines.projectors.by_id.get(channel_id, Projector())


def stage_of(office: "Office", channel: Channel) -> Stage:
    """Return how far a projector is; unknown until one that reports was heard."""
    stage = kept(office, channel.id).stage
    settled = stage in (Stage.ON, Stage.STANDBY)
    heard = channel.id in office.runs.projectors.heard
    if settled and options_of(channel).feedback and not heard:
        return Stage.UNKNOWN
    return stage


def is_cool(office: "Office", channel: Channel, now_s: float) -> bool:
    """Tell whether a projector's mains may be cut."""
    hot_until_s = kept(office, channel.id).hot_until_s
    is_hot = hot_until_s is not None and now_s < hot_until_s
    return stage_of(office, channel) is Stage.STANDBY and not is_hot


def fed_by(rules: Rules, mains: str) -> tuple[Channel, ...]:
    """Return the projectors that a channel feeds."""
    return tuple(rules.channels[projector] for projector in rules.feeds.get(mains, ()))


def known(office: "Office", channel: Channel) -> Known:
    """Return how a projector's stage is known; by infrared it is assumed at best."""
    reached = known_of(office, (channel.device, channel.number))
    if reached is Known.UNREACHABLE:
        return Known.UNREACHABLE
    if stage_of(office, channel) is Stage.UNKNOWN:
        return Known.UNKNOWN
    return reached if options_of(channel).feedback else Known.ASSUMED


def projector_now(office: "Office", rules: Rules, channel_id: str, now_s: float) -> ProjectorNow:
    """Return what a screen may say of a projector; KeyError for one not configured."""
    channel, now = rules.channels[channel_id], kept(office, channel_id)
    whole = office.devices.reports.get((channel.device, None))
    return ProjectorNow(
        channel=channel_id,
        stage=stage_of(office, channel),
        left_s=None if now.stage_due_s is None else max(0.0, now.stage_due_s - now_s),
        queued=now.queued,
        cut=now.cut,
        failed=office.runs.projectors.failed.get(channel_id, ""),
        known=known(office, channel),
        online=whole.reading.online if whole else None,
        since=now.since,
    )

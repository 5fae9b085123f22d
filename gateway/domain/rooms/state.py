"""What is wanted of each channel and how far it has come; what a screen may say of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.devices import Known, known_of
from gateway.domain.effects import ClimateSetting, Verb
from gateway.domain.events import Reading

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Channel, Rules

ASKED, DONE, NO_ANSWER, NOT_SENT = "asked", "done", "no_answer", "not_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of a channel, and how far it has come.

    Attributes:
        power, level_pct: The wanted state; None = not part of the wish.
        climate: What an air conditioner shall be set to, or None.
        since: When it was asked.
        by: Who asked.
        state: `asked` (sent, not confirmed), `done`, `no_answer`, or `not_sent`
            (it could not leave, or the broker went before an answer came).
        was: What the channel reported when it was asked, so that a change made
            elsewhere can be told from a repeated report.
        done_s: When it was confirmed, in monotonic seconds.
    """

    power: bool | None
    level_pct: float | None
    since: datetime
    by: str
    state: str
    was: Reading = field(default_factory=Reading)
    done_s: float | None = None
    climate: ClimateSetting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A command under way: which, how often sent, when to look again.

    `first_s` is when it was first sent, in monotonic seconds.
    """

    verb: Verb
    value: bool | float | ClimateSetting | None
    sent: int
    look_at_s: float
    first_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Controls:
    """Transient: after a start nothing is wanted until somebody asks.

    Attributes:
        wishes: By global channel id.
        sending: By global channel id.
        pressed: The last press of each control, for "twice within 0.5 s".
    """

    wishes: Mapping[str, Wish] = field(default_factory=dict)
    sending: Mapping[str, Sending] = field(default_factory=dict)
    pressed: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelNow:
    """One channel for a screen: wanted, reported, since when, how known."""

    channel: str
    wish: Wish | None
    reported: Reading
    known: Known
    since: datetime | None
    online: bool | None


def channel_now(office: "Office", rules: "Rules", channel: str) -> ChannelNow:
    """Return what a screen may say of a channel; KeyError for one not configured."""
    c = rules.channels[channel]
    report = office.devices.reports.get((c.device, c.number))
    whole = office.devices.reports.get((c.device, None))
    return ChannelNow(
        channel=channel,
        wish=office.controls.wishes.get(channel),
        reported=report.reading if report else Reading(),
        known=known_of(office, (c.device, c.number)),
        since=report.since if report else None,
        online=whole.reading.online if whole else None,
    )


def is_on(reading: Reading) -> bool | None:
    """Tell whether a channel is on by what it said; None if it did not say."""
    if reading.power is not None:
        return reading.power
    return None if reading.level_pct is None else reading.level_pct > 0


def says_on(office: "Office", channel: "Channel") -> bool:
    """Tell whether a channel is on by its own last word; False also where it has said nothing."""
    report = office.devices.reports.get((channel.device, channel.number))
    return report is not None and is_on(report.reading) is True

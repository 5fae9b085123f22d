"""From a press to a confirmed state: send, confirm, send again, give up honestly.

Spec 03 §1: each command expires in 3 s; not confirmed in 2 s it is sent again,
twice at most, then the channel is `unreachable`. The same button twice within
0.5 s counts once. A change made elsewhere is adopted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gateway.domain.devices import Known
from gateway.domain.effects import Verb
from gateway.domain.events import Reading
from gateway.domain.turn import Fold

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of a channel, and how far it has come.

    Attributes:
        power, level_pct: The wanted state; None = not part of the wish.
        since: When it was asked.
        by: Who asked.
        state: `asked` (sent, not confirmed), `done`, `no_answer`, `not_sent`.
    """

    power: bool | None
    level_pct: float | None
    since: datetime
    by: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A command under way: which, how often sent, when to look again."""

    verb: Verb
    value: bool | float | None
    sent: int
    look_at_s: float


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
    online = whole.reading.online if whole else None
    known = report.known if report else Known.UNKNOWN
    if online is False:
        known = Known.UNREACHABLE
    return ChannelNow(
        channel=channel,
        wish=office.controls.wishes.get(channel),
        reported=report.reading if report else Reading(),
        known=known,
        since=report.since if report else None,
        online=online,
    )


def next_due_s(office: "Office") -> float | None:
    """Return when the next command has to be looked at."""
    return min((s.look_at_s for s in office.controls.sending.values()), default=None)


ON: dict[type, Any] = {}
FOLDS: dict[str, Fold] = {}

"""What a page of the room panel is, and what each is given.

A page is one module here with a `PAGE`, one template `templates/panel/_<name>.html`
(given its model as `view`) and one style `static/css/panel/<name>.css`; listed in
`__init__.py`, it appears in every room that has something for it. A model is frozen
and hashable and holds nothing of the room's id: presses go to the panel's own room.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gateway.domain.office import Office
from gateway.domain.rooms.controls import ChannelNow, channel_now
from gateway.domain.rules import Channel, ChannelKind, Room, Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue, due_at_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One room at one instant, for one page.

    Attributes:
        mine: The channels that this page shows, in the site file's order.
    """

    snapshot: Snapshot
    room: Room
    tongue: Tongue
    mine: tuple[Channel, ...] = ()

    @property
    def office(self) -> Office:
        """Return the office's state."""
        return self.snapshot.office

    @property
    def rules(self) -> Rules:
        """Return what the site file and the registry say."""
        return self.snapshot.rules

    @property
    def now_s(self) -> float:
        """Return the monotonic now, for `curtain_now` and its like."""
        return self.snapshot.now.mono_s

    def channel(self, channel: Channel) -> ChannelNow:
        """Return what may be said of a channel."""
        return channel_now(self.office, self.rules, channel.id)

    def control(self, channel: Channel) -> str:
        """Return a channel's name as presses in this room name it."""
        return channel.id.removeprefix(f"{channel.owner}.")

    def name(self, channel: Channel | str) -> str:
        """Return a channel's name in this language; its id if it is not configured."""
        found = self.rules.channels.get(channel) if isinstance(channel, str) else channel
        return found.name.in_(self.tongue.language) if found else str(channel)

    def due_ms(self, due_s: float) -> int:
        """Return a monotonic instant for the browser's countdowns."""
        return due_at_ms(due_s, self.now_s, self.snapshot.now.at)


V = TypeVar("V")
Takes = Callable[[Rules, Channel], bool]


def _nothing_to_say(look: Look) -> Mark | None:
    return None


def _no_more(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPage:
    """One page of the panel.

    Attributes:
        name: Its tab, its address (`#name`), its template and its style.
        title: What its tab is called.
        takes: Which channels it shows. A channel goes to the first page that takes it.
        view: Its model, from what is now. Time only as instants (`Look.due_ms`), so
            that the same state gives the same model; the browser counts.
        has: Whether a room has this page; None: if it takes one of its channels.
        line: What the start page says of it in one line, or None for nothing.
        reads: What its view and line take from the office besides reports and
            wishes of its own channels, `health.parts` and the broker: the state's
            own values of this room, cheap to compare.
        level: What a locked panel has to be opened to: 0 nothing, 1 the controls, 2 the system.
    """

    name: str
    icon: str
    title: Callable[[Tongue], str]
    view: Callable[[Look], object]
    takes: Takes = field(default=lambda rules, channel: False)
    has: Callable[[Rules, Room], bool] | None = None
    line: Callable[[Look], Mark | None] = _nothing_to_say
    reads: Callable[[Office, Rules, Room, tuple[Channel, ...]], object] = _no_more
    level: int = 1


def of_kinds(*kinds: ChannelKind) -> Takes:
    """Return a `takes` for every channel of some kinds."""
    wanted = frozenset(kinds)
    return lambda rules, channel: channel.kind in wanted


def picked(values: Mapping[str, V], channels: tuple[Channel, ...]) -> tuple[V | None, ...]:
    """Return what a part of the state holds of each channel, for `reads`."""
    return tuple(values.get(channel.id) for channel in channels)

"""What each player is taken to do; what a screen may say of it. Never more than assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.devices import Known
from gateway.domain.options import PlayerOptions
from gateway.domain.rooms.lit import Lit, light_of
from gateway.domain.rules import Channel, ChannelKind, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Doing(StrEnum):
    """What a player does, by the last key that was sent."""

    UNKNOWN = "unknown"
    PLAYING = "playing"
    PAUSED = "paused"
    STOPPED = "stopped"
    FORWARD = "forward"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """One player.

    Attributes:
        doing: By the last key sent.
        awake: By the power keys sent; None = nobody knows.
        key: The last key sent, or empty.
        by: Who pressed it.
        since: When.
    """

    doing: Doing = Doing.UNKNOWN
    awake: bool | None = None
    key: str = ""
    by: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Players:
    """Durable: by global channel id."""

    by_id: Mapping[str, Player] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlayerRuns:
    """Transient.

    Attributes:
        failed: Players whose last key could not be sent, and why.
        last: The player that each device sent a key to last, and when.
    """

    failed: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, tuple[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerNow:
    """One player for a screen.

    Attributes:
        keys: The keys it has; `<player>.<key>` is their control.
        key: The last one sent.
        known: `assumed` at best.
    """

    channel: str
    keys: tuple[str, ...]
    doing: Doing
    awake: bool | None
    key: str
    failed: str
    known: Known
    online: bool | None
    since: datetime | None


def options_of(channel: Channel) -> PlayerOptions:
    """Return a player's options; no keys for one without."""
    options = channel.options
    return options if isinstance(options, PlayerOptions) else PlayerOptions()


def player_of(office: "Office", rules: Rules, channel: Channel) -> Player:
    """Return what a player is taken to do; nothing if its rack has been off since."""
    player = office.machines.players.by_id.get(channel.id, Player())
    light = light_of(office, rules, channel.owner)
    cut = light.state is Lit.DARK
    older = light.since is not None and player.since is not None and player.since < light.since
    return Player() if cut or older else player


def players_of(rules: Rules, place: str) -> tuple[Channel, ...]:
    """Return the players of a room or zone, in the site file's order."""
    return tuple(
        c for c in rules.channels.values() if c.owner == place and c.kind is ChannelKind.PLAYER
    )


def running_in(office: "Office", rules: Rules, zone: str) -> tuple[Channel, ...]:
    """Return the players of a zone that are taken to run and can be stopped."""
    still = (Doing.UNKNOWN, Doing.STOPPED)
    return tuple(
        c
        for c in rules.channels_in(zone)
        if c.kind is ChannelKind.PLAYER
        and options_of(c).code("stop") is not None
        and player_of(office, rules, c).doing not in still
    )


def reached(office: "Office", channel: Channel) -> bool:
    """Tell whether the sender of a channel may be there: it did not say that it is gone."""
    whole = office.devices.reports.get((channel.device, None))
    if whole is None:
        return True
    return whole.known is not Known.UNREACHABLE and whole.reading.online is not False


def player_now(office: "Office", rules: Rules, channel_id: str) -> PlayerNow:
    """Return what a screen may say of a player; KeyError for one not configured."""
    channel = rules.channels[channel_id]
    player = player_of(office, rules, channel)
    whole = office.devices.reports.get((channel.device, None))
    known = Known.UNKNOWN if player.since is None else Known.ASSUMED
    return PlayerNow(
        channel=channel_id,
        keys=tuple(key for key, _ in options_of(channel).keys),
        doing=player.doing,
        awake=player.awake,
        key=player.key,
        failed=office.runs.players.failed.get(channel_id, ""),
        known=known if reached(office, channel) else Known.UNREACHABLE,
        online=whole.reading.online if whole else None,
        since=player.since,
    )


def players_now(office: "Office", rules: Rules, place: str) -> tuple[PlayerNow, ...]:
    """Return what a screen may say of a place's players; empty if it has none."""
    return tuple(player_now(office, rules, c.id) for c in players_of(rules, place))

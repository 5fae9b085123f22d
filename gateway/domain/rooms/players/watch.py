"""What players listen to: keys that could not leave; and how what is assumed is kept."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.events import CommandNotSent
from gateway.domain.now import Now
from gateway.domain.rooms.players import course
from gateway.domain.rooms.players.state import Doing, Player, Players
from gateway.domain.rules import ChannelKind
from gateway.domain.turn import Fact, Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

LATE_S = 10.0
"""A sender that refuses a code does so at once; later it is about something else."""

NOT_SENT = "not_sent"


def on_command_not_sent(turn: Turn, event: CommandNotSent) -> None:
    """A key was not sent. A sender that refuses does not say whose: it was the last one."""
    last, at_s = turn.office.runs.players.last.get(event.device, ("", 0.0))
    channel = turn.rules.channels.get(last)
    if channel is None or channel.kind is not ChannelKind.PLAYER:
        return
    if event.channel in (None, channel.number) and turn.now.mono_s - at_s <= LATE_S:
        course.lost(turn, channel, NOT_SENT)


def next_due_s(_office: "Office") -> float | None:
    """Return None: nothing of a player comes by itself."""
    return None


def fold_key(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with what a player is taken to do after a key."""
    body = fact.body
    awake = body["awake"]
    player = Player(
        doing=Doing(str(body["doing"])),
        awake=awake if isinstance(awake, bool) else None,
        key=str(body["key"]),
        by=str(body["by"]),
        since=fact.at,
    )
    return _with(office, fact.subject, player)


def fold_lost(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a player of which nothing is known."""
    return _with(office, fact.subject, Player())


def _with(office: "Office", channel_id: str, player: Player) -> "Office":
    by_id = {**office.machines.players.by_id, channel_id: player}
    return replace(office, machines=replace(office.machines, players=Players(by_id)))


ON: dict[type, Any] = {CommandNotSent: on_command_not_sent}
FOLDS: dict[str, Fold] = {"player.key": fold_key, "player.lost": fold_lost}

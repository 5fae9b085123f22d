"""Sends a player's keys, and what may be assumed after each."""

from dataclasses import replace

from gateway.domain.effects import Verb
from gateway.domain.rooms import sending
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.players.state import Doing, Player, options_of, player_of
from gateway.domain.rules import Channel
from gateway.domain.turn import Turn

KEYS = (
    "play",
    "pause",
    "stop",
    "forward",
    "back",
    "skip_next",
    "skip_back",
    "power",
    "power_on",
    "power_off",
)
"""Every key a player may have."""

_DOING = {
    "play": Doing.PLAYING,
    "pause": Doing.PAUSED,
    "stop": Doing.STOPPED,
    "forward": Doing.FORWARD,
    "back": Doing.BACK,
}


def send(turn: Turn, channel: Channel, key: str, by: str) -> None:
    """Send one key; what it leads to is assumed, because nothing answers."""
    code = options_of(channel).code(key)
    if code is None:
        return
    after = _after(player_of(turn.office, turn.rules, channel), key)
    body = {"key": key, "doing": after.doing.value, "awake": after.awake, "by": by}
    turn.record("player.key", channel.id, body, vital=False)
    runs = turn.office.runs.players
    failed = {c: why for c, why in runs.failed.items() if c != channel.id}
    last = {**runs.last, channel.device: (channel.id, turn.now.mono_s)}
    change_runs(turn, players=replace(runs, failed=failed, last=last))
    sending.once(turn, channel, Verb.SEND, code)


def wake(turn: Turn, channel: Channel, by: str) -> None:
    """Wake a player; one that is taken as awake is not sent a key that would switch it off."""
    key = options_of(channel).wake
    if key is None:
        return
    if key == "power" and player_of(turn.office, turn.rules, channel).awake:
        return
    send(turn, channel, key, by)


def lost(turn: Turn, channel: Channel, why: str) -> None:
    """A key was not sent: what the player does is not known any more."""
    turn.record("player.lost", channel.id, {"why": why}, vital=False)
    runs = turn.office.runs.players
    change_runs(turn, players=replace(runs, failed={**runs.failed, channel.id: why}))


def _after(player: Player, key: str) -> Player:
    if key == "power_off" or (key == "power" and player.awake):
        return replace(player, awake=False, doing=Doing.STOPPED)
    if key in ("power", "power_on"):
        return replace(player, awake=True)
    return replace(player, awake=True, doing=_DOING.get(key, player.doing))

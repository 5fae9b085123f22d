"""The players: the keys of their remotes, and what they are taken to do."""

from dataclasses import dataclass

from gateway.domain.devices import Known
from gateway.domain.office import Office
from gateway.domain.rooms.players.state import Doing, PlayerNow, player_now
from gateway.domain.rules import Channel, ChannelKind, Room, Rules
from kiosk_web.views.marks import Mark, known_mark
from kiosk_web.views.panel.base import Look, PanelPage, of_kinds, picked

TRANSPORT = ("skip_back", "back", "play", "pause", "stop", "forward", "skip_next")
POWER = ("power", "power_on", "power_off")
ICONS = {
    "play": "play",
    "pause": "pause",
    "stop": "stop",
    "forward": "ffwd",
    "back": "rewind",
    "skip_next": "next",
    "skip_back": "prev",
}
CHOSEN = {
    Doing.PLAYING: "play",
    Doing.PAUSED: "pause",
    Doing.STOPPED: "stop",
    Doing.FORWARD: "forward",
    Doing.BACK: "back",
}


@dataclass(frozen=True, slots=True)
class PlayerKey:
    """One key of a remote; `chosen`: what it does is what the player is taken to do."""

    control: str
    icon: str
    words: str
    chosen: bool
    always: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerView:
    """One player.

    Attributes:
        title, what: What it is taken to do, and how far that can be trusted.
        away: Why its keys do nothing now, or empty.
        trouble: Why the last key could not be sent, in words, or empty.
    """

    control: str
    name: str
    icon: str
    title: str
    what: str
    mark: Mark
    transport: tuple[PlayerKey, ...]
    power: tuple[PlayerKey, ...]
    away: str
    trouble: str
    lost: bool


@dataclass(frozen=True, slots=True)
class PlayersView:
    """The players of a room, one a screenful."""

    players: tuple[PlayerView, ...]


def players_view(look: Look) -> PlayersView:
    """Return the players of a room."""
    return PlayersView(tuple(_player(look, channel) for channel in look.mine))


def _player(look: Look, channel: Channel) -> PlayerView:
    now = player_now(look.office, look.rules, channel.id)
    _ = look.tongue._
    away = now.known is Known.UNREACHABLE
    trouble = _("The last key was not sent. Press it again.") if now.failed else ""
    return PlayerView(
        control=look.control(channel),
        name=look.name(channel),
        icon="tape" if "vcr" in channel.id else "disc",
        title=_title(look, now),
        what=_("It never answers: this is what the last key should have done."),
        mark=known_mark(now.known, now.since, look.tongue),
        transport=tuple(_key(look, channel, now, key) for key in TRANSPORT if key in now.keys),
        power=tuple(_key(look, channel, now, key) for key in POWER if key in now.keys),
        away=_("Offline") if away else "",
        trouble=trouble,
        lost=away or bool(trouble),
    )


def _key(look: Look, channel: Channel, now: PlayerNow, key: str) -> PlayerKey:
    return PlayerKey(
        control=f"{look.control(channel)}.{key}",
        icon=ICONS.get(key, "power"),
        words=_words(look)[key],
        chosen=CHOSEN.get(now.doing) == key,
        always=key == "stop",
    )


def _words(look: Look) -> dict[str, str]:
    _ = look.tongue._
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "stop": _("Stop"),
        "forward": _("Forward"),
        "back": _("Rewind"),
        "skip_next": _("Next track"),
        "skip_back": _("Previous track"),
        "power": _("Power key"),
        "power_on": _("Switch on"),
        "power_off": _("Switch off"),
    }


def _title(look: Look, now: PlayerNow) -> str:
    _ = look.tongue._
    if now.known is Known.UNREACHABLE:
        return _("No answer")
    if now.awake is False:
        return _("Off")
    return {
        Doing.UNKNOWN: _("Not known"),
        Doing.PLAYING: _("Playing"),
        Doing.PAUSED: _("Paused"),
        Doing.STOPPED: _("Stopped"),
        Doing.FORWARD: _("Winding forward"),
        Doing.BACK: _("Winding back"),
    }[now.doing]


def _line(look: Look) -> Mark | None:
    views = players_view(look).players
    one = next((v for v in views if v.mark.icon == "k-assumed"), views[0])
    words = f"{one.name}{look.tongue.dot}{one.title}"
    return Mark(one.mark.icon, words, one.mark.tone if one.lost else "")


def _reads(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    return (
        office.machines.racks.by_place.get(room.id),
        picked(office.machines.players.by_id, mine),
        picked(office.runs.players.failed, mine),
    )


PAGE = PanelPage(
    name="players",
    icon="disc",
    title=lambda tongue: tongue._("Players"),
    takes=of_kinds(ChannelKind.PLAYER),
    view=players_view,
    line=_line,
    reads=_reads,
)

"""What the site file says of a room's sources, players and volumes; which codes nobody knows."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from gateway.config.machines import (
    Beside,
    Key,
    MachineSettings,
    PlayerSettings,
    VolumeSettings,
    beside,
)
from gateway.config.problems import Problem, did_you_mean
from gateway.config.words import Id, Many, Name
from gateway.domain.options import PlayerOptions, SentKey, Source
from gateway.domain.rooms.sources.state import RESERVED
from gateway.domain.rules import ChannelKind
from gateway.domain.text import Text

if TYPE_CHECKING:
    from gateway.config.model import ChannelSettings, RoomSettings, Site, ZoneSettings

InputCode = Annotated[
    str,
    Field(
        pattern=r"^[1-6][1-9A-Z]$", description="A projector's input by PJLink: `31`, `32`, `5A`."
    ),
]


class SwitchSettings(BaseModel):
    """`{ device = "matrix", key = "in_3" }`: one code that is sent besides."""

    model_config = MachineSettings.model_config

    device: Id
    key: Key
    channel: Annotated[int, Field(ge=0, le=128)] | None = None
    """Under which of the device's channels the code stands; left out, its first."""


class SourceSettings(BaseModel):
    """`[[rooms.sources]]`: what can be shown and heard in the room."""

    model_config = MachineSettings.model_config

    id: Id
    """Its control is `source.<id>`."""
    name: Name | None = None
    projector: Beside | None = None
    """What shows it; left out, the room's only projector."""
    input: InputCode | None = None
    """The projector's input as it numbers it (PJLink)."""
    key: Key | None = None
    """The code of its input, where the projector is reached by infrared."""
    switches: Many[SwitchSettings] = ()
    """Codes that are sent besides: audio input, matrix."""
    player: Beside | None = None
    """The player it comes from: woken when the source is chosen."""
    volume: Beside | None = None
    """What it is heard by; left out, the room's first volume."""

    def rules(self, room: "RoomSettings", name: Text) -> Source:
        """Return it as the rules want it; what is left out is looked for in its room."""
        projector = beside(room.id, self.projector)
        if projector is None and (self.input or self.key):
            projector = _first(room, ChannelKind.PROJECTOR)
        return Source(
            id=self.id,
            name=name,
            projector=projector,
            input=self.input,
            key=self.key,
            switches=tuple(
                SentKey(device=one.device, key=one.key, channel=one.channel)
                for one in self.switches
            ),
            player=beside(room.id, self.player),
            volume=beside(room.id, self.volume) or _first(room, ChannelKind.VOLUME),
        )


def _first(room: "RoomSettings", kind: ChannelKind) -> str | None:
    return next((f"{room.id}.{c.id}" for c in room.channels if c.kind is kind), None)


def source_problems(site: "Site") -> list[Problem]:
    """Return what is wrong with sources, players and volumes in a file whose tables are right."""
    problems: list[Problem] = []
    for channel, path in _channels(site):
        problems += _of_channel(site, channel, path)
    for room in site.rooms:
        for source in room.sources:
            problems += _of_source(site, room, source, f"rooms.{room.id}.sources.{source.id}")
    return problems


def _channels(site: "Site") -> Iterator[tuple["ChannelSettings", str]]:
    for zone in site.zones:
        yield from ((c, f"zones.{zone.id}.channels.{c.id}") for c in zone.channels)
    for room in site.rooms:
        yield from ((c, f"rooms.{room.id}.channels.{c.id}") for c in room.channels)


def _of_channel(site: "Site", channel: "ChannelSettings", path: str) -> Iterator[Problem]:
    number = channel.numbers(site.first_of(channel.device))[0]
    if channel.kind is ChannelKind.PLAYER and channel.player is None:
        yield _problem(
            path,
            '播放器要写明按键，例如 player = { keys = { play = "dvd_play", stop = "dvd_stop" } }',
            'a player needs its keys: player = { keys = { play = "dvd_play", stop = "dvd_stop" } }',
        )
    if isinstance(channel.player, PlayerSettings):
        options = channel.player.options("")
        assert isinstance(options, PlayerOptions)
        for key, code in options.keys:
            at = f"{path}.player.keys.{key}"
            yield from _unknown_code(site, channel.device, number, code, at)
    if isinstance(channel.volume, VolumeSettings):
        for key in ("up_key", "down_key", "mute_key"):
            code = getattr(channel.volume, key)
            at = f"{path}.volume.{key}"
            yield from _unknown_code(site, channel.device, number, code, at)


def _of_source(
    site: "Site", room: "RoomSettings", source: SourceSettings, path: str
) -> Iterator[Problem]:
    if source.id in RESERVED:
        yield _problem(
            f"{path}.id",
            f"{source.id!r} 已是一个操作的名称；请换一个编号",
            f"{source.id!r} is the name of a control; give it another id",
        )
    owners: list[ZoneSettings | RoomSettings] = [*site.zones, *site.rooms]
    known = {f"{owner.id}.{c.id}": c for owner in owners for c in owner.channels}
    for key, kind in _BESIDE.items():
        name = beside(room.id, getattr(source, key))
        if name is None:
            continue
        if name not in known:
            fits = [each for each, channel in known.items() if channel.kind is kind]
            hint = did_you_mean(name, fits)
            yield _problem(
                f"{path}.{key}", f"没有通道 {name!r}{hint.zh}", f"no channel {name!r}{hint.en}"
            )
        elif known[name].kind is not kind:
            yield _problem(
                f"{path}.{key}",
                f"{name} 不是 {kind.value}；请写一个 {kind.value} 通道",
                f"{name} is no {kind.value}; name a channel of that kind",
            )
    yield from _of_input(site, room, source, path, known)
    for index, switch in enumerate(source.switches):
        at = f"{path}.switches[{index}]"
        if switch.device not in {one.id for one in site.devices}:
            hint = did_you_mean(switch.device, [one.id for one in site.devices])
            yield _problem(
                f"{at}.device",
                f"没有设备 {switch.device!r}{hint.zh}",
                f"no device {switch.device!r}{hint.en}",
            )
            continue
        yield from _unknown_code(site, switch.device, switch.channel, switch.key, f"{at}.key")


def _of_input(
    site: "Site",
    room: "RoomSettings",
    source: SourceSettings,
    path: str,
    known: Mapping[str, "ChannelSettings"],
) -> Iterator[Problem]:
    """A projector's input is asked for by PJLink or sent as a code, never both."""
    asked = source.input is not None or source.key is not None
    if source.input is not None and source.key is not None:
        yield _problem(
            path,
            "input（PJLink）和 key（红外）只写一个",
            "has both input (PJLink) and key (infrared); keep the one its projector takes",
        )
        return
    name = source.rules(room, Text("", "")).projector
    if asked and name is None:
        yield _problem(
            path,
            "这个房间没有投影机；请去掉 input 和 key，或写明 projector",
            "there is no projector in this room; take input and key away, or name one",
        )
    if not asked or name is None or name not in known:
        if source.projector is not None and not asked:
            yield _problem(
                path,
                "写了 projector，还要写 input（PJLink）或 key（红外）",
                "names a projector: say its input (PJLink) or its key (infrared) too",
            )
        return
    projector = known[name]
    kind = next((one.kind for one in site.devices if one.id == projector.device), "")
    if source.input is not None and kind != "pjlink":
        yield _problem(
            f"{path}.input",
            f"{name} 不是 PJLink 投影机；请改写 key = 红外码的名称",
            f"{name} is not reached by PJLink; write key, the name of an infrared code, instead",
        )
    elif source.key is not None and kind == "pjlink":
        yield _problem(
            f"{path}.key",
            f'{name} 用 PJLink 连接；请改写 input，例如 input = "31"',
            f'{name} is reached by PJLink; write input instead, such as input = "31"',
        )
    elif source.key is not None:
        number = projector.numbers(site.first_of(projector.device))[0]
        yield from _unknown_code(site, projector.device, number, source.key, f"{path}.key")


def _unknown_code(
    site: "Site", device: str, channel: int | None, code: str | None, at: str
) -> Iterator[Problem]:
    """Yield that a device's `codes` do not have a code that would be sent."""
    found = next((one for one in site.devices if one.id == device), None)
    if code is None or found is None:
        return
    codes = found.options.get("codes")
    table = codes if isinstance(codes, Mapping) else {}
    number = site.first_of(device) if channel is None else channel
    own = table.get(str(number))
    known = [*(own if isinstance(own, Mapping) else ()), *(k for k in table if not k.isdecimal())]
    if code not in known:
        hint = did_you_mean(code, known)
        yield _problem(
            at,
            f"设备 {device} 的 codes 里没有 {code!r}{hint.zh}",
            f"the codes of {device} have no {code!r}{hint.en}",
        )


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Text(zh, en))


_BESIDE = {
    "projector": ChannelKind.PROJECTOR,
    "player": ChannelKind.PLAYER,
    "volume": ChannelKind.VOLUME,
}

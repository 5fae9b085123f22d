"""Instants of a room with sources, players and volumes, built as values, to look at its panel."""

from collections.abc import Mapping
from dataclasses import replace

from gateway.domain.devices import Devices, Known, Report
from gateway.domain.office import Office
from gateway.domain.options import (
    PlayerOptions,
    ProjectorOptions,
    Source,
    VolumeOptions,
)
from gateway.domain.rooms.machines import Machines, Runs
from gateway.domain.rooms.players.state import Doing, Player, PlayerRuns, Players
from gateway.domain.rooms.projector.state import Projector, ProjectorRuns, Projectors
from gateway.domain.rooms.projector.state import Stage as Beam
from gateway.domain.rooms.sources.state import Failed, Sink, Sinks, SourceRuns
from gateway.domain.rooms.state import Controls, Wish
from gateway.domain.rooms.volume.state import Volume, VolumeRuns, Volumes, Walk
from gateway.domain.rules import Channel, ChannelKind, Device, Rules
from gateway.domain.text import Text
from tests.browser import scenes
from tests.browser.scenes import MORNING, report

BEAM, DVD, VCR = "room-a.projector", "room-a.dvd", "room-a.vcr"
SOUND, TV = "room-a.volume", "room-a.tv-volume"
KEYS = ("play", "pause", "stop", "forward", "back", "skip_next", "skip_back")
NAMES = (
    (BEAM, Text("投影机", "Projector"), ChannelKind.PROJECTOR, "a-beam", ProjectorOptions()),
    (
        DVD,
        Text("DVD 机", "DVD player"),
        ChannelKind.PLAYER,
        "a-ir",
        PlayerOptions(keys=tuple((key, key) for key in (*KEYS, "power")), wake="power"),
    ),
    (
        VCR,
        Text("录像机", "Video recorder"),
        ChannelKind.PLAYER,
        "a-ir",
        PlayerOptions(
            keys=tuple((key, key) for key in ("play", "pause", "stop", "power_on", "power_off"))
        ),
    ),
    (SOUND, Text("音量", "Volume"), ChannelKind.VOLUME, "a-amp", VolumeOptions(high=85)),
    (
        TV,
        Text("电视音量", "TV volume"),
        ChannelKind.VOLUME,
        "a-ir",
        VolumeOptions(feedback=False, up_key="up", down_key="down"),
    ),
)


def _source(id_: str, zh: str, en: str, code: str, player: str | None = None) -> Source:
    return Source(
        id=id_, name=Text(zh, en), projector=BEAM, input=code, player=player, volume=SOUND
    )


SOURCES = (
    _source("dvd", "DVD", "DVD", "21", DVD),
    _source("vcr", "录像机", "Video recorder", "22", VCR),
    _source("pc-1", "电脑 1", "PC 1", "31"),
    _source("pc-2", "电脑 2", "PC 2", "32"),
    _source("pc-3", "电脑 3", "PC 3", "33"),
)


def rules() -> Rules:
    """Return the sample office with a room to show things in."""
    base = scenes.rules()
    more = {
        id_: Channel(
            id=id_,
            owner="room-a",
            zone="office",
            name=name,
            kind=kind,
            device=device,
            number=number,
            options=options,
        )
        for number, (id_, name, kind, device, options) in enumerate(NAMES, start=1)
    }
    channels = (*base.rooms["room-a"].channels, *more)
    room = replace(base.rooms["room-a"], channels=channels, sources=SOURCES)
    devices = {c.device: Device(id=c.device, kind="tasmota", name=c.name) for c in more.values()}
    return replace(
        base,
        rooms={**base.rooms, "room-a": room},
        channels={**base.channels, **more},
        devices={**base.devices, **devices},
    )


def showing(
    *,
    stage: Beam = Beam.ON,
    code: str = "21",
    sink: Mapping[str, object] | None = None,
    failed: Failed | None = None,
    player: Player | None = None,
    away: bool = False,
) -> Office:
    """The projector shows an input; the DVD does something."""
    lit = stage is Beam.ON
    reports: dict[tuple[str, int | None], Report] = dict(scenes.devices().reports)
    reports["a-beam", 1] = report(MORNING, power=lit, source=code)
    reports["a-amp", 4] = report(MORNING, level_pct=34.0)
    if away:
        reports["a-ir", None] = report(MORNING, Known.CONFIRMED, online=False)
        reports["a-amp", 4] = report(MORNING, Known.UNREACHABLE, level_pct=34.0)
        reports["a-amp", None] = report(MORNING, Known.CONFIRMED, online=False)
    kept = Sink(place="room-a", chosen="dvd", input="21", by="panel", since=MORNING)
    playing = Player(doing=Doing.PLAYING, awake=True, key="play", by="panel", since=MORNING)
    volumes = {
        SOUND: Volume(level=40, source="dvd", lit=True, by="panel", since=MORNING),
        TV: Volume(level=40, lit=True, by="panel", since=MORNING),
    }
    return replace(
        scenes.idle(),
        devices=Devices(reports=reports),
        machines=Machines(
            projectors=Projectors({BEAM: Projector(stage=stage, since=MORNING)}),
            sources=Sinks({BEAM: replace(kept, **(sink or {}))}),  # type: ignore[arg-type]
            players=Players({DVD: player or playing}),
            volumes=Volumes(volumes),
        ),
        runs=Runs(
            projectors=ProjectorRuns(heard=frozenset({BEAM})),
            sources=SourceRuns(failed={BEAM: failed} if failed else {}),
            players=PlayerRuns(failed={DVD: "not_sent"} if player == Player() else {}),
        ),
    )


def waiting(why: str = "pause") -> Office:
    """PC 2 is wanted next."""
    return showing(
        stage=Beam.ON if why == "pause" else Beam.WARMING,
        sink={"waiting": "pc-2", "why": why, "wait_due_s": 1005.0, "wait_by": "panel"},
    )


def dark() -> Office:
    """The room is off: the projector stands by."""
    return showing(stage=Beam.STANDBY, player=Player())


def loud(*, muted: bool = False, asked: int | None = None, walks: bool = False) -> Office:
    """The sound muted, asked for something, or the TV's volume on its way key by key."""
    office = showing()
    volume = replace(office.machines.volumes.by_id[SOUND], muted=muted, level=asked or 40)
    volumes = {**office.machines.volumes.by_id, SOUND: volume}
    reports = dict(office.devices.reports)
    if muted:
        reports["a-amp", 4] = report(MORNING, level_pct=0.0)
    wishes = {}
    if asked is not None:
        wishes[SOUND] = Wish(power=True, level_pct=60, since=MORNING, by="panel", state="asked")
    walk = Walk(keys=(("up", 3),), at=25, next_due_s=1000.25)
    return replace(
        office,
        devices=Devices(reports=reports),
        controls=Controls(wishes=wishes),
        machines=replace(office.machines, volumes=Volumes(volumes)),
        runs=replace(office.runs, volumes=VolumeRuns(walks={TV: walk} if walks else {})),
    )

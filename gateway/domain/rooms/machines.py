"""The machines of all rooms: what of them survives a restart, and what is only under way."""

from dataclasses import dataclass, field, replace

from gateway.domain.rooms.climate.state import AcRuns, Acs
from gateway.domain.rooms.curtains.state import CurtainRuns, Curtains
from gateway.domain.rooms.players.state import PlayerRuns, Players
from gateway.domain.rooms.projector.state import ProjectorRuns, Projectors
from gateway.domain.rooms.rack.state import RackRuns, Racks
from gateway.domain.rooms.scenes.state import SceneRuns
from gateway.domain.rooms.sources.state import Sinks, SourceRuns
from gateway.domain.rooms.volume.state import VolumeRuns, Volumes
from gateway.domain.turn import Turn


@dataclass(frozen=True, slots=True)
class Machines:
    """Durable: changed by folds only."""

    curtains: Curtains = field(default_factory=Curtains)
    projectors: Projectors = field(default_factory=Projectors)
    racks: Racks = field(default_factory=Racks)
    sources: Sinks = field(default_factory=Sinks)
    players: Players = field(default_factory=Players)
    volumes: Volumes = field(default_factory=Volumes)
    acs: Acs = field(default_factory=Acs)


@dataclass(frozen=True, slots=True)
class Runs:
    """Transient: starts empty."""

    curtains: CurtainRuns = field(default_factory=CurtainRuns)
    projectors: ProjectorRuns = field(default_factory=ProjectorRuns)
    racks: RackRuns = field(default_factory=RackRuns)
    acs: AcRuns = field(default_factory=AcRuns)
    scenes: SceneRuns = field(default_factory=SceneRuns)
    sources: SourceRuns = field(default_factory=SourceRuns)
    players: PlayerRuns = field(default_factory=PlayerRuns)
    volumes: VolumeRuns = field(default_factory=VolumeRuns)


def change_runs(turn: Turn, **parts: object) -> None:
    """Replace parts of what is under way: `change_runs(turn, curtains=...)`."""
    turn.change(runs=replace(turn.office.runs, **parts))  # type: ignore[arg-type]

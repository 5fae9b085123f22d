"""The machines of all rooms: what of them survives a restart, and what is only under way."""

from dataclasses import dataclass, field, replace

from gateway.domain.rooms.curtains.state import CurtainRuns, Curtains
from gateway.domain.rooms.projector.state import ProjectorRuns, Projectors
from gateway.domain.rooms.rack.state import RackRuns, Racks
from gateway.domain.rooms.scenes.state import SceneRuns
from gateway.domain.turn import Turn


@dataclass(frozen=True, slots=True)
class Machines:
    """Durable: changed by folds only."""

    curtains: Curtains = field(default_factory=Curtains)
    projectors: Projectors = field(default_factory=Projectors)
    racks: Racks = field(default_factory=Racks)


@dataclass(frozen=True, slots=True)
class Runs:
    """Transient: starts empty."""

    curtains: CurtainRuns = field(default_factory=CurtainRuns)
    projectors: ProjectorRuns = field(default_factory=ProjectorRuns)
    racks: RackRuns = field(default_factory=RackRuns)
    scenes: SceneRuns = field(default_factory=SceneRuns)


def change_runs(turn: Turn, **parts: object) -> None:
    """Replace parts of what is under way: `change_runs(turn, curtains=...)`."""
    turn.change(runs=replace(turn.office.runs, **parts))  # type: ignore[arg-type]

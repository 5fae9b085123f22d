"""What travels over the API of a room and the things in it.

A machine's part has the fields of what its own module says of it now
(`curtain_now` and the like), which panel and northbound read too.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from kiosk_web.api.models import Out, Words

Failed = Annotated[str, Field(description="How the last wish ended badly, or empty")]
Place = Annotated[float | None, Field(description="100 is open; null when not known")]


class Wanted(Out):
    """What somebody asked of a channel, and how far it has come."""

    power: bool | None
    level_pct: float | None
    state: str = Field(description="`asked`, `done`, `no_answer`, `not_sent`")
    since: datetime
    by: str


class CurtainOut(Out):
    """A curtain, shutter or screen."""

    position_pct: Place
    between_pct: tuple[float, float] | None = Field(
        description="Between which two places it stands, where that is all that is known"
    )
    moving: int = Field(description="1 opening, -1 closing, 0 resting")
    target_pct: float | None
    next_pct: float | None
    stopping: bool
    ends_in_s: float | None
    failed: Failed


class ProjectorOut(Out):
    """A projector."""

    stage: str = Field(description="`off`, `standby`, `warming`, `on`, `cooling`, `unknown`")
    left_s: float | None = Field(description="Until it has warmed or cooled")
    queued: str = Field(description="`on` or `off` when that waits, or empty")
    failed: Failed


class ClimateOut(Out):
    """An air conditioner; mode, set-point and fan are empty for one that is only switched."""

    climate: bool
    mode: str
    setpoint_c: float | None
    fan: str
    queued: bool = Field(description="It goes on by itself when `pause_left_s` is over")
    pause_left_s: float | None = Field(description="Until its compressor may start")
    low_c: float
    high_c: float
    modes: list[str]
    fans: list[str]
    failed: Failed


class PlayerOut(Out):
    """A player by infrared: what it does is assumed at best."""

    doing: str
    awake: bool | None
    keys: list[str]
    key: str = Field(description="The last one sent, or empty")
    failed: Failed


class VolumeOut(Out):
    """A volume, 0 to 100."""

    level: int | None
    wanted: int | None
    muted: bool
    default: int
    step: int
    failed: Failed


class ChannelOut(Out):
    """One thing of a room: what is wanted, what is reported, how it is known."""

    id: str
    name: Words
    kind: str
    power: bool | None
    level_pct: float | None
    power_w: float | None
    known: str = Field(description="`confirmed`, `assumed`, `unknown`, `unreachable`")
    online: bool | None = Field(description="Its device, by its own last will; null: not said")
    since: datetime | None
    wanted: Wanted | None
    curtain: CurtainOut | None = None
    projector: ProjectorOut | None = None
    climate: ClimateOut | None = None
    player: PlayerOut | None = None
    volume: VolumeOut | None = None


class LockOut(Out):
    """How far a locked panel is open now."""

    level: int = Field(description="0 locked, 1 the controls are open, 2 rack and settings too")
    asks_controls: bool
    asks_system: bool
    meeting: bool = Field(description="A checked-in meeting holds the controls open")
    closes_in_s: float | None = Field(description="Until it locks if nobody touches it")
    wait_s: float | None = Field(description="Until the pad takes a PIN again, of either level")


class RackOut(Out):
    """A room's AV rack."""

    stage: str = Field(description="`off`, `going_on`, `on`, `going_off`, `held_on`, `held_off`")
    step: str = Field(description="The channel at hand, or empty")
    steps: list[str]
    lit: list[str] = Field(description="The steps that say they are on")
    why: str = Field(description="Why it is held, or empty")
    left_out: list[str]
    then_on: bool
    next_in_s: float | None


class SourceOut(Out):
    """One source of a room."""

    id: str
    name: Words
    shown: bool
    known: str
    asked: bool
    waiting: bool
    failed: Failed


class SourcesOut(Out):
    """What can be shown and heard in a room, in the order of its keys."""

    sources: list[SourceOut]
    waiting: str = Field(description="The one that is wanted next, or empty")
    why: str = Field(description="Why it waits: `pause`, `room`")
    left_s: float | None
    other_input: str = Field(description="An input that is shown and no source has, or empty")


class SceneKeyOut(Out):
    """One scene that is offered."""

    id: str
    name: Words


class NamedOut(Out):
    """One wish of a scene."""

    control: str
    name: Words
    why: str


class ScenesOut(Out):
    """A room's scenes, and how the last one is getting on."""

    offered: list[SceneKeyOut]
    scene: str | None = Field(description="The last one asked for since the start")
    running: bool
    waiting: list[NamedOut]
    undone: list[NamedOut]
    touched: bool = Field(description="Something else was asked in the room since")
    since: datetime | None


class LightGroupOut(Out):
    """Lights that are pressed together: `<id>.on`, `<id>.off`, `<id>.level`."""

    id: str
    name: Words
    lights: list[str] = Field(description="Global ids of its lights")


class RoomOut(Out):
    """A room and all in it."""

    id: str
    name: Words
    zone: str
    plate: str
    seats: int | None
    dnd_until: datetime | None = Field(description="Do not disturb, until then; null when off")
    lock: LockOut | None = Field(description="Of its panel; null when it has none")
    rack: RackOut | None = None
    sources: SourcesOut | None = None
    scenes: ScenesOut
    groups: list[LightGroupOut]
    channels: list[ChannelOut]


class Rooms(Out):
    """All rooms."""

    rooms: list[RoomOut]

"""Instants of a meeting room with everything in it, built as values, to look at its panel."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from gateway.domain.devices import Devices, Known, Report
from gateway.domain.office import Office
from gateway.domain.options import CurtainOptions, Options, ProjectorOptions, RackOptions
from gateway.domain.rooms.curtains.state import CurtainRuns, Curtains, Phase, Place, Run
from gateway.domain.rooms.machines import Machines, Runs
from gateway.domain.rooms.projector.state import Projector, ProjectorRuns, Projectors
from gateway.domain.rooms.projector.state import Stage as Beam
from gateway.domain.rooms.rack.state import Rack, Racks
from gateway.domain.rooms.rack.state import Stage as Way
from gateway.domain.rooms.scenes.state import SceneRun, SceneRuns, Undone, Waiting
from gateway.domain.rules import Channel, ChannelKind, Device, Rules
from gateway.domain.text import Text
from tests.browser import scenes
from tests.browser.scenes import MORNING, report

Row = tuple[str, Text, ChannelKind, str, int | None, Options | None]


def _relays(up: int, open_s: float) -> CurtainOptions:
    return CurtainOptions(up=up, down=up + 1, open_s=open_s, close_s=open_s)


K = ChannelKind
MORE: tuple[Row, ...] = (
    ("door-curtain", Text("门窗帘", "Door curtain"), K.CURTAIN, "a-curtains", 1, _relays(1, 14)),
    ("rear-curtain", Text("后窗帘", "Rear curtain"), K.CURTAIN, "a-curtains", 3, _relays(3, 20)),
    ("floor-curtain", Text("落地窗帘", "Floor-length curtain"), K.CURTAIN, "a-curtains", 5,
     _relays(5, 26)),
    ("screen", Text("幕布", "Screen"), K.SCREEN, "a-screen", 1, CurtainOptions()),
    ("projector", Text("投影机", "Projector"), K.PROJECTOR, "a-beam", None,
     ProjectorOptions(screen="room-a.screen")),
    ("sequencer", Text("电源时序器", "Power sequencer"), K.AV, "a-rack", 1, RackOptions(step=1)),
    ("controller", Text("中控主机", "Controller"), K.AV, "a-rack", 2, RackOptions(step=2)),
    ("players", Text("DVD、录像机", "DVD and video recorder"), K.AV, "a-rack", 3,
     RackOptions(step=3)),
    ("matrix", Text("矩阵切换器", "Matrix switcher"), K.AV, "a-rack", 4, RackOptions(step=4)),
    ("mixer", Text("调音台", "Mixer"), K.AV, "a-rack", 5, RackOptions(step=5)),
    ("amplifier", Text("功放", "Amplifier"), K.AV, "a-rack", 6,
     RackOptions(step=6, delay_s=5, amplifier=True)),
)  # fmt: skip
STEPS = tuple(f"room-a.{row[0]}" for row in MORE if isinstance(row[5], RackOptions))


def rules() -> Rules:
    """Return the sample office with machines in room A."""
    base = scenes.rules()
    more = {
        f"room-a.{name}": Channel(
            id=f"room-a.{name}",
            owner="room-a",
            zone="office",
            name=words,
            kind=kind,
            device=device,
            number=number,
            options=options,
        )
        for name, words, kind, device, number, options in MORE
    }
    room = replace(
        base.rooms["room-a"],
        name=Text("影音会议室", "AV meeting room"),
        channels=(*base.rooms["room-a"].channels, *more),
    )
    devices = {c.device: Device(id=c.device, kind="tasmota", name=c.name) for c in more.values()}
    return replace(
        base,
        rooms={**base.rooms, "room-a": room},
        channels={**base.channels, **more},
        devices={**base.devices, **devices},
    )


def _reports() -> Mapping[tuple[str, int | None], Report]:
    found = dict(scenes.devices().reports)
    for number in (1, 2, 3, 4, 5, 6):
        found["a-curtains", number] = report(MORNING, power=False)
        found["a-rack", number] = report(MORNING, power=False)
    found["a-screen", 1] = report(MORNING, position_pct=100.0, direction=0)
    found["a-beam", None] = report(MORNING, power=False, online=True)
    return found


def quiet(**more: object) -> Office:
    """The room in the morning: curtains shut, open and unknown, projector and rack off."""
    places = {
        "room-a.door-curtain": Place(position_pct=0.0, since=MORNING),
        "room-a.rear-curtain": Place(position_pct=100.0, since=MORNING),
        "room-a.floor-curtain": Place(since=MORNING),
    }
    projectors = {"room-a.projector": Projector(stage=Beam.STANDBY, since=MORNING)}
    office = replace(
        scenes.idle(),
        devices=Devices(reports=_reports()),
        machines=Machines(curtains=Curtains(places), projectors=Projectors(projectors)),
        runs=Runs(projectors=ProjectorRuns(heard=frozenset({"room-a.projector"}))),
    )
    return replace(office, **more)  # type: ignore[arg-type]


def moving(direction: int = 1) -> Office:
    """The rear curtain is under way, six seconds before its end; the screen is away."""
    office = quiet()
    rear = "room-a.rear-curtain"
    place = Place(position_pct=60.0 - 20.0 * direction, moving=direction, since=MORNING)
    run = Run(
        phase=Phase.DRIVING,
        direction=direction,
        by="panel",
        target_pct=100.0 if direction > 0 else 0.0,
        from_pct=place.position_pct,
        began_s=996.0,
        heard=True,
        end_due_s=1006.0,
    )
    places = {**office.machines.curtains.places, rear: place}
    return replace(
        office,
        machines=replace(office.machines, curtains=Curtains(places)),
        runs=replace(office.runs, curtains=CurtainRuns(runs={rear: run})),
    )


def projecting(
    stage: Beam, *, queued: str = "", left_s: float | None = None, failed: str = ""
) -> Office:
    """The projector in a stage, with what is queued behind it."""
    office = quiet()
    one = Projector(
        stage=stage,
        stage_due_s=None if left_s is None else 1000.0 + left_s,
        queued=queued,
        by="panel",
        since=MORNING - timedelta(minutes=42),
    )
    runs = replace(office.runs.projectors, failed={"room-a.projector": failed} if failed else {})
    return replace(
        office,
        machines=replace(office.machines, projectors=Projectors({"room-a.projector": one})),
        runs=replace(office.runs, projectors=runs),
    )


def racked(stage: Way, done: int = 0, *, why: str = "", asked: bool = True) -> Office:
    """The rack on its way, with so many steps done."""
    office = quiet()
    down = stage in (Way.GOING_OFF, Way.HELD_OFF)
    order = STEPS[::-1] if down else STEPS
    lit = set(order[done:] if down else order[:done])
    if stage is Way.ON:
        lit = set(STEPS)
    reports = dict(office.devices.reports)
    for number, step in enumerate(STEPS, start=1):
        reports["a-rack", number] = report(MORNING, power=step in lit)
    if why == "no_answer":
        number = STEPS.index(order[done]) + 1
        reports["a-rack", number] = report(MORNING, Known.UNREACHABLE, power=down)
    rack = Rack(
        stage=stage,
        todo=() if stage in (Way.ON, Way.OFF) else order[done:],
        done=order[:done],
        asked=asked,
        next_due_s=None if why else 1002.0,
        why=why,
        by="panel",
        since=MORNING,
    )
    return replace(
        office,
        devices=Devices(reports=reports),
        machines=replace(office.machines, racks=Racks({"room-a": rack})),
    )


def staged(*, undone: bool = False, running: bool = True) -> Office:
    """A presentation asked for; still under way, or over with the amplifier not done."""
    office = quiet()
    waiting = (
        Waiting(control="projector.on", channel="room-a.projector"),
        Waiting(control="curtains.close", channel="room-a.rear-curtain"),
    )
    failed = (Undone(control="rack.on", channel="room-a.amplifier", why="no_answer"),)
    run = SceneRun(
        scene="presentation",
        by="panel",
        since=MORNING,
        waiting=waiting if running else (),
        undone=failed if undone else (),
        limit_s=1600.0 if running else None,
    )
    return replace(office, runs=replace(office.runs, scenes=SceneRuns({"room-a": run})))

"""What a room's panel is made of; what its start page says of scenes and of the room."""

from dataclasses import replace
from functools import partial

from gateway.domain.rooms.scenes.state import SceneRuns, Undone, Waiting
from gateway.domain.rules import ChannelKind
from kiosk_web.views.panel import Nav
from kiosk_web.views.panel.home import HomeView
from tests.browser import panel_scenes as room
from tests.browser import scenes
from tests.browser.panel_scenes import Beam
from tests.kiosk_web.panel_parts import panel_of, part_of

panel = partial(panel_of, room.rules())
part = partial(part_of, room.rules())


def test_a_full_room_has_a_tab_for_each_kind_of_thing() -> None:
    """Pages build themselves from what the room has."""
    tabs = part(room.quiet(), "nav", Nav).tabs

    assert [tab.name for tab in tabs if tab.name not in ("service", "climate")] == [
        "home", "lights", "curtains", "projector", "rack", "others"
    ]  # fmt: skip


def test_every_thing_of_a_room_is_on_exactly_one_page() -> None:
    """Nothing is left out and nothing twice: a channel goes to the first page that takes it."""
    html = str({k: v for k, v in panel(room.quiet()).items() if k not in ("home", "nav", "head")})
    room_a = room.rules().rooms["room-a"]
    steps = [c for c in room_a.channels if room.rules().channels[c].kind is ChannelKind.AV]
    for channel in set(room_a.channels) - set(steps):
        assert html.count(f"control='{channel.removeprefix('room-a.')}'") == 1, channel


def test_a_rack_on_its_way_is_one_thing_of_a_scene() -> None:
    """A scene that waits for six steps says "the system", not six names."""
    office = room.staged()
    run = office.runs.scenes.by_place["room-a"]
    steps = tuple(Waiting(control="rack.on", channel=step) for step in room.STEPS)
    scene = SceneRuns({"room-a": replace(run, waiting=steps)})
    mark = part(
        replace(office, runs=replace(office.runs, scenes=scene)), "home", HomeView
    ).scenes.mark

    assert mark is not None
    assert mark.word == "Presentation: still to come: System"


def test_a_scene_whose_rack_was_refused_names_the_system_not_a_control() -> None:
    """Words a person says: never `rack.on`."""
    office = room.staged(undone=True, running=False)
    run = office.runs.scenes.by_place["room-a"]
    refused = (Undone(control="rack.on", channel="", why="held"),)
    scene = SceneRuns({"room-a": replace(run, undone=refused)})
    mark = part(
        replace(office, runs=replace(office.runs, scenes=scene)), "home", HomeView, "zh"
    ).scenes.mark

    assert mark is not None
    assert mark.word == "演示：没有做到：系统"


def test_a_scene_under_way_names_what_is_still_to_come() -> None:
    """Spec 03 §2: a scene runs until each of its things has done it; the key says so."""
    home = part(room.staged(), "home", HomeView)
    states = {key.id: key.state for key in home.scenes.keys}

    assert states["presentation"] == "running"
    assert home.scenes.mark is not None
    assert home.scenes.mark.word == "Presentation: still to come: Projector, Rear curtain"


def test_a_scene_that_failed_in_part_names_the_device() -> None:
    """Spec 03 §2: a failed wish is named, the rest goes on."""
    mark = part(room.staged(undone=True, running=False), "home", HomeView, "zh").scenes.mark

    assert mark is not None
    assert (mark.word, mark.tone) == ("演示：没有做到：功放", "bad")


def test_the_start_page_says_what_is_on() -> None:
    """The room at a glance: one honest line for each page."""
    lines = part(room.projecting(Beam.COOLING, left_s=74), "home", HomeView).lines
    words = {line.page: (line.mark.word, line.mark.icon) for line in lines}

    assert words["projector"] == ("Cooling down", "queue")
    assert words["curtains"] == ("Position not known", "k-unknown")
    assert words["rack"] == ("Off", "k-confirmed")


def test_what_a_room_uses_is_not_said_while_something_on_is_not_measured() -> None:
    """A sum without the rack that is on would be a wrong figure; none is better."""
    office = room.quiet()

    def used(**rack: object) -> str:
        said = scenes.report(scenes.MORNING, **rack)
        off = scenes.report(scenes.MORNING, power=False)
        reports = {**office.devices.reports, ("room-a-relays", 1): off, ("a-rack", 1): said}
        devices = replace(office.devices, reports=reports)
        return part(replace(office, devices=devices), "home", HomeView).watts

    assert used(power=False) == "1.1 kW"
    assert used(power=True) == ""
    assert used(power=True, power_w=400.0) == "1.5 kW"

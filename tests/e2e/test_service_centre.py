"""The service centre end to end: each kind of control, each family, over HTTP to a device and back.

One office for all; every test leaves its things as it found them, or does not mind.
"""

import json
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from devices.sim.board import Fault
from gateway.domain.rooms.climate.state import climate_now
from gateway.domain.rooms.curtains.state import curtain_now
from gateway.domain.rooms.projector.state import projector_now
from gateway.domain.rooms.rack.state import rack_now
from gateway.domain.rooms.scenes.state import scene_now
from gateway.domain.rooms.volume.state import volume_now
from tests.e2e.centre import Centre, OpenPanel, press
from tests.leaks import left_behind, look
from tests.parts.onlooker import Onlooker

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""


@pytest.fixture(autouse=True, scope="module")
def leaves_nothing_behind():
    """The check of every test, here of all together: the office's devices come and go meanwhile."""
    before = look()
    yield
    assert left_behind(before) == []


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    """The running office."""
    with Centre(tmp_path_factory.mktemp("centre")) as one:
        one.see(lambda s: s.office.devices.broker_ok)
        for channel in ("spot-1", "door-light", "window-light", "rear-curtain", "amplifier"):
            one.see_channel(f"room-a.{channel}", lambda c: c.known == "confirmed")
        yield one


@pytest.fixture(scope="module")
def program(centre):
    """Who presses."""
    return centre.program()


@pytest.fixture(scope="module")
def panels(centre):
    """The rooms' panels of another browser, open all the time; nobody presses there."""
    browser = centre.panel()
    with ExitStack() as stack:
        yield {
            room: stack.enter_context(OpenPanel(browser, room))
            for room in ("room-a", "room-b", "reception")
        }


@pytest.fixture(scope="module")
def panel(panels):
    """The other panel of the AV room."""
    return panels["room-a"]


def relay(device: str, number: int, *, on: bool = True):
    """Return a question: is this relay closed?"""
    return lambda centre: centre.board(device).wait_for(lambda s: s.channels[number].is_on is on)


def motor(device: str, number: int, position: float):
    """Return a question: does this motor stand there?"""
    return lambda centre: centre.board(device).wait_for(
        lambda s: s.shutters[number].position_pct == position, 20.0
    )


def switch_on(text: str) -> bool:
    """Tell whether a tile has its switch on."""
    return 'aria-checked="true"' in text


def figure(control: str, number: int, kind: str = "value"):
    """Return a question to a tile: does it show this number?"""
    return lambda text: re.search(rf'id="{kind}-{control}"[^>]*>{number}<', text)


@dataclass(frozen=True)
class Control:
    """A kind of control: what is pressed, what moves, what the other panel's tile shows then."""

    family: str
    control: str
    value: object
    reaches: Callable[[Centre], bool]
    shows: Callable[[str], object]
    room: str = "room-a"


CONTROLS = [
    Control("tasmota", "spot-1.level", 50, relay("room-a-lights", 1), figure("spot-1", 50)),
    Control("tasmota", "spot-2.on", None, relay("room-a-lights", 2), figure("spot-2", 100)),
    Control("shelly1", "door-light.on", None, relay("room-a-wall-box", 0), switch_on),
    Control("shelly1", "wall-light.toggle", None, relay("room-a-wall-box", 1), switch_on),
    Control("zigbee2mqtt", "window-light.on", None, relay("room-a-window-switch", 1), switch_on),
    Control("esphome", "fan.on", None, relay("room-a-node", 2), switch_on),
    Control(
        "zigbee2mqtt",
        "floor-curtain.open",
        None,
        motor("room-a-floor-curtain", 1, 100),
        figure("floor-curtain", 100, "place"),
    ),
    Control(
        "shelly",
        "screen.down",
        None,
        motor("room-a-screen", 0, 0),
        lambda text: "It is down already" in text,
    ),
    Control("generic", "ceiling.on", None, relay("room-b-relays", 1), switch_on, room="room-b"),
    Control("tasmota", "ceiling.on", None, relay("reception-relays", 1), switch_on, "reception"),
    Control("shelly", "sockets.on", None, relay("reception-plug", 0), switch_on, "reception"),
]


@pytest.mark.parametrize("one", CONTROLS, ids=lambda one: f"{one.family}:{one.control}")
def test_a_press_over_http_reaches_the_device_and_is_confirmed_on_another_open_panel(
    centre, program, panels, one
):
    """Asked here, done there, and shown as done only because the device said so."""
    name = one.control.partition(".")[0]
    panel = panels[one.room]
    panel.until_tile(name, bool)
    assert not one.shows(panel.tile(name)), "nothing has been pressed"

    said = press(program, one.control, one.value, one.room)

    assert (said.status, said.json()["code"]) == (200, "asked"), said.text
    assert one.reaches(centre)
    panel.until_tile(name, lambda text: one.shows(text) and "Confirmed" in text)
    assert centre.channel(f"{one.room}.{name}").known == "confirmed"


def test_a_curtain_on_two_relays_never_has_both_on(centre, program, panel):
    """Opened, turned round on the way: off, a pause, then the other relay; shown on the panel.

    A machine that stood still on the way leaves nobody sure where it is: the panel says so,
    and that closing it once more tells.
    """
    closed = figure("door-curtain", 0, "place")
    with Onlooker(centre.demo.broker, "stat/rooms/a/curtains/+") as wire:
        assert press(program, "door-curtain.open").json()["code"] == "asked"
        assert centre.board("room-a-curtains").wait_for(lambda s: s.channels[1].is_on)
        assert press(program, "door-curtain.close").json()["code"] in ("asked", "queued")
        assert centre.board("room-a-curtains").wait_for(lambda s: s.channels[2].is_on)
        panel.until_tile("door-curtain", lambda text: closed(text) or "then I know" in text)
        if not closed(panel.tile("door-curtain")):
            assert press(program, "door-curtain.close").json()["ok"]
            panel.until_tile("door-curtain", closed)
        heard = [(topic[-1], body) for topic, body, _ in wire.heard if topic[-6:-1] == "POWER"]
    on: set[str] = set()
    for number, body in heard:
        on = on | {number} if body == b"ON" else on - {number}
        assert len(on & {"1", "2"}) < 2, heard
    assert on == set()


def test_the_projector_gets_mains_warms_and_the_screen_comes_down(centre, program, panel):
    """Then off: it cools, the screen goes up, and nothing was cut while it was hot."""
    beamer = centre.demo.things.projectors["room-a-projector"]
    assert press(program, "projector.on").json()["code"] == "asked"
    assert centre.board("room-a-node").wait_for(lambda s: s.channels[1].is_on)
    assert beamer.wait_for(lambda s: s.phase == "warming")
    assert press(program, "projector-socket.off").json()["code"] == "projector_hot"
    assert beamer.wait_for(lambda s: s.phase == "on")
    panel.until_tile("projector", lambda text: "Confirmed" in text)
    assert motor("room-a-screen", 0, 0)(centre)
    centre.see(lambda s: stage(s) == "on")

    assert press(program, "projector.off").json()["code"] == "hold"
    assert press(program, "projector.off", {"held_s": 1.6}).json()["code"] == "asked"
    assert beamer.wait_for(lambda s: s.phase == "cooling")
    press(program, "projector-socket.off")  # queued, or done if it has cooled by now
    assert beamer.wait_for(lambda s: s.phase == "standby")
    centre.see(lambda s: stage(s) == "standby")
    assert motor("room-a-screen", 0, 100)(centre)
    assert beamer.state().harmed == 0


def test_the_rack_comes_on_in_order_and_goes_off_in_reverse(centre, program, panel):
    """Each step confirmed before the next, the amplifier last and off first; the panel follows."""
    with Onlooker(centre.demo.broker, "room-a-rack/rpc") as wire:
        assert press(program, "rack.on").json()["code"] == "hold"
        assert press(program, "rack.on", {"held_s": 2.0}).json()["code"] == "asked"
        centre.see(lambda s: rack(s) == "on")
        panel.until(lambda text: "System off" in text)
        assert press(program, "rack.off", {"held_s": 2.0}).json()["code"] == "asked"
        centre.see(lambda s: rack(s) == "off")
        panel.until(lambda text: "System on" in text)
        asked = [json.loads(body) for _, body, _ in wire.heard]
    switched = [
        (one["params"]["id"], one["params"]["on"]) for one in asked if one["method"] == "Switch.Set"
    ]
    steps = (0, 1, 2, 3)
    assert switched == [*((n, True) for n in steps), *((n, False) for n in reversed(steps))]


def test_volume_is_set_on_the_devices_own_scale(centre, program):
    """100 for people is what the site allows; the device reports, and only that is believed."""
    assert press(program, "volume.level", 100).json()["code"] == "asked"

    assert centre.board("room-a-amplifier").wait_for(lambda s: s.channels[1].level_pct == 85)
    centre.see(lambda s: volume_now(s.office, s.rules, "room-a.volume").level == 100)


def test_a_players_key_is_sent_by_infrared_and_only_assumed(centre, program):
    """Nothing comes back from a DVD player; nobody claims that it did."""
    assert press(program, "dvd.play").json()["ok"]
    assert centre.board("room-a-ir").wait_for(lambda s: any("0x20DF0DF2" in c for c in s.sent))

    assert press(program, "vcr.stop").json()["ok"]
    assert centre.board("room-a-ir-recorder").wait_for(lambda s: "B0AjkBF7Akck" in s.sent)
    assert centre.channel("room-a.dvd").known != "confirmed"


def test_the_air_conditioner_is_asked_by_infrared_and_only_assumed(centre, program):
    """Its whole state goes out each time, inside the site's limits; nobody claims an answer."""
    sender = centre.board("room-a-ir")
    assert press(program, "ac.setpoint", 24).json()["code"] == "out_of_range"
    assert press(program, "ac.setpoint", 27).json()["ok"]
    assert press(program, "ac.on").json()["ok"]

    assert sender.wait_for(
        lambda s: any('"Power": "On"' in c and '"Temp": 27' in c for c in s.sent), 10.0
    )
    now = centre.look()
    assert climate_now(now.office, now.rules, "room-a.ac", now.now.mono_s).known != "confirmed"


def test_an_air_conditioner_that_answers_is_set_and_comes_back_confirmed_on_a_panel(
    centre, program, panels
):
    """Mode, set-point and fan reach the unit; what its own remote control does is followed."""
    centre.see_channel("room-b.ac", lambda c: c.reported.power is False)
    unit = centre.board("room-b-air")
    assert press(program, "ac.run", "cool", room="room-b").json()["ok"]
    assert unit.wait_for(lambda s: s.channels[1].is_on)
    centre.see_channel("room-b.ac", lambda c: c.reported.power is True)
    assert press(program, "ac.setpoint", 27.5, room="room-b").json()["ok"]
    assert press(program, "ac.fan", "high", room="room-b").json()["ok"]
    assert unit.wait_for(lambda _: unit.air(1).fan == "high")
    assert (unit.air(1).mode, unit.air(1).target_c) == ("cool", 27.5)
    panels["room-b"].until(lambda text: ">27.5</span>" in text and "Confirmed" in text)

    unit.do(lambda: unit.obey("room-b-air/climate/unit/mode/command", b"dry"))
    panels["room-b"].until_tile("ac", lambda text: "Dry" in text)
    assert press(program, "ac.off", room="room-b").json()["ok"]
    assert unit.wait_for(lambda s: not s.channels[1].is_on)
    resting = press(program, "ac.on", room="room-b").json()
    assert (resting["code"], resting["ok"]) == ("queued", True)
    press(program, "ac.cancel", room="room-b")


def test_a_source_switches_picture_and_sound_once_there_is_a_picture(centre, program):
    """In a dark room nothing is sent, and the panel can offer to turn the room on."""
    beamer = centre.demo.things.projectors["room-a-projector"]
    amplifier = centre.board("room-a-amplifier")
    assert press(program, "source.pc-2").json()["code"] == "room_off"

    assert press(program, "source.turn_on", "pc-2").json()["ok"]

    assert beamer.wait_for(lambda s: s.phase == "on" and s.source == "32")
    assert amplifier.wait_for(lambda s: "in_4" in s.sent)
    centre.see(lambda s: rack(s) == "on", 30.0)
    assert press(program, "projector.off", {"held_s": 1.6}).json()["ok"]
    assert press(program, "rack.off", {"held_s": 2.0}).json()["ok"]
    centre.see(lambda s: rack(s) == "off")
    assert beamer.state().harmed == 0


def test_a_scene_with_one_dead_device_does_the_rest_and_names_it(centre, program, panel):
    """The wall box does not answer: its lights are named, the others and the curtains are done."""
    dead = centre.board("room-a-wall-box")
    assert press(program, "lights.all_off").json()["ok"]
    centre.see_channel("room-a.door-light", lambda c: c.reported.power is False)
    dead.break_(Fault.SILENT)
    try:
        assert press(program, "scene.signing").json()["code"] == "asked"
        assert centre.board("room-a-lights").wait_for(lambda s: s.channels[1].is_on)
        assert centre.board("room-a-window-switch").wait_for(lambda s: s.channels[1].is_on)
        centre.see(lambda s: not scene_now(s.office, s.rules, "room-a").running)
        panel.until(lambda text: re.search("Signing: not done: .*Door light", text))
    finally:
        dead.break_(Fault.NONE)
    now = centre.look()
    undone = {
        one.name.en.partition(" in ")[0]
        for one in scene_now(now.office, now.rules, "room-a").undone
    }
    assert undone == {"Door light", "Wall light"}
    for curtain in ("door-curtain", "rear-curtain", "floor-curtain"):
        place = curtain_now(now.office, now.rules, f"room-a.{curtain}", now.now.mono_s)
        assert place.position_pct == 100, place


def stage(snapshot):
    """Return how far the projector is."""
    now = snapshot.now.mono_s
    return projector_now(snapshot.office, snapshot.rules, "room-a.projector", now).stage


def rack(snapshot):
    """Return how far the rack is."""
    return rack_now(snapshot.office, snapshot.rules, "room-a", snapshot.now.mono_s).stage


@dataclass(frozen=True)
class Lamp:
    """One switched thing of a family, for trouble."""

    family: str
    room: str
    name: str
    device: str
    number: int

    @property
    def channel(self) -> str:
        """Return its id."""
        return f"{self.room}.{self.name}"


LAMPS = [
    Lamp("tasmota", "reception", "ceiling", "reception-relays", 1),
    Lamp("shelly1", "room-a", "wall-light", "room-a-wall-box", 1),
    Lamp("shelly", "reception", "sockets", "reception-plug", 0),
    Lamp("zigbee2mqtt", "room-a", "window-light", "room-a-window-switch", 1),
    Lamp("esphome", "room-a", "fan", "room-a-node", 2),
    Lamp("generic", "room-b", "ceiling", "room-b-relays", 1),
]


@pytest.fixture(params=LAMPS, ids=lambda lamp: lamp.family)
def lamp(request, centre, program):
    """Each family's, off, known to be off, and whole again after the test."""
    one = request.param
    board = centre.board(one.device)
    press(program, f"{one.name}.off", room=one.room)
    centre.see_channel(one.channel, lambda c: c.known == "confirmed" and c.reported.power is False)
    yield one
    board.break_(Fault.NONE)
    centre.see_channel(one.channel, lambda c: c.known == "confirmed")


def broken(centre, lamp: Lamp, fault: Fault) -> None:
    """Break a device, and return when it is."""
    board = centre.board(lamp.device)
    board.break_(fault)
    assert board.wait_for(lambda s: s.fault is fault)


def test_offline_its_key_is_dead_and_the_panel_says_so_and_its_return_is_seen(
    centre, program, panels, lamp
):
    """Never shown as off; a press is refused in words and nothing is sent later."""
    panel, board = panels[lamp.room], centre.board(lamp.device)
    broken(centre, lamp, Fault.OFFLINE)
    panel.until_tile(lamp.name, lambda text: "No answer" in text)
    assert "switch" not in re.findall(r'role="(\w+)"[^>]*(?<!disabled)>', panel.tile(lamp.name))
    heard = board.state().heard

    said = press(program, f"{lamp.name}.on", room=lamp.room)

    assert (said.status, said.json()["code"]) == (409, "offline")
    board.break_(Fault.NONE)
    panel.until_tile(lamp.name, lambda text: "Confirmed" in text)
    assert not board.state().channels[lamp.number].is_on
    assert centre.channel(lamp.channel).reported.power is False
    assert heard <= board.state().heard


def test_offline_in_the_middle_of_a_command_is_never_called_done(centre, program, panels, lamp):
    """Asked, not carried out, gone: the panel says that nobody answers; back, it is off."""
    panel, board = panels[lamp.room], centre.board(lamp.device)
    broken(centre, lamp, Fault.SILENT)
    assert press(program, f"{lamp.name}.on", room=lamp.room).json()["code"] == "asked"
    broken(centre, lamp, Fault.OFFLINE)
    panel.until_tile(lamp.name, lambda text: "No answer" in text)
    assert not switch_on(panel.tile(lamp.name))

    for _ in range(3):
        centre.advance(2.1)
    centre.see_channel(lamp.channel, lambda c: c.wish.state in ("no_answer", "not_sent"))
    board.break_(Fault.NONE)
    centre.see_channel(lamp.channel, lambda c: c.known == "confirmed")

    assert centre.channel(lamp.channel).reported.power is False
    assert centre.channel(lamp.channel).wish.state in ("no_answer", "not_sent")
    assert not board.state().channels[lamp.number].is_on


def test_a_reboot_in_the_middle_of_a_command_is_survived(centre, program, panels, lamp):
    """The command is lost with it; the next try gets through, and only then it is shown as on."""
    panel, board = panels[lamp.room], centre.board(lamp.device)
    broken(centre, lamp, Fault.LATE)
    heard = board.state().heard
    assert press(program, f"{lamp.name}.on", room=lamp.room).json()["code"] == "asked"
    assert board.wait_for(lambda s: s.heard > heard)

    board.reboot()
    board.break_(Fault.NONE)

    panel.until_tile(lamp.name, switch_on)
    done = centre.see_channel(lamp.channel, lambda c: c.wish.state == "done")
    assert (done.known, done.reported.power) == ("confirmed", True)
    assert board.state().channels[lamp.number].is_on

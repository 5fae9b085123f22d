"""A room over the API: what the panel shows of it, for programs, and answers with all they say."""

from collections.abc import Mapping

import pytest

from gateway.domain.office import Office
from gateway.domain.rooms.lock.state import Level
from gateway.domain.rules import Rules
from kiosk_web import tokens
from kiosk_web.tokens import Scope
from tests.browser import host_scenes, panel_scenes, scenes, show_scenes
from tests.browser.panel_scenes import Beam, Way
from tests.kiosk_web.fake_gateway import office


@pytest.fixture
def built():
    return office()


@pytest.fixture
def program(built):
    """Return a function that asks or presses as a program does."""
    with built.app.test_request_context():
        _, secret = tokens.make("test", frozenset(Scope), by="p001")
    client, headers = built.app.test_client(), {"Authorization": f"Bearer {secret}"}

    def call(path: str, body: Mapping[str, object] | None = None):
        url = f"/api/v1/rooms/room-a{path}"
        if body is None:
            return client.get(url, headers=headers).get_json()
        return client.post(url, json=body, headers=headers).get_json()

    return call


def show(built, state: Office, rules: Rules) -> None:
    """Put a state in place."""
    built.gateway.clock = scenes.now()
    built.gateway.change(state, rules)


def channel(room, name: str):
    """Return one channel of a room."""
    return next(one for one in room["channels"] if one["id"] == f"room-a.{name}")


def test_a_press_says_all_that_it_led_to(built, program):
    """Which channels were asked, which could not be: as the panel hears it."""
    said = program("/press", {"control": "spot-1.level", "value": 50})

    assert said["code"] == "asked"
    assert said["data"] == {"channels": ["room-a.spot-1"], "offline": []}


def test_a_refused_press_says_what_would_help(built, program):
    """In a dark room the answer to a source offers the control that turns it on."""
    show(built, show_scenes.dark(), show_scenes.rules())
    said = program("/press", {"control": "source.pc-1"})

    assert (said["status"], said["code"]) == (409, "room_off")
    assert said["data"]["offer"] == {"control": "source.turn_on", "value": "pc-1"}


def test_on_while_it_rests_says_how_long(built, program):
    """A queued air conditioner: seconds to wait; then the room says the same."""
    show(built, host_scenes.resting(queued=False), host_scenes.rules())
    said = program("/press", {"control": "wall-ac.on"})
    unit = channel(program(""), "wall-ac")

    assert (said["code"], said["data"]["wait_s"]) == ("queued", 214)
    assert unit["climate"]["queued"] is True
    assert unit["climate"]["pause_left_s"] == 214.0
    assert (unit["power"], unit["climate"]["mode"]) == (False, "cool")
    assert unit["climate"]["modes"] == ["cool", "heat", "dry", "fan"]


def test_machines_say_what_the_panel_shows(built, program):
    """A curtain under way, a projector that cools with "on" queued, a rack held at its step."""
    show(built, panel_scenes.moving(), panel_scenes.rules())
    curtain = channel(program(""), "rear-curtain")["curtain"]
    assert (curtain["moving"], curtain["target_pct"], curtain["between_pct"]) == (1, 100.0, None)

    state = panel_scenes.projecting(Beam.COOLING, left_s=74, queued="on")
    show(built, state, panel_scenes.rules())
    beam = channel(program(""), "projector")
    assert (beam["power"], beam["projector"]["stage"]) == (False, "cooling")
    assert (beam["projector"]["queued"], beam["projector"]["left_s"]) == ("on", 74.0)

    show(built, panel_scenes.racked(Way.HELD_ON, 3, why="no_answer"), panel_scenes.rules())
    rack = program("")["rack"]
    assert (rack["stage"], rack["step"], rack["why"]) == (
        "held_on",
        "room-a.matrix",
        "no_answer",
    )
    assert len(rack["lit"]) == 3


def test_sources_players_and_volumes_say_what_is_shown_and_how_it_is_known(built, program):
    """What waits and why; a player is assumed; a mute keeps its level."""
    show(built, show_scenes.waiting(), show_scenes.rules())
    room = program("")
    shown = [one["id"] for one in room["sources"]["sources"] if one["shown"]]
    assert shown == ["dvd"]
    assert (room["sources"]["waiting"], room["sources"]["why"]) == ("pc-2", "pause")
    player = channel(room, "dvd")
    assert (player["player"]["doing"], player["known"]) == ("playing", "assumed")

    show(built, show_scenes.loud(muted=True), show_scenes.rules())
    volume = channel(program(""), "volume")["volume"]
    assert (volume["muted"], volume["level"]) == (True, 40)


def test_a_scene_names_what_is_not_done(built, program):
    """By control, name and reason; what is offered stands beside it."""
    show(built, panel_scenes.staged(undone=True, running=False), panel_scenes.rules())
    scenes_now = program("")["scenes"]

    assert (scenes_now["scene"], scenes_now["running"]) == ("presentation", False)
    [undone] = scenes_now["undone"]
    assert (undone["control"], undone["why"]) == ("rack.on", "no_answer")
    assert undone["name"]["en"].startswith("Amplifier")
    assert "discussion" in [one["id"] for one in scenes_now["offered"]]


def test_a_lock_says_how_far_it_is_open_and_how_long_the_pad_waits(built, program):
    """And never anything of a PIN."""
    show(built, host_scenes.locked({Level.CONTROLS: 5}), host_scenes.rules())
    assert program("")["lock"] == {
        "level": 0,
        "asks_controls": True,
        "asks_system": True,
        "meeting": False,
        "closes_in_s": None,
        "wait_s": 58.0,
    }
    show(built, host_scenes.air(), host_scenes.rules())
    lock = program("")["lock"]
    assert (lock["level"], lock["closes_in_s"], lock["wait_s"]) == (2, 50.0, None)

"""What the site file says of panels' locks, readers of rooms and services; PINs are secrets."""

import pytest

from gateway.config import load, load_site
from gateway.domain.rules import SERVICES, PanelLock
from gateway.domain.text import Text
from gateway.pins import panel_pins
from gateway.rules import site_rules

LOCK = """
[[rooms]]
id = "room-b"
name = "B"
zone = "office"
lock = {%s}
"""
READER = """
[[readers]]
id = "panel-b"
kind = "mqtt"
topic = "panel-b"
zone = "office"
room = "room-b"
"""
PINS = '[panels]\npin = "2580"\nsystem_pin = "314159"\n'


def test_a_lock_is_read_and_its_pins_are_compared_and_never_shown(site_file):
    """The house's PINs, unless the room has its own."""
    site_file.add(LOCK % "")
    site_file.secrets(PINS + '[rooms.room-a]\npin = "1357"\n')

    site, secrets = load(site_file.path, {})
    pins = panel_pins(site, secrets)

    assert site_rules(site).rooms["room-b"].lock == PanelLock()
    assert site_rules(site).rooms["room-a"].lock is None
    assert pins.is_right("room-b", 1, "2580")
    assert pins.is_right("room-a", 1, "1357")
    assert not pins.is_right("room-a", 1, "2580")
    assert pins.is_right("room-a", 2, "314159")
    assert not pins.is_right("room-b", 2, "2580")
    assert not pins.is_right("nowhere", 1, "2580")
    assert not pins.is_right("room-b", 1, "")
    assert not pins.is_right("room-b", 1, "\ud800")
    assert "2580" not in repr(secrets) + repr(pins) + repr(vars(pins))


def test_pins_may_come_from_systemd(site_file, tmp_path):
    """`room-pin` and `room-system-pin` win over the file."""
    site_file.add(LOCK % "")
    site_file.secrets(PINS)
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "room-pin").write_text("8642\n")

    site, secrets = load(site_file.path, {"CREDENTIALS_DIRECTORY": str(folder)})

    assert panel_pins(site, secrets).is_right("room-b", 1, "8642")


@pytest.mark.parametrize(
    ("lock", "secrets", "found"),
    [
        ("", "", ["rooms.room-b.lock: nobody could open it", "rooms.room-b.lock: nobody could"]),
        ("system = false", '[panels]\npin = "2580"\n', []),
        ("controls = false", '[panels]\nsystem_pin = "2580"\n', []),
        ("system = false", "", ["rooms.room-b.lock: nobody could open it: write a pin"]),
        ("", '[panels]\npin = "2580"\nsystem_pin = "2580"\n', ["rooms.room-b.lock: pin and sys"]),
        ("", '[panels]\npin = "25"\nsystem_pin = "1234"\n', ["secrets.toml: panels.pin: must"]),
        ("", '[panels]\npin = "1111"\nsystem_pin = "12"\n', ["secrets.toml: panels.pin: must not"]),
        ("sistem = true", PINS, ["rooms.room-b.lock.sistem: unknown key"]),
        ("", PINS + '[rooms.room-z]\npin = "2580"\n', ["secrets.toml: rooms.room-z: no such room"]),
    ],
)
def test_a_lock_that_nobody_could_open_is_a_problem(site_file, lock, secrets, found):
    """Said before anybody stands in front of it; no PIN is quoted."""
    site_file.add(LOCK % lock)
    site_file.secrets(secrets)

    problems = site_file.problems()

    for start in found:
        assert any(line.startswith(start) for line in problems), problems
    assert bool(problems) is bool(found)
    assert not any(pin in line for line in problems for pin in ("2580", "1111", "314159"))


def test_a_rooms_reader_is_enough_to_open_it(site_file):
    """Badges open the controls."""
    site_file.add(LOCK % "system = false" + READER)

    site = load_site(site_file.path, {})

    assert site_rules(site).readers["panel-b"].room == "room-b"


def test_a_reader_of_a_room_that_is_not_there_is_a_problem(site_file):
    """With a hint."""
    site_file.add(LOCK % "system = false" + READER.replace('room = "room-b"', 'room = "rom-b"'))
    assert "readers.panel-b.room: no room 'rom-b'; did you mean 'room-b'?" in site_file.problems()


def test_services_are_the_usual_ones_unless_the_site_says_others(site_file):
    """In their order; a usual one keeps its name and picture."""
    assert site_rules(load_site(site_file.path, {})).services == SERVICES
    site_file.add('[[services]]\nid = "tea"\n[[services]]\nid = "copies"\nicon = "printer"\n')

    tea, copies = site_rules(load_site(site_file.path, {})).services

    assert tea == SERVICES[0]
    assert (copies.name, copies.icon) == (Text("copies", "copies"), "printer")


def test_two_services_of_one_id_are_a_problem(site_file):
    """A call would not say which."""
    site_file.add('[[services]]\nid = "tea"\n[[services]]\nid = "tea"\n')
    assert any("double id" in line for line in site_file.problems())

"""Whatever comes in, from a card, a device, a browser or a hand: clear words, nothing changes."""

import pytest

from gateway.domain.effects import Light, Result
from tests.e2e.office import DOOR, LIGHT, ROOM, STRANGER, ZHOU, Office
from tests.parts.onlooker import Onlooker

JUNK = [
    ("1 MB", b"x" * 1_000_000),
    ("1 MB of JSON", b'{"POWER1":"ON","x":"' + b"y" * 1_000_000 + b'"}'),
    ("not UTF-8", b"\xff\xfe\x00ON"),
    ("a list", b'["POWER1","ON"]'),
    ("nested without end", b"[" * 60_000),
    ("wrong types", b'{"POWER1":{"a":1},"POWER2":[],"POWER3":null,"Dimmer":"bright"}'),
    ("numbers out of range", b'{"POWER1":1e999,"Dimmer":-5,"Channel1":1e9}'),
    ("not a number", b'{"POWER1":NaN}'),
    ("NUL bytes", b"\0" * 500),
    ("nothing", b""),
]
TOPICS = ("stat/room-a-relays/RESULT", "stat/room-a-relays/POWER1", "tele/room-a-relays/STATE")


@pytest.mark.parametrize(("what", "payload"), JUNK, ids=[name for name, _ in JUNK])
def test_junk_on_mqtt_changes_nothing_and_stops_nothing(office, devices, broker, what, payload):
    """One bad message costs only itself: the state stands, the next tap is answered.

    The other light is switched by hand, not only said to be on: the relays tell
    what they do again and again, and would contradict.
    """
    before = office.channel(LIGHT)
    with Onlooker(broker) as device:
        for topic in TOPICS:
            device.say(topic, payload)
        device.say("contacts/window-1", payload)
        device.say("tele/office-meter/SENSOR", payload)
    devices.relays.press_wall_switch(2)
    office.see_channel("room-a.wall-light", lambda c: c.reported.power)

    after = office.channel(LIGHT)
    assert (after.reported, after.known) == (before.reported, before.known)
    assert not office.look().office.health.inputs.get("window-1")
    assert office.look().office.health.parts["broker"].ok
    office.tap(ZHOU)
    office.see(lambda s: s.office.presence.sessions)


def test_an_unknown_badge_gets_amber_and_plain_words(office):
    """Nobody is signed in; the kiosk says what to do; the ledger keeps only the number's end."""
    office.tap(STRANGER)
    seen = office.see(lambda s: DOOR in s.office.taps.shown)

    shown = seen.office.taps.shown[DOOR]
    assert (shown.result, shown.light, shown.person) == (Result.UNKNOWN_BADGE, Light.AMBER, None)
    assert shown.message.zh
    assert shown.message.en
    assert office.people_in() == set()
    (row,) = office.app.history.latest(kinds=["tap"], limit=1)
    assert row.body["uid_tail"] == STRANGER[-2:].hex().upper()
    assert STRANGER.hex() not in str(row.body).lower()


def test_an_oversized_form_is_refused_with_413_in_words(office):
    """More than 64 KiB is not read; the page says so in the visitor's language."""
    visitor = office.visitor()
    big = visitor.post("/login", number="1001", password="x" * 100_000)
    program = office.program("control")
    long = program.send(f"/api/v1/rooms/{ROOM}/press", {"control": "x" * 100_000}, page=None)

    assert big.status == long.status == 413
    assert "too large" in big.text.lower()
    assert visitor.get("/login").status == 200


def test_a_wrong_csrf_token_is_refused_in_words_and_does_nothing(office):
    """Another site's form, or a page grown old: 400, and what to do."""
    admin = office.admin()
    headers = {"Content-Type": "application/json", "X-CSRFToken": "forged", "Accept": "text/html"}
    refused = admin.ask("POST", f"/room/{ROOM}/press", b'{"control": "door-light.on"}', headers)
    missing = admin.ask("POST", "/logout", b"", {})

    assert (refused.status, missing.status) == (400, 400)
    assert "Reload it and try again" in refused.text
    assert office.channel(LIGHT).wish is None
    assert admin.get("/admin").status == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"control": "door-light.explode"}, 404, "unknown_control"),
        ({"control": "no-such.on"}, 404, "unknown_channel"),
        ({"control": "door-light.level", "value": 50}, 422, "not_dimmable"),
        ({}, 422, "invalid"),
        ({"control": 7}, 422, "invalid"),
        ([], 422, "invalid"),
    ],
)
def test_a_press_that_makes_no_sense_is_refused_with_a_stable_code(office, body, status, code):
    """A program hears which word was wrong; no relay hears anything."""
    said = office.program("control").send(f"/api/v1/rooms/{ROOM}/press", body, page=None)

    assert (said.status, said.json()["code"]) == (status, code)
    assert said.headers["Content-Type"] == "application/problem+json"
    assert office.channel(LIGHT).wish is None


def test_a_program_without_token_or_scope_is_refused(office):
    """401 without, 403 for a scope it does not have; never a traceback."""
    stranger, reader = office.visitor(), office.program("read")
    press = (f"/api/v1/rooms/{ROOM}/press", {"control": "door-light.on"}, None)

    assert stranger.send(*press).status == 401
    assert reader.send(*press).json()["code"] == "scope"


def test_a_second_gateway_on_the_same_data_is_refused_and_spoils_nothing(office, tmp_path, broker):
    """It says who has the folder; the running one's checkpoint is not touched."""
    office.tap(ZHOU)
    office.see(lambda s: s.office.presence.sessions)
    kept = office.app.ledger.load_checkpoint()

    second = Office(tmp_path / "data", broker)
    with pytest.raises(Exception, match="is in use by process"):
        second.app.start()

    assert office.app.ledger.load_checkpoint() == kept
    assert office.people_in() == {"p001"}

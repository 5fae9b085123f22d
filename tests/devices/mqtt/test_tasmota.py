"""Tasmota: what it says is understood, what it does not say is never invented."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.mqtt.families import build
from devices.mqtt.tasmota import Levels, Tasmota, TasmotaConfig
from gateway.domain.effects import Command, Verb
from gateway.domain.events import DeviceReported, Reading

RECORDINGS = Path(__file__).parents[2] / "recordings" / "tasmota"


def recorded():
    """Yield (options, line) for each line of each recording."""
    for file in sorted(RECORDINGS.glob("*.jsonl")):
        options = {}
        for number, text in enumerate(file.read_text().splitlines(), start=1):
            line = json.loads(text)
            if "config" in line:
                options = line["config"]
            else:
                yield pytest.param(options, line, id=f"{file.stem}-{number}")


def payload_of(line):
    """Return the bytes of a recorded line."""
    return bytes.fromhex(line["hex"]) if "hex" in line else line["payload"].encode()


def said(line):
    """Return the events a recorded line promises."""
    return [
        DeviceReported(
            device="d",
            channel=one["channel"],
            stale=one.get("stale", False),
            reading=Reading(**{k: v for k, v in one.items() if k not in ("channel", "stale")}),
        )
        for one in line["says"]
    ]


@pytest.fixture
def tasmota():
    """A device as it comes out of the box."""
    return Tasmota("d", TasmotaConfig(topic="room-a"))


@pytest.mark.parametrize(("options", "line"), list(recorded()))
def test_a_recorded_message_says_what_its_recording_promises(options, line):
    """Each recorded payload is understood as its recording says, no more and no less."""
    device = build("tasmota", "d", options)

    events = device.parse(line["topic"], payload_of(line), retained=line.get("retain", False))

    assert sorted(events, key=repr) == sorted(said(line), key=repr)


LINES = [param.values[1] for param in recorded()]
TOPICS = ["stat/room-a/RESULT", "stat/room-a/POWER1", "stat/room-a/STATUS0", "tele/room-a/LWT"]
TOPICS += ["tele/room-a/STATE", "tele/room-a/SENSOR", "stat/room-a/STATUS10", "x", ""]
WORDS = ["POWER", "POWER1", "Dimmer", "Channel2", "Shutter1", "Position", "Direction", "ENERGY"]
WORDS += ["Power", "Total", "StatusSTS", "StatusSNS"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["ON", "OFF", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner),
)


def sane(events):
    """Say that every event keeps the ranges `Reading` promises."""
    for event in events:
        r = event.reading
        assert event.channel is None or 1 <= event.channel <= 32
        assert r.power in (True, False, None)
        assert r.online in (True, False, None)
        assert r.direction in (-1, 0, 1, None)
        for value in (r.level_pct, r.position_pct):
            assert value is None or (0 <= value <= 100 and not isinstance(value, bool))
        for value in (r.power_w, r.energy_wh):
            assert value is None or (value >= 0 and math.isfinite(value))
        assert r != Reading()


@given(topic=st.sampled_from(TOPICS) | st.text(), payload=st.binary(max_size=200))
def test_any_bytes_are_taken(topic, payload):
    """Parse never raises and never leaves a range, whatever the bytes."""
    sane(Tasmota("d", TasmotaConfig(topic="room-a")).parse(topic, payload, retained=False))


@given(topic=st.sampled_from(TOPICS), message=JSON)
def test_any_json_is_taken(topic, message):
    """The same for well-formed JSON with the right words and the wrong types."""
    payload = json.dumps(message).encode()

    sane(Tasmota("d", TasmotaConfig(topic="room-a")).parse(topic, payload, retained=False))


@given(line=st.sampled_from(LINES), cut=st.integers(0, 400), put=st.binary(max_size=3))
def test_a_mutated_recording_is_taken(line, cut, put):
    """The same for real payloads with a bite out of them."""
    whole = payload_of(line)
    payload = whole[:cut] + put + whole[cut + len(put) :]

    for topic in TOPICS:
        sane(Tasmota("d", TasmotaConfig(topic="room-a")).parse(topic, payload, retained=False))


@pytest.mark.parametrize(
    "payload",
    [
        b"\xff" * 1_000_000,
        b'{"POWER1":' + b"[" * 100_000,
        b'{"POWER1":"' + b"O" * 1_000_000 + b'"}',
        b'{"Dimmer":' + b"9" * 10_000 + b"}",
        b'{"ENERGY":{"Power":' + b"9" * 400 + b"}}",
    ],
)
def test_monstrous_payloads_say_nothing(tasmota, payload):
    """A megabyte, a hundred thousand brackets and a number of 10,000 digits say nothing."""
    for topic in TOPICS:
        assert tasmota.parse(topic, payload, retained=False) == []


@pytest.mark.parametrize(
    ("verb", "channel", "value", "topic", "payload"),
    [
        (Verb.POWER, 1, False, "cmnd/room-a/POWER1", b"OFF"),
        (Verb.POWER, None, True, "cmnd/room-a/POWER1", b"ON"),
        (Verb.POWER, 3, True, "cmnd/room-a/POWER3", b"ON"),
        (Verb.LEVEL, 1, 50, "cmnd/room-a/Dimmer", b"50"),
        (Verb.LEVEL, None, 74.6, "cmnd/room-a/Dimmer", b"75"),
        (Verb.OPEN, 2, None, "cmnd/room-a/ShutterOpen2", b""),
        (Verb.CLOSE, None, None, "cmnd/room-a/ShutterClose1", b""),
        (Verb.STOP, 1, None, "cmnd/room-a/ShutterStop1", b""),
        (Verb.POSITION, 1, 30, "cmnd/room-a/ShutterPosition1", b"30"),
    ],
)
def test_a_command_becomes_one_message(tasmota, verb, channel, value, topic, payload):
    """Each verb has its word; the expiry travels with it."""
    command = Command(device="d", channel=channel, verb=verb, value=value, expires_s=2.0)

    (message,) = tasmota.encode(command)

    assert (message.topic, message.payload, message.expires_s) == (topic, payload, 2.0)
    assert message.qos == 2, "a broker that hung must not carry it out later"


def test_a_query_asks_for_states_and_sensors(tasmota):
    """Relays and dimmers come with STATE, meters and shutters with STATUS 10."""
    messages = tasmota.encode(Command(device="d", channel=None, verb=Verb.QUERY))

    assert [(m.topic, m.payload) for m in messages] == [
        ("cmnd/room-a/STATE", b""),
        ("cmnd/room-a/STATUS", b"10"),
    ]


@pytest.mark.parametrize(
    ("levels", "dimmers", "word"),
    [
        (Levels.AUTO, (), "Dimmer"),
        (Levels.AUTO, (2,), "Dimmer"),
        (Levels.AUTO, (1, 2), "Channel2"),
        (Levels.DIMMER, (1, 2), "Dimmer"),
        (Levels.DIMMER_N, (1, 2), "Dimmer2"),
        (Levels.CHANNEL, (2,), "Channel2"),
    ],
)
def test_a_level_goes_to_the_word_the_device_is_set_up_for(levels, dimmers, word):
    """One light has a Dimmer; several are Channels."""
    device = Tasmota("d", TasmotaConfig(topic="t", levels=levels, dimmers=dimmers))

    (message,) = device.encode(Command(device="d", channel=2, verb=Verb.LEVEL, value=40))

    assert message.topic == f"cmnd/t/{word}"


@pytest.mark.parametrize(
    ("verb", "channel", "value"),
    [
        (Verb.POWER, 1, None),
        (Verb.POWER, 1, 1.0),
        (Verb.POWER, 0, True),
        (Verb.POWER, 33, True),
        (Verb.LEVEL, 1, 101),
        (Verb.LEVEL, 1, -1),
        (Verb.LEVEL, 1, math.nan),
        (Verb.LEVEL, 1, True),
        (Verb.POSITION, 1, None),
    ],
)
def test_a_senseless_command_becomes_nothing(tasmota, verb, channel, value):
    """A value of the wrong type or out of range is never sent."""
    assert tasmota.encode(Command(device="d", channel=channel, verb=verb, value=value)) == []


def test_commands_follow_the_full_topic():
    """The order of the levels and the prefixes are the device's own."""
    config = TasmotaConfig(
        topic="floor1/b", full_topic="x/%topic%/%prefix%", prefixes=("do", "said", "news")
    )
    device = Tasmota("d", config)

    (message,) = device.encode(Command(device="d", channel=1, verb=Verb.POWER, value=True))

    assert message.topic == "x/floor1/b/do/POWER1"
    assert device.filters() == ["x/floor1/b/said/+", "x/floor1/b/news/+"]


@pytest.mark.parametrize(
    "options",
    [
        {"topic": ""},
        {"topic": "room/#"},
        {"topic": "/room"},
        {"topic": "room", "full_topic": "%prefix%/"},
        {"topic": "room", "full_topic": "%prefix%/%topic%/%hostname%/"},
        {"topic": "room", "prefixes": ("a", "a", "b")},
        {"topic": "room", "on": "X", "off": "x"},
        {"topic": "room", "online": " "},
        {"topic": "room", "dimmers": (0,)},
    ],
)
def test_a_setup_that_cannot_work_is_refused(options):
    """Each with a sentence that says why."""
    with pytest.raises(ValueError, match=r".{10,}"):
        TasmotaConfig(**options)

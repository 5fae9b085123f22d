"""What every family on MQTT promises, whoever wrote it: a new one is tested here by being there."""

import json
import math
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.base import Publication
from devices.mqtt.families import build, families
from devices.mqtt.filters import FilterTree
from gateway.domain.effects import ClimateMode, ClimateSetting, Command, FanSpeed, Verb
from gateway.domain.events import CommandNotSent, DeviceReported, Reading
from tests.devices.mqtt.recorded import lines, payload_of, said

KINDS = sorted(families())
DOCS = Path(__file__).parents[3] / "docs" / "devices.md"
LINES = {kind: list(lines(kind)) for kind in KINDS}
ALL = [pytest.param(kind, *rest, id=name) for kind in KINDS for name, *rest in LINES[kind]]

WORDS = ["state", "power", "position", "brightness", "output", "switch:0", "method", "params"]
WORDS += ["POWER1", "Dimmer", "Shutter1", "ENERGY", "Power", "Position", "result", "error", "id"]
WORDS += ["code", "message", "level", "ison", "system_mode", "energy", "em:0", "cover:0", "dim"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
LEAVES |= st.sampled_from(["ON", "OFF", "OPEN", "CLOSE", "NotifyStatus", "opening", "error"])
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6)
    ),
    max_leaves=12,
)
SETTING = ClimateSetting(power=True, mode=ClimateMode.COOL, target_c=25.5, fan=FanSpeed.LOW)
VALUES = (None, True, False, 0, 1, 50, 100, 101, -1, 33.3, math.nan, math.inf, "on", "x", SETTING)


def examples(kind):
    """Return the blocks of the manual that configure a device of a kind, as options."""
    blocks = DOCS.read_text("utf-8").split("```toml")[1:]
    devices = [
        device
        for block in blocks
        for device in tomllib.loads(block.split("```")[0]).get("devices", [])
        if device["kind"] == kind
    ]
    return [
        {"topic": d["id"], **{k: v for k, v in d.items() if k not in ("id", "kind", "name")}}
        for d in devices
    ]


def configured(kind):
    """Return every configuration of a kind that is written down somewhere."""
    recorded = {json.dumps(options): options for _, options, _ in LINES[kind]}
    return [*recorded.values(), *examples(kind)]


DEVICES = {kind: [build(kind, "d", options) for options in configured(kind)] for kind in KINDS}


def sane(events):
    """Say that every event keeps the ranges its type promises."""
    for event in events:
        assert event.device == "d"
        assert event.channel is None or 0 <= event.channel <= 128
        if isinstance(event, CommandNotSent):
            assert 0 < len(event.why) < 250
            continue
        assert isinstance(event, DeviceReported)
        r = event.reading
        assert r != Reading()
        assert r.power in (True, False, None)
        assert r.online in (True, False, None)
        assert r.direction in (-1, 0, 1, None)
        for value in (r.level_pct, r.position_pct):
            assert value is None or (0 <= value <= 100 and not isinstance(value, bool))
        for value in (r.power_w, r.energy_wh):
            assert value is None or (value >= 0 and math.isfinite(value))


def topics_of(kind):
    """Return topics on which a family listens, as the recordings and filters have them."""
    recorded = [line["topic"] for _, _, line in LINES[kind]]
    heard = [f.replace("+", "0") for device in DEVICES[kind] for f in device.filters()]
    return sorted({*recorded, *heard, "", "x", "/"})


@pytest.mark.parametrize(("kind", "options", "line"), ALL)
def test_a_recorded_message_says_what_its_recording_promises(kind, options, line):
    """Each recorded payload is understood as its recording says, no more and no less."""
    device = build(kind, "d", options)

    events = device.parse(line["topic"], payload_of(line), retained=line.get("retain", False))

    assert sorted(events, key=repr) == sorted(said(line), key=repr)


@pytest.mark.parametrize("kind", KINDS)
def test_a_family_is_described_and_found_by_its_name(kind):
    """Its file is its kind; its class, its config and the manual say what one must know."""
    family, config = families()[kind]

    assert family.__module__ == f"devices.mqtt.{kind}"
    assert "Safe state:" in family.__doc__
    assert f"tests/recordings/{kind}/" in family.__doc__
    assert config.__dataclass_params__.frozen
    for field in fields(config):
        assert f"{field.name}" in config.__doc__, f"{field.name} is not described"
        assert field.name == "topic" or (field.default, field.default_factory) != (MISSING, MISSING)
    assert f"## `{kind}`" in DOCS.read_text("utf-8")
    assert examples(kind), f"docs/devices.md has no example of {kind}"
    assert LINES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_it_listens_to_its_device_alone(kind):
    """Filters are well-formed, begin with no wildcard, and match no command of ours."""
    for device in DEVICES[kind]:
        tree = FilterTree()
        for topic_filter in device.filters():
            tree.add(topic_filter, 1)
            assert topic_filter.split("/")[0] not in ("", "#", "+")
        for verb in Verb:
            for value in VALUES:
                command = Command(device="d", channel=None, verb=verb, value=value)
                for message in device.encode(command):
                    assert tree.match(message.topic) == (), message.topic


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_asked_is_a_message_to_it_or_nothing(kind):
    """Encode is total: every verb with every value; what makes no sense is not sent."""
    for device in DEVICES[kind]:
        own = device.config.topic
        for verb in Verb:
            for value in VALUES:
                for channel in (None, 0, 1, 2, 5, 129, -1):
                    command = Command(device="d", channel=channel, verb=verb, value=value)
                    for message in device.encode(command):
                        assert isinstance(message, Publication)
                        assert own in message.topic
                        assert not {"+", "#", "\0"} & set(message.topic)
                        assert b"nan" not in message.payload.lower()
                        assert b"toggle" not in message.payload.lower()
                        assert message.expires_s == command.expires_s
    senseless = [(Verb.POWER, 50), (Verb.LEVEL, True), (Verb.LEVEL, 101), (Verb.POSITION, None)]
    senseless += [(Verb.LEVEL, math.nan), (Verb.SEND, None), (Verb.CLIMATE, True), (Verb.SEND, "1")]
    for device in DEVICES[kind]:
        for verb, value in senseless:
            command = Command(device="d", channel=1, verb=verb, value=value)
            assert device.encode(command) == [], f"{verb} {value}"


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_any_bytes_are_taken(kind, data):
    """Parse never raises and never leaves a range, whatever the bytes and the topic."""
    device = data.draw(st.sampled_from(DEVICES[kind]))
    topic = data.draw(st.sampled_from(topics_of(kind)) | st.text(max_size=40))
    payload = data.draw(st.binary(max_size=200) | JSON.map(lambda j: json.dumps(j).encode()))

    sane(device.parse(topic, payload, retained=data.draw(st.booleans())))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_mutated_recording_is_taken(kind, data):
    """The same for real payloads with a bite out of them."""
    _, options, line = data.draw(st.sampled_from(LINES[kind]))
    whole = payload_of(line)
    cut, put = data.draw(st.integers(0, len(whole))), data.draw(st.binary(max_size=3))
    payload = whole[:cut] + put + whole[cut + data.draw(st.integers(0, 8)) :]

    sane(build(kind, "d", options).parse(line["topic"], payload, retained=False))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_half_a_payload_says_no_more_than_the_whole(kind, data):
    """A truncated message is never understood as something else than it was: nothing is invented.

    Plain numbers are the exception that MQTT itself prevents: a packet comes whole or not at all.
    """
    _, options, line = data.draw(st.sampled_from(LINES[kind]))
    whole = payload_of(line)
    if whole[:1] != b"{":
        return
    payload = whole[: data.draw(st.integers(0, len(whole) - 1))]

    assert build(kind, "d", options).parse(line["topic"], payload, retained=False) == []


@pytest.mark.parametrize("kind", KINDS)
def test_monstrous_payloads_say_nothing(kind):
    """A megabyte, a hundred thousand brackets and a number of 10,000 digits say nothing."""
    monsters = [
        b"\xff" * 1_000_000,
        b'{"state":' + b"[" * 100_000,
        b"[" * 100_000,
        b"9" * 10_000,
        b"-" + b"9" * 400,
        b'{"state":"' + b"O" * 1_000_000 + b'"}',
        b'{"brightness":' + b"9" * 10_000 + b"}",
        b'{"power":' + b"9" * 400 + b"}",
        b'{"power":NaN,"energy":Infinity,"position":-Infinity}',
        b"NaN",
        b"infinity",
        b"",
        b"\0",
    ]
    for device in DEVICES[kind]:
        for topic in topics_of(kind):
            for monster in monsters:
                assert device.parse(topic, monster, retained=False) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_copy_is_marked_stale(kind):
    """What the broker replays may be old, and every report of it says so."""
    for _, options, line in LINES[kind]:
        events = build(kind, "d", options).parse(line["topic"], payload_of(line), retained=True)
        assert all(event.stale for event in events if isinstance(event, DeviceReported))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("topic", ["", "room/#", "a/+/b", "/room", "$SYS/x", "a//b", "x" * 201])
def test_a_topic_that_cannot_be_a_devices_own_is_refused(kind, topic):
    """A wildcard would take other devices' words for its own."""
    _, config = families()[kind]

    with pytest.raises(ValueError, match=r".{10,}"):
        config(topic=topic)

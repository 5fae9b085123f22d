"""Contacts, motion sensors and buttons over MQTT."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.mqtt.inputs import MqttInput, MqttInputConfig
from gateway.domain.effects import Command, Verb
from gateway.domain.events import InputChanged, InputReachable


@pytest.mark.parametrize(
    ("options", "payload", "value"),
    [
        ({}, b"ON", True),
        ({}, b" off ", False),
        ({}, b"perhaps", None),
        ({}, b"\xff\xfe", None),
        ({"on": "open", "off": "closed"}, b"open", True),
        ({"key": "contact", "on": "false", "off": "true"}, b'{"contact":false}', True),
        ({"key": "occupancy", "on": "true", "off": "false"}, b'{"occupancy":true}', True),
        ({"key": "n", "on": "1", "off": "0"}, b'{"n":0}', False),
        ({"key": "Switch1.Action"}, b'{"Switch1":{"Action":"ON"}}', True),
        ({"key": "contact"}, b'{"other":"ON"}', None),
        ({"key": "contact"}, b"ON", None),
        ({"key": "contact"}, b'{"contact":["ON"]}', None),
    ],
)
def test_an_input_says_on_or_off_or_nothing(options, payload, value):
    """Only the configured words count."""
    window = MqttInput("window", MqttInputConfig(topic="w", **options))

    events = window.parse("w", payload, retained=False)

    assert events == ([] if value is None else [InputChanged(input="window", value=value)])


def test_a_retained_level_is_used_and_a_retained_movement_is_not():
    """A window that was left open still is; a movement that was is over."""
    window = MqttInput("window", MqttInputConfig(topic="w"))
    motion = MqttInput("motion", MqttInputConfig(topic="m", momentary=True))

    assert window.parse("w", b"ON", retained=True) == [
        InputChanged(input="window", value=True, stale=True)
    ]
    assert motion.parse("m", b"ON", retained=True) == []
    assert motion.parse("m", b"ON", retained=False) == [InputChanged(input="motion", value=True)]


def test_an_input_cannot_be_commanded():
    """It is not a device."""
    window = MqttInput("window", MqttInputConfig(topic="w"))

    assert window.filters() == ["w"]
    assert window.encode(Command(device="window", channel=1, verb=Verb.POWER, value=True)) == []


@given(payload=st.binary(max_size=100), key=st.none() | st.sampled_from(["a", "a.b"]))
def test_any_bytes_are_taken(payload, key):
    """Whatever is said, nothing is raised."""
    MqttInput("i", MqttInputConfig(topic="t", key=key)).parse("t", payload, retained=False)


@pytest.mark.parametrize("options", [{"topic": "a/#"}, {"topic": "a", "on": "x", "off": "X"}])
def test_a_setup_that_cannot_work_is_refused(options):
    """A wildcard names many; two alike words say nothing."""
    with pytest.raises(ValueError, match=r".{10,}"):
        MqttInputConfig(**options)


@pytest.mark.parametrize(
    ("payload", "ok"),
    [
        (b"offline", False),
        (b"Online", True),
        (b'{"state": "offline"}', False),
        (b'{"state":"online"}', True),
        (b"", None),
        (b'{"state": 0}', None),
        (b"[[[", None),
        (b"\xff", None),
    ],
)
def test_a_contact_that_cannot_be_heard_says_so_on_a_topic_of_its_own(
    payload: bytes, ok: bool | None
) -> None:
    """As Zigbee2MQTT, ESPHome and Tasmota write it; retained or not: it is how it is now."""
    config = MqttInputConfig(topic="w", availability="w/availability")
    window = MqttInput("window", config)

    assert window.filters() == ["w", "w/availability"]
    for retained in (False, True):
        events = window.parse("w/availability", payload, retained=retained)
        assert events == ([] if ok is None else [InputReachable(input="window", ok=ok)])


def test_availability_on_the_topic_of_the_level_is_refused() -> None:
    """One word cannot be both."""
    with pytest.raises(ValueError, match="of its own"):
        MqttInputConfig(topic="w", availability="w")

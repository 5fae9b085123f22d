"""What is read of a PUBLISH without paho is what paho reads (MQTT 5 and 3.1.1, §3.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt import client as paho
from paho.mqtt._packet import decode_publish
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from devices.mqtt.publish import published

TOPICS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def packet(topic: bytes, payload: bytes, *, flags: int = 0, properties: bytes | None = None):
    """Return a PUBLISH; `properties` for MQTT 5, with their length before them."""
    body = len(topic).to_bytes(2, "big") + topic + (properties or b"") + payload
    length, said = len(body), b""
    while True:
        length, byte = divmod(length, 128)
        said += bytes([byte | (128 if length else 0)])
        if not length:
            return bytes([0x30 | flags]) + said + body


def bag(expiry_s: int | None, user: str) -> bytes:
    """Return a message's properties as paho writes them."""
    properties = Properties(PacketTypes.PUBLISH)
    if expiry_s is not None:
        properties.MessageExpiryInterval = expiry_s
    if user:
        properties.UserProperty = [("from", user)]
    return properties.pack()


@given(
    topic=TOPICS.map(str.encode).filter(lambda t: len(t) < 65_536),
    payload=st.binary(max_size=300),
    retained=st.booleans(),
    expiry_s=st.none() | st.integers(0, 2**32 - 1),
    user=st.text("abc", max_size=200),
    mqtt5=st.booleans(),
    before=st.binary(max_size=5),
    after=st.binary(max_size=5),
)
def test_a_message_is_read_as_paho_reads_it(
    topic, payload, retained, expiry_s, user, mqtt5, before, after
):
    """Topic, payload and retained alike, wherever it lies and whatever follows."""
    properties = bag(expiry_s, user) if mqtt5 else None
    whole = packet(topic, payload, flags=int(retained), properties=properties)

    found = published(before + whole + after, len(before), has_properties=mqtt5)

    body = whole[len(whole) - len(topic) - 2 - len(properties or b"") - len(payload) :]
    theirs = decode_publish(whole[0], bytearray(body), paho.MQTTv5 if mqtt5 else paho.MQTTv311)
    assert found is not None
    assert found.topic.encode() == bytes(theirs.topic)
    assert found.payload == bytes(theirs.payload)
    assert found.retained == theirs.retain
    assert found.end == len(before) + len(whole)


@given(data=st.binary(max_size=60), mqtt5=st.booleans())
def test_any_bytes_are_a_message_or_left_alone(data, mqtt5):
    """Nothing is raised, and nothing is read beyond the end."""
    found = published(b"\x30" + data, 0, has_properties=mqtt5)

    assert found is None or 3 < found.end <= len(data) + 1


@pytest.mark.parametrize("mqtt5", [False, True])
def test_a_message_that_is_not_all_there_waits(mqtt5):
    """Each part of one is left to paho, which knows how to wait for the rest."""
    whole = packet(b"stat/a/POWER1", b"ON", properties=b"\0" if mqtt5 else None)

    assert all(published(whole[:n], 0, has_properties=mqtt5) is None for n in range(len(whole)))
    assert published(whole, 0, has_properties=mqtt5) is not None


@pytest.mark.parametrize(
    "data",
    [
        packet(b"a", b"x", flags=0x02),
        packet(b"a", b"x", flags=0x04),
        packet(b"a", b"x", flags=0x08),
        b"\x20\x02\0\0",
        packet(b"", b"x"),
        packet(b"\xff\xfe", b"x"),
        b"\x30\xff\xff\xff\xff\x01",
    ],
    ids=["QoS 1", "QoS 2", "again", "CONNACK", "no topic", "not UTF-8", "no length"],
)
def test_what_is_no_plain_report_is_left_to_paho(data):
    """Other qualities of service are acknowledged, other packets have other meanings."""
    assert published(data, 0, has_properties=False) is None

"""A PUBLISH at QoS 0 as it lies in the bytes (MQTT 5 and 3.1.1, §3.3).

What devices say comes at QoS 0, a thousand times a second, and paho takes longer
over each than all rules together: it makes a message and, for MQTT 5, a bag of
properties that nobody reads. Anything else at the front is left to paho.
"""

from typing import NamedTuple

PUBLISH = 0x30
RETAINED = 0x01
GOES_ON = 0x80


class Published(NamedTuple):
    """One message, and where in the bytes the next packet begins."""

    topic: str
    payload: bytes
    retained: bool
    end: int


def published(data: bytes, at: int, *, has_properties: bool) -> Published | None:
    """Return the message that begins at `data[at]`.

    None for any other packet, one that is not all there yet, and one that breaks
    the protocol: those are paho's. `has_properties` is True for MQTT 5.
    """
    if len(data) < at + 2 or data[at] & ~RETAINED != PUBLISH:
        return None
    length, begin = _number(data, at + 1)
    end = begin + length
    if length < 3 or end > len(data):
        return None
    topic_at = begin + 2
    payload_at = topic_end = topic_at + (data[begin] << 8 | data[begin + 1])
    if has_properties:
        length, payload_at = _number(data, topic_end)
        payload_at += length
    if not topic_at < topic_end <= payload_at <= end:
        return None
    try:
        topic = data[topic_at:topic_end].decode()
    except UnicodeDecodeError:
        return None
    return Published(topic, data[payload_at:end], bool(data[at] & RETAINED), end)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a variable byte integer (§1.5.5) and where it ends; `(0, 0)` if it is none."""
    number = 0
    for place in range(4):
        if at + place >= len(data):
            break
        byte = data[at + place]
        number |= (byte & ~GOES_ON) << 7 * place
        if not byte & GOES_ON:
            return number, at + place + 1
    return 0, 0

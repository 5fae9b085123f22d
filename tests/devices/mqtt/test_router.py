"""The router: whose message is this, and how much of it is listened to."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.base import Publication
from devices.mqtt.families import build
from devices.mqtt.filters import FilterTree
from devices.mqtt.pace import BURST, PER_S
from devices.mqtt.router import MOST_BYTES, Router
from gateway.domain.effects import Command, Verb
from gateway.domain.events import DeviceReported, Reading
from gateway.errors import ConfigError


class Broken:
    """A driver with a bug in each method that meets the wire."""

    kind = "broken"
    id = "broken"

    def filters(self):
        return ["stat/+/POWER1"]

    def parse(self, topic, payload, *, retained):
        raise ZeroDivisionError("a bug")

    def encode(self, command):
        return []


def tasmotas(*names):
    return [build("tasmota", name, {"topic": name}) for name in names]


def power(device, on, channel=1):
    return DeviceReported(device=device, channel=channel, reading=Reading(power=on))


def test_a_message_goes_to_the_device_it_belongs_to():
    """Of many devices only the one on the topic hears it."""
    router = Router(tasmotas("a", "b"))

    assert router.events("stat/b/POWER1", b"ON", False, 0.0) == [power("b", True)]
    assert router.events("stat/c/POWER1", b"ON", False, 0.0) == []


def test_our_own_commands_are_nobodys():
    """What we send ourselves is never taken for a report."""
    router = Router(tasmotas("a"))

    assert router.events("cmnd/a/POWER1", b"ON", False, 0.0) == []


def test_a_command_goes_out_as_its_family_says():
    """The router finds the device by its id; an unknown one has no messages."""
    router = Router(tasmotas("a"))
    command = Command(device="a", channel=1, verb=Verb.POWER, value=False)

    assert router.publications(command) == [Publication("cmnd/a/POWER1", b"OFF", 3.0)]
    assert router.publications(Command(device="x", channel=1, verb=Verb.POWER, value=False)) == []


def test_filters_are_asked_for_once():
    """Two devices may share a filter."""
    router = Router([build("tasmota", n, {"topic": "same"}) for n in ("a", "b")])

    assert router.filters() == ["stat/same/+", "tele/same/+"]
    assert len(router.events("stat/same/POWER", b"ON", False, 0.0)) == 2


def test_two_devices_of_one_name_are_refused():
    """Else a command would go to either."""
    with pytest.raises(ValueError, match="two devices are called a"):
        Router(tasmotas("a", "a"))


def test_a_driver_that_raises_costs_only_its_message(caplog):
    """The other device on the same topic is heard; the bug is logged once and counted."""
    router = Router([Broken(), *tasmotas("a")])

    for _ in range(3):
        assert router.events("stat/a/POWER1", b"ON", False, 0.0) == [power("a", True)]

    assert router.dropped()["parse_failed"] == 3
    assert [r.levelno for r in caplog.records] == [logging.WARNING]
    assert "ZeroDivisionError" in caplog.text


def test_a_payload_beyond_the_limit_is_dropped_unread(caplog):
    """A megabyte costs nothing but a line in the log, and that once."""
    router = Router(tasmotas("a"))
    huge = b'{"POWER1":"ON","x":"' + b"x" * MOST_BYTES + b'"}'

    assert router.events("stat/a/RESULT", huge, False, 0.0) == []
    assert router.events("stat/a/RESULT", huge, False, 0.0) == []

    assert router.dropped()["too_long"] == 2
    assert len(caplog.records) == 1


def test_a_flood_is_slowed_down_and_its_last_state_arrives():
    """10,000 messages in a second become a few hundred events; the newest state is among them."""
    router = Router(tasmotas("loud", "quiet"))
    heard = []
    for n in range(10_000):
        heard += router.events("stat/loud/POWER1", b"OFF" if n % 2 else b"ON", False, n / 10_000)
    heard += router.events("stat/loud/POWER2", b"ON", False, 1.0)

    assert len(heard) <= BURST + PER_S + 1
    assert router.events("stat/quiet/POWER1", b"ON", False, 1.0) == [power("quiet", True)]

    while (due_s := router.next_due_s()) is not None:
        heard += router.due(due_s)
    last = {event.channel: event.reading.power for event in heard}
    assert last == {1: False, 2: True}


def test_a_held_state_is_never_overtaken_by_an_older_one():
    """Whatever the topic it came by, the last thing said is the last thing heard."""
    router = Router(tasmotas("a"))
    heard = []
    for _ in range(int(BURST) + 10):
        heard += router.events("stat/a/RESULT", b'{"POWER1":"ON"}', False, 0.0)
    heard += router.events("stat/a/POWER1", b"OFF", False, 0.001)
    heard += router.due(10.0)

    assert heard[-1] == power("a", False)
    assert router.next_due_s() is None


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.floats(0, 0.05)), max_size=400))
def test_merging_keeps_the_last_word_on_every_channel(story):
    """However fast a device talks, its last word on each channel is heard, once and last."""
    router = Router(tasmotas("a"))
    now_s, heard, last = 0.0, [], {}
    for channel, on, wait_s in story:
        now_s += wait_s
        payload = json.dumps({f"POWER{channel}": "ON" if on else "OFF"}).encode()
        heard += router.events("stat/a/RESULT", payload, False, now_s)
        last[channel] = on
    heard += router.due(now_s + 1000)

    assert {e.channel: e.reading.power for e in heard} == last
    assert router.next_due_s() is None


@pytest.mark.parametrize(
    ("topic_filter", "topic", "matches"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/+", "a", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("#", "a/b", True),
        ("+/+", "/a", True),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("$SYS/+", "$SYS/x", True),
        ("a/+/c", "a//c", True),
    ],
)
def test_filters_match_as_the_standard_says(topic_filter, topic, matches):
    """MQTT 5, section 4.7."""
    tree = FilterTree()
    tree.add(topic_filter, 1)

    assert tree.match(topic) == ((1,) if matches else ())
    assert tree.match(topic) == ((1,) if matches else ())  # from memory


@pytest.mark.parametrize("topic_filter", ["", "a+", "a/#/b", "#a"])
def test_a_malformed_filter_is_refused(topic_filter):
    """A typing error is found at start, not by silence."""
    with pytest.raises(ValueError, match="no topic filter"):
        FilterTree().add(topic_filter, 1)


def test_all_that_is_wrong_with_a_device_is_said_at_once():
    """With the key it is about, and what was probably meant."""
    with pytest.raises(ConfigError) as caught:
        build("tasmota", "a", {"topik": "room", "on": 3})

    assert caught.value.problems[0] == "topik: not a key of tasmota; did you mean topic?"
    assert len(caught.value.problems) == 3
    with pytest.raises(ConfigError, match="did you mean tasmota"):
        build("tasmotta", "a", {})

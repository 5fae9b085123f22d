"""What a Tasmota announces of itself: read to set it up, held against the site file."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.mqtt.tasmota import TasmotaConfig
from devices.mqtt.tasmota_discovery import Announced, announced, block, differences

MAC = "A4CF12B0C1D2"
TOPIC = f"tasmota/discovery/{MAC}/config"
SAID = {
    "ip": "192.0.2.7",
    "dn": "Hall relays",
    "fn": ["Hall", None],
    "hn": "hall-0466",
    "mac": MAC,
    "md": "Sonoff 4CH",
    "ofln": "Offline",
    "onln": "Online",
    "state": ["OFF", "ON", "TOGGLE", "HOLD"],
    "t": "hall-relays",
    "ft": "%prefix%/%topic%/",
    "tp": ["cmnd", "stat", "tele"],
    "rl": [1, 1, 1, 1, 0, 0],
    "so": {"4": 0, "68": 0},
    "lt_st": 0,
    "sho": [0],
    "ver": 1,
}


def heard(**other: object) -> Announced:
    """Return what is understood of a message that says something else."""
    found = announced(TOPIC, json.dumps({**SAID, **other}).encode())
    assert found is not None
    return found


def test_a_device_as_it_comes_needs_three_lines_in_the_site_file() -> None:
    """What is Tasmota's own default is not written."""
    assert (
        block(heard()) == '[[devices]]\nid = "hall-relays"\nkind = "tasmota"\ntopic = "hall-relays"'
    )
    assert heard().relays == (1, 2, 3, 4)


def test_what_somebody_changed_on_it_is_written_out_and_reads_back_as_the_family_takes_it() -> None:
    """FullTopic with its host name, other words, four dimmers of their own."""
    found = heard(
        t='Rooms/A "spots"',
        ft="office/%hostname%/%topic%/%prefix%/",
        state=["AUS", "EIN", "TOGGLE", "HOLD"],
        rl=[2, 2, 2, 2],
        lt_st=1,
        so={"68": 1},
    )
    [device] = tomllib.loads(block(found))["devices"]
    kind, id_ = device.pop("kind"), device.pop("id")
    config = TasmotaConfig(**{**device, "dimmers": tuple(device["dimmers"])})

    assert (kind, id_) == ("tasmota", "rooms-a-spots")
    assert config.full_topic == "office/hall-0466/%topic%/%prefix%/"
    assert (config.on, config.off, config.dimmers) == ("EIN", "AUS", (1, 2, 3, 4))
    assert list(differences(found, config)) == []


def test_where_the_site_file_differs_is_named_line_by_line() -> None:
    """The commonest reason why a relay is never heard."""
    found = heard(ft="%topic%/%prefix%/", onln="online", state=["AUS", "ON", "T", "H"])

    lines = list(differences(found, TasmotaConfig(topic="hall-relays")))

    assert lines == ['full_topic = "%topic%/%prefix%/"', 'off = "AUS"']


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (TOPIC, b""),
        (TOPIC.replace("A4", "A5"), json.dumps(SAID).encode()),
        (TOPIC, json.dumps({**SAID, "t": "two\nlines"}).encode()),
        (TOPIC, json.dumps({**SAID, "tp": ["cmnd", 7]}).encode()),
        (TOPIC.replace("config", "sensors"), json.dumps(SAID).encode()),
    ],
)
def test_what_is_taken_back_broken_or_anothers_is_passed_over(topic: str, payload: bytes) -> None:
    """Empty is SetOption19; a MAC that is not the topic's is somebody else's word."""
    assert announced(topic, payload) is None


@given(st.dictionaries(st.sampled_from(sorted(SAID)), st.none() | st.integers() | st.text()))
def test_any_word_in_any_place_is_read_or_passed_over(other: dict[str, object]) -> None:
    """Never raises; what is understood can be written as TOML."""
    found = announced(TOPIC, json.dumps({**SAID, **other}).encode())
    if found is not None:
        assert tomllib.loads(block(found))["devices"]

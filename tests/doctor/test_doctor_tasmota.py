"""What the doctor finds of Tasmotas that announce themselves, on a real Mosquitto."""

import json
from pathlib import Path

import pytest
from paho.mqtt import publish

from gateway.cli.doctor import look_at_tasmotas
from gateway.config import load_site
from gateway.doctor import Level
from gateway.doctor.broker import Account, retained
from gateway.errors import DeviceUnavailable
from tests.parts.mosquitto import Mosquitto, free_port

SITE = """
[site]
id = "hq"
name = "HQ"
[[zones]]
id = "office"
[[readers]]
id = "door"
kind = "sim"
zone = "office"
[[devices]]
id = "hall"
kind = "tasmota"
topic = "hall-relays"
[[devices]]
id = "lamps"
kind = "tasmota"
"""


def announce(broker: Mosquitto, mac: str, topic: str, **other: object) -> None:
    """Keep what a device says of itself, as Tasmota does after its boot."""
    said = {
        "mac": mac,
        "dn": topic,
        "md": "Sonoff",
        "t": topic,
        "ft": "%prefix%/%topic%/",
        "tp": ["cmnd", "stat", "tele"],
        "state": ["OFF", "ON", "TOGGLE", "HOLD"],
        "onln": "Online",
        "ofln": "Offline",
        "rl": [1],
    }
    publish.single(
        f"tasmota/discovery/{mac}/config",
        json.dumps({**said, **other}),
        qos=1,
        retain=True,
        hostname=broker.host,
        port=broker.port,
    )


def test_who_is_new_and_who_is_set_up_otherwise_is_told_with_what_to_write(tmp_path: Path) -> None:
    """One that is as the site file says is passed over; so is what nobody can read."""
    path = tmp_path / "site.toml"
    path.write_text(SITE)
    site = load_site(path, {})
    with Mosquitto() as broker:
        announce(broker, "A4CF12B0C101", "lamps")
        announce(broker, "A4CF12B0C102", "hall-relays", ft="%topic%/%prefix%/")
        announce(broker, "A4CF12B0C103", "new-plug")
        announce(broker, "A4CF12B0C104", "nonsense", tp=["cmnd"])
        account = Account(host=broker.host, port=broker.port, topic="office/hq/doctor")
        found = {one.topic.en: one for one in look_at_tasmotas(site, account)}

    assert set(found) == {"tasmota hall-relays", "tasmota new-plug"}
    wrong, new = found["tasmota hall-relays"], found["tasmota new-plug"]
    assert (wrong.level, new.level) == (Level.BAD, Level.OK)
    assert wrong.mend is not None
    assert 'full_topic = "%topic%/%prefix%/"' in wrong.mend.en
    assert 'topic = "new-plug"' in new.says.en


def test_a_broker_that_keeps_nothing_or_is_not_there_is_no_wait() -> None:
    """The answer to a ping says that nothing more comes."""
    with Mosquitto() as broker:
        account = Account(host=broker.host, port=broker.port, topic="t")
        assert retained(account, "tasmota/discovery/+/config") == []

    with pytest.raises(DeviceUnavailable):
        retained(Account(host="127.0.0.1", port=free_port(), topic="t"), "t")

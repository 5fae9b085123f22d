"""The shipped access list of the broker lets every family through, on a real Mosquitto."""

import threading
from collections.abc import Callable
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from devices.base import MqttFamily
from devices.mqtt.families import build
from gateway.domain.effects import Command, Verb
from tests.parts.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

ACL = Path(__file__).parents[2] / "config" / "mosquitto" / "office.acl"
DEVICES = {
    "tasmota": ("hall", {}),
    "shelly1": ("shellyplug-s-1", {}),
    "shelly": ("shellyplusplugs-2", {}),
    "zigbee2mqtt": ("zigbee2mqtt", {"topic": "room-a/lamp"}),
    "esphome": ("node", {"parts": ["switch/lamp", "cover/blind", "climate/unit"]}),
}
"""By family: the account it goes in as, and its keys."""


class Client:
    """One account at the broker: says with an answer of the broker, and hears."""

    def __init__(self, broker: Mosquitto, user: str) -> None:
        self.heard: set[str] = set()
        self._changed = threading.Condition()
        self._refused: dict[int, bool] = {}
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.username_pw_set(user, "secret")
        self._client.on_message = lambda c, u, message: self._note(
            lambda: self.heard.add(message.topic)
        )
        self._client.on_publish = lambda c, u, mid, reason, properties: self._note(
            lambda: self._refused.update({mid: reason.is_failure})
        )
        self._ready = threading.Event()
        self._client.on_connect = lambda *a: self._client.subscribe("#", qos=1)
        self._client.on_subscribe = lambda *a: self._ready.set()
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()
        assert self._ready.wait(PATIENCE_S)

    def _note(self, change: Callable[[], object]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()

    def may_say(self, topic: str) -> bool:
        """Return whether the broker took a message."""
        said = self._client.publish(topic, b"x", qos=1)
        with self._changed:
            assert self._changed.wait_for(lambda: said.mid in self._refused, PATIENCE_S)
            return not self._refused[said.mid]

    def hears(self, topic: str) -> bool:
        """Wait for a message; False if it does not come."""
        with self._changed:
            return self._changed.wait_for(lambda: topic in self.heard, PATIENCE_S)

    def close(self) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()


def orders(thing: MqttFamily) -> set[str]:
    """Return the topics on which we ask something of a device."""
    commands = [
        Command(device="d", channel=channel, verb=verb, value=value, expires_s=3.0)
        for channel in (None, 0, 1, 2)
        for verb, value in ((Verb.POWER, True), (Verb.QUERY, None), (Verb.POSITION, 40.0))
    ]
    return {one.topic for command in commands for one in thing.encode(command)}


@pytest.mark.parametrize("kind", DEVICES)
def test_the_gateway_may_command_a_family_and_hear_it(kind: str) -> None:
    """Mosquitto drops what is not granted without a word; and a device speaks for itself only."""
    user, keys = DEVICES[kind]
    thing = build(kind, "d", {"topic": user, **keys})
    with Mosquitto(acl=ACL.read_text(), passwords={"gateway": "secret", user: "secret"}) as broker:
        gateway, device = Client(broker, "gateway"), Client(broker, user)
        try:
            for topic in orders(thing):
                assert gateway.may_say(topic), f"the gateway may not write {topic}"
                assert device.hears(topic), f"{user} does not hear {topic}"
            for topic in (each.replace("+", "part") for each in thing.filters()):
                assert device.may_say(topic), f"{user} may not write {topic}"
                assert gateway.hears(topic), f"the gateway does not hear {topic}"
            for topic in ("office/hq/room/a/lamp/set", "cmnd/other/POWER1", "other/rpc"):
                assert not device.may_say(topic), f"{user} may write {topic}"
        finally:
            gateway.close()
            device.close()

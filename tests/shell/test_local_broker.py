"""The demo's own broker: Mosquitto where it is installed, else amqtt."""

import time

import pytest

from devices.mqtt.address import Broker
from devices.mqtt.bus import Bus, BusConfig
from devices.mqtt.families import build
from devices.mqtt.router import Router
from gateway.broker import LocalBroker, mosquitto
from gateway.domain.events import DeviceReported, PartChanged
from gateway.errors import DeviceUnavailable
from tests.devices.mqtt.conftest import Office
from tests.parts.onlooker import Onlooker


@pytest.fixture(params=["mosquitto", "embedded"])
def broker(request):
    """Either kind, started."""
    broker = LocalBroker(find=mosquitto if request.param == "mosquitto" else lambda: None)
    broker.start()
    yield broker
    broker.stop()


def test_the_bus_works_on_either_broker(broker):
    """Also after it was stopped and started."""
    office = Office()
    router = Router([build("tasmota", "a", {"topic": "a"})])
    address = Broker(url=broker.url)
    config = BusConfig(broker=address, client_id="gw", site="hq", mqtt5=broker.kind == "mosquitto")
    bus = Bus(config, router, office.emit, time.monotonic)
    bus.start()
    try:
        for _ in range(2):
            office.hear(lambda e: isinstance(e, PartChanged) and e.ok, within_s=6)
            with Onlooker(broker) as onlooker:
                onlooker.say("stat/a/POWER1", "ON")
                office.hear(lambda e: isinstance(e, DeviceReported))
            broker.stop()
            office.hear(lambda e: isinstance(e, PartChanged) and not e.ok)
            broker.start()
    finally:
        bus.stop()


def test_a_port_in_use_is_said(broker):
    """In one sentence, with the port; the one that has it is left alone."""
    other = LocalBroker(broker.port)

    with pytest.raises(DeviceUnavailable, match=f"port {broker.port}"):
        other.start()

    assert not other.is_alive()
    assert broker.is_alive()

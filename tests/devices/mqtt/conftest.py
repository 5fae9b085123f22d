"""A broker, an office that listens, and a bus between them."""

import threading
import time
from contextlib import contextmanager

import pytest

from devices.mqtt.address import Broker
from devices.mqtt.bus import Bus, BusConfig
from devices.mqtt.families import build
from devices.mqtt.router import Router
from gateway.domain.events import PartChanged
from tests.parts.mosquitto import Mosquitto
from tests.patience import PATIENCE_S


class Office:
    """An inbox that can be waited for."""

    def __init__(self):
        self.heard = []
        self._changed = threading.Condition()

    def emit(self, event):
        """Take an event, as the inbox would."""
        with self._changed:
            self.heard.append(event)
            self._changed.notify_all()

    def hear(self, wanted, within_s=PATIENCE_S):
        """Return the first event that is (or fits) `wanted`; wait for it, and forget up to it."""
        fits = wanted if callable(wanted) else lambda event: event == wanted

        def found():
            return next((n for n, e in enumerate(self.heard) if fits(e)), None)

        with self._changed:
            came = self._changed.wait_for(lambda: found() is not None, within_s)
            assert came, f"{wanted} did not come within {within_s} s; heard {self.heard[-20:]}"
            at = found()
            event = self.heard[at]
            del self.heard[: at + 1]
            return event

    def line(self, ok, within_s=PATIENCE_S):
        """Wait until the line to the broker is (or is not) well; return the event."""
        return self.hear(lambda e: isinstance(e, PartChanged) and e.ok is ok, within_s)


@pytest.fixture
def broker():
    """A real Mosquitto."""
    with Mosquitto() as broker:
        yield broker


@pytest.fixture
def office():
    """Who the bus tells."""
    return Office()


@pytest.fixture
def bus_to(office):
    """Start a bus to a broker with some Tasmotas; stopped by itself at the end of `with`."""

    @contextmanager
    def start(broker, *names, username=None, password=None, families=()):
        router = Router([*families, *(build("tasmota", n, {"topic": n}) for n in names)])
        address = Broker(url=broker.url, username=username, password=password)
        config = BusConfig(broker=address, client_id="gateway-1", site="hq")
        bus = Bus(config, router, office.emit, time.monotonic)
        bus.start()
        try:
            yield bus
        finally:
            bus.stop()

    return start

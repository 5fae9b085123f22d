"""A broker, the small office's devices on it, and the gateway; each ended with its test."""

import pytest

from tests.e2e.office import Devices, Office
from tests.parts.mosquitto import Mosquitto


@pytest.fixture
def broker():
    """A real Mosquitto."""
    with Mosquitto() as one:
        yield one


@pytest.fixture
def devices(broker):
    """The office's devices, connected or about to be."""
    with Devices(broker) as those:
        yield those


@pytest.fixture
def office(tmp_path, broker, devices):
    """The gateway in this process, every device heard."""
    with Office(tmp_path / "data", broker) as one:
        one.ready()
        yield one

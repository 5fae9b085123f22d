"""The demo's own broker: Mosquitto where it is installed, else amqtt."""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

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
from tests.patience import PATIENCE_S


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
            office.hear(lambda e: isinstance(e, PartChanged) and e.ok)
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


ORPHAN = """
from gateway.broker import LocalBroker
broker = LocalBroker()
broker.start()
print(broker.port, flush=True)
input()
"""


@pytest.mark.skipif(mosquitto() is None, reason="needs Mosquitto")
def test_who_is_killed_takes_the_broker_along():
    """kill -9 leaves neither the broker nor its folder behind: the port is free again."""
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as owner:
        assert owner.stdout is not None
        port = int(owner.stdout.readline())
        (keeper,) = children(owner.pid)
        folder = Path(f"/proc/{keeper}/cmdline").read_bytes().split(b"\0")[-2].decode()
        assert Path(folder, "mosquitto.conf").exists()
        owner.kill()
        owner.wait(PATIENCE_S)

    def is_over() -> bool:
        with socket.socket() as probe:
            taken = probe.connect_ex(("127.0.0.1", port)) == 0
        return not taken and not Path(folder).exists()

    assert comes_true(is_over)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def comes_true(so, within_s: float = PATIENCE_S) -> bool:
    """Return True as soon as it is so; the kernel tells nobody when a stranger's child ends."""
    until_s = time.monotonic() + within_s
    while not so():
        if time.monotonic() > until_s:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.skipif(mosquitto() is None, reason="needs Mosquitto")
def test_a_broker_that_dies_is_seen_and_can_be_started_again():
    """Killed from outside: not alive, and `start` makes a new one on the same port."""
    broker = LocalBroker()
    broker.start()
    try:
        before = broker.url
        (keeper,) = [n for n in children(os.getpid()) if b"broker-keeper" in words_of(n)]
        (program,) = [
            n for n in children(keeper) if Path(f"/proc/{n}/comm").read_text() == "mosquitto\n"
        ]
        os.kill(program, 9)
        assert comes_true(lambda: not broker.is_alive())

        broker.stop()
        broker.start()

        assert broker.is_alive()
        assert broker.url == before
    finally:
        broker.stop()


def words_of(pid: int) -> bytes:
    """Return a process's command line."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_who_comes_while_it_ends_is_hung_up_on():
    """The embedded one leaves no open connection behind (the check after each test sees it)."""
    broker = LocalBroker(find=lambda: None)
    over = threading.Event()
    knocks = [threading.Thread(target=knock, args=(broker.port, over)) for _ in range(3)]
    for each in knocks:
        each.start()
    try:
        for _ in range(4):
            broker.start()
            broker.stop()
    finally:
        over.set()
        for each in knocks:
            each.join()

    assert not broker.is_alive()


def knock(port, over):
    """Connect as fast as it goes, say who it is, and hang up."""
    hello = bytes.fromhex("100c00044d5154540402003c0000")
    while not over.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(hello)

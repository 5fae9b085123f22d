"""The driver on a real socket, against a projector that warms, cools and misbehaves."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest

from devices.pjlink import line, projector
from devices.pjlink.config import PjlinkConfig
from devices.pjlink.projector import Projector
from devices.pjlink.protocol import Request
from devices.sim.projector import ProjectorFault, ProjectorSpec, SimProjector
from gateway.domain.effects import Command, Verb
from gateway.domain.events import CommandNotSent, DeviceReported, Reading
from gateway.errors import DeviceUnavailable
from tests.patience import PATIENCE_S

FAST = ProjectorSpec(warm_s=0.3, cool_s=0.3)


class Heard:
    """An inbox that can be waited for."""

    def __init__(self):
        self.events = []
        self._changed = threading.Condition()

    def emit(self, event):
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait(self, fits, within_s=PATIENCE_S):
        """Return the first event that fits; wait for it, and forget up to it."""

        def found():
            return next((n for n, e in enumerate(self.events) if fits(e)), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, within_s), self.events[-9:]
            at = found()
            event = self.events[at]
            del self.events[: at + 1]
            return event

    def reading(self, **wanted):
        return self.wait(
            lambda e: (
                isinstance(e, DeviceReported)
                and all(getattr(e.reading, k) == v for k, v in wanted.items())
            )
        )

    def not_sent(self, within_s=PATIENCE_S):
        return self.wait(lambda e: isinstance(e, CommandNotSent), within_s).why


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """The same rules, faster."""
    monkeypatch.setattr(projector, "SOON_S", 0.05)
    monkeypatch.setattr(projector, "AGAIN_S", 0.05)
    monkeypatch.setattr(projector, "PATIENCE_S", 0.4)
    monkeypatch.setattr(line, "ANSWER_S", 0.4)
    monkeypatch.setattr(line, "CONNECT_S", 0.4)


@pytest.fixture
def heard():
    return Heard()


@contextmanager
def simulated(spec=FAST):
    sim = SimProjector(spec, time.monotonic)
    sim.start()
    try:
        yield sim
    finally:
        sim.stop()


@contextmanager
def driving(port, heard, password=None, poll_s=1.0):
    config = PjlinkConfig(host="127.0.0.1", port=port, poll_s=poll_s)
    driver = Projector("beamer", config, password, heard.emit, time.monotonic)
    driver.start()
    try:
        yield driver
    finally:
        driver.stop()
        driver.stop()
    assert not driver._thread.is_alive()


def order(verb, value=None, expires_s=3.0):
    return Command(device="beamer", channel=1, verb=verb, value=value, expires_s=expires_s)


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("password", [None, "secret"])
def test_it_is_switched_on_shown_an_input_and_switched_off(heard, level, password):
    """Through all four phases, each as the projector itself says it."""
    spec = ProjectorSpec(level=level, password=password, warm_s=0.3, cool_s=0.3)
    with simulated(spec) as sim, driving(sim.port, heard, password) as driver:
        assert heard.reading(online=True).channel is None
        assert heard.reading(phase="standby", power=False).channel == 1
        driver.send(order(Verb.POWER, True))
        heard.reading(phase="warming", power=True)
        heard.reading(phase="on", power=True, source="11", muted=False)
        driver.send(order(Verb.INPUT, "31"))
        heard.reading(source="31")
        driver.send(order(Verb.MUTE, True))
        heard.reading(muted=True)
        driver.send(order(Verb.POWER, False))
        heard.reading(phase="cooling", power=False)
        heard.reading(phase="standby")
        assert sim.state().orders == ("POWR 1", "INPT 31", "AVMT 31", "POWR 0")
        assert not [e for e in heard.events if isinstance(e, CommandNotSent)]


def test_what_somebody_does_with_the_remote_control_is_seen(heard):
    """It says nothing by itself, so it is asked."""
    with simulated() as sim, driving(sim.port, heard, poll_s=1.0):
        heard.reading(phase="standby")
        sim.press_remote(on=True)
        heard.reading(phase="on")


def test_later_means_later_and_never_too_late(heard):
    """Not now (ERR3) is tried again while the order is valid, then told, and never sent after."""
    with simulated(ProjectorSpec(warm_s=0.3, cool_s=30.0)) as sim, driving(sim.port, heard) as it:
        heard.reading(phase="standby")
        it.send(order(Verb.POWER, True))
        it.send(order(Verb.POWER, False))  # warming: later, and then it is on
        heard.reading(phase="cooling")
        it.send(order(Verb.POWER, True, expires_s=0.3))
        assert "not now" in heard.not_sent()
        assert sim.state().phase == "cooling"


def test_an_input_it_does_not_have_is_not_sent(heard):
    """What it has, it has said itself."""
    with simulated() as sim, driving(sim.port, heard) as driver:
        driver.send(order(Verb.POWER, True))
        heard.reading(source="11")
        driver.send(order(Verb.INPUT, "21"))
        assert heard.not_sent() == "it has no input 21; it has 11, 12, 31, 32"
        assert "INPT 21" not in sim.state().orders


def test_a_broken_lamp_is_told_in_words_and_in_faults(heard):
    """ERR4 is the projector's own trouble: no use trying again."""
    with simulated() as sim:
        sim.break_(ProjectorFault.LAMP)
        with driving(sim.port, heard) as driver:
            heard.reading(faults=("lamp",), lamp_h=1200.0)
            driver.send(order(Verb.POWER, True))
            assert "failure of its own" in heard.not_sent()
            assert sim.state().orders == ("POWR 1",)


def test_a_wrong_password_is_said_and_not_tried_on_and_on(heard):
    """Some lock out who guesses."""
    with simulated(ProjectorSpec(password="right")) as sim:
        with driving(sim.port, heard, "wrong") as driver:
            heard.reading(online=False)
            driver.send(order(Verb.POWER, True))
            assert "password" in heard.not_sent()
        assert sim.state().calls == 1


def test_nobody_there_is_offline_and_a_return_is_noticed(heard):
    """Absent at the start is no error; a press meanwhile is told, and not sent later."""
    with simulated() as sim:
        sim.break_(ProjectorFault.OFFLINE)
        with driving(sim.port, heard) as driver:
            heard.reading(online=False)
            driver.send(order(Verb.POWER, True, expires_s=0.2))
            assert heard.not_sent()
            sim.break_(ProjectorFault.NONE)
            heard.reading(online=True)
            heard.reading(phase="standby")
            assert sim.state().orders == ()


@pytest.mark.parametrize("fault", [ProjectorFault.SILENT, ProjectorFault.GARBAGE])
def test_silence_and_nonsense_make_it_offline_and_no_state_is_invented(heard, fault):
    """It answers a call and says nothing that means anything."""
    with simulated() as sim, driving(sim.port, heard) as driver:
        heard.reading(phase="standby")
        sim.break_(fault)
        driver.send(order(Verb.POWER, True, expires_s=0.2))
        heard.not_sent()
        heard.reading(online=False)
        assert not [e for e in heard.events if isinstance(e, DeviceReported) and e.reading.phase]


def test_another_controller_for_a_moment_is_no_absence(heard, monkeypatch):
    """Its one connection may be taken; an order in time still gets through."""
    monkeypatch.setattr(projector, "PATIENCE_S", 30.0)
    with simulated() as sim, driving(sim.port, heard) as driver:
        heard.reading(phase="standby")
        sim.break_(ProjectorFault.BUSY)
        driver.send(order(Verb.POWER, True))
        time_out = threading.Timer(0.3, sim.break_, (ProjectorFault.NONE,))
        time_out.start()
        heard.reading(phase="on")
        time_out.join()
        assert not [e for e in heard.events if getattr(e, "reading", Reading()).online is False]


def test_a_dropped_idle_line_costs_nothing(heard, monkeypatch):
    """The projector hangs up after idle seconds; the next question opens a new line."""
    monkeypatch.setattr(line, "LINGER_S", 60.0)
    spec = ProjectorSpec(idle_s=0.1, warm_s=0.3, cool_s=0.3)
    with simulated(spec) as sim, driving(sim.port, heard, poll_s=1.0) as driver:
        heard.reading(phase="standby")
        assert sim.wait_for(lambda s: s.calls >= 2)
        driver.send(order(Verb.POWER, True))
        heard.reading(phase="on")
        assert not [e for e in heard.events if getattr(e, "reading", Reading()).online is False]


def test_the_line_is_given_back_when_nothing_is_asked(heard, monkeypatch):
    """Another controller gets its turn between two polls."""
    monkeypatch.setattr(line, "LINGER_S", 0.1)
    monkeypatch.setattr(projector, "CHANGES_S", 0.0)
    with simulated() as sim, driving(sim.port, heard, poll_s=600.0) as driver:
        heard.reading(phase="standby")
        deadline = time.monotonic() + PATIENCE_S
        while driver._line._sock is not None and time.monotonic() < deadline:
            threading.Event().wait(0.02)
        with socket.create_connection(("127.0.0.1", sim.port), 1) as other:
            other.settimeout(2)
            assert other.recv(64) == b"PJLINK 0\r"


def test_it_stops_at_once_while_it_waits_for_an_answer(heard, monkeypatch):
    """A dead projector must not hold up the gateway's stop until it drops the line after 30 s."""
    monkeypatch.setattr(line, "ANSWER_S", 60.0)
    with simulated() as sim:
        sim.break_(ProjectorFault.SILENT)
        with driving(sim.port, heard):
            assert sim.wait_for(lambda s: s.calls == 1)
            began_s = time.monotonic()
        assert time.monotonic() - began_s < 20


def test_a_stop_while_it_connects_is_not_missed(monkeypatch):
    """There is no socket to hang up yet: it looks again once there is one."""
    connect = socket.create_connection
    with socket.create_server(("127.0.0.1", 0)) as mute:
        ours = line.Line("127.0.0.1", mute.getsockname()[1], None, time.monotonic)

        def connect_and_stop(*args):
            sock = connect(*args)
            ours.hang_up_now()
            return sock

        monkeypatch.setattr(socket, "create_connection", connect_and_stop)
        with pytest.raises(DeviceUnavailable, match="stopping"):
            ours.ask(Request("POWR", "?"))


def test_a_flood_of_orders_is_bounded(heard):
    """What cannot be told in time is said so at once."""
    config = PjlinkConfig(host="127.0.0.1", port=9)
    driver = Projector("beamer", config, None, heard.emit, time.monotonic)
    for _ in range(projector.MOST_WAITING + 1):
        driver.send(order(Verb.POWER, True))
    assert "too much" in heard.not_sent()

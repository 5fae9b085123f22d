"""The bus's parts without any broker: echo, outbox, back-off, pump, one session."""

import random
import socket

import pytest

from devices.base import Publication
from devices.mqtt.address import Broker
from devices.mqtt.backoff import Backoff
from devices.mqtt.echo import EVERY_S, LIMIT_S, Echo, Verdict
from devices.mqtt.families import build
from devices.mqtt.outbox import MOST_WAITING, Outbox, Parcel
from devices.mqtt.pump import Pump
from devices.mqtt.router import LOUD_PER_S, Router
from devices.mqtt.session import MUTED_S, WELCOME_S, BusConfig, End, Session
from gateway.domain.effects import Command, Verb
from gateway.domain.events import CommandNotSent, PartChanged

PRESS = Command(device="a", channel=1, verb=Verb.POWER, value=True)
MESSAGE = Publication("cmnd/a/POWER1", b"ON")


def parcel(expires_at_s=10.0):
    return Parcel(MESSAGE, expires_at_s, PRESS)


# Echo


def test_an_echo_that_comes_back_is_sent_again_after_a_rest():
    """One number at a time; an old number is nobody's."""
    echo = Echo(0.0)
    assert echo.to_send(0.0) == b"1"
    assert echo.to_send(0.5) is None

    assert not echo.heard(b"0", 0.5)
    assert echo.heard(b"1", 0.5)

    assert echo.to_send(0.5 + EVERY_S - 0.25) is None
    assert echo.to_send(0.5 + EVERY_S) == b"2"


@pytest.mark.parametrize(
    ("acknowledged", "others", "verdict"),
    [
        (False, False, Verdict.DEAD),
        (True, False, Verdict.DEAF),
        (True, True, Verdict.BUSY),
        (False, True, Verdict.BUSY),
    ],
)
def test_a_missing_echo_is_judged_by_what_else_came(acknowledged, others, verdict):
    """Nothing at all: dead. Only the acknowledgement: deaf. Devices: busy."""
    echo = Echo(0.0)
    echo.to_send(0.0)
    if acknowledged:
        echo.acknowledged()
    if others:
        echo.heard_others()

    assert echo.judge(LIMIT_S - 0.25) is None
    assert echo.judge(LIMIT_S) is verdict
    assert echo.judge(LIMIT_S) is None


def test_a_dead_line_is_found_within_ten_seconds():
    """Whenever it dies."""
    assert EVERY_S + LIMIT_S <= 10


# Outbox


def test_what_waited_too_long_is_taken_out_and_the_rest_stays():
    """Without a connection only the expired leave."""
    outbox = Outbox()
    late, soon = parcel(1.0), parcel(9.0)
    outbox.put(late)
    outbox.put(soon)

    assert outbox.take(1.0, everything=False) == [late]
    assert outbox.next_due_s() == 9.0
    assert outbox.take(1.0, everything=True) == [soon]
    assert outbox.next_due_s() is None


def test_what_is_under_way_is_overdue_until_it_is_acknowledged():
    """And given up when the link is gone."""
    outbox = Outbox()
    outbox.sent(1, parcel(5.0))
    outbox.sent(2, parcel(6.0))

    assert not outbox.overdue(4.5)
    assert outbox.overdue(5.0)
    assert outbox.acknowledged(1) == parcel(5.0)
    assert outbox.acknowledged(1) is None
    assert not outbox.overdue(5.0)
    assert outbox.give_up() == [parcel(6.0)]
    assert outbox.give_up() == []


def test_a_full_outbox_takes_no_more():
    """Memory has an end; the caller is told."""
    outbox = Outbox()
    for _ in range(MOST_WAITING):
        assert outbox.put(parcel())

    assert not outbox.put(parcel())


# Back-off


def test_waits_grow_with_jitter_and_have_an_end():
    """Never in step with other gateways, never longer than promised."""
    backoff = Backoff(0.25, 3.0, random.Random(1))

    waits = [backoff.next_s() for _ in range(20)]

    assert all(w <= 3.0 for w in waits)
    assert waits[0] <= 0.25
    assert min(waits[5:]) >= 1.5
    assert len(set(waits)) == 20
    backoff.reset()
    assert backoff.next_s() <= 0.25


# Pump


class Wire:
    """One end of a socket pair."""

    def __init__(self, sock):
        self._sock = sock
        self.got = b""
        self.writes = False

    def sock(self):
        return self._sock

    def wants_write(self):
        return self.writes

    def ready(self, *, readable, writable):
        if readable:
            self.got += self._sock.recv(100)
        if writable:
            self.writes = False


def test_the_pump_serves_sockets_as_they_come_and_go():
    """A new socket may have the number of one just closed."""
    pump = Pump()
    for _ in range(3):
        here, there = socket.socketpair()
        wire = Wire(here)
        wire.writes = True
        pump.wait([wire], 1.0)
        assert not wire.writes
        there.send(b"x")
        pump.wait([wire], 1.0)
        assert wire.got == b"x"
        here.close()
        there.close()
    pump.wake()
    pump.wait([], 30.0)
    pump.close()
    pump.wake()


# Session


class Wired:
    """A connection that notes what it is asked."""

    def __init__(self):
        self.said = []
        self.subscribed = []
        self.unsubscribed = []
        self.aborted = False

    def publish(self, message, *, retain=False):
        self.said.append((message.topic, message.payload, retain))
        return len(self.said)

    def subscribe(self, filters):
        self.subscribed.append(list(filters))
        return [(100 + len(self.subscribed), len(filters))]

    def unsubscribe(self, filters):
        self.unsubscribed += filters

    def misc(self):
        """Stay alive."""

    def abort(self):
        self.aborted = True


class Scene:
    """A session with its surroundings; time moves when told to."""

    def __init__(self):
        self.now_s = 0.0
        self.told = []
        self.outbox = Outbox()
        self.router = Router([build("tasmota", n, {"topic": n}) for n in ("a", "b")])
        config = BusConfig(broker=Broker(url="mqtt://x"), client_id="gw", site="hq")
        self.wire = Wired()
        self.session = Session(
            config, self.router, self.outbox, self.told.append, lambda: self.now_s
        )
        self.session.link = self.wire

    def at(self, now_s):
        self.now_s = now_s
        self.session.look(now_s)

    def welcome(self, refusals=(None,) * 6):
        self.session.connected()
        self.session.subscribed(101, list(refusals))
        self.at(self.now_s)

    def echo(self):
        topic, payload, _ = next(m for m in reversed(self.wire.said) if "/echo/" in m[0])
        self.session.heard(topic, payload, retained=False)


@pytest.fixture
def scene():
    return Scene()


def test_the_line_is_well_when_our_own_echo_was_heard(scene):
    """Not when the socket is open, not when CONNACK came."""
    scene.welcome()
    assert scene.session.up
    assert scene.wire.said[0] == ("office/hq/status", b"online", True)
    assert scene.told == []

    scene.echo()

    assert scene.told == [PartChanged(part="broker", ok=True, detail="connected")]


def test_a_refused_filter_keeps_the_line_from_being_called_well(scene):
    """The gateway would not hear those devices."""
    scene.welcome([None, None, "Not authorized", None, None, None])

    scene.echo()

    (event,) = scene.told
    assert not event.ok
    assert "stat/a/+" in event.detail


def test_a_refused_command_is_told_and_its_device_named(scene):
    """PUBACK with a reason."""
    scene.welcome()
    scene.session.send(parcel(), 0.0)

    scene.session.acknowledged(len(scene.wire.said), "Not authorized")

    assert [type(e) for e in scene.told] == [CommandNotSent]


def test_a_broker_that_takes_the_call_and_says_nothing_is_left(scene):
    """It may wait for another version of MQTT."""
    scene.at(WELCOME_S)

    assert scene.wire.aborted
    assert scene.session.over[0] is End.VERSION


@pytest.mark.parametrize(
    ("why", "welcomed", "end"),
    [
        ("Unspecified error", True, End.LOST),
        ("Unspecified error", False, End.VERSION),
        ("Session taken over", True, End.REFUSED),
    ],
)
def test_how_it_ended_decides_how_to_go_on(scene, why, welcomed, end):
    """Broken: soon. Hung up on: another version. Thrown out: slowly."""
    if welcomed:
        scene.welcome()

    scene.session.lost(why)

    assert scene.session.over[0] is end


def test_an_unacknowledged_command_ends_the_connection(scene):
    """What lies in a socket's buffer may not arrive when the cable is back."""
    scene.welcome()
    scene.session.send(parcel(expires_at_s=3.0), 0.0)

    scene.at(3.0)

    assert scene.wire.aborted
    assert scene.outbox.give_up() == [parcel(expires_at_s=3.0)]


def test_a_flooding_device_is_muted_at_the_broker_and_asked_later(scene):
    """The others are heard all the time."""
    scene.welcome()
    for _ in range(LOUD_PER_S):
        scene.session.heard("stat/a/POWER1", b"ON", retained=False)
    scene.at(0.5)
    assert scene.wire.unsubscribed == ["stat/a/+", "tele/a/+"]
    scene.told.clear()
    scene.session.heard("stat/a/POWER1", b"OFF", retained=False)
    assert scene.told == []
    scene.session.heard("stat/b/POWER1", b"ON", retained=False)
    assert [e.device for e in scene.told] == ["b"]
    scene.echo()

    scene.at(0.5 + MUTED_S)

    assert scene.wire.subscribed[-1] == ["stat/a/+", "tele/a/+"]
    waiting = scene.outbox.take(scene.now_s, everything=True)
    assert [p.message.topic for p in waiting] == ["cmnd/a/STATE", "cmnd/a/STATUS"]
    assert not any(p.retain for p in waiting)


def test_a_new_session_listens_to_everybody(scene):
    """Who was muted on the old line is subscribed to again on the new one."""
    scene.welcome()
    for _ in range(LOUD_PER_S):
        scene.session.heard("stat/a/POWER1", b"ON", retained=False)
    scene.at(0.5)

    scene.session.close()

    scene.told.clear()
    scene.router.events("stat/a/POWER1", b"ON", False, 60.0)
    assert scene.router.dropped().get("muted", 0) == 0

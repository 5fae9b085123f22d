"""The bus against a real Mosquitto: what arrives, what leaves, what must never leave."""

import socket
import threading

import paho.mqtt.client as paho
import pytest

from devices.base import Publication
from devices.mqtt.address import Broker
from gateway.domain.effects import Command, Verb
from gateway.domain.events import CommandNotSent, DeviceReported, Reading
from tests.benchmarks.bare_mqtt import flood
from tests.parts.mosquitto import Mosquitto
from tests.parts.onlooker import Onlooker


def power(device, on, *, stale=False):
    return DeviceReported(device=device, channel=1, reading=Reading(power=on), stale=stale)


def press(on=True, *, expires_s=3.0, device="a"):
    return Command(device=device, channel=1, verb=Verb.POWER, value=on, expires_s=expires_s)


def test_a_report_arrives_and_a_command_leaves(broker, office, bus_to):
    """Both ways through the broker; a command is never retained."""
    with Onlooker(broker, "cmnd/#") as onlooker, bus_to(broker, "a") as bus:
        office.line(ok=True)

        onlooker.say("stat/a/POWER1", "ON")
        bus.send(press(False))

        office.hear(power("a", True))
        assert onlooker.hear("cmnd/a/POWER1") == ("cmnd/a/POWER1", b"OFF", False)
    with Onlooker(broker, "cmnd/#", "after") as late:
        late.say("after", "")
        late.hear("after")
        assert late.heard == [("after", b"", False)]


def test_a_retained_copy_is_marked_as_old(broker, office, bus_to):
    """What the broker kept from before is told as stale, what is said now is not."""
    with Onlooker(broker) as onlooker:
        onlooker.say("stat/a/POWER1", "ON", retain=True)
        with bus_to(broker, "a"):
            office.hear(power("a", True, stale=True))
            onlooker.say("stat/a/POWER1", "OFF", retain=True)
            office.hear(power("a", False))


def test_the_gateway_says_that_it_is_there_and_when_it_goes(broker, office, bus_to):
    """`office/<site>/status` is retained: online while it runs, offline after a clean stop."""
    with Onlooker(broker, "office/hq/status") as onlooker:
        with bus_to(broker):
            onlooker.hear("office/hq/status", b"online")
        onlooker.hear("office/hq/status", b"offline")
    with Onlooker(broker, "office/hq/status") as late:
        assert late.hear("office/hq/status") == ("office/hq/status", b"offline", True)


def test_a_false_offline_is_put_right(broker, office, bus_to):
    """The will of an older, half-open connection may come after our own online."""
    with Onlooker(broker, "office/hq/status") as onlooker, bus_to(broker):
        office.line(ok=True)
        onlooker.hear("office/hq/status", b"online")
        onlooker.forget()

        onlooker.say("office/hq/status", "offline", retain=True)

        onlooker.hear("office/hq/status", b"online")


def test_nothing_pressed_while_the_broker_was_away_is_sent_later(broker, office, bus_to):
    """Each press is reported as not sent; the broker's return publishes none of them."""
    with bus_to(broker, "a") as bus:
        office.line(ok=True)
        broker.stop()
        office.line(ok=False)
        for on in (True, False, True):
            bus.send(press(on, expires_s=0.3))
        for _ in range(3):
            event = office.hear(lambda e: isinstance(e, CommandNotSent))
            assert (event.device, event.channel) == ("a", 1)

        broker.start()
        with Onlooker(broker, "cmnd/#", "stat/#") as onlooker:
            office.line(ok=True)
            bus.send(press(False))
            onlooker.hear("cmnd/a/POWER1")
            assert onlooker.heard == [("cmnd/a/POWER1", b"OFF", False)]


def test_a_command_in_time_survives_a_short_absence(broker, office, bus_to):
    """Back within the three seconds, the press still counts."""
    with bus_to(broker, "a") as bus:
        office.line(ok=True)
        broker.stop()
        office.line(ok=False)
        bus.send(press(True, expires_s=20.0))
        broker.start()
        with Onlooker(broker, "stat/#"):
            office.line(ok=True)
        assert bus.counts()["not_sent"] == 0


def test_a_command_that_is_not_acknowledged_in_time_is_told(broker, office, bus_to):
    """A frozen broker: the line is dropped at once, and a new one is up when it thaws."""
    with bus_to(broker, "a") as bus:
        office.line(ok=True)
        with Onlooker(broker, "cmnd/#") as onlooker:
            broker.freeze()
            bus.send(press(True, expires_s=0.5))
            office.hear(lambda e: isinstance(e, CommandNotSent))
            broker.thaw()
            office.line(ok=True)
            bus.send(press(False))
            onlooker.hear("cmnd/a/POWER1", b"OFF")


def test_a_half_open_line_is_found_within_ten_seconds(broker, office, bus_to):
    """Nobody presses anything, and still the missing echo tells."""
    with bus_to(broker, "a"):
        office.line(ok=True)
        broker.freeze()
        assert "does not answer" in office.line(ok=False).detail
        broker.thaw()
        office.line(ok=True)


def test_a_crash_of_the_broker_is_survived(broker, office, bus_to):
    """SIGKILL and back again, on the same port: devices are heard again."""
    with bus_to(broker, "a"):
        office.line(ok=True)
        broker.kill()
        office.line(ok=False)
        broker.start()
        office.line(ok=True)
        with Onlooker(broker) as onlooker:
            onlooker.say("stat/a/POWER1", "ON")
            office.hear(power("a", True))


def test_an_absent_broker_is_said_and_looked_for(office, bus_to):
    """The gateway may be started first."""
    broker = Mosquitto()
    with bus_to(broker, "a") as bus:
        assert "no broker at 127.0.0.1" in office.line(ok=False).detail
        bus.send(press(expires_s=0.1))
        office.hear(lambda e: isinstance(e, CommandNotSent))
        with broker:
            office.line(ok=True)
            bus.stop()


ACL = """
user gateway
topic readwrite office/hq/#
topic write cmnd/a/#
topic read stat/#
topic read tele/#
user all
topic readwrite #
"""


def test_a_refused_command_is_told(office, bus_to):
    """The broker's access list forbids it: MQTT 5 says so, and so do we."""
    with (
        Mosquitto(acl=ACL, passwords={"gateway": "secret"}) as broker,
        bus_to(broker, "a", "b", username="gateway", password="secret") as bus,
    ):
        office.line(ok=True)

        bus.send(press(device="b"))

        event = office.hear(lambda e: isinstance(e, CommandNotSent))
        assert event.device == "b"
        assert "refused" in event.why


def test_a_broker_that_lets_us_talk_but_not_hear_is_not_called_well(office, bus_to):
    """SUBSCRIBE was granted all the same; only the missing echo shows it."""
    acl = "user gateway\ntopic write office/hq/#\n"
    with (
        Mosquitto(acl=acl, passwords={"gateway": "secret"}) as broker,
        bus_to(broker, "a", username="gateway", password="secret"),
    ):
        assert "access list" in office.line(ok=False).detail


def test_a_wrong_password_is_said_in_plain_words(office, bus_to):
    """And never shown."""
    with (
        Mosquitto(passwords={"gateway": "secret"}) as broker,
        bus_to(broker, "a", username="gateway", password="wr0ng"),
    ):
        detail = office.line(ok=False).detail
        assert "check user and password" in detail
        assert "wr0ng" not in detail
    assert "wr0ng" not in repr(Broker(url="mqtt://x", username="u", password="wr0ng"))


HOSTILE = [b"x" * 1_000_000, b"\xff\xfe", b'{"POWER1":', b'{"POWER1":[1]}', b"", b"[" * 60_000]


def test_hostile_payloads_cost_only_themselves(broker, office, bus_to):
    """A megabyte, not UTF-8, half JSON, wrong types: the next honest message is heard."""
    with Onlooker(broker) as onlooker, bus_to(broker, "a", "b") as bus:
        office.line(ok=True)
        for payload in HOSTILE:
            onlooker.say("stat/a/RESULT", payload)
            onlooker.say("tele/a/LWT", payload)
        onlooker.say("stat/b/POWER1", "ON")

        assert office.hear(lambda e: isinstance(e, DeviceReported)) == power("b", True)
        assert bus.counts()["too_long"] == 2
        assert bus.is_alive()


def test_a_callback_that_raises_costs_one_message(broker, office, bus_to, monkeypatch):
    """paho's own thread would be dead now; ours goes on, and counts."""
    told = office.emit

    def emit(event):
        if event == power("a", True):
            raise RuntimeError("a bug in the office")
        told(event)

    monkeypatch.setattr(office, "emit", emit)
    with Onlooker(broker) as onlooker, bus_to(broker, "a") as bus:
        office.line(ok=True)
        onlooker.say("stat/a/POWER1", "ON")
        onlooker.say("stat/a/POWER1", "OFF")

        office.hear(power("a", False))
        assert bus.counts()["callback_failed"] == 1


def test_what_is_said_northbound_is_retained_when_asked(broker, office, bus_to):
    """A state of ours is kept by the broker, an occurrence is not."""
    with bus_to(broker) as bus:
        office.line(ok=True)
        bus.publish(Publication("office/hq/zone/z/state", b"empty"), retain=True)
        with Onlooker(broker, "office/hq/zone/z/event") as onlooker:
            bus.publish(Publication("office/hq/zone/z/event", b"left"))
            onlooker.hear("office/hq/zone/z/event", b"left")
        with Onlooker(broker, "office/hq/zone/#") as onlooker:
            assert onlooker.hear("office/hq/zone/z/state")[2] is True
            assert len(onlooker.heard) == 1


def test_a_command_a_device_cannot_do_is_told_at_once(broker, office, bus_to):
    """An unknown device, or a verb it does not know."""
    with bus_to(broker, "a") as bus:
        bus.send(press(device="nobody"))

        assert "cannot" in office.hear(lambda e: isinstance(e, CommandNotSent)).why


def test_another_program_with_our_name_is_survived(broker, office, bus_to):
    """Thrown out by it, we say so and come back; a broker that says why is quoted."""
    client = paho.Client(
        paho.CallbackAPIVersion.VERSION2, client_id="gateway-1", protocol=paho.MQTTv5
    )
    with bus_to(broker, "a"):
        office.line(ok=True)
        client.connect(broker.host, broker.port)
        client.loop_start()
        office.line(ok=False)
        client.disconnect()
        client.loop_stop()
        office.line(ok=True)


def test_stopping_leaves_no_thread_and_may_be_done_twice(broker, office, bus_to):
    """With the broker there, frozen, or gone."""
    with bus_to(broker, "a") as bus:
        office.line(ok=True)
        bus.stop()
        assert not bus.is_alive()
    assert "mqtt-bus" not in {t.name for t in threading.enumerate()}
    with bus_to(broker, "a") as bus:
        office.line(ok=True)
        broker.freeze()
        bus.stop()
        broker.thaw()


@pytest.mark.parametrize("url", ["http://x", "mqtt://", "mqtt://u:p@x", "mqtt://x:port"])
def test_an_address_that_cannot_work_is_refused(url):
    """A password in the address would end up in a log."""
    with pytest.raises(ValueError):
        Broker(url=url)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="hangs up"),
        pytest.param(b"\x20\x02\x00\x01", id="refuses as MQTT 3 does"),
        pytest.param(None, id="says nothing"),
    ],
)
def test_an_old_broker_is_asked_in_its_own_version(answer, office, bus_to):
    """MQTT 5 first; whoever does not understand it is spoken to in 3.1.1."""
    with socket.create_server(("127.0.0.1", 0)) as server, bus_to(Old(server), "a"):
        server.settimeout(5)
        first, _ = server.accept()
        with first:
            assert b"MQTT\x05" in first.recv(1000)
            if answer:
                first.sendall(answer)
            elif answer is not None:
                first.shutdown(socket.SHUT_RDWR)
            second, _ = server.accept()
        with second:
            assert b"MQTT\x04" in second.recv(1000)


class Old:
    """Where an old broker is."""

    def __init__(self, server):
        self.url = f"mqtt://127.0.0.1:{server.getsockname()[1]}"


def test_a_flooding_device_does_not_drown_the_others(broker, office, bus_to):
    """It is muted at the broker; the others are heard, commands leave, the line stays well."""
    with Onlooker(broker, "cmnd/#") as onlooker, bus_to(broker, "loud", "b") as bus:
        office.line(ok=True)
        flood(broker.port, [("stat/loud/POWER1", b"ON")] * 20_000)

        onlooker.say("stat/b/POWER1", "ON")
        office.hear(power("b", True))
        bus.send(press(device="b"))
        onlooker.hear("cmnd/b/POWER1")

        assert bus.counts()["connects"] == 1
        assert bus.counts()["not_sent"] == 0
        assert len(office.heard) < 500

"""Five hundred relays on a real broker flap for ten minutes: few messages, none forgotten.

The whole program in this process, a real Mosquitto, a real webhook; the
office's clock is moved. The same storm through the rules alone, with three
times as many words, is `tests/domain/test_alert_storm.py`.
"""

import threading
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from gateway.clock import MovableClock
from gateway.domain.events import MinuteBegan, TimePassed
from tests.e2e.office import Office, small_site
from tests.parts.mosquitto import free_port
from tests.patience import PATIENCE_S
from tests.shell.test_notify import hook_url, webhook

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""

RELAYS = 500
FLAPS = 3
"""On and off again, in ten minutes of the office's clock."""
HALF_S = 100.0
PER_HOUR = 6
HEAD = """
[site]
id = "storm"
name = {{ zh = "客服中心", en = "Service centre" }}
timezone = "Asia/Shanghai"
country = "DE"

[broker]
url = "{url}"

[[zones]]
id = "office"
name = {{ zh = "办公区", en = "Office" }}
opening = {{ daily = "07:30-21:30" }}

[[contacts]]
id = "facilities"
name = {{ zh = "物业", en = "Facilities" }}
language = "en"

[alerts]
facilities = ["facilities"]
per_hour = {per_hour}

[web]
port = {port}
"""
RELAY = """
[[devices]]
id = "relay-{n}"
kind = "tasmota"

[[rooms]]
id = "r{n}"
name = {{ zh = "{n} 号", en = "Room {n}" }}
zone = "office"
plate = "{n}"
channels = [{{ id = "lamp", kind = "light", device = "relay-{n}", channel = 1, watts = 20 }}]
"""


@pytest.fixture
def clock():
    """The office's clock, at eleven in the evening."""
    zone = small_site().site.timezone
    one = MovableClock(zone)
    now = datetime.now(zone)
    eleven = now.replace(hour=23, minute=0, second=0, microsecond=0)
    one.advance(((eleven - now) % timedelta(days=1)).total_seconds())
    return one


@contextmanager
def connected(broker):
    """A client that is all the relays."""
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.max_queued_messages_set(0)
    gone = threading.Event()
    client.on_disconnect = lambda *_: gone.set()
    client.connect(broker.host, broker.port)
    client.loop_start()
    yield client
    client.disconnect()
    assert gone.wait(PATIENCE_S)
    client.loop_stop()


def say_all(office: Office, wire: paho.Client, power: str) -> None:
    """Let every relay say the same until the last has been heard."""
    last, wanted = (f"relay-{RELAYS - 1}", 1), power == "ON"

    def heard(snapshot) -> bool:
        report = snapshot.office.devices.reports.get(last)
        return report is not None and report.reading.power is wanted

    for _ in range(5):  # on a busy machine the line may be gone for a moment: they say it again
        for n in range(RELAYS):
            wire.publish(f"stat/relay-{n}/POWER1", power, qos=1)
        with suppress(AssertionError):
            office.see(heard, within_s=8.0)
            return
    raise AssertionError(f"{last} was never heard")


def test_a_storm_from_the_wire_is_one_alert_a_key_and_a_few_messages(tmp_path, broker, clock):
    """No more than the contact's limit; the summary in the morning tells of all of them."""
    site = tmp_path / "site.toml"
    head = HEAD.format(url=broker.url, per_hour=PER_HOUR, port=free_port())
    site.write_text(head + "".join(RELAY.format(n=n) for n in range(RELAYS)), "utf-8")
    with webhook() as (port, hooked), connected(broker) as wire:
        urls = (("facilities", (hook_url(port),)),)
        with Office(tmp_path / "data", broker, clock=clock, urls=urls, site=site) as office:
            office.see(lambda s: s.office.devices.broker_ok)
            rows = office.app.ledger.last_seq()
            most_waiting = 0
            for _ in range(FLAPS):
                for power in ("ON", "OFF"):
                    say_all(office, wire, power)
                    most_waiting = max(most_waiting, len(office.look().office.alerts.outbox))
                    clock.advance(HALF_S)
                    office.ask(TimePassed())
            assert most_waiting <= PER_HOUR
            assert office.app.ledger.last_seq() - rows < 8 * RELAYS

            clock.advance(600.0)
            office.ask(TimePassed())
            calm = office.see(lambda s: not s.office.alerts.open and not s.office.alerts.outbox)
            stormed = list(hooked)
            assert calm.office.alerts.tally.raised == RELAYS

            clock.advance(9 * 3600.0)
            office.app.inbox.put(MinuteBegan())
            today = clock.now().at.date()
            office.see(lambda s: s.office.alerts.digest_on == today and not s.office.alerts.outbox)

    assert len(stormed) <= PER_HOUR
    titles = Counter(message["title"] for message in stormed)
    assert max(titles.values()) == 1
    (summary,) = hooked[len(stormed) :]
    assert summary["title"].startswith("[Service centre] Summary: 0 open")
    assert f"{RELAYS} new, {RELAYS} over" in summary["message"]

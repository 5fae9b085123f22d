"""Mail server and webhook away for an hour, the gateway killed in between: nothing lost or doubled.

The real ledger, the real rules, the real messenger; only the clock is moved by hand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from gateway.domain.decide import decide, next_due_s
from gateway.domain.effects import Notify, Record
from gateway.domain.events import (
    AlertAnswered,
    Event,
    GatewayStarted,
    NotificationSent,
    NotificationTaken,
    TimePassed,
    TroubleGone,
)
from gateway.ledger import Ledger
from gateway.links import Links
from gateway.notify import Notifier, channels
from gateway.recovery import recover
from tests.domain.scene import SHANGHAI, FakeClock, sample_rules
from tests.domain.trouble import trouble
from tests.patience import PATIENCE_S
from tests.shell.test_notify import (
    free_port,
    hook_url,
    mail_server,
    mail_url,
    site,
    webhook,
)

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch):
    """Two messages to one channel need no pause here."""
    monkeypatch.setattr(channels, "PAUSE_S", 0.02)


class Gateway:
    """Rules, ledger and messenger of one life of the program."""

    def __init__(self, folder: Path, clock: FakeClock, urls: dict[str, list[str]]) -> None:
        self.clock = clock
        self.rules = replace(sample_rules(), facilities=("facilities", "manager"))
        self.ledger = Ledger.open(folder / "ledger.db", b"k" * 32, "hq", SHANGHAI)
        self.office = recover(self.ledger, clock.now())
        self.events: SimpleQueue[Event] = SimpleQueue()
        links = Links(b"k" * 32, clock)
        self.notifier = Notifier(site(), urls, emit=self.events.put, links=links)
        self.notifier.start()
        self.under_way = 0
        self.feed(GatewayStarted(version="1", boot="b"))

    def feed(self, event: Event) -> None:
        """Decide; what is kept is on disk before a message leaves."""
        now = self.clock.now()
        self.office, effects = decide(self.office, event, now, self.rules)
        self.ledger.append([e for e in effects if isinstance(e, Record)], now)
        for effect in effects:
            if isinstance(effect, Notify):
                self.under_way += 1
                self.notifier.send(effect)

    def settle(self) -> None:
        """Hear from the messenger until nothing is under way."""
        while self.under_way:
            event = self.events.get(timeout=PATIENCE_S)
            self.under_way -= not isinstance(event, NotificationTaken)
            self.feed(event)

    def advance(self, seconds: float) -> None:
        """Let time pass; deadlines on the way are met, messages answered at their instant."""
        end_s = self.clock.mono_s + seconds
        self.settle()
        while (due_s := next_due_s(self.office)) is not None and due_s <= end_s:
            self.clock.advance(max(0.0, due_s - self.clock.mono_s))
            self.feed(TimePassed())
            self.settle()
        self.clock.advance(end_s - self.clock.mono_s)

    def die(self) -> None:
        """End as a kill does: no checkpoint, no goodbye to what is under way."""
        self.notifier.stop()
        self.ledger.close()


@contextmanager
def life(folder: Path, clock: FakeClock, urls: dict[str, list[str]]) -> Iterator[Gateway]:
    """Run the gateway until it is killed."""
    gateway = Gateway(folder, clock, urls)
    try:
        yield gateway
    finally:
        gateway.die()


def subjects(mails: list) -> list[str]:
    """Return what the mails are about, without the office's name."""
    return [str(mail["Subject"]).partition("] ")[2] for mail in mails]


def test_an_hour_without_mail_and_webhook_and_a_kill_lose_and_double_nothing(tmp_path):
    """Each message once, in order; escalated on time; what was over meanwhile is not told."""
    smtp, hook = free_port(), free_port()
    urls = {"facilities": [mail_url(smtp), hook_url(hook)], "manager": [mail_url(smtp)]}
    clock = FakeClock()

    with life(tmp_path, clock, urls) as gateway:
        gateway.feed(trouble("first"))
        gateway.advance(300.0)
        gateway.feed(trouble("over-meanwhile"))
        gateway.advance(300.0)
        gateway.feed(TroubleGone(key="over-meanwhile"))
        gateway.feed(trouble("second"))
        gateway.advance(60.0)
        waiting = list(gateway.office.alerts.outbox)

    clock.advance(600.0)  # killed, and away for ten minutes

    with life(tmp_path, clock, urls) as gateway:
        assert [i for i in waiting if i in gateway.office.alerts.outbox] == waiting
        gateway.advance(2400.0)
        assert {a.level for a in gateway.office.alerts.open.values()} == {2}
        assert len(gateway.office.alerts.outbox) == 4

        with mail_server(smtp) as mails, webhook(port=hook) as (_, hooked):
            gateway.advance(1800.0)

        assert gateway.office.alerts.outbox == {}
        assert gateway.office.alerts.undelivered == ()
        of_facilities = [s for s in subjects(mails) if "还开着" in s]
        of_manager = [s for s in subjects(mails) if "is on" in s]
        assert of_facilities == ["first 还开着", "second 还开着"]
        assert of_manager == ["first is on", "second is on"]
        assert [m["title"].partition("] ")[2] for m in hooked] == of_facilities


def test_a_channel_that_had_a_message_before_the_kill_gets_no_second(tmp_path):
    """The webhook took it, the mail server did not: after the restart only the mail is sent."""
    smtp = free_port()
    clock = FakeClock()
    with webhook() as (hook, hooked):
        urls = {"facilities": [mail_url(smtp), hook_url(hook)]}
        with life(tmp_path, clock, urls) as gateway:
            gateway.feed(trouble("first"))
            gateway.settle()
            gateway.feed(AlertAnswered(key="first", choice="acknowledge", by="manager"))

        with life(tmp_path, clock, urls) as gateway, mail_server(smtp) as mails:
            gateway.advance(3600.0)
            assert gateway.office.alerts.outbox == {}

    assert (len(hooked), len(mails)) == (1, 1)


def test_a_kill_between_a_delivery_and_its_row_sends_it_once_more(tmp_path):
    """At least once: what nobody wrote down as delivered is sent again, never forgotten."""
    clock = FakeClock()
    with webhook() as (hook, hooked):
        urls = {"facilities": [hook_url(hook)]}
        with life(tmp_path, clock, urls) as gateway:
            gateway.feed(trouble("first"))
            assert isinstance(gateway.events.get(timeout=PATIENCE_S), NotificationSent)

        with life(tmp_path, clock, urls) as gateway:
            gateway.settle()
            assert gateway.office.alerts.outbox == {}
            assert gateway.office.alerts.open["first"].notified == ("facilities",)

    assert len(hooked) == 2

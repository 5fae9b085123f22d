"""Messages to people, through a real mail server and a real webhook on loopback."""

import json
import re
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, SimpleQueue
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from gateway.clock import SetClock
from gateway.config import Site
from gateway.domain.alerts import DIGEST
from gateway.domain.effects import Notify
from gateway.domain.events import (
    NotificationFailed,
    NotificationSent,
    NotificationTaken,
    TroubleFound,
)
from gateway.domain.text import Text
from gateway.links import Links
from gateway.notify import Notifier, channel_of
from tests.domain.scene import FakeClock, Scene, every, only, sample_rules
from tests.domain.trouble import trouble
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 23, 40, tzinfo=SHANGHAI)


def site(**web) -> Site:
    return Site.model_validate(
        {
            "site": {
                "id": "hq",
                "name": {"zh": "客服中心", "en": "Service centre"},
                "timezone": "Asia/Shanghai",
            },
            "zones": [{"id": "office", "name": {"zh": "办公区", "en": "Office"}}],
            "web": {"public_url": "https://gw.example/", **web},
            "contacts": [
                {"id": "facilities", "name": {"zh": "物业", "en": "Facilities"}},
                {"id": "manager", "name": {"zh": "经理", "en": "Manager"}, "language": "en"},
            ],
        }
    )


def note(number: int = 1, to: str = "facilities", **more) -> Notify:
    return Notify(
        notification=f"n{number}",
        to=to,
        alert="offhours:room-b",
        title=Text(f"空调还开着 {number}", f"AC is on {number}"),
        body=Text("会议室 B\n900 W", "Room B\n900 W"),
        **more,
    )


def queued(number: int, **more) -> Notify:
    """Return a message behind all with a smaller number."""
    return note(number, behind=tuple(f"n{older}" for older in range(1, number)), **more)


class Letters:
    """What a mail server has taken."""

    def __init__(self) -> None:
        self.taken = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(port: int):
    letters = Letters()
    server = Controller(letters, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield letters.taken
    finally:
        server.stop()


@contextmanager
def silent_server():
    """Take connections and say nothing; yields its port and an event: somebody is there."""
    asked = threading.Event()
    open_ = []

    def listen() -> None:
        with suppress(OSError):
            while True:
                open_.append(server.accept()[0])
                asked.set()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for one in open_:
                one.close()


def mail_url(port: int) -> str:
    return f"mailto://127.0.0.1:{port}?from=gw@example.com&to=who@example.com&mode=insecure&cto=2"


@contextmanager
def webhook(status=200, port=0):
    """Serve a webhook; yields its port and what it was sent. `status` may be a list, one each."""
    got = []
    answers = list(status) if isinstance(status, list) else None

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.pop(0) if answers else 200 if answers == [] else status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", port), Hook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port, got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hook_url(port: int) -> str:
    return f"json://127.0.0.1:{port}/alert?cto=2&rto=2"


@pytest.fixture
def start():
    """Return a function that starts a notifier on addresses by contact; all are stopped."""
    started = []

    def begin(urls, **more):
        events = SimpleQueue()
        links = Links(b"k" * 32, SetClock(NOW, SHANGHAI))
        notifier = Notifier(more.pop("site", site()), urls, emit=events.put, links=links, **more)
        notifier.start()
        started.append(notifier)
        return notifier, events

    yield begin
    for notifier in started:
        notifier.stop()


def next_event(events: SimpleQueue):
    """Return the next answer about a message; what single channels took is on the way to it."""
    while isinstance(event := events.get(timeout=PATIENCE_S), NotificationTaken):
        pass
    return event


def nothing_more(events: SimpleQueue) -> bool:
    with pytest.raises(Empty):
        events.get(timeout=0.05)
    return True


def test_a_mail_arrives_in_the_contacts_language_with_a_link_that_is_genuine(start):
    """Through a real SMTP server: subject, body, lines kept, a link for each thing to do."""
    port = free_port()
    with mail_server(port) as taken:
        notifier, events = start({"facilities": [mail_url(port)]})
        notifier.send(note())
        assert next_event(events) == NotificationSent(notification="n1")

    (mail,) = taken
    body = mail.get_body(("plain", "html")).get_content()
    assert mail["Subject"] == "[客服中心] 空调还开着 1"
    assert "900 W" in body
    tokens = re.findall(r"https://gw\.example/a/([\w.-]+)", body)
    claims = [notifier._links.read(token) for token in dict.fromkeys(tokens)]
    assert {(c.alert, c.contact) for c in claims} == {("offhours:room-b", "facilities")}
    assert [(c.id, c.choice) for c in claims] == [
        ("n1:acknowledge", "acknowledge"),
        ("n1:known_until", "known_until"),
    ]


def test_a_webhook_gets_english_where_the_contact_reads_english(start):
    """The contact's language, not the site's."""
    with webhook() as (port, got):
        notifier, events = start({"manager": [hook_url(port)]})
        notifier.send(note(to="manager"))
        assert next_event(events) == NotificationSent(notification="n1")

    assert got[0]["title"] == "[Service centre] AC is on 1"
    assert got[0]["message"].startswith("Room B\n900 W\n\nI have it:\nhttps")


def test_good_news_has_no_link(start):
    """There is nothing to do."""
    with webhook() as (port, got):
        notifier, events = start({"facilities": [hook_url(port)]})
        notifier.send(note(link=False))
        next_event(events)

    assert got[0]["message"] == "会议室 B\n900 W"


def test_a_summary_leads_to_the_dashboard(start):
    """It is about no single alert: no one-time link, but a way on."""
    with webhook() as (port, got):
        notifier, events = start({"facilities": [hook_url(port)]})
        notifier.send(replace(note(link=False), alert=DIGEST))
        next_event(events)

    assert got[0]["message"] == "会议室 B\n900 W\n\n看板：https://gw.example/facilities"


def test_a_server_that_is_down_is_reported_and_works_when_it_is_back(start):
    """No message is lost and the thread lives on."""
    port = free_port()
    notifier, events = start({"facilities": [mail_url(port)]})
    notifier.send(note())
    assert next_event(events) == NotificationFailed(notification="n1", why="E-Mail 没有收下")

    with mail_server(port) as taken:
        notifier.send(note())
        assert next_event(events) == NotificationSent(notification="n1")

    assert len(taken) == 1


def test_an_alert_reaches_its_contact_once_the_mail_server_is_back(start):
    """Rules and messenger together: raised, refused, tried again, taken, outbox empty."""
    port = free_port()
    scene = Scene(sample_rules(), FakeClock())
    notifier, events = start({"facilities": [mail_url(port)]})
    found = TroubleFound(key="k", severity="warning", zone=None, title=Text("漏水", "Leak"))
    notifier.send(only(Notify, scene.feed(found)))
    scene.feed(next_event(events))
    assert [o.tries for o in scene.office.alerts.outbox.values()] == [1]

    with mail_server(port) as taken:
        notifier.send(only(Notify, scene.advance(60.0)))
        scene.feed(next_event(events))

    assert [m["Subject"] for m in taken] == ["[客服中心] 漏水"]
    assert scene.office.alerts.outbox == {}
    assert scene.office.alerts.open["k"].notified == ("facilities",)


def test_a_webhook_that_refuses_is_a_failure(start):
    """Anything but a 2xx."""
    with webhook(status=500) as (port, _):
        notifier, events = start({"facilities": [hook_url(port)]})
        notifier.send(note())
        assert isinstance(next_event(events), NotificationFailed)


def test_a_channel_that_has_a_message_does_not_get_it_again(start):
    """One of two is down: the next try goes only there."""
    mail_port = free_port()
    with webhook() as (hook_port, got):
        notifier, events = start({"facilities": [hook_url(hook_port), mail_url(mail_port)]})
        notifier.send(note())
        failed = next_event(events)
        assert [f.partition("-")[0] for f in failed.taken] == ["json"]

        with mail_server(mail_port) as taken:
            notifier.send(note(taken=failed.taken))
            assert next_event(events) == NotificationSent(notification="n1")

    assert (len(got), len(taken)) == (1, 1)


def test_each_channel_that_took_a_message_is_named_before_the_next_one_is_asked(start):
    """The next may hang until the power goes: what is delivered is known by then."""
    with silent_server() as (port, asked), webhook() as (hook_port, got):
        notifier, events = start({"facilities": [hook_url(hook_port), mail_url(port)]})
        notifier.send(note())
        first = events.get(timeout=PATIENCE_S)
        assert asked.wait(PATIENCE_S)
        failed = events.get(timeout=PATIENCE_S)

    assert first == NotificationTaken(notification="n1", channel=failed.taken[0])
    assert len(got) == 1


def test_a_message_delivered_once_is_not_delivered_again(start):
    """The rules may hand it over twice; the answer is the same."""
    with webhook() as (port, got):
        notifier, events = start({"facilities": [hook_url(port)]})
        notifier.send(note())
        notifier.send(note())
        assert [next_event(events), next_event(events)] == [NotificationSent(notification="n1")] * 2

    assert len(got) == 1


def test_messages_to_a_contact_arrive_in_order(start):
    """First in, first out."""
    with webhook() as (port, got):
        notifier, events = start({"facilities": [hook_url(port)]})
        for number in range(5):
            notifier.send(note(number))
        for _ in range(5):
            next_event(events)

    assert [m["title"][-1] for m in got] == list("01234")


def test_what_is_behind_a_failed_message_goes_back_with_it_but_only_once(start):
    """Order first; yet a message nobody takes must not stop the others for a day."""
    with webhook(status=[500, 500]) as (port, got):
        notifier, events = start({"facilities": [hook_url(port)]})
        for number in (1, 2):
            notifier.send(queued(number))
        first = [next_event(events), next_event(events)]
        assert [type(e) for e in first] == [NotificationFailed] * 2
        assert len(got) == 1
        for number in (1, 2):
            notifier.send(queued(number))
        second = [next_event(events), next_event(events)]

    assert second[-1] == NotificationSent(notification="n2")


def test_a_message_written_between_two_failures_does_not_pass_the_second(start):
    """The rules know of the first failure only: the third waits all the same."""
    scene = Scene(sample_rules(), FakeClock())
    with webhook(status=[500]) as (port, got):
        notifier, events = start({"facilities": [hook_url(port)]})

        def feed(event) -> None:
            for one in every(Notify, scene.feed(event)):
                notifier.send(one)

        for key in ("a", "b"):
            feed(trouble(key))
        failures = [next_event(events), next_event(events)]
        feed(failures[0])
        feed(trouble("c"))
        feed(failures[1])
        while scene.office.alerts.outbox:
            feed(next_event(events))

    assert [m["title"].partition("] ")[2][0] for m in got] == ["a", "a", "b", "c"]


def test_what_waits_for_a_channel_is_not_remembered_for_ever(start, monkeypatch):
    """Messages that nobody needs any more are never handed over again."""
    monkeypatch.setattr("gateway.notify.notifier.DELIVERED_KEPT", 3)
    with webhook(status=500) as (port, _):
        notifier, events = start({"facilities": [hook_url(port)]})
        for number in range(1, 9):
            notifier.send(queued(number))
            next_event(events)

    assert len(notifier._waits) == 3


def test_a_channel_that_works_is_not_held_up_by_one_that_does_not(start):
    """The webhook has both in order at once; the mail server gets both in order when it is back."""
    mail_port = free_port()
    with webhook() as (hook_port, got):
        notifier, events = start({"facilities": [hook_url(hook_port), mail_url(mail_port)]})
        for number in (1, 2):
            notifier.send(queued(number))
        failed = [next_event(events), next_event(events)]
        assert [len(f.taken) for f in failed] == [1, 1]
        assert [m["title"][-1] for m in got] == ["1", "2"]

        with mail_server(mail_port) as taken:
            for number, before in zip((1, 2), failed, strict=True):
                notifier.send(queued(number, taken=before.taken))
            assert {type(next_event(events)) for _ in failed} == {NotificationSent}

    assert [m["Subject"][-1] for m in taken] == ["1", "2"]
    assert len(got) == 2


def test_a_channel_that_has_it_gets_no_second_even_when_the_rules_do_not_know_yet(start):
    """Handed over twice before the first answer was decided."""
    mail_port = free_port()
    with webhook() as (hook_port, got):
        notifier, events = start({"facilities": [hook_url(hook_port), mail_url(mail_port)]})
        notifier.send(note())
        notifier.send(note())
        first, second = next_event(events), next_event(events)

    assert len(got) == 1
    assert first.taken == second.taken != ()


def test_a_contact_without_addresses_is_told_back(start):
    """Undeliverable is an answer too."""
    notifier, events = start({})
    notifier.send(note(to="manager"))

    failed = next_event(events)

    assert (failed.notification, failed.why) == ("n1", "no usable address is set up")


def test_an_address_nobody_understands_leaves_the_others_working(start, caplog):
    """Said in the log, without the address."""
    with webhook() as (port, got):
        notifier, events = start({"facilities": ["nonsense://secret", hook_url(port)]})
        notifier.send(note())
        assert isinstance(next_event(events), NotificationSent)

    assert len(got) == 1
    assert "1 of its addresses cannot be used" in caplog.text


def test_a_server_that_says_nothing_does_not_hold_up_the_loop_or_the_stop(start):
    """Sending returns at once; stop waits for the channel's own time-out at most."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        notifier, events = start({"facilities": [mail_url(port).replace("cto=2", "cto=1")]})
        began_s = time.perf_counter()
        for number in range(50):
            notifier.send(note(number))
        waiting, _ = deaf.accept()
        notifier.stop()

        waiting.close()
        assert time.perf_counter() - began_s < 20  # 50 time-outs would be 50 s
        assert not notifier.is_alive()
        next_event(events)
        assert nothing_more(events)


def test_stop_is_safe_twice_and_without_a_start():
    """A start that failed half-way is cleaned up alike."""
    links = Links(b"k" * 32, SetClock(NOW, SHANGHAI))
    notifier = Notifier(site(), {}, emit=print, links=links)

    notifier.stop()
    notifier.stop()


def test_without_a_public_address_links_go_where_the_screens_are(start):
    """Good enough for the demo on one machine."""
    with webhook() as (port, got):
        urls = {"facilities": [hook_url(port)]}
        notifier, events = start(urls, site=site(public_url=None, port=8099))
        notifier.send(note())
        next_event(events)

    assert "http://127.0.0.1:8099/a/" in got[0]["message"]


def test_a_channel_names_itself_without_its_address():
    """Fingerprints and reprs are kept and logged: no password in them."""
    channel = channel_of("mailto://user:geheim@mail.example/?to=a@b.example")

    assert "geheim" not in repr(channel)
    assert channel.fingerprint.startswith("mailto-")
    assert channel_of("nonsense://x") is None

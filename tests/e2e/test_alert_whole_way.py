"""An alert's whole way: the broker goes, people are told, somebody takes it by the link."""

import re

import pytest

from gateway.clock import MovableClock
from gateway.domain.events import TimePassed
from tests.e2e.office import Office, small_site
from tests.shell.test_notify import free_port, hook_url, mail_server, mail_url, webhook

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""

KEY = "part:broker"


@pytest.fixture
def clock():
    """The office's clock, to be moved over waits."""
    return MovableClock(small_site().site.timezone)


@pytest.fixture
def begin(tmp_path, broker, devices, clock):
    """Return a function that starts the gateway with addresses for facilities."""
    started = []

    def start(*urls: str) -> Office:
        urls_of = (("facilities", urls),)
        office = Office(tmp_path / "data", broker, clock=clock, urls=urls_of)
        started.append(office.__enter__())
        office.ready()
        return office

    yield start
    for office in started:
        office.__exit__()


def move(office: Office, clock: MovableClock, seconds: float) -> None:
    """Let time pass, and have every deadline looked at."""
    clock.advance(seconds)
    office.ask(TimePassed())


def lose_broker(office: Office, clock: MovableClock, broker) -> None:
    """Stop the broker for so long that facilities must know."""
    broker.stop()
    office.see(lambda s: s.office.devices.broker_ok is False)
    move(office, clock, 121.0)
    office.see(lambda s: KEY in s.office.alerts.open)


def arrives(office: Office, taken: list) -> None:
    """Wait until the outbox is empty; what was taken by then was all."""
    office.see(lambda s: not s.office.alerts.outbox)
    assert taken


def test_a_mail_server_that_is_down_gets_the_message_once_when_it_is_back(begin, clock, broker):
    """Tried again after 1, then 2 minutes; the webhook that took it at once gets no second."""
    port = free_port()
    with webhook() as (hook_port, hooked):
        office = begin(mail_url(port), hook_url(hook_port))
        lose_broker(office, clock, broker)
        office.see(lambda s: [o.tries for o in s.office.alerts.outbox.values()] == [1])
        move(office, clock, 59.0)
        assert [o.tries for o in office.look().office.alerts.outbox.values()] == [1]
        move(office, clock, 2.0)
        office.see(lambda s: [o.tries for o in s.office.alerts.outbox.values()] == [2])

        with mail_server(port) as taken:
            move(office, clock, 121.0)
            arrives(office, taken)

        assert len(taken) == 1
        assert len(hooked) == 1
        assert hooked[0]["title"].startswith("[Test office]")
        assert office.look().office.alerts.open[KEY].notified == ("facilities",)


def test_the_link_in_a_message_opens_a_page_and_works_once(begin, clock, broker):
    """Looking changes nothing, as mail programs look; the button takes it; then it is spent."""
    with webhook() as (port, hooked):
        office = begin(hook_url(port))
        lose_broker(office, clock, broker)
        arrives(office, hooked)
        found = re.search(r"http://127\.0\.0\.1:(\d+)(/a/[\w.-]+)", hooked[0]["message"])
        assert found is not None
        assert int(found[1]) == office.app.web.port
        path, phone, other = found[2], office.visitor(), office.visitor()

        for _ in range(3):
            page = phone.get(path)
            assert page.status == 200
        assert phone.ask("HEAD", path, None, {}).status == 200
        assert "Alert, nobody has it yet" in page.text
        assert office.look().office.alerts.open[KEY].state == "raised"

        done = phone.post(path, path, choice="acknowledge")
        assert (done.status, done.headers["Location"]) == (303, path)
        taken = office.look().office.alerts.open[KEY]
        assert (taken.state, taken.acknowledged_by) == ("acknowledged", "facilities")

        again = other.post(path, path, choice="known_until")
        assert again.status == 409
        assert "This link has been used already" in again.text
        assert office.look().office.alerts.open[KEY] == taken

        move(office, clock, 3600.0)
        assert office.look().office.alerts.open[KEY].level == 0, "taken: nobody else is called"


@pytest.mark.parametrize("change", ["forged", "cut", "another", "late"])
def test_a_link_that_is_not_genuine_or_too_old_opens_nothing(begin, clock, broker, change):
    """410 in words, whatever was done to it; the alert stays as it was."""
    with webhook() as (port, hooked):
        office = begin(hook_url(port))
        lose_broker(office, clock, broker)
        arrives(office, hooked)
        token = re.search(r"/a/([\w.-]+)", hooked[0]["message"])[1]
        if change == "late":
            move(office, clock, 25 * 3600.0)
        bad = {
            "forged": token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
            "cut": token[: len(token) // 2],
            "another": "x" * 2000,
            "late": token,
        }[change]
        visitor = office.visitor()

        assert visitor.get(f"/a/{bad}").status == 410
        assert visitor.post(f"/a/{bad}", choice="acknowledge").status == 410
        assert office.look().office.alerts.open[KEY].acknowledged_by is None


def test_when_it_is_back_everybody_told_hears_that_it_is_over(begin, clock, broker):
    """The alert resolves by itself, and the good news goes the same way."""
    with webhook() as (port, hooked):
        office = begin(hook_url(port))
        lose_broker(office, clock, broker)
        arrives(office, hooked)

        broker.start()
        office.see(lambda s: KEY not in s.office.alerts.open)
        office.see(lambda s: not s.office.alerts.outbox)

        assert len(hooked) == 2
        assert "/a/" not in hooked[1]["message"], "nothing is left to do"


def test_a_message_not_delivered_when_the_program_was_killed_goes_out_after_the_start(
    tmp_path, broker, devices, clock
):
    """The outbox is in the ledger: a start hands all of it over again."""
    port = free_port()
    urls = (("facilities", (mail_url(port),)),)
    with Office(tmp_path / "data", broker, clock=clock, urls=urls) as office:
        office.ready()
        lose_broker(office, clock, broker)
        office.see(lambda s: [o.tries for o in s.office.alerts.outbox.values()] == [1])

    with mail_server(port) as taken, Office(tmp_path / "data", broker, clock=clock, urls=urls) as o:
        arrives(o, taken)
        assert len(taken) == 1

"""Off-hours, the whole way: an AC comes on at night, a mail arrives, its links do what they say."""

import re
from datetime import timedelta

import pytest

from gateway.clock import MovableClock
from gateway.domain.events import MinuteBegan, TimePassed
from tests.e2e.office import AC, LI, SITE, Devices, Office, small_site
from tests.shell.test_notify import free_port, mail_server, mail_url

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""

KEY = "offhours:room-a"
AC_NUMBER = 3


@pytest.fixture
def site(tmp_path):
    """The small office, closed: it opens for a minute a day, and a kWh costs 0.80."""
    path = tmp_path / "site.toml"
    text = SITE.read_text("utf-8")
    closed = text.replace('daily = "00:00-24:00"', 'daily = "03:00-03:01", holiday = "03:00-03:01"')
    assert closed != text
    path.write_text(closed + "\n[energy]\nprice_per_kwh = 0.8\n", "utf-8")
    return path


@pytest.fixture
def clock():
    """A clock at about 22:00, to be moved over waits."""
    moved = MovableClock(small_site().site.timezone)
    at = moved.now().at
    ahead = (at.replace(hour=22, minute=0, second=0, microsecond=0) - at) % timedelta(days=1)
    moved.advance(ahead.total_seconds())
    return moved


@pytest.fixture
def things(broker, site):
    """The office's devices, the AC among them."""
    with Devices(broker, site) as those:
        yield those


@pytest.fixture
def mail():
    """A mail server: its port and what it has taken."""
    port = free_port()
    with mail_server(port) as taken:
        yield port, taken


@pytest.fixture
def office(tmp_path, broker, things, clock, site, mail):
    """The gateway; Li Wei came and went, so it is known who was last."""
    urls = (("facilities", (mail_url(mail[0]),)),)
    with Office(tmp_path / "data", broker, clock=clock, urls=urls, site=site) as one:
        one.ready()
        one.tap(LI)
        one.see(lambda s: s.office.presence.sessions)
        clock.advance(300.0)
        one.tap(LI)
        one.see(lambda s: not s.office.presence.sessions)
        one.see(lambda s: "office" in s.office.lastout.checks)
        end_check(one, clock)
        yield one


def end_check(office: Office, clock: MovableClock) -> None:
    """Let the time of a last-one-out check pass; nobody waits for it."""
    for _ in range(20):
        if not office.look().office.lastout.checks:
            return
        clock.advance(35.0)
        office.ask(TimePassed())
    raise AssertionError(office.look().office.lastout.checks)


def leave_ac_on(office: Office, things: Devices, taken: list) -> dict[str, str]:
    """Somebody presses the AC's wall switch; return the paths of the mail's two links."""
    things.relays.press_wall_switch(AC_NUMBER)
    office.see(lambda s: KEY in s.office.alerts.open)
    office.see(lambda s: not s.office.alerts.outbox)
    mails = [m for m in taken if "after hours" in m["Subject"]]
    assert len(mails) == 1, [m["Subject"] for m in taken]
    body = mails[0].get_body(("plain", "html")).get_content()
    assert "AC" in body
    assert "Last one out: Li Wei" in body or "Last one out: 李伟" in body
    paths = list(dict.fromkeys(re.findall(r"/a/[\w.-]+", body)))
    assert len(paths) == 2, "one link to switch off, one for known"
    choices = [office.app.links.read(path.removeprefix("/a/")).choice for path in paths]
    return dict(zip(choices, paths, strict=True))


def test_a_mail_at_night_whose_link_switches_off_once(office, things, mail):
    """Looked at by a mail program and a person: nothing. Pressed: off, proven. Again: refused."""
    links = leave_ac_on(office, things, mail[1])
    path, preview, phone = links["switch_off"], office.visitor(), office.visitor()

    for visitor in (preview, phone):
        page = visitor.get(path)
        assert page.status == 200
        assert "Switch it off" in page.text
        assert "was the last to leave" in page.text
    assert things.relays.state().channels[AC_NUMBER].is_on
    assert office.look().office.alerts.open[KEY].state == "raised"

    done = phone.post(path, path, choice="switch_off")
    assert (done.status, done.headers["Location"]) == (303, path)
    office.see_channel(AC, lambda c: c.reported.power is False)
    office.see(lambda s: KEY not in s.office.alerts.open)
    assert not things.relays.state().channels[AC_NUMBER].is_on

    shown = phone.get(path).text
    assert "Confirmed off" in shown
    assert "Meter of Office" in shown
    again = office.visitor().post(path, path, choice="switch_off")
    assert again.status == 409
    assert "This link has been used already" in again.text


def test_known_until_by_link_switches_nothing_and_leaves_the_other_link(
    office, things, mail, clock
):
    """Each link is spent by itself; too long is refused; what is still on then is told again."""
    links = leave_ac_on(office, things, mail[1])
    path, phone = links["known_until"], office.visitor()
    assert "Known, until" in phone.get(path).text

    wrong = phone.post(path, path, choice="switch_off")
    assert wrong.status == 422, "this link is for something else"
    far = (clock.now().at + timedelta(days=8)).isoformat()
    for until in (far, "tomorrow", "9999-12-31T23:59:59-12:00", ""):
        assert phone.post(path, path, choice="known_until", until=until).status == 422
    assert office.look().office.alerts.open[KEY].state == "raised"

    at = clock.now().at.replace(tzinfo=None) + timedelta(hours=1)
    done = phone.post(path, path, choice="known_until", until=at.isoformat(timespec="minutes"))
    assert done.status == 303
    known = office.look().office.alerts.open[KEY]
    assert (known.state, known.acknowledged_by) == ("acknowledged", "facilities")
    assert things.relays.state().channels[AC_NUMBER].is_on, "nothing was switched"
    assert phone.post(path, path, choice="known_until", until=at.isoformat()).status == 409

    other = links["switch_off"]
    assert "Switch it off" in phone.get(other).text
    clock.advance(3700.0)
    office.ask(MinuteBegan())
    office.ask(TimePassed())
    office.see(lambda s: s.office.alerts.open[KEY].state == "raised")


@pytest.mark.parametrize("change", ["forged", "another choice", "late"])
def test_a_link_that_is_not_genuine_switches_nothing(office, things, mail, clock, change):
    """410 in words, and the AC runs on."""
    token = leave_ac_on(office, things, mail[1])["switch_off"].removeprefix("/a/")
    said, _, mac = token.partition(".")
    if change == "late":
        clock.advance(25 * 3600.0)
        office.ask(TimePassed())
    bad = {"forged": f"{said}.{'A' * len(mac)}", "another choice": f"{said[:-6]}AAAAAA.{mac}"}

    assert office.visitor().post(f"/a/{bad.get(change, token)}", choice="switch_off").status == 410
    assert things.relays.state().channels[AC_NUMBER].is_on


def test_what_is_known_ahead_on_the_facilities_page_is_not_told(office, things, mail, clock):
    """Said by somebody of facilities in a plain form, and taken back: then it is told."""
    page, admin = "/facilities/known", office.admin()
    assert office.visitor().post(page, scope="zone:office", until="x").status in (303, 401, 403)
    wrong = admin.post(page, page, scope="zone:office", own="yesterday")
    assert wrong.status == 422
    assert "Please give a time in the future" in wrong.text
    end = (clock.now().at + timedelta(hours=1)).isoformat()
    assert admin.post(page, page, scope="zone:office", until=end, reason="cleaners").status == 303
    assert "cleaners" in admin.get(page).text

    things.relays.press_wall_switch(AC_NUMBER)
    office.see_channel(AC, lambda c: c.reported.power is True)
    office.ask(MinuteBegan())
    assert KEY not in office.look().office.alerts.open

    assert admin.post(page, page, scope="zone:office", end="1").status == 303
    office.see(lambda s: KEY in s.office.alerts.open)

"""The demo shows its screens to whoever sits at the machine, and to nobody else."""

import pytest

from kiosk_web.sessions import SCREENS
from tests.kiosk_web.browser_of import Browser, admin_of
from tests.kiosk_web.fake_gateway import office

PAGES = ("/kiosk", "/room/room-a", "/facilities")
AWAY = {"REMOTE_ADDR": "192.168.1.20"}


@pytest.mark.parametrize("path", PAGES)
def test_the_first_page_a_visitor_opens_is_shown(path):
    """In the demo a screen asks for no code: the browser is paired on the way."""
    built = office(demo=True)
    browser = Browser(built)

    answer = browser.get(path)

    assert answer.status_code == 200
    assert browser.client.get_cookie("office_screen") is not None
    assert browser.get(path).status_code == 200
    assert [kept["role"] for kept in built.registry.all(SCREENS).values()] == ["demo"]


def test_what_the_visitor_presses_there_is_carried_out():
    """The pairing holds for what follows the first page."""
    browser = Browser(office(demo=True))
    headers = {"X-CSRFToken": browser.token("/room/room-a")}

    answer = browser.client.post(
        "/room/room-a/press", json={"control": "lights.all_on"}, headers=headers
    )

    assert answer.status_code in (200, 409)


def test_visitors_without_cookies_leave_one_row():
    """A program that asks again and again does not fill the registry."""
    built = office(demo=True)

    for _ in range(5):
        assert Browser(built).get("/kiosk").status_code == 200

    assert len(built.registry.all(SCREENS)) == 1
    assert [row.kind for row in built.history.latest(limit=50)].count("screen.paired") <= 1


def test_a_pairing_that_was_revoked_is_made_again():
    """In the demo nothing is lost by a touch of "revoke"."""
    built = office(demo=True)
    browser = Browser(built)
    browser.get("/kiosk")
    (key,) = built.registry.all(SCREENS)
    built.registry.save(SCREENS, key, None, by="test")

    assert browser.get("/kiosk").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_from_another_machine_the_demo_asks_for_a_code(path):
    """`demo --host 0.0.0.0` is not open to the whole network."""
    client = office(demo=True).app.test_client()

    answer = client.get(path, environ_base=AWAY)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/pair")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_behind_a_proxy_nobody_is_taken_for_the_one_at_the_machine(header):
    """A proxy on the machine asks from loopback for the whole world."""
    answer = office(demo=True).app.test_client().get("/kiosk", headers={header: "203.0.113.9"})

    assert answer.headers["Location"].startswith("/pair")


@pytest.mark.parametrize("path", PAGES)
def test_a_real_gateway_never_pairs_by_itself(path):
    """Not from loopback either."""
    built = office()

    answer = built.app.test_client().get(path)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/pair")
    assert built.registry.all(SCREENS) == {}


def test_a_visitor_is_no_administrator():
    """What only people may see stays behind their password; a command without a page too."""
    built = office(demo=True)
    browser = Browser(built)
    browser.get("/kiosk")

    assert browser.get("/admin").status_code == 303
    fresh = Browser(built)
    headers = {"X-CSRFToken": fresh.token("/login")}
    answer = fresh.client.post("/room/room-a/press", json={"control": "x.on"}, headers=headers)
    assert answer.status_code == 401


def test_who_signed_in_first_sees_the_screens_too():
    """An administrator of the demo is at this machine as well."""
    built = office(demo=True)

    assert admin_of(built).get("/kiosk").status_code == 200

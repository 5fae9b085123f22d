"""What keeps others out: tokens on forms, hosts, sizes, headers, plain words instead of traces."""

import re
from dataclasses import replace

import pytest

from kiosk_web import WebSettings
from kiosk_web.security import Access, Role, ScreenRole, access
from kiosk_web.sessions import Screen
from tests.kiosk_web.browser_of import Browser, admin_of, pair
from tests.kiosk_web.fake_gateway import office

PUBLIC = ("/login", "/pair", "/setup", "/healthz", "/nowhere", "/kiosk", "/admin", "/facilities")


def test_a_form_without_its_token_is_refused():
    """CSRF: another site's form cannot act in somebody's name."""
    built = office()
    answer = built.app.test_client().post("/login", data={"number": "1001", "password": "x"})
    assert answer.status_code == 400
    assert "放得太久" in answer.text


def test_a_form_with_another_browsers_token_is_refused():
    """The token belongs to the session it was made in."""
    built = office()
    other, mine = Browser(built), Browser(built)
    stolen = other.token()
    mine.get("/login")
    answer = mine.client.post(
        "/login", data={"csrf_token": stolen, "number": "1001", "password": "x"}
    )
    assert answer.status_code == 400


def test_a_script_sends_the_token_as_a_header():
    """`X-CSRFToken`, as pages' scripts do."""
    built = office(demo=True)
    browser = Browser(built)
    headers = {"X-CSRFToken": browser.token("/pair")}
    assert browser.client.post("/pair/demo", headers=headers).status_code == 303


def test_a_form_larger_than_allowed_is_refused():
    """413 in words, nothing read."""
    browser = Browser(office())
    answer = browser.post("/login", number="1" * 100_000, password="x")
    assert answer.status_code == 413
    assert "Traceback" not in answer.text


def test_a_field_longer_than_it_may_be_is_refused():
    """422, not a truncated value."""
    browser = Browser(office())
    assert browser.post("/login", number="1" * 33, password="x").status_code == 422


def test_a_request_for_another_host_is_refused():
    """DNS rebinding: loopback is no boundary."""
    client = office().app.test_client()
    assert client.get("/healthz", base_url="http://127.0.0.1:8080").status_code == 200
    assert client.get("/healthz", base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize("path", PUBLIC)
def test_every_answer_carries_the_strict_headers(path):
    """No inline script or style, no framing, no sniffing, nothing kept by caches."""
    built = office(settings=WebSettings(trusted_hosts=("localhost",), setup_code="ABC"))
    answer = built.app.test_client().get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_pages_have_no_inline_script_or_style():
    """What the policy would block must not be there."""
    built = office(settings=WebSettings(trusted_hosts=("localhost",), setup_code="ABC"))
    for path in ("/login", "/pair", "/setup"):
        html = Browser(built).get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), path


def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    """HttpOnly and SameSite; Secure behind TLS."""
    built = office(settings=WebSettings(trusted_hosts=("localhost",), secure_cookies=True))
    cookies = built.app.test_client().get("/pair").headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" in cookie


def test_a_bug_is_answered_in_words_without_a_trace(caplog):
    """The traceback is for the log."""
    built = office()

    def broken() -> str:
        raise RuntimeError("secret detail")

    built.app.view_functions["login.page"] = broken
    page = built.app.test_client().get("/login")
    assert page.status_code == 500
    assert "secret detail" not in page.text
    assert "Traceback" not in page.text
    assert "secret detail" in caplog.text


def test_a_gateway_that_does_not_answer_is_said_so():
    """503: it may or may not have happened."""
    built = office()
    admin = admin_of(built)
    built.gateway.busy = True
    answer = admin.post("/admin/notice", "/admin", zh="消防演习", en="")
    assert answer.status_code == 503
    assert "可能做了也可能没做" in answer.text


def test_programs_get_problem_details():
    """RFC 9457, both languages."""
    answer = office().app.test_client().get("/nowhere", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == 404
    assert body["zh"]
    assert body["en"]
    assert body["type"].startswith("urn:")


def test_a_device_that_asks_too_often_is_told_to_wait():
    """Per device, so that one mad panel does not slow the others."""
    settings = WebSettings(trusted_hosts=("localhost",), rate_per_device="3/minute")
    built = office(settings=settings)
    client = built.app.test_client()
    assert [client.get("/login").status_code for _ in range(3)] == [200, 200, 200]
    refused = client.get("/login")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    built.gateway.clock = replace(built.gateway.clock, mono_s=built.gateway.clock.mono_s + 61)
    assert client.get("/login").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_a_link_may_be_looked_at_more_often_than_it_may_be_answered():
    """Its page looks again every 5 s: a whole team behind one address follows a switch-off."""
    settings = WebSettings(trusted_hosts=("localhost",), rate_per_device="9999/minute")
    browser = Browser(office(settings=settings))
    ten_phones = 10 * 60 // 5

    looked = [browser.get("/a/nonsense").status_code for _ in range(ten_phones)]
    many = {browser.get("/a/nonsense").status_code for _ in range(ten_phones * 2)}
    answered = [browser.post("/a/nonsense").status_code for _ in range(21)]

    assert set(looked) == {410}
    assert 429 in many, "there is a limit all the same"
    assert answered[-1] == 429
    assert 429 not in answered[:20], "looking does not use up the answers"


def test_nobody_is_sent_away_to_another_site():
    """`next` leads to our own pages only."""
    built = office()
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"):
        answer = Browser(built).post("/language", language="en", next=wanted)
        assert answer.headers["Location"] == "/"


def test_language_and_theme_stay_with_the_device():
    """One touch, kept in the device's session."""
    built = office()
    browser = Browser(built)
    assert 'lang="zh-CN"' in browser.get("/login").text
    answer = browser.post("/language", language="en", next="/login")
    assert answer.headers["Location"] == "/login"
    assert 'lang="en"' in browser.get("/login").text
    assert 'data-theme="light"' in browser.get("/login").text
    browser.post("/theme", theme="dark")
    assert 'data-theme="dark"' in browser.get("/login").text
    assert browser.post("/language", language="fr").status_code == 422
    assert browser.post("/theme", theme="pink").status_code == 422


def test_the_theme_follows_the_gateways_clock():
    """Dark from 19:00 to 07:00, by the clock of the gateway, which the demo moves."""
    built = office()
    at = built.gateway.clock.at.replace(hour=21)
    built.gateway.clock = replace(built.gateway.clock, at=at)
    assert 'data-theme="dark"' in Browser(built).get("/login").text


def test_an_unpaired_screen_sees_only_the_pairing_page():
    """Whatever it asks for, it is sent to `/pair`."""
    built = office()
    for path in ("/kiosk", "/room/room-a", "/facilities"):
        answer = Browser(built).get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/pair")


def test_a_screen_sees_its_own_place_only():
    """The panel of room A is no panel of room B, and no administrator."""
    built = office()
    panel = pair(built, admin_of(built), "panel:room-a")
    assert panel.get("/").headers["Location"] == "/room/room-a"
    assert panel.get("/room/room-a").status_code == 200
    assert panel.get("/room/room-b").status_code == 303
    assert panel.get("/admin").headers["Location"].startswith("/login")


def test_who_is_meant_by_an_access():
    """Screens by role and target, people by role; the demo's screen only in the demo."""
    panel = access(ScreenRole.PANEL, Role.FACILITIES)
    here = Screen("s1", "", "panel", "room-a", "t")
    anywhere = replace(here, role="demo", target="")
    people = office().gateway.rules.people
    assert panel.allows(here, None, "room-a", demo=False)
    assert not panel.allows(here, None, "room-b", demo=False)
    assert not panel.allows(replace(here, role="kiosk"), None, "room-a", demo=False)
    assert not panel.allows(anywhere, None, "room-a", demo=False)
    assert panel.allows(anywhere, None, "room-b", demo=True)
    assert panel.allows(None, people["p018"], "room-b", demo=False)
    assert not panel.allows(None, people["p017"], "room-b", demo=False)
    assert not panel.allows(None, replace(people["p018"], active=False), "room-b", demo=False)
    assert not Access().allows(here, people["p001"], None, demo=True)
    assert not access(Role.ADMIN).allows(anywhere, None, None, demo=True)

"""What passers-by, panels and programs without a scope are told of people: nothing (spec 06)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.domain.events import BadgeTapped
from gateway.domain.privacy import is_personal
from gateway.domain.rules import Badge
from gateway.domain.snapshot import Kept
from kiosk_web.views.ledger import is_told
from tests.kiosk_web.browser_of import Browser, admin_of, pair
from tests.kiosk_web.fake_gateway import office
from tests.kiosk_web.me_scene import ME, me_office


@pytest.fixture(name="there")
def _there():
    built = me_office(office())
    rules = built.gateway.rules
    badges = {"b017": Badge(badge="b017", person=ME)}
    built.gateway.change(rules=replace(rules, badges=badges))
    return built


def said_of_people(there, text):
    """Return whose name, number or id stands in a page."""
    people = there.gateway.rules.people.values()
    return [p.id for p in people if p.name in text or f">{p.number}<" in text or p.id in text]


@pytest.mark.parametrize(
    ("binding", "path"),
    [
        ("kiosk:front-door", "/kiosk"),
        ("panel:room-a", "/room/room-a"),
        ("facilities:", "/facilities"),
    ],
)
def test_a_screen_that_nobody_uses_names_nobody(there, binding, path):
    """People are in, requests wait: idle screens say none of it."""
    screen = pair(there, admin_of(there), binding)

    assert said_of_people(there, screen.get(path).text) == []


def test_a_name_stands_at_the_kiosk_for_six_seconds(there):
    """Big after a tap, folded away then, gone with the tap itself."""
    screen = pair(there, admin_of(there), "kiosk:front-door")
    there.gateway.advance(200)
    there.gateway.tell(BadgeTapped(tap_id="t9", reader="front-door", badge="b017"))
    assert said_of_people(there, screen.get("/kiosk").text) == [ME]

    there.gateway.advance(6)
    assert said_of_people(there, screen.get("/kiosk").text) == []
    there.gateway.advance(10)
    assert said_of_people(there, screen.get("/kiosk").text) == []


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/login", "/pair"])
def test_what_anybody_may_read_names_nobody(there, path):
    """Neither monitors nor strangers learn who works here."""
    assert said_of_people(there, Browser(there).get(path).text) == []


def test_a_screen_reaches_nobodys_own_pages(there):
    """A paired kiosk or panel is nobody: `/me` asks it to sign in."""
    screen = pair(there, admin_of(there), "kiosk:front-door")

    for path in ("/me", "/me/data.json", "/me/requests", "/me/month"):
        answer = screen.get(path)
        assert answer.status_code == 303
        assert "/login" in answer.headers["Location"]


def test_facilities_people_see_no_requests_either(there):
    """Signed in, too: who asks for leave is for those who decide; the story leaves it out."""
    there.registry.save("accounts", "p018", {"epoch": 1}, by="test")
    browser = Browser(there)
    with browser.client.session_transaction() as session:
        session.update(person="p018", epoch=1, seen=there.gateway.clock.at.isoformat())
    text = browser.get("/facilities").text

    assert "request:" not in text
    assert said_of_people(there, text) in ([], ["p018"])


def test_the_story_tells_nothing_of_requests(there):
    """Neither the request nor the message that it waits; not for the demo's visitors either."""
    told = [r for r in there.gateway.records if r.kind == "alert.raised"]
    assert told
    assert all(is_personal(r.subject) for r in told)
    assert not any(is_told(r) for r in there.gateway.records if r.kind.startswith("request"))
    assert not any(is_told(r) for r in told)


def test_the_story_has_words_for_all_it_tells():
    """Rows that only machines read (a duty's, a visitor's) are not in it."""
    row = Kept(1, datetime.now(UTC), "visit.arrived", "v1", {"name": "高远"})

    assert not is_told(row)
    assert not is_told(replace(row, kind="duty.came", subject="2026-11-20.evening.desk"))

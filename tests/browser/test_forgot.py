"""A badge left at home in a real Chromium: the pad, a colleague's badge, both languages."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from gateway.domain.events import BadgeTapped
from gateway.domain.presence import Presence
from gateway.domain.rules import Badge, Rules, VisitorCard
from tests.browser import scenes
from tests.browser.conftest import Open, Site, caught_up
from tests.browser.reading import serious

SMALL = """() => [...document.querySelectorAll('.forgot button, #sign-in button')].filter(e => {
  const at = e.getBoundingClientRect();
  return at.width && (at.width < 55 || at.height < 55);
}).map((e) => `${e.textContent.trim()} ${e.offsetWidth}x${e.offsetHeight}`)"""
OUTSIDE = """() => [...document.querySelectorAll('.screen :is(button, h1), #sign-in[open] button')]
  .filter(e => { const at = e.getBoundingClientRect();
    return at.width && (at.bottom > innerHeight + 1 || at.right > innerWidth + 1); })
  .map((e) => e.textContent.trim())"""


def rules() -> Rules:
    """Return the sample office with badges: one that works, one that is lost."""
    base = scenes.rules()
    more = {"b018": Badge(badge="b018", person="p018")}
    more["lost"] = Badge(badge="lost", person="p018", status="lost")
    cards = {"card": VisitorCard(badge="card", label="V-07")}
    return replace(base, badges={**base.badges, **more}, visitor_cards=cards)


@pytest.fixture(name="door")
def _door(site: Site) -> Site:
    site.show(scenes.idle(), scenes.now(), rules())
    return site


def lay(site: Site, badge: str, tap_id: str) -> None:
    """Lay a badge on the door's reader."""
    site.office.gateway.tell(BadgeTapped(tap_id=tap_id, reader="front-door", badge=badge))


def type_number(page, number: str) -> None:
    """Touch *Forgot my badge*, the digits, and *A colleague is with me*."""
    page.click('[data-open="sign-in"]')
    for digit in number:
        page.click(f'#sign-in .pad [data-pad="{digit}"]')
    page.click('[data-pad="witness"]')


@pytest.mark.parametrize(
    ("size", "language"),
    [("small", "zh-CN"), ("small", "en"), ("tiny", "en"), ("phone", "zh-CN"), ("upright", "en")],
)
def test_a_number_then_a_colleagues_badge(
    door: Site, open_page: Open, size: str, language: str
) -> None:
    """All on one screen, keys a finger hits; a lost badge is said; the name only at the end."""
    page = open_page("/kiosk", size, language)
    expect(page.locator('#sign-in [data-pad="witness"]')).to_be_disabled()
    type_number(page, "1017")
    expect(page.locator('[data-mode="forgot"]')).to_be_visible()
    expect(page.locator("#sign-in")).not_to_be_visible()
    expect(page.locator(".forgot .verdict .num")).to_have_text("1017")
    assert serious(page) == []
    assert page.evaluate(SMALL) == []
    if size != "phone":
        assert page.evaluate(OUTSIDE) == []

    lay(door, "lost", f"t1{size}{language}")
    expect(page.locator(".forgot .note.bad")).to_be_visible()
    assert "李伟" not in page.content()

    lay(door, "b018", f"t2{size}{language}")
    expect(page.locator(".who").first).to_have_text("李伟")
    expect(page.locator(".w-witness")).to_be_visible()
    assert "王芳" not in page.content()
    if size in ("small", "upright"):
        assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize(("size", "language"), [("small", "zh-CN"), ("tiny", "en")])
def test_a_wrong_number_is_typed_again_and_nobody_waits_for_ever(
    door: Site, open_page: Open, size: str, language: str
) -> None:
    """Said once a colleague vouched; typed again with one touch; given up with one."""
    page = open_page("/kiosk", size, language)
    type_number(page, "4711")
    expect(page.locator('[data-mode="forgot"]')).to_be_visible()
    lay(door, "b018", f"t3{size}{language}")
    expect(page.locator(".forgot .verdict.bad")).to_be_visible()
    assert serious(page) == []
    assert page.evaluate(OUTSIDE) == []

    page.click('.forgot [data-open="sign-in"]')
    expect(page.locator("[data-field=number]")).to_have_text("")
    for digit in "1017":
        page.click(f'#sign-in .pad [data-pad="{digit}"]')
    page.click('[data-pad="witness"]')
    expect(page.locator(".forgot .verdict.plainv")).to_be_visible()
    page.click('[data-press="forgot-cancel"]')
    expect(page.locator('[data-mode="idle"]')).to_be_visible()


def test_the_wait_ends_by_itself_and_a_second_kiosk_shows_the_same(
    door: Site, open_page: Open
) -> None:
    """Half a minute on the gateway's clock; every screen of that reader shows what it shows."""
    one, other = open_page("/kiosk", "small", "en"), open_page("/kiosk", "small", "zh-CN")
    type_number(one, "1017")
    expect(other.locator('[data-mode="forgot"]')).to_be_visible()

    door.office.gateway.advance(30.0)
    caught_up(door, one)

    expect(one.locator('[data-mode="idle"]')).to_be_visible()
    expect(other.locator('[data-mode="idle"]')).to_be_visible()


def test_the_pin_is_asked_for_as_before(door: Site, open_page: Open) -> None:
    """Without a colleague: Next, six digits, and the key that signs in."""
    page = open_page("/kiosk", "small", "en")
    page.click('[data-open="sign-in"]')
    for digit in "1017":
        page.click(f'#sign-in .pad [data-pad="{digit}"]')
    page.click('[data-pad="next"]')
    for digit in "123456":
        page.click(f'#sign-in .pad [data-pad="{digit}"]')
    page.click('[data-pad="go"]')

    expect(page.locator("#sign-in [data-words]")).to_be_visible()
    assert door.office.gateway.office.waits.by_reader == {}


@pytest.mark.parametrize(
    ("size", "language"), [("small", "zh-CN"), ("small", "en"), ("tiny", "en"), ("upright", "en")]
)
def test_a_card_for_the_day_is_offered_and_given_back(
    door: Site, open_page: Open, size: str, language: str
) -> None:
    """Who comes in reads of it; laid on the reader it is theirs; one touch gives it back."""
    office = scenes.idle()
    others = {k: s for k, s in office.presence.sessions.items() if s.person != "p017"}
    door.show(replace(office, presence=Presence(sessions=others)), scenes.now(), rules())
    page = open_page("/kiosk", size, language)
    type_number(page, "1017")
    expect(page.locator('[data-mode="forgot"]')).to_be_visible()
    lay(door, "b018", f"t5{size}{language}")
    expect(page.locator(".w-card")).to_be_visible()
    assert page.evaluate(OUTSIDE) == []
    assert serious(page) == []
    lay(door, "card", f"t6{size}{language}")
    expect(page.locator(".who-s")).to_contain_text("V-07")

    door.office.gateway.advance(4000.0)
    lay(door, "card", f"t7{size}{language}")
    key = page.locator('[data-press="card-back"]')
    expect(key).to_be_visible()
    assert page.evaluate(OUTSIDE) == []
    assert serious(page) == []
    key.click()
    expect(key).to_have_count(0)
    assert door.office.gateway.office.forgotten.lent == {}

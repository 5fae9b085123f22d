"""Duty in a real Chromium: a roster filled by touch, a page signed by two badges; fits, reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gateway.domain.events import DutyGiven, DutyNoted, SwapAnswered, SwapAsked
from tests.browser.conftest import SIZES, Site, caught_up, serving
from tests.browser.reading import serious
from tests.kiosk_web.duty_scene import (
    FANG,
    LATE,
    MONDAY,
    TONIGHT,
    TUESDAY,
    WEI,
    furnished,
    relieved,
    tap,
)
from tests.patience import PATIENCE_S

OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots" / "duty"
DRAFT = "2026-11-25.evening.desk"
DESK = {
    "month": "/duty",
    "open": f"/duty/slot/{TUESDAY}",
    "draft": f"/duty/slot/{DRAFT}",
    "slot": f"/duty/slot/{TONIGHT}",
    "swaps": "/duty/swaps",
    "log": "/duty/log",
    "handover": f"/duty/handover/{TONIGHT}",
}
KIOSK = {"sign": "/kiosk/front-door/handover", "board": "/kiosk?reader=front-door"}
LOOKS = [(name, size) for name in DESK for size in ("panel", "phone")]
LOOKS += [(name, size) for name in KIOSK for size in ("small", "panel")]
OVERFLOW = "document.scrollingElement.scrollWidth - innerWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('main :is(a, button, summary, .field)')]
  .filter((e) => e.checkVisibility() && e.type !== 'hidden')
  .map((e) => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
  .filter(([, b]) => b.width < 24 || b.height < 24).map(([t, b]) => [t, b.width, b.height])"""
"""WCAG 2.2, 2.5.8: nothing to touch is smaller than 24 by 24."""


@pytest.fixture(scope="module")
def evening() -> Iterator[Site]:
    """Serve an office at 20:45: Wei is relieved by Fang at nine; a swap and two items are open."""
    with serving() as site:
        gateway = furnished(site.office).gateway
        assert gateway.ask(SwapAsked(slot=MONDAY, by=FANG, with_=WEI, reason="家里有事")).ok
        assert gateway.ask(SwapAnswered(swap="w1", choice="agree", by=WEI)).ok
        said = {
            "by": WEI,
            "slot": DRAFT,
            "text": "家里有事，能换一天吗",
            "at": "2026-11-20T09:00:00+08:00",
        }
        plan = {"month": "2026-11", "slots": {DRAFT: [WEI, FANG]}, "comments": [said]}
        site.office.registry.save("duty_plans", "2026-11", plan, by="test")
        relieved(site.office)
        for text, is_open in (("3 号钥匙借给保洁", True), ("门禁主机重启过一次", False)):
            kind = "item" if is_open else "incident"
            assert gateway.ask(
                DutyNoted(post="desk", kind=kind, text=text, by=WEI, is_open=is_open)
            ).ok
        yield site


@pytest.fixture
def friday() -> Iterator[Site]:
    """Serve an office on a Friday at 14:20, for a test that changes it."""
    with serving() as site:
        furnished(site.office)
        yield site


def opened(browser: Browser, site: Site, path: str, size: str, language: str = "en") -> Page:
    """Open a page at a size and in a language, as the first duty leader."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce"
    )
    context.add_cookies([site.cookie()])
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE_S)
    page.goto(site.url + path)
    return page


@pytest.mark.parametrize(("name", "size"), LOOKS)
def test_a_duty_page_fits_and_can_be_touched(
    browser: Browser, evening: Site, name: str, size: str
) -> None:
    """Nothing is wider than the glass or smaller than a fingertip's least; axe is content."""
    for language in ("zh-CN", "en"):
        page = opened(browser, evening, {**DESK, **KIOSK}[name], size, language)
        try:
            assert page.evaluate(OVERFLOW) <= 0
            assert page.evaluate(SMALL_TARGETS) == []
            assert serious(page) == []
            OUT.mkdir(parents=True, exist_ok=True)
            kept = OUT / f"{name}-{size}-{language[:2]}.png"
            kept.write_bytes(page.screenshot(full_page=name in DESK, caret="initial"))
        finally:
            page.context.close()


def test_a_leader_assigns_by_touch_and_publishes(browser: Browser, friday: Site) -> None:
    """An open duty, a name, back in the month it is a draft; published it is everybody's."""
    page = opened(browser, friday, "/duty?month=2026-11", "phone")
    try:
        page.locator(f'a[href$="{TUESDAY}"]').click()
        page.locator("button", has_text="王芳").or_(
            page.locator("li", has_text="王芳").locator("button")
        ).first.click()
        page.goto(friday.url + "/duty?month=2026-11")
        expect(page.locator(f'a[href$="{TUESDAY}"]')).to_contain_text("王芳")

        page.locator('form[action$="/duty/publish"] button').click()
        expect(page.locator(".du-s.published", has_text="王芳")).to_have_count(2)
        assert friday.office.gateway.office.duties.planned[TUESDAY].people == (FANG,)
    finally:
        page.context.close()


def test_what_one_leader_changes_another_sees_without_a_reload(
    browser: Browser, friday: Site
) -> None:
    """Somebody is taken off with a reason; the other's open page and what is typed there stay."""
    path = f"/duty/slot/{MONDAY}"
    one, other = (opened(browser, friday, path, "phone") for _ in range(2))
    try:
        other.locator("details.du-off summary").click()
        other.locator("details.du-off input[name=reason]").fill("still typing")
        asked = DutyGiven(slot=MONDAY, in_=WEI, by="p001")
        assert friday.office.gateway.ask(asked).ok
        expect(other.locator("[data-key=on]")).to_contain_text("李伟")
        assert other.locator("details.du-off input[name=reason]").first.input_value() == (
            "still typing"
        )

        expect(one.locator("[data-key=on]")).to_contain_text("李伟")
        one.locator("details.du-off summary").first.click()
        one.locator("details.du-off[open] input[name=reason]").fill("fever")
        with one.expect_navigation():
            one.locator("details.du-off[open] .btn.danger").click()
        expect(other.locator("[data-key=on]")).to_contain_text("fever")
        assert friday.office.gateway.office.duties.planned[MONDAY].people == (WEI,)
    finally:
        for page in (one, other):
            page.context.close()


def test_two_badges_sign_a_page_that_follows_by_itself(browser: Browser, friday: Site) -> None:
    """One touch, two badges; the page names each who signed, without a reload."""
    relieved(friday.office)
    page = opened(browser, friday, KIOSK["board"], "small")
    try:
        with page.expect_navigation():
            page.locator('a[href$="/handover"]').click()
        page.locator('[data-press="handover"]').click()
        expect(page.locator(".du-lay")).to_be_visible()
        assert serious(page) == []

        tap(friday.office, WEI)
        caught_up(friday, page)
        expect(page.locator(".tag.ok")).to_have_count(1)
        tap(friday.office, FANG)
        caught_up(friday, page)
        expect(page.locator('[data-press="handover"]')).to_have_count(0)
        planned = friday.office.gateway.office.duties.planned
        assert planned[TONIGHT].handed == "signed"
        assert planned[LATE].people == (FANG,)
    finally:
        page.context.close()

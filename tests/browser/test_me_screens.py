"""One's own pages in a real Chromium: fit a phone and a desk, thumbs, words, axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SIZES, Site, serving
from tests.browser.reading import serious
from tests.kiosk_web.browser_of import PASSWORD, with_password
from tests.kiosk_web.me_scene import ME, me_office

OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots"
PAGES = {
    "month": "/me",
    "day": "/me/day?day=2026-11-17",
    "requests": "/me/requests",
    "leave": "/me/ask?what=leave&first=2026-12-04",
    "correction": "/me/ask?what=correction&first=2026-11-17&way=out",
    "data": "/me/data",
    "list": "/me/month?month=2026-11",
}
SMALL = """() => [...document.querySelectorAll('a, button, label.pick, input:not([type=hidden])')]
  .filter((e) => !e.closest('.month, .sheet-t') && !e.matches('.pick input, .tick-row input'))
  .filter((e) => { const at = e.getBoundingClientRect(); return at.height && at.height < 55.5; })
  .map((e) => e.outerHTML.slice(0, 80))"""
CELLS = """() => [...document.querySelectorAll('.month a')].filter((a) => {
  const at = a.getBoundingClientRect();
  const inside = [...a.children].every((c) => {
    const own = c.getBoundingClientRect();
    return own.left >= at.left - 0.5 && own.right <= at.right + 0.5 && own.bottom <= at.bottom;
  });
  return at.width < 44 || at.height < 48 || !inside;
}).map((a) => a.getAttribute('aria-label'))"""


@pytest.fixture(scope="module")
def mine() -> Iterator[Site]:
    """Serve the office of Li Wei's November."""
    with serving(demo=False) as site:
        me_office(site.office)
        with_password(site.office, ME)
        yield site


def opened(browser: Browser, site: Site, size: str, language: str) -> Page:
    """Sign Li Wei in, at a size and in a language."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{site.url}/login?next=/me/requests")
    page.fill("[name=number]", "1017")
    page.fill("[name=password]", PASSWORD)
    page.click("form.form button")
    page.wait_for_url("**/me/requests")
    return page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", ["phone", "panel"])
def test_pages_fit_and_keys_are_large_enough_for_a_thumb(
    browser: Browser, mine: Site, size: str, language: str
) -> None:
    """Nothing wider than the glass, keys of 56 px, days of the calendar at least 44 by 48."""
    page = opened(browser, mine, size, language)
    try:
        OUT.mkdir(parents=True, exist_ok=True)
        for name, path in PAGES.items():
            page.goto(mine.url + path)
            assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, name
            assert page.evaluate(SMALL) == [], name
            assert page.evaluate(CELLS) == [], name
            kept = OUT / f"me-{name}-{size}-{language[:2]}.png"
            kept.write_bytes(page.screenshot(full_page=True, caret="initial"))
    finally:
        page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, mine: Site, theme: str) -> None:
    """WCAG 2.2 AA, by day and by night."""
    page = opened(browser, mine, "phone", "en")
    try:
        for name, path in PAGES.items():
            page.goto(mine.url + path)
            page.evaluate("(t) => { document.documentElement.dataset.theme = t; }", theme)
            assert serious(page) == [], name
    finally:
        page.context.close()


def test_leave_is_asked_for_with_a_few_touches(browser: Browser, mine: Site) -> None:
    """Kind, part, day, why; what it means; send; it stands among my requests, and goes again."""
    page = opened(browser, mine, "phone", "en")
    try:
        page.goto(f"{mine.url}/me")
        page.click("text=Leave >> nth=0")
        page.wait_for_url("**/me/ask?what=leave")
        page.check("[name=kind][value=annual]")
        page.check("[name=part][value=morning]")
        assert page.is_hidden("[name=last]")
        assert page.is_hidden("[name=since]")
        assert page.is_hidden("[name=number]")
        page.fill("[name=first]", "2026-12-10")
        page.fill("[name=reason]", "dentist")
        page.click("text=Next: what it means")
        page.wait_for_selector("text=Annual leave, 0.5 days")
        page.click("text=Send >> nth=-1")
        page.wait_for_url("**/me/requests?sent=1")
        row = page.locator(".ask-row", has_text="0.5 days")
        row.locator("text=Withdraw").click()
        row.locator("text=Withdrawn").wait_for()
    finally:
        page.context.close()


def test_hours_and_a_colleague_are_asked_for_only_where_they_make_sense(
    browser: Browser, mine: Site
) -> None:
    """Times appear with "hours", a colleague's number with an illness; no script is needed."""
    page = opened(browser, mine, "phone", "en")
    try:
        page.goto(f"{mine.url}/me/ask?what=leave")
        page.check("[name=part][value=hours]")
        assert page.is_visible("[name=since]")
        page.check("[name=kind][value=annual]")
        assert page.is_hidden(".others")
        page.check("[name=kind][value=sick]")
        page.click(".others summary")
        assert page.is_visible("[name=number]")
    finally:
        page.context.close()


def test_my_page_tells_by_itself_that_a_request_was_decided(browser: Browser, mine: Site) -> None:
    """A manager says yes: the phone shows it without a reload."""
    from gateway.domain.events import RequestAnswered
    from tests.kiosk_web.me_scene import MANAGER, asked

    request = asked(mine.office, "overtime", "2026-11-20T18:00", "2026-11-20T20:00", "", "release")
    page = opened(browser, mine, "phone", "en")
    try:
        page.goto(f"{mine.url}/me")
        row = page.locator(f"[data-key='request-{request}']")
        assert "Waits" in row.inner_text()
        mine.office.gateway.ask(RequestAnswered(request=request, choice="approve", by=MANAGER))
        row.locator("text=Approved").wait_for()
    finally:
        page.context.close()

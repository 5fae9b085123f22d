"""Attendance in a real browser: it fits, reads well, prints, and a tap shows by itself."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gateway.domain.attendance.day import Day, Status
from gateway.domain.events import BadgeTapped
from tests.browser.conftest import Site, serving
from tests.browser.reading import serious
from tests.kiosk_web import attendance_scene as scene
from tests.patience import PATIENCE_S

OUT = Path(os.environ.get("SCREENSHOTS", "build/screenshots")) / "attendance"
SIZES = {"desk": (1280, 800), "large": (1440, 900), "phone": (390, 844)}
PAGES = {
    "day": "/attendance",
    "month": "/attendance/month",
    "explain": "/attendance/explain?person=p017&day=2026-11-18",
    "requests": "/attendance/approvals",
    "closing": "/attendance/closing?month=2026-10",
}
SMALL_TARGETS = """() => [...document.querySelectorAll('main :is(a, button, summary, .field)')]
  .filter((e) => e.checkVisibility() && e.type !== 'hidden')
  .map((e) => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
  .filter(([, b]) => b.width < 24 || b.height < 24).map(([t, b]) => [t, b.width, b.height])"""
"""WCAG 2.2, 2.5.8: nothing to touch is smaller than 24 by 24."""
AS_BY = """(theme) => {
  const root = document.documentElement;
  new MutationObserver(() => {
    if (root.dataset.theme !== theme) root.dataset.theme = theme;
  }).observe(root, { attributes: true });
  root.dataset.theme = theme;
}"""
"""Keeps a page as it is by day or by night, whatever o'clock it is in the office."""
BROKEN_WORDS = """() => [...document.querySelectorAll('main :is(.tag, .nb, h1:not(.sr), h2, .btn)')]
  .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
  .map((e) => e.textContent.trim())"""


@pytest.fixture(scope="module")
def attendance() -> Iterator[Site]:
    """Serve the office with a month of days; HR decides with the managers."""
    with serving() as site:
        scene.furnish(site.office)
        scene.ask_for_things(site.office)
        gateway = site.office.gateway
        office = gateway.office
        asked = {
            key: replace(one, needed=tuple((*level, "p030") for level in one.needed))
            for key, one in office.requests.open.items()
        }
        gateway.change(replace(office, requests=replace(office.requests, open=asked)))
        yield site


def opened(
    browser: Browser, site: Site, path: str, size: str = "desk", language: str = "en"
) -> Page:
    """Open a page at a size and in a language."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce"
    )
    context.add_cookies([site.cookie()])
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE_S)
    page.goto(site.url + path)
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_can_be_touched(
    browser: Browser, attendance: Site, name: str, size: str
) -> None:
    """Nothing is wider than the glass or smaller than a fingertip's least, in both languages."""
    for language in ("zh-CN", "en"):
        page = opened(browser, attendance, PAGES[name], size, language)
        try:
            assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
            assert page.evaluate(SMALL_TARGETS) == []
            assert page.evaluate(BROKEN_WORDS) == []
            OUT.mkdir(parents=True, exist_ok=True)
            kept = OUT / f"{name}-{size}-{language[:2]}.png"
            kept.write_bytes(page.screenshot(full_page=True, caret="initial"))
        finally:
            page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(
    browser: Browser, attendance: Site, name: str, theme: str
) -> None:
    """WCAG 2.2 AA, by day and by night, with everything opened."""
    page = opened(browser, attendance, PAGES[name])
    try:
        page.evaluate(AS_BY, theme)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert serious(page) == []
    finally:
        page.context.close()


def test_the_matrix_scrolls_inside_itself_and_keeps_the_names(
    browser: Browser, attendance: Site
) -> None:
    """On a phone; it begins where today is, and the page around it stays."""
    page = opened(browser, attendance, PAGES["month"], "phone")
    try:
        box = page.locator(".at-m-box")
        assert 0 < page.locator(".at-m thead .now").bounding_box()["x"] < SIZES["phone"][0]
        name = page.locator("tbody th.at-m-n").first
        before = name.bounding_box()
        box.evaluate("(b) => { b.scrollLeft = b.scrollWidth; }")
        assert box.evaluate("(b) => b.scrollLeft") > 300
        assert name.bounding_box() == before
        assert page.locator("tbody td.at-m-s").first.is_visible()
    finally:
        page.context.close()


def test_on_a_desk_the_whole_month_is_in_sight(browser: Browser, attendance: Site) -> None:
    """With its totals, without scrolling."""
    page = opened(browser, attendance, PAGES["month"], "desk", "zh-CN")
    try:
        box = page.locator(".at-m-box")
        assert box.evaluate("(b) => b.scrollWidth - b.clientWidth") <= 0
    finally:
        page.context.close()


def test_on_paper_the_month_is_left(browser: Browser, attendance: Site) -> None:
    """Without board, keys and choices; all columns, and what the signs say."""
    page = opened(browser, attendance, PAGES["month"], "phone")
    try:
        page.emulate_media(media="print")
        assert page.locator(".d-head").is_hidden()
        assert page.locator(".at-chips").first.is_hidden()
        assert page.locator(".at-m").is_visible()
        assert page.locator(".at-legend").is_visible()
        assert page.locator(".at-m-box").evaluate("(b) => getComputedStyle(b).overflowX") == (
            "visible"
        )
    finally:
        page.context.close()


def test_a_tap_shows_by_itself(browser: Browser, attendance: Site) -> None:
    """Within seconds, without a reload, in the words of the page."""
    page = opened(browser, attendance, "/attendance")
    kept = list(attendance.office.sheets.kept)
    try:
        row = page.locator("tr", has_text="Alexandra Oyelaran")
        row.get_by_text("Not in yet").wait_for()
        page.evaluate("window.same = true")

        came = Day(
            person="p021",
            date=scene.TODAY,
            status=Status.INCOMPLETE,
            shift="day",
            start=scene.at(scene.TODAY, "09:00"),
            end=scene.at(scene.TODAY, "17:30"),
            came=scene.at(scene.TODAY, "09:20"),
        )
        others = [d for d in kept if not (d.person == "p021" and d.date == scene.TODAY)]
        attendance.office.sheets.kept = [*others, came]
        attendance.office.gateway.tell(
            BadgeTapped(reader="front-door", badge="b017", tap_id="t1", uid_tail="")
        )

        row.get_by_text("Is in").wait_for()
        assert page.evaluate("window.same") is True
    finally:
        attendance.office.sheets.kept = kept
        page.context.close()


def test_refusing_takes_two_steps_and_a_reason(browser: Browser, attendance: Site) -> None:
    """The first touch only opens the words; without a reason nothing is sent."""
    page = opened(browser, attendance, PAGES["requests"])
    try:
        card = page.locator("article", has_text="王芳")
        assert card.get_by_role("button", name="Refuse it").is_hidden()
        card.locator("summary").click()
        card.get_by_role("button", name="Refuse it").click()
        assert page.locator("article", has_text="王芳").count() == 1
        card.get_by_label("Why").fill("Not today")
        card.get_by_role("button", name="Refuse it").click()
        page.get_by_role("status").filter(has_text="Refused").first.wait_for()
        assert page.locator("article", has_text="王芳").count() == 0
        assert page.locator("li", has_text="Not today").count() == 1
    finally:
        page.context.close()

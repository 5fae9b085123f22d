"""Energy and a night in a real Chromium: fit a desk, a phone and paper, speak, pass axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SIZES, Site, serving
from tests.browser.reading import serious
from tests.kiosk_web.energy_scene import energy_office

OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots"
PAGES = {
    "energy": "/facilities/energy?zone=office&day=2026-11-18",
    "night": "/facilities/night?zone=office&night=2026-11-19",
}
SMALL_WORDS = """() => [...document.querySelectorAll('.ch text')].filter((t) => {
  const at = t.getBoundingClientRect();
  return at.width && at.height < 10;
}).map((t) => t.textContent)"""
OUTSIDE = """() => [...document.querySelectorAll('svg.ch')].filter((svg) => {
  const own = svg.getBoundingClientRect();
  if (!own.width) return false;
  return [...svg.querySelectorAll('text, rect, path, circle')].some((e) => {
    if (e.closest('defs')) return false;
    const at = e.getBoundingClientRect();
    return at.left < own.left - 2 || at.right > own.right + 2 || at.bottom > own.bottom + 2;
  });
}).map((svg) => svg.querySelector('title').textContent)"""


@pytest.fixture(scope="module")
def energy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the office with two weeks of energy and a night."""
    with (
        serving() as site,
        energy_office(tmp_path_factory.mktemp("energy"), site.office),
    ):
        yield site


def opened(browser: Browser, site: Site, path: str, size: str, language: str) -> Page:
    """Open a page at a size and in a language."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
    context.add_cookies([site.cookie()])
    page = context.new_page()
    page.goto(site.url + path)
    return page


@pytest.mark.parametrize("size", ["panel", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_pictures_fit_and_can_be_read(browser: Browser, energy: Site, name: str, size: str) -> None:
    """Nothing is wider than the glass, no word smaller than the page's, in both languages."""
    for language in ("zh-CN", "en"):
        page = opened(browser, energy, PAGES[name], size, language)
        try:
            assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
            assert page.locator("svg.ch:visible").count() == (2 if name == "energy" else 1)
            assert page.evaluate(SMALL_WORDS) == []
            assert page.evaluate(OUTSIDE) == []
            OUT.mkdir(parents=True, exist_ok=True)
            kept = OUT / f"{name}-{size}-{language[:2]}.png"
            kept.write_bytes(page.screenshot(full_page=True, caret="initial"))
        finally:
            page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser: Browser, energy: Site, name: str) -> None:
    """WCAG 2.2 AA, with the tables opened."""
    page = opened(browser, energy, PAGES[name], "panel", "en")
    try:
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert serious(page) == []
    finally:
        page.context.close()


def test_on_paper_only_the_figures_are_left(browser: Browser, energy: Site) -> None:
    """The board, the keys and the narrow pictures stay away; the pictures keep their colours."""
    page = opened(browser, energy, PAGES["energy"], "phone", "en")
    try:
        page.emulate_media(media="print")
        assert page.locator(".d-head").is_hidden()
        assert page.locator("svg.ch.wide").first.is_visible()
        assert page.locator("svg.ch.narrow").first.is_hidden()
        assert page.locator(".kpi").is_visible()
    finally:
        page.context.close()

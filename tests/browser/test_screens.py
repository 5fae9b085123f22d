"""Every surface in a real Chromium: fits its glass, speaks both languages, passes axe."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import scenes
from tests.browser.conftest import Open, Site, caught_up
from tests.browser.reading import serious
from tests.browser.screenshots import SHOTS

OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots"
WALL = ("small", "panel", "upright")
ON_WALL = [name for name in SHOTS if name.startswith(("kiosk", "lastout", "panel"))]

NO_SCROLL = """() => {
  const box = document.scrollingElement;
  const cut = [...document.querySelectorAll('h1, h2, button, .known, .tag')].filter((e) => {
    const at = e.getBoundingClientRect();
    if (!at.width || getComputedStyle(e).clipPath !== 'none') return false;
    return at.right > innerWidth + 1 || at.bottom > innerHeight + 1 || at.left < -1 || at.top < -1;
  }).map((e) => e.textContent.trim().slice(0, 30));
  return { high: box.scrollHeight - innerHeight, wide: box.scrollWidth - innerWidth, cut };
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll('button, a, input')].filter((e) => {
  const at = e.getBoundingClientRect();
  return at.width && at.height && (at.width < 55.5 || at.height < 55.5);
}).map((e) => `${e.textContent.trim() || e.ariaLabel} ${e.offsetWidth}x${e.offsetHeight}`)"""


def show(site: Site, name: str) -> str:
    """Put the office of a picture in place and return the path of its page."""
    path, state, at, _touch = SHOTS[name]
    site.show(state, scenes.now(at))  # type: ignore[arg-type]
    return path


def each(site: Site, page: Page, names: Iterable[str]) -> Iterator[str]:
    """Show one picture after another; what is on the same page comes by its own stream."""
    for name in names:
        path = show(site, name)
        if not page.url.split("#")[0].endswith(path):
            page.goto(site.url + path)
        caught_up(site, page)
        SHOTS[name][3](page)
        yield name
        page.evaluate("document.querySelectorAll('dialog').forEach((d) => d.close())")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_wall_screen_scrolls_or_cuts_a_word_at_any_size(
    site: Site, open_page: Open, language: str
) -> None:
    """Spec 05: no scrolling on the main views, 1024x600 upward; targets of 56 px at least."""
    wrong = []
    for size in WALL:
        page = open_page("/kiosk", size, language)
        for name in each(site, page, ON_WALL):
            seen = page.evaluate(NO_SCROLL)
            if seen["high"] > 0 or seen["wide"] > 0 or seen["cut"]:
                wrong.append((name, size, seen))
            if size == "small" and (few := page.evaluate(SMALL_TARGETS)):
                wrong.append((name, size, few))
        page.context.close()
    assert wrong == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_page_is_wider_than_a_phone(site: Site, open_page: Open, language: str) -> None:
    """Spec 05: every main path works at 390x844."""
    page = open_page("/kiosk", "phone", language)
    wide = "document.scrollingElement.scrollWidth - innerWidth"
    wrong = [name for name in each(site, page, SHOTS) if page.evaluate(wide) > 0]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("kiosk-idle", "small"),
        ("kiosk-late", "small"),
        ("kiosk-signin", "small"),
        ("kiosk-store", "small"),
        ("lastout-ask", "small"),
        ("lastout-leave", "small"),
        ("lastout-off", "small"),
        ("panel-home", "panel"),
        ("panel-lights", "panel"),
        ("facilities", "panel"),
        ("demo", "panel"),
    ],
)
def test_axe_finds_nothing_serious(site: Site, open_page: Open, name: str, size: str) -> None:
    """WCAG 2.2 AA: no serious or critical finding, light by day and dark by night."""
    page = open_page(show(site, name), size, "en")
    SHOTS[name][3](page)
    expect(page.locator("[data-follow]:empty")).to_have_count(0)

    assert serious(page) == []


def test_pictures_are_kept_for_whoever_changes_a_page(site: Site, open_page: Open) -> None:
    """Spec 05: screenshots are CI output, looked at by people."""
    OUT.mkdir(parents=True, exist_ok=True)
    page = open_page("/kiosk", "small")
    for name in each(site, page, SHOTS):
        (OUT / f"{name}-small-zh.png").write_bytes(page.screenshot(caret="initial"))

    assert (OUT / "kiosk-idle-small-zh.png").stat().st_size > 10_000

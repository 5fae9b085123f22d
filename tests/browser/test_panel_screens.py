"""Every page of a full room's panel: fits its glass, speaks both languages, passes axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from gateway.domain.office import Office
from tests.browser import panel_scenes as room
from tests.browser import scenes
from tests.browser.conftest import Open, Site
from tests.browser.panel_scenes import Beam, Way
from tests.browser.test_screens import AXE, NO_SCROLL, SMALL_TARGETS

WALL = ("small", "panel", "upright")
LOOKS: dict[str, tuple[str, Office]] = {
    "start": ("home", room.quiet()),
    "a scene under way": ("home", room.staged()),
    "a scene not done": ("home", room.staged(undone=True, running=False)),
    "lights": ("lights", room.quiet()),
    "a curtain opening": ("curtains", room.moving()),
    "a projector on": ("projector", room.projecting(Beam.ON)),
    "a projector queued": ("projector", room.projecting(Beam.COOLING, left_s=74, queued="on")),
    "a projector silent": ("projector", room.projecting(Beam.UNKNOWN, failed="no_answer")),
    "a rack off": ("rack", room.quiet()),
    "a rack coming on": ("rack", room.racked(Way.GOING_ON, 3)),
    "a rack held": ("rack", room.racked(Way.HELD_ON, 3, why="no_answer")),
    "a rack going off": ("rack", room.racked(Way.GOING_OFF, 2)),
    "other things": ("others", room.quiet()),
}
READ_OUT = ("a scene not done", "a curtain opening", "a projector queued", "a rack held")
OVERLAPS = """() => [...document.querySelectorAll('.p-page:not([hidden]) :is(section, .tile)')]
  .filter((e) => e.scrollHeight > e.clientHeight + 2).map((e) => e.className)"""


def each(site: Site, page: Page) -> Iterator[str]:
    """Show one look after another on one open panel."""
    for name, (tab, office) in LOOKS.items():
        site.show(office, scenes.now(), room.rules())
        expect(page.locator("body")).to_have_attribute("data-v", str(site.office.gateway.version))
        page.click(f'[data-tab="{tab}"]')
        yield name


@pytest.fixture
def full(site: Site) -> Site:
    """Return an office whose room A has everything, in a state that no look below has."""
    site.show(room.moving(-1), scenes.now(), room.rules())
    return site


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", WALL)
def test_no_page_scrolls_cuts_a_word_or_has_a_small_target(
    full: Site, open_page: Open, size: str, language: str
) -> None:
    """Spec 05: no scrolling on the main views; targets of 56 px at least."""
    wrong = []
    page = open_page("/room/room-a", size, language)
    for name in each(full, page):
        seen = page.evaluate(NO_SCROLL)
        if seen["high"] > 0 or seen["wide"] > 0 or seen["cut"]:
            wrong.append((name, seen))
        if over := page.evaluate(OVERLAPS):
            wrong.append((name, over))
        if size == "small" and (few := page.evaluate(SMALL_TARGETS)):
            wrong.append((name, few))
    assert wrong == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_page_is_wider_than_a_phone(full: Site, open_page: Open, language: str) -> None:
    """Spec 05: works at 390x844."""
    page = open_page("/room/room-a", "phone", language)
    wide = "document.scrollingElement.scrollWidth - innerWidth"
    assert [name for name in each(full, page) if page.evaluate(wide) > 0] == []


@pytest.mark.parametrize("hour", [9, 22])
def test_axe_finds_nothing_serious(full: Site, open_page: Open, hour: int) -> None:
    """WCAG 2.2 AA, light by day and dark by night."""
    full.office.gateway.clock = scenes.now(scenes.MORNING.replace(hour=hour))
    page = open_page("/room/room-a", "panel", "en")
    wrong = []
    for name in READ_OUT:
        tab, office = LOOKS[name]
        full.show(office, scenes.now(scenes.MORNING.replace(hour=hour)), room.rules())
        version = str(full.office.gateway.version)
        expect(page.locator("body")).to_have_attribute("data-v", version)
        page.click(f'[data-tab="{tab}"]')
        found = Axe().run(page, options=AXE).response["violations"]
        wrong += [
            (name, v["id"], [n["target"] for n in v["nodes"]])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
    assert wrong == []

"""The pages of sources, players and sound: fit every glass, pass axe, ask before the room is on."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from gateway.domain.effects import Answer
from gateway.domain.events import ControlPressed, Event
from gateway.domain.office import Office
from gateway.domain.rooms.sources.state import Failed
from gateway.domain.text import Text
from tests.browser import scenes
from tests.browser import show_scenes as room
from tests.browser.conftest import Open, Site
from tests.browser.test_panel_screens import OVERLAPS
from tests.browser.test_screens import AXE, NO_SCROLL, SMALL_TARGETS

LOOKS: dict[str, tuple[str, Office]] = {
    "a source shown": ("sources", room.showing()),
    "a source waiting": ("sources", room.waiting()),
    "a room coming on": ("sources", room.waiting("room")),
    "a dark room": ("sources", room.dark()),
    "a source failed": (
        "sources",
        room.showing(code="31", failed=Failed("pc-2", "no_answer", "panel")),
    ),
    "a player": ("players", room.showing()),
    "a player away": ("players", room.showing(away=True)),
    "sound": ("sound", room.loud()),
    "sound muted": ("sound", room.loud(muted=True, walks=True)),
    "sound asked": ("sound", room.loud(asked=60)),
    "sound away": ("sound", room.showing(away=True)),
}


READ_OUT = ("a source waiting", "a dark room", "a player", "sound muted")


def each(site: Site, page: Page) -> Iterator[str]:
    """Show one look after another on one open panel."""
    for name, (tab, office) in LOOKS.items():
        site.show(office, scenes.now(), room.rules())
        expect(page.locator("body")).to_have_attribute("data-v", str(site.office.gateway.version))
        page.click(f'.p-nav [data-tab="{tab}"]')
        yield name


@pytest.fixture
def full(site: Site) -> Site:
    """Return an office whose room A has sources, players and volumes, in a state of its own."""
    site.show(room.showing(code="22"), scenes.now(), room.rules())
    return site


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", ["small", "panel", "upright"])
def test_no_page_scrolls_cuts_a_word_or_has_a_small_target(
    full: Site, open_page: Open, size: str, language: str
) -> None:
    """Spec 05: no scrolling on the main views; targets of 56 px at least."""
    wrong = []
    page = open_page("/room/room-a", size, language)
    for name in each(full, page):
        seen = page.evaluate(NO_SCROLL)
        cut = [one for one in seen["cut"] if "nav" not in str(one)]
        if seen["high"] > 0 or seen["wide"] > 0 or cut:
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


def test_axe_finds_nothing_serious(full: Site, open_page: Open) -> None:
    """WCAG 2.2 AA."""
    page = open_page("/room/room-a", "panel", "en")
    wrong = []
    for name in each(full, page):
        if name not in READ_OUT:
            continue
        found = Axe().run(page, options=AXE).response["violations"]
        wrong += [
            (name, v["id"], [n["target"] for n in v["nodes"]])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
    assert wrong == []


def presses(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Answer every press as asked and return what was pressed."""
    heard: list[tuple[str, object]] = []

    def ask(event: Event, timeout_s: float = 3.0) -> Answer:
        assert isinstance(event, ControlPressed)
        heard.append((event.control, event.value))
        return Answer(ok=True, code="asked", text=Text("已请求", "Asked"))

    monkeypatch.setattr(site.office.gateway, "ask", ask)
    return heard


def test_a_source_in_a_dark_room_asks_first(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One touch only asks; the second one turns it on; the question goes when it is coming."""
    heard = presses(full, monkeypatch)
    full.show(room.dark(), scenes.now(), room.rules())
    page = open_page("/room/room-a#sources", "small", "en")

    page.click('[data-open="offer-pc-1"]')
    expect(page.locator("#offer-pc-1")).to_contain_text("then show PC 1")
    assert heard == []
    page.click("#offer-pc-1 [data-close]")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.click('[data-open="offer-dvd"]')
    page.click("#offer-dvd .primary")
    expect(page.locator('#offer-dvd [data-state="asked"]')).to_have_count(0)
    assert heard == [("source.turn_on", "dvd")]

    full.show(room.waiting("room"), scenes.now(), room.rules())
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_what_waits_is_cancelled_with_one_touch_and_keys_are_sent(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its player's keys are one touch away."""
    heard = presses(full, monkeypatch)
    full.show(room.waiting(), scenes.now(), room.rules())
    page = open_page("/room/room-a#sources", "small", "en")

    page.click('[data-press="source.cancel"]')
    page.click('.src-now [data-tab="players"]')
    page.click('[data-press="dvd.pause"]')
    page.click('.p-nav [data-tab="sound"]')
    page.click('[data-press="volume.silence"]')
    page.click('[data-press="volume.up"]')
    expect(page.locator('[data-press="volume.up"]')).to_be_visible()

    assert heard == [
        ("source.cancel", None),
        ("dvd.pause", None),
        ("volume.mute", None),
        ("volume.up", None),
    ]

"""The pages of sources, players and sound: fit every glass, pass axe, ask before the room is on."""

import pytest
from playwright.sync_api import Page, expect

from gateway.domain.effects import Answer
from gateway.domain.events import ControlPressed, Event
from gateway.domain.office import Office
from gateway.domain.rooms.sources.state import Failed
from gateway.domain.text import Text
from tests.browser import scenes
from tests.browser import show_scenes as room
from tests.browser.conftest import Open, Site
from tests.browser.panel_looks import WALL, Look, hard_to_read, too_wide, unfit

STATES: dict[str, tuple[str, Office]] = {
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

RULES = room.rules()
LOOKS = {name: Look(tab, office, RULES) for name, (tab, office) in STATES.items()}
READ_OUT = ("a source waiting", "a dark room", "a player", "sound muted")


@pytest.fixture
def full(site: Site) -> Site:
    """Return an office whose room A has sources, players and volumes, in a state of its own."""
    site.show(room.showing(code="22"), scenes.now(), room.rules())
    return site


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", WALL)
def test_no_page_scrolls_cuts_a_word_or_has_a_small_target(
    full: Site, open_page: Open, size: str, language: str
) -> None:
    """Spec 05: no scrolling on the main views; targets of 56 px at least."""
    page = open_page("/room/room-a", size, language)
    assert unfit(full, page, LOOKS, fingers=size == "small") == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_page_is_wider_than_a_phone(full: Site, open_page: Open, language: str) -> None:
    """Spec 05: works at 390x844."""
    page = open_page("/room/room-a", "phone", language)
    assert too_wide(full, page, LOOKS) == []


def test_axe_finds_nothing_serious(full: Site, open_page: Open) -> None:
    """WCAG 2.2 AA."""
    page = open_page("/room/room-a", "panel", "en")
    assert hard_to_read(full, page, {name: LOOKS[name] for name in READ_OUT}) == []


def presses(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Answer every press as asked and return what was pressed."""
    heard: list[tuple[str, object]] = []

    def ask(event: Event, timeout_s: float = 3.0) -> Answer:
        assert isinstance(event, ControlPressed)
        heard.append((event.control, event.value))
        return Answer(ok=True, code="asked", text=Text("已请求", "Asked"))

    monkeypatch.setattr(site.office.gateway, "ask", ask)
    return heard


def press(page: Page, key: str) -> None:
    """Touch a key and wait for its answer."""
    with page.expect_response("**/room/room-a/press"):
        page.click(f'[data-press="{key}"]')


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

    press(page, "source.cancel")
    page.click('.src-now [data-tab="players"]')
    press(page, "dvd.pause")
    page.click('.p-nav [data-tab="sound"]')
    press(page, "volume.silence")
    press(page, "volume.up")

    assert heard == [
        ("source.cancel", None),
        ("dvd.pause", None),
        ("volume.mute", None),
        ("volume.up", None),
    ]

"""Facilities in a real Chromium: a place tapped opens its card, and what is asked there is done."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from gateway.domain.effects import Command
from gateway.domain.floors import Area, Floor, Spot, rectangle
from gateway.domain.rules import Rules
from gateway.domain.text import Text
from tests.browser import scenes
from tests.browser.conftest import Open, Site
from tests.browser.reading import serious

NIGHT = scenes.EVENING.replace(hour=23, minute=52)
FLOOR = Floor(
    id="two",
    name=Text("二层", "Second floor"),
    zone="office",
    size=(20.0, 12.0),
    outline=rectangle((0, 0), (20, 12)),
    areas=(
        Area(place="room:room-a", shape=rectangle((12, 0), (8, 6))),
        Area(place="room:room-b", shape=rectangle((12, 6), (8, 6))),
        Area(place="zone:office", shape=rectangle((0, 0), (12, 12))),
    ),
    spots=(Spot(thing="input:window-3", at=(4, 0)), Spot(thing="reader:front-door", at=(6, 12))),
)
PLACES = ".plan:visible a.ar"

NARROW = """() => [...document.querySelectorAll('.plan a.ar')].filter((a) => {
  const at = a.querySelector('.ar-g').getBoundingClientRect();
  return at.width && (at.width < 44 || at.height < 44);
}).map((a) => a.dataset.place)"""

SMALL = """() => [...document.querySelectorAll('#place :is(button, a, summary)')].filter((e) => {
  const at = e.getBoundingClientRect();
  return at.width && (at.width < 44 || at.height < 44);
}).map((e) => `${e.textContent.trim()} ${e.offsetWidth}x${e.offsetHeight}`)"""


@pytest.fixture(name="night")
def _night(site: Site) -> Site:
    """Return the site at night: two alerts, a window open, a floor drawn."""
    site.show(scenes.alerted(), scenes.now(NIGHT), drawn())
    site.office.gateway.asked.clear()
    site.office.gateway.effects.clear()
    return site


def drawn() -> Rules:
    """Return the sample office with a floor of its own."""
    return replace(scenes.rules(), floors=(FLOOR,))


@pytest.mark.parametrize(("size", "language"), [("panel", "en"), ("phone", "zh-CN")])
def test_a_room_tapped_opens_its_card_and_off_reaches_the_device(
    night: Site, open_page: Open, size: str, language: str
) -> None:
    """Spec 05: the picture, the card, the command on its way; the card keeps itself current."""
    page = open_page("/facilities", size, language)
    page.click('.plan:visible a[data-place="room:room-a"]')
    card = page.locator("#place")
    expect(card.locator("h2")).to_have_text("Room A" if language == "en" else "会议室 A")
    assert page.url.endswith("#room:room-a")

    card.locator('[data-press="room-a.ac-off"]').click()
    expect(card.locator('[data-press="room-a.ac-off"]')).to_have_attribute("aria-busy", "false")

    sent = [e for e in night.office.gateway.effects if isinstance(e, Command)]
    assert ("room-a-ac", 1) in [(command.device, command.channel) for command in sent]

    quiet = scenes.alerted()
    reports = {**quiet.devices.reports, ("room-a-ac", 1): scenes.report(NIGHT, power=False)}
    later = replace(quiet, devices=replace(quiet.devices, reports=reports))
    night.show(later, scenes.now(NIGHT), drawn())
    expect(card.locator('[data-press="room-a.ac-off"]')).to_have_count(0)
    card.locator("[data-close]").first.click()
    expect(card).to_be_hidden()
    assert "#" not in page.url


def test_the_picture_is_worked_by_keys_and_said_in_words(night: Site, open_page: Open) -> None:
    """Keyboard reachable; each place says itself in a sentence."""
    page = open_page("/facilities", "panel", "en")
    room = page.locator('.plan.wide a[data-place="room:room-a"]')
    said = room.get_attribute("aria-label") or ""
    assert said.startswith("Room A: Alert, ")
    assert page.locator(".plan.wide .out").count() == 1

    room.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#place")).to_be_hidden()


def test_a_link_opens_the_card_at_once(night: Site, open_page: Open) -> None:
    """What a message or another page points at."""
    page = open_page("/facilities/place/room/room-b", "phone", "en")
    expect(page.locator("#place h2")).to_have_text("Room B")


def test_work_is_begun_in_the_card_with_its_reason(night: Site, open_page: Open) -> None:
    """Who, why, until when; the picture says so in a word."""
    page = open_page("/facilities#room:room-b", "panel", "en")
    card = page.locator("#place")
    card.locator("summary", has_text="Somebody works here").click()
    card.locator("[name=reason]").fill("new lamps")
    card.locator('[data-for="2h"]').click()

    expect(card.locator("text=Work is over")).to_be_visible()
    [work] = night.office.gateway.office.maintenance.works.values()
    assert (work.scope, work.reason, work.by) == ("room:room-b", "new lamps", "facilities")
    expect(page.locator('.plan.wide a[data-place="room:room-b"]')).to_contain_text("In maintenance")

    card.locator("text=Work is over").click()
    expect(card.locator("summary", has_text="Somebody works here")).to_be_visible()
    assert night.office.gateway.office.maintenance.works == {}


@pytest.mark.parametrize("size", ["panel", "phone"])
def test_every_place_is_wide_enough_for_a_finger(night: Site, open_page: Open, size: str) -> None:
    """Targets of 44 px at least, on the picture and on the card."""
    page = open_page("/facilities", size, "en")
    expect(page.locator(PLACES).first).to_be_visible()
    assert page.evaluate(NARROW) == []

    page.click('.plan:visible a[data-place="room:room-a"]')
    expect(page.locator("#place")).to_be_visible()
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    ("path", "opened"),
    [
        ("/facilities#room:room-a", "#place h2"),
        ("/facilities/devices", "table"),
        ("/facilities/device/room-a-ac", "table"),
    ],
)
def test_axe_finds_nothing_serious_on_card_and_devices(
    night: Site, open_page: Open, path: str, opened: str
) -> None:
    """WCAG 2.2 AA: names, contrast, roles."""
    page = open_page(path, "panel", "en")
    expect(page.locator(opened).first).to_be_visible()

    assert serious(page) == []


def test_only_what_is_in_trouble_is_shown_when_asked(night: Site, open_page: Open) -> None:
    """Devices: all, or troubles only."""
    page = open_page("/facilities/devices", "panel", "en")
    expect(page.locator("tr.t-ok").first).to_be_visible()

    page.click("text=Troubles only")
    expect(page.locator("tr.t-bad").first).to_be_visible()
    expect(page.locator("tr.t-ok").first).to_be_hidden()

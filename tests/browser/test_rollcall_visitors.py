"""Roll-call and visitors in a real Chromium: fingers, keys on the glass, both languages."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from gateway.domain.events import VisitAnswered
from gateway.domain.presence import Session
from gateway.domain.rules import Person, Rules, VisitorCard
from tests.browser import scenes
from tests.browser.conftest import Open, Site, caught_up
from tests.browser.reading import serious

NAMES = ("陈静", "刘洋", "赵磊", "欧阳文静思", "Alexandra Featherstonehaugh")
SMALL = """() => [...document.querySelectorAll('main button, footer :is(a,button)')].filter(e => {
  const at = e.getBoundingClientRect();
  return at.width && (at.width < 55 || at.height < 55);
}).map((e) => `${e.textContent.trim()} ${e.offsetWidth}x${e.offsetHeight}`)"""
OVERFLOWS = "() => document.documentElement.scrollWidth > innerWidth"


def crowded() -> Rules:
    """Return the sample office with a few more people and a card for visitors."""
    rules = scenes.rules()
    people = {f"q{n}": Person(id=f"q{n}", number=f"2{n}", name=x) for n, x in enumerate(NAMES)}
    cards = {"card": VisitorCard(badge="card", label="V-07")}
    return replace(rules, people={**rules.people, **people}, visitor_cards=cards)


@pytest.fixture(name="full")
def _full(site: Site) -> Site:
    """Return the site with everybody in."""
    office, now = scenes.idle(), scenes.now()
    sessions = {
        f"q{n}@office": Session(
            id=f"t{n}",
            person=f"q{n}",
            zone="office",
            reader="front-door",
            in_at=now.at.replace(hour=8, minute=n),
        )
        for n in range(len(NAMES))
    }
    site.show(replace(office, presence=replace(office.presence, sessions=sessions)), now, crowded())
    return site


@pytest.mark.parametrize(
    ("size", "language"), [("small", "zh-CN"), ("phone", "en"), ("upright", "en")]
)
def test_a_drill_is_held_ticked_and_ended(
    full: Site, open_page: Open, size: str, language: str
) -> None:
    """Hold, touch names, say that one is missing, end with a reason; nothing serious in axe."""
    page = open_page("/rollcall", size, language)
    key = page.locator('[data-press="start-drill"]')
    at = key.bounding_box()
    assert at is not None
    page.mouse.move(at["x"] + 20, at["y"] + 20)
    page.mouse.down()
    expect(page.locator(".rc-head.running.drill")).to_be_visible()
    page.mouse.up()

    page.locator(".rc").first.click()
    expect(page.locator("li.settled")).to_have_count(1)
    page.locator(".rc-more").nth(1).click()
    page.locator('#rc-line [data-say="missing"]').click()
    expect(page.locator("li.missing")).to_have_count(1)
    expect(page.locator("#rc-line")).not_to_be_visible()
    assert serious(page) == []
    assert page.evaluate(SMALL) == []
    assert not page.evaluate(OVERFLOWS)

    page.locator('[data-open="rc-end"]').click()
    page.locator("#rc-end .rc-choices button").nth(3).click()
    expect(page.locator(".rc-head.ready")).to_be_visible()
    expect(page.locator(".rc-past li")).to_have_count(1)
    assert full.office.gateway.office.rollcall.running is None


@pytest.mark.parametrize(("size", "language"), [("small", "en"), ("upright", "zh-CN")])
def test_a_visitor_types_on_the_glass_and_reads_the_answer(
    full: Site, open_page: Open, size: str, language: str
) -> None:
    """Name, host by pinyin, consent; the answer comes by itself; a card; a message; gone."""
    page = open_page("/kiosk/front-door/visitor", size, language)
    for letter in "tom":
        page.click(f'.kb [data-key="{letter}"]')
    assert serious(page) == []
    assert page.evaluate(SMALL) == []
    page.click('[data-go="host"]')
    for letter in "ouy":
        page.click(f'.kb [data-key="{letter}"]')
    expect(page.locator(".hosts .btn")).to_have_count(1)
    page.click(".hosts .btn")
    assert serious(page) == []
    page.click("[data-agree]")
    expect(page.locator('[data-reply="waiting"]')).to_be_visible()

    gateway = full.office.gateway
    gateway.ask(VisitAnswered(visit="v1", choice="wait", by="q3", note="在开会"))
    caught_up(full, page)
    expect(page.locator('[data-reply="wait"]')).to_contain_text("在开会")
    page.click("[data-card]")
    expect(page.locator("[data-card]")).to_have_count(0)
    page.click('[data-open="v-note"]')
    page.click("#v-note input")
    for letter in "hi":
        page.click(f'#v-note [data-key="{letter}"]')
    page.click("[data-note-send]")
    expect(page.locator(".note.ok")).to_be_visible()
    assert serious(page) == []
    assert not page.evaluate(OVERFLOWS)
    assert gateway.office.visits.notes["v1"].text.lower() == "hi"
    assert gateway.office.visits.open["v1"].card == "V-07"

    page.click('[data-press="leave"]')
    expect(page.locator('[data-reply="over"]')).to_be_visible()
    assert gateway.office.visits.open == {}

"""The roll-call on a phone at the muster point: without its network, and with 300 names."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from gateway.domain.events import RollCallEnded, RollCallStarted, RollCallTicked
from gateway.domain.now import Now
from gateway.domain.presence import Session
from gateway.domain.rollcall import Choice, RollCall
from gateway.domain.rules import Person
from tests.browser import scenes
from tests.browser.conftest import Open, Site, caught_up
from tests.browser.reading import serious
from tests.kiosk_web.browser_of import PASSWORD, with_password

FAMILY, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰涛明"
SENT = "() => !localStorage.getItem('rollcall.touches')"
OVERFLOWS = "() => document.documentElement.scrollWidth > innerWidth"
WAITING = "() => JSON.parse(localStorage.getItem('rollcall.touches') ?? '[]').length"


def fill(site: Site, count: int) -> None:
    """Put so many people into the office, and begin a roll-call."""
    office, now, rules = scenes.idle(), scenes.now(), scenes.rules()
    people = {
        f"q{n}": Person(id=f"q{n}", number=f"2{n:03}", name=f"{FAMILY[n // 15]}{GIVEN[n % 15]}")
        for n in range(count)
    }
    at = now.at.replace(hour=8, minute=0)
    sessions = {
        f"{person}@office": Session(
            id=person, person=person, zone="office", reader="front-door", in_at=at
        )
        for person in people
    }
    full = replace(office, presence=replace(office.presence, sessions=sessions))
    site.show(full, now, replace(rules, people={**rules.people, **people}))
    site.office.gateway.ask(RollCallStarted(by="kiosk:front-door", drill=True))


def running(site: Site) -> RollCall:
    """Return the one that runs."""
    found = site.office.gateway.office.rollcall.running
    assert found is not None
    return found


def name(page: Page, line: str):
    """Return the key with somebody's name."""
    return page.locator(f'[data-tick="{line}"]')


@pytest.fixture(name="phone")
def _phone(site: Site, open_page: Open) -> Page:
    """Return a phone that shows a roll-call of five."""
    fill(site, 5)
    page = open_page("/rollcall", "phone", "en")
    expect(page.locator("[data-tick]")).to_have_count(5)
    return page


def test_touches_wait_on_the_phone_and_are_sent_in_order_when_the_network_is_back(
    site: Site, phone: Page
) -> None:
    """Shown as waiting, kept across a reload, counted once each, as of when they were made."""
    phone.context.set_offline(True)
    name(phone, "p:q0").click()
    name(phone, "p:q1").click()
    phone.locator(".rc-more").nth(2).click()
    phone.locator('#rc-line [data-say="missing"]').click()
    expect(phone.locator("li.waits")).to_have_count(3)
    expect(phone.locator("#rc-waits")).to_contain_text("3")
    expect(name(phone, "p:q0").locator(".rc-wait")).to_be_visible()
    expect(name(phone, "p:q0")).to_have_attribute("aria-pressed", "true")
    assert running(site).ticks == {}
    assert phone.evaluate(WAITING) == 3
    assert serious(phone) == []

    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator("li.settled")).to_have_count(2)
    expect(phone.locator("li.missing")).to_have_count(1)
    phone.wait_for_function(SENT)
    expect(phone.locator("#rc-waits")).to_be_hidden()
    ticks = running(site).ticks
    assert [ticks[f"p:q{n}"].choice for n in range(3)] == ["found", "found", "missing"]
    assert all(len(words) == 1 for words in running(site).words.values())


def test_who_spoke_later_is_not_overruled_by_a_touch_that_waited(site: Site, phone: Page) -> None:
    """The phone is told, and shows what stands."""
    gateway = site.office.gateway
    phone.context.set_offline(True)
    name(phone, "p:q0").click()
    expect(phone.locator("li.waits")).to_have_count(1)
    now = gateway.clock
    gateway.clock = Now(now.mono_s + 600.0, now.at + timedelta(seconds=600))
    gateway.ask(RollCallTicked(line="p:q0", choice="missing", by="kiosk:front-door"))
    phone.context.set_offline(False)
    phone.wait_for_function(SENT)
    expect(phone.locator("#says")).to_contain_text("otherwise")
    expect(phone.locator("li.missing")).to_have_count(1)
    assert running(site).choice_of("p:q0") is Choice.MISSING


def test_what_comes_after_the_end_is_said_with_names(site: Site, phone: Page) -> None:
    """Whoever found somebody too late has to tell it."""
    phone.context.set_offline(True)
    name(phone, "p:q3").click()
    expect(phone.locator("li.waits")).to_have_count(1)
    who = name(phone, "p:q3").locator("b").inner_text()
    site.office.gateway.ask(RollCallEnded(by="kiosk:front-door", reason="over"))
    phone.context.set_offline(False)
    expect(phone.locator("#rc-late")).to_contain_text(who)
    phone.locator("[data-late-read]").click()
    expect(phone.locator("#rc-late")).to_be_hidden()


def test_two_touches_of_a_finger_that_trembles_are_one(site: Site, phone: Page) -> None:
    """And a touch later takes it back."""
    name(phone, "p:q0").dblclick()
    phone.wait_for_function(SENT)
    caught_up(site, phone)
    assert running(site).choice_of("p:q0") is Choice.FOUND
    expect(phone.locator("li.settled")).to_have_count(1)
    phone.wait_for_timeout(500)
    name(phone, "p:q0").click()
    expect(phone.locator("li.settled")).to_have_count(0)
    phone.wait_for_function(SENT)
    assert running(site).choice_of("p:q0") is Choice.OPEN


def signed_in(site: Site, open_page: Open) -> Page:
    """Return the roll-call on the phone of somebody who works here."""
    with_password(site.office, "q7")
    page = open_page("/login?next=/rollcall", "phone", "zh-CN")
    page.fill("[name=number]", "2007")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("form.form button")
    return page


def test_one_of_three_hundred_is_found_by_a_letter_on_a_screen_without_keys(
    site: Site, open_page: Open
) -> None:
    """Those letters that names begin with, by pinyin."""
    fill(site, 300)
    page = open_page("/rollcall", "small", "en")
    seen = page.locator(".rc-grid li:visible")
    expect(seen).to_have_count(300)
    page.locator('[data-letter="z"]').click()
    expect(seen).to_have_count(60)
    page.locator('[data-letter="z"]').click()
    expect(seen).to_have_count(300)
    expect(page.locator("#rc-name")).to_be_hidden()
    assert not page.evaluate(OVERFLOWS)


def test_one_of_three_hundred_is_found_on_a_phone_by_what_is_typed(
    site: Site, open_page: Open
) -> None:
    """Chinese, pinyin, or its initials; the next name is typed over the last."""
    fill(site, 300)
    page = signed_in(site, open_page)
    seen = page.locator(".rc-grid li:visible")
    expect(seen).to_have_count(300)
    for typed, fits in (("zm", 8), ("zhaomin", 2), ("赵", 15), ("qqq", 0)):
        page.fill("#rc-name", typed)
        expect(seen).to_have_count(fits)
    expect(page.locator("#rc-nobody")).to_be_visible()
    page.fill("#rc-name", "王伟")
    seen.locator("[data-tick]").click()
    expect(page.locator("li.settled")).to_have_count(1)
    page.click("#rc-name")
    page.keyboard.type("zz")
    expect(page.locator("#rc-name")).to_have_value("zz")
    assert serious(page) == []
    assert not page.evaluate(OVERFLOWS)

"""A host taps out while a visitor is here: the kiosk asks, and one touch answers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from gateway.domain.events import BadgeTapped, VisitArrived
from gateway.domain.now import Now
from gateway.domain.rules import Badge
from tests.browser import scenes
from tests.browser.conftest import Open, Site, caught_up
from tests.browser.reading import serious

HOST = "p017"
SMALL = """() => [...document.querySelectorAll('.w-visitors button')].filter((e) => {
  const at = e.getBoundingClientRect();
  return at.width < 55 || at.height < 55 || at.bottom > innerHeight || at.right > innerWidth;
}).map((e) => e.textContent.trim())"""


def left(site: Site, page: Page) -> None:
    """Have the host come in, a visiting pair register with them, and the host tap out."""
    gateway = site.office.gateway

    def tap(tap_id: str) -> None:
        gateway.tell(BadgeTapped(tap_id=tap_id, reader="front-door", badge="b-host"))

    tap("t-in")
    now = gateway.clock
    gateway.clock = Now(now.mono_s + 1800.0, now.at + timedelta(minutes=30))
    gateway.ask(
        VisitArrived(
            arrival="a", reader="front-door", name="高远", host=HOST, count=2, consents=True
        )
    )
    tap("t-out")
    caught_up(site, page)


@pytest.fixture(name="kiosk")
def _kiosk(site: Site, open_page: Open, request: pytest.FixtureRequest) -> Page:
    """Return an entrance screen at which the host has just tapped out."""
    size, language = request.param
    office, rules = scenes.idle(), scenes.rules()
    presence = replace(office.presence, sessions={}, out={})
    badges = {**rules.badges, "b-host": Badge(badge="b-host", person=HOST)}
    site.show(replace(office, presence=presence), scenes.now(), replace(rules, badges=badges))
    page = open_page("/kiosk", size, language)
    left(site, page)
    return page


EVERY = [("small", "zh-CN"), ("upright", "en"), ("panel", "en")]


@pytest.mark.parametrize("kiosk", EVERY, indirect=True)
def test_the_kiosk_asks_a_leaving_host_and_gone_too_signs_the_visitors_out(
    site: Site, kiosk: Page
) -> None:
    """No name of the visitors is shown; keys are large enough, and whole."""
    asked = kiosk.locator(".w-visitors")
    expect(asked).to_be_visible()
    assert "高远" not in kiosk.content()
    assert kiosk.evaluate(SMALL) == []
    assert serious(kiosk) == []
    asked.locator("button").first.click()
    expect(asked).to_have_count(0)
    assert site.office.gateway.office.visits.open == {}


@pytest.mark.parametrize("kiosk", [("small", "en")], indirect=True)
def test_still_here_leaves_them_and_asks_no_more(site: Site, kiosk: Page) -> None:
    """They stay on the list, with nobody to ask but reception."""
    kiosk.locator(".w-visitors button").nth(1).click()
    expect(kiosk.locator(".w-visitors")).to_have_count(0)
    (visit,) = site.office.gateway.office.visits.open.values()
    assert visit.host_left_at is None

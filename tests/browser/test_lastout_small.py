"""The last-out check on the small wall screen of a Pi, 800 x 480: all of it in one look."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from gateway.domain.effects import PromptItem
from gateway.domain.forgotten.state import Forgotten, Lent
from gateway.domain.setback.state import EmptyZone, EmptyZones, Part
from tests.browser import scenes
from tests.browser.conftest import Open, Site
from tests.browser.test_screens import NO_SCROLL, SMALL_TARGETS

SMALL = {"width": 800, "height": 480}
CARD = Forgotten(
    lent={
        "V-07": Lent(
            person="p020",
            zone="office",
            since=scenes.MORNING,
            until=scenes.EVENING + timedelta(hours=3),
            of="tap-1",
        )
    }
)
MANY = (
    *scenes.ITEMS[:5],
    PromptItem(channel="room-a.spot-1", state="on", watts=40),
    PromptItem(channel="room-a.wall-1", state="on", watts=24),
    PromptItem(channel="room-a.window-light", state="unknown"),
    *scenes.ITEMS[5:],
)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_key_of_the_check_is_below_the_edge(site: Site, open_page: Open, language: str) -> None:
    """Every key is there, large enough for a finger, a lent card's too; a longer list has pages."""
    site.show(replace(scenes.last_out(items=MANY), forgotten=CARD), scenes.now(scenes.EVENING))
    page = open_page("/kiosk", language=language)
    page.set_viewport_size(SMALL)
    for key in ("lo-off", "lo-stay", "lo-inside"):
        expect(page.locator(f"[data-press={key}]")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-open=leave-on]")).to_be_in_viewport(ratio=1)
    expect(page.locator(".byhand .tick")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-press=card-back]")).to_be_in_viewport(ratio=1)

    assert page.evaluate(NO_SCROLL) == {"high": 0, "wide": 0, "cut": []}
    assert page.evaluate(SMALL_TARGETS) == []

    page.click("[data-open=leave-on]")
    expect(page.locator("[data-send]")).to_be_in_viewport(ratio=1)
    assert page.evaluate(SMALL_TARGETS) == []


def test_we_are_here_is_one_touch_and_keeps_the_light_on(site: Site, open_page: Open) -> None:
    """The announcement lies over the panel; the touch goes to the room's zone."""
    told = EmptyZones({"office": EmptyZone(since_s=0.0, told={Part.LIGHTS: 1_020.0})})
    site.show(replace(scenes.idle(), empty=told), scenes.now(scenes.MORNING))
    page = open_page("/room/room-a", language="en")
    key = page.locator("[data-press=setback-here]")
    expect(key).to_be_in_viewport(ratio=1)

    with page.expect_response("**/room/room-a/here") as answered:
        key.click()

    assert answered.value.status == 200
    expect(page.locator(".soon")).to_have_count(0)

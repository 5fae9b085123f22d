"""What a finger does on a room's panel: holds, cancels, stops; what two panels show."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from gateway.domain.effects import Answer
from gateway.domain.events import ControlPressed, Event
from gateway.domain.rooms.curtains.state import CurtainRuns
from gateway.domain.text import Text
from tests.browser import panel_scenes as room
from tests.browser import scenes
from tests.browser.conftest import Open, Site
from tests.browser.panel_scenes import Beam, Way


@pytest.fixture
def full(site: Site) -> Site:
    """Return an office whose room A has everything."""
    site.show(room.quiet(), scenes.now(), room.rules())
    return site


def presses(
    site: Site, monkeypatch: pytest.MonkeyPatch, answer: Answer | None = None
) -> list[ControlPressed]:
    """Answer every press the same way and return what was pressed."""
    heard: list[ControlPressed] = []
    said = answer or Answer(ok=True, code="asked", text=Text("已请求", "Asked"))

    def ask(event: Event, timeout_s: float = 3.0) -> Answer:
        assert isinstance(event, ControlPressed)
        heard.append(event)
        return said

    monkeypatch.setattr(site.office.gateway, "ask", ask)
    return heard


def press_down(page: Page, selector: str) -> None:
    """Put the finger on a key and leave it there."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


OFF = '[data-press="projector.off"]'
FILLED = "(s) => parseFloat(document.querySelector(s).getAttribute('stroke-dasharray'))"


def test_projector_off_needs_a_hold_with_a_ring_that_fills(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spec 03 §2: off needs a hold (1.5 s); its ring fills, and how long it was is sent."""
    heard = presses(full, monkeypatch)
    full.show(room.projecting(Beam.ON), scenes.now(), room.rules())
    page = open_page("/room/room-a#projector", "small", "en")

    press_down(page, OFF)
    page.wait_for_function(f"(s) => ({FILLED})(s) > 30", arg=f"{OFF} .v")
    expect(page.locator(OFF)).to_have_attribute("data-state", "holding")
    assert heard == []
    with page.expect_response("**/room/room-a/press"):
        page.wait_for_function(f"(s) => ({FILLED})(s) === 0", arg=f"{OFF} .v")
    page.mouse.up()

    [event] = heard
    assert event.control == "projector.off"
    assert isinstance(event.value, dict)
    assert 1.5 <= event.value["held_s"] < 3


def test_letting_go_too_early_sends_nothing(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letting go empties the ring; nothing is asked."""
    heard = presses(full, monkeypatch)
    page = open_page("/room/room-a#rack", "small", "en")

    press_down(page, ".hold")
    page.wait_for_function(f"(s) => ({FILLED})(s) > 10", arg=".hold .v")
    page.mouse.up()

    expect(page.locator(".hold .v")).to_have_attribute("stroke-dasharray", "0 100")
    expect(page.locator(".hold small")).to_have_text("Hold for 2 s")
    assert heard == []


def test_the_rack_can_be_switched_on_with_the_keyboard(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hold is a hold of the space bar too."""
    heard = presses(full, monkeypatch)
    page = open_page("/room/room-a#rack", "small", "en")

    page.locator(".hold").focus()
    with page.expect_response("**/room/room-a/press"):
        page.keyboard.down(" ")
    page.keyboard.up(" ")

    assert [event.control for event in heard] == ["rack.on"]


PASSED = "(since) => performance.now() > since + 1550"


def test_who_cannot_hold_presses_twice_and_is_told_before_what_it_does(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen reader or a switch: a click without a pointer; as far apart as the hold is long."""
    heard = presses(full, monkeypatch)
    full.show(room.projecting(Beam.ON), scenes.now(), room.rules())
    page = open_page("/room/room-a#projector", "small", "en")
    off, says = page.locator(OFF), page.locator("#says")

    off.dispatch_event("click")
    expect(says).to_have_text("Press again after 1.5 s to confirm: Switch off")
    expect(says).to_have_attribute("role", "status")
    off.dispatch_event("click")
    expect(says).to_contain_text("Too soon")
    assert heard == []

    page.wait_for_function(PASSED, arg=page.evaluate("performance.now()"))
    with page.expect_response("**/room/room-a/press"):
        off.dispatch_event("click")
    [event] = heard
    assert event.control == "projector.off"
    assert isinstance(event.value, dict)
    assert 1.5 <= event.value["held_s"] < 12


def test_a_tapped_key_asks_first_and_a_finger_that_taps_never_counts(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taps of a finger say nothing and send nothing, however often; the space bar asks once."""
    heard = presses(full, monkeypatch)
    full.show(room.projecting(Beam.ON), scenes.now(), room.rules())
    page = open_page("/room/room-a#projector", "small", "en")
    page.click(OFF)
    page.wait_for_function(PASSED, arg=page.evaluate("performance.now()"))
    page.click(OFF)
    expect(page.locator("#says")).to_be_hidden()

    page.locator(OFF).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#says")).to_contain_text("Press again after 1.5 s to confirm: Switch off")
    page.wait_for_function(PASSED, arg=page.evaluate("performance.now()"))
    assert heard == []
    with page.expect_response("**/room/room-a/press"):
        page.keyboard.press(" ")
    assert [one.control for one in heard] == ["projector.off"]


def test_what_is_queued_is_shown_and_cancelled(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spec 03 §2: while it cools "on" is queued, shown, and can be cancelled."""
    words = Text("已排队：冷却后打开", "Queued: on once it has cooled")
    heard = presses(full, monkeypatch, Answer(ok=True, code="queued", text=words))
    full.show(room.projecting(Beam.COOLING, left_s=74), scenes.now(), room.rules())
    page = open_page("/room/room-a#projector", "small", "en")
    expect(page.locator(".pj-dial .num")).to_have_text("1:14")

    page.click('[data-press="projector.on"]')
    expect(page.locator("#says")).to_have_text("Queued: on once it has cooled")
    full.show(room.projecting(Beam.COOLING, left_s=74, queued="on"), scenes.now(), room.rules())
    expect(page.locator(".pj-q")).to_contain_text("in about 1:54")
    with page.expect_response("**/room/room-a/press"):
        page.click('[data-press="projector.cancel"]')
    full.show(room.projecting(Beam.COOLING, left_s=74), scenes.now(), room.rules())

    expect(page.locator(".pj-q")).to_have_count(0)
    assert [event.control for event in heard] == ["projector.on", "projector.cancel"]


def test_two_panels_show_the_same_confirmed_state(full: Site, open_page: Open) -> None:
    """Two open panels: what one was asked, both show once it is confirmed."""
    wall = open_page("/room/room-a#rack", "small", "zh-CN")
    phone = open_page("/room/room-a#rack", "phone", "en")
    full.show(room.racked(Way.GOING_ON, 3), scenes.now(), room.rules())
    for page, words in ((wall, "第 4 步，共 6 步"), (phone, "Step 4 of 6")):
        expect(page.locator(".rk-list > header .tag")).to_have_text(words)
        expect(page.locator(".seq .now b")).to_have_text(
            "矩阵切换器" if page is wall else "Matrix switcher"
        )

    full.show(room.racked(Way.ON), scenes.now(), room.rules())
    for page in (wall, phone):
        expect(page.locator(".seq .did")).to_have_count(6)


def test_stop_counts_every_time_and_is_never_disabled(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spec 03 §1: Stop is never disabled, not even where the device is away."""
    heard = presses(full, monkeypatch)
    office = room.moving()
    reports = {
        **office.devices.reports,
        ("a-curtains", None): scenes.report(scenes.MORNING, online=False),
    }
    away = replace(office, devices=replace(office.devices, reports=reports))
    full.show(away, scenes.now(), room.rules())
    page = open_page("/room/room-a#curtains", "small", "en")
    stop = page.locator('[data-press="rear-curtain.stop"]')

    page.click('[data-press="rear-curtain.open"]', force=True)
    expect(page.locator("#says")).to_have_text("Offline")
    expect(stop).to_be_enabled()
    stop.click()
    stop.click()

    expect(page.locator('[data-press="rear-curtain.stop"][aria-busy="false"]')).to_be_visible()
    assert [event.control for event in heard] == ["rear-curtain.stop"] * 2


def test_a_curtain_under_way_moves_and_stands_where_it_stopped(full: Site, open_page: Open) -> None:
    """Spec 05: progress with seconds left; the browser counts, the gateway's word ends it."""
    full.show(room.moving(), scenes.now(), room.rules())
    page = open_page("/room/room-a#curtains", "small", "en")
    place = page.locator("#place-rear-curtain")
    expect(page.locator('[data-key="rear-curtain"] .tag')).to_contain_text("s to go")
    page.wait_for_function(
        "() => Number(document.querySelector('#place-rear-curtain').textContent) >= 60"
    )

    office = room.moving()
    at_rest = replace(
        office.machines.curtains.places["room-a.rear-curtain"], position_pct=66.0, moving=0
    )
    places = {**office.machines.curtains.places, "room-a.rear-curtain": at_rest}
    machines = replace(office.machines, curtains=replace(office.machines.curtains, places=places))
    runs = replace(office.runs, curtains=CurtainRuns())
    full.show(replace(office, machines=machines, runs=runs), scenes.now(), room.rules())

    expect(place).to_have_text("66")
    expect(page.locator('[data-press="rear-curtain.position"]')).to_have_js_property("value", "66")


def test_a_curtains_slider_is_sent_once_when_it_is_let_go(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A motor does not turn round four times a second under a finger."""
    heard = presses(full, monkeypatch)
    page = open_page("/room/room-a#curtains", "small", "en")
    slider = page.locator('[data-press="door-curtain.position"]')
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20, steps=8)
    page.wait_for_timeout(600)
    assert heard == []
    page.mouse.up()
    expect(slider).to_have_attribute("aria-busy", "false")

    [event] = heard
    assert event.control == "door-curtain.position"
    assert event.value == int(slider.input_value())


def test_a_refused_press_says_why_in_words(
    full: Site, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spec 05: errors say what happened and what to do; a key that does nothing says why."""
    words = Text("停在矩阵切换器：请重试或退回", "Held at Matrix switcher: retry or back out")
    presses(full, monkeypatch, Answer(ok=False, code="held", text=words))
    full.show(room.racked(Way.HELD_ON, 3, why="no_answer"), scenes.now(), room.rules())
    page = open_page("/room/room-a#rack", "small")
    page.click('[data-press="rack.retry"]')
    expect(page.locator("#says")).to_have_text("停在矩阵切换器：请重试或退回")

    page.click('[data-tab="curtains"]')
    page.click('[data-press="rear-curtain.open"]', force=True)
    expect(page.locator("#says")).to_have_text("已经全开")


def test_the_tabs_lead_to_pages_and_the_address_names_them(full: Site, open_page: Open) -> None:
    """A page can be opened by its name; the start page hides the head."""
    page = open_page("/room/room-a", "small", "en")
    expect(page.locator(".p-head")).to_be_hidden()
    page.click('[data-tab="rack"]')

    expect(page.locator(".p-head")).to_be_visible()
    expect(page.locator('[data-tab="rack"]')).to_have_attribute("aria-current", "page")
    assert page.url.endswith("#rack")
    expect(page.locator('[data-view="home"]')).to_be_hidden()

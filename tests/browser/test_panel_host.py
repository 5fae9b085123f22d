"""What a host touches: air, the locked panel's pad, a fault; on every glass, and on two at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from gateway.domain.effects import ClimateSetting, Command, Verb
from gateway.domain.events import DeviceReported, Reading
from gateway.domain.office import Office
from gateway.domain.rooms.lock.state import Level
from gateway.pins import PanelPins
from kiosk_web.context import KEY
from tests.browser import host_scenes as room
from tests.browser import scenes
from tests.browser.conftest import Open, Site
from tests.browser.panel_looks import SMALLEST, WALL, Look, hard_to_read, too_wide, unfit

UNIT = '[data-key="wall-ac"]'
PIN, SYSTEM_PIN = "2580", "314159"


RULES, FULL = room.rules(), room.rules(full=True)


def _pad(level: int = 1) -> Callable[[Page], None]:
    def touch(page: Page) -> None:
        if level == 1:
            page.click("[data-lock]")
        else:
            page.click('.p-nav [data-tab="rack"]')
        page.click('#lock-pad [data-pad="1"]', force=True)

    return touch


def _fault(page: Page) -> None:
    page.click('[data-open="fault"]')
    page.click("#fault .f-what [data-choice] >> nth=1")
    page.click("#fault .f-how [data-choice] >> nth=0")
    page.fill("#fault [data-field=words]", "灯罩松了 The shade is loose")


def _air(office: Office) -> Look:
    return Look("climate", office, RULES)


LOOKS = {
    "air on": _air(room.air()),
    "air at its limit": _air(room.heating()),
    "air resting": _air(room.resting(queued=False)),
    "air waiting": _air(room.resting(queued=True)),
    "air asked": _air(room.asked()),
    "air silent": _air(room.silent()),
    "air away": _air(room.air(online=False)),
    "air not heard of": _air(room.unheard()),
    "a pad": Look("", room.locked(), RULES, _pad()),
    "a pad that waits": Look("", room.locked({Level.CONTROLS: 5}), RULES, _pad()),
    "a pad of the system": Look(
        "",
        room.opened(room.locked({Level.SYSTEM: 6}), Level.CONTROLS),
        FULL,
        _pad(2),
    ),
    "service": Look("service", room.serving(faults=4), FULL),
    "a fault": Look("service", room.opened(scenes.idle()), RULES, _fault),
    "a fault in a full room": Look("service", room.serving(), FULL, _fault),
}


@pytest.fixture
def host(site: Site) -> Site:
    """Return an office with the host's room, in a state that no look has, and PINs."""
    doors = site.office.app.extensions[KEY]
    pins = PanelPins({("room-a", 1): PIN, ("room-a", 2): SYSTEM_PIN})
    site.office.app.extensions[KEY] = replace(doors, pins=pins)
    site.show(room.opened(scenes.idle()), scenes.now(), room.rules())
    return site


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [SMALLEST, *WALL])
def test_nothing_scrolls_is_cut_overlaps_or_is_too_small(
    host: Site, open_page: Open, size: str, language: str
) -> None:
    """Spec 05: no scrolling on the main views; targets of 56 px at least."""
    page = open_page("/room/room-a", size, language)
    assert unfit(host, page, LOOKS, fingers=size in (SMALLEST, "small")) == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_is_wider_than_a_phone(host: Site, open_page: Open, language: str) -> None:
    """Spec 05: works at 390x844."""
    assert too_wide(host, open_page("/room/room-a", "phone", language), LOOKS) == []


@pytest.mark.parametrize("hour", [9, 22])
def test_axe_finds_nothing_serious(host: Site, open_page: Open, hour: int) -> None:
    """WCAG 2.2 AA, light by day and dark by night."""
    at = scenes.now(scenes.MORNING.replace(hour=hour))
    host.office.gateway.clock = at
    looks = {name: replace(look, at=at) for name, look in LOOKS.items()}
    assert hard_to_read(host, open_page("/room/room-a", "panel", "en"), looks) == []


def told(site: Site) -> list[ClimateSetting]:
    """Return what the wall unit was told so far."""
    sent = [e for e in site.office.gateway.effects if isinstance(e, Command)]
    mine = [c for c in sent if c.device == room.WIRE[0] and c.verb is Verb.CLIMATE]
    return [c.value for c in mine if isinstance(c.value, ClimateSetting)]


def obey(site: Site, setting: ClimateSetting) -> None:
    """Let the wall unit say that it is set so."""
    reading = Reading(
        power=setting.power,
        mode=setting.mode.value,
        target_c=setting.target_c,
        fan=setting.fan.value,
    )
    device, channel = room.WIRE
    site.office.gateway.tell(DeviceReported(device=device, channel=channel, reading=reading))


def test_a_set_point_goes_to_the_unit_and_comes_back_on_both_panels(
    host: Site, open_page: Open
) -> None:
    """Shown as set once the unit has said so, and not before; on the other panel too."""
    host.show(room.air(), scenes.now(), room.rules())
    host.office.gateway.effects.clear()
    wall = open_page("/room/room-a#climate", "small", "en")
    other = open_page("/room/room-a#climate", SMALLEST, "zh-CN")

    wall.click(f"{UNIT} [aria-label=Warmer]")
    expect(wall.locator(f"{UNIT} .ac-t")).to_have_text("Being set")
    expect(other.locator(f"{UNIT} .ac-t")).to_have_text("正在设置")
    [setting] = told(host)
    assert (setting.power, setting.mode, setting.target_c) == (True, "cool", 26.5)

    obey(host, setting)
    for page, words in ((wall, "Cool"), (other, "制冷")):
        expect(page.locator(f"{UNIT} .ac-t")).to_have_text(words)
        expect(page.locator(f"{UNIT} .ac-dial .num")).to_have_text("26.5")


def test_at_a_limit_of_the_site_the_key_says_so_and_sends_nothing(
    host: Site, open_page: Open
) -> None:
    """26 °C is the floor where it cools."""
    host.show(room.air(), scenes.now(), room.rules())
    host.office.gateway.effects.clear()
    page = open_page("/room/room-a#climate", "small", "en")
    page.click(f"{UNIT} [aria-label=Cooler]", force=True)

    expect(page.locator("#says")).to_have_text("26 °C is the limit here")
    assert told(host) == []


def test_on_while_it_rests_is_queued_shown_and_cancelled_on_both_panels(
    host: Site, open_page: Open
) -> None:
    """Spec 03 §2: 300 s off at least; what waits counts down and can be taken back anywhere."""
    host.show(room.resting(queued=False), scenes.now(), room.rules())
    host.office.gateway.effects.clear()
    wall = open_page("/room/room-a#climate", "small", "en")
    other = open_page("/room/room-a#climate", SMALLEST, "en")

    wall.click('[data-press="wall-ac.on"]')
    expect(wall.locator("#says")).to_contain_text("rest")
    expect(other.locator(f"{UNIT} .ac-q")).to_contain_text("On in 3:3")
    other.click('[data-press="wall-ac.cancel"]')

    expect(wall.locator(f"{UNIT} .ac-q")).to_have_count(0)
    expect(wall.locator(f"{UNIT} .ac-t")).to_have_text("It is off")
    assert told(host) == []


def type_pin(page: Page, pin: str) -> None:
    """Touch the digits, and the key that sends them."""
    for digit in pin:
        page.click(f'#lock-pad [data-pad="{digit}"]')
    page.click("#lock-pad [data-pad=go]")


def test_the_pin_opens_the_panel_goes_where_it_was_asked_and_shows_on_the_other(
    host: Site, open_page: Open
) -> None:
    """Nothing that is typed is shown; both panels of the room are open then."""
    host.show(room.locked(), scenes.now(), room.rules())
    wall = open_page("/room/room-a", "small", "en")
    other = open_page("/room/room-a", SMALLEST, "en")
    expect(other.locator("[data-lock]")).to_have_text("Locked")

    wall.click('.p-nav [data-tab="climate"]')
    for digit in PIN:
        wall.click(f'#lock-pad [data-pad="{digit}"]')
    assert PIN not in wall.locator("#lock-pad").inner_text()
    expect(wall.locator("#lock-pad [data-typed]")).to_have_text("4 digits")
    wall.click("#lock-pad [data-pad=go]")

    expect(wall.locator("dialog[open]")).to_have_count(0)
    expect(wall.locator('[data-view="climate"]')).to_be_visible()
    expect(other.locator("[data-lock]")).to_have_text("Lock")


def test_after_five_wrong_pins_the_pad_counts_down_on_both_panels(
    host: Site, open_page: Open
) -> None:
    """Spec 03 §2: five wrong ones lock for 60 s; the wait is seen, and takes no digit."""
    host.show(room.locked({Level.CONTROLS: 4}), scenes.now(), room.rules())
    wall = open_page("/room/room-a", "small", "en")
    other = open_page("/room/room-a", SMALLEST, "zh-CN")
    wall.click("[data-lock]")
    other.click("[data-lock]")
    type_pin(wall, "0000")

    for page in (wall, other):
        left = page.locator("#lock-pad [data-wait] [data-left]")
        expect(left).to_have_text("1:00")
        expect(page.locator('#lock-pad [data-pad="1"]')).to_have_attribute("aria-disabled", "true")
    expect(wall.locator("#lock-pad [data-words]")).to_contain_text("Wait 60 s")
    host.office.gateway.advance(13.0)
    for page in (wall, other):
        expect(page.locator("#lock-pad [data-wait] [data-left]")).to_have_text("0:47")
    wall.click('#lock-pad [data-pad="2"]', force=True)
    expect(wall.locator("#lock-pad [data-typed]")).to_have_text("")

    host.show(room.locked({Level.CONTROLS: 1}), scenes.now(), room.rules())
    for page in (wall, other):
        expect(page.locator("#lock-pad [data-wait]")).to_be_hidden()
    expect(wall.locator("#lock-pad [data-again]")).to_have_text("The pad takes PINs again")
    type_pin(wall, PIN)
    for page in (wall, other):
        expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_fault_becomes_a_ticket_on_the_other_panel_and_on_facilities(
    host: Site, open_page: Open
) -> None:
    """Spec 03 §2: a channel or words become a ticket; empty it cannot be sent."""
    host.show(room.opened(scenes.idle()), scenes.now(), room.rules())
    wall = open_page("/room/room-a#service", "small", "en")
    other = open_page("/room/room-a#service", SMALLEST, "en")
    desk = open_page("/facilities", "panel", "en")

    wall.click('[data-open="fault"]')
    expect(wall.locator("[data-report]")).to_be_disabled()
    wall.click('#fault [data-value="wall-ac"]')
    wall.click("#fault .f-how [data-choice] >> nth=3")
    wall.fill("#fault [data-field=words]", "since noon")
    wall.click("[data-report]")

    expect(wall.locator("dialog[open]")).to_have_count(0)
    expect(wall.locator("#says")).to_be_visible()
    for page in (wall, other):
        expect(page.locator(".sv-faults li")).to_contain_text("Wall air conditioner")
        expect(page.locator(".sv-faults li")).to_contain_text("Makes a noise, since noon")
    expect(desk.locator("body")).to_contain_text("Makes a noise, since noon")

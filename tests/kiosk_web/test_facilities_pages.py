"""What the facilities pages show and do: cards, switching off, work, devices; and for whom."""

from dataclasses import replace

import pytest

from gateway.domain.devices import Known
from gateway.domain.events import (
    ControlPressed,
    DeviceReported,
    MaintenanceAsked,
    Reading,
    TroubleFound,
)
from gateway.domain.floors import Area, Floor, rectangle
from gateway.domain.rules import Zone
from gateway.domain.text import Text
from tests.browser.scenes import report
from tests.kiosk_web.browser_of import Browser, Fingers, admin_of, pair, with_password
from tests.kiosk_web.fake_gateway import office


@pytest.fixture(name="built")
def _built():
    """Return an office with a cellar beside it, room A's lights on, its relays heard."""
    built = office()
    gateway = built.gateway
    cellar = Zone(id="cellar", name=Text("地下室", "Cellar"))
    gateway.change(rules=replace(gateway.rules, zones={**gateway.rules.zones, "cellar": cellar}))
    at = gateway.clock.at
    reports = {
        ("room-a-lights", 1): report(at, power=True, level_pct=50),
        ("room-a-relays", 1): report(at, power=True, power_w=18),
        ("room-b-relays", 1): report(at, Known.UNREACHABLE, power=False),
    }
    devices = replace(gateway.office.devices, reports=reports)
    gateway.change(office=replace(gateway.office, devices=devices))
    return built


@pytest.fixture(name="admin")
def _admin(built):
    """Return an administrator's browser."""
    return admin_of(built)


@pytest.fixture(name="desk")
def _desk(built, admin):
    """Return a facilities screen for the whole site."""
    return Fingers(pair(built, admin, "facilities:"))


def asked(built, kind):
    """Return what the office was asked, of one kind."""
    return [event for event in built.gateway.asked if isinstance(event, kind)]


def test_the_page_draws_every_place_even_without_a_floor_in_the_site_file(desk):
    """Spec 05: zones and rooms on one picture; each is a link with its state in words."""
    page = desk.browser.get("/facilities").text

    for place in ("zone:office", "zone:cellar", "room:room-a", "room:room-b"):
        assert page.count(f'data-place="{place}"') >= 3  # desk, phone, table
    assert 'aria-label="会议室 A：' in page
    assert "style=" not in page


def test_a_floor_of_the_site_file_is_drawn_and_what_it_leaves_out_stands_beside_it(built, desk):
    """Nothing is missing: the cellar and room B are on no floor."""
    floor = Floor(
        id="f",
        name=Text("二层", "Second floor"),
        zone="office",
        size=(10.0, 10.0),
        outline=rectangle((0, 0), (10, 10)),
        areas=(Area(place="room:room-a", shape=rectangle((0, 0), (10, 10))),),
    )
    built.gateway.change(rules=replace(built.gateway.rules, floors=(floor,)))
    page = desk.browser.get("/facilities", **{"Accept-Language": "en"}).text

    assert "Second floor" in page
    for place in ("zone:office", "zone:cellar", "room:room-a", "room:room-b"):
        assert page.count(f'data-place="{place}"') >= 3


def test_a_place_has_a_card_and_an_address(desk):
    """A link of a message leads to the page with the card open."""
    card = desk.browser.get("/facilities/place/room/room-a/card").text
    there = desk.browser.get("/facilities/place/room/room-a")

    assert "射灯一" in card
    assert "18 W" in card
    assert (there.status_code, there.headers["Location"]) == (303, "/facilities#room:room-a")
    assert desk.browser.get("/facilities/place/room/moon/card").status_code == 404
    assert desk.browser.get("/facilities/place/moon/room-a").status_code == 404


def test_switching_off_from_a_card_asks_the_device(built, desk):
    """By who stands at the screen; the lock of the panel is the panel's."""
    path = "/facilities/place/room/room-a/press"

    assert desk.post(path, control="door-light.off").status_code == 200
    assert desk.post(path, control="all_off").status_code == 200

    assert asked(built, ControlPressed) == [
        ControlPressed(room="room-a", control="door-light.off", by="facilities"),
        ControlPressed(room="room-a", control="scene.all_off", by="facilities"),
    ]
    assert set(built.gateway.office.controls.wishes) == {
        "room-a.spot-1",
        "room-a.door-light",
    }


def test_nothing_is_switched_on_from_a_card(built, desk):
    """Who does that stands in the room."""
    path = "/facilities/place/room/room-a/press"

    assert desk.post(path, control="door-light.on").status_code == 422
    assert desk.post(path).status_code == 422
    assert asked(built, ControlPressed) == []


def test_a_zone_with_nothing_on_says_so(desk):
    """In words, and nothing is sent."""
    answer = desk.post("/facilities/place/zone/cellar/press", control="all_off")

    assert (answer.status_code, answer.get_json()["code"]) == (409, "nothing_on")


@pytest.mark.parametrize(
    ("body", "until"),
    [
        ({"for": "1h"}, "2026-11-20T09:41:00+08:00"),
        ({"for": "2h"}, "2026-11-20T10:41:00+08:00"),
        ({"for": "day"}, "2026-11-21T08:41:00+08:00"),
        ({"for": "morning"}, "2026-11-21T08:00:00+08:00"),
        ({"until": "2026-11-20T12:00"}, "2026-11-20T12:00"),
        ({"more": "1h"}, "2026-11-20T09:41:00+08:00"),
        ({"for": "end"}, None),
    ],
)
def test_work_is_asked_for_by_a_span_a_time_or_its_end(built, desk, body, until):
    """The gateway's clock counts, not the browser's."""
    desk.post("/facilities/work", scope="room:room-a", reason="new lamps", **body)

    assert asked(built, MaintenanceAsked) == [
        MaintenanceAsked(scope="room:room-a", until=until, by="facilities", reason="new lamps")
    ]


def test_work_begins_is_seen_prolonged_and_ended(built, desk):
    """From beginning to end on the page."""
    assert desk.post("/facilities/work", scope="room:room-a", **{"for": "1h"}).status_code == 200
    assert "维护中" in desk.browser.get("/facilities/place/room/room-a/card").text
    desk.post("/facilities/work", scope="room:room-a", more="2h")

    [work] = built.gateway.office.maintenance.works.values()
    assert f"{work.until:%H:%M}" == "11:41"

    desk.post("/facilities/work", scope="room:room-a", **{"for": "end"})
    assert built.gateway.office.maintenance.works == {}
    again = desk.post("/facilities/work", scope="room:room-a", **{"for": "end"})
    assert (again.status_code, again.get_json()["code"]) == (409, "not_in_maintenance")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"scope": "room:room-a"}, 422),
        ({"scope": "room:room-a", "for": "3h"}, 422),
        ({"scope": "room:room-a", "until": "2020-01-01T00:00"}, 422),
        ({"scope": "room:moon", "for": "1h"}, 404),
        ({"for": "1h"}, 422),
    ],
)
def test_work_that_makes_no_sense_is_refused(built, desk, body, status):
    """In plain words, and nothing is kept."""
    assert desk.post("/facilities/work", **body).status_code == status
    assert built.gateway.office.maintenance.works == {}


def test_a_screen_of_one_zone_acts_there_only(built, admin):
    """Spec 05: a facilities screen is bound to a zone, or to the site."""
    cellar = Fingers(pair(built, admin, "facilities:cellar"))

    assert 'data-place="room:room-a"' not in cellar.browser.get("/facilities").text
    assert cellar.browser.get("/facilities/place/room/room-a/card").status_code == 404
    assert cellar.browser.get("/facilities/device/room-a-relays").status_code == 404
    assert cellar.post("/facilities/place/room/room-a/press", control="all_off").status_code == 404
    for scope in ("room:room-a", "zone:office", "device:room-a-relays"):
        answer = cellar.post("/facilities/work", scope=scope, **{"for": "1h"})
        assert answer.status_code == 403
    trouble = TroubleFound(
        key="leak:lab", severity="warning", zone="office",
        title=Text("漏水", "Leak"),
    )  # fmt: skip
    built.gateway.tell(trouble)
    assert "漏水" not in cellar.browser.get("/facilities").text
    answer = cellar.post("/facilities/alert", key="leak:lab", choice="acknowledge")
    assert answer.status_code == 403
    assert built.gateway.office.alerts.open["leak:lab"].state == "raised"
    assert cellar.post("/facilities/work", scope="zone:cellar", **{"for": "1h"}).status_code == 200
    assert list(built.gateway.office.maintenance.works) == ["zone:cellar"]


@pytest.mark.parametrize(
    "path", ["/facilities/place/room/room-a/press", "/facilities/work", "/facilities/alert"]
)
def test_nobody_without_the_role_and_no_page_without_its_token_acts(built, desk, path):
    """Roles of spec 05; CSRF on every act."""
    with_password(built, "p017")
    staff = Browser(built)
    staff.sign_in("1017")
    body = {"scope": "room:room-a", "for": "1h", "control": "all_off"}

    assert Fingers(staff).post(path, **body).status_code == 403
    assert Fingers(Browser(built)).post(path, **body).status_code == 401
    bare = desk.client.post(path, json=body, headers={"X-Requested-With": "fetch"})
    assert bare.status_code == 400
    assert asked(built, ControlPressed) + asked(built, MaintenanceAsked) == []


def test_devices_in_trouble_are_first_and_each_has_a_page(built, desk):
    """With what it said last, value by value."""
    page = desk.browser.get("/facilities/devices").text
    one = desk.browser.get("/facilities/device/room-a-relays").text

    assert page.index("room-b-relays") < page.index("room-a-relays")
    assert "only-trouble" not in page
    assert "only-trouble" in desk.browser.get("/facilities/devices?only=trouble").text
    assert "power=True  power_w=18" in one
    assert "门边灯" in one
    assert desk.browser.get("/facilities/device/moon").status_code == 404


def test_the_pages_own_stories_are_told_in_words(built, desk):
    """No kind of the ledger shows by its name."""
    desk.post("/facilities/work", scope="room:room-a", **{"for": "1h"})
    desk.post("/facilities/work", scope="room:room-a", **{"for": "end"})
    lately = desk.browser.get("/facilities/lately").text

    assert "maintenance." not in lately
    assert "会议室 A：维护到 09:41" in lately


def test_energy_today_is_told_by_zone_once_a_meter_has_spoken(built, desk):
    """Empty before; then each zone with its power and a way to its energy page."""
    assert "table" not in desk.browser.get("/facilities/today").text

    rules = built.gateway.rules
    office_zone = replace(rules.zones["office"], meter="room-a-relays")
    built.gateway.change(rules=replace(rules, zones={**rules.zones, "office": office_zone}))
    for energy_wh in (1000.0, 1250.0):
        built.gateway.advance(1800.0)
        said = Reading(power_w=500.0, energy_wh=energy_wh)
        built.gateway.tell(DeviceReported(device="room-a-relays", channel=None, reading=said))

    page = desk.browser.get("/facilities/today").text
    assert "办公区" in page
    assert "500 W" in page

    built.gateway.advance(1800.0)
    page = desk.browser.get("/facilities/today").text
    assert "500 W" not in page, "a meter that is silent says nothing of now"
    assert "/facilities/energy?zone=office" in page

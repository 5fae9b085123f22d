"""What panel, kiosk and facilities page post about calls, faults and the lock."""

import logging
from dataclasses import replace

import pytest

from gateway.domain.events import CallAnswered, PinTried, ServiceAsked, TicketAnswered
from gateway.domain.rooms.lock.state import level_of
from gateway.domain.rules import PanelLock
from gateway.pins import PanelPins
from kiosk_web.context import KEY
from tests.kiosk_web.browser_of import Browser, Fingers, admin_of, pair
from tests.kiosk_web.fake_gateway import office

PIN, SYSTEM_PIN = "2580", "314159"


@pytest.fixture(name="built")
def _built():
    """Return an office whose room A has a locked panel."""
    built = office()
    rules = built.gateway.rules
    room = replace(rules.rooms["room-a"], lock=PanelLock())
    built.gateway.change(rules=replace(rules, rooms={**rules.rooms, "room-a": room}))
    pins = PanelPins({("room-a", 1): PIN, ("room-a", 2): SYSTEM_PIN})
    doors = built.app.extensions[KEY]
    built.app.extensions[KEY] = replace(doors, pins=pins)
    return built


@pytest.fixture(name="admin")
def _admin(built):
    """Return an administrator's browser."""
    return admin_of(built)


@pytest.fixture(name="panel")
def _panel(built, admin):
    """Return room A's panel."""
    return Fingers(pair(built, admin, "panel:room-a"))


def level(built):
    """Return how far room A's panel is open."""
    return level_of(built.gateway.office, built.gateway.rules, "room-a")


def test_the_pin_opens_the_panel_and_is_nowhere_afterwards(built, panel, caplog):
    """Compared in the web part; the rules hear only that it was right."""
    caplog.set_level(logging.DEBUG)
    refused = panel.post("/room/room-a/press", control="door-light.on")
    assert (refused.status_code, refused.get_json()["code"]) == (423, "locked")
    assert "PIN" in refused.get_json()["text"] or "密码" in refused.get_json()["text"]

    assert panel.post("/room/room-a/pin", level=1, pin=PIN).status_code == 200

    assert level(built) == 1
    assert panel.post("/room/room-a/press", control="door-light.on").status_code == 200
    tried = [e for e in built.gateway.asked if isinstance(e, PinTried)]
    assert tried == [PinTried(room="room-a", level=1, right=True)]
    everything = caplog.text + str(built.gateway.records) + str(built.registry.tables)
    assert PIN not in everything


def test_each_level_has_its_pin(built, panel):
    """The host's does not open the system, nor the other way round."""
    assert panel.post("/room/room-a/pin", level=2, pin=PIN).get_json()["code"] == "wrong_pin"
    assert panel.post("/room/room-a/pin", level=1, pin=SYSTEM_PIN).status_code == 422
    assert level(built) == 0
    panel.post("/room/room-a/pin", level=2, pin=SYSTEM_PIN)
    assert level(built) == 2


def test_five_wrong_pins_make_the_pad_wait(built, panel):
    """Said with the seconds; over the page and not only in it."""
    codes = [
        panel.post("/room/room-a/pin", level=1, pin=f"000{n}").get_json()["code"] for n in range(5)
    ]
    assert codes == ["wrong_pin"] * 4 + ["pin_wait"]
    waiting = panel.post("/room/room-a/pin", level=1, pin=PIN)
    assert (waiting.status_code, level(built)) == (429, 0)
    assert "60" in waiting.get_json()["text"]

    built.gateway.advance(60.0)
    assert panel.post("/room/room-a/pin", level=1, pin=PIN).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"level": 1},
        {"level": 1, "pin": "x" * 11},
        {"level": True, "pin": PIN},
        {"level": "1", "pin": PIN},
        {"pin": PIN},
    ],
)
def test_a_try_that_is_none_is_refused(built, panel, body):
    """And counts for nothing."""
    assert panel.post("/room/room-a/pin", **body).status_code == 422
    assert not [e for e in built.gateway.asked if isinstance(e, PinTried)]


def test_a_touch_keeps_it_open_and_a_key_locks_it(built, panel):
    """Only what is open stays open."""
    panel.post("/room/room-a/pin", level=1, pin=PIN)
    built.gateway.advance(50.0)
    panel.post("/room/room-a/touch")
    built.gateway.advance(50.0)
    assert level(built) == 1
    panel.post("/room/room-a/touch", lock=True)
    assert level(built) == 0


def test_calls_and_faults_work_on_a_locked_panel(built, panel):
    """Who needs help has no PIN at hand; a call can be taken back, of one's own room only."""
    assert panel.post("/room/room-a/call", kind="technician").status_code == 200
    assert panel.post("/room/room-a/fault", channel="spot-1").status_code == 200
    assert panel.post("/room/room-a/fault", text="椅子坏了").status_code == 200
    assert panel.post("/room/room-a/fault").status_code == 422
    assert panel.post("/room/room-a/fault", text="x" * 201).status_code == 422
    assert len(built.gateway.office.service.tickets) == 2

    built.gateway.ask(ServiceAsked(room="room-b", kind="tea"))
    (theirs,) = [c.id for c in built.gateway.office.service.calls.values() if c.room == "room-b"]
    assert panel.post("/room/room-a/withdraw", call=theirs).status_code == 404
    assert panel.post("/room/room-a/withdraw", call="c1").status_code == 200


def test_a_panel_is_its_own_rooms_only(panel):
    """Nothing of another room can be opened, called or reported from here."""
    for path in ("pin", "touch", "call", "withdraw", "fault"):
        assert panel.post(f"/room/room-b/{path}", level=1, pin=PIN).status_code == 403


def test_facilities_answer_calls_and_tickets_with_their_name(built, admin, panel):
    """Whoever signed in is who took it."""
    panel.post("/room/room-a/call", kind="tea")
    panel.post("/room/room-a/fault", channel="spot-1")
    desk = Fingers(admin)
    assert desk.post("/facilities/call", call="c1", choice="coming").status_code == 200
    assert desk.post("/facilities/ticket", ticket="t2", choice="take").status_code == 200
    assert desk.post("/facilities/ticket", ticket="t2", choice="maybe").status_code == 422

    answered = [e for e in built.gateway.asked if isinstance(e, CallAnswered | TicketAnswered)]
    assert [e.by for e in answered[:2]] == ["p001", "p001"]


def test_attendants_answer_at_the_kiosk_with_one_touch(built, admin, panel):
    """The kiosk is who answered; it withdraws nothing."""
    panel.post("/room/room-a/call", kind="tea")
    kiosk = Fingers(pair(built, admin, "kiosk:front-door"))
    path = "/kiosk/front-door/call"
    assert kiosk.post(path, call="c1", choice="coming").status_code == 200
    assert kiosk.post(path, call="c1", choice="withdraw").status_code == 422
    assert built.gateway.office.service.calls["c1"].by == "kiosk:front-door"
    assert panel.post(path, call="c1", choice="done").status_code == 403


def test_strangers_do_none_of_this(built):
    """Neither screen nor person."""
    stranger = Fingers(Browser(built))
    for path in ("/room/room-a/pin", "/room/room-a/call", "/facilities/call", "/facilities/ticket"):
        assert stranger.post(path).status_code == 401

"""A screen acts on, and tells of, what is its own: its reader's check, its zone's calls."""

from dataclasses import replace

import pytest

from gateway.domain.events import (
    BadgeTapped,
    CallAnswered,
    ControlPressed,
    FaultReported,
    MaintenanceAsked,
    PartChanged,
    PromptAnswered,
    ServiceAsked,
    TroubleFound,
)
from gateway.domain.lastout import Check, Stage
from gateway.domain.rules import Reader, Zone
from gateway.domain.text import Text
from tests.kiosk_web.browser_of import Browser, Fingers, admin_of, pair
from tests.kiosk_web.fake_gateway import office

CHOICE = {"zone": "office", "choice": "staying"}


@pytest.fixture(name="built")
def _built(request):
    """Return an office with a cellar that has a reader; the office's last one out is asked."""
    built = office(demo=getattr(request, "param", False))
    gateway = built.gateway
    rules = gateway.rules
    cellar = Zone(id="cellar", name=Text("地下室", "Cellar"))
    door = Reader(id="cellar-door", kind="sim", zone="cellar", name=Text("地下门", "Cellar door"))
    gateway.change(
        rules=replace(
            rules,
            zones={**rules.zones, "cellar": cellar},
            readers={**rules.readers, "cellar-door": door},
        )
    )
    check = Check(
        id="office:t1",
        zone="office",
        person="p017",
        tap_id="t1",
        reader="front-door",
        asked_at=gateway.clock.at,
        stage=Stage.ASKED,
        items=(),
        answer_due_s=gateway.clock.mono_s + 60,
    )
    lastout = replace(gateway.office.lastout, checks={"office": check})
    gateway.change(office=replace(gateway.office, lastout=lastout))
    return built


@pytest.fixture(name="admin")
def _admin(built):
    """Return an administrator's browser."""
    return admin_of(built)


def answers(built):
    """Return the answers to checks that the office has heard."""
    return [event for event in built.gateway.asked if isinstance(event, PromptAnswered)]


def test_a_kiosk_answers_no_check_of_another_zone(built, admin):
    """Whoever stands in the cellar neither switches the office off nor undoes a tap there."""
    cellar = Fingers(pair(built, admin, "kiosk:cellar-door"))

    said = cellar.post("/kiosk/cellar-door/last-out", **CHOICE)

    assert (said.status_code, said.get_json()["code"]) == (403, "not_here")
    assert "屏幕" in said.get_json()["detail"]
    assert answers(built) == []


def test_a_kiosk_answers_the_check_of_its_own_door(built, admin):
    """As it is shown there."""
    front = Fingers(pair(built, admin, "kiosk:front-door"))

    assert front.post("/kiosk/front-door/last-out", **CHOICE).status_code == 200
    assert [answer.zone for answer in answers(built)] == ["office"]


def test_a_check_that_nobody_is_asked_is_said_to_be_over(built, admin):
    """It was put away while the finger was on its way: no question of rights."""
    built.gateway.change(
        office=replace(built.gateway.office, lastout=type(built.gateway.office.lastout)())
    )
    cellar = Fingers(pair(built, admin, "kiosk:cellar-door"))

    assert cellar.post("/kiosk/cellar-door/last-out", **CHOICE).get_json()["code"] == "no_check"


@pytest.mark.parametrize("built", [True], indirect=True)
def test_the_open_kiosk_of_the_demo_answers_at_any_door_what_is_asked_there(built):
    """It is paired with none; the door in its address counts."""
    visitor = Browser(built)
    visitor.get("/kiosk?reader=front-door")
    wall = Fingers(visitor)

    assert wall.post("/kiosk/cellar-door/last-out", **CHOICE).status_code == 403
    assert wall.post("/kiosk/front-door/last-out", **CHOICE).status_code == 200


def test_a_facilities_screen_answers_calls_and_faults_of_its_zone_only(built, admin):
    """Spec 05: it is bound to a zone, or to the site."""
    built.gateway.ask(ServiceAsked(room="room-a", kind="tea"))
    built.gateway.ask(FaultReported(room="room-a", channel="spot-1", text=""))
    (call,), (ticket,) = built.gateway.office.service.calls, built.gateway.office.service.tickets
    cellar = Fingers(pair(built, admin, "facilities:cellar"))
    here = Fingers(pair(built, admin, "facilities:office"))

    for wall, status in ((cellar, 403), (here, 200)):
        assert wall.post("/facilities/call", call=call, choice="seen").status_code == status
        said = wall.post("/facilities/ticket", ticket=ticket, choice="take")
        assert said.status_code == status
    assert cellar.post("/facilities/call", call="c99", choice="seen").status_code == 404


def lately(built, binding, admin):
    """Return what a facilities screen tells of the last hours."""
    screen = pair(built, admin, f"facilities:{binding}")
    return screen.get("/facilities/lately", **{"Accept-Language": "en"}).text


def test_a_zones_screen_tells_its_own_zones_story_only(built, admin):
    """What goes on in the office is not read in the cellar, nor the other way round."""
    gateway = built.gateway
    gateway.ask(ServiceAsked(room="room-a", kind="tea"))
    gateway.ask(CallAnswered(call="c1", choice="coming", by="p018"))
    gateway.ask(ControlPressed(room="room-b", control="door-light.on", by="panel"))
    gateway.ask(MaintenanceAsked(scope="zone:cellar", until="2026-11-20T12:00", by="p018"))
    gateway.tell(
        TroubleFound(
            key="leak:office", severity="warning", zone="office",
            title=Text("漏水", "Leak"),
        )
    )  # fmt: skip
    gateway.tell(PartChanged(part="broker", ok=False))
    gateway.tell(PartChanged(part="reader:front-door", ok=False))

    site, here, cellar = (lately(built, zone, admin) for zone in ("", "office", "cellar"))

    of_office = ("Room A calls", "on the way to a call", "Pressed", "Leak", "Reader Front door")
    for words in of_office:
        assert (words in site, words in here, words in cellar) == (True, True, False), words
    for page, told in ((site, True), (here, False), (cellar, True)):
        assert ("Cellar: maintenance until" in page) is told
        assert "Device network (MQTT) is gone" in page


def test_who_came_and_went_is_told_to_people_who_signed_in_only(built, admin):
    """A screen on a wall is read by whoever passes (least data)."""
    built.gateway.tell(BadgeTapped(tap_id="t9", reader="front-door", badge="b017", uid_tail="17"))

    assert "李伟" in admin.get("/facilities/lately").text
    for zone in ("", "office", "cellar"):
        assert "李伟" not in lately(built, zone, admin)


def test_the_last_checks_are_those_of_the_screens_zone(built, admin):
    """How the office ended its day is no news of the cellar's."""
    built.gateway.ask(PromptAnswered(prompt="last-out", zone="office", choice="staying"))

    told = "Office: somebody is staying"
    assert told in lately(built, "office", admin)
    assert told not in lately(built, "cellar", admin)

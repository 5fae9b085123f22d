"""What panel, kiosk and facilities page show of calls, tickets, do not disturb and the lock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.events import (
    CallAnswered,
    ControlPressed,
    FaultReported,
    MeetingBegan,
    PinTried,
    ServiceAsked,
    TicketAnswered,
)
from gateway.domain.rules import PanelLock
from kiosk_web.views.facilities import fragments
from kiosk_web.views.kiosk import MOST_CALLS, screen_view
from kiosk_web.views.panel import panel_reads, panel_view
from kiosk_web.views.words import Tongue
from tests.kiosk_web.fake_gateway import FakeGateway

EN, ZH = Tongue.of("en"), Tongue.of("zh")


@pytest.fixture(name="gateway")
def _gateway():
    return FakeGateway()


def panel(gateway, tongue=EN, room="room-a"):
    """Return the panel's models."""
    return panel_view(gateway.snapshot(), room, tongue)


def service(gateway, tongue=EN):
    """Return the service page of room A."""
    return panel(gateway, tongue)["service"]


def lock(gateway, **parts):
    """Lock room A's panel."""
    rules = gateway.rules
    room = replace(rules.rooms["room-a"], lock=PanelLock(**parts))
    gateway.change(rules=replace(rules, rooms={**rules.rooms, "room-a": room}))


def test_every_service_has_a_key_and_shows_how_far_its_call_is(gateway):
    """Called at, seen, coming; then the key is back."""
    assert [(r.name, r.call) for r in service(gateway).rings] == [
        ("Tea and water", ""),
        ("Technician", ""),
        ("Cleaning", ""),
    ]
    gateway.ask(ServiceAsked(room="room-a", kind="tea"))
    tea = service(gateway).rings[0]
    assert (tea.call, tea.when, tea.mark.word) == (
        "c1",
        "Called at 08:41",
        "Nobody has seen it yet",
    )
    gateway.ask(CallAnswered(call="c1", choice="coming", by="p018"))
    assert service(gateway, ZH).rings[0].mark.word == "有人正在过来"
    gateway.ask(CallAnswered(call="c1", choice="done", by="p018"))
    assert service(gateway).rings[0].call == ""


def test_the_panel_names_nobody(gateway):
    """Who comes is for those who serve to know."""
    gateway.ask(ServiceAsked(room="room-a", kind="tea"))
    gateway.ask(CallAnswered(call="c1", choice="coming", by="p018"))
    gateway.ask(FaultReported(room="room-a", channel="spot-1"))
    gateway.ask(TicketAnswered(ticket="t2", choice="take", by="p018"))
    assert "王芳" not in str(service(gateway).rings)
    assert "王芳" in str(fragments(gateway.snapshot(), "", EN)["service"])


def test_a_room_shows_its_open_tickets_newest_first(gateway):
    """Two of them fit the smallest wall; the rest is counted."""
    for n in range(5):
        gateway.ask(FaultReported(room="room-a", text=f"fault {n}"))
    gateway.ask(FaultReported(room="room-b", text="another room's"))
    view = service(gateway)
    assert [t.thing for t in view.tickets] == ["fault 4", "fault 3"]
    assert view.more == 3
    assert [name for name, _ in view.things] == ["spot-1", "door-light"]


def test_do_not_disturb_shows_its_end_and_stands_on_the_start_page(gateway):
    """First of all that the page has to say."""
    gateway.ask(FaultReported(room="room-a", channel="spot-1"))
    gateway.ask(ControlPressed(room="room-a", control="dnd.on", value=30))
    assert service(gateway).dnd == "Until 09:11"
    line = next(line for line in panel(gateway)["home"].lines if line.page == "service")
    assert line.mark.word == "Do not disturb until 09:11"


def test_a_meeting_offers_its_end(gateway):
    """As long as it lasts."""
    assert service(gateway).meeting is False
    until = gateway.now().at + timedelta(hours=1)
    gateway.tell(MeetingBegan(room="room-a", until=until))
    assert service(gateway).meeting is True


def test_a_locked_panel_tells_which_pages_need_more(gateway):
    """The lights the controls; service none; its key asks, or locks."""
    assert panel(gateway)["lock"].asks is False
    lock(gateway)
    view = panel(gateway)["lock"]
    assert (view.asks, view.level, view.opens, view.word) == (True, 0, 1, "Locked")
    assert dict(view.needs) == {"lights": 1}

    gateway.ask(PinTried(room="room-a", level=1, right=True))
    view = panel(gateway)["lock"]
    assert (view.level, view.opens, view.word) == (1, 0, "Lock")


def test_in_a_meeting_only_the_system_is_asked_for(gateway):
    """The controls are open, and nobody has opened them."""
    lock(gateway)
    gateway.tell(MeetingBegan(room="room-a", until=gateway.now().at + timedelta(hours=1)))
    view = panel(gateway)["lock"]
    assert (view.level, view.opens, view.word) == (1, 2, "System")


@pytest.mark.parametrize(
    "event",
    [
        ServiceAsked(room="room-a", kind="tea"),
        FaultReported(room="room-a", text="x"),
        ControlPressed(room="room-a", control="dnd.on"),
        PinTried(room="room-a", level=1, right=True),
    ],
)
def test_what_changes_here_changes_what_the_panel_reads(gateway, event):
    """And another room's panel reads the same as before."""
    lock(gateway)
    before = [panel_reads(gateway.snapshot(), room) for room in ("room-a", "room-b")]
    gateway.ask(event)
    if isinstance(event, ControlPressed):
        gateway.ask(PinTried(room="room-a", level=1, right=True))
        gateway.ask(event)
    after = [panel_reads(gateway.snapshot(), room) for room in ("room-a", "room-b")]
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_facilities_see_calls_and_tickets_of_their_zone(gateway):
    """With who has it, since when, and whether to knock."""
    gateway.ask(ControlPressed(room="room-a", control="dnd.on"))
    gateway.ask(ServiceAsked(room="room-a", kind="clean"))
    gateway.ask(FaultReported(room="room-b", channel="spot-1", text="flickers"))
    gateway.advance(180.0)
    desk = fragments(gateway.snapshot(), "office", EN)["service"]
    (call,), (ticket,) = desk.calls, desk.tickets
    assert (call.room, call.kind, call.late, call.quiet) == ("Room A", "Cleaning", True, True)
    assert (ticket.thing, ticket.text, ticket.mark.word) == ("Spot 1", "flickers", "Reported")

    gateway.ask(TicketAnswered(ticket="t2", choice="done", by="p018"))
    desk = fragments(gateway.snapshot(), "", EN)["service"]
    assert (desk.tickets, desk.done[0].mark.word) == ((), "Mended")


def test_the_idle_kiosk_shows_the_oldest_calls_with_one_touch_each(gateway):
    """Coming first, then done; no more than fit."""
    for room in ("room-a", "room-b"):
        for kind in ("tea", "clean"):
            gateway.ask(ServiceAsked(room=room, kind=kind))
    calls = screen_view(gateway.snapshot(), "front-door", EN).idle.calls
    assert len(calls) == MOST_CALLS
    assert (calls[0].id, calls[0].next) == ("c1", "coming")
    gateway.ask(CallAnswered(call="c1", choice="coming", by="kiosk:front-door"))
    first = screen_view(gateway.snapshot(), "front-door", EN).idle.calls[0]
    assert (first.next, first.who) == ("done", "at Front door")

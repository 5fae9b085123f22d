"""Calls, tickets, do not disturb and the lock over the API."""

from dataclasses import replace

import pytest

from gateway.domain.events import ControlPressed
from gateway.domain.rules import PanelLock
from tests.kiosk_web.fake_gateway import office
from tests.kiosk_web.test_api import Program


@pytest.fixture(name="built")
def _built():
    return office()


@pytest.fixture(name="program")
def _program(built):
    return Program(built)


def test_a_call_is_asked_answered_and_over(program):
    """The same kind twice is one call; what is over is listed after what is open."""
    begun = program.post("/rooms/room-a/calls", {"kind": "tea"})
    assert (begun.status_code, begun.get_json()["code"], begun.get_json()["id"]) == (
        200,
        "asked",
        "c1",
    )
    assert program.post("/rooms/room-a/calls", {"kind": "tea"}).get_json()["code"] == "already"

    assert program.post("/calls/c1/answer", {"choice": "coming"}).status_code == 200
    (call,) = program.get("/calls").get_json()["calls"]
    assert (call["progress"], call["name"]["en"]) == ("coming", "Tea and water")

    program.post("/calls/c1/answer", {"choice": "done"})
    assert program.get("/calls").get_json()["calls"][0]["progress"] == "done"
    assert program.post("/calls/c1/answer", {"choice": "done"}).status_code == 404


def test_a_ticket_is_opened_taken_and_done(program):
    """With who, as the ledger names it."""
    begun = program.post("/rooms/room-a/tickets", {"channel": "spot-1", "text": "闪烁"})
    assert begun.get_json()["id"] == "t1"
    program.post("/tickets/t1/answer", {"choice": "take"})

    (ticket,) = program.get("/tickets").get_json()["tickets"]

    assert (ticket["channel"], ticket["text"]) == ("room-a.spot-1", "闪烁")
    assert (ticket["progress"], ticket["by"]) == ("taken", f"token:{program.token.id}")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/rooms/room-a/calls", {"kind": "massage"}, 404),
        ("/rooms/kitchen/calls", {"kind": "tea"}, 404),
        ("/rooms/room-a/calls", {}, 422),
        ("/calls/c9/answer", {"choice": "done"}, 404),
        ("/calls/c9/answer", {"choice": "maybe"}, 422),
        ("/rooms/room-a/tickets", {}, 422),
        ("/rooms/room-a/tickets", {"channel": "no-such"}, 404),
        ("/rooms/room-a/tickets", {"text": "x" * 201}, 422),
        ("/tickets/t9/answer", {"choice": "done"}, 404),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(program, path, body, status):
    """Problem details; nothing changes."""
    refused = program.post(path, body)
    assert refused.status_code == status
    assert refused.mimetype == "application/problem+json"
    assert program.get("/calls").get_json()["calls"] == []
    assert program.get("/tickets").get_json()["tickets"] == []


def test_do_not_disturb_is_a_press_and_is_shown(program):
    """With its end."""
    assert program.get("/rooms/room-a").get_json()["dnd_until"] is None
    program.post("/rooms/room-a/press", {"control": "dnd.on", "value": 30})
    assert program.get("/rooms/room-a").get_json()["dnd_until"].startswith("2026-11-20T09:11")


def test_a_token_presses_at_a_locked_panel(built, program):
    """The lock is the panel's; how far it is open is shown."""
    rules = built.gateway.rules
    room = replace(rules.rooms["room-a"], lock=PanelLock())
    built.gateway.change(rules=replace(rules, rooms={**rules.rooms, "room-a": room}))

    assert program.get("/rooms/room-a").get_json()["lock"]["level"] == 0
    assert program.get("/rooms/room-b").get_json()["lock"] is None
    pressed = program.post("/rooms/room-a/press", {"control": "door-light.on"})
    assert pressed.status_code == 200
    assert built.gateway.ask(ControlPressed(room="room-a", control="door-light.on")).code == (
        "locked"
    )

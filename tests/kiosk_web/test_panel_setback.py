"""What a panel says before an empty zone is set back, and how somebody says that they are there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.events import PromptAnswered
from gateway.domain.rooms.meeting import Meeting, Meetings
from gateway.domain.rules import EmptyAc, SetbackRules
from gateway.domain.setback.state import EmptyZone, EmptyZones, Part
from kiosk_web.pages import panel
from kiosk_web.views.lastout import lastout_view
from kiosk_web.views.panel import panel_view
from kiosk_web.views.words import Tongue
from tests.browser import scenes
from tests.kiosk_web.browser_of import Fingers, admin_of, pair
from tests.kiosk_web.fake_gateway import office


def snapshot_with(fake, told, policy=None):
    """Return the sample office with something announced in its zone."""
    gateway = fake.gateway
    rules = gateway.snapshot().rules
    zone = replace(rules.zones["office"], setback=policy)
    state = replace(
        gateway.snapshot().office,
        empty=EmptyZones({"office": EmptyZone(since_s=0.0, told=told)}),
    )
    gateway.change(state, replace(rules, zones={**rules.zones, "office": zone}))
    return gateway.snapshot()


def shown(snapshot, language="en"):
    return panel_view(snapshot, "room-a", Tongue.of(language))["setback"]


def test_nothing_stands_there_while_nothing_is_announced():
    """Most of the day."""
    assert shown(snapshot_with(office(), {})).title == ""


@pytest.mark.parametrize(
    ("part", "ac", "said"),
    [
        (Part.LIGHTS, EmptyAc.OFF, "The lights go off soon"),
        (Part.AC, EmptyAc.OFF, "The air conditioning goes off soon"),
        (Part.AC, EmptyAc.SETPOINT, "The air conditioning is turned down soon"),
    ],
)
def test_it_says_what_happens_and_when(part, ac, said):
    """In both languages, with a countdown."""
    snapshot = snapshot_with(office(), {part: 1_030.0}, SetbackRules(ac=ac))

    assert shown(snapshot).title == said
    assert shown(snapshot, "zh").title not in ("", said)
    assert shown(snapshot).total_s == 30
    assert shown(snapshot).due_ms > 0


def test_a_panel_is_drawn_anew_when_something_is_announced():
    """`reads` has it."""
    fake, read = office(), panel.LIVE[0].reads
    before = read(snapshot_with(fake, {}), "room-a")

    assert read(snapshot_with(fake, {Part.LIGHTS: 1_030.0}), "room-a") != before


def test_we_are_here_is_told_of_the_rooms_zone():
    """Also from a panel that is locked: it is no control."""
    fake = office()
    screen = Fingers(pair(fake, admin_of(fake), "panel:room-a"))

    answer = screen.post("/room/room-a/here")

    assert answer.status_code == 200
    (event,) = [e for e in fake.gateway.asked if isinstance(e, PromptAnswered)]
    assert (event.prompt, event.zone, event.choice) == ("setback", "office", "here")


def test_a_kiosk_says_why_nothing_goes_off_by_itself():
    """Evidence, or what is expected; empty while nothing holds the default back."""
    fake = office()
    told = scenes.last_out()
    fake.gateway.clock = scenes.now(scenes.EVENING)
    fake.gateway.change(told, scenes.rules())
    check = told.lastout.checks["office"]
    tongue = Tongue.of("en")
    assert lastout_view(fake.gateway.snapshot(), check, tongue).waits == ""

    noticed = replace(check, evidence="motion")
    assert "noticed" in lastout_view(fake.gateway.snapshot(), noticed, tongue).waits

    meetings = Meetings({"room-a": Meeting(scenes.EVENING + timedelta(hours=1))})
    fake.gateway.change(replace(told, meetings=meetings))
    assert "22:07" in lastout_view(fake.gateway.snapshot(), check, tongue).waits

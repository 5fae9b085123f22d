"""A panel of a room with machines that is not asked again must be right to keep what it shows."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.events import ControlPressed, DeviceReported, PartChanged, Reading
from kiosk_web.pages import panel
from tests.domain.av_room import room_rules
from tests.kiosk_web.fake_gateway import FakeGateway

ROOMS = ("room-a", "room-b")
WIRES = [
    *(("curtain-relays", n) for n in (1, 2)),
    *(("screen-relays", n) for n in (1, 2)),
    ("shutter", 1),
    ("beamer", 1),
    ("beamer-plug", 1),
    *(("rack", n) for n in (1, 2, 3)),
]
HELD = {"held_s": 3.0}
PRESSES = [
    *(f"{curtain}.{verb}" for curtain in ("rear-curtain", "shutter", "screen")
      for verb in ("open", "close", "stop")),
    "curtains.stop",
    "beamer.on", "beamer.off", "beamer.cancel", "beamer-socket.off",
    "rack.on", "rack.off", "rack.retry", "rack.back_out",
    "scene.presentation", "scene.all_off", "door-light.on",
]  # fmt: skip

said = st.builds(
    lambda wire, reading: DeviceReported(device=wire[0], channel=wire[1], reading=reading),
    st.sampled_from(WIRES),
    st.builds(
        Reading,
        power=st.sampled_from([None, True, False]),
        position_pct=st.sampled_from([None, 0.0, 40.0]),
        direction=st.sampled_from([None, 0, 1]),
    ),
)
gone = st.builds(
    lambda wire, online: DeviceReported(
        device=wire[0], channel=None, reading=Reading(online=online)
    ),
    st.sampled_from(WIRES),
    st.booleans(),
)
pressed = st.builds(
    lambda control: ControlPressed(room="room-a", control=control, value=HELD),
    st.sampled_from(PRESSES),
)
broker = st.builds(lambda ok: PartChanged(part="broker", ok=ok), st.booleans())
waited = st.sampled_from([0.5, 3.0, 45.0, 130.0])
happenings = st.one_of(said, said, pressed, pressed, gone, broker, waited)


@settings(deadline=None)
@given(st.lists(happenings, max_size=25))
def test_reads_that_are_equal_mean_a_panel_that_is_equal(happened):
    """Whatever machines do: same `reads`, same panel at the same instant."""
    gateway = FakeGateway(rules=room_rules())
    instant = gateway.now()

    def shown():
        now = replace(gateway.snapshot(), now=instant)
        return {room: (panel.panel_reads(now, room), panel.view(now, room, "en")) for room in ROOMS}

    before = shown()
    for event in happened:
        if isinstance(event, float):
            gateway.advance(event)
        else:
            gateway.tell(event)
        after = shown()
        for room in ROOMS:
            if after[room][0] == before[room][0]:
                assert after[room][1] == before[room][1], (event, room)
        before = after


def test_one_rooms_machines_are_no_news_for_another_room():
    """One device's report costs the panels it concerns (P4): room B is not asked again."""
    gateway = FakeGateway(rules=room_rules())
    before = panel.panel_reads(gateway.snapshot(), "room-b")

    for device, number in WIRES:
        gateway.tell(DeviceReported(device=device, channel=number, reading=Reading(power=False)))
    gateway.tell(ControlPressed(room="room-a", control="rack.on", value=HELD))
    gateway.tell(ControlPressed(room="room-a", control="scene.presentation"))

    assert panel.panel_reads(gateway.snapshot(), "room-b") == before

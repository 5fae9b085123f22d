"""A panel that is not asked again must be right to keep what it says of sources and sound."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.events import (
    CommandNotSent,
    ControlPressed,
    DeviceReported,
    PartChanged,
    Reading,
)
from kiosk_web.pages import panel
from tests.domain.show_room import show_rules
from tests.kiosk_web.fake_gateway import FakeGateway

HELD = {"held_s": 3.0}
WIRES = (("lamp", 1), ("dsp", 1), ("dsp", 2), *(("rack", n) for n in (1, 2, 3)))
PRESSES = [
    "source.dvd", "source.pc-1", "source.cancel", "source.turn_on",
    "dvd.play", "dvd.stop", "dvd.power", "vcr.play",
    "sound.up", "sound.mute", "sound.unmute", "phones.down", "hum.up", "hum.mute",
    "rack.on", "rack.off", "lamp.on", "lamp.off", "scene.all_off",
]  # fmt: skip

said = st.builds(
    lambda wire, reading: DeviceReported(device=wire[0], channel=wire[1], reading=reading),
    st.sampled_from(WIRES),
    st.builds(
        Reading,
        power=st.sampled_from([None, True, False]),
        level_pct=st.sampled_from([None, 0.0, 32.0]),
        source=st.sampled_from([None, "21", "31", "51"]),
    ),
)
gone = st.builds(
    lambda device, online: DeviceReported(
        device=device, channel=None, reading=Reading(online=online)
    ),
    st.sampled_from(["lamp", "ir", "dsp"]),
    st.booleans(),
)
pressed = st.builds(
    lambda control: ControlPressed(room="room-a", control=control, value=HELD),
    st.sampled_from(PRESSES),
)
lost = st.builds(
    lambda device: CommandNotSent(device=device, channel=None, why="gone"),
    st.sampled_from(["ir", "dsp", "mixer"]),
)
broker = st.builds(lambda ok: PartChanged(part="broker", ok=ok), st.booleans())
waited = st.sampled_from([0.25, 3.0, 8.0, 45.0])
happenings = st.one_of(said, said, pressed, pressed, gone, lost, broker, waited)


@settings(deadline=None, max_examples=40)
@given(st.lists(happenings, max_size=20))
def test_reads_that_are_equal_mean_a_panel_that_is_equal(happened):
    """Whatever sources, players and volumes do: same `reads`, same panel at the same instant."""
    gateway = FakeGateway(rules=show_rules())
    instant = gateway.now()

    def shown():
        now = replace(gateway.snapshot(), now=instant)
        return panel.panel_reads(now, "room-a"), panel.view(now, "room-a", "en")

    before = shown()
    for event in happened:
        if isinstance(event, float):
            gateway.advance(event)
        else:
            gateway.tell(event)
        after = shown()
        if after[0] == before[0]:
            assert after[1] == before[1], event
        before = after

"""A panel that is not asked again must be right to keep what it shows."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.events import (
    BadgeTapped,
    ControlPressed,
    Correction,
    DeviceReported,
    PartChanged,
    Reading,
    TapCorrected,
    TimePassed,
)
from kiosk_web.pages import panel
from tests.kiosk_web.fake_gateway import FakeGateway, sample_rules

ROOMS = ("room-a", "room-b")
rooms = st.sampled_from(ROOMS)
readings = st.builds(
    Reading,
    power=st.sampled_from([None, True, False]),
    level_pct=st.sampled_from([None, 25.0, 100.0]),
    power_w=st.sampled_from([None, 0.0, 900.0]),
    online=st.sampled_from([None, True, False]),
)
events = st.one_of(
    st.builds(
        lambda room, kind, channel, reading: DeviceReported(
            device=f"{room}-{kind}", channel=channel, reading=reading
        ),
        rooms,
        st.sampled_from(["lights", "relays"]),
        st.sampled_from([1, None]),
        readings,
    ),
    st.builds(
        lambda reading: DeviceReported(device="meter", channel=None, reading=reading), readings
    ),
    st.builds(
        lambda room, control: ControlPressed(room=room, control=control, value=50),
        rooms,
        st.sampled_from(["spot-1.level", "door-light.on", "lights.all_off", "spot-1.off"]),
    ),
    st.builds(lambda n: BadgeTapped(tap_id=f"t{n}", reader="front-door", badge="b017"), st.uuids()),
    st.builds(
        lambda n: TapCorrected(tap_id=f"t{n}", correction=Correction.UNDO), st.integers(0, 3)
    ),
    st.builds(
        lambda part, ok: PartChanged(part=part, ok=ok),
        st.sampled_from(["broker", "store"]),
        st.booleans(),
    ),
    st.just(TimePassed()),
)


@given(st.lists(events, max_size=25))
def test_reads_that_are_equal_mean_a_panel_that_is_equal(happened):
    """Whatever happens in the office: same `reads`, same panel."""
    rules = sample_rules()
    office_zone = replace(rules.zones["office"], meter="meter")
    gateway = FakeGateway(rules=replace(rules, zones={"office": office_zone}))

    def shown():
        now = gateway.snapshot()
        return {room: (panel.panel_reads(now, room), panel.view(now, room, "en")) for room in ROOMS}

    before = shown()
    for event in happened:
        gateway.tell(event)
        after = shown()
        for room in ROOMS:
            if after[room][0] == before[room][0]:
                assert after[room][1] == before[room][1], (event, room)
        before = after

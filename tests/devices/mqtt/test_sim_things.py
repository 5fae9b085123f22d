"""Simulated things on a real broker, as the bus hears them: well, late, doubled, silent, lying."""

import time
from contextlib import contextmanager

import pytest

from devices.mqtt.address import Broker
from devices.mqtt.inputs import MqttInput, MqttInputConfig
from devices.sim.contact import SimContact
from devices.sim.meter import SimMeter
from devices.sim.office import SimOffice
from devices.sim.tasmota import Fault, PowerOn, SimSpec, SimTasmota
from gateway.domain.effects import Command, Verb
from gateway.domain.events import DeviceReported, InputChanged, Reading
from tests.parts.onlooker import Onlooker


@contextmanager
def living(broker, *things):
    """Let things live while the `with` lasts."""
    sim = SimOffice(Broker(url=broker.url), things, time.monotonic)
    sim.start()
    try:
        yield sim
    finally:
        sim.stop()


def said(device, channel=None, *, stale=False, **reading):
    return DeviceReported(device=device, channel=channel, reading=Reading(**reading), stale=stale)


def says(device, **reading):
    """Fit any report of a device that has these values."""
    return lambda e: (
        isinstance(e, DeviceReported)
        and e.device == device
        and all(getattr(e.reading, k) == v for k, v in reading.items())
    )


def command(verb, value=None, channel=1):
    return Command(device="lamp", channel=channel, verb=verb, value=value)


def insist(bus, lamp, asked):
    """Send until the device has heard it: it listens only a moment after `Online`."""
    before = lamp.state().heard
    for _ in range(10):
        bus.send(asked)
        if lamp.wait_for(lambda s: s.heard > before, within_s=0.5):
            return
    raise AssertionError("the device does not listen")


@pytest.fixture
def lamp():
    """Two relays, the second with a brightness; 100 W and 40 W."""
    watts = {1: 100.0, 2: 40.0}
    spec = SimSpec(relays=2, dimmers=(2,), watts=watts, metered=True, first_tele_s=0.1, boot_s=0.05)
    return SimTasmota("lamp", spec, late_s=0.3)


@pytest.fixture
def scene(broker, office, bus_to, lamp):
    """The lamp on the broker and the bus beside it; the lamp has said hello."""
    with bus_to(broker, "lamp") as bus:
        office.line(ok=True)
        with living(broker, lamp):
            office.hear(said("lamp", online=True))
            office.hear(says("lamp", power_w=0))
            yield bus


def test_a_command_is_confirmed_by_the_device(scene, office, lamp):
    """The relay switches, and both its answers say so."""
    scene.send(command(Verb.POWER, True))

    office.hear(said("lamp", 1, power=True))
    office.hear(said("lamp", 1, power=True))
    assert lamp.watts() == 100.0


def test_a_dimmer_comes_on_at_the_level_asked_for(scene, office, lamp):
    """One message says both."""
    scene.send(command(Verb.LEVEL, 25, channel=2))

    office.hear(said("lamp", 2, power=True, level_pct=25))
    assert lamp.watts() == 10.0


def test_a_query_is_answered_with_states_and_watts(scene, office, lamp):
    """What the gateway asks for whenever a device comes online."""
    lamp.press_wall_switch(1)
    office.hear(said("lamp", 1, power=True))
    office.hear(said("lamp", 1, power=True))

    scene.send(command(Verb.QUERY, channel=None))

    office.hear(said("lamp", 1, power=True))
    office.hear(says("lamp", power_w=100))


def test_a_silent_device_says_nothing_and_stays_online(scene, office, lamp):
    """Only the missing answer tells; the doubled one afterwards confirms twice."""
    lamp.break_(Fault.SILENT)
    assert lamp.wait_for(lambda s: s.fault is Fault.SILENT)
    scene.send(command(Verb.POWER, True))
    assert lamp.wait_for(lambda s: s.heard == 1)
    lamp.break_(Fault.DOUBLED)
    assert lamp.wait_for(lambda s: s.fault is Fault.DOUBLED)
    scene.send(command(Verb.POWER, False))

    for _ in range(4):  # RESULT and POWER, twice
        event = office.hear(says("lamp"))
        assert event == said("lamp", 1, power=False)


def test_a_late_answer_comes_late(scene, office, lamp):
    """After its time, and still a report."""
    lamp.break_(Fault.LATE)
    assert lamp.wait_for(lambda s: s.fault is Fault.LATE)
    began = time.monotonic()

    scene.send(command(Verb.POWER, True))

    office.hear(said("lamp", 1, power=True))
    assert time.monotonic() - began >= 0.3


def test_a_liar_says_off_and_goes_on_drawing(scene, office, lamp):
    """A welded contact: only the meter knows."""
    scene.send(command(Verb.POWER, True))
    office.hear(said("lamp", 1, power=True))
    lamp.break_(Fault.LIES)
    assert lamp.wait_for(lambda s: s.fault is Fault.LIES)

    scene.send(command(Verb.POWER, False))

    office.hear(said("lamp", 1, power=False))
    assert lamp.watts() == 100.0


def test_garbage_is_no_answer(scene, office, lamp):
    """Nonsense confirms nothing; mended, it is understood again."""
    lamp.break_(Fault.GARBAGE)
    assert lamp.wait_for(lambda s: s.fault is Fault.GARBAGE)
    scene.send(command(Verb.POWER, True))
    assert lamp.wait_for(lambda s: s.heard == 1)
    lamp.break_(Fault.NONE)
    assert lamp.wait_for(lambda s: s.fault is Fault.NONE)
    scene.send(command(Verb.POWER, False))

    assert office.hear(says("lamp")) == said("lamp", 1, power=False)


def test_a_device_off_the_network_is_offline_by_its_will(scene, office, lamp):
    """And online again when it is back, with not a word of its state: it must be asked."""
    lamp.break_(Fault.OFFLINE)
    office.hear(said("lamp", online=False))

    lamp.break_(Fault.NONE)

    office.hear(said("lamp", online=True))
    insist(scene, lamp, command(Verb.POWER, True))
    assert office.hear(says("lamp")) == said("lamp", 1, power=True)


def test_a_reboot_says_every_relay_again(scene, office, lamp):
    """The relays kept their state."""
    scene.send(command(Verb.POWER, True))
    office.hear(said("lamp", 1, power=True))
    office.hear(said("lamp", 1, power=True))

    lamp.reboot()

    office.hear(said("lamp", online=False))
    office.hear(said("lamp", online=True))
    assert office.hear(says("lamp")) == said("lamp", 1, power=True)


@pytest.mark.parametrize(
    ("power_on", "on"), [(PowerOn.OFF, False), (PowerOn.LAST, True), (PowerOn.TOGGLE, False)]
)
def test_after_a_power_cut_the_relays_do_as_set(power_on, on):
    """PowerOnState, without any broker."""
    lamp = SimTasmota("lamp", SimSpec(power_on=power_on))
    lamp.press_wall_switch(1)

    lamp.cut_power()

    assert lamp.state().channels[1].is_on is on


def test_the_first_words_come_in_the_order_of_the_firmware(broker, lamp):
    """Online is out before it listens: a poll sent in that instant is lost."""
    with Onlooker(broker, "#") as onlooker, living(broker, lamp):
        onlooker.hear("tele/lamp/SENSOR")
        topics = [topic for topic, _, _ in onlooker.heard]

    assert topics[:2] == ["tele/lamp/LWT", "cmnd/lamp/POWER"]
    assert topics[2:] == [
        *(f"tele/lamp/INFO{n}" for n in (1, 2, 3)),
        "stat/lamp/POWER1",
        "stat/lamp/POWER2",
        "tele/lamp/STATE",
        "tele/lamp/SENSOR",
    ]


def test_a_shutter_travels_and_stops(broker, office, bus_to):
    """It reports where it is while it moves."""
    curtain = SimTasmota("lamp", SimSpec(relays=0, shutters=1, travel_s=2.0, first_tele_s=0.1))
    with bus_to(broker, "lamp") as bus, living(broker, curtain):
        office.hear(says("lamp", position_pct=0))

        bus.send(command(Verb.OPEN))
        office.hear(says("lamp", direction=1))
        bus.send(command(Verb.STOP))
        stopped = office.hear(says("lamp", direction=0)).reading
        assert 0 <= stopped.position_pct < 100

        bus.send(command(Verb.POSITION, 0))
        office.hear(says("lamp", position_pct=0, direction=0))


def test_the_meter_sees_every_load(broker, office, bus_to, lamp):
    """It tells each change of the sum, standby included."""
    meter = SimMeter("meter", lamp.watts, standby_w=40.0)
    with bus_to(broker, "meter", "lamp"), living(broker, lamp, meter):
        office.hear(says("meter", power_w=40))
        lamp.press_wall_switch(1)
        office.hear(says("meter", power_w=140))


def test_a_contact_is_known_from_the_start_and_a_movement_is_not(broker, office, bus_to):
    """A window's state is retained."""
    window, motion = SimContact("sim/window"), SimContact("sim/motion", retain=False)
    inputs = [
        MqttInput("window", MqttInputConfig(topic="sim/window")),
        MqttInput("motion", MqttInputConfig(topic="sim/motion", momentary=True)),
    ]
    with Onlooker(broker, "sim/#") as onlooker, living(broker, window, motion):
        window.set(True)
        onlooker.hear("sim/window", b"ON")
        with bus_to(broker, families=inputs):
            office.hear(InputChanged(input="window", value=True, stale=True))
            motion.set(True)
            office.hear(InputChanged(input="motion", value=True))


def test_things_find_the_broker_again(broker, office, bus_to, lamp):
    """As real ones do, without a reboot."""
    with bus_to(broker, "lamp") as bus, living(broker, lamp):
        office.hear(says("lamp", power_w=0))
        broker.stop()
        office.line(ok=False)
        broker.start()
        office.line(ok=True)
        office.hear(says("lamp", online=True))
        insist(bus, lamp, command(Verb.POWER, True))
        office.hear(said("lamp", 1, power=True))

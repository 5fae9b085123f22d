"""Each family on a real broker, from a press to what the panel shows: well, and in trouble.

The rules run on a clock moved by hand; the broker, the bus and the simulated
device are real, so what is waited for is waited for.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from devices.mqtt.address import Broker
from devices.mqtt.bus import Bus, BusConfig
from devices.sim.board import Board, Fault, SimSpec
from devices.sim.esphome import SimEsphome
from devices.sim.generic import SimGeneric
from devices.sim.office import SimOffice
from devices.sim.shelly import SimShelly
from devices.sim.shelly1 import SimShelly1
from devices.sim.tasmota import SimTasmota
from devices.sim.zigbee2mqtt import SimZigbee2mqtt
from gateway.config import Site
from gateway.domain.effects import ClimateMode, ClimateSetting, Command, FanSpeed, Verb
from gateway.domain.events import CommandNotSent, ControlPressed, DeviceReported
from gateway.domain.reports import Known
from gateway.domain.rooms.state import channel_now
from gateway.rules import site_rules
from gateway.wiring import router_of
from tests.devices.mqtt.conftest import Office
from tests.domain.scene import FakeClock, Scene, every
from tests.parts.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

SPEC = SimSpec(relays=1, watts={0: 60.0, 1: 60.0}, boot_s=0.02, first_tele_s=60.0)
LATE_S = 0.2
LAMP = "office.lamp"


def generic(topic):
    """Return a relay that also says whether it is there."""
    power = {"what": "power", "channel": 1, "state": "{topic}/state", "set": "{topic}/set"}
    online = {"what": "online", "state": "{topic}/lwt", "on": "up", "off": "down"}
    return {"points": [power, online]}


@dataclass(frozen=True)
class Kind:
    """A family: how its device is written in the site file, and its imaginary twin."""

    name: str
    options: Callable[[str], dict]
    sim: Callable[[str], Board]
    mute: bool = False
    """True for one that can't be asked; it says by itself what it has to say."""


KINDS = [
    Kind("tasmota", lambda t: {}, lambda t: SimTasmota(t, SPEC, late_s=LATE_S)),
    Kind("shelly1", lambda t: {}, lambda t: SimShelly1(t, SPEC, late_s=LATE_S)),
    Kind("shelly", lambda t: {}, lambda t: SimShelly(t, SPEC, late_s=LATE_S)),
    Kind(
        "zigbee2mqtt",
        lambda t: {"base": f"z/{t}", "availability": True},
        lambda t: SimZigbee2mqtt(t, SPEC, late_s=LATE_S, base=f"z/{t}", timeout_s=0.1),
    ),
    Kind(
        "esphome",
        lambda t: {"parts": ["switch/lamp"]},
        lambda t: SimEsphome(t, ["switch/lamp"], SPEC, late_s=LATE_S),
        mute=True,
    ),
    Kind("generic", generic, lambda t: SimGeneric(t, SPEC, late_s=LATE_S), mute=True),
]


class Panel:
    """The rules between a panel and the bus."""

    def __init__(self, site, bus, office):
        self.bus = bus
        self.office = office
        self.scene = Scene(site_rules(site), FakeClock())

    def press(self, verb):
        """Press the lamp's control."""
        self._do(self.scene.feed(ControlPressed(room="office", control=f"lamp.{verb}")))

    def advance(self, seconds):
        """Let the time of the rules pass."""
        self._do(self.scene.advance(seconds))

    def shown(self):
        """Return what the panel shows of the lamp."""
        return channel_now(self.scene.office, self.scene.rules, LAMP)

    def until(self, fits, within_s=PATIENCE_S):
        """Take in what comes from the wire until what is shown fits."""
        end_s = time.monotonic() + within_s
        while not fits(self.shown()):
            left_s = end_s - time.monotonic()
            assert left_s > 0, f"shown: {self.shown()}"
            self._do(self.scene.feed(self.office.hear(lambda e: True, left_s)))

    def drain(self):
        """Take in everything that has come by now."""
        while self.office.heard:
            self._do(self.scene.feed(self.office.hear(lambda e: True)))

    def ask(self):
        """Ask the device until it says its state; it may not listen at once."""
        for _ in range(20):
            self.bus.send(Command(device="d", channel=None, verb=Verb.QUERY))
            try:
                self.until(lambda now: now.known is Known.CONFIRMED, within_s=0.2)
            except AssertionError:
                continue
            return
        raise AssertionError(f"the device says nothing: {self.shown()}")

    def _do(self, effects):
        for command in every(Command, effects):
            self.bus.send(command)


@pytest.fixture(scope="module")
def broker():
    """One Mosquitto for all; each test has topics of its own."""
    with Mosquitto() as broker:
        yield broker


@contextmanager
def gateway(broker, kind, topic):
    """Run a bus and the rules beside it; give the panel."""
    site = Site.model_validate(
        {
            "site": {"id": topic, "name": "S"},
            "zones": [
                {"id": "office", "channels": [{"id": "lamp", "kind": "light", "device": "d"}]}
            ],
            "devices": [{"id": "d", "kind": kind.name, "topic": topic, **kind.options(topic)}],
        }
    )
    office = Office()
    config = BusConfig(broker=Broker(url=broker.url), client_id=f"gateway-{topic}", site=topic)
    bus = Bus(config, router_of(site), office.emit, time.monotonic)
    bus.start()
    try:
        panel = Panel(site, bus, office)
        panel.scene.feed(office.line(ok=True))
        yield panel
    finally:
        bus.stop()


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request):
    """Each family."""
    return request.param


@pytest.fixture
def topic(request, kind):
    """A topic that no other test has."""
    return f"{kind.name}-{abs(hash(request.node.name)) % 10**8}"


@contextmanager
def living(broker, thing):
    """Let an imaginary device live on the broker."""
    sim = SimOffice(Broker(url=broker.url), [thing], time.monotonic)
    sim.start()
    try:
        yield thing
    finally:
        sim.stop()


@pytest.fixture
def lamp(kind, topic):
    """The imaginary device; `panel` plugs it in."""
    return kind.sim(topic)


@pytest.fixture
def panel(broker, kind, topic, lamp):
    """The gateway, and then the lamp: once it is known to be off."""
    with gateway(broker, kind, topic) as panel, living(broker, lamp):
        panel.until(lambda now: now.online is True)
        if not kind.mute:
            panel.ask()
        panel.until(lambda now: now.known is Known.CONFIRMED)
        assert panel.shown().reported.power is False
        yield panel


def broken(lamp, fault):
    """Break the lamp, and return when it is."""
    lamp.break_(fault)
    assert lamp.wait_for(lambda s: s.fault is fault)


def contact(lamp):
    """Return whether current flows."""
    return lamp.watts() > 0


def heard(lamp, more):
    """Wait until so many more commands have reached the lamp."""
    was = lamp.state().heard
    return lambda: lamp.wait_for(lambda s: s.heard >= was + more)


def test_a_press_is_carried_out_and_confirmed(panel, lamp):
    """Asked, then done, by the device's own word; and the same back."""
    panel.press("on")
    assert panel.shown().wish.state == "asked"
    panel.until(lambda now: now.wish.state == "done")
    assert contact(lamp)
    assert panel.shown().reported.power is True

    panel.press("off")
    panel.until(lambda now: now.wish.state == "done")
    assert not contact(lamp)


def test_the_wall_switch_is_adopted(panel, lamp):
    """Somebody else switched: shown as it is."""
    lamp.press_wall_switch(min(lamp.state().channels))

    panel.until(lambda now: now.reported.power is True)
    assert panel.shown().known is Known.CONFIRMED


def test_a_lost_answer_is_never_called_done(panel, lamp):
    """Sent again twice, then given up, in words; what flows is as before."""
    broken(lamp, Fault.SILENT)
    third = heard(lamp, 3)

    panel.press("on")
    for _ in range(3):
        panel.advance(2.0)
    assert third() or panel.shown().wish.state == "not_sent"
    panel.until(lambda now: now.wish.state in ("no_answer", "not_sent"))

    assert panel.shown().reported.power is not True
    assert not contact(lamp)


def test_a_late_echo_reverses_nothing(panel, lamp):
    """On, then off before the first answer: the late "on" is not taken for the end."""
    broken(lamp, Fault.LATE)

    panel.press("on")
    panel.press("off")
    panel.until(lambda now: now.reported.power is True)
    assert panel.shown().wish.power is False

    panel.until(lambda now: now.reported.power is False and now.wish.state == "done")
    assert not contact(lamp)


def test_an_answer_twice_over_is_one(panel, lamp):
    """Nothing moves a second time."""
    broken(lamp, Fault.DOUBLED)
    panel.press("on")
    panel.until(lambda now: now.wish.state == "done")

    panel.advance(1.0)
    panel.drain()

    assert panel.shown().wish.state == "done"
    assert contact(lamp)


def test_a_reboot_in_the_middle_is_survived(panel, lamp, kind):
    """The command is lost with the reboot, unreachable is shown, and the next try gets through."""
    broken(lamp, Fault.LATE)
    once = heard(lamp, 1)
    panel.press("on")
    assert once()

    lamp.reboot()
    panel.until(lambda now: now.known is Known.UNREACHABLE)
    panel.until(lambda now: now.online is not False)
    if not kind.mute:
        panel.ask()
    panel.until(lambda now: now.known is Known.CONFIRMED)
    assert panel.shown().reported.power is False

    panel.advance(2.0)  # the second try
    panel.until(lambda now: now.wish.state == "done")
    assert panel.shown().reported.power is True
    assert contact(lamp)


def test_off_the_network_is_shown_and_so_is_its_return(panel, lamp):
    """Never as off; and after its return it is known again once it spoke."""
    broken(lamp, Fault.OFFLINE)
    panel.until(lambda now: now.known is Known.UNREACHABLE)
    assert panel.shown().online is False

    lamp.break_(Fault.NONE)
    panel.until(lambda now: now.online is not False)
    lamp.press_wall_switch(min(lamp.state().channels))
    panel.until(lambda now: now.reported.power is True and now.known is Known.CONFIRMED)


def test_garbage_confirms_nothing(panel, lamp, kind):
    """It did switch, and nobody can know; asked when it speaks again, it says so."""
    broken(lamp, Fault.GARBAGE)
    once = heard(lamp, 1)
    panel.press("on")
    assert once()
    for _ in range(3):
        panel.advance(2.0)
    panel.drain()

    assert panel.shown().reported.power is False
    assert panel.shown().wish.state == "no_answer"

    broken(lamp, Fault.NONE)
    if kind.mute:
        lamp.reboot()  # it says everything when it connects
    else:
        panel.bus.send(Command(device="d", channel=None, verb=Verb.QUERY))
    panel.until(lambda now: now.reported.power is True and now.known is Known.CONFIRMED)


def test_after_a_restart_nothing_old_is_called_confirmed(broker, kind, topic, lamp):
    """What the broker kept is assumed; what it did not keep is unknown, until the device speaks."""
    with ExitStack() as outlives:
        with gateway(broker, kind, topic) as first:
            outlives.enter_context(living(broker, lamp))
            first.until(lambda now: now.online is True)
            if not kind.mute:
                first.ask()
        with gateway(broker, kind, topic) as second:
            second.drain()
            assert second.shown().known is not Known.CONFIRMED


def test_a_failed_radio_command_is_said_by_the_bridge(broker):
    """Zigbee2MQTT's log is its only refusal: the wish ends at once, not after three tries."""
    kind = next(k for k in KINDS if k.name == "zigbee2mqtt")
    with gateway(broker, kind, "radio") as panel, living(broker, kind.sim("radio")) as lamp:
        panel.ask()
        broken(lamp, Fault.SILENT)
        panel.press("on")
        panel.until(lambda now: now.wish.state == "not_sent")


def test_a_bridge_that_starts_anew_is_not_believed_before_the_device_was_asked(broker):
    """Its cache says off; somebody switched the lamp on meanwhile; the question finds out."""
    kind = next(k for k in KINDS if k.name == "zigbee2mqtt")
    with gateway(broker, kind, "cache") as panel, living(broker, kind.sim("cache")) as lamp:
        panel.ask()
        broken(lamp, Fault.OFFLINE)
        lamp.press_wall_switch(1)
        assert lamp.wait_for(lambda s: s.channels[1].is_on)
        lamp.reboot()
        panel.until(lambda now: now.online is False)
        broken(lamp, Fault.NONE)
        panel.until(lambda now: now.online is True)
        panel.ask()
        panel.until(lambda now: now.reported.power is True)


@pytest.mark.parametrize(
    ("sim", "why"),
    [
        (lambda t: SimShelly(t, SPEC, password=True), "password"),
        (lambda t: SimShelly(t, SimSpec(relays=0, shutters=1, boot_s=0.02)), "refused"),
    ],
    ids=["password", "no-such-relay"],
)
def test_a_shellys_refusal_ends_the_wish(broker, sim, why):
    """No waiting for an answer that has come: refused, with the reason."""
    kind = next(k for k in KINDS if k.name == "shelly")
    topic = f"refusing-{why}"
    with gateway(broker, kind, topic) as panel, living(broker, sim(topic)):
        panel.until(lambda now: now.online is True)
        panel.press("on")
        refusal = panel.office.hear(lambda e: isinstance(e, CommandNotSent))
        assert why in refusal.why
        assert refusal.channel == 0
        panel.scene.feed(refusal)
        assert panel.shown().wish.state == "not_sent"


def test_infrared_is_sent_and_reported_by_nobody(broker):
    """ "Done" is about the blaster."""
    kind = Kind("tasmota", lambda t: {"codes": {"on": "0,1,2"}}, lambda t: SimTasmota(t, SPEC))
    with gateway(broker, kind, "ir") as panel, living(broker, kind.sim("ir")) as blaster:
        panel.ask()
        panel.office.heard.clear()
        panel.bus.send(Command(device="d", channel=1, verb=Verb.SEND, value="on"))
        assert blaster.wait_for(lambda s: s.sent == ("0,1,2",))
        panel.bus.send(Command(device="d", channel=None, verb=Verb.QUERY))
        report = panel.office.hear(lambda e: isinstance(e, DeviceReported))
        assert report.reading.power is False  # the relay's own word, from the question


MOTOR = SimSpec(relays=0, shutters=1, travel_s=1.0, boot_s=0.02)
SPOT = SimSpec(relays=1, dimmers=(0, 1), boot_s=0.02)
CURTAINS = [
    Kind("tasmota", lambda t: {}, lambda t: SimTasmota(t, MOTOR)),
    Kind("shelly1", lambda t: {}, lambda t: SimShelly1(t, MOTOR)),
    Kind("shelly", lambda t: {}, lambda t: SimShelly(t, MOTOR)),
    Kind("zigbee2mqtt", lambda t: {"base": t}, lambda t: SimZigbee2mqtt(t, MOTOR, base=t)),
    Kind(
        "esphome",
        lambda t: {"parts": ["cover/c"]},
        lambda t: SimEsphome(t, ["cover/c"], MOTOR),
        True,
    ),
]
SPOTS = [
    Kind("tasmota", lambda t: {"dimmers": [1]}, lambda t: SimTasmota(t, SPOT)),
    Kind("shelly1", lambda t: {"dimmers": [0]}, lambda t: SimShelly1(t, SPOT)),
    Kind("shelly", lambda t: {"dimmers": [0]}, lambda t: SimShelly(t, SPOT)),
    Kind("zigbee2mqtt", lambda t: {"base": t}, lambda t: SimZigbee2mqtt(t, SPOT, base=t)),
    Kind(
        "esphome",
        lambda t: {"parts": ["light/s"]},
        lambda t: SimEsphome(t, ["light/s"], SPOT),
        True,
    ),
]


def ready(panel, device, kind):
    """Wait until the device listens."""
    panel.until(lambda now: now.online is not None)
    before = device.state().heard
    query = Command(device="d", channel=None, verb=Verb.QUERY)
    for _ in range(0 if kind.mute else 20):
        panel.bus.send(query)
        if device.wait_for(lambda s: s.heard > before, within_s=0.1):
            return


@pytest.mark.parametrize("curtain", CURTAINS, ids=lambda kind: kind.name)
def test_a_motor_says_where_it_is_while_it_goes(broker, curtain):
    """Opened, stopped on the way, closed to a position: each seen in what it says."""
    topic = f"curtain-{curtain.name}"
    with gateway(broker, curtain, topic) as panel, living(broker, curtain.sim(topic)) as motor:
        ready(panel, motor, curtain)

        def tell(verb, value=None):
            panel.bus.send(Command(device="d", channel=None, verb=verb, value=value))

        def says(**values):
            fits = values.items()
            is_so = lambda r: all(getattr(r, k) == v for k, v in fits)  # noqa: E731
            return panel.office.hear(
                lambda e: isinstance(e, DeviceReported) and is_so(e.reading)
            ).reading

        tell(Verb.OPEN)
        panel.office.hear(
            lambda e: isinstance(e, DeviceReported) and (e.reading.position_pct or 0) > 0
        )
        tell(Verb.STOP)
        says(direction=0)
        at = next(iter(motor.state().shutters.values())).position_pct
        assert 0 < at < 100

        tell(Verb.POSITION, 0)
        says(position_pct=0)


@pytest.mark.parametrize("spot", SPOTS, ids=lambda kind: kind.name)
def test_a_dimmer_comes_on_at_its_level(broker, spot):
    """25 % from off is 25 % there and back, within the rounding of one step."""
    topic = f"spot-{spot.name}"
    with gateway(broker, spot, topic) as panel, living(broker, spot.sim(topic)) as light:
        ready(panel, light, spot)

        panel.bus.send(Command(device="d", channel=None, verb=Verb.LEVEL, value=25))

        panel.office.hear(lambda e: isinstance(e, DeviceReported) and e.reading.level_pct == 25)
        channel = next(iter(light.state().channels.values()))
        assert channel.is_on
        assert channel.level_pct == 25


def test_an_air_conditioner_is_set_whole_and_says_how_it_is(broker):
    """ESPHome: off, set while off, on in another mode; a wish out of its range changes nothing."""
    air = Kind(
        "esphome", lambda t: {"parts": ["climate/unit"]}, lambda t: SimEsphome(t, ["climate/unit"])
    )
    with gateway(broker, air, "air") as panel, living(broker, air.sim("air")) as unit:
        panel.until(lambda now: now.online is not None)

        def tell(**setting):
            value = ClimateSetting(**setting)
            panel.bus.send(Command(device="d", channel=None, verb=Verb.CLIMATE, value=value))

        def says(power, **values):
            def fits(e):
                if isinstance(e, DeviceReported):
                    for key in ("power", "mode", "target_c", "fan"):
                        if (told := getattr(e.reading, key)) is not None:
                            known[key] = told
                return all(known.get(k) == v for k, v in {"power": power, **values}.items())

            known = {}
            panel.office.hear(fits)

        tell(power=True, mode=ClimateMode.DRY, target_c=27.5, fan=FanSpeed.LOW)
        says(True, mode="dry", target_c=27.5, fan="low")
        tell(power=True, mode=ClimateMode.COOL, target_c=99.0, fan=FanSpeed.HIGH)
        says(True, mode="cool", target_c=27.5, fan="high")
        tell(power=False)
        assert unit.wait_for(lambda s: not s.channels[1].is_on)
        says(False)
        assert (unit.air(1).mode, unit.air(1).target_c) == ("cool", 27.5)

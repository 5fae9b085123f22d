"""Any site file as a demo: every family has an imaginary twin, and nothing real is left."""

import pytest

from devices.sim.board import Fault
from devices.sim.meter import SimMeter
from gateway.cli import CONFIGURATION, FAILED, main
from gateway.config import load_site
from gateway.config.examples import example
from gateway.config.model import GpioFactory, ReaderKind
from gateway.demo.imaginary import LOOPBACK, imaginary, placed
from gateway.demo.things import things_of
from gateway.wiring import mqtt_things


@pytest.fixture(scope="module")
def written():
    """The rulebook's office."""
    return load_site(example("service-centre.toml"))


@pytest.fixture
def made(written):
    """It as a demo: the site and its things; their ports are given back."""
    site = imaginary(written)
    things = things_of(site)
    yield placed(site, {device: one.port for device, one in things.projectors.items()}), things
    for projector in things.projectors.values():
        projector.stop()


def test_every_device_reader_and_input_has_an_imaginary_twin(made):
    """Whatever its family; a device without one would be silent for ever."""
    site, things = made

    assert set(things.devices) | set(things.projectors) == {one.id for one in site.devices}
    assert set(things.contacts) == {one.id for one in site.inputs}
    assert {one.kind for one in site.readers} <= {ReaderKind.SIM, ReaderKind.MQTT}
    kinds = {one.kind for one in site.devices}
    assert kinds >= {"tasmota", "shelly1", "shelly", "zigbee2mqtt", "esphome", "generic", "pjlink"}


def test_every_channel_has_a_relay_dimmer_or_motor_to_move(made):
    """Counted as the device counts: a Shelly from 0, a curtain on two relays."""
    site, things = made
    senders = {one.id for one in site.devices if one.options.keys() & {"codes", "hvac"}}

    for channel in site.channels():
        if channel.device in things.projectors or channel.device in senders:
            continue
        state = things.devices[channel.device].state()
        for number in channel.numbers(site.first_of(channel.device)):
            assert number in state.channels or number in state.shutters, channel.id


def test_nothing_real_is_left(made):
    """No broker, pin, projector or USB reader of the site is touched, no real address used."""
    site, _ = made

    assert (str(site.broker.url), site.broker.tls) == ("mqtt://127.0.0.1:1883", None)
    assert site.gpio.factory is GpioFactory.MOCK
    assert site.web.public_url is None
    assert all(one.gpio is None for one in site.inputs)
    assert {one.options["host"] for one in site.devices if one.kind == "pjlink"} == {LOOPBACK}
    assert mqtt_things(site)[1] == []


def test_a_meter_tells_its_branches_apart(made, written):
    """Channel 2 is the call hall's part; the whole is all of it."""
    site, things = made
    meter = things.devices["floor-meter"]
    assert isinstance(meter, SimMeter)
    row = next(c for c in site.channels() if c.id == "row-1")
    whole_w = meter.watts()

    things.devices[row.device].turn(row.channel or 1, on=True)

    assert meter.watts() == whole_w + (row.watts or 0)
    branch_w = meter._sensors()["ENERGY"]["Power"][1]
    assert branch_w == round((row.watts or 0) + 30)


def test_a_screen_begins_rolled_up(made):
    """Nobody finds it down in the morning."""
    _, things = made
    assert things.devices["room-a-screen"].state().shutters[0].position_pct == 100
    assert things.devices["room-a-floor-curtain"].state().shutters[1].position_pct == 0
    assert things.devices["room-a-screen"].state().fault is Fault.NONE


def test_a_projector_hangs_on_the_relay_that_feeds_it(made):
    """Without mains it answers nobody; a lamp that is hot is harmed when they go."""
    _, things = made
    node, beamer = things.devices["room-a-node"], things.projectors["room-a-projector"]
    beamer.start()
    node.turn(1, on=True)
    beamer.press_remote(on=True)
    assert beamer.state().phase == "warming"

    node.turn(1, on=False)

    assert beamer.wait_for(lambda s: s.harmed == 1 and s.phase == "standby")


def test_the_scripted_day_is_the_demo_offices_own(capsys):
    """`--once` with another site: said in words, nothing started."""
    assert main(["demo", "--once", "--config", "x.toml"]) == FAILED
    assert "leave out --config" in capsys.readouterr().err


def test_a_site_file_that_is_wrong_is_said_before_anything_starts(tmp_path, capsys):
    """Exit 78, as everywhere."""
    wrong = tmp_path / "site.toml"
    wrong.write_text("[site]\nid = 'x'\n", "utf-8")

    assert main(["demo", "--config", str(wrong), "--data", str(tmp_path)]) == CONFIGURATION
    assert "site.name" in capsys.readouterr().err

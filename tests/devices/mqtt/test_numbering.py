"""A channel is numbered as its device counts, from the site file to the wire and back."""

import pytest

from devices.mqtt.families import build, families
from gateway.config import Site
from gateway.config.references import reference_problems
from gateway.config.words import FROM_ZERO
from gateway.domain.effects import Command, Verb
from gateway.rules import site_rules
from gateway.wiring import mqtt_things


def site(family, **channel):
    """Return a site with one light on one device, as read from a file."""
    light = {"id": "light", "kind": "light", "device": "d", **channel}
    return {
        "site": {"id": "s", "name": "S"},
        "zones": [{"id": "office", "channels": [light]}],
        "devices": [{"id": "d", "kind": family, "topic": "t"}],
    }


@pytest.mark.parametrize("kind", sorted(families()))
def test_the_site_file_knows_who_counts_from_0(kind):
    """What the configuration believes of a family is what the family does."""
    asked = build(kind, "d", {"topic": "t"}).encode(
        Command(device="d", channel=0, verb=Verb.POWER, value=True)
    )

    assert bool(asked) is (kind in FROM_ZERO)


@pytest.mark.parametrize(("kind", "number"), [("tasmota", 1), ("shelly1", 0), ("shelly", 0)])
def test_what_has_no_number_is_the_first_channel(kind, number):
    """And it is meant by reports of that number, and by those of the whole device."""
    rules = site_rules(Site.model_validate(site(kind)))

    assert rules.channels["office.light"].number == number
    assert rules.wired == {("d", number): "office.light", ("d", None): "office.light"}


def test_a_dimmers_number_reaches_its_driver():
    """The driver has to know which channels are lights; 0 is one of them."""
    raw = site("shelly", kind="dimmer")

    (device,), problems = mqtt_things(Site.model_validate(raw))

    assert problems == []
    assert device.config.dimmers == (0,)


def test_a_0_where_counting_begins_at_1_is_a_problem():
    """Nobody has a relay 0 on a Tasmota; on a Shelly it is the first."""
    assert [p.line("en") for p in reference_problems(site("tasmota", channel=0))] == [
        "zones.office.channels.light.channel: the channels of d are numbered from 1"
    ]
    assert reference_problems(site("shelly", channel=0)) == []

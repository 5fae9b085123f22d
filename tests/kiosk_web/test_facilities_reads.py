"""When the facilities pages are looked at again: figures alone do not make it at once."""

from dataclasses import replace

import pytest

from gateway.domain.events import DeviceReported, InputChanged, Reading
from gateway.domain.snapshot import Snapshot
from kiosk_web.views.facilities.reads import reads
from tests.domain.scene import FakeClock, Scene, sample_rules

LAMP = "room-a-lights"


@pytest.fixture
def scene():
    scene = Scene(sample_rules(), FakeClock())
    scene.feed(DeviceReported(device=LAMP, channel=1, reading=Reading(power=True, power_w=40.0)))
    return scene


def seen(scene):
    return reads(Snapshot(1, scene.office, scene.rules, scene.clock.now()), "")


def test_watts_alone_wait_for_the_next_look(scene):
    """A thousand devices tell theirs all the time."""
    before = seen(scene)
    scene.feed(DeviceReported(device=LAMP, channel=1, reading=Reading(power_w=41.0)))

    assert seen(scene) == before


@pytest.mark.parametrize(
    "event",
    [
        DeviceReported(device=LAMP, channel=1, reading=Reading(power=False)),
        DeviceReported(device=LAMP, channel=None, reading=Reading(online=False)),
        InputChanged(input="window-3", value=True),
    ],
    ids=["switched", "gone", "window"],
)
def test_what_happens_is_seen_at_once(scene, event):
    """A lamp, a device, a window."""
    before = seen(scene)
    scene.feed(event)

    assert seen(scene) != before


def test_new_rules_are_seen_at_once(scene):
    """Somebody has changed a name."""
    before = seen(scene)
    scene.rules = replace(scene.rules, generation=scene.rules.generation + 1)

    assert seen(scene) != before

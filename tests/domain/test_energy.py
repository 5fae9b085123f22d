"""Energy of zones and things: slots as facts, counts that only grow and survive a restart."""

from dataclasses import replace
from datetime import time

import pytest

from gateway.codec import dump_durable, load_durable
from gateway.domain.energy import channel_total_wh, zone_total_wh
from gateway.domain.events import MinuteBegan
from gateway.domain.rules import Opening
from gateway.domain.turn import Fact
from tests.domain.scene import Scene
from tests.domain.talk import meter, report, said


def office_wh(scene: Scene) -> float | None:
    return zone_total_wh(scene.office, scene.rules, "office")


def minutes(scene: Scene, count: int, watts: float | None = None) -> None:
    """Let minutes pass, the meter saying its watts at each if it says any."""
    for _ in range(count):
        scene.advance(60)
        if watts is not None:
            meter(scene, watts)
        scene.feed(MinuteBegan())


def slots(scene: Scene) -> list[Fact]:
    return scene.records("energy.slots")


def test_a_zone_counts_by_its_meter(scene: Scene) -> None:
    """600 W for an hour are 600 Wh; before the first word nobody knows."""
    assert office_wh(scene) is None
    meter(scene, 600.0)
    minutes(scene, 60, 600.0)

    assert office_wh(scene) == pytest.approx(600.0)


def test_each_quarter_is_one_fact_for_all(scene: Scene) -> None:
    """The facts hold energy, covered seconds and the most it drew; none is vital."""
    scene.feed(MinuteBegan())
    meter(scene, 600.0)
    report(scene, "room-b.ac", power=True, power_w=1200.0)
    minutes(scene, 15, 600.0)
    (slot,) = slots(scene)

    assert (slot.body["from"], slot.body["seconds"]) == ("2026-11-20T08:30:00+08:00", 900)
    assert slot.body["wires"] == {
        "office-meter": {"wh": 150.0, "s": 900, "peak": 600.0, "off": False},
        "room-b-ac:1": {"wh": 300.0, "s": 900, "peak": 1200.0, "off": False},
    }


def test_a_slot_lies_within_hours_or_outside_them(scene: Scene) -> None:
    """Hours that end at 21:40 end a slot there: its energy is told exactly."""
    office = scene.rules.zones["office"]
    until_2140 = Opening(spans={d: ((time(7, 30), time(21, 40)),) for d in range(5)})
    zones = {**scene.rules.zones, "office": replace(office, opening=until_2140)}
    scene.rules = replace(scene.rules, zones=zones)
    scene.until("21:30")
    scene.feed(MinuteBegan())
    meter(scene, 60.0)
    minutes(scene, 15, 60.0)

    told = [(s.body["seconds"], s.body["wires"]["office-meter"]) for s in slots(scene)]
    assert [(seconds, w["wh"], w["off"]) for seconds, w in told] == [
        (600, 10.0, False),
        (300, 5.0, True),
    ]


def test_a_restart_keeps_all_that_was_a_fact(scene: Scene) -> None:
    """What a device counted itself in between is not lost either; its time is known or late."""
    scene.feed(MinuteBegan())
    scene.feed(said("office-meter", None, energy_wh=5000.0))
    minutes(scene, 14)
    scene.feed(said("office-meter", None, energy_wh=5100.0))
    minutes(scene, 1)
    scene.advance(400)
    scene.feed(said("office-meter", None, energy_wh=5150.0))
    before = scene.durable()
    scene.restart()
    assert scene.durable() == before
    assert office_wh(scene) == pytest.approx(100.0)

    scene.advance(7200)
    scene.feed(said("office-meter", None, energy_wh=5400.0))

    assert office_wh(scene) == pytest.approx(400.0)


def test_an_old_word_counts_nothing(scene: Scene) -> None:
    """A retained copy may be of last week."""
    scene.feed(said("office-meter", None, stale=True, energy_wh=1.0, power_w=9000.0))
    minutes(scene, 15)
    scene.feed(said("office-meter", None, energy_wh=5000.0))
    scene.feed(said("office-meter", None, stale=True, energy_wh=9000.0))

    assert office_wh(scene) == 0.0


def test_a_zone_without_a_meter_is_the_sum_of_what_is_in_it(scene: Scene) -> None:
    """The zones inside it, and the channels in it that measure themselves."""
    zones = dict(scene.rules.zones)
    zones["office"] = replace(zones["office"], meter=None)
    zones["lab"] = replace(zones["lab"], meter="lab-meter:2")
    devices = {**scene.rules.devices, "lab-meter": scene.rules.devices["hall"]}
    scene.rules = replace(scene.rules, zones=zones, devices=devices)
    scene.feed(said("lab-meter", 2, power_w=100.0))
    scene.feed(said("lab-meter", 1, power_w=9999.0))
    report(scene, "room-b.ac", power=True, power_w=1000.0)
    minutes(scene, 15)

    assert office_wh(scene) == pytest.approx(275.0)
    assert zone_total_wh(scene.office, scene.rules, "lab") == pytest.approx(25.0)
    assert channel_total_wh(scene.office, scene.rules, "room-b.ac") == pytest.approx(250.0)
    assert channel_total_wh(scene.office, scene.rules, "room-a.spot-1") is None


def test_the_phases_of_a_meter_are_added_up(scene: Scene) -> None:
    """A meter that says no sum of its own counts as its phases do."""
    for phase in (1, 2, 3):
        scene.feed(said("office-meter", phase, power_w=100.0))
    minutes(scene, 15)

    assert office_wh(scene) == pytest.approx(75.0)


def test_a_channel_that_goes_off_without_a_word_of_its_watts_draws_no_more(scene: Scene) -> None:
    """Some devices tell watts only while they are on."""
    report(scene, "room-b.ac", power=True, power_w=3600.0)
    scene.advance(10)
    report(scene, "room-b.ac", power=False)
    minutes(scene, 15)

    assert channel_total_wh(scene.office, scene.rules, "room-b.ac") == pytest.approx(10.0)


def test_a_device_that_is_gone_is_not_counted_on(scene: Scene) -> None:
    """Its last will ends its last word."""
    scene.feed(said("office-meter", None, power_w=3600.0))
    scene.advance(10)
    scene.feed(said("office-meter", None, online=False))
    minutes(scene, 15)

    assert office_wh(scene) == pytest.approx(10.0)


def test_reports_without_energy_leave_the_count_alone(scene: Scene) -> None:
    """Most reports are of lights: nothing is copied for them."""
    meter(scene, 1.0)
    before = scene.office.metering
    report(scene, "room-a.spot-1", power=True, level_pct=50.0)

    assert scene.office.metering is before


def test_a_silent_wire_is_not_told_again_and_again(scene: Scene) -> None:
    """What rounding left over is carried, and makes no row of its own."""
    scene.feed(MinuteBegan())
    meter(scene, 0.7)
    minutes(scene, 120)

    told = [s.body["wires"].get("office-meter") for s in slots(scene)]
    assert len(told) == 1
    assert office_wh(scene) == pytest.approx(0.175)


def test_a_counter_is_remembered_from_its_first_word(scene: Scene) -> None:
    """What the device counts while the gateway is away is not lost on the first day either."""
    scene.feed(MinuteBegan())
    scene.feed(said("office-meter", None, energy_wh=5000.0))
    minutes(scene, 15)
    scene.restart()
    scene.feed(said("office-meter", None, energy_wh=5030.0))

    assert office_wh(scene) == pytest.approx(30.0)


def test_a_checkpoint_holds_the_count(scene: Scene) -> None:
    """What a start reads instead of every fact is the same."""
    scene.feed(MinuteBegan())
    scene.feed(said("office-meter", None, energy_wh=5000.0))
    report(scene, "room-b.ac", power=True, power_w=1200.0)
    minutes(scene, 15)
    text = dump_durable(scene.office, scene.clock.now())

    office, missing = load_durable(text, scene.clock.now())
    assert office.energy == scene.office.energy
    assert missing == ()

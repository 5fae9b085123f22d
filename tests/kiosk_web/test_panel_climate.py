"""What a room's panel says of air conditioners: set-point, limits, the compressor's rest."""

import pytest

from gateway.domain.snapshot import Snapshot
from kiosk_web.views.panel import panel_view
from kiosk_web.views.panel.climate import AcView, ClimateView
from kiosk_web.views.words import Tongue
from tests.domain.climate_room import INFRARED, RELAY, UNIT, Plant, plant, room
from tests.domain.talk import press, report

__all__ = ["plant", "room"]
AT = {RELAY: 0, UNIT: 1, INFRARED: 2}


def shown(plant: Plant, name: str = UNIT, language: str = "en") -> AcView:
    """Return one air conditioner as the panel shows it."""
    scene = plant.scene
    snapshot = Snapshot(1, scene.office, scene.rules, scene.clock.now())
    acs = [
        part
        for part in panel_view(snapshot, "room-a", Tongue(language)).values()
        if isinstance(part, ClimateView)
    ]
    return acs[0].acs[AT[name]]


def do(plant: Plant, control: str, value: object = None) -> None:
    """Press, and let the machines obey."""
    plant.carry_out(press(plant.scene, control, value))  # type: ignore[arg-type]
    plant.advance(3)


def test_one_that_runs_shows_its_set_point_and_the_limits(plant: Plant) -> None:
    """At a limit the key stays and says which limit it is."""
    do(plant, "unit.on")
    one = shown(plant)
    assert (one.state, one.title, one.setpoint) == ("on", "Cool", "26")
    assert one.limits == "The site's limits: 26 – 30 °C"
    assert one.cooler.off == "26 °C is the limit here"
    assert (one.warmer.value, one.warmer.off) == (26.5, "")
    assert [(m.value, m.chosen) for m in one.modes if m.chosen] == [("cool", True)]
    assert (one.on_off, one.off_off) == ("It is on already", "")
    assert shown(plant, language="zh").title == "制冷"


def test_one_that_waits_counts_down_and_can_be_cancelled(plant: Plant) -> None:
    """Queued, with the instant at which it goes on."""
    do(plant, "relay-ac.on")
    do(plant, "relay-ac.off")
    resting = shown(plant, RELAY)
    assert (resting.state, resting.queued) == ("off", False)
    assert resting.rest_ms is not None
    assert resting.what == "Its compressor rests before it may start again."

    do(plant, "relay-ac.on")
    one = shown(plant, RELAY)
    assert (one.state, one.queued, one.rest_ms) == ("queued", True, resting.rest_ms)
    assert one.on_off == "Queued already"


@pytest.mark.parametrize("name", [RELAY, UNIT])
def test_one_that_nobody_has_heard_is_not_known(plant: Plant, name: str) -> None:
    """Never shown as off; both keys work."""
    plant.scene.restart()
    one = shown(plant, name)
    assert (one.state, one.mark.icon) == ("unknown", "k-unknown")
    assert (one.on_off, one.off_off) == ("", "")


def test_infrared_is_assumed_and_both_its_keys_work(plant: Plant) -> None:
    """Somebody may have used the remote control."""
    do(plant, "ir-ac.on")
    one = shown(plant, INFRARED)
    assert (one.state, one.mark.icon) == ("on", "k-assumed")
    assert (one.on_off, one.off_off) == ("", "")


def test_a_wish_without_an_answer_is_said_in_words(plant: Plant) -> None:
    """And one on a relay has no set-point."""
    plant.dead = {"ac-relays"}
    press(plant.scene, "relay-ac.on")
    assert shown(plant, RELAY).title == "Being set"
    plant.scene.advance(7)
    one = shown(plant, RELAY)
    assert one.trouble.startswith("It did not confirm")
    assert (one.climate, one.setpoint, one.modes, one.limits) == (False, "", (), "")


def test_the_same_state_gives_the_same_model(plant: Plant) -> None:
    """Time stands in it as instants only, so nothing is sent while nothing changes."""
    do(plant, "unit.on")
    do(plant, "unit.off")
    before = shown(plant)
    plant.scene.advance(100)
    assert shown(plant) == before
    report(plant.scene, UNIT, power=True, mode="heat", target_c=18.0)
    assert shown(plant) != before

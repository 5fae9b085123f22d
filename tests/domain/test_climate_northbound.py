"""Air conditioners as other programs see them: state, and Home Assistant's climate entity."""

from devices.mqtt.homeassistant import Discovery, described
from devices.mqtt.northbound import channel_state
from devices.mqtt.topics import HomeAssistantTopics
from tests.domain.climate_room import RELAY, UNIT, Plant, plant, room
from tests.domain.talk import press

__all__ = ["plant", "room"]


def test_a_program_sees_setting_and_queue(plant: Plant) -> None:
    """`queued` while it waits; what is only switched has no setting."""
    for control in ("unit.on", "unit.off", "unit.on"):
        plant.carry_out(press(plant.scene, control))
        plant.advance(1)
    scene = plant.scene
    said = [
        channel_state(scene.office, scene.rules, scene.rules.channels[c], scene.clock.mono_s)
        for c in (UNIT, RELAY)
    ]
    assert said[0] | {"wish": None} == {
        "state": "OFF",
        "known": "confirmed",
        "wish": None,
        "queued": "on",
        "mode": "cool",
        "setpoint": 26.0,
        "fan": "auto",
    }
    assert "mode" not in said[1]


def test_home_assistant_has_a_climate_entity(plant: Plant) -> None:
    """Its modes go through `run`, under the same protection; one on a relay stays a switch."""
    how = Discovery(topics=HomeAssistantTopics("homeassistant"))
    devices = described(plant.scene.rules, how)
    parts = next(d["cmps"] for topic, d in devices.items() if "room-a" in topic)
    unit = parts["unit"]
    assert (unit["p"], unit["modes"]) == ("climate", ["off", "cool", "heat", "dry", "fan_only"])
    assert unit["mode_command_topic"].endswith("room/room-a/unit/run/set")
    assert (unit["min_temp"], unit["max_temp"]) == (16.0, 30.0)
    assert "command_topic" not in unit
    assert parts["relay-ac"]["p"] == "switch"

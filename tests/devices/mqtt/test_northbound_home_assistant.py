"""The whole gateway on a real Mosquitto, and a plain client that plays Home Assistant."""

import json
from pathlib import Path

import pytest

from devices.mqtt.northbound import Wording, said
from gateway.domain.energy import zone_total_wh
from gateway.domain.events import TroubleFound, TroubleGone
from gateway.domain.text import Text
from tests.e2e.office import SITE, Devices, Office, Program
from tests.parts.mosquitto import Mosquitto
from tests.parts.onlooker import Onlooker

ROOM = "homeassistant/device/office__e2e__room__room-a/config"
LIGHT = "office/e2e/room/room-a/door-light"
STATUS = "office/e2e/status"
EVERYTHING = ("homeassistant/#", "office/#")


@pytest.fixture
def broker():
    """A real Mosquitto."""
    with Mosquitto() as one:
        yield one


@pytest.fixture
def devices(broker):
    """The office's simulated devices."""
    with Devices(broker) as those:
        yield those


@pytest.fixture
def office(tmp_path, broker, devices):
    """The gateway in this process, every device heard."""
    with Office(tmp_path / "data", broker) as one:
        one.ready()
        yield one


def retained(broker, *filters):
    """Return what a client that comes now is told, by topic: only what is retained."""
    with Onlooker(broker, *filters, "end/of/it") as late:
        late.say("end/of/it", "")
        late.hear("end/of/it")
        return {topic: payload for topic, payload, kept in late.heard if kept}


def fits(payload, **wanted):
    said = json.loads(payload)
    return all(said.get(key) == value for key, value in wanted.items())


def hear_state(ha, topic, **wanted):
    """Wait for a JSON state that fits."""
    with ha._changed:
        assert ha._changed.wait_for(
            lambda: any(t == topic and p and fits(p, **wanted) for t, p, _ in ha.heard), 5
        ), f"{wanted} never came on {topic}: {[m for m in ha.heard if m[0] == topic]}"


def test_a_light_found_by_discovery_is_switched_and_comes_back_confirmed(broker, office, devices):
    """Found by its description alone: the topics in it are the ones that work."""
    with Onlooker(broker, *EVERYTHING) as ha:
        config = json.loads(ha.hear(ROOM)[1])
        light = config["cmps"]["door-light"]
        hear_state(ha, light["state_topic"], state="OFF", known="confirmed")

        ha.say(light["command_topic"], "ON")

        assert devices.relays.wait_for(lambda s: s.channels[1].is_on)
        hear_state(ha, light["state_topic"], state="ON", known="confirmed", wish="done")
        assert json.loads(ha.hear(f"{LIGHT}/result")[1])["code"] == "asked"
    kept = retained(broker, *EVERYTHING)
    assert fits(kept[f"{LIGHT}/state"], state="ON")
    assert not any(topic.endswith(("/set", "/result")) for topic in kept)


def test_a_button_switches_all_lights_of_a_room(broker, office, devices):
    """Groups are pressed as on the panel."""
    with Onlooker(broker, f"{LIGHT}/state") as ha:
        ha.say("office/e2e/room/room-a/lights/all_on/set", "PRESS")
        assert devices.relays.wait_for(lambda s: s.channels[1].is_on and s.channels[2].is_on)
        hear_state(ha, f"{LIGHT}/state", state="ON")


def test_what_the_panel_may_not_do_nobody_may(broker, office):
    """The same refusals as everywhere, said where the one who asked may listen."""
    with Onlooker(broker, "office/e2e/room/room-a/+/result") as ha:
        ha.say("office/e2e/room/room-a/ac/level/set", "40")

        answer = json.loads(ha.hear("office/e2e/room/room-a/ac/result")[1])

    assert (answer["ok"], answer["control"], answer["value"]) == (False, "ac.level", 40)
    assert set(answer["text"]) == {"zh", "en"}


def test_an_alert_is_seen_and_taken_from_home_assistant(broker, office):
    """By the button it was told of, in the ledger by `ha`; one that is over is cleared away."""
    gateway = "homeassistant/device/office__e2e/config"
    with Onlooker(broker, *EVERYTHING) as ha:
        parts = json.loads(ha.hear(gateway)[1])["cmps"]
        leak = TroubleFound(
            key="leak:a", severity="critical", zone="office", title=Text("漏水", "Leak")
        )
        office.app.inbox.put(leak)
        hear_state(ha, parts["worst"]["state_topic"], worst="critical", key="leak:a")

        ha.say(parts["acknowledge"]["command_topic"], parts["acknowledge"]["payload_press"])

        answer = json.loads(ha.hear("office/e2e/alerts/result")[1])
        assert (answer["ok"], answer["code"], answer["key"]) == (True, "done", "leak:a")
        hear_state(ha, "office/e2e/alert/leak:a", state="acknowledged")
        assert office.look().office.alerts.open["leak:a"].acknowledged_by == "ha"
        office.app.inbox.put(TroubleGone(key="leak:a"))
        ha.hear("office/e2e/alert/leak:a", b"")
        ha.forget()
        ha.say("office/e2e/alert/leak:a/set", "acknowledge")
        assert json.loads(ha.hear("office/e2e/alerts/result")[1])["code"] == "over"
    assert "office/e2e/alert/leak:a" not in retained(broker, "office/#")


def test_a_zones_watts_and_watt_hours_come_from_its_meter(broker, office):
    """As Home Assistant's energy dashboard wants them: a count that grows."""
    zone = "homeassistant/device/office__e2e__zone__office/config"
    with Onlooker(broker, *EVERYTHING) as ha:
        parts = json.loads(ha.hear(zone)[1])["cmps"]
        assert parts["energy_wh"]["state_class"] == "total_increasing"
        for part in ("power_w", "energy_wh"):
            ha.hear(parts[part]["state_topic"])
    seen = office.see(lambda s: zone_total_wh(s.office, s.rules, "office") is not None)
    told = said(seen, Wording())[parts["energy_wh"]["state_topic"]]
    assert float(told) >= 0.0


def test_a_retained_command_switches_nothing_at_start(tmp_path, broker, devices):
    """Somebody's old retained press lies in wait; the gateway comes and nothing happens."""
    with Onlooker(broker) as ha:
        ha.say(f"{LIGHT}/set", "ON", retain=True)
        with Office(tmp_path / "data", broker) as office:
            office.ready()
            ha.say("office/e2e/room/room-a/wall-light/set", "ON")  # after it, in order
            assert devices.relays.wait_for(lambda s: s.channels[2].is_on)
    assert not devices.relays.state().channels[1].is_on


def test_a_killed_gateway_is_unavailable(tmp_path, broker, devices):
    """Availability is the gateway's will: nobody has to notice."""
    with Program(tmp_path, broker) as gateway, Onlooker(broker, *EVERYTHING) as ha:
        config = json.loads(ha.hear(ROOM)[1])
        assert {"topic": STATUS} in config["availability"]
        ha.hear(STATUS, b"online")
        gateway.kill()
        ha.hear(STATUS, b"offline")


def test_after_the_broker_lost_everything_it_is_told_everything(broker, office):
    """A broker without persistence comes back empty; all is retained again."""
    with Onlooker(broker, *EVERYTHING) as ha:
        ha.hear(ROOM)
    office.see(lambda s: s.office.devices.broker_ok)
    before = retained(broker, *EVERYTHING).keys()
    broker.kill()
    office.see(lambda s: not s.office.devices.broker_ok)
    broker.start()
    with Onlooker(broker, *EVERYTHING) as ha:
        for topic in sorted(before):
            ha.hear(topic)


def test_home_assistants_start_brings_everything_again(broker, office):
    """After its birth message, within a random delay, config and states are sent anew."""
    with Onlooker(broker, *EVERYTHING) as ha:
        ha.hear(ROOM)
        hear_state(ha, f"{LIGHT}/state", known="confirmed")
        ha.forget()
        ha.say("homeassistant/status", "online")
        assert ha.hear(ROOM)[2] is False
        assert ha.hear(f"{LIGHT}/state")[2] is False


def test_a_room_that_is_gone_leaves_nothing_behind(tmp_path, broker, devices):
    """Removed from the site file: config and states are cleared at the next start."""
    with Office(tmp_path / "data", broker) as office, Onlooker(broker, *EVERYTHING) as ha:
        office.ready()
        ha.hear(ROOM)
        hear_state(ha, f"{LIGHT}/state", known="confirmed")
    assert ROOM in retained(broker, *EVERYTHING)

    with Onlooker(broker, *EVERYTHING) as ha:
        with Office(tmp_path / "data", broker, site=_without_room(tmp_path)):
            ha.hear(ROOM, b"")
            ha.hear(f"{LIGHT}/state", b"")
            ha.hear(STATUS, b"online")
        ha.hear(STATUS, b"offline")

    left = retained(broker, *EVERYTHING)
    assert not [topic for topic in left if "room-a" in topic]
    assert "homeassistant/device/office__e2e__zone__office/config" in left


def test_switched_off_it_clears_what_it_said(tmp_path, broker, devices):
    """`[northbound] enabled = false`: only the gateway's own status is left."""
    with Office(tmp_path / "data", broker), Onlooker(broker, *EVERYTHING) as ha:
        ha.hear(ROOM)
    site = tmp_path / "quiet.toml"
    site.write_text(SITE.read_text("utf-8") + "\n[northbound]\nenabled = false\n", "utf-8")

    with Onlooker(broker, *EVERYTHING) as ha, Office(tmp_path / "data", broker, site=site):
        ha.hear(ROOM, b"")
        for topic in retained(broker, *EVERYTHING):
            if topic != STATUS:
                ha.hear(topic, b"")

    assert set(retained(broker, *EVERYTHING)) == {STATUS}


def _without_room(folder: Path) -> Path:
    text = SITE.read_text("utf-8")
    start = text.index("[[rooms]]")
    site = folder / "without.toml"
    site.write_text(text[:start] + text[text.index("[[inputs]]", start) :], "utf-8")
    return site

"""A projector in a whole gateway: by its kind in the site file, with and without a broker."""

import json
from pathlib import Path

import pytest

from devices.sim.projector import ProjectorSpec, SimProjector
from gateway.clock import uptime_s
from gateway.config import Secrets, load
from gateway.config.load import read_site
from gateway.domain.events import ControlPressed
from gateway.domain.reports import Known
from gateway.replay.lines_in import BadLine, events_of, read_line
from gateway.wiring import direct_devices
from tests.e2e.office import Devices, Office, command
from tests.parts.mosquitto import Mosquitto
from tests.parts.onlooker import Onlooker

SITE = """
[site]
id = "e2e"
name = "Test office"

[[zones]]
id = "office"

[[devices]]
id = "beamer"
kind = "pjlink"
host = "127.0.0.1"
port = {port}
poll_s = 1

[[devices]]
id = "room-a-relays"
kind = "tasmota"

[[rooms]]
id = "room-a"
name = "Room A"
zone = "office"
channels = [
  {{ id = "projector", kind = "projector", device = "beamer" }},
  {{ id = "light", kind = "light", device = "room-a-relays", channel = 1 }},
]
"""
PROJECTOR = "room-a.projector"


@pytest.fixture
def sim():
    """A projector that warms and cools fast."""
    one = SimProjector(ProjectorSpec(warm_s=0.3, cool_s=0.3), uptime_s)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def site(tmp_path, sim) -> Path:
    """A room with that projector."""
    file = tmp_path / "site.toml"
    file.write_text(SITE.format(port=sim.port), "utf-8")
    return file


def press(verb, value=None):
    return ControlPressed(room="room-a", control=f"projector.{verb}", value=value)


def test_a_press_reaches_the_projector_and_its_own_words_come_back(tmp_path, site, sim):
    """Confirmed by what it says itself, on the panel and for other programs."""
    with (
        Mosquitto() as broker,
        Devices(broker, site),
        Office(tmp_path / "data", broker, site=site) as office,
        Onlooker(broker, "office/e2e/room/room-a/projector/state") as ha,
    ):
        office.see_channel(PROJECTOR, lambda c: c.known is Known.CONFIRMED)
        office.see(lambda s: s.office.devices.broker_ok)

        assert office.ask(press("on")).ok

        assert sim.wait_for(lambda s: s.phase == "on")
        now = office.see_channel(PROJECTOR, lambda c: c.reported.phase == "on")
        assert (now.reported.power, now.reported.source, now.online) == (True, "11", True)
        office.see(lambda s: any(b'"phase":"on"' in p for _, p, _ in ha.heard))


def test_the_brokers_absence_is_nothing_to_a_projector_on_the_network(tmp_path, site, sim):
    """What hangs on the broker is out of reach; the projector is switched all the same."""
    with Mosquitto() as broker, Office(tmp_path / "data", broker, site=site) as office:
        office.see(lambda s: s.office.devices.broker_ok)
        office.see_channel(PROJECTOR, lambda c: c.known is Known.CONFIRMED)
        broker.stop()
        office.see(lambda s: s.office.devices.broker_ok is False)

        assert office.channel(PROJECTOR).known is Known.CONFIRMED
        assert office.ask(press("on")).code == "asked"
        light = office.ask(ControlPressed(room="room-a", control="light.on"))

        assert light.code == "not_sent"
        assert sim.wait_for(lambda s: s.phase in ("warming", "on"))


def test_a_replay_prints_the_order_instead_of_a_message(tmp_path, site):
    """`command`: there is no topic to publish to; `report` is what the projector says."""
    lines = tmp_path / "day.jsonl"
    at = "2026-11-20T09:00:0{}+08:00"
    said = [
        {"type": "report", "device": "beamer", "channel": 1, "reading": {"power": False}},
        {"type": "press", "room": "room-a", "control": "projector.on"},
    ]
    lines.write_text(
        "".join(json.dumps({"at": at.format(n), **s}) + "\n" for n, s in enumerate(said))
    )

    done = command("replay", "--config", site, lines)

    effects = [json.loads(line) for line in done.stdout.splitlines()]
    (order,) = [e for e in effects if e["effect"] == "command" and e["verb"] == "power"]
    assert order == {
        "at": at.format(1),
        "effect": "command",
        "device": "beamer",
        "channel": 1,
        "verb": "power",
        "value": True,
        "expires_s": 3,
    }


@pytest.mark.parametrize(
    ("reading", "why"),
    [({"phsae": "on"}, "phsae"), ({"power": "yes"}, "reading.power"), (7, "7")],
)
def test_a_report_that_means_nothing_is_named_with_its_line(reading, why):
    """A scenario with a misspelt word must not pass for one that tested something."""
    at = "2026-11-20T09:00:00+08:00"
    said = {"at": at, "type": "report", "device": "beamer", "channel": 1, "reading": reading}
    line = read_line(3, json.dumps(said))
    with pytest.raises(BadLine, match=f"line 3.*{why}"):
        events_of(line, mqtt=lambda *_: [], hash_uid=bytes.hex, now_s=0.0)


def test_its_keys_are_checked_and_its_password_is_a_secret(tmp_path, site):
    """All problems at once, before anything is opened; no password is ever shown."""
    assert direct_devices(load(site)[0]) == {"beamer"}
    secrets = site.parent / "secrets.toml"
    secrets.write_text('[devices.beamer]\npassword = "violet"\n[devices.bemer]\npassword = "x"\n')
    secrets.chmod(0o600)

    reading = read_site(site, {})

    assert [p.line("en") for p in reading.problems] == [
        "secrets.toml: devices.bemer: no such device in the site file; did you mean 'beamer'?"
    ]
    assert reading.secrets.password_of("beamer") == "violet"
    assert "violet" not in repr(reading.secrets)
    assert Secrets().password_of("beamer") is None


def test_a_key_it_does_not_know_is_a_problem(site):
    """`check` knows projectors as it knows families."""
    site.write_text(site.read_text("utf-8").replace("poll_s = 1", "pol_s = 1"), "utf-8")
    done = command("check", "--config", site)
    assert done.returncode == 78
    assert "devices.beamer.pol_s" in done.stderr
    assert "did you mean 'poll_s'?" in done.stderr

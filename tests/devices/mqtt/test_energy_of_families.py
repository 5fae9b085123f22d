"""Each family's energy over a real broker: from the device's own counter to the page's figure."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from devices.mqtt.generic_point import Point, What
from devices.sim.board import Board, SimSpec
from devices.sim.esphome import SimEsphome
from devices.sim.generic import PLAIN, SimGeneric
from devices.sim.shelly import SimShelly
from devices.sim.shelly1 import SimShelly1
from devices.sim.tasmota import SimTasmota
from devices.sim.zigbee2mqtt import SimZigbee2mqtt
from gateway.domain.energy import channel_total_wh
from gateway.domain.events import DeviceReported, MinuteBegan, Reading
from tests.devices.mqtt.test_families_live import LAMP, Kind, Panel, gateway, living
from tests.kiosk_web.browser_of import admin_of
from tests.kiosk_web.fake_gateway import office as web_office
from tests.parts.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

PERIOD_S = 600.0
WATTS = 600.0
STEP_WH = WATTS * PERIOD_S / 3600
SPEC = SimSpec(
    relays=1,
    watts={0: WATTS, 1: WATTS},
    metered=True,
    tele_s=PERIOD_S,
    boot_s=0.02,
    first_tele_s=3600.0,
)
METERED = (
    *PLAIN,
    Point(what=What.POWER_W, state="{topic}/watts"),
    Point(what=What.ENERGY_WH, state="{topic}/kwh", factor=1000.0),
)


def generic(_topic: str) -> dict[str, object]:
    """Return the metered relay as the site file writes it."""
    power = {"what": "power", "channel": 1, "state": "{topic}/state", "set": "{topic}/set"}
    online = {"what": "online", "state": "{topic}/lwt", "on": "up", "off": "down"}
    watts = {"what": "power_w", "state": "{topic}/watts"}
    kwh = {"what": "energy_wh", "state": "{topic}/kwh", "factor": 1000.0}
    return {"points": [power, online, watts, kwh]}


@dataclass(frozen=True)
class Counting:
    """A family that counts, and by how much its figure may be coarse."""

    kind: Kind
    coarse_wh: float = 1.0
    by_itself: bool = True
    """False where the imaginary device leaves counting to the test."""


def esphome(topic: str) -> Board:
    return SimEsphome(topic, ["switch/lamp"], SPEC, power="power", energy="energy")


def zigbee(topic: str) -> Board:
    return SimZigbee2mqtt(topic, SPEC, base=f"z/{topic}")


FAMILIES = [
    Counting(Kind("tasmota", lambda t: {}, lambda t: SimTasmota(t, SPEC))),
    Counting(Kind("shelly1", lambda t: {}, lambda t: SimShelly1(t, SPEC))),
    Counting(Kind("shelly", lambda t: {}, lambda t: SimShelly(t, SPEC))),
    Counting(Kind("zigbee2mqtt", lambda t: {"base": f"z/{t}"}, zigbee)),
    Counting(
        Kind(
            "esphome",
            lambda t: {
                "parts": ["switch/lamp"],
                "watts": {"all": "power"},
                "kwh": {"all": "energy"},
            },
            esphome,
            mute=True,
        ),
        by_itself=False,
    ),
    Counting(
        Kind("generic", generic, lambda t: SimGeneric(t, SPEC, points=METERED), mute=True),
        by_itself=False,
    ),
]


@pytest.fixture(scope="module", name="mosquitto")
def _mosquitto() -> Iterator[Mosquitto]:
    """Lend one broker to all; each family has a topic of its own."""
    with Mosquitto() as broker:
        yield broker


def hear(panel: Panel, fits: Callable[[Reading], bool], within_s: float = PATIENCE_S) -> Reading:
    """Take in what comes until a fresh reading fits; return it."""
    end_s = time.monotonic() + within_s
    while True:
        left_s = end_s - time.monotonic()
        assert left_s > 0, "it did not come"
        event = panel.office.hear(lambda e: True, left_s)
        panel.scene.feed(event)
        if isinstance(event, DeviceReported) and not event.stale and fits(event.reading):
            return event.reading


def count(panel: Panel, lamp: Board, family: Counting) -> float:
    """Let a period go by, and return what the device says it has counted."""
    before_wh = lamp.state().energy_wh
    panel.scene.advance(PERIOD_S)
    if not family.by_itself:
        lamp.set(energy_wh=before_wh + STEP_WH)
    lamp.report()
    least_wh = before_wh + STEP_WH - family.coarse_wh
    said = hear(panel, lambda r: r.energy_wh is not None and r.energy_wh >= least_wh)
    assert said.energy_wh is not None
    return said.energy_wh


def total_wh(panel: Panel) -> float:
    """Return the lamp's count; nothing yet is none."""
    return channel_total_wh(panel.scene.office, panel.scene.rules, LAMP) or 0.0


def shown_kwh(panel: Panel) -> float:
    """Return the day's kWh of the lamp as the energy page shows it."""
    built = web_office()
    built.gateway.clock = panel.scene.clock.now()
    people = built.gateway.rules.people
    built.gateway.change(panel.scene.office, replace(panel.scene.rules, people=people))
    admin = admin_of(built)
    page = admin.get("/facilities/energy", **{"Accept-Language": "en"}).text
    line = page.partition("Things that measure themselves")[2]
    cells = line.partition("<tbody>")[2].split('class="n">')
    return float(cells[2].partition("<")[0])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.kind.name)
def test_a_familys_counter_reaches_the_page(mosquitto: Mosquitto, family: Counting) -> None:
    """What the device counted while we listened is what the page tells, a restart in between."""
    kind = family.kind
    topic = f"energy-{kind.name}"
    lamp = kind.sim(topic)
    lamp.set(energy_wh=5000.0)
    with gateway(mosquitto, kind, topic) as panel, living(mosquitto, lamp):
        if not kind.mute:
            panel.ask()
        panel.until(lambda now: now.reported.power is False)
        panel.press("on")
        panel.until(lambda now: now.reported.power is True)
        first_wh = count(panel, lamp, family)
        began_wh = total_wh(panel)
        panel.scene.feed(MinuteBegan())
        for _ in range(3):
            count(panel, lamp, family)
        panel.scene.feed(MinuteBegan())
        kept_wh = total_wh(panel)
        panel.scene.restart()
        assert total_wh(panel) == pytest.approx(kept_wh)
        for _ in range(2):
            last_wh = count(panel, lamp, family)
        used_wh = total_wh(panel) - began_wh

        assert used_wh == pytest.approx(last_wh - first_wh, abs=family.coarse_wh)
        assert used_wh == pytest.approx(5 * STEP_WH, abs=2 * family.coarse_wh)
        since_wh = total_wh(panel) - kept_wh
        assert shown_kwh(panel) == pytest.approx(since_wh / 1000, abs=0.006)

"""P7: memory with 20 rooms, 200 devices and 16 open panels, at the start and after a load.

The load is an hour of an office (a report of each device every 10 s, 400 taps,
1,200 presses) in two minutes; less of it when less time is asked for.
"""

import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.bare_mqtt import client, connected, packet
from tests.benchmarks.child import Gateway
from tests.benchmarks.figures import Figure
from tests.benchmarks.p4_panels import open_panels
from tests.benchmarks.panels import Panel
from tests.benchmarks.scene import Size, broker, furnish, power, room, sensor, uid

HOUR_S = 120.0
"""How long an hour's load takes."""
REPORTS, TAPS, PRESSES = 360, 400, 1200
"""In an hour: of each device, of all people, at all panels."""
STEP_S = 0.05


def p7(seconds: float = 120.0) -> list[Figure]:
    """Load it and look at its memory before and after."""
    size = Size(devices=160, panels=16)
    with tempfile.TemporaryDirectory(prefix="bench-") as name, broker() as mqtt:
        site = furnish(Path(name), size, mqtt.url)
        with Gateway(site, Path(name) / "data") as gateway:
            watch = open_panels(gateway, size)
            try:
                time.sleep(2)
                gateway.collect()
                before = gateway.rss_mb()
                load = Load(gateway, mqtt.port, size, seconds)
                load.run()
                watch.forget()
                gateway.collect()
                after = gateway.rss_mb()
            finally:
                watch.close()
    growth = (after / before - 1) * 100
    what = f"after {seconds / HOUR_S * 60:.0f} min of load"
    return [
        Figure(
            id="P7 rss",
            what=f"memory {what}",
            ours=f"{after:.0f} MB",
            floor=f"{before:.0f} MB",
            value=after,
            limit=120,
            unit="MB",
        ),
        Figure(
            id="P7 grown",
            what=f"growth {what}",
            ours=f"{after - before:+.1f} MB",
            floor=f"{before:.0f} MB",
            value=growth,
            limit=5,
            unit="%",
        ),
    ]


class Load:
    """An hour of an office, evenly over a shorter time."""

    def __init__(self, gateway: Gateway, port: int, size: Size, seconds: float) -> None:
        self._gateway = gateway
        self._port = port
        self._size = size
        self._seconds = seconds
        self._reports = self._taps = self._presses = 0

    def run(self) -> None:
        """Do all of it; devices answer commands as real ones do."""
        commanded = threading.Event()
        panels = [Panel(self._gateway.port, n, room(n)) for n in range(self._size.panels)]
        began_s = time.perf_counter()
        with (
            connected(self._port) as wire,
            client(self._port, lambda payload: commanded.set(), "cmnd/#"),
        ):
            while (now_s := time.perf_counter() - began_s) < self._seconds:
                share = now_s / HOUR_S
                self._report(wire, int(share * self._size.devices * REPORTS))
                self._tap(int(share * TAPS))
                self._press(wire, panels, int(share * PRESSES))
                time.sleep(STEP_S)
        for panel in panels:
            panel.close()

    def _report(self, wire, due: int) -> None:
        devices = self._size.devices
        for n in range(self._reports, due):
            topic = f"tele/thing-{n % devices:04}/SENSOR"
            wire.sendall(packet(topic, sensor(40 + n // devices % 60)))
        self._reports = due

    def _tap(self, due: int) -> None:
        for n in range(self._taps, due):
            self._gateway.tap("reader-00", uid(n % self._size.people))
        self._taps = due

    def _press(self, wire, panels: list[Panel], due: int) -> None:
        for n in range(self._presses, due):
            at, on = n % len(panels), n // len(panels) % 2 == 0
            panels[at].press(f"door-light.{'on' if on else 'off'}")
            wire.sendall(packet(f"stat/{room(at)}-relays/POWER1", power(on)))
        self._presses = due

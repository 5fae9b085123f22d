"""P4: a relay's report → the panels of its room (SSE), with 64 panels open.

A sample ends when the last panel of that room has its patch. In turn with it:
a bare paho round trip.
"""

import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.bare_mqtt import TOPIC, client
from tests.benchmarks.child import Gateway
from tests.benchmarks.figures import Figure, ms, quantile
from tests.benchmarks.panels import Panel, Watch
from tests.benchmarks.scene import Size, broker, furnish, power, room, room_of_panel

PAUSE_S = 0.02


def open_panels(gateway: Gateway, size: Size) -> Watch:
    """Open every panel as a browser does: the page, then its changes."""
    sockets = []
    for n in range(size.panels):
        panel = Panel(gateway.port, n, room_of_panel(size, n))
        sockets.append(panel.listen())
        panel.close()
    return Watch(sockets)


def p4(reports: int = 400, panels: int = 64) -> list[Figure]:
    """Report and round trip, in turn."""
    size = Size(panels=panels)
    times: list[float] = []
    trips: list[float] = []
    came = threading.Event()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, broker() as mqtt:
        site = furnish(Path(name), size, mqtt.url)
        with (
            Gateway(site, Path(name) / "data") as gateway,
            client(mqtt.port, lambda payload: came.set()) as speaker,
        ):
            watch = open_panels(gateway, size)
            try:
                time.sleep(1.0)
                for n in range(reports):
                    at = n % size.rooms
                    mates = {p for p in range(panels) if p % size.rooms == at}
                    watch.forget()
                    began_s = time.perf_counter()
                    said = power(n // size.rooms % 2 == 0)
                    speaker.publish(f"stat/{room(at)}-relays/POWER1", said, 1)
                    while mates:  # a minute that begins concerns all; only this room counts
                        seen_s, number = watch.seen.get(timeout=5)
                        mates.discard(number)
                    times.append(seen_s - began_s)
                    time.sleep(PAUSE_S)
                    came.clear()
                    began_s = time.perf_counter()
                    speaker.publish(TOPIC, b"ON", 1)
                    assert came.wait(5)
                    trips.append(time.perf_counter() - began_s)
                    time.sleep(PAUSE_S)
            finally:
                watch.close()
    ours, floor, p99 = quantile(times, 0.5), quantile(trips, 0.5), quantile(times, 0.99)
    what = f"report → {panels} open panels"
    return [
        Figure(
            id="P4 p50", what=what, ours=ms(ours), floor=ms(floor), value=ours / floor, limit=10
        ),
        Figure(
            id="P4 p99",
            what=what,
            ours=ms(p99),
            floor=ms(quantile(trips, 0.99)),
            value=p99 * 1e3,
            limit=50,
            unit="ms",
        ),
    ]

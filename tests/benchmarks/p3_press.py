"""P3: a press on a panel, by HTTP, → the relay's command at a subscriber, through Mosquitto.

The gateway runs in its own process, as in an office; panels keep their
connection. In turn with it: a bare paho round trip, a bare Flask request.
"""

import http.client
import json
import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.bare_flask import BareFlask
from tests.benchmarks.bare_mqtt import TOPIC, client
from tests.benchmarks.child import Gateway
from tests.benchmarks.figures import Figure, ms, quantile
from tests.benchmarks.panels import HOST, Panel
from tests.benchmarks.scene import Size, broker, furnish, power, room

PER_PANEL_S = 0.03
"""A screen may ask 1,200 times a minute; 20 of them take turns."""


class Floors:
    """The bare round trip and the bare request, one at a time."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection(HOST, port, timeout=10)
        self.came = threading.Event()

    def round_trip_s(self, speaker) -> float:
        """Publish to ourselves and return how long it took."""
        self.came.clear()
        began_s = time.perf_counter()
        speaker.publish(TOPIC, b"x" * 20, 1)
        assert self.came.wait(5)
        return time.perf_counter() - began_s

    def request_s(self) -> float:
        """Post what a press posts and return how long the answer took."""
        body = json.dumps({"control": "door-light.on", "value": None})
        began_s = time.perf_counter()
        self._http.request("POST", "/press", body, {"Content-Type": "application/json"})
        self._http.getresponse().read()
        return time.perf_counter() - began_s

    def close(self) -> None:
        """Hang up."""
        self._http.close()


def p3(presses: int = 600, panels: int = 20) -> list[Figure]:
    """Press, round trip, request, in turn."""
    size = Size(rooms=panels, panels=panels)
    times: list[float] = []
    trips: list[float] = []
    requests: list[float] = []
    got = threading.Event()
    got_s = 0.0

    def take(payload: bytes) -> None:
        nonlocal got_s
        got_s = time.perf_counter()
        got.set()

    with tempfile.TemporaryDirectory(prefix="bench-") as name, broker() as mqtt:
        site = furnish(Path(name), size, mqtt.url)
        with Gateway(site, Path(name) / "data") as gateway, BareFlask() as bare:
            floors = Floors(bare.port)
            opened = [Panel(gateway.port, n, room(n)) for n in range(size.rooms)]
            with (
                client(mqtt.port, take, "cmnd/+/POWER1"),
                client(mqtt.port, lambda payload: floors.came.set()) as speaker,
            ):
                for n in range(presses):
                    at, on = n % size.rooms, n // size.rooms % 2 == 0
                    got.clear()
                    began_s = time.perf_counter()
                    said = opened[at].press(f"door-light.{'on' if on else 'off'}")
                    assert got.wait(5), said
                    times.append(got_s - began_s)
                    speaker.publish(f"stat/{room(at)}-relays/POWER1", power(on), 0)
                    time.sleep(PER_PANEL_S)
                    trips.append(floors.round_trip_s(speaker))
                    requests.append(floors.request_s())
            for panel in opened:
                panel.close()
            floors.close()
    trip, request = quantile(trips, 0.5), quantile(requests, 0.5)
    press = quantile(times, 0.5)
    return [
        Figure(
            id="P3 p50",
            what="press → command at the relay",
            ours=ms(press),
            floor=f"{ms(trip)} + request {ms(request)}",
            value=(press - request) / trip,
            limit=4.0,
        )
    ]

"""P5: device reports: 1,000 devices once a second, and as many as it can take.

Every report changes something (the power drawn), which is more than an office does.
"""

import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bare_mqtt import connected, flood, packet, received_per_s
from tests.benchmarks.child import Gateway
from tests.benchmarks.figures import Figure
from tests.benchmarks.p4_panels import open_panels
from tests.benchmarks.panels import Watch
from tests.benchmarks.scene import Size, broker, furnish, power, room, sensor

MARK = f"stat/{room(0)}-relays/POWER1"
"""Comes after all others; room 0's panel shows when it was decided."""
STEP_S = 0.01
UNDER_WAY_S = 0.03
"""What came in so short a time may be under way: the bus looks at a crowd every 20 ms."""
QUIET_S = 2.5


def p5(
    devices: int = 1000, seconds: float = 20.0, messages: int = 5_000, runs: int = 5
) -> list[Figure]:
    """Measure the share of a core, what was left waiting, and the throughput."""
    size = Size(devices=devices, panels=1)
    with tempfile.TemporaryDirectory(prefix="bench-") as name, broker() as mqtt:
        site = furnish(Path(name), size, mqtt.url)
        with Gateway(site, Path(name) / "data") as gateway:
            watch = open_panels(gateway, size)
            try:
                _settle(gateway)
                share, waiting = _sustained(gateway, mqtt.port, devices, seconds)
                rates = [_rates(mqtt.port, watch, devices, messages, n) for n in range(runs)]
                assert gateway.counts()["connects"] == 1, "the line broke: too much at once"
            finally:
                watch.close()
    ours, floor = (statistics.median(column) for column in zip(*rates, strict=True))
    return [
        Figure(
            id="P5 cpu",
            what=f"{devices} devices, one report a second each",
            ours=f"{share:.1%} of a core",
            floor="",
            value=share * 100,
            limit=20,
            unit="%",
        ),
        Figure(
            id="P5 left",
            what="reports not decided at the end",
            ours=str(waiting),
            floor="",
            value=waiting,
            limit=devices * UNDER_WAY_S + 1,
            unit="reports",
        ),
        Figure(
            id="P5 rate",
            what="as many reports as it takes",
            ours=f"{ours:.0f}/s",
            floor=f"{floor:.0f}/s",
            value=ours / floor * 100,
            limit=40,
            unit="%",
            at_least=True,
        ),
    ]


def _settle(gateway: Gateway) -> None:
    """Return when the devices it asked at its start have been given up."""
    sent = -1
    while (now := gateway.counts()["events"]) != sent:
        sent = now
        time.sleep(QUIET_S)


def _sustained(gateway: Gateway, port: int, devices: int, seconds: float) -> tuple[float, int]:
    """Send evenly; return the share of a core used, and how many were not decided at the end."""
    before = gateway.counts()
    cpu_s, began_s = gateway.cpu_s(), time.perf_counter()
    sent = 0
    with connected(port) as wire:
        while (now_s := time.perf_counter() - began_s) < seconds:
            due = int(now_s * devices)
            if due > sent:
                wire.sendall(b"".join(_report(n, devices) for n in range(sent, due)))
                sent = due
            time.sleep(STEP_S)
    took_s = time.perf_counter() - began_s
    share = (gateway.cpu_s() - cpu_s) / took_s
    decided = gateway.counts()["events"] - before["events"]
    return share, max(0, sent - decided)


def _report(number: int, devices: int) -> bytes:
    watts = 40 + (number // devices * 7 + number) % 60
    return packet(_topic(number % devices), sensor(watts))


def _topic(device: int) -> str:
    return f"tele/thing-{device:04}/SENSOR"


def _rates(port: int, watch: Watch, devices: int, messages: int, run: int) -> tuple[float, float]:
    """Return messages a second of ours and of a bare subscriber, one after the other."""
    said = [(_topic(n % devices), sensor(40 + (n // devices + run) % 60)) for n in range(messages)]
    watch.forget()
    began_s = time.perf_counter()
    flood(port, [*said, (MARK, power(run % 2 == 0))])
    seen_s, _ = watch.seen.get(timeout=120)
    ours = messages / (seen_s - began_s)
    return ours, received_per_s(port, messages, sensor(40))

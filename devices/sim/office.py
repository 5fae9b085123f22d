"""One thread in which many simulated things live, each with its own connection and will."""

import heapq
import itertools
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from devices.base import Publication
from devices.mqtt.address import Broker
from devices.mqtt.bus import connect_plain
from devices.mqtt.link import Will
from devices.mqtt.pump import Pump
from gateway.errors import DeviceUnavailable

if TYPE_CHECKING:
    from devices.mqtt.bus import Link

log = logging.getLogger(__name__)

RETRY_S = 0.5
LOOK_S = 1.0
Act = Callable[[], None]


class Thing:
    """Something simulated. Its methods run in the office's thread unless they say otherwise.

    Attributes:
        topic: Its own part of its topics; also its name.
        will: What the broker says when it vanishes, or None.
        filters: What it listens to, once it has subscribed.
    """

    will: Will | None = None
    filters: Sequence[str] = ()

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self._wire: _Wire | None = None

    def connected(self) -> None:
        """Do what the thing does when the broker lets it in."""

    def heard(self, topic: str, payload: bytes) -> None:
        """Do what the thing does about a message."""

    def do(self, act: Act) -> None:
        """Have something done in the office's thread, soon; from any thread.

        Before the office has started it is done at once.
        """
        if self._wire is None:
            act()
        else:
            self._wire.office.do(act)

    def later(self, delay_s: float, act: Act) -> None:
        """Have something done in the office's thread after a while; nothing without an office."""
        if self._wire is not None:
            self._wire.office.later(delay_s, act)

    def say(self, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
        """Publish at QoS 0, as small devices do; lost when there is no connection."""
        data = payload.encode() if isinstance(payload, str) else payload
        if self._wire is not None:
            self._wire.say(Publication(topic, data, qos=0), retain=retain)

    def subscribe(self) -> None:
        """Listen to `filters`."""
        if self._wire is not None:
            self._wire.subscribe()

    def unplug(self) -> None:
        """Vanish without a word: the broker sends the will."""
        if self._wire is not None:
            self._wire.unplug()

    def plug_in(self, after_s: float = 0.0) -> None:
        """Connect again."""
        if self._wire is not None:
            self._wire.plug_in(after_s)


class _Wire:
    """One thing's connection: a `Listener`, opened again as long as it is plugged in."""

    def __init__(self, office: "SimOffice", thing: Thing) -> None:
        self.office = office
        self.thing = thing
        self.link: Link | None = None
        self._plugged = True
        self._up = False

    def open(self) -> None:
        if not self._plugged or self.link is not None:
            return
        try:
            self.link = connect_plain(
                self.office.broker, f"sim-{self.thing.topic}", self, self.thing.will
            )
        except DeviceUnavailable:
            self.office.later(RETRY_S, self.open)

    def say(self, message: Publication, *, retain: bool) -> None:
        if self.link is not None and self._up:
            self.link.publish(message, retain=retain)

    def subscribe(self) -> None:
        if self.link is not None:
            self.link.subscribe(self.thing.filters)

    def unplug(self) -> None:
        self._plugged = self._up = False
        if self.link is not None:
            self.link.abort()
            self.link = None

    def plug_in(self, after_s: float) -> None:
        self._plugged = True
        self.office.later(after_s, self.open)

    def connected(self) -> None:
        self._up = True
        self.thing.connected()

    def refused(self, why: str, *, version: bool) -> None:
        self.lost(why)

    def lost(self, why: str) -> None:
        self.link = None
        self._up = False
        self.office.later(RETRY_S, self.open)

    def heard(self, topic: str, payload: bytes, *, retained: bool) -> None:
        self.thing.heard(topic, payload)

    def acknowledged(self, number: int, refusal: str | None) -> None:
        """Nothing is sent with QoS 1."""

    def subscribed(self, number: int, refusals: list[str | None]) -> None:
        """A small device does not look."""


class SimOffice:
    """The thread; `Running`, as a driver is.

    Args:
        broker: Where the things connect.
        things: All of them.
        mono_s: Monotonic seconds.
    """

    name = "sim-office"

    def __init__(
        self, broker: Broker, things: Sequence[Thing], mono_s: Callable[[], float]
    ) -> None:
        self.broker = broker
        self._mono_s = mono_s
        self._wires = [_Wire(self, thing) for thing in things]
        self._acts: queue.SimpleQueue[Act] = queue.SimpleQueue()
        self._due: list[tuple[float, int, Act]] = []
        self._count = itertools.count()
        self._pump = Pump()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; the things connect one after the other."""
        for wire in self._wires:
            wire.thing._wire = wire
            self._acts.put(wire.open)
        self._thread = threading.Thread(target=self._run, name=self.name)
        self._thread.start()

    def stop(self) -> None:
        """Pull every plug, join; safe to call twice."""
        self._stopping.set()
        self._pump.wake()
        if self._thread is not None:
            self._thread.join()
        self._pump.close()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread is None or self._thread.is_alive()

    def do(self, act: Act) -> None:
        """Have something done in this thread, soon; from any thread."""
        self._acts.put(act)
        self._pump.wake()

    def later(self, delay_s: float, act: Act) -> None:
        """Have something done after a while; from this thread only."""
        heapq.heappush(self._due, (self._mono_s() + delay_s, next(self._count), act))

    def _run(self) -> None:
        try:
            misc_s = self._mono_s()
            while not self._stopping.is_set():
                links = [wire.link for wire in self._wires if wire.link is not None]
                self._pump.wait(links, self._wait_s())
                if self._mono_s() >= misc_s + LOOK_S:
                    misc_s = self._mono_s()
                    for link in links:
                        link.misc()
                self._act()
        finally:
            for wire in self._wires:
                wire.unplug()
                wire.thing._wire = None

    def _act(self) -> None:
        while not self._acts.empty():
            self._acts.get()()
        while self._due and self._due[0][0] <= self._mono_s():
            heapq.heappop(self._due)[2]()

    def _wait_s(self) -> float:
        if not self._acts.empty():
            return 0.0
        return min([LOOK_S, *(max(0.0, due - self._mono_s()) for due, _, _ in self._due[:1])])

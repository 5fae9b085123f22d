"""Card readers on a real pcscd, and a place where events arrive."""

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.nfc.config import PcscReaderConfig
from devices.nfc.pcsc import PcscReaders
from gateway.domain.events import BadgeTapped, Event, PartChanged
from tests.parts import pcscd as parts_pcscd
from tests.parts.pcscd import Pcscd
from tests.parts.vcard import CardSlot
from tests.patience import PATIENCE_S

"""Long enough on a slow machine for pcscd's look every 0.4 s."""


class Arrivals:
    """What a driver has emitted."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.parts: dict[str, PartChanged] = {}

    def __call__(self, event: Event) -> None:
        self._queue.put(event)

    def next_tap(self, timeout_s: float = PATIENCE_S) -> BadgeTapped:
        """Return the next tap."""
        return self._next(lambda e: isinstance(e, BadgeTapped), timeout_s)

    def wait_part(self, part: str, ok: bool, timeout_s: float = PATIENCE_S) -> PartChanged:
        """Return when a part has changed to `ok`."""
        wanted = lambda e: isinstance(e, PartChanged) and e.part == part and e.ok is ok  # noqa: E731
        return self._next(wanted, timeout_s)

    def taps(self) -> list[BadgeTapped]:
        """Return the taps that are there now."""
        found = []
        while not self._queue.empty():
            event = self._queue.get_nowait()
            if isinstance(event, BadgeTapped):
                found.append(event)
        return found

    def _next(self, wanted: Callable[[Event], bool], timeout_s: float):
        until_s = time.monotonic() + timeout_s
        while True:
            event = self._queue.get(timeout=max(0.0, until_s - time.monotonic()))
            if wanted(event):
                return event


def hash_uid(uid: bytes) -> str:
    """Stand in for the shell's keyed hash."""
    return f"h-{uid.hex()}"


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
def pcscd(tmp_path: Path) -> Iterator[Pcscd]:
    """A pcscd that is not started yet."""
    if why := parts_pcscd.missing():
        pytest.skip(why)
    daemon = Pcscd(tmp_path)
    yield daemon
    daemon.stop()


@pytest.fixture
def slots(pcscd: Pcscd) -> Iterator[tuple[CardSlot, CardSlot]]:
    """The two slots of the virtual reader."""
    both = CardSlot(pcscd.port), CardSlot(pcscd.port + 1)
    yield both
    for slot in both:
        slot.take()


@pytest.fixture
def slot(slots: tuple[CardSlot, CardSlot]) -> CardSlot:
    """The slot of the reader `front-door`."""
    return slots[0]


@pytest.fixture
def readers(arrivals: Arrivals, pcscd: Pcscd) -> Iterator[PcscReaders]:
    """Two readers, started; pcscd may come later."""
    running = PcscReaders(
        [
            PcscReaderConfig(id="front-door", match="virtual pcd 00 00"),
            PcscReaderConfig(id="back-door", match="Virtual PCD 00 01"),
        ],
        arrivals,
        hash_uid,
        "boot7",
        time.monotonic,
    )
    running.start()
    yield running
    assert running.is_alive(), "the thread must survive whatever the test did"
    running.stop()
    assert not running.is_alive()


@pytest.fixture
def office(pcscd: Pcscd, readers: PcscReaders, arrivals: Arrivals) -> Arrivals:
    """Both readers up and running; return where events arrive."""
    pcscd.start()
    arrivals.wait_part("reader:back-door", ok=True)
    return arrivals

"""P1: card known → tap on disk → feedback asked for. P2: 32 readers at once.

The whole gateway runs in this process, with a broker, as it would; only the
lamp at each reader is the benchmark's own.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.app import App, Options
from gateway.clock import MovableClock
from gateway.config import load
from gateway.domain.effects import Feedback, Result
from tests.benchmarks.bare_commit import BareCommits
from tests.benchmarks.figures import Figure, ms, quantile
from tests.benchmarks.scene import Size, broker, furnish, uid

READERS = 32
PASS_S = 150.0
"""The clock goes so far on between two taps of one person: no bounce, no question."""


CARD_SYNC_S = 0.004
"""What a good SD card takes for one sync; this machine's disk may answer from a cache."""


class Lamp:
    """The lamp at a reader: tells when it was lit."""

    def __init__(self, lit: Callable[[Feedback], None]) -> None:
        self.show = lit

    def close(self) -> None:
        """Nothing to let go of."""


class Office:
    """A running gateway whose lamps call `lit`, and whose clock can be moved."""

    def __init__(self, folder: Path, size: Size, broker_url: str) -> None:
        site, secrets = load(furnish(folder, size, broker_url))
        self.people = size.people
        self.clock = MovableClock(site.site.timezone)
        options = Options(data=folder / "data", port=0, clock=self.clock)
        self.app = App(site, secrets, options)
        self.lit: Callable[[Feedback], None] = lambda feedback: None
        self._thread = threading.Thread(target=self.app.run, daemon=True)
        self._next = -1

    def start(self) -> None:
        """Start it; returns once the broker is there and nothing is under way."""
        self.app.start()
        for n in range(len(self.app.site.readers)):
            self.app.pins.lamps[f"reader-{n:02}"] = Lamp(lambda feedback: self.lit(feedback))
        self._thread.start()
        while (part := self._parts().get("broker")) is None or not part.ok:
            time.sleep(0.01)
        time.sleep(0.3)

    def stop(self) -> None:
        """Stop it and let go of everything."""
        self.app.stop()
        self._thread.join()
        self.app.close()

    def tap(self, reader: int) -> None:
        """Lay the next person's card on a reader."""
        self._next += 1
        if self._next and self._next % self.people == 0:
            self.clock.advance(PASS_S)
        self.app.readers.sim[f"reader-{reader:02}"].tap(uid(self._next % self.people))

    def slow_down(self, sync_s: float) -> None:
        """Make each commit take so much longer from now on."""
        append = type(self.app.ledger).append

        def slow(records, now):
            kept = append(self.app.ledger, records, now)
            time.sleep(sync_s)
            return kept

        self.app.ledger.append = slow

    def _parts(self):
        return self.app.loop.office.health.parts


@contextmanager
def office(size: Size) -> Iterator[tuple[Office, BareCommits]]:
    """Yield a running gateway and bare commits on the same disk."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, broker() as running:
        folder = Path(name)
        ours = Office(folder, size, running.url)
        floor = BareCommits(folder / "bare.db")
        try:
            ours.start()
            yield ours, floor
        finally:
            ours.stop()
            floor.close()


def p1(taps: int = 1500) -> list[Figure]:
    """Tap, then commit barely, in turn."""
    lit = threading.Event()
    lit_s = 0.0

    def shine(feedback: Feedback) -> None:
        nonlocal lit_s
        lit_s = time.perf_counter()
        assert feedback.result is Result.ACCEPTED, feedback
        lit.set()

    times: list[float] = []
    floors: list[float] = []
    with office(Size()) as (ours, floor):
        ours.lit = shine
        for _ in range(taps):
            lit.clear()
            began_s = time.perf_counter()
            ours.tap(0)
            assert lit.wait(5)
            times.append(lit_s - began_s)
            time.sleep(0.002)  # the loop finishes its batch
            floors.append(floor.commit_s())
            time.sleep(0.002)
    what = "card known → on disk → feedback"
    return [_of(f"P1 p{share * 100:g}", what, times, floors, share, at) for share, at in P1_TARGETS]


P1_TARGETS = ((0.5, 4.0), (0.99, 6.0))


def _of(
    name: str, what: str, times: list[float], floors: list[float], share: float, at: float
) -> Figure:
    ours, floor = quantile(times, share), quantile(floors, share)
    return Figure(id=name, what=what, ours=ms(ours), floor=ms(floor), value=ours / floor, limit=at)


def p2(rounds: int = 8, taps: int = 640, commits: int = 200) -> list[Figure]:
    """32 readers, each with its next card as soon as its lamp was lit; then bare commits.

    Once on this disk, once as if its sync took as long as an SD card's: both
    sides then wait for `CARD_SYNC_S` more at each commit.
    """
    size = Size(people=max(taps, READERS), readers=READERS)
    figures = []
    with office(size) as (ours, floor):
        for name, sync_s in (("P2", 0.0), ("P2 card", CARD_SYNC_S)):
            ours.slow_down(sync_s)
            took_s = bare_s = 0.0
            for _ in range(rounds):
                took_s += _burst(ours, taps)
                time.sleep(0.01)
                bare_s += sum(floor.commit_s(sync_s) for _ in range(commits))
            rates = rounds * taps / took_s, rounds * commits / bare_s
            figures.append(_group(name, *rates))
    return figures


def _group(name: str, ours: float, floor: float) -> Figure:
    on = "this disk" if name == "P2" else f"a disk that syncs in {CARD_SYNC_S * 1e3:.0f} ms"
    return Figure(
        id=name,
        what=f"{READERS} readers at once, durable, on {on}",
        ours=f"{ours:.0f} taps/s",
        floor=f"{floor:.0f} commits/s",
        value=ours / floor,
        limit=3.0,
        at_least=True,
    )


def _burst(ours: Office, taps: int) -> float:
    """Tap so often over all readers and return how long it took."""
    left = taps
    answered = 0
    done = threading.Event()

    def shine(feedback: Feedback) -> None:
        nonlocal left, answered
        assert feedback.result is Result.ACCEPTED, feedback
        answered += 1
        if left > 0:
            left -= 1
            ours.tap(int(feedback.reader[-2:]))
        elif answered == taps:
            done.set()

    ours.lit = shine
    began_s = time.perf_counter()
    at_once = min(READERS, taps)
    left -= at_once
    for reader in range(at_once):
        ours.tap(reader)
    assert done.wait(60)
    return time.perf_counter() - began_s

"""The running gateway as screens may use it: read a snapshot, ask, see its health."""

from collections import Counter
from collections.abc import Mapping

from gateway.clock import Clock
from gateway.domain.effects import Answer
from gateway.domain.events import Event
from gateway.domain.now import Now
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Json
from gateway.guard import caught
from gateway.loop import Loop

STALE_S = 10.0
"""A loop that has not looked up for so long is not alive."""


class Door:
    """What `kiosk_web.ports.Gateway` asks for, over the loop.

    Attributes:
        taps: Answered since the start, by result.
        commands: To devices since the start, by what became of them.
    """

    def __init__(self, loop: Loop, clock: Clock) -> None:
        self._loop = loop
        self._clock = clock
        self.ready = False
        self.taps: Counter[str] = Counter()
        self.commands: Counter[str] = Counter()

    def snapshot(self) -> Snapshot:
        """Return the latest snapshot; never blocks."""
        return self._loop.board.latest()

    def wait_newer(self, version: int, timeout_s: float) -> Snapshot:
        """Return the latest snapshot once it is newer than `version`, or after the timeout."""
        return self._loop.board.wait_newer(version, timeout_s)

    def ask(self, event: Event, timeout_s: float = 3.0) -> Answer:
        """Return the answer to an event, after it is on disk; `GatewayBusy` if none came."""
        return self._loop.inbox.ask(event, timeout_s)

    def now(self) -> Now:
        """Return the gateway's clock."""
        return self._clock.now()

    def vital_signs(self) -> Mapping[str, Json]:
        """Return `live`, `ready`, `parts` and the loop's figures; nothing personal."""
        parts = self.snapshot().office.health.parts
        meter = self._loop.meter
        return {
            "live": self._loop.idle_s() < STALE_S,
            "ready": self.ready,
            "taps": dict(self.taps),
            "commands": dict(self.commands),
            "parts": {name: "ok" if part.ok else "gone" for name, part in sorted(parts.items())},
            "loop": {
                "age_s": self._loop.idle_s(),
                "inbox": len(self._loop.inbox),
                "events": meter.events,
                "batches": meter.batches,
                "records": meter.records,
                "refused": meter.refused_events,
                "last_batch": meter.last_batch,
                "last_s": meter.last_s,
                "longest_s": meter.longest_s,
                "busy_s": meter.busy_s,
                "caught": sum(caught.values()),
            },
        }

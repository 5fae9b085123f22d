"""What the loop counts of itself, for `/metrics` and the benchmarks."""

from dataclasses import dataclass

from gateway.clock import uptime_s


@dataclass(slots=True)
class Meter:
    """Counters that only grow, and the last batch.

    Attributes:
        events, batches, records: Handled so far.
        refused_events: Not handled because the disk refused.
        last_batch: Events in the last batch.
        last_s, longest_s: From drain to durable, in seconds.
        busy_s: The sum of it.
    """

    events: int = 0
    batches: int = 0
    records: int = 0
    refused_events: int = 0
    last_batch: int = 0
    last_s: float = 0.0
    longest_s: float = 0.0
    busy_s: float = 0.0

    def begin(self) -> float:
        """Return the instant a batch begins, for `kept`."""
        return uptime_s()

    def kept(self, events: int, records: int, began_s: float) -> None:
        """Count a batch that is on disk."""
        self.last_s = uptime_s() - began_s
        self.longest_s = max(self.longest_s, self.last_s)
        self.busy_s += self.last_s
        self.events += events
        self.records += records
        self.batches += 1
        self.last_batch = events

    def refused(self, events: int) -> None:
        """Count a batch the disk refused."""
        self.refused_events += events

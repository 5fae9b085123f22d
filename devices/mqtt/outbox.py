"""Commands on their way out: nothing waits longer than it may, nothing is sent twice.

Two stages. *Waiting*: put here by any thread, taken by the bus as soon as it is
connected, dropped when it expires first. *Under way*: given to the broker, not
yet acknowledged. No clock and no socket; times are monotonic seconds.
"""

import threading
from collections import deque
from dataclasses import dataclass, replace

from devices.base import Publication
from gateway.domain.effects import Command
from gateway.domain.events import CommandNotSent

MOST_WAITING = 10_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to send.

    Attributes:
        expires_at_s: Not sent after this.
        command: What it was asked by; None for what the gateway says of itself.
        retain: True for states of our own; never for a command.
    """

    message: Publication
    expires_at_s: float
    command: Command | None = None
    retain: bool = False

    def in_time(self, now_s: float) -> Publication:
        """Return the message with what is left of its time."""
        return replace(self.message, expires_s=max(0.0, self.expires_at_s - now_s))

    def not_sent(self, why: str) -> CommandNotSent | None:
        """Return the event that says so, or None where nobody asked."""
        if self.command is None:
            return None
        return CommandNotSent(device=self.command.device, channel=self.command.channel, why=why)


class Outbox:
    """See the module. `put` and `len` are for any thread, the rest for who holds the connection."""

    def __init__(self) -> None:
        self._waiting: deque[Parcel] = deque()
        self._under_way: dict[int, Parcel] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def put(self, parcel: Parcel) -> bool:
        """Queue it; False when the queue is full."""
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                return False
            self._waiting.append(parcel)
            return True

    def take(self, now_s: float, *, everything: bool) -> list[Parcel]:
        """Return, in order, all that waits; or only what has waited too long."""
        with self._lock:
            taken = [p for p in self._waiting if everything or now_s >= p.expires_at_s]
            if taken:
                left = [] if everything else [p for p in self._waiting if now_s < p.expires_at_s]
                self._waiting = deque(left)
            return taken

    def sent(self, number: int, parcel: Parcel) -> None:
        """Note that the broker was given it, under a number it will be acknowledged by."""
        self._under_way[number] = parcel

    def acknowledged(self, number: int) -> Parcel | None:
        """Return what the broker acknowledges, and forget it."""
        return self._under_way.pop(number, None)

    def overdue(self, now_s: float) -> bool:
        """Return True when the broker has not acknowledged something in its time."""
        return any(now_s >= p.expires_at_s for p in self._under_way.values())

    def next_due_s(self) -> float | None:
        """Return when the next parcel expires, waiting or under way."""
        with self._lock:
            waiting = [p.expires_at_s for p in self._waiting]
        return min((*waiting, *(p.expires_at_s for p in self._under_way.values())), default=None)

    def give_up(self) -> list[Parcel]:
        """Forget all that is under way and return it: the link is gone."""
        lost = list(self._under_way.values())
        self._under_way.clear()
        return lost

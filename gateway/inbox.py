"""Where every thread puts what happened, and the loop takes it from."""

import threading
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from gateway.domain.effects import Answer
from gateway.domain.events import Event
from gateway.errors import GatewayBusy

MOST_AT_ONCE = 256
"""A batch is bounded, so that a flood cannot keep a deadline waiting."""


class Reply:
    """One answer, handed from the loop to the thread that asked."""

    __slots__ = ("_answer", "_ready")

    def __init__(self) -> None:
        self._ready = threading.Lock()
        self._ready.acquire()
        self._answer: Answer | None = None

    def give(self, answer: Answer) -> None:
        """Give the answer; a second one is ignored."""
        if self._answer is None:
            self._answer = answer
            self._ready.release()

    def wait(self, timeout_s: float) -> Answer:
        """Return the answer.

        Raises:
            GatewayBusy: None came in time.
        """
        if not self._ready.acquire(timeout=timeout_s) or self._answer is None:
            raise GatewayBusy(f"no answer within {timeout_s:g} s")
        return self._answer


@dataclass(frozen=True, slots=True)
class Asked:
    """An event, and who waits for an answer."""

    event: Event
    reply: Reply | None = None


class Inbox:
    """Any number of threads put, one takes."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Asked | None] = SimpleQueue()

    def put(self, event: Event) -> None:
        """Leave an event; never blocks."""
        self._queue.put(Asked(event))

    def ask(self, event: Event, timeout_s: float) -> Answer:
        """Leave an event and return the answer to it.

        Raises:
            GatewayBusy: No answer within `timeout_s`.
        """
        reply = Reply()
        self._queue.put(Asked(event, reply))
        return reply.wait(timeout_s)

    def wake(self) -> None:
        """Make the loop look at its deadlines and flags now."""
        self._queue.put(None)

    def take(self, wait_s: float) -> list[Asked]:
        """Return what is there now, at most `MOST_AT_ONCE`; waits for the first up to `wait_s`."""
        batch: list[Asked] = []
        try:
            first = self._queue.get(timeout=wait_s) if wait_s > 0 else self._queue.get_nowait()
            while True:
                if first is not None:
                    batch.append(first)
                if len(batch) >= MOST_AT_ONCE:
                    return batch
                first = self._queue.get_nowait()
        except Empty:
            return batch

    def __len__(self) -> int:
        """Return roughly how much waits."""
        return self._queue.qsize()

"""The one thread that writes the registry; others hand it work and wait for the answer."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from gateway.errors import GatewayBusy, GatewayError

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
"""How long somebody waits for a change; a sick disk may take longer."""

T = TypeVar("T")
_Work = tuple[Callable[[], Any], "Future[Any]"]


class Owner:
    """A thread and its queue. An expected error goes to who asked; a bug ends the thread too."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def started(self) -> bool:
        """True from `start` to `stop`, even if the thread has died in between."""
        return self._thread is not None

    def start(self) -> None:
        """Start the thread; nothing if it runs."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Finish what was handed over and join; safe to call twice."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread is not None and self._thread.is_alive()

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Hand over work; the future has its result."""
        future: Future[T] = Future()
        self._queue.put((work, future))
        return future

    def ask(self, work: Callable[[], T]) -> T:
        """Hand over work and wait for its result, or raise what it raised.

        Raises:
            GatewayBusy: No result in time, or the thread has died.
        """
        if not self.is_alive():
            raise GatewayBusy(f"the {self._name} has stopped; the gateway is restarting")
        try:
            return self.submit(work).result(PATIENCE_S)
        except TimeoutError as error:
            raise GatewayBusy(
                f"the {self._name} did not answer in {PATIENCE_S:g} s; "
                "the change may or may not have been kept"
            ) from error

    def _run(self) -> None:
        while (handed := self._queue.get()) is not None:
            work, future = handed
            try:
                future.set_result(work())
            except GatewayError as error:
                future.set_exception(error)
            except Exception as error:
                log.exception("the %s has a bug; the gateway will restart", self._name)
                future.set_exception(error)
                return

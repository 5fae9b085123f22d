"""Waiting for many sockets in one thread, and being woken by any other."""

import selectors
import socket
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

_NO_LOCK = nullcontext()


class Wired(Protocol):
    """Something with one socket at a time."""

    def sock(self) -> socket.socket | None:
        """Return the socket, or None while there is none."""

    def wants_write(self) -> bool:
        """Return True while something waits to be written."""

    def ready(self, *, readable: bool, writable: bool) -> None:
        """Read and write what can be, without waiting."""


class Pump:
    """A selector that also hears `wake`."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._hear, self._call = socket.socketpair()
        self._hear.setblocking(False)
        self._call.setblocking(False)
        self._selector.register(self._hear, selectors.EVENT_READ, None)
        self._watched: dict[Wired, tuple[socket.socket, int]] = {}

    def wake(self) -> None:
        """End the present or the next `wait`; from any thread, safe after `close` too."""
        try:
            self._call.send(b"\0")
        except OSError:  # full: it is awake already; closed: nobody waits any more
            return

    def wait(
        self,
        wired: Iterable[Wired],
        timeout_s: float,
        hands: AbstractContextManager[object] = _NO_LOCK,
    ) -> None:
        """Serve every socket that is ready, holding `hands`; return after one round or the timeout.

        Nothing is held while it waits.
        """
        self._watch(wired)
        for key, mask in self._selector.select(max(0.0, timeout_s)):
            if key.data is None:
                self._hear.recv(4096)
            else:
                with hands:
                    key.data.ready(
                        readable=bool(mask & selectors.EVENT_READ),
                        writable=bool(mask & selectors.EVENT_WRITE),
                    )

    def close(self) -> None:
        """Let go of the selector and the wake sockets; the others are not ours."""
        self._selector.close()
        self._hear.close()
        self._call.close()

    def _watch(self, wired: Iterable[Wired]) -> None:
        """Make the selector's list what the sockets are now: they come and go.

        The gone are forgotten first: a new socket may have got an old one's number.
        """
        present: dict[Wired, tuple[socket.socket, int]] = {}
        for one in wired:
            sock = one.sock()
            if sock is not None and sock.fileno() >= 0:
                writes = selectors.EVENT_WRITE if one.wants_write() else 0
                present[one] = (sock, selectors.EVENT_READ | writes)
        if present == self._watched:
            return
        for one, before in self._watched.items():
            if present.get(one) != before:
                self._selector.unregister(before[0])
        for one, after in present.items():
            if self._watched.get(one) != after:
                self._selector.register(*after, one)
        self._watched = present

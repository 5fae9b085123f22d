"""The latest snapshot of the office, for any thread to read and wait for."""

import threading
from collections.abc import Callable

from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot


class Board:
    """One writer (the loop), any number of readers; reading never blocks."""

    def __init__(self, first: Snapshot) -> None:
        self._latest = first
        self._changed = threading.Condition()
        self._listeners: tuple[Callable[[], None], ...] = ()

    def listen(self, call: Callable[[], None]) -> None:
        """Have something called after each new one, in the loop's thread: it returns at once."""
        self._listeners = (*self._listeners, call)

    def latest(self) -> Snapshot:
        """Return the newest snapshot."""
        return self._latest

    def show(self, office: Office, rules: Rules, now: Now) -> None:
        """Hang up a new one and wake those who wait, unless nothing changed."""
        old = self._latest
        if old.office is office and old.rules is rules:
            return
        with self._changed:
            self._latest = Snapshot(old.version + 1, office, rules, now)
            self._changed.notify_all()
        for call in self._listeners:
            call()

    def wait_newer(self, version: int, timeout_s: float) -> Snapshot:
        """Return the newest snapshot once it is newer than `version`, or after the timeout."""
        with self._changed:
            self._changed.wait_for(lambda: self._latest.version > version, timeout_s)
        return self._latest

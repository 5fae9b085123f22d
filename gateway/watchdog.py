"""Tells systemd that the deciding thread itself turns (Type=notify, WatchdogSec)."""

import os

from sdnotify import SystemdNotifier

PATIENCE_S = 120
"""How long systemd waits for the next sign of a start that takes its time."""


class Watchdog:
    """Fed by the loop's own thread only; without systemd it does nothing."""

    def __init__(self) -> None:
        # Without the variable the library opens a socket all the same, and loses it.
        self._systemd = SystemdNotifier() if os.environ.get("NOTIFY_SOCKET") else None

    def ready(self) -> None:
        """Say that the start is over."""
        self._say("READY=1")

    def starting(self) -> None:
        """Say that the start goes on and takes longer: systemd would give it up."""
        self._say(f"EXTEND_TIMEOUT_USEC={PATIENCE_S * 1_000_000}")

    def feed(self) -> None:
        """Say that the loop looked up."""
        self._say("WATCHDOG=1")

    def close(self) -> None:
        """Say that we stop, and let go of systemd's socket; safe to call twice."""
        self._say("STOPPING=1")
        systemd, self._systemd = self._systemd, None
        if systemd is not None and systemd.socket is not None:
            systemd.socket.close()

    def _say(self, state: str) -> None:
        if self._systemd is not None:
            self._systemd.notify(state)

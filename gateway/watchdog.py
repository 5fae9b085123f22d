"""Tells systemd that the deciding thread itself turns (Type=notify, WatchdogSec)."""

from sdnotify import SystemdNotifier


class Watchdog:
    """Fed by the loop's own thread only; without systemd it does nothing."""

    def __init__(self) -> None:
        self._systemd = SystemdNotifier()

    def ready(self) -> None:
        """Say that the start is over."""
        self._systemd.notify("READY=1")

    def feed(self) -> None:
        """Say that the loop looked up."""
        self._systemd.notify("WATCHDOG=1")

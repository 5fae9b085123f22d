"""The one place that asks what time it is.

Rules are handed a `Now`; shell and drivers are handed a `Clock`. A Pi has no
battery behind its clock: the date may be wrong at boot and jump when NTP
arrives, so durations always come from `mono_s`.
"""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from gateway.domain.now import Now

TIMESYNC = Path("/run/systemd/timesync")
"""systemd-timesyncd keeps `synchronized` here once NTP has answered."""

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""This program did not exist before: an earlier wall clock is wrong."""


class Clock(Protocol):
    """What tells the time; real, simulated, or the demo's."""

    def now(self) -> Now:
        """Return both times at one instant, the wall clock in the site's zone."""

    def monotonic(self) -> float:
        """Return monotonic seconds, the same as `now().mono_s`."""


class SystemClock:
    """The machine's clocks; the wall clock is trusted once it has been set.

    Args:
        zone: The site's time zone.
        not_before: The newest time already in the ledger: a wall clock before
            it has been set back and is not trusted.
    """

    def __init__(self, zone: ZoneInfo, not_before: datetime | None = None) -> None:
        self._zone = zone
        self._floor = max(EARLIEST, not_before or EARLIEST)
        self._synced = False

    def now(self) -> Now:
        """Return both times; `trusted` turns True once and then only a jump back undoes it."""
        at = datetime.now(self._zone)
        self._synced = self._synced or not TIMESYNC.exists() or (TIMESYNC / "synchronized").exists()
        return Now(time.monotonic(), at, self._synced and at >= self._floor)

    def monotonic(self) -> float:
        """Return monotonic seconds."""
        return time.monotonic()


class SetClock:
    """A clock that moves only when told to: replay and tests. `mono_s` is the Unix time."""

    def __init__(self, at: datetime, zone: ZoneInfo) -> None:
        self._zone = zone
        self.set(at)

    def set(self, at: datetime) -> None:
        """Set both times; the past is refused with ValueError by replay, not here."""
        self._now = Now(at.timestamp(), at.astimezone(self._zone))

    def now(self) -> Now:
        """Return the time it was set to."""
        return self._now

    def monotonic(self) -> float:
        """Return the time it was set to, as Unix seconds."""
        return self._now.mono_s


class MovableClock:
    """The real clock plus what somebody moved it by: the demo's day in two minutes."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._ahead_s = 0.0
        self._lock = threading.Lock()

    def advance(self, seconds: float) -> None:
        """Move both times forward; never back."""
        if seconds < 0:
            raise ValueError(f"the demo's clock only moves forward, not by {seconds} s")
        with self._lock:
            self._ahead_s += seconds

    def now(self) -> Now:
        """Return both times, moved."""
        ahead_s = self._ahead_s
        at = datetime.now(UTC) + timedelta(seconds=ahead_s)
        return Now(time.monotonic() + ahead_s, at.astimezone(self._zone))

    def monotonic(self) -> float:
        """Return monotonic seconds, moved."""
        return time.monotonic() + self._ahead_s


def uptime_s() -> float:
    """Return real monotonic seconds, for measuring our own work; no rule sees it."""
    return time.perf_counter()


def unix_s() -> float:
    """Return the machine's Unix time, for signatures that others check; no rule sees it."""
    return time.time()

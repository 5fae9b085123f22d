"""Moves the demo's clock forward without losing anybody on the way.

In steps: to the next deadline of the rules, at most to the next minute, and
only when no command is under way, so that devices (which live in real time)
have answered before the next step.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from gateway.clock import MovableClock
from gateway.domain.decide import next_due_s
from gateway.domain.events import MinuteBegan, TimePassed
from gateway.domain.snapshot import Snapshot
from gateway.errors import GatewayBusy
from gateway.loop import Loop

SETTLE_S = 0.15
"""Longest real wait for a device to answer before the clock goes on."""
ANSWER_S = 0.04
"""What a device needs to answer a poll, with a margin; a poll leaves no mark in the state."""
TELEMETRY_MIN = 5
MARGIN_S = 0.001


class Pilot:
    """One journey at a time; a new one replaces the old.

    Args:
        loop: The gateway's.
        clock: The one to move.
        telemetry: Makes the imaginary devices report, as they would have on the way.
        asked: Counts what was sent to devices so far.
    """

    def __init__(
        self,
        loop: Loop,
        clock: MovableClock,
        telemetry: Callable[[], None],
        asked: Callable[[], int],
    ) -> None:
        self._loop = loop
        self._clock = clock
        self._telemetry = telemetry
        self._asked = asked
        self._asked_before = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def go(self, to: datetime) -> None:
        """Set off and return at once."""
        self.stop()
        self._stop.clear()
        self._thread = threading.Thread(target=self.travel, args=(to,), name="pilot", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stay where the clock is now."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def travel(self, to: datetime) -> None:
        """Go there and return on arrival."""
        while not self._stop.is_set():
            self._settle()
            now = self._clock.now()
            left_s = (to - now.at).total_seconds()
            if left_s <= 0:
                return
            minute = now.at.replace(second=0, microsecond=0) + timedelta(minutes=1)
            to_minute_s = (minute - now.at).total_seconds()
            step_s = min(left_s, to_minute_s, self._to_deadline_s())
            self._clock.advance(step_s + MARGIN_S)
            self._arrive(minute if step_s >= to_minute_s else None)

    def _to_deadline_s(self) -> float:
        due_s = next_due_s(self._loop.office)
        return float("inf") if due_s is None else max(0.0, due_s - self._clock.monotonic())

    def _arrive(self, minute: datetime | None) -> None:
        if minute is not None and minute.minute % TELEMETRY_MIN == 0:
            self._telemetry()
            self._asked_before = -1
        event = TimePassed() if minute is None else MinuteBegan()
        try:
            self._loop.inbox.ask(event, timeout_s=5.0)
        except GatewayBusy:
            self._stop.set()

    def _settle(self) -> None:
        """Wait for answers to commands and polls, for as long as a quick device needs."""
        board = self._loop.board
        if self._asked() != self._asked_before:
            self._asked_before = self._asked()
            self._stop.wait(ANSWER_S)
        snapshot = board.latest()
        waited_s = 0.0
        while _is_busy(snapshot) and waited_s < SETTLE_S and not self._stop.is_set():
            snapshot = board.wait_newer(snapshot.version, 0.05)
            waited_s += 0.05


def _is_busy(snapshot: Snapshot) -> bool:
    return bool(snapshot.office.controls.sending)


def next_time(now: datetime, local: str) -> datetime:
    """Return the next time the clock shows a local `HH:MM`, today or tomorrow.

    Raises:
        ValueError: It is no time of day.
    """
    hour, minute = (int(part) for part in local.split(":"))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at if at > now else at + timedelta(days=1)

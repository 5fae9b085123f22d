"""Pokes at wall-clock times. A job only posts an event; rules decide what is due.

`schedule` (1.2.2) reads the wall clock itself, stops for as long as the clock
was set back, and lets a job that raises starve the others. So the jobs here
cannot raise, and the table is made anew when the wall clock jumps back. A
late, doubled or missing poke does no harm: what was already done today is
read from dates in the state.
"""

import logging
import threading
from datetime import datetime

from schedule import Scheduler

from gateway.clock import Clock
from gateway.domain.events import Event, MinuteBegan
from gateway.inbox import Inbox

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5


class Jobs:
    """Posts `MinuteBegan` as each minute of the wall clock begins."""

    name = "jobs"

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox = inbox
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Start; the first poke comes at once, so that what was missed is looked at."""
        self._post(MinuteBegan())
        self._thread.start()

    def stop(self) -> None:
        """Stop and join."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread.is_alive()

    def _post(self, event: Event) -> None:
        self._inbox.put(event)

    def _table(self) -> Scheduler:
        table = Scheduler()
        table.every().minute.at(":00").do(self._post, MinuteBegan())
        return table

    def _run(self) -> None:
        table = self._table()
        last: datetime = self._clock.now().at
        while not self._stop.wait(LOOK_EVERY_S):
            at = self._clock.now().at
            if at < last:
                log.warning("the clock went back from %s to %s", last, at)
                table = self._table()
                self._post(MinuteBegan())
            last = at
            table.run_pending()

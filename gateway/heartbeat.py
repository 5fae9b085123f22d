"""A sign of life for an outside monitor: who misses it knows that the gateway is gone.

Called only while the loop decides, so that a program that hangs falls silent.
Whether a call arrives is the monitor's business; it is logged once each way.
"""

import http.client
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Callable

from gateway.guard import guarded

log = logging.getLogger(__name__)

SLOWEST_S = 8.0
"""A monitor has this long to answer."""
STOP_S = 3.0


class Heartbeat:
    """Calls an address now and then; a `Running` of the shell.

    Args:
        url: An `http` or `https` address; a secret, never logged.
        every_s: Seconds between two calls.
        is_well: Tells whether the gateway decides.
    """

    name = "heartbeat"

    def __init__(self, url: str, every_s: float, is_well: Callable[[], bool]) -> None:
        if not url.lower().startswith(("http://", "https://")):
            raise ValueError("the heartbeat address must begin with http:// or https://")
        self._url = url
        self._every_s = every_s
        self._is_well = is_well
        self._arrives: bool | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Start; the first call goes out at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; a call under way has a few seconds. Safe to call twice, and without `start`."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(STOP_S)

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            if self._is_well():
                guarded("heartbeat", self._beat)
            self._stop.wait(self._every_s)

    def _beat(self) -> None:
        request = urllib.request.Request(self._url, headers={"User-Agent": "office-gateway"})  # noqa: S310 - the scheme is checked above
        try:
            with urllib.request.urlopen(request, timeout=SLOWEST_S) as answer:  # noqa: S310 - as above
                answer.read(1024)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            self._note(arrives=False, why=f"status {refusal.code}")
        except (OSError, ValueError, http.client.HTTPException) as error:
            self._note(arrives=False, why=type(error).__name__)
        else:
            self._note(arrives=True)

    def _note(self, *, arrives: bool, why: str = "") -> None:
        if arrives is self._arrives:
            return
        self._arrives = arrives
        if arrives:
            log.info("the heartbeat arrives")
        else:
            log.warning("the heartbeat does not arrive: %s", why)

"""The facilities' phone: a web hook on loopback that keeps the messages it gets."""

import json
import logging
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024


class Phone:
    """Takes what the notifier sends to `urls`; `messages` are (title, body), oldest first."""

    name = "phone"

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self._came = threading.Condition()
        phone = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = min(int(self.headers.get("Content-Length", 0)), MOST_BYTES)
                said = json.loads(self.rfile.read(size))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                phone.take(str(said.get("title", "")), str(said.get("message", "")))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                log.debug(format, *args)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name=self.name)

    @property
    def url(self) -> str:
        """Return the address as Apprise writes it."""
        return f"json://127.0.0.1:{self._server.server_address[1]}/"

    def start(self) -> None:
        """Be reachable."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def take(self, title: str, body: str) -> None:
        """Keep a message."""
        with self._came:
            self.messages.append((title, body))
            self._came.notify_all()

    def wait_for(self, fits: Callable[[str], object], timeout_s: float) -> str | None:
        """Return the first message whose body fits, or None when none came in time."""

        def found() -> str | None:
            return next((body for _, body in self.messages if fits(body)), None)

        with self._came:
            self._came.wait_for(lambda: found() is not None, timeout_s)
            return found()


def link_in(body: str) -> str | None:
    """Return the token of the one-time link in a message, or None."""
    found = re.search(r"/a/([\w.-]+)", body)
    return found.group(1) if found else None

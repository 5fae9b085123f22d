"""The web server: waitress, with a thread per open live page and some for the rest.

Why waitress, and what was measured: `docs/decisions/0002-wsgi-server.md`.
"""

import socket
import threading

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, create_server

from kiosk_web.context import KEY, Web
from kiosk_web.hub import Hub

GONE_MS = 8_000
"""A browser whose machine lost power answers nothing: given up after so long."""

BACKLOG = 256
LARGEST_UNSENT = 1_048_576
STOP_S = 1.0


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 is any free one.

    Raises:
        OSError: The address cannot be bound.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


class Channel(HTTPChannel):  # type: ignore[misc, unused-ignore]
    """A connection that the kernel gives up when nobody acknowledges for `GONE_MS`."""

    def __init__(
        self, server: TcpWSGIServer, sock: socket.socket, *args: object, **more: object
    ) -> None:
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_MS)
        super().__init__(server, sock, *args, **more)


class WebServer:
    """Serves an app on one address; `port` is the real one when 0 was asked for."""

    name = "web"

    def __init__(self, app: Flask, host: str = "127.0.0.1", port: int = 8080) -> None:
        """Bind the address at once, so that a port in use is found at start.

        Raises:
            OSError: The address cannot be bound.
        """
        doors: Web = app.extensions[KEY]
        self._hub: Hub = app.extensions["live"]
        settings = doors.settings
        self._server = create_server(
            app,
            sockets=[listen(host, port)],
            threads=settings.most_streams + settings.request_threads,
            connection_limit=2 * settings.most_streams + 100,
            backlog=BACKLOG,
            # Reads on while it answers: so a browser that went away is noticed.
            channel_request_lookahead=1,
            channel_timeout=30,
            cleanup_interval=5,
            max_request_body_size=settings.most_body_bytes,
            max_request_header_size=16_384,
            outbuf_high_watermark=LARGEST_UNSENT,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=True,
            ident=None,
        )
        self._server.channel_class = Channel
        self.port = int(self._server.effective_port)
        self._thread: threading.Thread | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin to answer; returns at once."""
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no new connection, end every stream, answer what is under way; idempotent."""
        if self._stopped:
            return
        self._stopped = True
        self._server.accepting = False
        self._hub.close()
        self._server.task_dispatcher.shutdown(timeout=STOP_S)
        if self.is_alive():
            # Sockets are closed by the thread that polls them.
            self._server.trigger.pull_trigger(self._close_all)
        else:
            self._close_all()
        if self._thread is not None:
            self._thread.join(timeout=STOP_S)

    def _close_all(self) -> None:
        wasyncore.close_all(self._server._map)

    def is_alive(self) -> bool:
        """Return whether the server's own thread still runs."""
        return self._thread is not None and self._thread.is_alive()

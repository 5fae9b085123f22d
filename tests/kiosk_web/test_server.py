"""The web server itself: browsers that vanish, and a clean end."""

import http.client
import socket
import threading
import time

import pytest

from kiosk_web.server import WebServer
from tests.kiosk_web.live_page import Listener, probe_office, serving
from tests.patience import PATIENCE_S


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, bytes]:
    """Ask once and return status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_short_requests_are_answered_beside_open_streams():
    """A press never waits for a stream to end."""
    built = probe_office(rooms=8, most_streams=8, request_threads=2)
    with serving(built) as server:
        panels = [Listener(server.port, room) for room in built.gateway.rules.rooms]
        for panel in panels:
            panel.next_patch()
        assert get(server.port, "/healthz")[0] == 200
        for panel in panels:
            panel.close()


def test_a_browser_that_went_away_is_noticed():
    """Its place is free again within beats, not hours."""
    built = probe_office(beat_s=0.05)
    hub = built.app.extensions["live"]
    with serving(built) as server:
        panel = Listener(server.port, "room-a")
        panel.next_patch()
        assert hub.streams == 1

        panel.close()

        for _ in range(100):
            if hub.streams == 0:
                break
            threading.Event().wait(0.05)
        assert hub.streams == 0


def test_stopping_ends_open_streams_quickly_and_leaves_no_thread():
    """`stop` ends 64 streams at once, not one after the other; it may be called twice."""
    built = probe_office(rooms=64)
    before = set(threading.enumerate())
    server = WebServer(built.app, "127.0.0.1", 0)
    server.start()
    panels = [Listener(server.port, room) for room in built.gateway.rules.rooms]
    for panel in panels:
        panel.next_patch()
    assert server.is_alive()

    began_s = time.monotonic()
    server.stop()
    server.stop()

    assert time.monotonic() - began_s < 10
    assert not server.is_alive()
    for panel in panels:
        while panel.next() is not None:
            pass
        panel.close()
    left = [t for t in threading.enumerate() if t not in before]
    for thread in left:
        thread.join(timeout=1)
    assert not [t for t in left if t.is_alive()]


def test_a_port_in_use_is_found_when_the_server_is_made():
    """Before anything starts, not in a thread later."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        WebServer(probe_office().app, "127.0.0.1", taken.getsockname()[1])


def test_an_oversized_body_is_refused_before_it_is_read():
    """413 from the announced length alone."""
    built = probe_office()
    with serving(built) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
        connection.putrequest("POST", "/login")
        connection.putheader("Content-Length", str(10**9))
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_a_server_never_started_can_be_stopped():
    """So that a failed start can tidy up."""
    WebServer(probe_office().app, "127.0.0.1", 0).stop()

"""The sign of life: real calls to a real receiver on loopback."""

import logging
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, SimpleQueue

import pytest

from gateway.heartbeat import Heartbeat
from tests.patience import PATIENCE_S
from tests.shell.test_notify import free_port

OFTEN_S = 0.02


@contextmanager
def monitor(status: int = 200, port: int = 0):
    """Serve a monitor; yields its address and the calls it gets."""
    calls: SimpleQueue[str] = SimpleQueue()

    class Ping(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"OK")
            calls.put(f"{self.path} {self.headers['User-Agent']}")

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", port), Ping)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ping/geheim", calls
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def start():
    """Return a function that starts a heartbeat; all are stopped."""
    started = []

    def begin(url, every_s=OFTEN_S, is_well=lambda: True):
        heart = Heartbeat(url, every_s, is_well)
        heart.start()
        started.append(heart)
        return heart

    yield begin
    for heart in started:
        heart.stop()


def logged(caplog, text: str) -> bool:
    """Wait until a line is in the log."""
    until = threading.Event()
    for _ in range(int(PATIENCE_S / 0.02)):
        if text in caplog.text:
            return True
        until.wait(0.02)
    return False


def test_the_monitor_is_called_at_once_and_again(start):
    """A GET with our name."""
    with monitor() as (url, calls):
        heart = start(url)
        assert [calls.get(timeout=PATIENCE_S) for _ in range(3)] == [
            "/ping/geheim office-gateway"
        ] * 3
        heart.stop()

    assert not heart.is_alive()


def test_a_gateway_that_does_not_decide_falls_silent(start):
    """The loop hangs: no call, so that the monitor tells somebody; then it goes on."""
    well = threading.Event()
    looked = threading.Semaphore(0)

    def is_well() -> bool:
        looked.release()
        return well.is_set()

    with monitor() as (url, calls):
        heart = start(url, is_well=is_well)
        for _ in range(3):
            assert looked.acquire(timeout=PATIENCE_S)
        with pytest.raises(Empty):
            calls.get_nowait()

        well.set()
        assert calls.get(timeout=PATIENCE_S)
        heart.stop()


def test_a_monitor_that_is_away_is_called_until_it_is_back(start, caplog):
    """Logged once each way, without the address."""
    caplog.set_level(logging.INFO)
    port = free_port()
    heart = start(f"http://127.0.0.1:{port}/ping/geheim")
    assert logged(caplog, "the heartbeat does not arrive: URLError")

    with monitor(port=port) as (_, calls):
        calls.get(timeout=PATIENCE_S)
        calls.get(timeout=PATIENCE_S)
        heart.stop()

    assert logged(caplog, "the heartbeat arrives")
    assert caplog.text.count("does not arrive") == 1
    assert "geheim" not in caplog.text


def test_a_refusal_is_no_arrival(start, caplog):
    """The check was deleted there."""
    with monitor(status=404) as (url, calls):
        heart = start(url)
        calls.get(timeout=PATIENCE_S)
        assert logged(caplog, "status 404")
        heart.stop()


def test_stop_does_not_wait_for_the_next_call_and_is_safe_twice(start):
    """Nor does it need a start."""
    with monitor() as (url, calls):
        heart = start(url, every_s=3600.0)
        calls.get(timeout=PATIENCE_S)
        heart.stop()
        heart.stop()
    assert not heart.is_alive()

    Heartbeat("http://127.0.0.1:9/", 60.0, lambda: True).stop()


def test_only_web_addresses_are_called():
    """Not a file."""
    with pytest.raises(ValueError, match="http"):
        Heartbeat("file:///etc/passwd", 60.0, lambda: True)

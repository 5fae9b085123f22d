"""What systemd is told, and that nothing is left open without it."""

import socket

import pytest

from gateway.watchdog import Watchdog
from tests.patience import PATIENCE_S


def test_systemd_hears_ready_then_that_the_loop_turns_then_that_we_stop(tmp_path, monkeypatch):
    """On the socket that systemd names, one datagram a word."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE_S)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        watchdog = Watchdog()
        watchdog.ready()
        watchdog.feed()
        watchdog.close()
        watchdog.close()

        assert [systemd.recv(64) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_a_start_that_takes_long_asks_systemd_for_patience(tmp_path, monkeypatch):
    """Folding a million rows on a Raspberry Pi takes longer than a start may."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE_S)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        watchdog = Watchdog()
        watchdog.starting()
        watchdog.close()

        assert systemd.recv(64) == b"EXTEND_TIMEOUT_USEC=120000000"


def test_without_systemd_it_opens_nothing(monkeypatch):
    """The library would open a socket and lose it; the leak check of every test sees that."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a socket was opened"))
    watchdog = Watchdog()

    watchdog.ready()
    watchdog.close()

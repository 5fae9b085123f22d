"""What a test may leave behind: nothing.

Looks at the process before and after a test: threads, children, sockets. Only
what a library keeps for the life of the process is let off, each by name.
"""

import gc
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE_S

OURS = ("gateway", "devices", "kiosk_web", "tests", "paho", "amqtt", "waitress", "aiosmtpd")
"""Whose threads count even when they are daemons: a daemon is no excuse for ours."""

LASTING = ("pytest_timeout", "execnet", "xdist", "hypothesis", "limits", "playwright")
"""Whose threads live as long as the process, whatever a test does."""

POOL = "asyncio_"
"""How asyncio names the threads of a loop's own pool: they end with the loop, and a loop
that is not closed warns by itself. Chromium's driver begins one when it looks up a name."""


@dataclass(frozen=True)
class Seen:
    """What there is at one moment."""

    threads: frozenset[threading.Thread]
    children: frozenset[int]
    sockets: frozenset[str]


def look() -> Seen:
    """Return the threads, children and sockets of this process."""
    threads = frozenset(t for t in threading.enumerate() if _counts(t))
    return Seen(threads, frozenset(_children()), frozenset(_sockets()))


def left_behind(before: Seen) -> list[str]:
    """Return, one line each, what is there now that was not; waits a moment for it to go."""
    until = time.monotonic() + PATIENCE_S
    for thread in look().threads - before.threads:
        if thread.ident is not None:  # None: a server is just starting it
            thread.join(max(0.0, until - time.monotonic()))
    leaks = _leaks(before)
    if leaks:
        gc.collect()  # a socket in a cycle is closed here, with a ResourceWarning of its own
        leaks = _leaks(before)
    while leaks and time.monotonic() < until:
        threading.Event().wait(0.05)  # a child or a kernel that takes its time
        leaks = _leaks(before)
    return leaks


def _leaks(before: Seen) -> list[str]:
    now = look()
    lines = [f"thread {t.name!r} ({_origin(t)})" for t in now.threads - before.threads]
    lines += [f"child process {pid} ({_command(pid)})" for pid in now.children - before.children]
    lines += [f"socket {_address(inode)}" for inode in now.sockets - before.sockets]
    return sorted(lines)


def _origin(thread: threading.Thread) -> str:
    """Return the module a thread's work comes from."""
    target = getattr(thread, "_target", None)
    return str(getattr(target, "__module__", None) or type(thread).__module__)


def _counts(thread: threading.Thread) -> bool:
    if thread is threading.current_thread() or thread is threading.main_thread():
        return False
    root = _origin(thread).partition(".")[0]
    if root in LASTING or isinstance(thread, threading._DummyThread):
        return False
    if thread.name.startswith(POOL):
        return False
    return not thread.daemon or root in OURS


def _children() -> Iterator[int]:
    """Yield the children of this process, finished ones that nobody waited for too."""
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            yield from map(int, task.read_text().split())
        except OSError:  # the thread has gone meanwhile
            continue


def _sockets() -> Iterator[str]:
    """Yield the inodes of open sockets."""
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except OSError:  # the descriptor of the listing itself
            continue
        if target.startswith("socket:["):
            yield target[8:-1]


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return "gone"
    return words or "finished, nobody waited for it"


def _address(inode: str) -> str:
    """Return where a socket is bound and connected to, as far as the kernel says."""
    for family in ("tcp", "tcp6", "udp", "unix"):
        for line in Path(f"/proc/net/{family}").read_text().splitlines()[1:]:
            if inode in line.split():
                parts = line.split()
                return f"{family} {' '.join(parts[7:] if family == 'unix' else parts[1:4])}"
    return f"inode {inode}"

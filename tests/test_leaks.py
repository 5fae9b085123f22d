"""The leak check itself: it must see, and must not cry wolf."""

import socket
import subprocess
import sys
import threading

from tests.leaks import left_behind, look


def test_a_socket_left_open_is_seen_with_its_address():
    """An open socket is named, a closed one forgotten."""
    before = look()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        leaks = left_behind_at_once(before)

    assert leaks == [f"socket tcp 0100007F:{port:04X} 00000000:0000 0A"]
    assert left_behind(before) == []


def test_a_thread_of_ours_is_seen_even_as_a_daemon():
    """A daemon thread is no excuse when its work is ours."""
    before = look()
    go_on = threading.Event()
    thread = threading.Thread(target=wait_for, args=(go_on,), name="idler", daemon=True)
    thread.start()

    leaks = left_behind_at_once(before)
    go_on.set()
    thread.join()

    assert leaks == ["thread 'idler' (tests.test_leaks)"]
    assert left_behind(before) == []


def test_a_child_that_nobody_waited_for_is_seen():
    """A finished child is still a leak until somebody has waited for it."""
    before = look()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

    leaks = left_behind_at_once(before)
    child.communicate(b"\n")

    assert [leak.partition(" (")[0] for leak in leaks] == [f"child process {child.pid}"]
    assert left_behind(before) == []


def test_a_thread_about_to_end_is_given_a_moment():
    """What was told to stop may take its time; only what stays is a leak."""
    before = look()
    go_on = threading.Event()
    thread = threading.Thread(target=go_on.wait, args=(0.2,))
    thread.start()

    assert left_behind(before) == []


def wait_for(event: threading.Event) -> None:
    """Stand for work of ours."""
    event.wait()


def left_behind_at_once(before):
    """Return the leaks without waiting for them to go."""
    from tests import leaks

    return leaks._leaks(before)

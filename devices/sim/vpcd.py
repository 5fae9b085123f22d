"""Cards on vpcd's virtual reader: pcscd takes them for real ones.

vpcd (the package vsmartcard-vpcd) listens for a card on a TCP port. Each
message is a length (2 bytes, big-endian) and a body; a body of one byte is a
control, of which only "your ATR?" is answered, anything else a command to the
card. A card is on the reader for as long as its connection stands.
"""

import logging
import queue
import socket
import struct
import threading
from collections.abc import Callable

from gateway.errors import DeviceUnavailable

log = logging.getLogger(__name__)

PORT = 35963
"""Where vpcd's first slot listens, as its package sets it up."""
HOST = "127.0.0.1"
ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
GET_UID = bytes.fromhex("FFCA000000")
OK = b"\x90\x00"
NOT_SUPPORTED = b"\x6a\x81"
ASK_ATR = 4

LIES_S = 4.0
"""A card that nobody asks is taken away after so long; pcscd looks every 0.4 s."""
STAYS_S = 0.3
"""How long a card stays once it has said its number."""
AGAIN_S = 0.1
APART_S = 0.6
"""Between two cards, so that pcscd sees the reader empty."""


def is_taken(port: int = PORT) -> bool:
    """Return whether somebody on this machine has vpcd's port.

    Without a connection: that would be a card on the reader, and while one
    lies there vpcd takes no other.
    """
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


class VirtualCards:
    """Lays cards on vpcd's slot, one after the other; `start` and `stop` as a driver.

    The slot is held only while a card lies there, so others may lay theirs.

    Args:
        mono_s: Real monotonic seconds.
        port: The slot's.
    """

    name = "virtual-cards"

    def __init__(self, mono_s: Callable[[], float], port: int = PORT) -> None:
        self._mono_s = mono_s
        self._port = port
        self._laid: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Take away what lies there and join; safe to call twice."""
        self._stopping.set()
        self._laid.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread.is_alive()

    def tap(self, uid: bytes) -> None:
        """Lay a card on the reader until it was read; returns at once, from any thread."""
        self._laid.put(uid)

    def _run(self) -> None:
        while (uid := self._laid.get()) is not None and not self._stopping.is_set():
            self._lay(uid, self._mono_s() + LIES_S)
            self._stopping.wait(APART_S)

    def _lay(self, uid: bytes, until_s: float) -> None:
        """Lay a card; while the one before is still seen there, vpcd takes none."""
        why = "nobody read the card"
        while not self._stopping.is_set() and self._mono_s() < until_s:
            try:
                if self._lie(uid, until_s):
                    return
            except OSError as error:
                why = str(error)
            self._stopping.wait(AGAIN_S)
        log.warning("virtual reader on %s:%d: %s", HOST, self._port, why)

    def _lie(self, uid: bytes, until_s: float) -> bool:
        """Answer for the card; return whether its number was asked for."""
        was_read = False
        with socket.create_connection((HOST, self._port), timeout=LIES_S) as wire:
            while not self._stopping.is_set():
                left_s = until_s - self._mono_s()
                if left_s <= 0:
                    break
                wire.settimeout(left_s)
                try:
                    message = _receive(wire)
                except (TimeoutError, DeviceUnavailable):
                    break
                answer = _answer(message, uid)
                if answer is not None:
                    wire.sendall(struct.pack(">H", len(answer)) + answer)
                if message == GET_UID and not was_read:
                    was_read, until_s = True, self._mono_s() + STAYS_S
        return was_read


def _answer(message: bytes, uid: bytes) -> bytes | None:
    if message == GET_UID:
        return uid + OK
    if len(message) == 1:
        return ATR if message[0] == ASK_ATR else None
    return NOT_SUPPORTED


def _receive(wire: socket.socket) -> bytes:
    return _exactly(wire, int.from_bytes(_exactly(wire, 2), "big"))


def _exactly(wire: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        more = wire.recv(count - len(got))
        if not more:
            raise DeviceUnavailable("vpcd hung up")
        got += more
    return got

"""A small virtual card for vpcd: one per slot, with the manners and bad manners of real ones.

On the wire each message is a length (2 bytes, big-endian) and a body. A body
of one byte is a control: 0 power off, 1 power on, 2 reset, 4 "your ATR?" (the
only one answered). Anything else is an APDU and is answered.
"""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.patience import PATIENCE_S

ATR_CLASSIC = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
GET_UID = bytes.fromhex("FFCA000000")
OK = b"\x90\x00"
NOT_SUPPORTED = b"\x6a\x81"
ASK_ATR = 4


@dataclass(frozen=True)
class Pulled:
    """Answer with the beginning of these bytes, then be pulled away."""

    answer: bytes


Answer = Callable[[bytes], bytes | Pulled]


def with_uid(uid: bytes) -> Answer:
    """Return how a plain card answers."""
    return lambda apdu: uid + OK if apdu == GET_UID else NOT_SUPPORTED


def saying(*answers: bytes | Pulled) -> Answer:
    """Return answers one after another, the last one for ever."""
    left = list(answers)
    return lambda apdu: left.pop(0) if len(left) > 1 else left[0]


class CardSlot:
    """One slot of the virtual reader, onto which cards are laid.

    A card that lies there stays there when pcscd goes and comes back.
    `noticed_s` is when pcscd first asked the card, in `time.perf_counter` seconds.
    """

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._thread: threading.Thread | None = None
        self._gone = threading.Event()
        self._wire: socket.socket | None = None
        self._polled = threading.Condition()
        self._polls = 0
        self._asked = threading.Event()
        self.noticed_s = 0.0

    def lay(self, answer: Answer, atr: bytes = ATR_CLASSIC) -> None:
        """Lay a card onto the reader; pcscd sees it at its next look (every 0.4 s)."""
        self._gone = threading.Event()
        self._polls = 0
        self._asked.clear()
        self._thread = threading.Thread(
            target=self._lie, args=(answer, atr, self._gone), name="vcard", daemon=True
        )
        self._thread.start()

    def lay_uid(self, uid: str) -> None:
        """Lay a plain card with this UID (hex) onto the reader."""
        self.lay(with_uid(bytes.fromhex(uid)))

    def take(self) -> None:
        """Take the card away; nothing happens without one."""
        self._gone.set()
        if self._wire is not None:
            self._shut(self._wire)
        if self._thread is not None:
            self._thread.join(timeout=PATIENCE_S)
            self._thread = None

    def wait_pulled(self, timeout_s: float = PATIENCE_S) -> None:
        """Return when the card that lies here has been pulled in the middle of an answer."""
        assert self._thread is not None
        self._thread.join(timeout_s)
        assert not self._thread.is_alive(), "not pulled"

    def wait_asked(self, timeout_s: float = PATIENCE_S) -> None:
        """Return when the card that lies here has answered a command."""
        assert self._asked.wait(timeout_s), "not asked"

    def wait_polls(self, count: int, timeout_s: float = PATIENCE_S) -> None:
        """Return when pcscd has asked the card that lies here `count` times more."""
        with self._polled:
            wanted = self._polls + count
            assert self._polled.wait_for(lambda: self._polls >= wanted, timeout_s), "not polled"

    def _lie(self, answer: Answer, atr: bytes, gone: threading.Event) -> None:
        while not gone.is_set():
            try:
                with socket.create_connection(self._address, timeout=PATIENCE_S) as wire:
                    self._wire = wire
                    wire.settimeout(None)
                    if not gone.is_set() and self._talk(wire, answer, atr):
                        return
            except OSError:
                gone.wait(0.02)

    def _talk(self, wire: socket.socket, answer: Answer, atr: bytes) -> bool:
        """Answer until the wire breaks (False) or the card was pulled (True)."""
        while (message := self._receive(wire)) is not None:
            if len(message) > 1:
                said = answer(message)
                if isinstance(said, Pulled):
                    half = len(said.answer) // 2
                    wire.sendall(struct.pack(">H", len(said.answer)) + said.answer[:half])
                    return True
                wire.sendall(struct.pack(">H", len(said)) + said)
                self._asked.set()
            elif message[0] == ASK_ATR:
                wire.sendall(struct.pack(">H", len(atr)) + atr)
                with self._polled:
                    if self._polls == 0:
                        self.noticed_s = time.perf_counter()
                    self._polls += 1
                    self._polled.notify_all()
        return False

    def _receive(self, wire: socket.socket) -> bytes | None:
        head = self._exactly(wire, 2)
        return None if head is None else self._exactly(wire, int.from_bytes(head, "big"))

    @staticmethod
    def _exactly(wire: socket.socket, count: int) -> bytes | None:
        got = b""
        while len(got) < count:
            # vpcd sends length and body apart: without this each waits 40 ms for an ACK.
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            more = wire.recv(count - len(got))
            if not more:
                return None
            got += more
        return got

    @staticmethod
    def _shut(wire: socket.socket) -> None:
        with contextlib.suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)

"""What no virtual reader can be made to do, with another wire instead of pcscd's."""

import threading
import time

import pytest

from devices.nfc import wire as wires
from devices.nfc.config import PcscReaderConfig
from devices.nfc.pcsc import PcscReaders
from devices.nfc.wire import ANY_READER_CAME, LOST, PRESENT, CardUnread, PcscGone, ReaderState
from tests.patience import PATIENCE_S

NAME = "Reader 00 00"


class FakeWire:
    """One reader, whose word is set by the test; a wait returns at once when it differs."""

    def __init__(self) -> None:
        self.plugged = [NAME]
        self.word = 0x10
        self.answer: bytes | Exception = bytes.fromhex("04A1B2C39000")
        self.waits = 0
        self.restless = False
        self.broken = False
        self._changed = threading.Condition()

    def change(self, **parts) -> None:
        with self._changed:
            for name, value in parts.items():
                setattr(self, name, value)
            self._changed.notify_all()

    def readers(self) -> list[str]:
        return list(self.plugged)

    def wait(self, known, timeout_s) -> list[ReaderState]:
        self.waits += 1
        before = dict(known)
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self.restless
                    or self.broken
                    or (NAME in before and before[NAME] != self.word)
                    or (NAME in before) != (NAME in self.plugged)
                ),
                timeout_s,
            )
        if self.broken:
            self.broken = False
            raise PcscGone("gone")
        return [ReaderState(n, 0 if n == ANY_READER_CAME else self.word) for n in before]

    def ask_uid(self, reader) -> bytes:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def cancel(self) -> None:
        self.change()

    def close(self) -> None:
        pass


@pytest.fixture
def wire() -> FakeWire:
    return FakeWire()


@pytest.fixture
def start(wire, arrivals):
    """Start a reader on the fake wire; stopped when the test ends."""
    started = []

    def begin(emit=arrivals, hash_uid=lambda uid: uid.hex(), connect=lambda: wire) -> PcscReaders:
        configs = [PcscReaderConfig(id="door")]
        running = PcscReaders(configs, emit, hash_uid, "b", time.monotonic, connect)
        started.append(running)
        running.start()
        return running

    yield begin
    for running in started:
        running.stop()
        running.stop()
        assert not running.is_alive()


def test_a_reader_unplugged_while_pcscd_stays_is_told_both_ways(wire, start, arrivals):
    """The plug is pulled and put back; cards work again without a restart."""
    start()
    arrivals.wait_part("reader:door", ok=True)

    wire.change(plugged=[])
    assert "plugged in: none" in arrivals.wait_part("reader:door", ok=False).detail

    wire.change(plugged=[NAME])
    arrivals.wait_part("reader:door", ok=True)
    wire.change(word=1 << 16 | PRESENT)
    assert arrivals.next_tap().uid_tail == "B2C3"


def test_a_reader_that_does_not_answer_is_told_with_what_to_do(wire, start, arrivals):
    """Some hang until they are unplugged; PC/SC calls that unavailable."""
    start()
    arrivals.wait_part("reader:door", ok=True)

    wire.change(word=LOST)
    assert "plug it in again" in arrivals.wait_part("reader:door", ok=False).detail

    wire.change(word=0x10)
    arrivals.wait_part("reader:door", ok=True)


def test_a_bug_behind_one_tap_costs_that_tap_only(wire, start, arrivals, caplog):
    """The thread lives on, and the next card is read."""
    failed = threading.Event()

    def hash_uid(uid: bytes) -> str:
        if not failed.is_set():
            failed.set()
            raise RuntimeError("a bug")
        return uid.hex()

    running = start(hash_uid=hash_uid)
    arrivals.wait_part("reader:door", ok=True)
    wire.change(word=1 << 16 | PRESENT)
    assert failed.wait(PATIENCE_S)
    wire.change(word=3 << 16 | PRESENT, answer=bytes.fromhex("04FFFFF19000"))

    assert arrivals.next_tap().uid_tail == "FFF1"
    assert running.is_alive()
    assert "a tap at door could not be told" in caplog.text


def test_a_card_that_fails_once_and_is_then_read_is_one_tap(wire, start, arrivals):
    """A glitch is not shown to people."""
    wire.answer = CardUnread("0x80100016")
    start()
    arrivals.wait_part("reader:door", ok=True)
    wire.change(word=1 << 16 | PRESENT)
    wire.change(answer=bytes.fromhex("04A1B2C39000"))

    assert arrivals.next_tap().badge == "04a1b2c3"
    assert arrivals.taps() == []


def test_pcscd_gone_for_one_call_is_told_and_a_new_connection_made(wire, start, arrivals):
    """The old context never works again; the new one does within a second."""
    start()
    arrivals.wait_part("reader:door", ok=True)

    wire.change(broken=True)

    arrivals.wait_part("pcscd", ok=False)
    arrivals.wait_part("pcscd", ok=True)


def test_a_wait_that_returns_for_nothing_never_becomes_a_busy_loop(wire, start, arrivals):
    """Some versions report a change where there is none."""
    wire.restless = True
    start()
    arrivals.wait_part("reader:door", ok=True)
    before = wire.waits

    threading.Event().wait(0.5)

    assert wire.waits - before < 20


def test_a_bug_in_the_thread_ends_it_and_is_alive_says_so(wire, start):
    """Then the shell ends the process and systemd starts it anew."""
    failed = threading.Event()

    def connect():
        failed.set()
        raise RuntimeError("a bug")

    hook, threading.excepthook = threading.excepthook, lambda args: None
    try:
        running = start(connect=connect)
        failed.wait(PATIENCE_S)
        running._thread.join(PATIENCE_S)
    finally:
        threading.excepthook = hook

    assert not running.is_alive()


def test_a_context_that_dies_inside_a_call_counts_as_pcscd_gone(monkeypatch):
    """pyscard 2.3.1 raises SystemError then, which is no bug of ours."""

    def dead(*args):
        raise SystemError("returned NULL without setting an exception")

    monkeypatch.setattr(wires.scard, "SCardListReaders", dead)

    with pytest.raises(PcscGone, match="in the middle of a call"):
        wires.PcscWire(0).readers()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0x8010006A, "polkit"),
        (0x8010001D, "SCARD_E_NO_SERVICE"),
        (0x80100013, "0x80100013"),
    ],
)
def test_what_pcscd_answers_is_told_in_words(monkeypatch, code, expected):
    """The number for the search engine, the word for people."""
    from smartcard.scard import SCARD_E_NO_SERVICE

    signed = code - 2**32 if SCARD_E_NO_SERVICE < 0 else code
    monkeypatch.setattr(wires.scard, "SCardEstablishContext", lambda scope: (signed, 0))

    with pytest.raises(PcscGone, match=expected):
        wires.connect()

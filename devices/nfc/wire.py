"""PC/SC as far as we use it: names, a wait, a card's number. The only file that knows pyscard.

pyscard's low-level functions, not its `CardMonitor`: that one ends for good
when pcscd restarts, and takes two alike cards swapped quickly for one. Event
words carry a 16-bit counter of insertions and removals in their high half.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from smartcard import scard

from gateway.errors import DeviceUnavailable

GET_UID = [0xFF, 0xCA, 0x00, 0x00, 0x00]
ANY_READER_CAME = "\\\\?PnP?\\Notification"
"""A reader that is not there, whose state changes when one is plugged or unplugged."""

PRESENT = scard.SCARD_STATE_PRESENT
LOST = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE
CHANGED = scard.SCARD_STATE_CHANGED

_NOTHING_NEW = {scard.SCARD_E_TIMEOUT, scard.SCARD_E_CANCELLED, scard.SCARD_E_UNKNOWN_READER}
_PULLED = {
    scard.SCARD_E_NO_SMARTCARD,
    scard.SCARD_W_REMOVED_CARD,
    scard.SCARD_E_UNKNOWN_READER,
    scard.SCARD_E_READER_UNAVAILABLE,
}
_GONE = {
    scard.SCARD_E_NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED,
    scard.SCARD_E_INVALID_HANDLE,
    scard.SCARD_E_SYSTEM_CANCELLED,
    scard.SCARD_F_COMM_ERROR,
}
_REFUSED = {scard.SCARD_W_SECURITY_VIOLATION, scard.SCARD_E_NO_ACCESS}

T = TypeVar("T")


class PcscGone(DeviceUnavailable):
    """pcscd does not answer, or refuses us; this connection is of no more use."""


class CardPulled(DeviceUnavailable):
    """The card was taken away before it had answered."""


class CardUnread(DeviceUnavailable):
    """The card is there and could not be read; worth another try."""


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What PC/SC says of one reader: its event word."""

    name: str
    word: int

    @property
    def present(self) -> bool:
        """True with a card on it."""
        return bool(self.word & PRESENT)

    @property
    def lost(self) -> bool:
        """True when the reader is gone or does not answer."""
        return bool(self.word & LOST)

    @property
    def events(self) -> int:
        """How often a card came or went, modulo 65536."""
        return self.word >> 16


class Wire(Protocol):
    """One connection to pcscd; a test may give another."""

    def readers(self) -> list[str]:
        """Return the names of the readers plugged in; PcscGone."""

    def wait(self, known: Sequence[tuple[str, int]], timeout_s: float) -> list[ReaderState]:
        """Return the states once one differs from `known`; empty if none did in time; PcscGone."""

    def ask_uid(self, reader: str) -> bytes:
        """Return what the card answers to GET DATA, status and all.

        Raises:
            CardPulled: It is not there any more.
            CardUnread: It did not answer.
            PcscGone: pcscd did not.
        """

    def cancel(self) -> None:
        """Make a `wait` in another thread return; lost if it comes just before one."""

    def close(self) -> None:
        """Let go; never raises."""


def explain(code: int) -> str:
    """Return PC/SC's code as hex and, where known, a word."""
    name = _NAMES.get(code & 0xFFFFFFFF, "")
    return f"0x{code & 0xFFFFFFFF:08X} {name}".rstrip()


_NAMES = {
    getattr(scard, name) & 0xFFFFFFFF: name
    for name in sorted(dir(scard), reverse=True)
    if name.startswith(("SCARD_E_", "SCARD_F_", "SCARD_W_"))
}


def connect() -> "PcscWire":
    """Return a connection to pcscd.

    Raises:
        PcscGone: It does not run, or this user may not use it.
    """
    code, context = _call(lambda: scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM))
    if code != scard.SCARD_S_SUCCESS:
        raise _gone(code)
    return PcscWire(context)


class PcscWire:
    """`Wire` over one PC/SC context; one thread, save for `cancel`."""

    def __init__(self, context: int) -> None:
        self._context = context

    def readers(self) -> list[str]:
        """See `Wire`."""
        code, names = _call(lambda: scard.SCardListReaders(self._context, []))
        if code == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        if code != scard.SCARD_S_SUCCESS:
            raise _gone(code)
        return list(names)

    def wait(self, known: Sequence[tuple[str, int]], timeout_s: float) -> list[ReaderState]:
        """See `Wire`."""
        code, states = _call(
            lambda: scard.SCardGetStatusChange(
                self._context, max(1, round(timeout_s * 1000)), list(known)
            )
        )
        if code in _NOTHING_NEW:
            return []
        if code != scard.SCARD_S_SUCCESS:
            raise _gone(code)
        return [ReaderState(name, word & ~CHANGED) for name, word, _ in states]

    def ask_uid(self, reader: str) -> bytes:
        """See `Wire`."""
        shared, protocols = scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0
        code, card, protocol = _call(
            lambda: scard.SCardConnect(
                self._context, reader, shared, protocols | scard.SCARD_PROTOCOL_T1
            )
        )
        _check_card(code)
        try:
            t1 = protocol == scard.SCARD_PROTOCOL_T1
            header = scard.SCARD_PCI_T1 if t1 else scard.SCARD_PCI_T0
            code, answer = _call(lambda: scard.SCardTransmit(card, header, GET_UID))
            _check_card(code)
        finally:
            scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        return bytes(answer)

    def cancel(self) -> None:
        """See `Wire`."""
        scard.SCardCancel(self._context)

    def close(self) -> None:
        """See `Wire`; on a dead connection it answers with an error, which is no news."""
        scard.SCardReleaseContext(self._context)


def _call(function: Callable[[], T]) -> T:
    """Call pyscard; on a context that died under it, it raises SystemError (2.3.1)."""
    try:
        return function()
    except SystemError as error:
        raise PcscGone(f"pcscd went away in the middle of a call ({error})") from error


def _check_card(code: int) -> None:
    if code == scard.SCARD_S_SUCCESS:
        return
    if code in _PULLED:
        raise CardPulled(explain(code))
    if code in _GONE:
        raise _gone(code)
    raise CardUnread(explain(code))


def _gone(code: int) -> PcscGone:
    if code in _REFUSED:
        hint = "should that last, this user may not use it: install the polkit rule"
        return PcscGone(f"pcscd hung up; {hint} ({explain(code)})")
    return PcscGone(f"pcscd does not answer ({explain(code)})")

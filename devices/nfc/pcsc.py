"""Card readers on PC/SC: one thread, one connection to pcscd, any number of readers.

Each pass: list the readers (hot-plug), wait until one changes (blocking, at
most a second), ask the cards that came for their UID. When pcscd goes away the
connection is dropped and a new one made, sooner or later (0.1 to 1 s).

Works with any reader that answers `FF CA 00 00 00`. Tried with pcscd 1.9.9
and the virtual reader vpcd; not yet on the bench with an ACR122U.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from devices.base import Emit, HashUid
from devices.nfc.assign import assign
from devices.nfc.config import PcscReaderConfig
from devices.nfc.slot import Slot
from devices.nfc.taps import Taps
from devices.nfc.uid import uid_of
from devices.nfc.wire import (
    ANY_READER_CAME,
    CardPulled,
    CardUnread,
    PcscGone,
    ReaderState,
    Wire,
    connect,
)
from gateway.domain.events import PartChanged

log = logging.getLogger(__name__)

WAIT_S = 1.0
"""The longest one wait: a plugged-in reader is found within it."""
FIRST_BACKOFF_S, MOST_BACKOFF_S = 0.1, 1.0
HEALTHY_S = 2.0
"""A connection that lived so long makes the next waits short again."""
HANGS_S = 10.0
"""No call to pcscd takes so long, unless pcscd or a reader hangs."""
BREATH_S = 0.05
"""Pause after a wait that said "changed" and nothing had: never a busy loop."""
PCSCD = "pcscd"


class PcscReaders:
    """Emits `BadgeTapped` for each card and `PartChanged` for pcscd and each reader.

    Args:
        readers: The site file's PC/SC readers.
        emit: Takes the events, from this object's thread.
        hash_uid: Makes the keyed hash of a UID.
        boot_id: Differs at each start of the gateway; part of `tap_id`.
        now_s: Monotonic seconds.
        wire: Makes a connection; another one in tests.
    """

    name = "pcsc"

    def __init__(
        self,
        readers: Sequence[PcscReaderConfig],
        emit: Emit,
        hash_uid: HashUid,
        boot_id: str,
        now_s: Callable[[], float],
        wire: Callable[[], Wire] = connect,
    ) -> None:
        self._configs = tuple(readers)
        self._emit = emit
        self._now_s = now_s
        self._connect = wire
        self._taps = {r.id: Taps(r.id, boot_id, emit, hash_uid) for r in readers}
        self._slots = {r.id: Slot() for r in readers}
        self._held: dict[str, str] = {}
        self._last_held: dict[str, str] = {}
        self._any_came = 0
        self._said: dict[str, bool] = {}
        self._wire: Wire | None = None
        self._beat_s = now_s()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Start; pcscd and readers may come later."""
        self._thread.start()

    def stop(self) -> None:
        """Stop and join, in milliseconds unless pcscd itself hangs (then after 3 s)."""
        self._stopping.set()
        for _ in range(60):
            if not self._thread.is_alive():
                return
            if (wire := self._wire) is not None:
                wire.cancel()  # lost when it comes just before a wait: so again
            self._thread.join(timeout=0.05)
        log.error("the PC/SC thread hangs in pcscd; leaving it behind")

    def is_alive(self) -> bool:
        """Return False when the thread has ended; says so too when it hangs inside pcscd."""
        hangs_s = self._now_s() - self._beat_s
        if hangs_s > HANGS_S and self._thread.is_alive():
            self._part(PCSCD, ok=False, detail=f"pcscd has not answered for {hangs_s:.0f} s")
        return self._thread.is_alive()

    def _run(self) -> None:
        backoff_s = FIRST_BACKOFF_S
        while not self._stopping.is_set():
            began_s = self._beat_s = self._now_s()
            try:
                self._session()
            except PcscGone as gone:
                self._lost(str(gone))
            if self._now_s() - began_s >= HEALTHY_S:
                backoff_s = FIRST_BACKOFF_S
            self._stopping.wait(backoff_s)
            backoff_s = min(MOST_BACKOFF_S, backoff_s * 2)

    def _session(self) -> None:
        """Serve over one connection until it breaks or we stop."""
        wire = self._connect()
        self._wire = wire
        try:
            self._any_came = 0
            while not self._stopping.is_set():
                self._pass(wire)
        finally:
            self._wire = None
            wire.close()

    def _pass(self, wire: Wire) -> None:
        self._beat_s = self._now_s()
        self._list(wire)
        for state in self._changes(wire):
            if state.name == ANY_READER_CAME:
                self._any_came = state.word
            for reader, name in self._held.items():
                if name == state.name:
                    self._look(reader, state)
        for reader, name in self._held.items():
            self._ask(wire, reader, name)

    def _changes(self, wire: Wire) -> list[ReaderState]:
        """Wait until a reader changes or a card is due to be asked again."""
        known = {name: self._slots[reader].word for reader, name in self._held.items()}
        known[ANY_READER_CAME] = self._any_came
        wait_s, began_s = self._wait_s(), self._now_s()
        states = wire.wait(list(known.items()), wait_s)
        changed = [s for s in states if s.word != known.get(s.name)]
        if not changed and self._now_s() - began_s < min(wait_s, BREATH_S):
            self._stopping.wait(BREATH_S)
        return changed

    def _wait_s(self) -> float:
        """Return how long to wait: not past the next try at a card."""
        dues_s = [s.due_s for s in self._slots.values() if s.due_s is not None]
        return max(0.0, min([WAIT_S, *(due_s - self._now_s() for due_s in dues_s)]))

    def _list(self, wire: Wire) -> None:
        """Find out which of our readers are plugged in, and say which came or went."""
        names = wire.readers()
        self._part(PCSCD, ok=True)
        held = assign(self._configs, names, self._last_held)
        for config in self._configs:
            name, before = held.get(config.id), self._held.get(config.id)
            if name != before:
                self._slots[config.id].forget()
            if name is None:
                self._part(f"reader:{config.id}", ok=False, detail=_absent(config, names))
            elif before is None:
                self._part(f"reader:{config.id}", ok=True, detail=name)
        self._last_held |= held
        self._held = held

    def _look(self, reader: str, state: ReaderState) -> None:
        self._slots[reader].seen(state, self._now_s())
        detail = f"{state.name} does not answer; unplug it and plug it in again"
        self._part(f"reader:{reader}", ok=not state.lost, detail=detail if state.lost else "")

    def _ask(self, wire: Wire, reader: str, name: str) -> None:
        """Ask the card for its number if it is time; say the tap if it is one."""
        slot = self._slots[reader]
        if slot.due_s is None or slot.due_s > self._now_s():
            return
        try:
            uid = uid_of(wire.ask_uid(name))
        except CardPulled as trouble:
            log.info("%s: card pulled before it was read (%s)", reader, trouble)
            slot.unread(self._now_s(), pulled=True)
        except CardUnread as trouble:
            log.debug("%s: card not read (%s)", reader, trouble)
            self._unread(reader)
        else:
            if uid is None:
                self._unread(reader)
            elif slot.read(uid):
                self._say(reader, uid)

    def _unread(self, reader: str) -> None:
        if self._slots[reader].unread(self._now_s()):
            self._say(reader, None)

    def _say(self, reader: str, uid: bytes | None) -> None:
        self._guarded(f"a tap at {reader}", lambda: self._taps[reader].say(uid))

    def _lost(self, why: str) -> None:
        for slot in self._slots.values():
            slot.forget()
        self._held = {}
        self._part(PCSCD, ok=False, detail=why)
        for config in self._configs:
            self._part(f"reader:{config.id}", ok=False, detail=why)

    def _part(self, part: str, *, ok: bool, detail: str = "") -> None:
        """Say once that a part came or went."""
        if self._said.get(part) is ok:
            return
        self._said[part] = ok
        log.log(
            logging.INFO if ok else logging.WARNING,
            "%s %s%s",
            part,
            "works" if ok else "is gone",
            f": {detail}" if detail else "",
        )
        self._guarded(part, lambda: self._emit(PartChanged(part=part, ok=ok, detail=detail)))

    @staticmethod
    def _guarded(what: str, call: Callable[[], object]) -> None:
        """A bug behind `emit` or `hash_uid` costs this one message, not the readers."""
        try:
            call()
        except Exception:
            log.exception("%s could not be told", what)


def _absent(config: PcscReaderConfig, names: Sequence[str]) -> str:
    """Return what to tell people about a reader that is not there."""
    seen = ", ".join(names) or "none"
    return f"no reader matches {config.match!r}; plugged in: {seen}"

"""Readers that type the card's number like a keyboard (HID wedge).

They know nothing but the number: no removal, no garbled card, no lamp. What a
"card" is here any USB keyboard can type, so put such a reader where nobody
reaches its cable. Tried with a simulated input device only.
"""

import logging
import threading
from collections.abc import Callable

from devices.base import Emit, HashUid
from devices.nfc.config import KeyboardReaderConfig
from devices.nfc.keys import Keys, grab
from devices.nfc.taps import Taps
from devices.nfc.typed import Line, Typed
from gateway.domain.events import PartChanged
from gateway.errors import DeviceUnavailable

log = logging.getLogger(__name__)

WAIT_S = 0.5
"""The longest a wait lasts; `stop` takes as long."""
LOOK_AGAIN_S = 1.0
"""How often an unplugged reader is looked for."""


class KeyboardReader:
    """Emits `BadgeTapped` for each line typed and `PartChanged` for the reader.

    Args:
        config: See there.
        emit: Takes the events, from this object's thread.
        hash_uid: Makes the keyed hash of a UID.
        boot_id: Differs at each start of the gateway; part of `tap_id`.
        now_s: Monotonic seconds.
        keys: Finds and grabs the device; another one in tests.
    """

    def __init__(
        self,
        config: KeyboardReaderConfig,
        emit: Emit,
        hash_uid: HashUid,
        boot_id: str,
        now_s: Callable[[], float],
        keys: Callable[[str], Keys] = grab,
    ) -> None:
        self.name = f"keyboard:{config.id}"
        self._config = config
        self._emit = emit
        self._now_s = now_s
        self._grab = keys
        self._taps = Taps(config.id, boot_id, emit, hash_uid)
        self._line = Line(config)
        self._ok: bool | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Start; the reader may be plugged in later."""
        self._thread.start()

    def stop(self) -> None:
        """Stop and join, within half a second; the device is free for others again."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def is_alive(self) -> bool:
        """Return False when the thread has ended."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow()
            except DeviceUnavailable as gone:
                self._line.drop()
                self._part(ok=False, detail=str(gone))
                self._stopping.wait(LOOK_AGAIN_S)

    def _follow(self) -> None:
        """Read one device until it is unplugged or we stop."""
        keys = self._grab(self._config.match)
        try:
            self._part(ok=True, detail=keys.name)
            while not self._stopping.is_set():
                for char in keys.wait(WAIT_S):
                    self._key(char)
        finally:
            keys.close()

    def _key(self, char: str) -> None:
        typed = self._line.key(char, self._now_s())
        if isinstance(typed, bytes):
            self._guarded(lambda: self._taps.say(typed))
        elif typed is Typed.NO_NUMBER:
            log.warning("%s typed something that is no card's number; ignored", self._config.id)

    def _part(self, *, ok: bool, detail: str) -> None:
        if self._ok is ok:
            return
        self._ok = ok
        part = f"reader:{self._config.id}"
        log.log(
            logging.INFO if ok else logging.WARNING,
            "%s %s: %s",
            part,
            "works" if ok else "is gone",
            detail,
        )
        self._guarded(lambda: self._emit(PartChanged(part=part, ok=ok, detail=detail)))

    def _guarded(self, call: Callable[[], object]) -> None:
        """A bug behind `emit` or `hash_uid` costs this one message, not the reader."""
        try:
            call()
        except Exception:
            log.exception("%s: something could not be told", self._config.id)

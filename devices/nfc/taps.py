"""From a card's number to `BadgeTapped`: the same for every kind of reader."""

import logging
from itertools import count

from devices.base import Emit, HashUid
from devices.nfc.uid import is_random, tail
from gateway.domain.events import BadgeTapped

log = logging.getLogger(__name__)


class Taps:
    """Says the taps of one reader, each with a number of its own.

    Args:
        reader: The reader's id in the site file.
        boot_id: Differs at each start, so that `tap_id` is never used twice.
        emit: Takes the event.
        hash_uid: Makes the keyed hash.
    """

    def __init__(self, reader: str, boot_id: str, emit: Emit, hash_uid: HashUid) -> None:
        self.reader = reader
        self._boot_id = boot_id
        self._emit = emit
        self._hash_uid = hash_uid
        self._numbers = count(1)

    def say(self, uid: bytes | None) -> str:
        """Emit one tap, None = a card without a usable number; return its `tap_id`."""
        tap_id = f"{self.reader}:{self._boot_id}:{next(self._numbers)}"
        self._emit(
            BadgeTapped(
                tap_id=tap_id,
                reader=self.reader,
                badge=self._hash_uid(uid) if uid else "",
                uid_tail=tail(uid) if uid else "",
                random_id=uid is not None and is_random(uid),
            )
        )
        log.info("%s: card %s", self.reader, f"…{tail(uid)}" if uid else "without a number")
        return tap_id

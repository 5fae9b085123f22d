"""An imaginary reader: somebody says which card lies on it. For the demo, replay and tests."""

from devices.base import Emit, HashUid
from devices.nfc.config import SimReaderConfig
from devices.nfc.taps import Taps
from devices.nfc.uid import usable


class SimReader:
    """Taps from `tap`, hashed and numbered as a real reader's are."""

    def __init__(
        self, config: SimReaderConfig, emit: Emit, hash_uid: HashUid, boot_id: str
    ) -> None:
        self.id = config.id
        self._taps = Taps(config.id, boot_id, emit, hash_uid)

    def tap(self, uid: bytes) -> str:
        """Lay a card on the reader; return the `tap_id`.

        A UID no card has (empty, 3 bytes, all zeros) is a card without a
        usable number, as at a real reader.
        """
        return self._taps.say(usable(uid))

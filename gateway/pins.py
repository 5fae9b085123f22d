"""What is typed at a room's panel, compared: a PIN goes in, yes or no comes out.

PINs are kept as keyed hashes of this process's own key; nothing of them is ever
printed, logged, or handed on.
"""

import hmac
import secrets
from collections.abc import Mapping

from gateway.config.model import Site
from gateway.config.secrets import Secrets


class PanelPins:
    """The PINs of all rooms; safe from any thread.

    Args:
        pins: In clear, by room and level (1 controls, 2 system).
    """

    def __init__(self, pins: Mapping[tuple[str, int], str]) -> None:
        self._key = secrets.token_bytes(32)
        self._kept = {where: self._digest(pin) for where, pin in pins.items()}

    def is_right(self, room: str, level: int, pin: str) -> bool:
        """Tell whether a PIN is the one of a room and level; in the same time, whatever it is."""
        kept = self._kept.get((room, level), b"")
        return hmac.compare_digest(self._digest(pin), kept)

    def _digest(self, pin: str) -> bytes:
        return hmac.digest(self._key, pin.encode(errors="replace"), "sha256")


def panel_pins(site: Site, kept: Secrets) -> PanelPins:
    """Return the PINs of a site's rooms."""
    pins = {
        (room.id, level): pin
        for room in site.rooms
        for level, pin in enumerate(kept.pins_of(room.id), start=1)
        if pin is not None
    }
    return PanelPins(pins)

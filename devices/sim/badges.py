"""An imaginary badge reader over MQTT: Tasmota or ESPHome with a PN532."""

import json
from collections.abc import Callable

from devices.mqtt.badges import BadgeFormat
from devices.mqtt.link import Will
from devices.sim.office import Thing

AGAIN_S = 2.0
"""How often a card that stays is said again."""


class SimBadgeReader(Thing):
    """Says each card laid on it; one that stays again and again. See the module.

    Args:
        topic: Its Topic or prefix.
        format: Whose words it speaks.
        again_s: How often it says a card that stays.
    """

    def __init__(
        self,
        topic: str,
        format: BadgeFormat = BadgeFormat.TASMOTA,  # noqa: A002  # the site file's word
        *,
        again_s: float = AGAIN_S,
    ) -> None:
        super().__init__(topic)
        self._again_s = again_s
        self._card: bytes | None = None
        self._laid = 0
        tasmota = format is BadgeFormat.TASMOTA
        self._status = f"tele/{topic}/LWT" if tasmota else f"{topic}/status"
        self._words = ("Online", "Offline") if tasmota else ("online", "offline")
        self._say_card: Callable[[bytes], None] = self._tasmota if tasmota else self._esphome
        self.will = Will(self._status, self._words[1].encode())

    def tap(self, uid: bytes) -> None:
        """Lay a card on it for an instant; from any thread."""
        self.do(lambda: self._say_card(uid))

    def lay(self, uid: bytes) -> None:
        """Lay a card on it and leave it there; from any thread."""
        self.do(lambda: self._lay(uid))

    def lift(self) -> None:
        """Take the card away: nothing is said; from any thread."""
        self.do(lambda: self._lay(None))

    def connected(self) -> None:
        """Say that it is there."""
        self.say(self._status, self._words[0], retain=True)

    def _lay(self, uid: bytes | None) -> None:
        self._card = uid
        self._laid += 1
        laid = self._laid

        def again() -> None:
            if self._card is not None and laid == self._laid:
                self._say_card(self._card)
                self.later(self._again_s, again)

        again()

    def _tasmota(self, uid: bytes) -> None:
        said = {"Time": "2026-11-20T09:00:00", "PN532": {"UID": uid.hex().upper()}}
        self.say(f"tele/{self.topic}/SENSOR", json.dumps(said))

    def _esphome(self, uid: bytes) -> None:
        self.say(f"{self.topic}/tag", uid.hex("-").upper())

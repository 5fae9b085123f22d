"""Badge readers over MQTT: Tasmota and ESPHome with a PN532 or RC522 (`docs/devices.md`).

They say a card's number and nothing of its removal; a card that stays is said
again every 2 s. That is one tap, whoever reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from devices.base import HashUid, Publication
from devices.mqtt import payloads
from devices.mqtt.topics import tasmota_root, topic_problem
from devices.nfc.taps import Taps
from devices.nfc.uid import usable
from gateway.domain.effects import Command
from gateway.domain.events import Event, PartChanged
from gateway.domain.text import Json

CHIPS = ("PN532", "RC522")
MOST_CHARS = 40
_SEPARATORS = str.maketrans("", "", ":- ")
_ONLINE = {"online": True, "offline": False}


class BadgeFormat(StrEnum):
    """Who speaks: `tasmota`: `tele/<topic>/SENSOR`; `esphome`: `<topic>/<tag>`."""

    TASMOTA = "tasmota"
    ESPHOME = "esphome"


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttReaderConfig:
    """A reader on MQTT (`kind = "mqtt"`).

    Attributes:
        id: Its id in the site file.
        topic: A Tasmota's Topic, or an ESPHome node's prefix.
        format: What it runs.
        full_topic: A Tasmota's FullTopic.
        tag: Where an ESPHome node's `on_tag` publishes, below its prefix.
        stays_s: The same card said again within this is the same tap.

    Raises:
        ValueError: For a topic or time that cannot work.
    """

    id: str
    topic: str
    format: BadgeFormat = BadgeFormat.TASMOTA
    full_topic: str = "%prefix%/%topic%/"
    tag: str = "tag"
    stays_s: float = 3.0

    def __post_init__(self) -> None:
        for topic in (self.topic, self.full_topic, f"{self.topic}/{self.tag}"):
            if problem := topic_problem(topic):
                raise ValueError(problem)
        if not 0 <= self.stays_s <= 60:
            raise ValueError(f"stays_s must be 0 to 60, not {self.stays_s:g}")


class MqttReader:
    """One reader; handed to the router beside the devices. It cannot be commanded.

    Unlike a family it remembers: which card lay there last, and when.

    Args:
        config: See there.
        hash_uid: Makes the keyed hash of a UID.
        boot_id: Differs at each start; part of `tap_id`.
        now_s: Monotonic seconds.
    """

    kind: ClassVar[str] = "mqtt_reader"

    def __init__(
        self,
        config: MqttReaderConfig,
        hash_uid: HashUid,
        boot_id: str,
        now_s: Callable[[], float],
    ) -> None:
        self.id = f"reader:{config.id}"
        self._config = config
        self._now_s = now_s
        self._said: list[Event] = []
        self._taps = Taps(config.id, boot_id, self._said.append, hash_uid)
        self._last: tuple[bytes, float] | None = None
        if config.format is BadgeFormat.TASMOTA:
            root = tasmota_root(config.full_topic, "tele", config.topic)
            self._cards, self._status = f"{root}SENSOR", f"{root}LWT"
        else:
            self._cards = f"{config.topic}/{config.tag}"
            self._status = f"{config.topic}/status"

    def filters(self) -> list[str]:
        """Return where it says cards, and whether it is there."""
        return [self._cards, self._status]

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return a tap, or that the reader came or went; never raises."""
        if topic == self._status:
            return self._part(payload)
        if topic != self._cards or retained:  # what was laid there once is no tap now
            return []
        uid = self._uid(payload)
        if uid is None or self._stays(uid):
            return []
        self._taps.say(usable(uid))
        said = list(self._said)
        self._said.clear()
        return said

    def encode(self, command: Command) -> list[Publication]:
        """Return nothing: a reader is not asked."""
        return []

    def _stays(self, uid: bytes) -> bool:
        """Tell whether a card lies there still; then it may go on lying."""
        now_s, last = self._now_s(), self._last
        self._last = (uid, now_s)
        return last is not None and last[0] == uid and now_s - last[1] <= self._config.stays_s

    def _uid(self, payload: bytes) -> bytes | None:
        """Return the number that was read, or None for a message that says none."""
        word: Json = payloads.text(payload)
        if self._config.format is BadgeFormat.TASMOTA:
            message = payloads.json_object(payload)
            found = (payloads.as_object(message.get(chip)).get("UID") for chip in CHIPS)
            word = next((uid for uid in found if uid is not None), None)
        if not isinstance(word, str) or len(word) > MOST_CHARS:
            return None
        digits = word.removeprefix("0x").translate(_SEPARATORS)
        try:
            return bytes.fromhex(digits) or None
        except ValueError:
            return None

    def _part(self, payload: bytes) -> list[Event]:
        ok = _ONLINE.get((payloads.text(payload) or "").casefold())
        if ok is None:
            return []
        detail = f"{self._config.topic} is {'online' if ok else 'offline'}"
        return [PartChanged(part=self.id, ok=ok, detail=detail)]

"""What other programs may ask of the office over MQTT: presses, like those on a panel.

`office/<site>/room/<room>/<channel>/set` takes a word (`ON`, `OFF`, `OPEN`,
`STOP`), a number (a dimmer's level, a curtain's position) or Home Assistant's
JSON; `.../<channel>/<verb>/set` names the verb and takes its value.
`office/<site>/alert/<key>/set` and, for the worst, `office/<site>/alerts/set`
take `acknowledge`. Nothing is decided here: what is asked from outside goes
through the same rules as anything else.
"""

import logging
import re
from collections.abc import Collection
from typing import ClassVar

from devices.base import Publication
from devices.mqtt import payloads
from devices.mqtt.northbound import ACKNOWLEDGE
from devices.mqtt.topics import HomeAssistantTopics, SiteTopics
from gateway.domain.effects import Command
from gateway.domain.events import AlertAnswered, ControlPressed, Event, ProgramStarted
from gateway.domain.text import Json

log = logging.getLogger(__name__)

BY = "ha"
"""Who pressed, for the ledger: a program, whichever."""

SET = "set"
MOST_BYTES = 512
MOST_TOLD = 200
_WORD = re.compile(r"[A-Za-z][A-Za-z_]{0,31}")
_NO_VALUE = ("", "PRESS")


class Requests:
    """Listens for presses, and for Home Assistant's start; an `MqttFamily` without a device.

    Args:
        site: The site's id.
        movers: Global ids of channels whose number is a position, not a level.
        home_assistant: Where Home Assistant says that it is there, or None.
    """

    kind: ClassVar[str] = "requests"
    id = "northbound:requests"

    def __init__(
        self, site: str, movers: Collection[str], home_assistant: HomeAssistantTopics | None
    ) -> None:
        self._topics = SiteTopics(site)
        self._movers = frozenset(movers)
        self._birth = home_assistant.status if home_assistant else None
        self._told: set[str] = set()

    def filters(self) -> list[str]:
        """Return the topics of presses, and of Home Assistant's birth."""
        filters = [
            self._topics.place(kind, *levels)
            for kind in ("room", "zone")
            for levels in (("+", "+", SET), ("+", "+", "+", SET))
        ]
        filters += [f"{self._topics.alert('')}+/{SET}", self._topics.alerts_set]
        return filters if self._birth is None else [*filters, self._birth]

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return the press, or nothing; a retained one is never a press."""
        if topic == self._birth:
            started = payload == b"online" and not retained
            return [ProgramStarted(program="home_assistant")] if started else []
        if retained:
            self._tell(topic, "a command must not be retained: publish it again without")
            return []
        if len(payload) > MOST_BYTES:
            self._tell(topic, f"{len(payload)} bytes, at most {MOST_BYTES} make sense")
            return []
        if topic.split("/")[2] in ("alert", "alerts"):
            return self._answer(topic, payload)
        return self._press(topic, payload)

    def _answer(self, topic: str, payload: bytes) -> list[Event]:
        """Return the acknowledgement of one alert, or of the worst (no key)."""
        if (payloads.text(payload) or "").casefold() != ACKNOWLEDGE:
            self._tell(topic, f"{payload[:40]!r} is not {ACKNOWLEDGE!r}")
            return []
        kind, *key = topic.split("/")[2:-1]
        return [AlertAnswered(key=key[0] if kind == "alert" else "", choice=ACKNOWLEDGE, by=BY)]

    def _press(self, topic: str, payload: bytes) -> list[Event]:
        _, _, _, place, channel, *verb, _ = topic.split("/")
        press = _verb_of(verb[0], payload) if verb else self._read(f"{place}.{channel}", payload)
        if press is None:
            self._tell(topic, f"{payload[:40]!r} is no word, number or JSON we know")
            return []
        control = f"{channel}.{press[0]}"
        return [ControlPressed(room=place, control=control, value=press[1], by=BY)]

    def encode(self, command: Command) -> list[Publication]:
        """Return nothing: nobody is commanded here."""
        return []

    def _read(self, channel: str, payload: bytes) -> tuple[str, Json] | None:
        number = "position" if channel in self._movers else "level"
        word = payloads.text(payload) or ""
        if _WORD.fullmatch(word):
            return word.lower(), None
        if (figure := payloads.figure(payload)) is not None:
            return number, figure
        return _read_json(payloads.json_object(payload))

    def _tell(self, topic: str, why: str) -> None:
        """Log the first of its kind on each topic."""
        if topic not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(topic)
            log.warning("%s: dropped: %s (said once)", topic, why)


def _read_json(said: object) -> tuple[str, Json] | None:
    """Read what Home Assistant's JSON lights send, and the like for positions and held keys."""
    values = payloads.as_object(said)
    state = values.get("state")
    word = state if isinstance(state, str) and _WORD.fullmatch(state) else None
    held: Json = {"held_s": values["held_s"]} if "held_s" in values else None
    if word is not None and word.upper() == "OFF":
        return "off", held
    for key, verb in (("brightness", "level"), ("position", "position")):
        if key in values:
            return verb, values[key]
    return None if word is None else (word.lower(), held)


def _verb_of(verb: str, payload: bytes) -> tuple[str, Json] | None:
    word = payloads.text(payload)
    if not _WORD.fullmatch(verb) or word is None:
        return None
    if word in _NO_VALUE:
        return verb, None
    value = payloads.json_value(payload)
    return verb, word if value is None and word != "null" else value

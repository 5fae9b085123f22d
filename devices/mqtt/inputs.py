"""A contact, motion sensor or button that speaks MQTT (`docs/devices.md`, inputs)."""

from dataclasses import dataclass
from typing import ClassVar

from devices.base import Publication
from devices.mqtt import payloads
from devices.mqtt.topics import topic_problem
from gateway.domain.effects import Command
from gateway.domain.events import Event, InputChanged, InputReachable
from gateway.domain.text import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttInputConfig:
    """Where an input speaks, and what it says.

    Attributes:
        topic: One topic, no wildcards.
        key: The key to look at where the payload is a JSON object; dots lead
            inside (`Switch1.Action`).
        on, off: The words; upper and lower case are one. JSON `true` is the
            word `true`, 1 the word `1`.
        momentary: True for motion and buttons: a retained copy says what was,
            not what is, and is not used.
        availability: The topic where it, or the bridge it speaks through, says
            `online` and `offline` (or `{"state": "offline"}`).

    Raises:
        ValueError: For a topic or words that cannot work.
    """

    topic: str
    key: str | None = None
    on: str = "ON"
    off: str = "OFF"
    momentary: bool = False
    availability: str | None = None

    def __post_init__(self) -> None:
        for topic in (self.topic, self.availability):
            if topic is not None and (problem := topic_problem(topic)):
                raise ValueError(problem)
        if self.availability == self.topic:
            raise ValueError("availability needs a topic of its own")
        if not self.on.strip() or self.on.casefold() == self.off.casefold():
            raise ValueError(f"two different words are needed, not {self.on!r} and {self.off!r}")


class MqttInput:
    """One input: True = motion, open, pressed. It cannot be commanded."""

    kind: ClassVar[str] = "mqtt_input"

    def __init__(self, name: str, config: MqttInputConfig) -> None:
        self.id = name
        self.config = config
        self._values = {config.on.strip().casefold(): True, config.off.strip().casefold(): False}

    def filters(self) -> list[str]:
        """Return its topic, and the one that says whether it can be heard."""
        config = self.config
        return (
            [config.topic] if config.availability is None else [config.topic, config.availability]
        )

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return the change, or nothing; never raises."""
        if topic == self.config.availability:
            ok = _is_there(payload)
            return [] if ok is None else [InputReachable(input=self.id, ok=ok)]
        if topic != self.config.topic or (retained and self.config.momentary):
            return []
        word = payloads.text(payload) if self.config.key is None else self._word(payload)
        value = None if word is None else self._values.get(word.casefold())
        return [] if value is None else [InputChanged(input=self.id, value=value, stale=retained)]

    def encode(self, command: Command) -> list[Publication]:
        """Return nothing: an input is not asked."""
        return []

    def _word(self, payload: bytes) -> str | None:
        value: Json = payloads.json_object(payload)
        for key in (self.config.key or "").split("."):
            value = payloads.as_object(value).get(key)
        if isinstance(value, bool):
            return str(value)
        return str(value).strip() if isinstance(value, str | int) else None


def _is_there(payload: bytes) -> bool | None:
    """Return what a word of availability says; None for anything else."""
    state = payloads.json_object(payload).get("state")
    word = state if isinstance(state, str) else payloads.text(payload)
    return {"online": True, "offline": False}.get((word or "").casefold())

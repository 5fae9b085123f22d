"""What every driver is, and what the shell hands to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from gateway.domain.effects import Command, Feedback
from gateway.domain.events import Event

Emit = Callable[[Event], None]
"""Puts an event in the inbox; the only thing a driver's thread may do."""

HashUid = Callable[[bytes], str]
"""Returns the keyed HMAC-SHA-256 of a card's UID in hex; the key stays in the shell."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One MQTT message to send: never retained; QoS 2 unless said.

    With QoS 2 the broker passes a message on only after we have heard that it
    has it. One that hung, or a line that was held up, with a command in its
    buffers therefore switches nothing when it goes on minutes later.
    """

    topic: str
    payload: bytes
    expires_s: float = 3.0
    qos: int = 2


class MqttFamily(Protocol):
    """One device of a family on MQTT. Pure: no socket, no clock, no state.

    `parse` is total: it never raises, whatever the bytes, and never says what
    the bytes do not.
    """

    kind: ClassVar[str]
    id: str

    def filters(self) -> list[str]:
        """Return the topic filters to subscribe to."""

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return what one message says, as events; an empty list for nothing we use."""

    def encode(self, command: Command) -> list[Publication]:
        """Return the messages that ask the device; an empty list if it can't do that."""


class ReaderFeedback(Protocol):
    """A lamp and a buzzer beside a reader."""

    def show(self, feedback: Feedback) -> None:
        """Show it and return at once; a broken lamp never stops a tap."""

    def close(self) -> None:
        """Let go of the pins, lamp off."""


class Running(Protocol):
    """Anything with a thread of its own that the loop keeps an eye on."""

    name: str

    def start(self) -> None:
        """Start; return at once; absence of the hardware is no error."""

    def stop(self) -> None:
        """Stop and join; safe to call twice."""

    def is_alive(self) -> bool:
        """Return False when the thread has died: the shell then ends the process."""

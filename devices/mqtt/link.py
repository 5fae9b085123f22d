"""What a connection to a broker tells whoever holds it; paho itself is in `bus.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from devices.base import Publication


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says for us when we vanish: QoS 1, and retained (a Shelly's is not)."""

    topic: str
    payload: bytes
    retain: bool = True


class Listener(Protocol):
    """Told by one `Link`, in the thread that pumps it; never from elsewhere."""

    def connected(self) -> None:
        """Take note that the broker let us in."""

    def refused(self, why: str, *, version: bool) -> None:
        """Take note that it did not; `version` is True when it does not speak this MQTT."""

    def lost(self, why: str) -> None:
        """Take note that the connection is over; the link is of no more use."""

    def heard(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Take a message; `retained` for a stored copy."""

    def acknowledged(self, number: int, refusal: str | None) -> None:
        """Take note that the broker took (or refused) a QoS 1 message of ours."""

    def subscribed(self, number: int, refusals: list[str | None]) -> None:
        """Take the answer to a subscription: per filter None or why not."""


class Connection(Protocol):
    """What a session needs of a link; a test may give it another."""

    def publish(self, message: Publication, *, retain: bool = False) -> int | None:
        """Send it now; return the number it will be acknowledged by, or None if it failed."""

    def subscribe(self, filters: Sequence[str]) -> list[tuple[int, int]]:
        """Ask for topics; return under which numbers the answers come, and for how many each."""

    def unsubscribe(self, filters: Sequence[str]) -> None:
        """Do not want topics any more."""

    def misc(self) -> None:
        """Keep the connection alive."""

    def abort(self) -> None:
        """Drop the connection at once."""

"""Every MQTT topic is written here, southbound and northbound, and nowhere else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "%prefix%"
TOPIC = "%topic%"
LONGEST = 200
"""Longest topic accepted from a site file, in characters."""


def topic_problem(topic: str, *, wildcards: bool = False) -> str | None:
    """Return what is wrong with a topic from a site file, or None."""
    if not topic or len(topic) > LONGEST:
        return f"a topic has 1 to {LONGEST} characters, not {len(topic)}"
    if "\0" in topic or topic.startswith(("$", "/")) or "//" in topic:
        return f"{topic!r} is no topic: leave out NUL, a leading $ or /, and //"
    if not wildcards and ("+" in topic or "#" in topic):
        return f"{topic!r} must not contain + or #: it names one device"
    return None


def message_problem(message: object, topic: str = "") -> str | None:
    """Return what is wrong with `{ topic, payload }` below a device's own topic, or None."""
    if not isinstance(message, Mapping) or set(message) - {"topic", "payload"}:
        return "a message is a table of topic and payload"
    if not all(isinstance(message.get(key, ""), str) for key in ("topic", "payload")):
        return "topic and payload are texts"
    return topic_problem(topic + str(message.get("topic", "")))


def tasmota_root(full_topic: str, prefix: str, topic: str) -> str:
    """Return where a Tasmota speaks or listens, ending in `/`.

    Example:
        >>> tasmota_root("%prefix%/%topic%/", "stat", "room-a")
        'stat/room-a/'
    """
    root = full_topic.replace(PREFIX, prefix).replace(TOPIC, topic)
    return root if root.endswith("/") else root + "/"


@dataclass(frozen=True, slots=True)
class SiteTopics:
    """What the gateway itself says, under `office/<site>/` (`docs/devices.md`)."""

    site: str

    @property
    def status(self) -> str:
        """Return the gateway's own `online`/`offline`: retained, and its last will."""
        return f"office/{self.site}/status"

    def echo(self, client_id: str) -> str:
        """Return where one gateway talks to itself to see that the broker answers."""
        return f"office/{self.site}/echo/{client_id}"

    @property
    def alerts(self) -> str:
        """Return the sum of what is wrong now."""
        return f"office/{self.site}/alerts"

    def alert(self, key: str) -> str:
        """Return one open alert's; what must not be in a topic is `_`."""
        return f"office/{self.site}/alert/{as_level(key)}"

    @property
    def alerts_set(self) -> str:
        """Return where the worst alert may be acknowledged."""
        return f"{self.alerts}/set"

    def place(self, kind: str, place: str, *more: str) -> str:
        """Return a topic of a place: `kind` is `room` or `zone`, `more` what comes below it.

        Example:
            >>> SiteTopics("hq").place("room", "room-a", "spot-1", "set")
            'office/hq/room/room-a/spot-1/set'
        """
        return "/".join((f"office/{self.site}", kind, place, *more))


_NOT_IN_A_LEVEL = re.compile(r"[^A-Za-z0-9_.:-]")


def as_level(key: str) -> str:
    """Return an alert's key as one level of a topic."""
    return _NOT_IN_A_LEVEL.sub("_", key)


@dataclass(frozen=True, slots=True)
class HomeAssistantTopics:
    """Where Home Assistant looks for devices and says that it is there."""

    prefix: str = "homeassistant"

    @property
    def status(self) -> str:
        """Return Home Assistant's own `online`/`offline`."""
        return f"{self.prefix}/status"

    def device(self, object_id: str) -> str:
        """Return where a device is described; retained, empty to remove it."""
        return f"{self.prefix}/device/{object_id}/config"

"""Every MQTT topic is written here, southbound and northbound, and nowhere else."""

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

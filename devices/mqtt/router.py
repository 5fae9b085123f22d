"""From a topic to the device it belongs to, and from a command to its messages.

No socket, no thread, no clock: the bus and a replay run the very same router.
One bad message costs only itself, one loud device only itself.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from devices.base import MqttFamily, Publication
from devices.mqtt.filters import FilterTree
from devices.mqtt.pace import Pace
from gateway.domain.effects import Command
from gateway.domain.events import Event

log = logging.getLogger(__name__)

MOST_BYTES = 65_536
"""A longer payload is dropped unread; the longest honest one is a tenth of it."""


LOUD_PER_S = 500
"""Messages a second beyond which reading them is itself the trouble."""


@dataclass(slots=True, eq=False)
class _Line:
    """One device, how fast it may talk, and how much it does."""

    family: MqttFamily
    pace: Pace = field(default_factory=Pace)
    second_s: float = 0.0
    count: int = 0
    muted: bool = False


class Router:
    """The devices of a site, found by topic and by id.

    Used by one thread at a time (the bus's, or a replay's); `publications`
    and `filters` only read and may be called from any.

    Raises:
        ValueError: Two devices have one id, or a filter is malformed.
    """

    def __init__(self, families: Iterable[MqttFamily]) -> None:
        self._families: dict[str, MqttFamily] = {}
        self._tree: FilterTree[_Line] = FilterTree()
        self._holding: set[_Line] = set()
        self._told: set[tuple[str, str]] = set()
        self._dropped: Counter[str] = Counter()
        self._lines: dict[str, _Line] = {}
        self._loud: list[str] = []
        for family in families:
            if family.id in self._families:
                raise ValueError(f"two devices are called {family.id}")
            self._families[family.id] = family
            self._lines[family.id] = line = _Line(family)
            for topic_filter in family.filters():
                self._tree.add(topic_filter, line)

    def filters(self) -> list[str]:
        """Return every filter to subscribe to, each once."""
        return list(dict.fromkeys(f for d in self._families.values() for f in d.filters()))

    def events(self, topic: str, payload: bytes, retained: bool, now_s: float) -> list[Event]:
        """Return what a message says, in order; nothing for a topic that is nobody's.

        `retained` is True for a stored copy replayed by the broker; `now_s` may
        come from any clock in seconds.
        """
        said: list[Event] = []
        for line in self._tree.match(topic):
            self._count(line, now_s)
            if line.muted:
                self._dropped["muted"] += 1
                continue
            if len(payload) > MOST_BYTES:
                self._drop(line, "too_long", "a message of %d bytes on %s", len(payload), topic)
                continue
            if events := self._parse(line, topic, payload, retained):
                said += line.pace.through(events, now_s)
                if line.pace.due_s is not None:
                    self._hold(line)
        return said

    def due(self, now_s: float) -> list[Event]:
        """Return held events whose turn has come; call it at `next_due_s` or later."""
        said: list[Event] = []
        for line in list(self._holding):
            said += line.pace.due(now_s)
            if line.pace.due_s is None:
                self._holding.discard(line)
        return said

    def next_due_s(self) -> float | None:
        """Return when `due` next has something, or None."""
        dues = [due for line in self._holding if (due := line.pace.due_s) is not None]
        return min(dues, default=None)

    def publications(self, command: Command) -> list[Publication]:
        """Return the messages that ask a device; empty for one unknown or unable."""
        family = self._families.get(command.device)
        return [] if family is None else family.encode(command)

    def take_loud(self) -> list[str]:
        """Return devices that have just sent more than `LOUD_PER_S`, each once."""
        loud, self._loud = self._loud, []
        return loud

    def mute(self, device: str) -> list[str]:
        """Drop what a device says unread; return the filters that are only its own."""
        self._tell(self._lines[device], "muted", "all it says for a while: it says far too much")
        self._lines[device].muted = True
        return self.filters_of(device)

    def filters_of(self, device: str) -> list[str]:
        """Return the filters that are a device's own and no other's."""
        others = {f for d in self._families.values() if d.id != device for f in d.filters()}
        return [f for f in self._families[device].filters() if f not in others]

    def unmute(self, device: str) -> None:
        """Listen to it again; what it said meanwhile is not known, so ask it."""
        self._lines[device].muted = False

    def dropped(self) -> dict[str, int]:
        """Return how many messages went no further, by reason, for `/metrics`.

        `too_long`, `parse_failed` and `muted` count messages, `merged` events that went
        into a newer one of the same device and channel.
        """
        return {**self._dropped, "merged": sum(line.pace.merged for line in self._lines.values())}

    def _count(self, line: _Line, now_s: float) -> None:
        if not 0 <= now_s - line.second_s < 1.0:
            line.second_s, line.count = now_s, 0
        line.count += 1
        if line.count == LOUD_PER_S:
            self._loud.append(line.family.id)

    def _parse(self, line: _Line, topic: str, payload: bytes, retained: bool) -> list[Event]:
        try:
            return line.family.parse(topic, payload, retained=retained)
        except Exception:  # a driver's bug costs this message, not the bus
            self._drop(line, "parse_failed", "a message on %s", topic, exc_info=True)
            return []

    def _hold(self, line: _Line) -> None:
        self._holding.add(line)
        self._tell(line, "merged", "some of what it says: it says too much")

    def _drop(
        self, line: _Line, why: str, what: str, *values: object, exc_info: bool = False
    ) -> None:
        self._dropped[why] += 1
        self._tell(line, why, what, *values, exc_info=exc_info)

    def _tell(
        self, line: _Line, why: str, what: str, *values: object, exc_info: bool = False
    ) -> None:
        """Log the first of its kind from each device; the rest is in the counters."""
        if (line.family.id, why) not in self._told:
            self._told.add((line.family.id, why))
            log.warning(
                "%s: dropped " + what + " (%s; said once)",
                line.family.id,
                *values,
                why,
                exc_info=exc_info,
            )

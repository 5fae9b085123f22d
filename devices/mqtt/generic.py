"""Anything else on MQTT, told in the site file: topics, words, paths (`docs/devices.md`, generic).

Templates know one word, `{value}`, and `{topic}` in topics; nothing in the site
file is ever run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from devices.base import Publication
from devices.mqtt.codes import ON_OFF, Codes, all_codes, code_for, codes_problem
from devices.mqtt.generic_point import VERBS, Point, What
from devices.mqtt.said import Said
from devices.mqtt.topics import message_problem, topic_problem
from gateway.domain.effects import Command, Verb
from gateway.domain.events import Event

TOPIC = "{topic}"


_FIELDS = {
    What.POWER: "power",
    What.LEVEL: "level_pct",
    What.POSITION: "position_pct",
    What.MOVES: "direction",
    What.POWER_W: "power_w",
    What.ENERGY_WH: "energy_wh",
    What.ONLINE: "online",
}
_DEFAULT = (Point(what=What.POWER, channel=1, state=f"{TOPIC}/state", set=f"{TOPIC}/set"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericConfig:
    """What a device says and takes.

    Attributes:
        topic: What `{topic}` stands for in the topics below.
        points: All it says and can be set; left out: one relay that says `ON`
            or `OFF` on `{topic}/state` and is set on `{topic}/set`.
        query: `{ topic, payload }` that makes it say everything again.
        codes: Messages by name, each `{ topic, payload }`, or a payload for
            `{topic}/send`. `on` and `off` are what POWER sends where no point
            is set.

    Raises:
        ValueError: For topics, words or codes that cannot work.
    """

    topic: str
    points: tuple[Point, ...] = _DEFAULT
    query: Mapping[str, str] = field(default_factory=dict)
    codes: Codes = field(default_factory=dict)

    def __post_init__(self) -> None:
        topics = [self.topic, *(t for p in self.points for t in (p.state, p.set) if t)]
        for topic in topics:
            if problem := topic_problem(self.full(topic)):
                raise ValueError(problem)
        if problem := codes_problem(self.codes):
            raise ValueError(problem)
        messages = [("query", self.query)] if self.query else []
        for name, message in (*messages, *all_codes(self.codes)):
            if not isinstance(message, str) and (problem := self._message_problem(message)):
                raise ValueError(f"{name}: {problem}")
        seen = [(p.what, p.channel) for p in self.points]
        if len(set(seen)) < len(seen):
            raise ValueError("each thing of a channel is said by one point only")

    def full(self, topic: str) -> str:
        """Return a topic with `{topic}` filled in."""
        return topic.replace(TOPIC, self.topic)

    def _message_problem(self, message: object) -> str | None:
        if isinstance(message, Mapping) and isinstance(topic := message.get("topic"), str):
            message = {**message, "topic": self.full(topic)}
        return message_problem(message)


class Generic:
    """One device that no other family knows.

    Topics and channels: as its `points` say. What it sets and what it says are
    two things: a command is confirmed by `state` alone, and without `state` by
    nothing.

    Safe state: the device's own.
    Tried with: the recordings in `tests/recordings/generic/`.
    """

    kind: ClassVar[str] = "generic"

    def __init__(self, device: str, config: GenericConfig) -> None:
        self.id = device
        self.config = config
        self._said: dict[str, list[Point]] = {}
        for point in config.points:
            if point.state is not None:
                self._said.setdefault(config.full(point.state), []).append(point)
        self._set = {(p.what, p.channel): p for p in config.points if p.set is not None}

    def filters(self) -> list[str]:
        """Return every topic on which a point is said."""
        return list(self._said)

    def parse(self, topic: str, payload: bytes, *, retained: bool) -> list[Event]:
        """Return what one message says; never raises."""
        said = Said()
        for point in self._said.get(topic, ()):
            said.put(point.channel, _FIELDS[point.what], point.value(payload))
        return said.events(self.id, stale=retained)

    def encode(self, command: Command) -> list[Publication]:
        """Return the message that asks for it; an empty list for what makes no sense."""
        if command.verb is Verb.QUERY:
            return self._publication(self.config.query or None, command)
        if command.verb is Verb.SEND:
            code = code_for(self.config.codes, command.channel, command.value)
            return self._publication(code, command)
        point = self._point(command)
        if point is None or point.set is None:
            on = command.value if command.verb is Verb.POWER else None
            name = ON_OFF[on] if isinstance(on, bool) else None
            return self._publication(code_for(self.config.codes, command.channel, name), command)
        payload = point.asked(command)
        if payload is None:
            return []
        topic = self.config.full(point.set)
        return [Publication(topic, payload.encode(), command.expires_s)]

    def _point(self, command: Command) -> Point | None:
        if (what := VERBS.get(command.verb)) is None:
            return None
        points = [p for (w, _), p in self._set.items() if w is what]
        own = self._set.get((what, command.channel))
        if own is None and command.channel in (None, 1) and len(points) == 1:
            return points[0] if points[0].channel in (None, 1) else None
        return own

    def _publication(self, code: object, command: Command) -> list[Publication]:
        if isinstance(code, str):
            code = {"topic": f"{TOPIC}/send", "payload": code}
        if not isinstance(code, Mapping):
            return []
        topic = self.config.full(str(code["topic"]))
        return [Publication(topic, str(code.get("payload", "")).encode(), command.expires_s)]


FAMILY = Generic
CONFIG = GenericConfig

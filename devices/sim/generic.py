"""A thing on MQTT that says and takes what its points say, as `generic` devices do."""

import json
import re
from collections.abc import Iterator, Mapping

from devices.mqtt.codes import Code, Codes, all_codes
from devices.mqtt.generic import GenericConfig
from devices.mqtt.generic_point import VALUE, Point, What
from devices.mqtt.link import Will
from devices.sim.board import Board, SimSpec
from gateway.domain.text import Json

PLAIN = (
    Point(what=What.POWER, channel=1, state="{topic}/state", set="{topic}/set"),
    Point(what=What.ONLINE, state="{topic}/lwt", on="up", off="down"),
)
"""One relay that says ON or OFF and is set to it, and whether it is there."""


class SimGeneric(Board):
    """Says its state when it connects and when it is switched; retained if so set.

    Args:
        topic: What `{topic}` stands for.
        points: What it says and takes; left out, `PLAIN`.
        query: `{ topic, payload }` that makes it say everything again.
        retain: Whether its states are kept by the broker.
    """

    def __init__(
        self,
        topic: str,
        spec: SimSpec | None = None,
        *,
        late_s: float = 3.0,
        retain: bool = False,
        points: tuple[Point, ...] = PLAIN,
        query: Mapping[str, str] | None = None,
        codes: Codes | None = None,
    ) -> None:
        super().__init__(topic, spec, late_s=late_s)
        self._retain = retain
        self._config = GenericConfig(topic=topic, points=points, codes=codes or {})
        self._codes = {self._message(code): name for name, code in all_codes(codes or {})}
        self._takes = [(self._full(p.set), p) for p in points if p.set]
        self._query = (self._full((query or {}).get("topic")), (query or {}).get("payload", ""))
        asked = {self._query[0]} if query else set()
        asked |= {topic for topic, _ in self._codes}
        self.filters = sorted({topic for topic, _ in self._takes} | asked)
        online = self._online()
        if online is not None and online.state:
            self.will = Will(self._full(online.state), online.off.encode())

    def connected(self) -> None:
        """Listen, say that it is there, and everything."""
        self.subscribe()
        online = self._online()
        if online is not None and online.state:
            self.say(self._full(online.state), online.on, retain=True)
        self.telemetry()
        self.first_words()

    def obey(self, topic: str, payload: bytes) -> None:
        """Do what each point on this topic makes of the words."""
        text = payload.decode(errors="replace").strip()
        if (topic, text) == self._query:
            self.telemetry()
        if (topic, text) in self._codes:
            self.send_infrared(self._codes[topic, text])
        for own, point in self._takes:
            pattern = re.escape(point.payload).replace(re.escape(VALUE), "(.*)")
            found = re.fullmatch(pattern, text, re.DOTALL) if own == topic else None
            if found is not None:
                self._take(point, found[1] if found.groups() else "")

    def say_channel(self, n: int) -> None:
        """Say how it is."""
        self.telemetry()

    def say_shutter(self, n: int) -> None:
        """Say where it is."""
        self.telemetry()

    def telemetry(self) -> None:
        """Say every state it has."""
        topics = {p.state for p in self._config.points if p.state and p.what is not What.ONLINE}
        for topic in sorted(topics):
            self._say_state(topic)

    def _say_state(self, topic: str) -> None:
        said: dict[str, Json] = {}
        for point, value in self._values(topic):
            if point.key is None:
                self.say(self._full(topic), self.garbled(_text(value)), retain=self._retain)
            else:
                _put(said, point.key, value)
        if said:
            self.say(self._full(topic), self.garbled(json.dumps(said)), retain=self._retain)

    def _values(self, topic: str) -> Iterator[tuple[Point, Json]]:
        for point in self._config.points:
            value = self._value(point) if point.state == topic else None
            if value is not None:
                yield point, value

    def _value(self, point: Point) -> Json:
        n = self.first if point.channel is None else point.channel
        channel, shutter = self._state.channels.get(n), self._state.shutters.get(n)
        match point.what:
            case What.POWER if channel is not None:
                return point.on if channel.says_on else point.off
            case What.LEVEL if channel is not None:
                return _scaled(point, channel.level_pct if channel.says_on else 0)
            case What.POSITION if shutter is not None:
                return _scaled(point, shutter.position_pct)
            case What.MOVES if shutter is not None:
                return {1: point.opening, -1: point.closing}.get(shutter.direction, point.resting)
            case What.POWER_W:
                watts = self.watts() if point.channel is None else self.watts_of(n)
                return round(watts / point.factor, 3)
            case What.ENERGY_WH:
                return round(self._state.energy_wh / point.factor, 3)
        return None

    def _take(self, point: Point, word: str) -> None:
        n = self.first if point.channel is None else point.channel
        moves = {point.open: 100.0, point.close: 0.0, point.stop: None}
        match point.what:
            case What.POWER if word in (point.set_on or point.on, point.set_off or point.off):
                self.turn(n, word == (point.set_on or point.on))
            case What.MOVES if word in moves:
                self.move(n, moves[word])
            case What.LEVEL if (percent := _percent(point, word)) is not None:
                self.dim(n, round(percent))
            case What.POSITION if (percent := _percent(point, word)) is not None:
                self.move(n, percent)

    def _online(self) -> Point | None:
        return next((p for p in self._config.points if p.what is What.ONLINE), None)

    def _message(self, code: Code) -> tuple[str, str]:
        if isinstance(code, Mapping):
            return self._full(str(code.get("topic", ""))), str(code.get("payload", ""))
        return f"{self.topic}/send", str(code)

    def _full(self, topic: str | None) -> str:
        return self._config.full(topic or "")


def _percent(point: Point, word: str) -> float | None:
    try:
        percent = (float(word) - point.low) * 100 / (point.high - point.low)
    except ValueError:
        return None
    return percent if 0 <= percent <= 100 else None


def _scaled(point: Point, percent: float) -> float:
    return round(point.low + percent * (point.high - point.low) / 100, 1)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _put(said: dict[str, Json], key: str, value: Json) -> None:
    """Put a value where a path of keys leads; words of JSON are said as such."""
    *path, last = key.split(".")
    place: dict[str, Json] = said
    for step in path:
        inner = place.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        place = inner
    place[last] = (
        {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
    )

"""`[[floors]]` of the site file: a picture of each floor in metres, and what is wrong with it."""

import math
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, Field, PlainValidator, ValidationError, WithJsonSchema

from gateway.config.machines import MachineSettings
from gateway.config.problems import Location, Problem, did_you_mean, path_of
from gateway.config.words import Id, Many, Name, complain
from gateway.domain.floors import Area, Floor, Point, Spot, rectangle, surface
from gateway.domain.text import Text

LONGEST_M = 1000.0
SMALLEST_M2 = 0.25
SLACK_M = 0.05
"""Walls are measured by hand: what sticks out or overlaps by less is meant to touch."""

PLACES = {"room": ("rooms", "会议室", "room"), "zone": ("zones", "区域", "zone")}
THINGS = {
    "device": ("devices", "设备", "device"),
    "input": ("inputs", "输入", "input"),
    "reader": ("readers", "读卡器", "reader"),
}
Table = Mapping[str, object]


def _point(value: object) -> Point:
    numbers = value if isinstance(value, list | tuple) else ()
    if len(numbers) != 2 or not all(type(n) in (int, float) for n in numbers):
        complain(
            "应为以米为单位的 [x, y]，例如 [3.5, 0]", "must be [x, y] in metres, such as [3.5, 0]"
        )
    x, y = (float(n) for n in numbers)
    if not (math.isfinite(x) and math.isfinite(y)):
        complain("应为有限的数", "must be finite numbers")
    return x, y


def _size(value: object) -> Point:
    width, depth = _point(value)
    if not (0 < width <= LONGEST_M and 0 < depth <= LONGEST_M):
        complain(
            f"应为以米为单位的 [宽, 深]，大于 0 且不超过 {LONGEST_M:g}",
            f"must be [width, depth] in metres, more than 0 and at most {LONGEST_M:g}",
        )
    return width, depth


_PAIR = WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2})
At = Annotated[Point, PlainValidator(_point), _PAIR]
Size = Annotated[Point, PlainValidator(_size), _PAIR]


class AreaSettings(BaseModel):
    """`{ room = "room-a", at = [0, 0], size = [8, 6] }`: one room or zone on the floor."""

    model_config = MachineSettings.model_config

    room: Id | None = None
    zone: Id | None = None
    """Exactly one of `room` and `zone`."""
    at: At | None = None
    """The upper left corner of a rectangle of `size`."""
    size: Size | None = None
    shape: Annotated[Many[At], Field(min_length=3)] | None = None
    """The corners of anything else, instead of `at` and `size`."""

    def corners(self) -> tuple[Point, ...]:
        """Return its corners; empty when neither a rectangle nor a shape is written down whole."""
        if self.shape is not None:
            return self.shape
        return rectangle(self.at, self.size) if self.at and self.size else ()


class ThingSettings(BaseModel):
    """`{ device = "meter", at = [1, 2] }`: where a device, input or reader is."""

    model_config = MachineSettings.model_config

    device: Id | None = None
    input: Id | None = None
    reader: Id | None = None
    """Exactly one of `device`, `input` and `reader`."""
    at: At


class FloorSettings(BaseModel):
    """`[[floors]]`: one picture of the building, measured in metres."""

    model_config = MachineSettings.model_config

    id: Id
    name: Name | None = None
    """The zone's name, if left out."""
    zone: Id
    """What is on it lies in this zone or inside it."""
    size: Size
    """Width and depth."""
    outline: Annotated[Many[At], Field(min_length=3)] | None = None
    """The corners of the outer wall; a rectangle of `size`, if left out."""
    walls: Many[Annotated[Many[At], Field(min_length=2)]] = ()
    """Lines besides those round rooms and zones."""
    areas: Many[AreaSettings] = ()
    things: Many[ThingSettings] = ()

    def rules(self, name: Text) -> Floor:
        """Return it as the rules want it."""
        return Floor(
            id=self.id,
            name=name,
            zone=self.zone,
            size=self.size,
            outline=self.outline or rectangle((0.0, 0.0), self.size),
            walls=self.walls,
            areas=tuple(
                Area(place=f"{kind}:{which}", shape=area.corners())
                for area in self.areas
                for kind, which in _named(area, PLACES)
            ),
            spots=tuple(
                Spot(thing=f"{kind}:{which}", at=thing.at)
                for thing in self.things
                for kind, which in _named(thing, THINGS)
            ),
        )


def _named(one: AreaSettings | ThingSettings, keys: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(key, value) for key in keys if (value := getattr(one, key)) is not None]


def floor_problems(raw: Table) -> list[Problem]:
    """Return what is wrong with the floors of a parsed site file, whatever else is wrong in it.

    A floor whose own values are of the wrong kind is left to pydantic's complaints.
    """
    return list(_Drawings(raw).problems())


def _tables(raw: object) -> list[Table]:
    return [one for one in raw if isinstance(one, Mapping)] if isinstance(raw, list) else []


class _Drawings:
    """The floors of a file, and the ids that they may name."""

    def __init__(self, raw: Table) -> None:
        self._raw = raw
        tables = {key: _tables(raw.get(key)) for key in ("rooms", "zones", "devices", "inputs")}
        tables["readers"] = _tables(raw.get("readers"))
        self._ids = {k: [str(one["id"]) for one in v if "id" in one] for k, v in tables.items()}
        self._parents = {str(z.get("id")): str(z.get("parent", "")) for z in tables["zones"]}
        self._rooms = {str(r.get("id")): str(r.get("zone", "")) for r in tables["rooms"]}
        self._drawn: set[str] = set()

    def problems(self) -> Iterator[Problem]:
        """Yield every problem found."""
        names: dict[str, int] = {}
        written = self._raw.get("floors")
        for index, table in enumerate(written if isinstance(written, list) else ()):
            try:
                floor = FloorSettings.model_validate(table)
            except ValidationError:
                continue
            at: Location = ("floors", index)
            if names.setdefault(floor.id, index) != index:
                yield self._say(
                    (*at, "id"), "编号重复；每层要有自己的编号", "double id; each floor its own"
                )
            yield from self._of_floor(floor, at)

    def _say(self, at: Location, zh: str, en: str) -> Problem:
        return Problem(path_of(at, self._raw), Text(zh, en))

    def _of_floor(self, floor: FloorSettings, at: Location) -> Iterator[Problem]:
        yield from self._unknown((*at, "zone"), floor.zone, *PLACES["zone"])
        yield from self._within((*at, "outline"), floor, floor.outline or ())
        for index, wall in enumerate(floor.walls):
            yield from self._within((*at, "walls", index), floor, wall)
        for index, area in enumerate(floor.areas):
            here = (*at, "areas", index)
            yield from self._one_of(here, area, PLACES)
            yield from self._place(here, floor, area)
            yield from self._shape(here, floor, area)
        yield from self._overlaps(at, floor)
        for index, thing in enumerate(floor.things):
            here = (*at, "things", index)
            yield from self._one_of(here, thing, THINGS)
            for key, which in _named(thing, THINGS):
                yield from self._unknown((*here, key), which, *THINGS[key])
            yield from self._within((*here, "at"), floor, (thing.at,))

    def _unknown(self, at: Location, value: str, table: str, zh: str, en: str) -> Iterator[Problem]:
        known = self._ids[table]
        if value not in known:
            hint = did_you_mean(value, known)
            yield self._say(at, f"没有{zh} {value!r}{hint.zh}", f"no {en} {value!r}{hint.en}")

    def _one_of(
        self, at: Location, one: AreaSettings | ThingSettings, keys: Mapping[str, object]
    ) -> Iterator[Problem]:
        if len(_named(one, keys)) != 1:
            words = list(keys)
            yield self._say(
                at,
                f"需要且只需要其中一个：{'、'.join(words)}",
                f"needs exactly one of {', '.join(words[:-1])} and {words[-1]}",
            )

    def _place(self, at: Location, floor: FloorSettings, area: AreaSettings) -> Iterator[Problem]:
        for key, which in _named(area, PLACES):
            here = (*at, key)
            yield from self._unknown(here, which, *PLACES[key])
            if f"{key}:{which}" in self._drawn:
                yield self._say(
                    here,
                    f"{which} 已经画过；一处只画一次",
                    f"{which} is drawn already; each place once",
                )
            self._drawn.add(f"{key}:{which}")
            zone = self._rooms.get(which, "") if key == "room" else which
            known = {zone, floor.zone} <= self._parents.keys()
            if known and not self._lies_in(zone, floor.zone):
                yield self._say(
                    here,
                    f"{which} 不在 {floor.zone} 区域内",
                    f"{which} does not lie in the zone {floor.zone}",
                )

    def _lies_in(self, zone: str, outer: str) -> bool:
        seen: set[str] = set()
        while zone and zone not in seen:
            if zone == outer:
                return True
            seen.add(zone)
            zone = self._parents.get(zone, "")
        return False

    def _shape(self, at: Location, floor: FloorSettings, area: AreaSettings) -> Iterator[Problem]:
        rectangle_of = (area.at is not None, area.size is not None)
        if (area.shape is None) != all(rectangle_of) or (area.shape and any(rectangle_of)):
            yield self._say(
                at,
                "需要 at 和 size，或者只要 shape",
                "needs at and size, or a shape instead of both",
            )
            return
        corners = area.corners()
        if surface(corners) < SMALLEST_M2:
            yield self._say(
                at,
                f"太小：至少 {SMALLEST_M2:g} 平方米",
                f"is too small: {SMALLEST_M2:g} square metres at least",
            )
        yield from self._within(at, floor, corners)

    def _within(
        self, at: Location, floor: FloorSettings, points: tuple[Point, ...]
    ) -> Iterator[Problem]:
        width, depth = floor.size
        for x, y in points:
            if not (-SLACK_M <= x <= width + SLACK_M and -SLACK_M <= y <= depth + SLACK_M):
                yield self._say(
                    at,
                    f"[{x:g}, {y:g}] 超出这一层（{width:g} × {depth:g} 米）",
                    f"[{x:g}, {y:g}] is off the floor, which is {width:g} by {depth:g} metres",
                )
                return

    def _overlaps(self, at: Location, floor: FloorSettings) -> Iterator[Problem]:
        """Two rooms that are rectangles lie beside each other; a zone may lie under both."""
        seen: list[tuple[str, Point, Point]] = []
        for index, area in enumerate(floor.areas):
            if area.room is None or area.at is None or area.size is None or area.shape:
                continue
            for other, other_at, other_size in seen:
                if other != area.room and all(
                    min(a + s, b + t) - max(a, b) > SLACK_M
                    for a, s, b, t in zip(area.at, area.size, other_at, other_size, strict=True)
                ):
                    yield self._say(
                        (*at, "areas", index),
                        f"{area.room} 与 {other} 重叠",
                        f"{area.room} lies over {other}",
                    )
            seen.append((area.room, area.at, area.size))

"""Where zones, rooms and things are on a floor, in metres: what the site file draws.

x grows to the right and y downwards, as on a sheet of paper; (0, 0) is the upper left corner.
"""

from dataclasses import dataclass

from gateway.domain.text import Text

Point = tuple[float, float]
"""x and y, in metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A zone or room on a floor.

    Attributes:
        place: `zone:<id>` or `room:<id>`, as maintenance names them.
        shape: Its corners in order; the last is joined to the first.
    """

    place: str
    shape: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A thing at a point of a floor; `thing` is `device:<id>`, `input:<id>` or `reader:<id>`."""

    thing: str
    at: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """One picture of the building.

    Attributes:
        zone: What is on it lies in this zone or inside it.
        size: Width and depth, more than zero.
        outline: The outer wall's corners.
        walls: Lines besides those round the areas.
        areas: What is not named is put beside the picture, so that nothing is missing.
    """

    id: str
    name: Text
    zone: str
    size: Point
    outline: tuple[Point, ...]
    walls: tuple[tuple[Point, ...], ...] = ()
    areas: tuple[Area, ...] = ()
    spots: tuple[Spot, ...] = ()


def rectangle(at: Point, size: Point) -> tuple[Point, ...]:
    """Return the four corners of a rectangle, clockwise from the upper left."""
    (x, y), (width, depth) = at, size
    return (x, y), (x + width, y), (x + width, y + depth), (x, y + depth)


def is_inside(shape: tuple[Point, ...], point: Point) -> bool:
    """Tell whether a point lies within a shape (a ray to the right crosses it an odd time)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(shape, shape[1:] + shape[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def surface(shape: tuple[Point, ...]) -> float:
    """Return how large a shape is, in square metres."""
    pairs = zip(shape, shape[1:] + shape[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2

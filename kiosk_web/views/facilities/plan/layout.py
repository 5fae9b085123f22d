"""What is drawn where: a floor of the site file, what it leaves out, or a grid of all there is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from gateway.domain.floors import Area, Floor, Point, Spot, is_inside, surface
from gateway.domain.rules import Rules
from kiosk_web.views.facilities.places import keys_in
from kiosk_web.views.facilities.plan.boxes import Box, Shape, bounds, free_box
from kiosk_web.views.facilities.plan.grid import grid

GAP_M = 0.6
"""Between a floor and what stands below its picture."""

TOUCH_PX = 48.0
"""No place is narrower: a finger has to find it."""

PAD_PX = 3.0
SPOT_PX = 12.0
"""Half a thing's sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is drawn on: its width, and how high the lowest place is at least, in pixels."""

    name: str
    width_px: float
    least_px: float
    grid_m: float


DESK = Paper(name="wide", width_px=860.0, least_px=96.0, grid_m=24.0)
PHONE = Paper(name="narrow", width_px=358.0, least_px=92.0, grid_m=12.0)
MOST_STRETCH = 3.0
"""A picture is not made more than so many times higher than it is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on paper: its corners and the room for its words, in pixels."""

    place: str
    shape: Shape
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A floor on paper; lines and points in pixels."""

    size: Point
    outline: Shape
    walls: tuple[Shape, ...]
    cells: tuple[Cell, ...]
    spots: tuple[Spot, ...]


def floors_of(rules: Rules, zone: str) -> Iterator[tuple[Floor, tuple[str, ...]]]:
    """Yield each floor that shows something of a zone, and what has to stand beside it.

    What is on no floor at all comes last, on a floor of its own without size.
    """
    left = list(keys_in(rules, zone))
    for floor in rules.floors:
        areas = tuple(area for area in floor.areas if area.place in left)
        drawn = {area.place for area in areas}
        mine = set(keys_in(rules, floor.zone))
        beside = tuple(key for key in left if key in mine and key not in drawn)
        if areas or beside:
            whole = len(areas) == len(floor.areas)
            yield (floor if whole else replace(floor, areas=areas)), beside
        left = [key for key in left if key not in drawn and key not in beside]
    if left:
        whole_zone = zone or next(iter(rules.zones))
        name = rules.zones[zone].name if zone else rules.name
        yield Floor(id="", name=name, zone=whole_zone, size=(0, 0), outline=()), tuple(left)


@lru_cache(maxsize=64)
def sheet(floor: Floor, beside: tuple[str, ...], paper: Paper) -> Sheet:
    """Return a floor on paper; where its places would be too narrow to touch, as a grid."""
    if floor.areas:
        width, depth = floor.size
        extra = grid(beside, width, depth + GAP_M)
        if _narrowest(floor.areas) * paper.width_px / width >= TOUCH_PX:
            return _sheet(floor, (*floor.areas, *extra), paper)
    everything = grid((*(area.place for area in floor.areas), *beside), paper.grid_m)
    plain = replace(floor, size=(paper.grid_m, 0.0), outline=(), walls=(), spots=())
    return _sheet(plain, everything, paper)


def _narrowest(areas: tuple[Area, ...]) -> float:
    return min(right - left for left, _, right, _ in (bounds(area.shape) for area in areas))


def _sheet(floor: Floor, areas: tuple[Area, ...], paper: Paper) -> Sheet:
    areas = tuple(sorted(areas, key=lambda area: -surface(area.shape)))
    x_px = (paper.width_px - 2 * PAD_PX) / floor.size[0]
    boxes = [
        free_box(area.shape, [other.shape for other in areas[number + 1 :]])
        for number, area in enumerate(areas)
    ]
    lowest = min(bottom - top for _, top, _, bottom in boxes)
    y_px = min(max(x_px, paper.least_px / lowest), MOST_STRETCH * x_px)

    def px(point: Point) -> Point:
        return round(PAD_PX + point[0] * x_px, 1), round(PAD_PX + point[1] * y_px, 1)

    def line(points: Shape) -> Shape:
        return tuple(map(px, points))

    def inside(point: Point) -> Point:
        # A sign on the outer wall is not cut by the edge of the glass.
        return min(max(point[0], SPOT_PX), paper.width_px - SPOT_PX), point[1]

    foot = max([floor.size[1], *(bounds(area.shape)[3] for area in areas)])
    return Sheet(
        size=(paper.width_px, round(2 * PAD_PX + foot * y_px)),
        outline=line(floor.outline),
        walls=tuple(map(line, floor.walls)),
        cells=tuple(
            Cell(area.place, line(area.shape), (*px(box[:2]), *px(box[2:])))
            for area, box in zip(areas, boxes, strict=True)
        ),
        spots=tuple(replace(spot, at=inside(px(spot.at))) for spot in floor.spots),
    )


def spots_in(rules: Rules) -> Mapping[str, str]:
    """Return the place that each drawn thing stands in, a room before the zone around it."""
    return _spots_in(rules.floors)


@lru_cache(maxsize=8)
def _spots_in(floors: tuple[Floor, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for floor in floors:
        areas = sorted(floor.areas, key=lambda area: surface(area.shape))
        for spot in floor.spots:
            inside = (a.place for a in areas if _holds(a.shape, spot.at))
            if (place := next(inside, None)) is not None:
                found[spot.thing] = place
    return found


def _holds(shape: Shape, at: Point) -> bool:
    """Tell whether a point is in a shape or on its wall, where windows are."""
    x, y = at
    near = ((0.0, 0.0), (0.1, 0.0), (-0.1, 0.0), (0.0, 0.1), (0.0, -0.1))
    return any(is_inside(shape, (x + dx, y + dy)) for dx, dy in near)

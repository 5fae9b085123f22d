"""A tidy grid of zones and rooms, for what nobody has drawn."""

from collections.abc import Sequence

from gateway.domain.floors import Area, Point, rectangle

CELL_M: Point = (6.0, 4.0)
"""How wide a place is at least, and how deep."""


def grid(places: Sequence[str], width_m: float, top_m: float = 0.0) -> tuple[Area, ...]:
    """Return places in rows of about the same number, each row as wide as the floor."""
    if not places:
        return ()
    cell, depth = CELL_M
    most = max(1, int(width_m // cell))
    rows = -(-len(places) // most)
    each, more = divmod(len(places), rows)
    areas: list[Area] = []
    for row in range(rows):
        mine = places[len(areas) : len(areas) + each + (row < more)]
        width = width_m / len(mine)
        at = top_m + row * depth
        areas += [
            Area(place=place, shape=rectangle((number * width, at), (width, depth)))
            for number, place in enumerate(mine)
        ]
    return tuple(areas)

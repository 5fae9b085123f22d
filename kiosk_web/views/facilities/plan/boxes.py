"""The room for words in a shape: the largest upright rectangle that nothing else covers."""

import itertools
from collections.abc import Sequence

from gateway.domain.floors import Point, is_inside

Shape = tuple[Point, ...]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def bounds(shape: Shape) -> Box:
    """Return the upright rectangle around a shape."""
    xs, ys = zip(*shape, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def free_box(shape: Shape, over: Sequence[Shape]) -> Box:
    """Return the largest rectangle in a shape that leaves free what lies over it.

    Exact for shapes with upright walls: it is made of the cells between the
    corners' coordinates. Where nothing is free, all of the shape is taken.
    """
    near = [other for other in over if _touch(bounds(other), bounds(shape))]
    corners = [corner for one in (shape, *near) for corner in one]
    xs, ys = (sorted({corner[axis] for corner in corners}) for axis in (0, 1))

    def is_free(left: float, right: float, top: float, bottom: float) -> bool:
        middle = ((left + right) / 2, (top + bottom) / 2)
        return is_inside(shape, middle) and not any(is_inside(other, middle) for other in near)

    columns, rows = list(itertools.pairwise(xs)), list(itertools.pairwise(ys))
    free = [[is_free(*column, *row) for column in columns] for row in rows]
    boxes = (
        (xs[first], ys[top], xs[last + 1], ys[bottom + 1])
        for top in range(len(rows))
        for bottom in range(top, len(rows))
        for first, last in _runs(
            [all(column) for column in zip(*free[top : bottom + 1], strict=True)]
        )
    )
    return max(boxes, key=_worth, default=bounds(shape))


def _worth(box: Box) -> float:
    """Return how good a box is for words: its surface, a long strip counting for less."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    return width * height * min(1.0, 3 * height / width)


def _runs(free: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the first and last number of each run of free columns."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for number, is_free in enumerate((*free, False)):
        if is_free and start is None:
            start = number
        elif not is_free and start is not None:
            found.append((start, number - 1))
            start = None
    return found


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

"""Bars with axes, as numbers for a template to draw: no library, no script, prints as it is.

Colour is never alone: hours outside opening are hatched, what is not known is
said under the axis, the span before is a line. Everything is in the units of
the picture's own box; one picture is drawn wide and once narrow, so that its
words have the size of the page's on a phone too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

KILO = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One bar before it is drawn.

    Attributes:
        label: Under the axis; empty for none.
        words: All of it in a sentence.
        open_wh: Within hours, or of unknown hours.
        off_wh: Outside them.
        late_wh: Of a gap before.
        known: Whether anything is known; False draws no bar.
        share: How much of the time is covered, 0 to 1.
        before_wh: The same span a week before; None draws no line.
        future: Not yet.
    """

    label: str
    words: str
    open_wh: float = 0.0
    off_wh: float = 0.0
    late_wh: float = 0.0
    known: bool = True
    share: float = 1.0
    before_wh: float | None = None
    future: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar as drawn; `parts` from the bottom up, each with its style."""

    parts: tuple[tuple[str, Box], ...]
    middle: float
    label: str
    words: str
    gap: Box | None
    before: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of bars.

    Attributes:
        ticks: Height and words of each line across.
        unit: What the numbers at the lines are.
    """

    width: float
    height: float
    left: float
    right: float
    base: float
    ticks: tuple[tuple[float, str], ...]
    unit: str
    bars: tuple[Bar, ...]


LEFT, RIGHT, TOP, FOOT = 46.0, 6.0, 26.0, 34.0
GAP_H = 5.0
SOFT = 0.97
"""Less than this covered is shown as a gap; a word more or less is none."""


def bars(data: Sequence[Datum], width: float, height: float) -> Chart:
    """Return a chart of some bars, its scale chosen for the highest."""
    most = max((_highest(d) for d in data), default=0.0)
    step, top = scale(most)
    unit, per = ("kWh", KILO) if top >= KILO else ("Wh", 1.0)
    base = height - FOOT
    per_wh = (base - TOP) / top
    slot = (width - LEFT - RIGHT) / max(1, len(data))
    ticks = tuple(
        (round(base - n * step * per_wh, 1), _figure(n * step / per, step / per))
        for n in range(round(top / step) + 1)
    )
    drawn = tuple(_bar(d, LEFT + n * slot, slot, base, per_wh) for n, d in enumerate(data))
    return Chart(
        width=width,
        height=height,
        left=LEFT,
        right=width - RIGHT,
        base=base,
        ticks=ticks,
        unit=unit,
        bars=drawn,
    )


def _highest(datum: Datum) -> float:
    return max(datum.open_wh + datum.off_wh + datum.late_wh, datum.before_wh or 0.0)


def scale(most: float, lines: int = 4) -> tuple[float, float]:
    """Return the step between lines and the top of the axis: 1, 2 or 5 times a power of ten."""
    if most <= 0.0:
        return 25.0, 100.0
    rough = most / lines
    power = 10.0 ** floor(log10(rough))
    step = next(power * n for n in (1.0, 2.0, 5.0, 10.0) if power * n >= rough * 0.999)
    return step, step * max(1, ceil(most / step - 1e-9))


def _figure(value: float, step: float) -> str:
    places = max(0, -floor(log10(step) + 1e-9)) if step > 0 else 0
    return f"{value:.{places}f}"


def _bar(datum: Datum, x: float, slot: float, base: float, per_wh: float) -> Bar:
    pad = slot * 0.16
    parts, top = [], base
    for style, wh in (("in", datum.open_wh), ("off", datum.off_wh), ("late", datum.late_wh)):
        if datum.known and wh > 0.0:
            high = wh * per_wh
            top -= high
            parts.append((style, _box(x + pad, top, slot - 2 * pad, high)))
    gap = None
    if datum.share < SOFT and not datum.future:
        gap = _box(x + 1, base + 2, (slot - 2) * (1.0 - datum.share), GAP_H)
    before = None
    if datum.before_wh is not None:
        before = _box(x + pad / 2, base - datum.before_wh * per_wh, slot - pad, 0.0)
    return Bar(
        parts=tuple(parts),
        middle=round(x + slot / 2, 1),
        label=datum.label,
        words=datum.words,
        gap=gap,
        before=before,
    )


def _box(x: float, y: float, w: float, h: float) -> Box:
    return Box(round(x, 1), round(y, 1), round(w, 1), round(h, 1))

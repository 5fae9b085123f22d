"""A night as one picture: four lanes over one axis of time, as numbers for a template to draw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk_web.views.energy.chart import Box, scale
from kiosk_web.views.energy.night import QUARTER, Night, Step
from kiosk_web.views.words import Tongue, hhmm

LEFT, RIGHT = 46.0, 8.0
HEAD = 22.0
PEOPLE_H, LOAD_H, DOING_H, ROW_H = 56.0, 150.0, 20.0, 22.0
MOST_ROWS = 6
"""More checks and alerts than this are in the list below the picture only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One lane: its words, where it lies, its lines across; `upper` is what its top stands for."""

    title: str
    top: float
    base: float
    ticks: tuple[tuple[float, str], ...] = ()
    upper: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A check or an alert: where it lies, its words, and where those stand."""

    kind: str
    tone: str
    box: Box
    words: str
    words_x: float
    anchor: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPicture:
    """The whole picture; `paths` are the lines of an SVG path."""

    width: float
    height: float
    left: float
    right: float
    foot: float
    hours: tuple[tuple[float, str], ...]
    closed: tuple[Box, ...]
    now_x: float | None
    people: Lane
    people_path: str
    load: Lane
    load_path: str
    load_areas: tuple[str, ...]
    gaps: tuple[Box, ...]
    doings: Lane
    hands: tuple[tuple[float, str], ...]
    office: tuple[tuple[float, str], ...]
    spans: Lane
    strips: tuple[Strip, ...]
    more: int


def picture(
    night: Night, strips: Sequence[tuple[str, str]], width: float, tongue: Tongue
) -> NightPicture:
    """Return the picture of a night.

    Args:
        night: What happened.
        strips: Tone and words of each of its spans, in their order.
        width: Of the picture, in its own units; the words are 13 of them high.
        tongue: The language.
    """
    right = width - RIGHT
    x = _axis(night, right)
    lanes = _lanes_of(night, tongue)
    people, load, doings, spans = lanes.people, lanes.load, lanes.doings, lanes.spans
    return NightPicture(
        width=width,
        height=spans.base + 28,
        left=LEFT,
        right=right,
        foot=spans.base,
        hours=_hours(night, x, 1 if width > 600 else 4),
        closed=tuple(_box(x, a, b, people.top, spans.base) for a, b in night.closed),
        now_x=x(night.now) if night.since < night.now < night.until else None,
        people=people,
        people_path=_stairs(night.people, night.now, x, _height(people)),
        load=load,
        load_path=_broken(night.load, x, _height(load)),
        load_areas=_areas(night.load, x, _height(load), load.base),
        gaps=tuple(
            _box(x, step.at, step.at + QUARTER, load.top, load.base)
            for step in night.load
            if step.value is None
        ),
        doings=doings,
        hands=tuple((x(d.at), _at(d.at, d.count)) for d in night.doings if d.by_hand),
        office=tuple((x(d.at), _at(d.at, d.count)) for d in night.doings if not d.by_hand),
        spans=spans,
        strips=_strips(night, strips, spans.top, x, right),
        more=max(0, len(night.spans) - MOST_ROWS),
    )


X = Callable[[datetime], float]
Y = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class _Lanes:
    """The four lanes, from the top."""

    people: Lane
    load: Lane
    doings: Lane
    spans: Lane


def _lanes_of(night: Night, tongue: Tongue) -> _Lanes:
    """Return the lanes, each as high as what it shows needs."""
    _ = tongue._
    most = max((step.value or 0.0 for step in night.people), default=0.0)
    people = _lane(_("People in"), HEAD, PEOPLE_H, max(most, 2.0), 2, 1.0)
    peak = max((step.value or 0.0 for step in night.load), default=0.0)
    title, per = (_("Power, kW"), 1000.0) if peak >= 2000.0 else (_("Power, W"), 1.0)
    load = _lane(title, people.base + HEAD + 8, LOAD_H, max(peak, 100.0), 4, per)
    doings_top = load.base + HEAD + 8
    doings = Lane(title=_("Switched"), top=doings_top, base=doings_top + DOING_H)
    rows = max(1, min(len(night.spans), MOST_ROWS))
    spans_top = doings.base + HEAD + 4
    spans = Lane(title=_("Checks and alerts"), top=spans_top, base=spans_top + rows * ROW_H)
    return _Lanes(people, load, doings, spans)


def _axis(night: Night, right: float) -> X:
    """Return how far from the left an instant lies; what is outside lies at the edge."""
    length = night.until - night.since

    def x(at: datetime) -> float:
        at = min(max(at, night.since), night.until)
        return round(LEFT + (right - LEFT) * ((at - night.since) / length), 1)

    return x


def _hours(night: Night, x: X, step: int) -> tuple[tuple[float, str], ...]:
    """Return the lines of the hours and their words, one in `step` of them."""
    many = round((night.until - night.since) / timedelta(hours=1)) + 1
    return tuple(
        (x(night.since + timedelta(hours=h)), f"{(night.since.hour + h) % 24:02}")
        for h in range(0, many, step)
    )


def _box(x: X, begin: datetime, end: datetime, top: float, base: float) -> Box:
    return Box(x(begin), top, round(x(end) - x(begin), 1), base - top)


def _at(at: datetime, count: int) -> str:
    return f"{hhmm(at)} ×{count}" if count > 1 else hhmm(at)


def _lane(title: str, top: float, high: float, most: float, lines: int, per: float) -> Lane:
    step, upper = _whole_scale(most, lines, per)
    base = top + high
    ticks = tuple(
        (round(base - n * step / upper * high, 1), f"{n * step / per:g}")
        for n in range(round(upper / step) + 1)
    )
    return Lane(title=title, top=top, base=base, ticks=ticks, upper=upper)


def _whole_scale(most: float, lines: int, per: float) -> tuple[float, float]:
    step, upper = scale(most, lines)
    return (1.0, max(2.0, upper)) if per == 1.0 and step < 1.0 else (step, upper)


def _height(lane: Lane) -> Callable[[float], float]:
    high = lane.base - lane.top

    def height(value: float) -> float:
        return round(lane.base - value / lane.upper * high, 1)

    return height


def _stairs(steps: Sequence[Step], end: datetime, x: X, y: Y) -> str:
    """Return a line that keeps its height until the next change."""
    if not steps:
        return ""
    path = f"M{x(steps[0].at)} {y(steps[0].value or 0.0)}"
    for step in steps[1:]:
        path += f"H{x(step.at)}V{y(step.value or 0.0)}"
    return f"{path}H{x(end)}"


def _runs(steps: Sequence[Step]) -> list[list[Step]]:
    """Return the stretches in which something is known."""
    runs: list[list[Step]] = [[]]
    for step in steps:
        if step.value is None:
            runs.append([])
        else:
            runs[-1].append(step)
    return [run for run in runs if run]


def _broken(steps: Sequence[Step], x: X, y: Y) -> str:
    return "".join(_stairs(run, run[-1].at + QUARTER, x, y) for run in _runs(steps))


def _areas(steps: Sequence[Step], x: X, y: Y, base: float) -> tuple[str, ...]:
    return tuple(
        f"{_stairs(run, run[-1].at + QUARTER, x, y)}V{base}H{x(run[0].at)}Z" for run in _runs(steps)
    )


def _strips(
    night: Night, told: Sequence[tuple[str, str]], top: float, x: X, right: float
) -> tuple[Strip, ...]:
    found = []
    for n, (span, (tone, words)) in enumerate(zip(night.spans, told, strict=True)):
        if n == MOST_ROWS:
            break
        begin, end = x(span.begin), x(span.end or night.now)
        is_left = begin < (LEFT + right) / 2
        found.append(
            Strip(
                kind=span.kind,
                tone=tone,
                box=Box(begin, top + n * ROW_H + 5, max(5.0, round(end - begin, 1)), 11.0),
                words=words,
                words_x=max(end, begin + 5) + 6 if is_left else begin - 6,
                anchor="start" if is_left else "end",
                open=span.end is None,
            )
        )
    return tuple(found)

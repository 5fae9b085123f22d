"""A floor as its picture shows it: places with their state, things with theirs, both on paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.domain.floors import Spot
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.devices import device_mark, device_name
from kiosk_web.views.facilities.place import PlaceView
from kiosk_web.views.facilities.plan.boxes import Box, Shape
from kiosk_web.views.facilities.plan.layout import DESK, PHONE, Paper, Sheet, floors_of, sheet
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue

LARGE_PX, MEDIUM_PX, SMALL_PX = (190.0, 120.0), (118.0, 84.0), (78.0, 72.0)
"""Width and height from which on a place shows all, most, or little in words."""

TROUBLED = ("alert", "waste", "called", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaView:
    """A place on paper; `fit` says how much of it there is room for: `l`, `m`, `s`, `xs`."""

    place: PlaceView
    path: str
    x: float
    y: float
    width: float
    height: float
    fit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotView:
    """A thing on paper: its sign, and what it says in words."""

    x: float
    y: float
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One floor for one width of glass, in pixels."""

    name: str
    width: float
    height: float
    outline: str
    walls: tuple[str, ...]
    areas: tuple[AreaView, ...]
    spots: tuple[SpotView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorView:
    """One floor: its name, what it comes to, and its two drawings."""

    id: str
    name: str
    summary: str
    drawings: tuple[Drawing, ...]


def floors_view(
    snapshot: Snapshot, zone: str, places: Mapping[str, PlaceView], tongue: Tongue
) -> tuple[FloorView, ...]:
    """Return the floors of a zone, "" for the site; `places` by key."""
    found = []
    for floor, beside in floors_of(snapshot.rules, zone):
        keys = (*(area.place for area in floor.areas), *beside)
        troubled = sum(places[key].state in TROUBLED for key in keys)
        word = (
            tongue.n("%(n)s place needs a look", "%(n)s places need a look", troubled)
            if troubled
            else tongue._("nothing unusual")
        )
        found.append(
            FloorView(
                id=floor.id,
                name=floor.name.in_(tongue.language),
                summary=word,
                drawings=tuple(
                    _drawing(snapshot, sheet(floor, beside, paper), paper, places, tongue)
                    for paper in (DESK, PHONE)
                ),
            )
        )
    return tuple(found)


def _drawing(
    snapshot: Snapshot, on: Sheet, paper: Paper, places: Mapping[str, PlaceView], tongue: Tongue
) -> Drawing:
    return Drawing(
        name=paper.name,
        width=on.size[0],
        height=on.size[1],
        outline=path_of(on.outline),
        walls=tuple(path_of(wall, closed=False) for wall in on.walls),
        areas=tuple(_area(places[c.place], path_of(c.shape), c.box) for c in on.cells),
        spots=tuple(_spot(snapshot, spot, tongue) for spot in on.spots),
    )


def _area(place: PlaceView, path: str, box: Box) -> AreaView:
    left, top, right, bottom = box
    width, height = round(right - left, 1), round(bottom - top, 1)
    sizes = (("l", LARGE_PX), ("m", MEDIUM_PX), ("s", SMALL_PX))
    fit = next((name for name, (w, h) in sizes if width >= w and height >= h), "xs")
    return AreaView(place=place, path=path, x=left, y=top, width=width, height=height, fit=fit)


def path_of(points: Shape, *, closed: bool = True) -> str:
    """Return a line through points, as SVG writes it."""
    if not points:
        return ""
    steps = "L".join(f"{x:g} {y:g}" for x, y in points)
    return f"M{steps}{'z' if closed else ''}"


def _spot(snapshot: Snapshot, spot: Spot, tongue: Tongue) -> SpotView:
    """Return a thing's sign; one that is quiet has no tone."""
    kind, _, which = spot.thing.partition(":")
    x, y = spot.at
    tell = {"device": _device, "input": _input, "reader": _reader}[kind]
    return SpotView(x=x, y=y, mark=tell(snapshot, which, tongue))


def _device(snapshot: Snapshot, which: str, tongue: Tongue) -> Mark:
    mark = device_mark(snapshot, which, tongue)
    name = device_name(snapshot, which, tongue)
    quiet = mark.tone == "ok"
    return Mark("bolt" if quiet else mark.icon, f"{name} {mark.word}", "" if quiet else mark.tone)


def _input(snapshot: Snapshot, which: str, tongue: Tongue) -> Mark:
    one = snapshot.rules.inputs[which]
    level = snapshot.office.health.level_of(which)
    name = one.name.in_(tongue.language)
    if one.kind in ("window", "door"):
        icon = "window" if one.kind == "window" else "in"
        if level is None:
            return Mark("k-unknown", f"{name} {tongue._('Unknown')}")
        word = tongue._("open") if level else tongue._("closed")
        return Mark(icon, f"{name} {word}", "warn" if level else "")
    return Mark("person" if level else "people", name, "info" if level else "")


def _reader(snapshot: Snapshot, which: str, tongue: Tongue) -> Mark:
    part = snapshot.office.health.parts.get(f"reader:{which}")
    name = snapshot.rules.readers[which].name.in_(tongue.language)
    if part is not None and not part.ok:
        return Mark("k-noanswer", f"{name} {tongue._('No answer')}", "bad")
    return Mark("badge", name)

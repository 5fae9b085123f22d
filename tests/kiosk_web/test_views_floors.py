"""A floor's picture: the room for words, the grid of what nobody drew, two widths of glass."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config import load_site
from gateway.config.examples import example
from gateway.domain.floors import Area, Floor, Spot, rectangle, surface
from gateway.domain.text import Text
from gateway.rules import site_rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities import fragments, places_view
from kiosk_web.views.facilities.plan import floors_view, spots_in
from kiosk_web.views.facilities.plan.boxes import bounds, free_box
from kiosk_web.views.facilities.plan.grid import CELL_M, grid
from kiosk_web.views.facilities.plan.layout import DESK, PHONE, TOUCH_PX, floors_of, sheet
from kiosk_web.views.words import Tongue
from tests.browser import scenes

EN = Tongue("en")
HALL = Floor(
    id="f",
    name=Text("二层", "Second floor"),
    zone="office",
    size=(20.0, 10.0),
    outline=rectangle((0, 0), (20, 10)),
    areas=(
        Area(place="zone:office", shape=rectangle((0, 0), (20, 10))),
        Area(place="room:room-a", shape=rectangle((12, 0), (8, 10))),
    ),
    spots=(
        Spot(thing="input:window-3", at=(20, 5)),
        Spot(thing="device:hall", at=(3, 3)),
        Spot(thing="reader:front-door", at=(25, 3)),
    ),
)


def snapshot(*floors: Floor) -> Snapshot:
    """Return the night with these floors."""
    rules = replace(scenes.rules(), floors=floors)
    return Snapshot(1, scenes.alerted(), rules, scenes.now())


def pictures(*floors: Floor, zone: str = ""):
    """Return the floors as drawn."""
    seen = snapshot(*floors)
    places = {place.key: place for place in places_view(seen, zone, EN)}
    return floors_view(seen, zone, places, EN)


def test_words_stand_where_nothing_lies_over_them() -> None:
    """A zone under a room: its words are beside the room. An L: in its larger arm."""
    under = free_box(rectangle((0, 0), (20, 10)), [rectangle((12, 0), (8, 10))])
    ell = ((0.0, 0.0), (10.0, 0.0), (10.0, 3.0), (4.0, 3.0), (4.0, 10.0), (0.0, 10.0))
    covered = free_box(rectangle((0, 0), (2, 2)), [rectangle((0, 0), (3, 3))])

    assert under == (0, 0, 12, 10)
    assert free_box(ell, []) == (0, 0, 4, 10)
    assert covered == (0, 0, 2, 2)


@given(st.integers(1, 40), st.sampled_from([12.0, 24.0, 28.5]))
def test_a_grid_holds_everything_once_in_rows_that_fill_the_floor(count: int, width: float) -> None:
    """Law: same order, no overlap, no place narrower than a cell."""
    names = [f"room:r{number}" for number in range(count)]
    areas = grid(names, width)

    assert [area.place for area in areas] == names
    assert all(surface(area.shape) >= CELL_M[0] * CELL_M[1] - 1e-6 for area in areas)
    depth = max(bounds(area.shape)[3] for area in areas)
    assert sum(surface(area.shape) for area in areas) == pytest.approx(width * depth)


def test_what_a_floor_leaves_out_stands_below_it_and_the_rest_on_its_own() -> None:
    """Nothing is missing: rooms B and C are not drawn."""
    [view] = pictures(HALL)

    for drawing in view.drawings:
        keys = {area.place.key for area in drawing.areas}
        assert keys == {"zone:office", "room:room-a", "room:room-b", "room:room-c"}
    assert [name for name, _ in [(f.id, b) for f, b in floors_of(snapshot().rules, "")]] == [""]


def test_a_thing_on_a_wall_belongs_to_the_room_it_stands_in() -> None:
    """A window on room A's outer wall is told with room A, and a room goes before its zone."""
    seen = snapshot(HALL)

    assert spots_in(seen.rules) == {"input:window-3": "room:room-a", "device:hall": "zone:office"}
    places = {place.key: place for place in places_view(seen, "", EN)}
    assert (places["room:room-a"].open, places["zone:office"].open) == (1, 0)


def test_things_say_how_they_are_and_stay_on_the_glass() -> None:
    """An open window by sign and tone; what is quiet has none."""
    [view] = pictures(HALL)
    window, meter, reader = view.drawings[1].spots

    assert (window.mark.icon, window.mark.tone, window.mark.word) == (
        "window",
        "warn",
        "Window 3 open",
    )
    assert (meter.mark.tone, reader.mark.tone) == ("", "")
    assert window.x <= view.drawings[1].width - 12


def test_what_would_be_too_narrow_for_a_finger_becomes_a_grid() -> None:
    """On a phone only; at a desk there is room."""
    thin = Area(place="room:room-b", shape=rectangle((0, 0), (1.5, 10)))
    floor = replace(HALL, areas=(*HALL.areas, thin))

    desk, phone = sheet(floor, (), DESK), sheet(floor, (), PHONE)

    assert len(desk.outline) == 4
    assert phone.outline == ()
    assert [cell.place for cell in sorted(phone.cells, key=lambda c: c.place)] == [
        "room:room-a",
        "room:room-b",
        "zone:office",
    ]


@pytest.mark.parametrize("name", ["demo.toml", "service-centre.toml", "small-office.toml"])
@pytest.mark.parametrize("paper", [DESK, PHONE], ids=lambda paper: paper.name)
def test_every_example_is_drawn_whole_with_targets_for_fingers(name: str, paper) -> None:
    """What people copy looks right: each place once, wide and high enough."""
    rules = site_rules(load_site(example(name), {}))
    drawn = [
        cell for floor, beside in floors_of(rules, "") for cell in sheet(floor, beside, paper).cells
    ]

    assert len({cell.place for cell in drawn}) == len(drawn)
    for cell in drawn:
        left, top, right, bottom = bounds(cell.shape)
        assert min(right - left, bottom - top) >= TOUCH_PX
    seen = Snapshot(1, scenes.Office(), rules, scenes.now())
    assert fragments(seen, "", EN)["floors"]


def test_a_screen_of_an_inner_zone_has_its_part_of_the_floor() -> None:
    """What is not its own is not drawn."""
    rules = site_rules(load_site(example("service-centre.toml"), {}))
    [(floor, beside)] = floors_of(rules, "call-hall")

    assert [area.place for area in floor.areas] == ["zone:call-hall"]
    assert beside == ()

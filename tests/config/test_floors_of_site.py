"""Pictures of floors: from the site file to the rules, and everything that may be wrong."""

from gateway.config import load_site
from gateway.domain.floors import Area, Spot, is_inside, surface
from gateway.rules import site_rules

FLOOR = """
[[floors]]
id = "third"
zone = "office"
size = [20, 10.5]
areas = [
  { room = "room-a", at = [12, 0], size = [8, 6] },
  { zone = "office", shape = [[0, 0], [12, 0], [12, 10], [0, 10]] },
]
things = [
  { reader = "front-door", at = [0, 4] },
  { device = "office-meter", at = [1, 1] },
]
"""


def test_a_floor_of_the_site_file_is_drawn_in_metres(site_file):
    """Rectangles become corners; the floor has its zone's name and a rectangle for an outline."""
    site_file.add(FLOOR)

    [floor] = site_rules(load_site(site_file.path, {})).floors

    assert floor.name.en == "office"
    assert floor.outline == ((0, 0), (20, 0), (20, 10.5), (0, 10.5))
    assert floor.areas[0] == Area(place="room:room-a", shape=((12, 0), (20, 0), (20, 6), (12, 6)))
    assert floor.areas[1].place == "zone:office"
    assert floor.spots[0] == Spot(thing="reader:front-door", at=(0, 4))


def test_a_site_without_floors_has_none(site_file):
    """The screens then draw a grid."""
    assert site_rules(load_site(site_file.path, {})).floors == ()


def test_everything_that_is_wrong_with_a_floor_is_said_at_once(site_file):
    """Unknown names with a hint, doubles, points off the floor, half a rectangle."""
    site_file.add(
        """
[[zones]]
id = "cellar"

[[floors]]
id = "third"
zone = "office"
size = [20, 10]
outline = [[0, 0], [30, 0], [20, 10]]
walls = [[[0, 0], [0, 11]]]
areas = [
  { room = "room-b", at = [12, 0], size = [8, 6] },
  { room = "room-a", at = [15, 0], size = [8, 6] },
  { room = "room-a", at = [0, 0], size = [4, 6] },
  { zone = "cellar", at = [0, 0], size = [4, 6] },
  { zone = "office", at = [0, 0] },
  { zone = "office", room = "room-a", at = [0, 0], size = [0.1, 0.1] },
  { at = [0, 0], size = [1, 1] },
]
things = [
  { device = "ofice-meter", at = [1, 1] },
  { input = "window", at = [1, 11] },
  { at = [1, 1] },
]

[[floors]]
id = "third"
zone = "ofice"
size = [20, 10]
"""
    )

    assert site_file.problems() == [
        "floors.third.outline: [30, 0] is off the floor, which is 20 by 10 metres",
        "floors.third.walls[0]: [0, 11] is off the floor, which is 20 by 10 metres",
        "floors.third.areas[0].room: no room 'room-b'; did you mean 'room-a'?",
        "floors.third.areas[1]: [23, 0] is off the floor, which is 20 by 10 metres",
        "floors.third.areas[2].room: room-a is drawn already; each place once",
        "floors.third.areas[3].zone: cellar does not lie in the zone office",
        "floors.third.areas[4]: needs at and size, or a shape instead of both",
        "floors.third.areas[5]: needs exactly one of room and zone",
        "floors.third.areas[5].room: room-a is drawn already; each place once",
        "floors.third.areas[5].zone: office is drawn already; each place once",
        "floors.third.areas[5]: is too small: 0.25 square metres at least",
        "floors.third.areas[6]: needs exactly one of room and zone",
        "floors.third.areas[1]: room-a lies over room-b",
        "floors.third.things[0].device: no device 'ofice-meter'; did you mean 'office-meter'?",
        "floors.third.things[1].input: no input 'window'; none is defined",
        "floors.third.things[1].at: [1, 11] is off the floor, which is 20 by 10 metres",
        "floors.third.things[2]: needs exactly one of device, input and reader",
        "floors.third.id: double id; each floor its own",
        "floors.third.zone: no zone 'ofice'; did you mean 'office'?",
    ]


def test_what_is_no_point_or_size_is_said_in_plain_words(site_file):
    """In the place where it stands, in either language."""
    site_file.add(
        """
[[floors]]
id = "third"
zone = "office"
size = [0, 10]
areas = [{ room = "room-a", at = ["1", 2], size = [1, 2, 3], shape = [[0, 0], [1, 1]] }]
things = [{ device = "office-meter", at = [nan, 1], colour = "red" }]
"""
    )

    assert site_file.problems("zh")[0] == (
        "floors.third.size: 应为以米为单位的 [宽, 深]，大于 0 且不超过 1000"
    )
    assert site_file.problems() == [
        "floors.third.size: must be [width, depth] in metres, more than 0 and at most 1000",
        "floors.third.areas[0].at: must be [x, y] in metres, such as [3.5, 0]",
        "floors.third.areas[0].size: must be [x, y] in metres, such as [3.5, 0]",
        "floors.third.things[0].at: must be finite numbers",
        "floors.third.things[0].colour: unknown key; known here: device, input, reader, at",
    ]


def test_a_mistake_elsewhere_does_not_hide_one_on_a_floor(site_file):
    """All problems at once."""
    site_file.add(FLOOR)
    site_file.swap('room = "room-a", at', 'room = "room-c", at')
    site_file.swap("standby_w = 60", "standby_w = -1")

    found = site_file.problems()

    assert [line.partition(":")[0] for line in found] == [
        "zones.office.standby_w",
        "floors.third.areas[0].room",
    ]


def test_inside_and_surface_of_a_shape():
    """An L of two squares: its corner is not inside."""
    shape = ((0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0), (2.0, 4.0), (0.0, 4.0))

    assert surface(shape) == 12
    assert [is_inside(shape, p) for p in ((1, 3), (3, 1), (3, 3), (5, 1))] == [
        True,
        True,
        False,
        False,
    ]

"""What the site file says of groups of lights, and every way to say it wrong."""

import pytest

from gateway.config import load_site, read_site
from gateway.domain.rules import LightGroup
from gateway.domain.text import Text
from gateway.rules import site_rules

ROOM = """
[[devices]]
id = "lamps"
kind = "tasmota"
[[rooms]]
id = "room-b"
name = "B"
zone = "office"
channels = [
  { id = "spot-1", kind = "dimmer", device = "lamps", channel = 1 },
  { id = "door-light", kind = "light", device = "lamps", channel = 2 },
  { id = "fan", kind = "fan", device = "lamps", channel = 3 },
]
"""
GROUP = "[[rooms.groups]]\nid = %s\nlights = %s\n"


def test_a_group_is_read_with_its_rooms_lights(site_file):
    """A light that is named twice counts once; a group without a name is called by its id."""
    site_file.add(ROOM + GROUP % ('"by-door"', '["spot-1", "door-light", "spot-1"]'))

    [group] = site_rules(load_site(site_file.path, {})).rooms["room-b"].groups

    lights = ("room-b.spot-1", "room-b.door-light")
    assert group == LightGroup(id="by-door", name=Text("by door", "by door"), lights=lights)


@pytest.mark.parametrize(
    ("id_", "lights", "said"),
    [
        ('"spot-1"', '["door-light"]', "'spot-1' is the name of a control or channel"),
        ('"lights"', '["door-light"]', "'lights' is the name of a control or channel"),
        ('"both"', '["dor-light"]', "no light 'dor-light'; did you mean 'door-light'?"),
        ('"both"', '["fan"]', "the room has no light 'fan'"),
        ('"both"', "[]", "groups"),
    ],
)
def test_a_group_that_cannot_be_is_told_with_its_place(site_file, id_, lights, said):
    """Before anything is switched, in both languages."""
    site_file.add(ROOM + GROUP % (id_, lights))

    problems = read_site(site_file.path, {}).problems

    lines = [problem.line("en") for problem in problems]
    assert any(said in line and "groups" in line for line in lines), lines
    assert all(problem.text.zh for problem in problems)

"""What the site file says of scenes, and every way to say it wrong."""

import pytest

from gateway.config import load_site, read_site
from gateway.domain.rules import Scene, SceneWish
from gateway.domain.text import Text
from gateway.rules import site_rules

ROOM = """
[[devices]]
id = "relays"
kind = "tasmota"
[[rooms]]
id = "room-b"
name = "B"
zone = "office"
channels = [
  { id = "spot", kind = "dimmer", device = "relays", channel = 1 },
  { id = "lamp", kind = "light", device = "relays", channel = 2 },
]
"""
SCENE = """
[[rooms.scenes]]
id = "signing"
name = "Signing"
wishes = [%s]
"""


def test_a_scene_is_read_with_its_wishes_and_their_values(site_file):
    """A word alone, or a control with its value."""
    site_file.add(ROOM + SCENE % '"lights.all_off", { control = "spot.level", value = 50 }')

    room = site_rules(load_site(site_file.path, {})).rooms["room-b"]

    wishes = (SceneWish(control="lights.all_off"), SceneWish(control="spot.level", value=50))
    assert room.scenes == (Scene(id="signing", name=Text("Signing", "Signing"), wishes=wishes),)


def test_a_standard_scene_keeps_its_name_and_may_be_taken_away(site_file):
    """Same id, the site's wishes; none at all: it is not offered."""
    site_file.add(ROOM + '[[rooms.scenes]]\nid = "break"\nwishes = []\n')

    room = site_rules(load_site(site_file.path, {})).rooms["room-b"]

    assert room.scenes == (Scene(id="break", name=Text("休息", "Break")),)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ('"lamp.level"', "scenes.signing.wishes[0]: lamp can be switched"),
        ('"lights.all_off", "spott.on"', "scenes.signing.wishes[1]: There is no 'spott' here"),
        ('{ control = "spot.level", value = 120 }', "A level is from 0 to 100"),
        ('{ control = "lamp.level", value = 50 }', "can be switched, not dimmed"),
        ('"rack.on"', "There is no AV rack here"),
        ('"lamp.fly"', "Nothing here does"),
        ('"lamp"', "wishes"),
        ('{ control = "lamp.on", values = 1 }', "values"),
    ],
)
def test_a_wish_that_never_can_come_true_is_named(site_file, wishes: str, said: str):
    """At the check, not in front of the guests."""
    site_file.add(ROOM + SCENE % wishes)

    found = "\n".join(f"{p.path}: {p.text.en}" for p in read_site(site_file.path, {}).problems)

    assert said in found


def test_two_scenes_of_one_room_have_two_ids(site_file):
    """One key, one name."""
    site_file.add(ROOM + SCENE % '"lamp.on"' + SCENE % '"lamp.off"')

    found = [p.text.en for p in read_site(site_file.path, {}).problems]

    assert any("double id" in line for line in found)

"""What the site file says of machines, and every way to say it wrong."""

import pytest

from gateway.config import load_site, read_site
from gateway.domain.options import AcOptions, CurtainOptions, ProjectorOptions
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
%s
]
"""


def problems(site_file, *channels: str) -> str:
    """Return all problems of a room with these channels, one a line."""
    site_file.add(ROOM % ",\n".join(channels))
    found = read_site(site_file.path, {}).problems
    return "\n".join(f"{p.path}: {p.text.en}" for p in found)


def test_a_curtain_on_two_relays_is_wired_to_both(site_file):
    """Whichever of them speaks, it is the curtain."""
    site_file.add(
        ROOM % '{ id = "rear", kind = "curtain", device = "relays", curtain = '
        "{ up = 3, down = 4, open_s = 21, close_s = 18.5 } }"
    )

    rules = site_rules(load_site(site_file.path, {}))

    rear = rules.channels["room-b.rear"]
    assert rear.options == CurtainOptions(up=3, down=4, open_s=21, close_s=18.5)
    assert rules.wired["relays", 3] == rules.wired["relays", 4] == rear.id
    assert ("relays", None) not in rules.wired


def test_channels_named_from_beside_get_their_full_id(site_file):
    """`mains = "socket"` is the room's own socket."""
    site_file.add(
        ROOM % '{ id = "beamer", kind = "projector", device = "relays", channel = 1, '
        'projector = { mains = "socket" } },\n'
        '{ id = "socket", kind = "socket", device = "relays", channel = 2 }'
    )

    beamer = site_rules(load_site(site_file.path, {})).channels["room-b.beamer"]

    assert beamer.options == ProjectorOptions(mains="room-b.socket")


def test_an_air_conditioner_keeps_the_limits_of_the_site(site_file):
    """26 °C and 20 °C where the file says nothing else; without a table it is only switched."""
    site_file.add(
        ROOM % '{ id = "ac", kind = "ac", device = "relays", channel = 1, ac = '
        '{ climate = true, feedback = false, modes = ["cool", "heat"], max_heat_c = 21 } },\n'
        '{ id = "old", kind = "ac", device = "relays", channel = 2 }'
    )

    channels = site_rules(load_site(site_file.path, {})).channels

    assert channels["room-b.ac"].options == AcOptions(
        climate=True, feedback=False, modes=("cool", "heat"), max_heat_c=21.0
    )
    assert channels["room-b.old"].options is None


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ('ac = { climate = true }, kind = "fan"', "only a ac has a table ac"),
        ('ac = { min_off_s = -1 }, kind = "ac"', "ac.min_off_s"),
        ('ac = { min_cool_c = 31 }, kind = "ac"', "cool has no set-point: no less than 31 °C"),
        ('ac = { low_c = 21 }, kind = "ac"', "heat has no set-point"),
        ('ac = { modes = ["cool", "auto"] }, kind = "ac"', "auto has no set-point"),
        ('ac = { modes = ["cold"] }, kind = "ac"', "ac.modes"),
        ('ac = { modes = [] }, kind = "ac"', "ac.modes"),
        ('ac = { clima = true }, kind = "ac"', "unknown key"),
        ('curtain = { up = 1 }, kind = "curtain"', "needs up and down"),
        ('curtain = { up = 1, down = 1 }, kind = "curtain"', "two different relays"),
        ('curtain = { up = 1, down = 2 }, kind = "curtain", channel = 1', "has curtain.up and"),
        ('curtain = { up = 1, down = 2 }, kind = "light"', "only a curtain has a table curtain"),
        ('curtain = { open_s = 0 }, kind = "curtain"', "curtain.open_s"),
        ('projector = { mains = "sokket" }, kind = "projector"', "no channel 'sokket'"),
    ],
)
def test_a_machine_that_cannot_work_is_named(site_file, channel: str, said: str):
    """Before any relay is touched."""
    found = problems(
        site_file,
        f'{{ id = "thing", device = "relays", {channel} }}',
        '{ id = "socket", kind = "socket", device = "relays", channel = 9 }',
    )

    assert said in found


def test_a_relay_of_a_curtain_belongs_to_nothing_else(site_file):
    """One wire, one name: also for the second relay."""
    found = problems(
        site_file,
        '{ id = "rear", kind = "curtain", device = "relays", curtain = { up = 1, down = 2 } }',
        '{ id = "lamp", kind = "light", device = "relays", channel = 2 }',
    )

    assert "channel 2 of relays is already room-b.rear" in found

"""What the site file says of sources, players and volumes, and every way to say it wrong."""

import pytest

from gateway.config import load_site, read_site
from gateway.domain.options import PlayerOptions, SentKey, Source, VolumeOptions
from gateway.domain.text import Text
from gateway.rules import site_rules

ROOM = """
[[devices]]
id = "beamer"
kind = "pjlink"
host = "192.168.1.20"
[[devices]]
id = "ir"
kind = "tasmota"
[devices.codes]
louder = "0x1"
quieter = "0x2"
in_av = "0x3"
[devices.codes.2]
dvd_play = "0x21"
dvd_power = "0x22"
[[devices]]
id = "dsp"
kind = "generic"
[devices.codes]
in_1 = "1"
[[rooms]]
id = "room-b"
name = "B"
zone = "office"
channels = [
  { id = "beamer", kind = "projector", device = "beamer" },
  { id = "old", kind = "projector", device = "ir", channel = 1, projector = { feedback = false } },
  { id = "dvd", kind = "player", device = "ir", channel = 2, player = %(player)s },
  { id = "sound", kind = "volume", device = "dsp", volume = %(volume)s },
]
"""
PLAYER = '{ keys = { play = "dvd_play", power = "dvd_power" } }'
SOURCE = """
[[rooms.sources]]
id = "dvd"
name = { zh = "影碟机", en = "DVD" }
%s
"""


def room(player: str = PLAYER, volume: str = "{ high = 80 }", source: str = 'input = "31"') -> str:
    """Return a room with a source."""
    return ROOM % {"player": player, "volume": volume} + SOURCE % source


def test_a_source_is_read_with_what_goes_with_it(site_file):
    """What is left out is looked for in the room: its projector, its volume."""
    site_file.add(
        room(source='input = "31"\nplayer = "dvd"\nswitches = [{ device = "dsp", key = "in_1" }]')
        + '[[rooms.sources]]\nid = "radio"\n'
    )

    rules = site_rules(load_site(site_file.path, {}))

    assert rules.rooms["room-b"].sources == (
        Source(
            id="dvd",
            name=Text("影碟机", "DVD"),
            projector="room-b.beamer",
            input="31",
            switches=(SentKey(device="dsp", key="in_1"),),
            player="room-b.dvd",
            volume="room-b.sound",
        ),
        Source(id="radio", name=Text("radio", "radio"), volume="room-b.sound"),
    )
    assert rules.channels["room-b.dvd"].options == PlayerOptions(
        keys=(("play", "dvd_play"), ("power", "dvd_power")), wake="power"
    )
    assert rules.channels["room-b.sound"].options == VolumeOptions(high=80.0)
    assert rules.durations.source_pause_s == 7.0


def test_a_remotes_volume_never_reports(site_file):
    """Its two keys say so already."""
    keys = '{ up_key = "louder", down_key = "quieter" }'
    text = room(volume="{}").replace(
        'device = "dsp", volume = {}', f'device = "ir", channel = 3, volume = {keys}'
    )
    site_file.add(text)

    options = site_rules(load_site(site_file.path, {})).channels["room-b.sound"].options

    assert isinstance(options, VolumeOptions)
    assert (options.by_keys, options.feedback) == (True, False)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"source": 'input = "0x31"'}, "input"),
        ({"source": 'projector = "old"\ninput = "31"'}, "not reached by PJLink; write key"),
        ({"source": 'key = "in_av"'}, "reached by PJLink; write input instead"),
        ({"source": 'projector = "old"\nkey = "in_ev"'}, "no 'in_ev'; did you mean 'in_av'?"),
        ({"source": 'input = "31"\nkey = "in_av"'}, "has both input (PJLink) and key"),
        ({"source": 'projector = "beamer"'}, "say its input (PJLink) or its key"),
        ({"source": 'projector = "beemer"\ninput = "31"'}, "did you mean 'room-b.beamer'?"),
        ({"source": 'input = "31"\nplayer = "sound"'}, "is no player; name a channel of that"),
        ({"source": 'input = "31"\nvolume = "loud"'}, "no channel 'room-b.loud'"),
        (
            {"source": 'switches = [{ device = "dps", key = "in_1" }]'},
            "switches[0].device: no device 'dps'; did you mean 'dsp'?",
        ),
        (
            {"source": 'switches = [{ device = "dsp", key = "in_2" }]'},
            "the codes of dsp have no 'in_2'; did you mean 'in_1'?",
        ),
        ({"player": '{ keys = { plai = "dvd_play" } }'}, "did you mean 'play'?"),
        ({"player": '{ keys = { stop = "dvd_stop" } }'}, "player.keys.stop: the codes of ir"),
        ({"volume": "{ low = 80, high = 20 }"}, "high (20) must be more than low (80)"),
        ({"volume": '{ up_key = "louder" }'}, "needs up_key and down_key, or neither"),
        ({"volume": "{ default = 120 }"}, "volume.default"),
        ({"volume": "{ step = 0 }"}, "volume.step"),
    ],
)
def test_what_cannot_work_is_told_with_what_to_do(site_file, more, said):
    """In both languages, with its path."""
    site_file.add(room(**more))

    problems = read_site(site_file.path, {}).problems

    lines = [problem.line("en") for problem in problems]
    assert any(said in line for line in lines), lines
    assert all(problem.text.zh for problem in problems)
    assert all("room-b" in line for line in lines)


def test_a_player_without_keys_and_double_or_reserved_sources_are_told(site_file):
    """All at once."""
    text = room().replace(f", player = {PLAYER}", "")
    site_file.add(text + SOURCE % "" + '[[rooms.sources]]\nid = "cancel"\n')

    lines = [problem.line("en") for problem in read_site(site_file.path, {}).problems]

    assert any("a player needs its keys" in line for line in lines), lines
    assert any("double id" in line for line in lines), lines
    assert any("'cancel' is the name of a control" in line for line in lines), lines

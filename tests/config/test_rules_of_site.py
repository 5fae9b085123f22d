"""From the site file to the rules: names filled in, everything found by its key."""

from gateway.config import load_site
from gateway.domain.rules import ChannelKind
from gateway.rules import site_rules


def rules_of(site_file):
    """Return the rules of a file as it stands."""
    return site_rules(load_site(site_file.path, {}))


def test_channels_have_global_ids_and_count_for_their_rooms_zone(site_file):
    """`<room>.<channel>` is a channel's name everywhere."""
    rules = rules_of(site_file)

    spot = rules.channels["room-a.spot-1"]

    assert (spot.owner, spot.zone, spot.kind) == ("room-a", "office", ChannelKind.DIMMER)
    assert rules.rooms["room-a"].channels == ("room-a.spot-1", "room-a.fridge")
    assert rules.zones["office"].never_off == {"room-a.fridge"}


def test_a_report_finds_its_channel_by_device_and_number(site_file):
    """A channel without a number answers to 1 and to none; a numbered one only to its own."""
    site_file.add(
        '[[devices]]\nid = "plug"\nkind = "tasmota"\n'
        '[[rooms]]\nid = "room-b"\nname = "B"\nzone = "office"\n'
        'channels = [{ id = "ceiling", kind = "light", device = "plug" }]\n'
    )

    wired = rules_of(site_file).wired

    assert wired["plug", None] == wired["plug", 1] == "room-b.ceiling"
    assert wired["room-a-lights", 1] == "room-a.spot-1"
    assert ("room-a-lights", None) not in wired


def test_what_is_not_named_gets_a_name(site_file):
    """A plate from the end of the id, words from the id."""
    rules = rules_of(site_file)

    assert rules.rooms["room-a"].plate == "A"
    assert rules.readers["front-door"].name.en == "front door"


def test_the_site_files_durations_replace_the_defaults(site_file):
    """Each wait may be changed by itself."""
    site_file.add("[durations]\nbounce_s = 5\nresend_times = 3\n")

    durations = rules_of(site_file).durations

    assert (durations.bounce_s, durations.resend_times, durations.confirm_s) == (5.0, 3, 2.0)

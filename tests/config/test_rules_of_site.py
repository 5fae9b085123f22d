"""From the site file to the rules: names filled in, everything found by its key."""

from datetime import date, time

from gateway.config import load_site
from gateway.domain.rules import ChannelKind, DayKind, EmptyAc, SetbackRules
from gateway.domain.text import Text
from gateway.registry.documents import (
    AssignmentDoc,
    BadgeDoc,
    CalendarDoc,
    PersonDoc,
    SettingDoc,
    ShiftDoc,
)
from gateway.registry.view import view_of
from gateway.rules import build_rules, site_rules


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
    """A device's only channel is its number 1, and meant by what names no channel."""
    site_file.add(
        '[[devices]]\nid = "plug"\nkind = "tasmota"\n'
        '[[rooms]]\nid = "room-b"\nname = "B"\nzone = "office"\n'
        'channels = [{ id = "ceiling", kind = "light", device = "plug" }]\n'
    )

    rules = rules_of(site_file)
    wired = rules.wired

    assert rules.channels["room-b.ceiling"].number == 1
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


def test_what_people_maintain_becomes_rules(site_file):
    """People, badges, shifts, plans, the office's own days and the notice."""
    shift = ShiftDoc(
        id="day",
        name="Day",
        start="09:00",
        end="17:30",
        breaks=[{"start": "12:00", "end": "13:00"}],
    )
    view = view_of(
        {
            "people": {"p1": PersonDoc(id="p1", number="1001", name="李伟", roles=["staff", "hr"])},
            "badges": {"a" * 64: BadgeDoc(badge="a" * 64, person="p1", status="lost")},
            "shifts": {"day": shift},
            "assignments": {"x": AssignmentDoc(person="p1", shift="day", from_=date(2026, 1, 1))},
            "calendar": {"2026-12-31": CalendarDoc(date="2026-12-31", kind="holiday")},
            "settings": {"notice": SettingDoc(name="notice", value={"zh": "消防演习"})},
        }
    )

    rules = build_rules(load_site(site_file.path, {}), view, 7)

    assert rules.people["p1"].roles == {"staff", "hr"}
    assert rules.badges["a" * 64].status == "lost"
    assert rules.shifts["day"].breaks == ((time(12), time(13)),)
    assert rules.plans["p1"][0].from_ == date(2026, 1, 1)
    assert rules.calendar == {date(2026, 12, 31): DayKind.HOLIDAY}
    assert rules.notice == Text("消防演习", "消防演习")
    assert rules.generation == 7


def test_energy_has_a_price_where_one_is_given(site_file):
    """Without a price energy is told in kWh only."""
    assert rules_of(site_file).energy.price_per_kwh is None
    site_file.add('[energy]\nprice_per_kwh = 0.85\ncurrency = "EUR"\n')

    energy = rules_of(site_file).energy

    assert (energy.price_per_kwh, energy.currency) == (0.85, "EUR")


def test_what_is_expected_off_hours_has_watts_and_hours(site_file):
    """Left out, it is always; one span means every day, holidays too."""
    site_file.swap(
        'never_off = ["room-a.fridge"]',
        "expected = [\n"
        '  { channel = "room-a.fridge", watts = 60 },\n'
        '  { channel = "room-a.spot-1", watts = 20, hours = "22:00-06:00" },\n'
        "]",
    )

    fridge, spot = rules_of(site_file).zones["office"].expected

    assert (fridge.channel, fridge.watts, fridge.hours) == ("room-a.fridge", 60.0, None)
    assert spot.hours is not None
    assert spot.hours.holiday == spot.hours.spans[6] == ((time(0), time(6)), (time(22), time.max))


def test_an_expected_channel_that_is_not_there_is_named(site_file):
    """With what was meant."""
    site_file.swap(
        'never_off = ["room-a.fridge"]', 'expected = [{ channel = "room-a.frige", watts = 60 }]'
    )

    assert (
        "zones.office.expected[0].channel: no channel 'room-a.frige'; "
        "did you mean 'room-a.fridge'?" in site_file.problems()
    )


def test_what_is_done_in_an_empty_zone_is_the_sites_choice(site_file):
    """Left out, nothing is; a table without keys has the usual ones."""
    assert rules_of(site_file).zones["office"].setback is None
    site_file.swap("standby_w = 60", 'standby_w = 60\nsetback = { ac = "setpoint", cool_c = 29 }')

    setback = rules_of(site_file).zones["office"].setback

    assert setback == SetbackRules(lights=True, ac=EmptyAc.SETPOINT, cool_c=29.0, heat_c=16.0)


def test_a_zone_that_is_set_back_in_working_hours_has_to_have_some(site_file):
    """Its own, or those of a zone around it."""
    site_file.add('[[zones]]\nid = "lab"\nparent = "office"\nsetback = {}\n')
    assert site_file.problems() == []

    site_file.swap('opening = { mon-fri = "07:30-21:30" }\n', "")

    assert "zones.lab.setback: needs an opening" in "\n".join(map(str, site_file.problems()))

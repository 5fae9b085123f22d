"""The site file: everything wrong is said at once, with its path and what to do."""

from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.config import SiteProblems, load_site, read_site


def test_a_good_file_becomes_a_site(site_file):
    """What is left out has its default; one string serves both languages."""
    site = load_site(site_file.path, {})

    assert site.web.host == "127.0.0.1"
    assert site.rooms[0].name.zh == site.rooms[0].name.en == "Room A"
    assert site.rooms[0].channels[0].levels == 4
    assert site.durations.bounce_s == 10.0


def test_every_problem_is_said_at_once_with_its_path(site_file):
    """A wrong type, an unknown key, a missing name and a wrong reference: four lines."""
    site_file.swap("standby_w = 60", 'standby_w = "60"')
    site_file.swap('match = "ACR122U"', 'math = "ACR122U"\nlamp = { gren = 17 }')
    site_file.swap('name = "Room A"\nzone = "office"', 'zone = "ofice"')

    assert sorted(site_file.problems()) == [
        "readers.front-door.lamp.gren: unknown key; did you mean 'green'?",
        "rooms.room-a.name: is missing; it has to be given",
        "rooms.room-a.zone: no zone 'ofice'; did you mean 'office'?",
        'zones.office.standby_w: must be a number without quotes, not "60"',
    ]


def test_problems_come_in_chinese_too(site_file):
    """The installer's language decides."""
    site_file.swap('zone = "office"', 'zone = "ofice"')

    assert site_file.problems("zh") == [
        "readers.front-door.zone: 没有区域 'ofice'；是否想写 'office'？"
    ]


def test_the_error_speaks_the_systems_language(site_file, monkeypatch):
    """`load_site` raises one error that holds every line."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    site_file.write("")

    with pytest.raises(SiteProblems) as refused:
        load_site(site_file.path, {})

    assert refused.value.problems == (
        "site: 缺少这一项；需写明",
        "zones: 缺少这一项；需写明",
    )


def test_a_syntax_error_names_the_line(site_file):
    """TOML's own complaint, with the file's name."""
    site_file.swap('id = "hq"', "id = hq")

    [line] = site_file.problems()

    assert line.startswith(f"{site_file.path}: is not valid TOML")
    assert "line 3" in line


def test_a_missing_file_is_said_plainly(site_file):
    """No traceback for a wrong path."""
    site_file.path.unlink()

    assert site_file.problems() == [f"{site_file.path}: there is no such file; check --config"]


def test_a_file_that_is_not_utf8_names_the_line(site_file):
    """A file saved as GBK is told from one with a syntax error."""
    site_file.path.write_bytes("[site]\nname = '客服'".encode("gbk"))

    assert site_file.problems() == [f"{site_file.path}: line 2 is not UTF-8; save it as such"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"hq"', '"HQ"', "site.id: must be lower-case letters and digits, joined by "
         'single - or _, such as room-a, not "HQ"'),
        ('"pcsc"', '"pcs"', "readers.front-door.kind: must be one of pcsc, keyboard, mqtt, "
         "satellite, sim, not \"pcs\"; did you mean 'pcsc'?"),
        ("[[zones]]", "[[zone]]", "zone: unknown key; did you mean 'zones'?"),
        ("standby_w = 60", "standby_w = -1", "zones.office.standby_w: must be 0 or more, not -1"),
        ("channel = 1", "channel = true",
         "rooms.room-a.channels.spot-1.channel: must be a whole number without quotes, not true"),
        ('"room-a/lights"', '"room-a/#"', "devices.room-a-lights.topic: must be a topic without "
         'the wildcards + and #, not "room-a/#"'),
        ('"07:30-21:30"', '"7:30-21:30"', "zones.office.opening: a span is written "
         "\"07:30-21:30\", not '7:30-21:30'; all day is \"00:00-24:00\""),
        ("mon-fri", "monday", "zones.office.opening: 'monday' is no day; use mon … sun, a run "
         "such as mon-fri, daily, or holiday"),
        ("[site]", '[broker]\nurl = "mqtt://me:pw@x"\n[site]', "broker.url: must not hold a user "
         "or a password; put them under [broker] in secrets.toml"),
        ("[site]", '[site]\ntimezone = "Asia/Shangai"', "site.timezone: 'Asia/Shangai' is no time "
         "zone; write one such as Asia/Shanghai"),
        ("[alerts]", "[durations]\nbounce = 3\n[alerts]",
         "durations.bounce: unknown key; did you mean 'bounce_s'?"),
        ('match = "ACR122U"', 'checkpoint = true\ndirection = "in"', "readers.front-door: is a "
         "checkpoint, which signs nobody in or out: leave out direction = 'in'"),
        ("[[contacts]]", "[contacts]", "contacts: must be a list: [ … ], or tables with double "
         "brackets, [[…]], not {…}"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_limit(site_file, old, new, line):
    """Thing, value, limit, what to do: one line for each kind of mistake."""
    site_file.swap(old, new)

    assert line in site_file.problems()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('meter = "office-meter"', 'meter = "office-metre"',
         "zones.office.meter: no device 'office-metre'; did you mean 'office-meter'?"),
        ('"room-a.fridge"', '"room-a.frige"',
         "zones.office.never_off: no channel 'room-a.frige'; did you mean 'room-a.fridge'?"),
        ('device = "room-a-lights", channel = 1', 'device = "xyz", channel = 1',
         "rooms.room-a.channels.spot-1.device: no device 'xyz'; "
         "known here: office-meter, room-a-lights"),
        ('["boss"]', '["bos"]', "alerts.facilities: no contact 'bos'; did you mean 'boss'?"),
        ("channel = 2", "channel = 1", "rooms.room-a.channels.fridge.channel: channel 1 of "
         "room-a-lights is already room-a.spot-1; one wire, one name"),
        ('id = "spot-1"', 'id = "fridge"', "rooms.room-a.channels.fridge.id: double id: entries "
         "1 and 2 share it; rename one"),
        ('id = "office"', 'id = "office"\nparent = "office"',
         "zones.office.parent: zones lie inside each other: office → office; take one parent away"),
        ('topic = "room-a/lights"', 'topic = "office-meter"', "devices.room-a-lights.topic: topic "
         "'office-meter' already belongs to office-meter; each device needs its own"),
    ],
)  # fmt: skip
def test_tables_that_do_not_fit_together_are_named(site_file, old, new, line):
    """References, circles and double use are found across tables."""
    site_file.swap(old, new)

    assert site_file.problems() == [line]


def test_a_single_relay_without_number_is_channel_one(site_file):
    """One wire has one name, whether the single relay is numbered or not."""
    site_file.swap(", channel = 2", "")

    assert site_file.problems() == [
        "rooms.room-a.channels.fridge.channel: channel 1 of room-a-lights "
        "is already room-a.spot-1; one wire, one name"
    ]


def test_an_input_has_one_source_and_a_pin_one_part(site_file):
    """Inputs and lamps share the Pi's pins."""
    site_file.swap('match = "ACR122U"', 'match = "ACR122U"\nlamp = { green = 17 }')
    site_file.add(
        '[[inputs]]\nid = "m"\nkind = "motion"\nzone = "office"\ngpio = { pin = 17 }\n'
        '[[inputs]]\nid = "w"\nkind = "window"\nzone = "office"\n'
    )

    assert site_file.problems() == [
        "inputs.m.gpio.pin: pin 17 is already used by readers.front-door.lamp.green; "
        "one pin, one part",
        "inputs.w: needs exactly one source: mqtt = { topic = … } or gpio = { pin = … }",
    ]


def test_two_pcsc_readers_are_told_apart(site_file):
    """Which reader is at which door must not depend on luck."""
    site_file.add(
        '[[readers]]\nid = "back-door"\nkind = "pcsc"\nmatch = "ACR122U"\nzone = "office"\n'
    )

    assert site_file.problems() == [
        "readers.back-door.match: can't be told from reader front-door; "
        "give each a part of its name that the other lacks, or an index"
    ]

    site_file.swap('id = "back-door"', 'id = "back-door"\nindex = 1')

    assert site_file.problems() == []


def test_opening_hours_past_midnight_go_on_in_the_morning(site_file):
    """Sunday night's last hours are Monday's first; a list has several spans."""
    site_file.swap(
        '{ mon-fri = "07:30-21:30" }',
        '{ sun = "18:30-02:00", mon = ["08:00-12:00", "13:00-24:00"], holiday = "" }',
    )

    opening = load_site(site_file.path, {}).zones[0].opening

    assert opening.spans[6] == ((time(18, 30), time.max),)
    assert opening.spans[0] == (
        (time(0), time(2)),
        (time(8), time(12)),
        (time(13), time.max),
    )
    assert opening.holiday == ()


def test_a_drivers_own_keys_are_kept_for_the_driver(site_file):
    """The site file's models know no driver."""
    site_file.swap('topic = "room-a/lights"', 'full_topic = "x/%topic%/%prefix%/"')

    assert load_site(site_file.path, {}).devices[1].options == {"full_topic": "x/%topic%/%prefix%/"}


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = st.sampled_from(
    ["id", "kind", "zone", "zones", "rooms", "channels", "device", "devices", "parent", "meter",
     "site", "name", "opening", "lamp", "gpio", "mqtt", "never_off", "alerts", "facilities",
     "durations", "readers", "inputs", "contacts", "topic", "channel", "x"]
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(raw=st.dictionaries(KEYS, ANYTHING, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_however_odd_brings_a_traceback(raw, monkeypatch, tmp_path):
    """Whatever TOML can hold, the answer is a list of problems."""
    monkeypatch.setattr("tomllib.loads", lambda _: raw)
    path = tmp_path / "site.toml"
    path.touch()

    reading = read_site(path, {})

    assert reading.site is not None or reading.problems
    for problem in reading.problems:
        assert problem.line("zh")
        assert problem.line("en")

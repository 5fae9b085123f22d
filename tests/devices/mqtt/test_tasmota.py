"""Tasmota: what is sent to it. What all families share is in `test_every_family.py`."""

import math

import pytest

from devices.mqtt.tasmota import Levels, Tasmota, TasmotaConfig
from gateway.domain.effects import ClimateMode, ClimateSetting, Command, FanSpeed, Verb


@pytest.fixture
def tasmota():
    """A device as it comes out of the box."""
    return Tasmota("d", TasmotaConfig(topic="room-a"))


@pytest.mark.parametrize(
    ("verb", "channel", "value", "topic", "payload"),
    [
        (Verb.POWER, 1, False, "cmnd/room-a/POWER1", b"OFF"),
        (Verb.POWER, None, True, "cmnd/room-a/POWER1", b"ON"),
        (Verb.POWER, 3, True, "cmnd/room-a/POWER3", b"ON"),
        (Verb.LEVEL, 1, 50, "cmnd/room-a/Dimmer", b"50"),
        (Verb.LEVEL, None, 74.6, "cmnd/room-a/Dimmer", b"75"),
        (Verb.OPEN, 2, None, "cmnd/room-a/ShutterOpen2", b""),
        (Verb.CLOSE, None, None, "cmnd/room-a/ShutterClose1", b""),
        (Verb.STOP, 1, None, "cmnd/room-a/ShutterStop1", b""),
        (Verb.POSITION, 1, 30, "cmnd/room-a/ShutterPosition1", b"30"),
    ],
)
def test_a_command_becomes_one_message(tasmota, verb, channel, value, topic, payload):
    """Each verb has its word; the expiry travels with it."""
    command = Command(device="d", channel=channel, verb=verb, value=value, expires_s=2.0)

    (message,) = tasmota.encode(command)

    assert (message.topic, message.payload, message.expires_s) == (topic, payload, 2.0)
    assert message.qos == 2, "a broker that hung must not carry it out later"


def test_a_query_asks_for_states_and_sensors(tasmota):
    """Relays and dimmers come with STATE, meters and shutters with STATUS 10."""
    messages = tasmota.encode(Command(device="d", channel=None, verb=Verb.QUERY))

    assert [(m.topic, m.payload) for m in messages] == [
        ("cmnd/room-a/STATE", b""),
        ("cmnd/room-a/STATUS", b"10"),
    ]


@pytest.mark.parametrize(
    ("levels", "dimmers", "word"),
    [
        (Levels.AUTO, (), "Dimmer"),
        (Levels.AUTO, (2,), "Dimmer"),
        (Levels.AUTO, (1, 2), "Channel2"),
        (Levels.DIMMER, (1, 2), "Dimmer"),
        (Levels.DIMMER_N, (1, 2), "Dimmer2"),
        (Levels.CHANNEL, (2,), "Channel2"),
    ],
)
def test_a_level_goes_to_the_word_the_device_is_set_up_for(levels, dimmers, word):
    """One light has a Dimmer; several are Channels."""
    device = Tasmota("d", TasmotaConfig(topic="t", levels=levels, dimmers=dimmers))

    (message,) = device.encode(Command(device="d", channel=2, verb=Verb.LEVEL, value=40))

    assert message.topic == f"cmnd/t/{word}"


@pytest.mark.parametrize(
    ("verb", "channel", "value"),
    [
        (Verb.POWER, 1, None),
        (Verb.POWER, 1, 1.0),
        (Verb.POWER, 0, True),
        (Verb.POWER, 33, True),
        (Verb.LEVEL, 1, 101),
        (Verb.LEVEL, 1, -1),
        (Verb.LEVEL, 1, math.nan),
        (Verb.LEVEL, 1, True),
        (Verb.POSITION, 1, None),
    ],
)
def test_a_senseless_command_becomes_nothing(tasmota, verb, channel, value):
    """A value of the wrong type or out of range is never sent."""
    assert tasmota.encode(Command(device="d", channel=channel, verb=verb, value=value)) == []


def test_commands_follow_the_full_topic():
    """The order of the levels and the prefixes are the device's own."""
    config = TasmotaConfig(
        topic="floor1/b", full_topic="x/%topic%/%prefix%", prefixes=("do", "said", "news")
    )
    device = Tasmota("d", config)

    (message,) = device.encode(Command(device="d", channel=1, verb=Verb.POWER, value=True))

    assert message.topic == "x/floor1/b/do/POWER1"
    assert device.filters() == ["x/floor1/b/said/+", "x/floor1/b/news/+"]


@pytest.mark.parametrize(
    "options",
    [
        {"topic": ""},
        {"topic": "room/#"},
        {"topic": "/room"},
        {"topic": "room", "full_topic": "%prefix%/"},
        {"topic": "room", "full_topic": "%prefix%/%topic%/%hostname%/"},
        {"topic": "room", "prefixes": ("a", "a", "b")},
        {"topic": "room", "on": "X", "off": "x"},
        {"topic": "room", "online": " "},
        {"topic": "room", "dimmers": (0,)},
        {"topic": "room", "codes": {"on": ""}},
        {"topic": "room", "codes": {"2": "not a table"}},
        {"topic": "room", "hvac": {"Model": 1}},
    ],
)
def test_a_setup_that_cannot_work_is_refused(options):
    """Each with a sentence that says why."""
    with pytest.raises(ValueError, match=r".{10,}"):
        TasmotaConfig(**options)


@pytest.fixture
def blaster():
    """An air conditioner on channel 1, a player on channel 2, and what both may be told."""
    player = {"on": {"Protocol": "NEC", "Bits": 32, "Data": "0x1"}, "play": "0,9000,4500"}
    codes = {"2": player, "play": "0,1,2", "cool": {"Vendor": "LG", "Temp": 20}}
    config = TasmotaConfig(topic="ir", codes=codes, hvac={"Vendor": "COOLIX", "Model": 1})
    return Tasmota("d", config)


@pytest.mark.parametrize(
    ("verb", "channel", "value", "word", "payload"),
    [
        (Verb.SEND, 2, "play", "IRSend", b"0,9000,4500"),
        (Verb.SEND, 3, "play", "IRSend", b"0,1,2"),
        (Verb.SEND, None, "cool", "IRHVAC", b'{"Vendor": "LG", "Temp": 20}'),
        (Verb.POWER, 2, True, "IRSend", b'{"Protocol": "NEC", "Bits": 32, "Data": "0x1"}'),
        (
            Verb.POWER,
            1,
            False,
            "IRHVAC",
            b'{"Mode": "Auto", "Vendor": "COOLIX", "Model": 1, "Power": "Off"}',
        ),
        (Verb.POWER, 3, True, "POWER3", b"ON"),
        (
            Verb.CLIMATE,
            None,
            ClimateSetting(power=True, mode=ClimateMode.COOL, target_c=25.5, fan=FanSpeed.HIGH),
            "IRHVAC",
            b'{"Vendor": "COOLIX", "Model": 1, "Power": "On", "Mode": "Cool", '
            b'"FanSpeed": "High", "Temp": 25.5, "Celsius": "On"}',
        ),
    ],
)
def test_infrared_goes_out_by_name_or_as_a_whole_setting(
    blaster, verb, channel, value, word, payload
):
    """A channel's own code before everybody's; an air conditioner is told everything at once."""
    (message,) = blaster.encode(Command(device="d", channel=channel, verb=verb, value=value))

    assert (message.topic, message.payload) == (f"cmnd/ir/{word}", payload)


@pytest.mark.parametrize(
    ("verb", "channel", "value"),
    [(Verb.SEND, 2, "eject"), (Verb.SEND, 2, "2"), (Verb.CLIMATE, 2, ClimateSetting(power=True))],
)
def test_an_unknown_code_sends_nothing(blaster, verb, channel, value):
    """Better nothing than the wrong button."""
    assert blaster.encode(Command(device="d", channel=channel, verb=verb, value=value)) == []

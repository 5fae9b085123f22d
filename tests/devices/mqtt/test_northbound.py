"""What is said to other programs, from a snapshot; what they may ask. No broker here."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.mqtt.homeassistant import Discovery, described
from devices.mqtt.northbound import Wording, as_payload, is_figure, meant, said
from devices.mqtt.requests import Requests
from devices.mqtt.topics import HomeAssistantTopics
from gateway.domain.events import (
    AlertAnswered,
    ControlPressed,
    DeviceReported,
    PartChanged,
    ProgramStarted,
    Reading,
    TroubleFound,
    TroubleGone,
)
from gateway.domain.options import ProjectorOptions, RackOptions
from gateway.domain.rules import Channel, ChannelKind, Device
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, sample_rules

HA = HomeAssistantTopics()
LIGHT = "office/hq/room/room-a/door-light"
SPOT = "office/hq/room/room-a/spot-1"


@pytest.fixture
def scene():
    """An office in the morning, nobody in."""
    return Scene(sample_rules(), FakeClock())


def seen(scene, **how):
    """Return what is told of the office now."""
    return said(Snapshot(1, scene.office, scene.rules, scene.clock.now()), Wording(**how))


def report(scene, device, channel, *, stale=False, **reading):
    scene.feed(
        DeviceReported(device=device, channel=channel, reading=Reading(**reading), stale=stale)
    )


def trouble(key="offhours:room-b", title="会议室 B：下班了还有设备开着", zone="office"):
    return TroubleFound(
        key=key, severity="warning", zone=zone, title=Text(title, "Room B: still on")
    )


def test_a_silent_relay_is_neither_on_nor_off(scene):
    """Nothing heard is null for programs, as it is a question mark on a panel."""
    assert seen(scene)[f"{LIGHT}/state"] == {"state": None, "known": "unknown", "wish": None}


def test_a_channel_says_what_is_reported_and_what_became_of_the_wish(scene):
    """Asked for and done are two things out there too."""
    scene.feed(PartChanged(part="broker", ok=True))
    scene.feed(ControlPressed(room="room-a", control="door-light.on", by="ha"))
    assert seen(scene)[f"{LIGHT}/state"]["wish"] == "asked"

    report(scene, "room-a-relays", 1, power=True)

    told = seen(scene)
    assert told[f"{LIGHT}/state"] == {"state": "ON", "known": "confirmed", "wish": "done"}
    assert told["office/hq/room/room-a/state"]["channels"]["door-light"]["state"] == "ON"


def test_a_dimmer_tells_its_level_as_home_assistant_reads_it(scene):
    """JSON lights: state, brightness (0 to 100) and colour mode in one message."""
    report(scene, "room-a-lights", 1, power=True, level_pct=50.0)

    state = seen(scene)[f"{SPOT}/state"]

    assert (state["state"], state["brightness"], state["color_mode"]) == ("ON", 50, "brightness")


def test_an_unreachable_device_is_not_called_off(scene):
    """Its last word may be long out of date."""
    report(scene, "room-a-relays", 1, power=False)
    report(scene, "room-a-relays", None, online=False)

    assert seen(scene)[f"{LIGHT}/state"] == {"state": None, "known": "unreachable", "wish": None}


def test_a_zone_says_whether_somebody_is_in_and_who_stays_in_the_office(scene):
    """Occupied or not; how many only where the site wants it; names and ids never."""
    scene.tap("p001")
    scene.tap("p002")

    plain, counted = seen(scene), seen(scene, counts=True)

    assert plain["office/hq/zone/office/occupied"] == "ON"
    assert "count" not in plain["office/hq/zone/office/state"]
    assert counted["office/hq/zone/office/state"]["count"] == 2
    wire = json.dumps(counted, ensure_ascii=False)
    for person in scene.rules.people.values():
        assert person.name not in wire
        assert person.id not in wire


def test_a_meter_is_a_number_or_unknown(scene):
    """`None` is Home Assistant's word for a measurement that nobody has."""
    power_w = "office/hq/zone/office/power_w"
    assert seen(scene)[power_w] == "None"

    report(scene, "office-meter", None, power_w=431.26)

    assert seen(scene)[power_w] == "431.3"
    assert is_figure(power_w)
    assert "office/hq/zone/lab/power_w" not in seen(scene)

    scene.advance(scene.rules.durations.meter_silent_s + 1.0)
    assert seen(scene)[power_w] == "None", "what it said then is not what is drawn now"


def with_machines(scene):
    """Give room A a position motor, a projector and a step of a rack."""
    kinds = {
        "blind": (ChannelKind.CURTAIN, None),
        "beamer": (ChannelKind.PROJECTOR, ProjectorOptions()),
        "amp": (ChannelKind.AV, RackOptions(step=1)),
    }
    new = {
        f"room-a.{name}": Channel(
            id=f"room-a.{name}",
            owner="room-a",
            zone="office",
            name=Text(name, name),
            kind=kind,
            device=name,
            number=1,
            options=options,
        )
        for name, (kind, options) in kinds.items()
    }
    rules = scene.rules
    devices = {name: Device(id=name, kind="tasmota", name=Text(name, name)) for name in kinds}
    scene.rules = replace(
        rules,
        channels={**rules.channels, **new},
        wired={**rules.wired, **{(c.device, 1): c.id for c in new.values()}},
        devices={**rules.devices, **devices},
    )
    return scene


def test_a_curtain_says_where_it_is_and_where_it_goes(scene):
    """Open, closed or on its way; 100 is open; not known is null."""
    scene, topic = with_machines(scene), "office/hq/room/room-a/blind/state"
    assert seen(scene)[topic] == {
        "state": None,
        "known": "unknown",
        "wish": None,
        "position": None,
    }
    report(scene, "blind", 1, position_pct=40.0, direction=-1)
    assert (seen(scene)[topic]["state"], seen(scene)[topic]["position"]) == ("closing", 40)
    report(scene, "blind", 1, position_pct=0.0, direction=0)
    assert seen(scene)[topic]["state"] == "closed"


def test_a_projector_says_its_stage_and_what_is_queued(scene):
    """Warming is on, cooling is off, and both are told as what they are."""
    scene, topic = with_machines(scene), "office/hq/room/room-a/beamer/state"
    assert (seen(scene)[topic]["state"], seen(scene)[topic]["phase"]) == (None, None)
    scene.feed(PartChanged(part="broker", ok=True))
    report(scene, "beamer", 1, power=False)
    assert (seen(scene)[topic]["state"], seen(scene)[topic]["phase"]) == ("OFF", "standby")

    scene.feed(ControlPressed(room="room-a", control="beamer.on", by="ha"))
    report(scene, "beamer", 1, power=True)
    held = {"held_s": 5.0}
    scene.feed(ControlPressed(room="room-a", control="beamer.off", value=held, by="ha"))

    state = seen(scene)[topic]
    assert (state["state"], state["phase"], state["queued"]) == ("ON", "warming", "off")


def test_machines_are_described_as_what_may_be_done_with_them(scene):
    """A cover, a switch whose "off" counts as held, a stage, and a step that is only looked at."""
    rules = with_machines(scene).rules
    topic = "homeassistant/device/office__hq__room__room-a/config"
    parts = described(rules, Discovery(topics=HA, language="en"))[topic]["cmps"]

    assert parts["blind"]["p"] == "cover"
    assert parts["blind"]["set_position_topic"] == "office/hq/room/room-a/blind/position/set"
    assert parts["beamer__phase"]["options"] == [
        "standby",
        "starting",
        "warming",
        "on",
        "cooling",
    ]
    assert parts["amp"]["p"] == "binary_sensor"
    assert "command_topic" not in parts["amp"]
    off = parts["beamer"]["payload_off"].encode()
    (press,) = Requests("hq", (), HA).parse(parts["beamer"]["command_topic"], off, retained=False)
    assert (press.control, press.value) == ("beamer.off", {"held_s": 5.0})


def test_an_open_alert_is_told_and_counted_where_it_is(scene):
    """Each open alert has a topic; room, zone and gateway tell how many."""
    scene.feed(trouble())

    told = seen(scene)

    one = told["office/hq/alert/offhours:room-b"]
    assert (one["severity"], one["state"], one["zone"]) == ("warning", "raised", "office")
    assert told["office/hq/room/room-b/state"]["alerts"] == 1
    assert told["office/hq/room/room-a/state"]["alerts"] == 0
    assert told["office/hq/zone/office/state"]["alerts"] == 1
    total = told["office/hq/alerts"]
    assert (total["open"], total["waiting"], total["worst"]) == (1, 1, "warning")
    assert (total["key"], total["title"]["en"]) == ("offhours:room-b", "Room B: still on")


def test_the_worst_alert_is_what_nobody_has_taken_then_the_gravest_then_the_oldest(scene):
    """What a press of the button would acknowledge is what stands beside it."""
    assert seen(scene)["office/hq/alerts"]["worst"] is None
    scene.feed(trouble("a:1"))
    scene.clock.advance(1.0)
    scene.feed(trouble("b:1"))
    assert seen(scene)["office/hq/alerts"]["key"] == "a:1"
    scene.feed(replace(trouble("c:1"), severity="critical"))
    assert seen(scene)["office/hq/alerts"]["key"] == "c:1"

    scene.feed(AlertAnswered(key="c:1", choice="acknowledge", by="p001"))

    total = seen(scene)["office/hq/alerts"]
    assert (total["key"], total["open"], total["waiting"]) == ("a:1", 3, 2)


def test_an_alert_that_is_about_a_person_is_not_on_the_bus(scene):
    """Not even its key, which may hold an id; nor does a press take it."""
    scene.feed(trouble("duty-off:2026-11-20.evening.desk:p002"))
    told = seen(scene)

    assert not any("duty-off" in topic or "p002" in str(said) for topic, said in told.items())
    assert (told["office/hq/alerts"]["open"], told["office/hq/alerts"]["key"]) == (0, None)


def test_something_on_off_hours_is_a_breach_of_its_room_its_zone_and_those_around(scene):
    """Not of others, and only as long as it lasts."""
    scene.feed(trouble("offhours:lab", zone="lab"))
    scene.feed(trouble("silent:room-a-relays"))
    told = seen(scene)
    assert told["office/hq/zone/lab/state"]["breach"]
    assert told["office/hq/zone/office/state"]["breach"]
    assert not told["office/hq/room/room-a/state"]["breach"]

    scene.feed(TroubleGone(key="offhours:lab"))

    assert not seen(scene)["office/hq/zone/office/state"]["breach"]


def test_a_zones_energy_only_grows_and_home_assistant_can_add_it_up(scene):
    """In watt-hours; unknown before anything was heard, absent where nothing can be."""
    energy = "office/hq/zone/office/energy_wh"
    assert seen(scene)[energy] == "None"
    report(scene, "office-meter", None, power_w=600.0, energy_wh=5_000.0)
    scene.clock.advance(60.0)
    report(scene, "office-meter", None, power_w=600.0, energy_wh=5_010.0)

    before, after = float(seen(scene)[energy]), 0.0
    scene.clock.advance(60.0)
    report(scene, "office-meter", None, power_w=600.0, energy_wh=5_020.0)
    after = float(seen(scene)[energy])

    assert after - before == pytest.approx(10.0)
    assert is_figure(energy)
    config = described(scene.rules, Discovery(topics=HA))
    parts = config["homeassistant/device/office__hq__zone__office/config"]["cmps"]
    entity = parts["energy_wh"]
    assert (entity["device_class"], entity["state_class"]) == ("energy", "total_increasing")
    assert (entity["unit_of_measurement"], entity["state_topic"]) == ("Wh", energy)


@pytest.mark.parametrize(
    ("topic", "payload", "key"),
    [
        ("office/hq/alerts/set", b"acknowledge", ""),
        ("office/hq/alert/offhours:room-b/set", b"ACKNOWLEDGE", "offhours:room-b"),
    ],
)
def test_an_alert_can_be_acknowledged_from_outside(requests, topic, payload, key):
    """One by its key, or the worst; never retained, nothing but that word."""
    wanted = [AlertAnswered(key=key, choice="acknowledge", by="ha")]

    assert requests.parse(topic, payload, retained=False) == wanted
    assert requests.parse(topic, payload, retained=True) == []
    assert requests.parse(topic, b"switch_off", retained=False) == []
    assert requests.parse(topic, b"ON", retained=False) == []


def test_the_alert_that_is_meant_is_found_by_its_topic(scene):
    """A key with odd letters too; what is not open stays what it is, to be refused."""
    scene.feed(trouble("odd:a/b"))
    office = Snapshot(1, scene.office, scene.rules, scene.clock.now())

    def key_of(asked: str) -> str:
        return meant(office, AlertAnswered(key=asked, choice="acknowledge", by="ha")).key

    assert key_of("odd:a_b") == key_of("") == "odd:a/b"
    assert key_of("nothing") == "nothing"


def test_an_alert_that_names_somebody_is_told_without_its_words(scene):
    """Whatever a rule writes, no name of a registered person goes on the wire."""
    scene.feed(trouble("lost:1", "李伟 的卡在正门刷过"))

    assert "title" not in seen(scene)["office/hq/alert/lost:1"]
    assert "李伟" not in json.dumps(seen(scene), ensure_ascii=False)


def test_a_key_with_odd_letters_is_one_level_of_a_topic(scene):
    """No `/`, `+` or `#` from a key ever opens another topic."""
    scene.feed(trouble("odd:a/b+c#d e"))

    assert "office/hq/alert/odd:a_b_c_d_e" in seen(scene)


def test_every_device_described_has_what_home_assistant_requires():
    """`dev` with ids, `o` with a name, and for each part its platform, id and topics."""
    configs = described(sample_rules(), Discovery(topics=HA, language="en", version="1.0"))

    assert set(configs) == {
        f"homeassistant/device/office__{name}/config"
        for name in ("hq", "hq__zone__office", "hq__zone__lab", "hq__room__room-a")
    } | {"homeassistant/device/office__hq__room__room-b/config"}
    ids = []
    for config in configs.values():
        assert config["dev"]["ids"]
        assert config["dev"]["name"]
        assert config["o"]["name"]
        assert config["availability"] == [{"topic": "office/hq/status"}]
        for part in config["cmps"].values():
            assert part["p"] in {"light", "switch", "fan", "cover", "sensor", "binary_sensor"} | {
                "button"
            }
            ids.append(part["unique_id"])
            assert "state_topic" in part or part["p"] == "button"
        json.loads(as_payload(config))
    assert len(ids) == len(set(ids))


def test_every_topic_described_is_one_that_is_told():
    """Home Assistant is never sent to a topic on which nothing is said."""
    scene = with_machines(Scene(sample_rules(), FakeClock()))
    report(scene, "room-a-lights", 1, power=True, level_pct=50.0)
    told = {*seen(scene), "office/hq/status"}

    for config in described(scene.rules, Discovery(topics=HA, counts=True)).values():
        for part in config["cmps"].values():
            for key in ("state_topic", "json_attributes_topic", "position_topic"):
                assert part.get(key, "office/hq/status") in told
            for one in part.get("availability", []):
                assert one["topic"] in told


def test_names_are_in_the_sites_language_and_ids_are_not():
    """Renaming or another language changes what is read, never what automations use."""
    rules = sample_rules()
    zh = described(rules, Discovery(topics=HA, language="zh"))
    en = described(rules, Discovery(topics=HA, language="en"))

    room = "homeassistant/device/office__hq__room__room-a/config"
    assert (zh[room]["dev"]["name"], en[room]["dev"]["name"]) == ("会议室 A", "Room A")
    assert [p["unique_id"] for p in zh[room]["cmps"].values()] == [
        p["unique_id"] for p in en[room]["cmps"].values()
    ]


@pytest.fixture
def requests():
    """What listens for presses."""
    return Requests("hq", {"room-a.curtain"}, HA)


@pytest.mark.parametrize(
    ("below", "payload", "control", "value"),
    [
        ("door-light/set", "ON", "door-light.on", None),
        ("door-light/set", "off", "door-light.off", None),
        ("spot-1/set", "40", "spot-1.level", 40.0),
        ("spot-1/set", '{"state":"ON","brightness":40}', "spot-1.level", 40),
        ("spot-1/set", '{"state":"ON"}', "spot-1.on", None),
        ("spot-1/set", '{"state":"OFF","transition":2}', "spot-1.off", None),
        ("spot-1/level/set", "75", "spot-1.level", 75),
        ("curtain/set", "STOP", "curtain.stop", None),
        ("curtain/set", "30", "curtain.position", 30.0),
        ("curtain/position/set", "30", "curtain.position", 30),
        ("lights/all_off/set", "PRESS", "lights.all_off", None),
        ("lights/all_on/set", "", "lights.all_on", None),
        ("sources/select/set", "pc-1", "sources.select", "pc-1"),
    ],
)
def test_a_message_is_the_press_it_says(requests, below, payload, control, value):
    """Words, numbers, Home Assistant's JSON, and any verb by its name."""
    said = requests.parse(f"office/hq/room/room-a/{below}", payload.encode(), retained=False)

    assert said == [ControlPressed(room="room-a", control=control, value=value, by="ha")]


def test_a_retained_command_is_never_a_press(requests, caplog):
    """A stored press would come again at each connection; it is dropped and said once."""
    for _ in range(3):
        assert requests.parse("office/hq/room/room-a/ac/set", b"ON", retained=True) == []

    assert caplog.text.count("must not be retained") == 1


@pytest.mark.parametrize(
    "payload", [b"", b"\xff\xfe", b"[1]", b"{}", b"on off", b"x" * 600, b"1e9"]
)
def test_nonsense_is_no_press_that_could_do_harm(requests, payload):
    """What is no word, number or JSON object is dropped; a figure is for the rules to refuse."""
    events = requests.parse("office/hq/room/room-a/ac/set", payload, retained=False)

    assert events in ([], [ControlPressed(room="room-a", control="ac.level", value=1e9, by="ha")])


@given(
    below=st.sampled_from(["ac/set", "ac/level/set", "a/b c/set", "//set"]),
    payload=st.binary(max_size=80),
    retained=st.booleans(),
)
def test_no_bytes_make_it_raise(below, payload, retained):
    """Total: a press or nothing, whatever comes."""
    requests = Requests("hq", (), HA)
    for event in requests.parse(f"office/hq/zone/office/{below}", payload, retained=retained):
        assert isinstance(event, ControlPressed)
        assert not retained


def test_home_assistants_start_is_heard_its_stop_is_not(requests):
    """Only a fresh `online` asks for everything again."""
    started = [ProgramStarted(program="home_assistant")]
    assert requests.parse("homeassistant/status", b"online", retained=False) == started
    assert requests.parse("homeassistant/status", b"offline", retained=False) == []
    assert requests.parse("homeassistant/status", b"online", retained=True) == []

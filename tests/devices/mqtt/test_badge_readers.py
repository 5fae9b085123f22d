"""Badge readers over MQTT: each card once, whoever says it how often."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.mqtt.address import Broker
from devices.mqtt.badges import BadgeFormat, MqttReader, MqttReaderConfig
from devices.sim.badges import SimBadgeReader
from devices.sim.office import SimOffice
from gateway.config import Site, SiteProblems
from gateway.domain.effects import Command, Verb
from gateway.domain.events import BadgeTapped, PartChanged
from gateway.keys import Keys
from gateway.reading import Origin, mqtt_readers, reader_configs
from gateway.registry import view_of_document
from gateway.replay.office import ReplayOffice
from tests.parts.onlooker import Onlooker

SENSOR = "tele/door/SENSOR"


class Clock:
    """Moved by hand."""

    now_s = 100.0

    def __call__(self):
        return self.now_s


def reader(clock=None, **options):
    """Return a reader whose hash is the number itself, to compare."""
    config = MqttReaderConfig(id="rear", topic="door", **options)
    return MqttReader(config, bytes.hex, "boot", clock or Clock())


def card(uid="94D8FC5F", chip="PN532"):
    return json.dumps({"Time": "2026-11-20T09:00:00", chip: {"UID": uid}}).encode()


@pytest.mark.parametrize(
    ("format_", "topic", "payload"),
    [
        ("tasmota", SENSOR, card()),
        ("tasmota", SENSOR, card(chip="RC522")),
        ("tasmota", SENSOR, card("0x94d8fc5f")),
        ("esphome", "door/tag", b"94-D8-FC-5F"),
        ("esphome", "door/tag", b"94:d8:fc:5f\n"),
    ],
)
def test_a_card_becomes_a_tap(format_, topic, payload):
    """Hashed and numbered as at any other reader."""
    events = reader(format=BadgeFormat(format_)).parse(topic, payload, retained=False)

    assert events == [
        BadgeTapped(tap_id="rear:boot:1", reader="rear", badge="94d8fc5f", uid_tail="FC5F")
    ]


def test_a_card_that_stays_is_one_tap():
    """Said again each 2 s for a minute; lifted and laid again later, it is a new one."""
    clock = Clock()
    door = reader(clock)
    taps = []
    for _ in range(30):
        taps += door.parse(SENSOR, card(), retained=False)
        clock.now_s += 2.0
    assert [tap.tap_id for tap in taps] == ["rear:boot:1"]

    clock.now_s += 2.0
    assert [t.tap_id for t in door.parse(SENSOR, card(), retained=False)] == ["rear:boot:2"]


def test_two_cards_in_turn_are_two_taps_each_time():
    """Another card in between ends the stay."""
    door = reader()

    taps = [door.parse(SENSOR, card(uid), retained=False) for uid in ("01020304", "05060708") * 2]

    assert [len(tap) for tap in taps] == [1, 1, 1, 1]


def test_a_number_no_card_has_is_a_card_without_number():
    """The person gets a red light instead of nothing."""
    (tap,) = reader().parse(SENSOR, card("0000"), retained=False)

    assert (tap.badge, tap.uid_tail) == ("", "")


def test_a_phone_is_known_by_its_changing_number():
    """It can never be bound to a person."""
    (tap,) = reader().parse(SENSOR, card("08A1B2C3"), retained=False)

    assert tap.random_id is True


@pytest.mark.parametrize(
    ("payload", "retained"),
    [
        (card(), True),
        (card("not hex"), False),
        (card(""), False),
        (card(94), False),
        (card("9" * 100), False),
        (b'{"PN532":"94D8FC5F"}', False),
        (b'{"ENERGY":{"Power":3}}', False),
        (b"", False),
        (b"\xff", False),
    ],
)
def test_what_is_no_card_now_is_no_tap(payload, retained):
    """A stored message least of all: it would sign somebody in at each start."""
    assert reader().parse(SENSOR, payload, retained=retained) == []


def test_its_last_will_is_the_readers_health():
    """Retained too: it tells how it is, not what happened."""
    door = reader()

    assert door.parse("tele/door/LWT", b"Offline", retained=True) == [
        PartChanged(part="reader:rear", ok=False, detail="door is offline")
    ]
    assert door.parse("tele/door/LWT", b"?", retained=False) == []


def test_it_is_not_asked():
    """It has nothing to switch."""
    command = Command(device="reader:rear", channel=None, verb=Verb.QUERY)

    assert reader().encode(command) == []


@given(
    topic=st.sampled_from([SENSOR, "door/tag", "tele/door/LWT", ""]),
    payload=st.binary(max_size=80),
    format_=st.sampled_from(BadgeFormat),
)
def test_any_bytes_are_taken(topic, payload, format_):
    """Whatever is said, nothing is raised."""
    reader(format=format_).parse(topic, payload, retained=False)


@pytest.mark.parametrize("format_", list(BadgeFormat))
def test_on_a_broker_a_card_is_one_tap(broker, office, bus_to, format_):
    """Laid and left; then another; then the reader is unplugged."""
    door = MqttReader(
        MqttReaderConfig(id="rear", topic="door", format=format_), bytes.hex, "b", time.monotonic
    )
    thing = SimBadgeReader("door", format_, again_s=0.02)
    said = SENSOR if format_ is BadgeFormat.TASMOTA else "door/tag"
    sim = SimOffice(Broker(url=broker.url), [thing], time.monotonic)
    with bus_to(broker, families=[door]), Onlooker(broker, said) as onlooker:
        office.line(ok=True)
        sim.start()
        try:
            office.hear(lambda e: isinstance(e, PartChanged) and e.part == "reader:rear" and e.ok)
            thing.lay(bytes.fromhex("94D8FC5F"))
            first = office.hear(lambda e: isinstance(e, BadgeTapped))
            onlooker.wait_for_count(5)
            thing.lay(bytes.fromhex("01020304AABBCC"))
            second = office.hear(lambda e: isinstance(e, BadgeTapped))
        finally:
            sim.stop()
        gone = office.hear(lambda e: isinstance(e, PartChanged) and e.part == "reader:rear")

    assert (first.badge, first.tap_id) == ("94d8fc5f", "rear:b:1")
    assert (second.badge, second.tap_id) == ("01020304aabbcc", "rear:b:2")
    assert gone.ok is False


def site(**options):
    one = {"id": "rear", "kind": "mqtt", "zone": "office", **options}
    return {"site": {"id": "s", "name": "S"}, "zones": [{"id": "office"}], "readers": [one]}


def test_the_site_file_makes_a_reader():
    """Its topic is its id, if left out; what is wrong is said with its path."""
    origin = Origin(emit=print, hash_uid=bytes.hex, boot="b", now_s=time.monotonic)

    (door,) = mqtt_readers(Site.model_validate(site()), origin)
    assert door.filters() == ["tele/rear/SENSOR", "tele/rear/LWT"]

    wrong = Site.model_validate(site(formt="esphome", topic="a/#"))
    assert [p.path for p in reader_configs(wrong)[1]] == ["readers.rear.formt", "readers.rear"]
    with pytest.raises(SiteProblems):
        mqtt_readers(wrong, origin)


def test_a_replayed_message_is_a_tap():
    """A file of MQTT messages signs people in as the live ones do; a card that stays, once."""
    keys = Keys.new()
    people = {
        "people": [{"id": "p1", "number": "1", "name": "李伟"}],
        "badges": [{"uid": "94D8FC5F", "person": "p1"}],
    }
    view = view_of_document(people, keys.hash_uid)
    office = ReplayOffice(Site.model_validate(site(topic="door")), view, keys, None)
    message = {"type": "mqtt", "topic": SENSOR, "payload": {"PN532": {"UID": "94D8FC5F"}}}
    lines = [
        json.dumps({"at": f"2026-11-20T09:00:0{second}+08:00", **message}) for second in (0, 2, 4)
    ]

    said = list(office.play_lines(lines))

    feedback = [line for line in said if line["effect"] == "feedback"]
    assert [(f["reader"], f["result"], f["person"]) for f in feedback] == [
        ("rear", "accepted", "p1")
    ]

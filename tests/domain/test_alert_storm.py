"""Five hundred relays flap for ten minutes: few messages, one alert a place, none forgotten."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from gateway.domain.effects import AlertChanged, Notify, Record
from gateway.domain.events import DeviceReported, MinuteBegan, Reading
from gateway.domain.rules import Channel, ChannelKind, Device, Room
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, every, sample_rules
from tests.domain.trouble import deliver

ROOMS = 500
MINUTES = 10
PERIOD_S = 60.0
GROWTH = 1.15
"""Deciding one event among 500 open alerts may take so much more work than among 100."""


def big_office(count: int = ROOMS) -> Scene:
    """Return an office of many rooms with a lamp each, at 23:00."""
    rules = sample_rules()
    channels = {
        f"r{n}.lamp": Channel(
            id=f"r{n}.lamp",
            owner=f"r{n}",
            zone="office",
            name=Text("灯", "Lamp"),
            kind=ChannelKind.LIGHT,
            device=f"relay-{n}",
            number=1,
        )
        for n in range(count)
    }
    rooms = {
        f"r{n}": Room(id=f"r{n}", name=Text(f"{n} 号", f"Room {n}"), zone="office", plate=str(n))
        for n in range(count)
    }
    devices = {
        c.device: Device(id=c.device, kind="tasmota", name=c.name) for c in channels.values()
    }
    rules = replace(
        rules,
        zones={key: replace(zone, meter=None) for key, zone in rules.zones.items()},
        channels=channels,
        wired={(c.device, 1): c.id for c in channels.values()},
        rooms=rooms,
        devices=devices,
        inputs={},
    )
    scene = Scene(rules, FakeClock())
    scene.until("23:00")
    scene.feed(MinuteBegan())
    return scene


def one_place(count: int) -> Scene:
    """Return the same relays as lights of one zone."""
    scene = big_office(count)
    own = {c.id: replace(c, owner="office") for c in scene.rules.channels.values()}
    scene.rules = replace(scene.rules, channels=own)
    scene.feed(MinuteBegan())
    return scene


def switch_all(scene: Scene, power: bool) -> list:
    effects = []
    for n in range(len(scene.rules.channels)):
        reading = Reading(power=power)
        effects += scene.feed(DeviceReported(device=f"relay-{n}", channel=1, reading=reading))
    return effects


def test_a_storm_is_one_alert_a_key_a_few_messages_and_a_summary():
    """Messages arrive at once, so everything that may leave does."""
    scene = big_office()
    effects = []
    for _ in range(int(MINUTES * 60 / PERIOD_S)):
        for power in (True, False):
            new = switch_all(scene, power)
            effects += new + deliver(scene, new) + scene.advance(PERIOD_S / 2)

    raised = Counter(e.key for e in every(AlertChanged, effects) if e.state == "raised")
    assert len(raised) == ROOMS
    assert set(raised.values()) == {1}
    assert {n.to for n in every(Notify, effects)} == {"facilities"}
    assert len(every(Notify, effects)) <= scene.rules.alerting.per_hour
    rows = [r for r in every(Record, effects) if r.kind.startswith(("alert.", "notify."))]
    assert len(rows) < 8 * ROOMS
    assert len(scene.office.alerts.outbox) <= scene.rules.alerting.per_hour
    assert len(scene.office.unsteady.words_due_s) <= ROOMS

    effects = scene.advance(600.0)
    assert scene.office.alerts.open == {}
    states = Counter(e.state for e in every(AlertChanged, effects))
    assert states["resolved"] == ROOMS
    assert set(states) <= {"resolved", "escalated"}, "until the end nobody had taken it"
    assert scene.refolded().alerts == scene.office.alerts

    (summary,) = [s for s in _summaries(scene) if s.to == "facilities"]
    assert "500 new" in summary.body.en
    told = scene.rules.alerting.per_hour - scene.rules.alerting.per_hour // 3
    assert f"and {ROOMS - told - 12} more" in summary.body.en or "and 488 more" in summary.body.en


def work_of_an_event(rooms: int) -> float:
    """Return how many calls of Python functions an event of a storm costs on average.

    Counted and not timed: the same on every machine.
    """
    scene = big_office(rooms)
    for power in (True, False):
        deliver(scene, switch_all(scene, power))
        scene.advance(PERIOD_S / 2)
    calls = calls_of(lambda: switch_all(scene, power=True), lambda: switch_all(scene, power=False))
    assert len(scene.office.alerts.open) == rooms
    return calls / (2 * rooms)


def calls_of(*steps: Callable[[], object]) -> int:
    """Return how many calls of Python functions some steps cost."""
    calls = 0

    def count(_frame, what, _arg):
        nonlocal calls
        calls += what == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for step in steps:
            step()
    finally:
        sys.setprofile(before)
    return calls


def test_what_an_event_costs_does_not_grow_with_the_storm():
    """Five hundred open alerts or one hundred: each relay's word is the same work."""
    assert work_of_an_event(500) < work_of_an_event(100) * GROWTH


def _summaries(scene: Scene) -> list[Notify]:
    scene.until("08:00")
    return [n for n in every(Notify, scene.feed(MinuteBegan())) if n.alert == "digest"]


def test_a_storm_nobody_answers_escalates_within_the_limits():
    """Each step's contact has no more than the limit; the page has everything."""
    scene = big_office()
    effects = switch_all(scene, power=True)

    effects += scene.advance(1800.0)

    sent = Counter(n.to for n in every(Notify, effects))
    assert sent == {"facilities": 4, "manager": 4, "boss": 4}
    assert len(scene.office.alerts.open) == ROOMS
    (first, *_others) = _summaries(scene)
    assert "Summary: 500 open" in first.title.en


def test_five_hundred_relays_of_one_place_write_a_row_a_minute():
    """One breach, one alert, its words once a minute: rows and bytes stay small all the while."""
    scene = one_place(count=ROOMS)
    before = len(scene.records())
    for _ in range(4):
        for power in (True, False):
            switch_all(scene, power)
            scene.advance(PERIOD_S / 2)

    rows = scene.records()[before:]
    assert {f.subject for f in rows if f.kind == "alert.raised"} == {"offhours:office"}
    assert len(rows) < 20
    assert sum(len(json.dumps(f.body)) for f in rows) < 100_000
    assert len(scene.office.offhours.breaches["office"].channels) == ROOMS
    assert scene.refolded().offhours == scene.office.offhours


def test_a_message_names_a_dozen_things_and_counts_the_rest():
    """The alert has all of them, to be switched off together."""
    scene = one_place(count=40)
    switch_all(scene, power=True)
    scene.advance(PERIOD_S)

    (alert,) = scene.office.alerts.open.values()
    assert len(alert.channels) == 40
    assert alert.body.en.count("Lamp") == 12
    assert "and 28 more" in alert.body.en
    assert "等 40 项" in alert.body.zh


def place_work(count: int) -> float:
    """Return the calls of an event on average, of so many relays of one place that flap."""
    scene = one_place(count)
    switch_all(scene, power=True)
    scene.advance(PERIOD_S)
    channels = len(scene.rules.channels)
    calls = calls_of(lambda: switch_all(scene, power=False), lambda: switch_all(scene, power=True))
    return calls / (2 * channels)


def test_what_an_event_costs_does_not_grow_with_the_place():
    """One that is on says that the breach lasts; nobody asks all the others each time."""
    assert place_work(400) < place_work(100) * 1.5


def test_one_lamp_of_two_that_flaps_writes_a_row_a_minute():
    """The other one stays on, so the breach lasts; what comes and goes belongs to it."""
    scene = one_place(count=2)
    steady, flapping = (
        DeviceReported(device=f"relay-{n}", channel=1, reading=Reading(power=True))
        for n in range(2)
    )
    off = replace(flapping, reading=Reading(power=False))
    scene.feed(steady)
    for _ in range(100):
        scene.feed(flapping)
        scene.advance(2.0)
        scene.feed(off)
        scene.advance(2.0)

    assert len(scene.records("offhours.changed")) == 1
    told = [f.at for f in scene.records("alert.updated")]
    assert 2 <= len(told) <= 8
    assert all((late - early).total_seconds() >= 60.0 for early, late in pairwise(told))

    scene.advance(60.0)
    (alert,) = scene.office.alerts.open.values()
    assert alert.channels == ("r0.lamp",), "the last words are of what is on at last"
    scene.feed(replace(steady, reading=Reading(power=False)))
    assert not scene.office.alerts.open


def test_what_joined_and_fell_silent_is_not_over():
    """Even if it was on for a second only, between two words of the alert."""
    scene = one_place(count=2)
    for n in range(2):
        scene.feed(DeviceReported(device=f"relay-{n}", channel=1, reading=Reading(power=True)))
    scene.feed(DeviceReported(device="relay-1", channel=None, reading=Reading(online=False)))
    scene.advance(400.0)

    scene.feed(DeviceReported(device="relay-0", channel=1, reading=Reading(power=False)))
    assert set(scene.office.alerts.open) == {"offhours:office"}

    scene.feed(DeviceReported(device="relay-1", channel=None, reading=Reading(online=True)))
    scene.feed(DeviceReported(device="relay-1", channel=1, reading=Reading(power=False)))
    assert not scene.office.alerts.open


def test_a_report_in_a_breach_costs_the_same_in_a_big_office():
    """What other places have is not read: counters only when something joins."""
    assert breach_work(400) < breach_work(40) * GROWTH


def breach_work(others: int) -> int:
    """Return the calls of a repeated report of a place in breach, among so many other places."""
    scene = big_office(others)
    rules = scene.rules
    lamp = replace(rules.channels["r0.lamp"], owner="office")
    channels = {**rules.channels, lamp.id: lamp}
    sample = sample_rules()
    devices = {**rules.devices, **sample.devices}
    scene.rules = replace(rules, channels=channels, zones=sample.zones, devices=devices)
    for n in range(others):
        reading = Reading(power=False, power_w=0.0, energy_wh=1.0)
        scene.feed(DeviceReported(device=f"relay-{n}", channel=1, reading=reading))
    for _ in range(12):
        scene.feed(
            DeviceReported(device="office-meter", channel=None, reading=Reading(power_w=900.0))
        )
        scene.advance(60.0)
        scene.feed(MinuteBegan())
    on = DeviceReported(
        device="relay-0", channel=1, reading=Reading(power=True, power_w=100.0, energy_wh=1.0)
    )
    scene.feed(on)
    scene.advance(60.0)
    assert scene.office.offhours.breaches["office"].metered
    return calls_of(lambda: scene.feed(on))

"""Five hundred relays flap for ten minutes: few messages, one alert each, and none forgotten."""

import sys
from collections import Counter
from dataclasses import replace

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


def switch_all(scene: Scene, power: bool) -> list:
    effects = []
    for n in range(len(scene.rules.rooms)):
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
    calls = 0

    def count(_frame, what, _arg):
        nonlocal calls
        calls += what == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        switch_all(scene, power=True)
        switch_all(scene, power=False)
    finally:
        sys.setprofile(before)
    assert len(scene.office.alerts.open) == rooms
    return calls / (2 * rooms)


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

"""Somebody works there: alerts are held, nothing automatic is switched; then all is as before."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.domain.effects import Answer, Notify
from gateway.domain.events import ChannelWanted, MaintenanceAsked
from gateway.domain.maintenance import work_on_channel, work_on_trouble
from tests.domain.scene import Scene, every, only
from tests.domain.talk import commands, press
from tests.domain.trouble import answered, changes, deliver, gone, told, trouble

ROOM_B = "offhours:room-b"


def work(scene: Scene, scope: str = "room:room-b", hours: float | None = 2.0) -> Answer:
    """Ask for maintenance, or for its end."""
    until = None if hours is None else (scene.clock.at + timedelta(hours=hours)).isoformat()
    effects = scene.feed(MaintenanceAsked(scope=scope, until=until, by="p001", reason="new lamp"))
    scene.last = effects
    return only(Answer, effects)


@pytest.mark.parametrize(
    ("scope", "found", "held"),
    [
        ("room:room-b", {"key": ROOM_B}, True),
        ("room:room-a", {"key": ROOM_B}, False),
        ("zone:office", {"key": ROOM_B}, True),
        ("zone:office", {"key": "windows:lab", "zone": "lab"}, True),
        ("zone:lab", {"key": ROOM_B}, False),
        ("device:room-b-ac", {"key": "silent:room-b-ac"}, True),
        ("device:room-b-ac", {"key": "stuck:room-b.ac"}, True),
        ("room:room-b", {"key": "stuck:room-b.ac"}, True),
        ("room:room-b", {"key": "silent:room-b-ac"}, True),
        ("room:room-a", {"key": "silent:room-b-ac"}, False),
        ("zone:office", {"key": "part:reader:lab-door", "zone": "lab"}, True),
        ("zone:lab", {"key": "part:reader:front-door"}, False),
        ("device:office-meter", {"key": "meter:office-meter"}, True),
        ("device:room-b-ac", {"key": "lastout:office", "channels": ("room-b.ac",)}, True),
        (
            "device:room-b-ac",
            {"key": "lastout:office", "channels": ("room-b.ac", "room-a.spot-1")},
            False,
        ),
        ("zone:office", {"key": "part:store", "zone": None}, False),
    ],
)
def test_alerts_from_there_are_held(scene: Scene, scope, found, held):
    """By place, by device, by the channels it is about; never the gateway's own."""
    assert work(scene, scope).ok

    effects = scene.feed(trouble(**found))

    assert changes(effects) == ["raised"]
    assert bool(told(effects)) is not held
    assert (scene.office.alerts.open[found["key"]].maintenance == scope) is held


def test_a_device_that_serves_two_rooms_is_not_held_by_work_on_one(scene: Scene):
    """The people of the other room have to hear that their lamps do not answer."""
    channel = replace(scene.rules.channels["room-a.spot-1"], device="room-b-ac", number=2)
    channels = {**scene.rules.channels, channel.id: channel}
    scene.rules = replace(scene.rules, channels=channels)
    work(scene)

    assert told(scene.feed(trouble("silent:room-b-ac"))) == [("facilities", "silent:room-b-ac")]
    work(scene, "room:room-a")
    assert scene.office.alerts.open["silent:room-b-ac"].maintenance != ""


def test_inner_work_that_ends_leaves_what_outer_work_still_holds(scene: Scene):
    """The lab is done, the floor around it is not: nobody is called until that is over, too."""
    work(scene, "zone:lab", hours=1.0)
    work(scene, "zone:office", hours=2.0)
    scene.feed(trouble("windows:lab", zone="lab"))

    assert told(scene.advance(3600.0)) == []
    assert scene.office.alerts.open["windows:lab"].maintenance == "zone:office"
    effects = scene.advance(3600.0)
    assert told(effects) == [("facilities", "windows:lab")]
    assert scene.records("maintenance.ended")[-1].body["by"] == "time"


def test_what_is_still_wrong_when_the_time_is_over_is_raised(scene: Scene):
    """To the second; from the first contact."""
    work(scene)
    scene.feed(trouble())
    assert told(scene.advance(7199.0)) == []

    effects = scene.advance(1.0)

    assert (changes(effects), told(effects)) == (["raised"], [("facilities", ROOM_B)])
    assert told(scene.advance(900.0)) == [("manager", ROOM_B)]


def test_what_is_over_by_then_was_never_told(scene: Scene):
    """The lamp is changed."""
    work(scene)
    scene.feed(trouble())

    effects = scene.feed(gone()) + scene.advance(7200.0)

    assert (changes(effects), told(effects)) == (["resolved"], [])


def test_an_alert_that_is_open_already_is_held_from_then_on(scene: Scene):
    """Nobody more is called."""
    deliver(scene, scene.feed(trouble()))
    work(scene)

    assert told(scene.advance(3600.0)) == []
    alert = scene.office.alerts.open[ROOM_B]
    assert (alert.maintenance, alert.known_until) == (
        "room:room-b",
        scene.office.maintenance.works["room:room-b"].until,
    )


def test_who_has_taken_an_alert_keeps_it_over_the_work(scene: Scene):
    """It is not raised anew at the end."""
    deliver(scene, scene.feed(trouble()))
    scene.feed(answered())
    work(scene)

    effects = scene.advance(7200.0)

    assert told(effects) == []
    alert = scene.office.alerts.open[ROOM_B]
    assert (alert.state, alert.maintenance) == ("acknowledged", "")


def test_work_may_take_longer_or_end_before_its_time(scene: Scene):
    """Whatever is said last counts."""
    work(scene)
    scene.feed(trouble())
    work(scene, hours=4.0)
    assert told(scene.advance(7200.0)) == []

    assert work(scene, hours=None).ok
    assert told(scene.last) == [("facilities", ROOM_B)]
    assert scene.office.maintenance.works == {}


def test_nothing_automatic_is_switched_there(scene: Scene):
    """A hand in the box must be safe; who stands there may press."""
    work(scene, "device:room-a-relays")

    effects = scene.feed(ChannelWanted(channel="room-a.door-light", verb="off", why="last-out"))
    assert commands(effects) == []
    assert scene.records("wanted.refused")[-1].body["code"] == "maintenance"

    assert commands(press(scene, "door-light.on")) != []


def test_nothing_is_switched_off_there_from_afar(scene: Scene):
    """The link says why."""
    work(scene)
    scene.feed(trouble(channels=("room-b.ac",)))

    effects = scene.feed(answered("switch_off"))

    assert only(Answer, effects).code == "maintenance"
    assert commands(effects) == []


@pytest.mark.parametrize(
    ("scope", "until", "code"),
    [
        ("room:nowhere", "2026-11-20T12:00:00+08:00", "unknown_scope"),
        ("nonsense", "2026-11-20T12:00:00+08:00", "unknown_scope"),
        ("room:room-b", "2026-11-20T08:00:00+08:00", "until_wrong"),
        ("room:room-b", "tomorrow", "until_wrong"),
        ("room:room-b", "2027-11-20T12:00:00+08:00", "until_wrong"),
        ("room:room-b", None, "not_in_maintenance"),
    ],
)
def test_what_cannot_be_is_refused(scene: Scene, scope, until, code):
    """Nothing is kept."""
    effects = scene.feed(MaintenanceAsked(scope=scope, until=until, by="p001"))

    assert (only(Answer, effects).ok, only(Answer, effects).code) == (False, code)
    assert len(effects) == 1


def test_a_time_without_an_offset_is_local(scene: Scene):
    """A form's `datetime-local` has none."""
    scene.feed(MaintenanceAsked(scope="zone:lab", until="2026-11-20T12:00", by="p001"))

    until = scene.office.maintenance.works["zone:lab"].until
    assert until == datetime.fromisoformat("2026-11-20T12:00:00+08:00")


def test_a_restart_in_the_middle_changes_nothing(scene: Scene):
    """Work, held alerts and their end survive."""
    work(scene)
    scene.feed(trouble())
    scene.advance(60.0)
    assert scene.durable(scene.refolded()) == scene.durable()
    scene.restart()

    effects = scene.advance(7140.0)

    assert told(effects) == [("facilities", ROOM_B)]
    assert scene.durable(scene.refolded()) == scene.durable()


def test_without_work_nothing_is_held(scene: Scene):
    """The usual case, and a cheap one."""
    assert work_on_trouble(scene.office, scene.rules, ROOM_B, "office") is None
    assert work_on_channel(scene.office, scene.rules, "room-b.ac") is None
    assert every(Notify, scene.feed(trouble())) != []

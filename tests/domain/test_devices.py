"""What devices say, merged and believed as far as it goes."""

from dataclasses import replace

from gateway.domain.effects import Command, ReportState, Verb
from gateway.domain.events import PartChanged, Reading
from gateway.domain.reports import Known, Reports
from gateway.domain.rooms.controls import channel_now
from tests.domain.scene import Scene, every, only
from tests.domain.talk import said

LIGHTS = "room-a-lights"


def reported(scene: Scene, device: str = LIGHTS, channel: int | None = 1) -> Reading:
    return scene.office.devices.reports[device, channel].reading


def test_a_message_that_says_nothing_of_a_value_leaves_it_as_it_was(scene: Scene) -> None:
    """Readings are merged; the effect carries all that is known of the channel."""
    scene.feed(said(LIGHTS, 1, power=True, level_pct=50.0))

    effects = scene.feed(said(LIGHTS, 1, power=False))

    state = only(ReportState, effects)
    assert state == ReportState(
        device=LIGHTS,
        channel=1,
        reported=Reading(power=False, level_pct=50.0),
        known="confirmed",
    )


def test_programs_are_told_the_first_time_and_then_only_of_changes(scene: Scene) -> None:
    """The same report again makes no effect."""
    first = scene.feed(said(LIGHTS, 1, power=False))
    again = scene.feed(said(LIGHTS, 1, power=False))

    assert len(every(ReportState, first)) == 1
    assert again == []


def test_a_device_that_is_not_configured_is_ignored(scene: Scene) -> None:
    """Only what the site file names exists."""
    assert scene.feed(said("stranger", 1, power=True)) == []
    assert ("stranger", 1) not in scene.office.devices.reports


def test_a_message_with_nothing_we_use_makes_no_state(scene: Scene) -> None:
    """An empty reading is no report."""
    assert scene.feed(said(LIGHTS, 1)) == []
    assert len(scene.office.devices.reports) == 0


def test_a_channel_bound_to_no_room_is_reported_as_well(scene: Scene) -> None:
    """`state` leaves for every configured device, bound to a room or not."""
    effects = scene.feed(said("office-meter", None, power_w=812.5))

    assert only(ReportState, effects).reported == Reading(power_w=812.5)


def test_a_retained_copy_is_assumed_until_the_device_speaks(scene: Scene) -> None:
    """A replayed message may be old; the same said freshly confirms it."""
    scene.feed(said(LIGHTS, 1, stale=True, power=True))
    assert channel_now(scene.office, scene.rules, "room-a.spot-1").known is Known.ASSUMED

    effects = scene.feed(said(LIGHTS, 1, power=True))

    assert only(ReportState, effects).known == "confirmed"


def test_a_retained_copy_never_overrides_what_was_heard(scene: Scene) -> None:
    """Fresh wins, in whatever order they come."""
    scene.feed(said(LIGHTS, 1, power=True))

    assert scene.feed(said(LIGHTS, 1, stale=True, power=False)) == []
    assert reported(scene).power is True


def test_watts_alone_do_not_confirm_an_assumed_state(scene: Scene) -> None:
    """A channel that only told what it draws did not say that it is on."""
    scene.feed(said(LIGHTS, 1, stale=True, power=True))

    scene.feed(said(LIGHTS, 1, power_w=3.0))

    assert channel_now(scene.office, scene.rules, "room-a.spot-1").known is Known.ASSUMED


def test_a_retained_online_is_believed_although_the_device_was_heard(scene: Scene) -> None:
    """A last will is kept by the broker; it fills what no fresh message said."""
    scene.feed(said(LIGHTS, None, power_w=3.0))

    scene.feed(said(LIGHTS, None, stale=True, online=True))

    assert reported(scene, channel=None) == Reading(power_w=3.0, online=True)


def test_offline_makes_every_channel_of_the_device_unreachable(scene: Scene) -> None:
    """The last will counts for all of it; the reading stays, no silence is "off"."""
    scene.feed(said(LIGHTS, 1, power=True))

    effects = scene.feed(said(LIGHTS, None, online=False))

    assert {(e.channel, e.known) for e in every(ReportState, effects)} == {
        (None, "unreachable"),
        (1, "unreachable"),
    }
    now = channel_now(scene.office, scene.rules, "room-a.spot-1")
    assert now.known is Known.UNREACHABLE
    assert now.reported.power is True


def test_a_channel_never_heard_of_an_offline_device_is_unreachable_on_screens(scene: Scene) -> None:
    """Also without any report of its own."""
    scene.feed(said(LIGHTS, None, stale=True, online=False))

    assert channel_now(scene.office, scene.rules, "room-a.spot-1").known is Known.UNREACHABLE


def test_a_device_is_asked_one_second_after_it_came_online(scene: Scene) -> None:
    """Tasmota says Online before it subscribes: asked at once it would not hear."""
    scene.feed(said(LIGHTS, 1, power=True))
    scene.feed(said(LIGHTS, None, online=False))
    scene.feed(said(LIGHTS, None, online=True))

    assert every(Command, scene.advance(0.875)) == []
    asked = every(Command, scene.advance(0.125))

    assert asked == [Command(device=LIGHTS, channel=None, verb=Verb.QUERY)]
    assert channel_now(scene.office, scene.rules, "room-a.spot-1").known is Known.UNREACHABLE
    assert only(ReportState, scene.feed(said(LIGHTS, 1, power=True))).known == "confirmed"


def test_a_device_that_flaps_is_asked_a_second_after_its_last_return(scene: Scene) -> None:
    """Each Online puts the question off; Offline takes it back."""
    scene.feed(said(LIGHTS, None, online=True))
    scene.advance(0.5)
    scene.feed(said(LIGHTS, None, online=False))
    assert every(Command, scene.advance(5)) == []
    scene.feed(said(LIGHTS, None, online=True))

    assert len(every(Command, scene.advance(60))) == 1


def test_a_device_that_speaks_is_not_offline_any_more(scene: Scene) -> None:
    """A fresh report is later than the last will; whether it is online is open again."""
    scene.feed(said(LIGHTS, None, online=False))

    effects = scene.feed(said(LIGHTS, 1, power=True))

    assert reported(scene, channel=None).online is None
    assert {e.known for e in every(ReportState, effects) if e.channel == 1} == {"confirmed"}


def test_without_the_broker_everything_is_unreachable(scene: Scene) -> None:
    """What was confirmed is not any more; what was read is still shown with its age."""
    scene.feed(PartChanged(part="broker", ok=True))
    scene.feed(said(LIGHTS, 1, power=True))
    scene.feed(said(LIGHTS, None, online=True))

    effects = scene.feed(PartChanged(part="broker", ok=False))

    assert {e.known for e in every(ReportState, effects)} == {"unreachable"}
    now = channel_now(scene.office, scene.rules, "room-a.spot-1")
    assert (now.known, now.reported.power, now.online) == (Known.UNREACHABLE, True, None)
    assert every(Command, scene.advance(600)) == []


def test_after_the_broker_is_back_every_device_is_asked_one_after_another(scene: Scene) -> None:
    """20 ms apart, once each, though their last wills are replayed as well."""
    scene.feed(PartChanged(part="broker", ok=False))
    scene.feed(PartChanged(part="broker", ok=True))
    for device in scene.rules.devices:
        scene.feed(said(device, None, stale=True, online=True))

    asked = []
    for _ in range(200):
        asked.append(len(every(Command, scene.advance(0.03125))))

    assert sum(asked) == len(scene.rules.devices)
    assert max(asked) <= 2


def test_a_retained_copy_after_the_broker_was_gone_is_assumed(scene: Scene) -> None:
    """What was heard before the gap does not stand against what the broker kept."""
    scene.feed(said(LIGHTS, 1, power=True))
    scene.feed(PartChanged(part="broker", ok=False))
    scene.feed(PartChanged(part="broker", ok=True))

    scene.feed(said(LIGHTS, 1, stale=True, power=False))

    now = channel_now(scene.office, scene.rules, "room-a.spot-1")
    assert (now.known, now.reported.power) == (Known.ASSUMED, False)


def test_since_is_when_it_was_switched_not_when_its_watts_moved(scene: Scene) -> None:
    """ "On since 16:20" must not creep with every telemetry."""
    scene.feed(said(LIGHTS, 1, power=True))
    since = scene.clock.at
    scene.advance(60)

    scene.feed(said(LIGHTS, 1, power_w=21.0))

    assert channel_now(scene.office, scene.rules, "room-a.spot-1").since == since


def test_a_snapshot_keeps_its_reports_when_new_ones_come(scene: Scene) -> None:
    """Screens read old snapshots in other threads; a new report makes a new mapping."""
    scene.feed(said(LIGHTS, 1, power=True))
    before = scene.office.devices.reports
    scene.feed(said(LIGHTS, 1, power=False))
    scene.feed(said("hall", 1, power=False))

    assert before[LIGHTS, 1].reading.power is True
    assert len(before) == 1
    assert set(scene.office.devices.reports) == {(LIGHTS, 1), ("hall", 1)}
    assert dict(Reports(dict(before))) == dict(before)


def test_what_a_plug_says_of_itself_is_said_of_its_only_channel(scene: Scene) -> None:
    """Watts come for the whole device; programs are told once, as it was said."""
    scene.rules = replace(
        scene.rules, wired={**scene.rules.wired, ("server", None): "office.server"}
    )
    scene.feed(said("server", 1, power=True))

    effects = scene.feed(said("server", None, power_w=82.0))

    assert [e.channel for e in every(ReportState, effects)] == [None]
    assert reported(scene, "server", 1) == Reading(power=True, power_w=82.0)
    scene.feed(said("server", None, power=False))
    assert channel_now(scene.office, scene.rules, "office.server").reported.power is False


def test_the_watts_of_a_board_are_not_those_of_its_first_channel(scene: Scene) -> None:
    """A device with several channels means all of them."""
    scene.feed(said("hall", 1, power=True))
    scene.feed(said("hall", None, power_w=82.0))

    assert reported(scene, "hall", 1) == Reading(power=True)


def test_a_meter_that_speaks_is_not_offline_any_more(scene: Scene) -> None:
    """Telemetry after the last will is newer than it."""
    scene.feed(said("office-meter", None, online=False))

    effects = scene.feed(said("office-meter", None, power_w=40.0))

    assert only(ReportState, effects).reported == Reading(power_w=40.0)
    assert only(ReportState, effects).known == "confirmed"

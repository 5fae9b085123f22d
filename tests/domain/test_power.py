"""The off-hours watch: few and true alerts about what draws power in a closed, empty place."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from gateway.domain.alerts import Alert
from gateway.domain.events import MinuteBegan, PartChanged, PromptAnswered
from gateway.domain.meters import meter_w
from gateway.domain.power import breach_now, is_surely_closed
from gateway.domain.rules import ChannelKind, DayKind, Opening, Rules, Zone
from gateway.domain.text import Text
from tests.domain.scene import SHANGHAI, Scene
from tests.domain.talk import LOADS, last_one_in, meter, press, report, said


def open_alerts(scene: Scene, kind: str = "offhours:") -> dict[str, Alert]:
    """Return the open alerts of one kind."""
    return {k: a for k, a in scene.office.alerts.open.items() if k.startswith(kind)}


def minutes(scene: Scene, count: int) -> None:
    for _ in range(count):
        scene.advance(60)
        scene.feed(MinuteBegan())


@pytest.fixture
def night(scene: Scene) -> Scene:
    """22:00, everybody gone, everything off, the meter at 40 W."""
    scene.until("22:00")
    for channel in LOADS:
        report(scene, channel, power=False)
    meter(scene, 40.0)
    scene.feed(MinuteBegan())
    return scene


def test_a_quiet_night_says_nothing(night: Scene) -> None:
    """Off and under standby: no alert, no deadline."""
    for _ in range(60):
        minutes(night, 1)
        meter(night, 41.0)

    assert open_alerts(night) == {}
    assert night.office.power.due_s == {}


def test_a_channel_that_reports_on_is_told_for_its_room_at_once(night: Scene) -> None:
    """What, where, since when, how much; and what "switch off" would switch."""
    report(night, "room-b.ac", power=True, power_w=900.0)

    (alert,) = open_alerts(night).values()
    assert (alert.key, alert.severity) == ("offhours:room-b", "warning")
    assert alert.channels == ("room-b.ac",)
    for text in (alert.body.zh, alert.body.en):
        assert "900 W" in text
        assert "22:00" in text
    assert "会议室 B" in alert.title.zh
    assert "Room B" in alert.title.en


def test_it_is_over_when_the_channel_says_off(night: Scene) -> None:
    """By itself, without anybody's hand."""
    report(night, "room-b.ac", power=True)
    report(night, "room-b.ac", power=False)

    assert open_alerts(night) == {}


def test_a_silent_channel_does_not_end_its_alert(night: Scene) -> None:
    """Unplugged or off the network: nobody knows that it is off."""
    report(night, "room-b.ac", power=True)
    night.feed(said("room-b-ac", None, online=False))
    minutes(night, 5)

    assert set(open_alerts(night)) == {"offhours:room-b"}


def test_one_place_is_one_alert_brought_up_to_date(night: Scene) -> None:
    """Two lights in a room are one message, not two."""
    report(night, "room-a.spot-1", power=True)
    report(night, "room-a.door-light", power=True)
    minutes(night, 3)

    (alert,) = open_alerts(night).values()
    assert set(alert.channels) == {"room-a.spot-1", "room-a.door-light"}
    assert len(night.records("alert.raised")) == 1
    assert len(night.records("alert.updated")) == 1


def test_people_inside_are_no_breach(night: Scene) -> None:
    """Overtime is use."""
    night.tap("p001")
    report(night, "room-b.ac", power=True)
    meter(night, 900.0)
    minutes(night, 20)

    assert open_alerts(night) == {}


def test_somebody_coming_in_ends_it(night: Scene) -> None:
    """At once, not with the next minute."""
    report(night, "room-b.ac", power=True)
    night.tap("p001")

    assert open_alerts(night) == {}


def test_in_opening_hours_an_empty_office_may_have_its_lights_on(scene: Scene) -> None:
    """That is the setback's business, not an alert."""
    report(scene, "room-b.ac", power=True)
    meter(scene, 900.0)
    minutes(scene, 20)

    assert open_alerts(scene) == {}


def test_what_is_on_when_the_office_closes_is_found_at_closing(scene: Scene) -> None:
    """Nobody has to touch anything for it."""
    report(scene, "room-b.ac", power=True)
    scene.until("21:29")
    scene.feed(MinuteBegan())
    assert open_alerts(scene) == {}

    minutes(scene, 1)

    assert "offhours:room-b" in open_alerts(scene)


def test_it_is_over_when_the_office_opens(night: Scene) -> None:
    """The next morning it is use again; the weekend in between is not."""
    report(night, "room-b.ac", power=True)
    night.until("07:29")
    night.feed(MinuteBegan())
    assert "offhours:room-b" in open_alerts(night)  # Saturday

    night.advance(2 * 86_400 + 60)
    night.feed(MinuteBegan())

    assert "offhours:room-b" not in open_alerts(night)


def test_the_exception_list_is_no_breach(night: Scene) -> None:
    """The server is on by night."""
    report(night, "office.server", power=True, power_w=80.0)
    minutes(night, 3)

    assert open_alerts(night) == {}


def test_a_meter_above_standby_and_hysteresis_for_ten_minutes_is_a_breach(night: Scene) -> None:
    """No channel says on, but something draws: told for the zone, after 10 min, not before."""
    meter(night, 91.0)
    night.advance(599)
    assert open_alerts(night) == {}

    night.advance(1)

    (alert,) = open_alerts(night).values()
    assert (alert.key, alert.channels) == ("offhours:office", ())
    assert "91 W" in alert.title.zh
    assert "22:00" in alert.body.zh


@pytest.mark.parametrize("power_w", [60.0, 61.0, 90.0])
def test_a_meter_within_the_hysteresis_is_no_breach(night: Scene, power_w: float) -> None:
    """A fridge's compressor is not an alert."""
    meter(night, power_w)
    minutes(night, 14)

    assert open_alerts(night) == {}


def test_a_meter_that_dips_under_standby_starts_anew(night: Scene) -> None:
    """Ten minutes without a break; within the hysteresis the time goes on."""
    meter(night, 200.0)
    night.advance(500)
    meter(night, 59.0)
    meter(night, 200.0)
    night.advance(500)
    assert open_alerts(night) == {}

    meter(night, 80.0)
    night.advance(100)

    assert set(open_alerts(night)) == {"offhours:office"}


def test_a_meter_alert_is_over_when_the_load_is_gone(night: Scene) -> None:
    """Under the standby figure, not merely within the hysteresis."""
    meter(night, 200.0)
    night.advance(600)
    meter(night, 80.0)
    assert set(open_alerts(night)) == {"offhours:office"}

    meter(night, 60.0)

    assert open_alerts(night) == {}


def test_the_same_watts_are_not_told_twice(night: Scene) -> None:
    """The AC explains the meter: one alert, for its room."""
    report(night, "room-b.ac", power=True, power_w=900.0)
    meter(night, 945.0)
    night.advance(900)

    assert set(open_alerts(night)) == {"offhours:room-b"}


def test_watts_that_nobody_explains_are_told_besides(night: Scene) -> None:
    """The AC draws 900 W, the meter says 1,400: something else is on as well."""
    report(night, "room-b.ac", power=True, power_w=900.0)
    meter(night, 1_400.0)
    night.advance(600)

    assert set(open_alerts(night)) == {"offhours:room-b", "offhours:office"}


def test_a_load_in_an_inner_zone_with_a_meter_is_told_for_that_zone(night: Scene) -> None:
    """Not at every level of the building."""
    lab = replace(night.rules.zones["lab"], meter="lab-meter", standby_w=10.0)
    devices = {**night.rules.devices, "lab-meter": night.rules.devices["hall"]}
    zones = {**night.rules.zones, "lab": lab}
    night.rules = replace(night.rules, zones=zones, devices=devices)
    meter(night, 300.0, "lab-meter")
    meter(night, 340.0)
    night.advance(600)

    assert set(open_alerts(night)) == {"offhours:lab"}


def test_a_last_out_check_is_left_in_peace(scene: Scene) -> None:
    """While it switches and verifies, nobody is alerted; what it told is not told again."""
    scene.until("22:00")
    scene.tap("p001")
    scene.advance(600)
    report(scene, "room-b.ac", power=True, power_w=900.0)
    meter(scene, 945.0)
    scene.tap("p001")
    report(scene, "room-b.ac", power=True, power_w=901.0)
    minutes(scene, 1)
    assert open_alerts(scene) == {}

    minutes(scene, 1)  # asked, switched, no answer from the AC
    assert "lastout:office" in scene.office.alerts.open
    meter(scene, 945.0)
    minutes(scene, 11)

    assert open_alerts(scene) == {}


def test_what_was_left_on_by_choice_is_known_until_then(scene: Scene) -> None:
    """The cleaners' light is no breach before 23:00, and one after it."""
    scene.until("22:00")
    scene.tap("p001")
    scene.advance(600)
    for channel in LOADS:
        report(scene, channel, power=channel == "office.hall-light")
    meter(scene, 60.0)
    scene.tap("p001")
    scene.feed(
        PromptAnswered(
            prompt="last-out", zone="office", choice="leave_on", until="2026-11-20T23:00:00+08:00"
        )
    )
    minutes(scene, 40)
    assert open_alerts(scene) == {}

    minutes(scene, 12)  # the check goes on; it tells what it cannot switch off

    assert {"offhours:office", "lastout:office"} & set(scene.office.alerts.open)


def test_someone_inside_though_nobody_is_signed_in_is_no_breach_for_half_an_hour(
    scene: Scene,
) -> None:
    """Somebody said so at the door."""
    scene.until("22:00")
    scene.tap("p001")
    scene.advance(600)
    report(scene, "office.hall-light", power=True)
    scene.tap("p001")
    scene.feed(PromptAnswered(prompt="last-out", zone="office", choice="someone_inside"))
    minutes(scene, 28)
    assert "offhours:office" not in open_alerts(scene)

    minutes(scene, 4)  # the check goes on; it tells what it cannot switch off

    assert {"offhours:office", "lastout:office"} & set(scene.office.alerts.open)


def test_after_a_restart_an_alert_is_not_ended_by_knowing_nothing(night: Scene) -> None:
    """Nor raised a second time; it ends when the meter says so."""
    meter(night, 200.0)
    night.advance(600)
    night.restart()
    minutes(night, 2)
    assert "offhours:office" in open_alerts(night)

    meter(night, 200.0)
    minutes(night, 2)
    assert len(night.records("alert.raised")) == 1

    meter(night, 40.0)
    minutes(night, 1)
    assert "offhours:office" not in open_alerts(night)


def test_while_the_clock_is_not_to_be_trusted_nobody_is_woken(scene: Scene) -> None:
    """1970 is not off-hours."""
    scene.until("22:00")
    scene.clock.trusted = False
    report(scene, "room-b.ac", power=True)
    minutes(scene, 3)
    assert open_alerts(scene) == {}

    scene.clock.trusted = True
    minutes(scene, 1)

    assert "offhours:room-b" in open_alerts(scene)


def test_a_press_at_night_by_nobody_signed_in_is_seen(night: Scene) -> None:
    """Confirmed on: somebody forgot to sign in, or to switch off."""
    press(night, "spot-1.on")
    report(night, "room-a.spot-1", power=True)

    assert set(open_alerts(night)) == {"offhours:room-a"}


def test_a_meter_not_heard_for_fifteen_minutes_is_an_alert(night: Scene) -> None:
    """The watcher is watched; the next word ends it."""
    minutes(night, 14)
    assert open_alerts(night, "meter:") == {}
    minutes(night, 1)
    assert set(open_alerts(night, "meter:")) == {"meter:office-meter"}
    minutes(night, 30)
    assert len(night.records("alert.raised")) == 1

    meter(night, 40.0)

    assert open_alerts(night, "meter:") == {}


def test_a_meter_never_heard_is_an_alert_as_well(scene: Scene) -> None:
    """Counted from the start."""
    scene.feed(MinuteBegan())
    minutes(scene, 15)

    assert set(open_alerts(scene, "meter:")) == {"meter:office-meter"}


def test_without_the_broker_the_meter_is_not_blamed(night: Scene) -> None:
    """One trouble, one alert: the broker's. Back again, the meter has its 15 minutes."""
    night.feed(PartChanged(part="broker", ok=False))
    minutes(night, 30)
    night.feed(PartChanged(part="broker", ok=True))
    minutes(night, 14)
    assert "meter:office-meter" not in open_alerts(night, "meter:")

    minutes(night, 1)

    assert "meter:office-meter" in open_alerts(night, "meter:")


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "clock", "closed"),
    [
        ("2026-11-20", "07:29", True),
        ("2026-11-20", "07:30", False),
        ("2026-11-20", "21:29", False),
        ("2026-11-20", "21:30", True),
        ("2026-11-21", "12:00", True),  # Saturday
        ("2026-10-01", "12:00", True),  # National Day, a Thursday
        ("2026-10-10", "12:00", False),  # a Saturday worked for it
        ("2026-10-08", "12:00", True),  # the site's own day off, a Thursday
    ],
)
def test_hours_follow_the_weekday_and_the_calendar(
    rules: Rules, day: str, clock: str, closed: bool
) -> None:
    """Holidays are closed unless the table says otherwise; a make-up Saturday is a Monday."""
    calendar = {
        date(2026, 10, 1): DayKind.HOLIDAY,
        date(2026, 10, 10): DayKind.MAKEUP,
        date(2026, 10, 8): DayKind.REST,
    }

    assert is_surely_closed(replace(rules, calendar=calendar), "office", at(day, clock)) is closed


def test_a_zone_without_hours_has_those_of_the_zone_around_it(rules: Rules) -> None:
    """And a site that says nothing of hours is never outside of them."""
    assert is_surely_closed(rules, "lab", at("2026-11-20", "22:00"))
    bare = Zone(id="shed", name=Text("库房", "Shed"), opening=Opening())
    assert not is_surely_closed(
        replace(rules, zones={"shed": bare}), "shed", at("2026-11-20", "03:00")
    )


def test_a_zone_that_is_open_all_day_is_open_at_its_last_second(rules: Rules) -> None:
    """24:00 is kept as the last instant of the day."""
    always = Opening(spans=dict.fromkeys(range(7), ((time.min, time.max),)))
    zone = replace(rules.zones["office"], opening=always)
    last = at("2026-11-20", "23:59") + timedelta(seconds=59)

    assert not is_surely_closed(replace(rules, zones={"office": zone}), "office", last)


def test_a_load_is_not_subtracted_twice_from_the_zone_around_it(night: Scene) -> None:
    """A light in the lab is in the lab's meter already."""
    lab = replace(night.rules.zones["lab"], meter="lab-meter", standby_w=10.0)
    light = replace(night.rules.channels["room-a.spot-1"], zone="lab", watts=200.0)
    night.rules = replace(
        night.rules,
        zones={**night.rules.zones, "lab": lab},
        channels={**night.rules.channels, light.id: light},
        devices={**night.rules.devices, "lab-meter": night.rules.devices["hall"]},
    )
    report(night, light.id, power=True)
    meter(night, 210.0, "lab-meter")
    meter(night, 210.0 + 150.0)
    night.advance(600)

    assert set(open_alerts(night)) == {"offhours:room-a", "offhours:office"}


def test_an_untold_load_is_left_to_the_check_that_runs(scene: Scene) -> None:
    """The ten minutes of the watch begin after the check has ended."""
    scene.until("21:00")
    last_one_in(scene)
    meter(scene, 400.0)
    scene.until("21:29")
    scene.tap("p001")
    scene.advance(120)
    meter(scene, 400.0)
    scene.feed(MinuteBegan())

    assert scene.office.power.due_s == {}


def test_a_socket_that_feeds_nothing_is_no_breach(night: Scene) -> None:
    """By its watts, whatever its relay says."""
    rules = night.rules
    socket = replace(rules.channels["room-b.ac"], kind=ChannelKind.SOCKET)
    night.rules = replace(rules, channels={**rules.channels, socket.id: socket})
    report(night, socket.id, power=True, power_w=0.5)
    assert open_alerts(night) == {}

    report(night, socket.id, power_w=60.0)

    assert set(open_alerts(night)) == {"offhours:room-b"}


def test_a_meter_with_phases_is_their_sum_and_one_phase_can_be_named(night: Scene) -> None:
    """`device` is all of it, `device:2` its second channel; an offline one says nothing."""
    for phase, power_w in ((1, 100.0), (2, 20.0), (3, 3.0)):
        night.feed(said("hall", phase, power_w=power_w))
    zone = replace(night.rules.zones["office"], meter="hall")

    assert meter_w(night.office, zone) == 123.0
    assert meter_w(night.office, replace(zone, meter="hall:2")) == 20.0
    night.feed(said("hall", None, online=False))
    assert meter_w(night.office, zone) is None


def test_a_meter_that_fell_silent_begins_no_breach(scene: Scene) -> None:
    """Its last word was of working hours; that it is silent is an alert of its own."""
    scene.until("20:30")
    for channel in LOADS:
        report(scene, channel, power=False)
    meter(scene, 900.0)
    scene.feed(MinuteBegan())
    scene.until("21:31")
    minutes(scene, 15)

    assert open_alerts(scene) == {}
    assert set(open_alerts(scene, "meter:")) == {"meter:office-meter"}


def test_a_meter_that_fell_silent_ends_no_breach_and_says_no_watts(night: Scene) -> None:
    """Only its word that all is well does; until then nobody knows what is drawn."""
    for _ in range(12):
        meter(night, 900.0)
        minutes(night, 1)
    assert set(open_alerts(night)) == {"offhours:office"}

    minutes(night, 30)

    assert set(open_alerts(night)) == {"offhours:office"}
    now = breach_now(night.office, night.rules, "office", night.clock.now())
    assert now is not None
    assert now.watts is None

    meter(night, 40.0)
    minutes(night, 1)
    assert open_alerts(night) == {}


def test_a_silent_meter_inside_explains_nothing_of_the_one_around_it(night: Scene) -> None:
    """The lab said 800 W an hour ago; the office's 900 W of now are not that."""
    zones = night.rules.zones
    lab = replace(zones["lab"], meter="lab-meter", standby_w=2_000.0)
    office = replace(zones["office"], standby_w=60.0)
    night.rules = replace(night.rules, zones={**zones, "lab": lab, "office": office})
    meter(night, 800.0, "lab-meter")
    for _ in range(30):
        meter(night, 850.0)
        minutes(night, 1)

    assert set(open_alerts(night)) == {"offhours:office"}

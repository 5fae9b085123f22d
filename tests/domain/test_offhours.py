"""Off-hours in detail: unknown days, what is expected, what is known ahead, what is told."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from gateway.domain.effects import Answer, Effect
from gateway.domain.events import AlertAnswered, InputChanged, LoadsKnown, MinuteBegan
from gateway.domain.power import breach_now, is_surely_closed
from gateway.domain.power.hours import is_in_hours
from gateway.domain.rules import (
    Almanac,
    ChannelKind,
    DayKind,
    EnergyRules,
    ExpectedLoad,
    Opening,
    Rules,
)
from tests.domain.scene import SHANGHAI, Scene, only
from tests.domain.talk import LOADS, commands, meter, report
from tests.domain.test_power import minutes, open_alerts

FRIDAY, SATURDAY = date(2027, 1, 15), date(2027, 1, 16)
SERVER = "office.server"


@pytest.fixture
def night(scene: Scene) -> Scene:
    """22:00; Li Wei left at 20:10, everything is off, the server may draw 120 W."""
    load = ExpectedLoad(channel=SERVER, watts=120.0)
    office = replace(scene.rules.zones["office"], expected=(load,))
    zones = {**scene.rules.zones, "office": office}
    scene.rules = replace(scene.rules, zones=zones, energy=EnergyRules(price_per_kwh=0.8))
    scene.until("19:00")
    scene.tap("p001")
    scene.until("20:10")
    for channel in LOADS:
        report(scene, channel, power=False, power_w=0.0)
    meter(scene, 40.0)
    scene.tap("p001")
    scene.until("22:00")
    meter(scene, 40.0)
    scene.feed(MinuteBegan())
    return scene


def at(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "clock", "closed"),
    [
        (FRIDAY, "12:00", False),  # a workday, or a holiday
        (FRIDAY, "22:00", True),  # closed on either
        (SATURDAY, "12:00", False),  # a rest day, or worked for another
        (SATURDAY, "22:00", True),
    ],
)
def test_on_a_day_nobody_knows_it_is_closed_only_when_it_would_be_on_any(
    rules: Rules, day: date, clock: str, closed: bool
) -> None:
    """Rather an alert too late than one that is wrong."""
    unknown = replace(rules, almanac=Almanac(years=frozenset({2026})))

    assert is_surely_closed(unknown, "office", at(day, clock)) is closed


def test_a_known_rest_day_is_closed_all_day(rules: Rules) -> None:
    """The office's own table says so."""
    told = replace(
        rules, almanac=Almanac(years=frozenset({2026})), calendar={SATURDAY: DayKind.REST}
    )

    assert is_surely_closed(told, "office", at(SATURDAY, "12:00"))


def test_hours_of_a_load_that_are_not_given_are_always(rules: Rules) -> None:
    """And a table follows the calendar."""
    evening = Opening(spans={4: ((at(FRIDAY, "22:00").time(), at(FRIDAY, "23:00").time()),)})

    assert is_in_hours(rules, None, at(FRIDAY, "03:00"))
    assert is_in_hours(rules, evening, at(FRIDAY, "22:30"))
    assert not is_in_hours(rules, evening, at(FRIDAY, "23:30"))


def test_an_expected_load_is_taken_from_the_meter_by_what_it_draws(night: Scene) -> None:
    """100 W of the server explain the meter's 150; without them it would be too much."""
    report(night, SERVER, power=True, power_w=100.0)
    meter(night, 150.0)
    minutes(night, 14)

    assert open_alerts(night) == {}


def test_an_expected_load_above_its_watts_is_a_breach_after_ten_minutes(night: Scene) -> None:
    """Told by name, never offered to be switched, the meter's same watts not told again."""
    report(night, SERVER, power=True, power_w=900.0)
    meter(night, 950.0)
    night.advance(599)
    assert open_alerts(night) == {}
    night.advance(1)

    (alert,) = open_alerts(night).values()
    assert (alert.key, alert.channels) == ("offhours:office", ())
    assert "900 W" in alert.body.en
    assert "120 W is expected" in alert.body.en

    report(night, SERVER, power_w=60.0)
    assert open_alerts(night) == {}


def test_outside_its_hours_an_expected_load_is_a_load(night: Scene) -> None:
    """The charger from 20:00 to 21:00; at 22:00 it is on."""
    nine = Opening(spans={4: ((at(FRIDAY, "20:00").time(), at(FRIDAY, "21:00").time()),)})
    load = ExpectedLoad(channel="office.hall-light", watts=200.0, hours=nine)
    office = replace(night.rules.zones["office"], expected=(load,))
    night.rules = replace(night.rules, zones={**night.rules.zones, "office": office})

    report(night, "office.hall-light", power=True)

    assert set(open_alerts(night)) == {"offhours:office"}


def test_a_relay_that_says_off_and_measures_is_told_by_name_after_ten_minutes(
    night: Scene,
) -> None:
    """Its contact is welded; a socket's own noise is not told."""
    rules = night.rules
    ac = replace(rules.channels["room-b.ac"], kind=ChannelKind.SOCKET)
    night.rules = replace(rules, channels={**rules.channels, ac.id: ac})
    report(night, ac.id, power=False, power_w=9.0)
    minutes(night, 12)
    assert open_alerts(night) == {}

    report(night, ac.id, power=False, power_w=900.0)
    night.advance(600)

    (alert,) = open_alerts(night).values()
    assert alert.key == "offhours:room-b"
    assert "says it is off, but measures 900 W" in alert.body.en


def test_what_has_just_gone_off_may_still_say_its_old_watts(night: Scene) -> None:
    """A plug tells its watts every few minutes only."""
    report(night, "room-b.ac", power=True, power_w=900.0)
    report(night, "room-b.ac", power=False)

    assert open_alerts(night) == {}


def test_it_says_how_much_what_it_costs_and_who_was_last(night: Scene) -> None:
    """Wh by the thing's own counter since it began; nothing of a person but the name."""
    report(night, "room-b.ac", power=True, power_w=900.0, energy_wh=5_000.0)
    report(night, "room-b.ac", energy_wh=5_000.0)
    for minute in range(1, 11):
        night.advance(60)
        report(night, "room-b.ac", energy_wh=5_000.0 + 15.0 * minute)
        night.feed(MinuteBegan())

    now = breach_now(night.office, night.rules, "room-b", night.clock.now())
    assert now is not None
    assert (now.watts, now.is_estimate, now.whole_zone) == (900.0, False, False)
    assert now.used_wh == pytest.approx(150.0, abs=16.0)
    assert now.cost == pytest.approx(now.used_wh / 1000 * 0.8)
    assert (now.last_person, now.last_left) == ("p001", True)
    (alert,) = open_alerts(night).values()
    assert "kWh, ¥0." in alert.body.en
    assert "最后离开的是李伟，20:10" in alert.body.zh
    assert len(night.records("notify.queued")) == 1, "figures are no news"


def test_who_never_signed_out_is_said_to_be_so(scene: Scene) -> None:
    """Closed at 04:00 as missing out; the light is found then."""
    scene.until("20:00")
    scene.tap("p002")
    for channel in LOADS:
        report(scene, channel, power=channel == "office.hall-light")
    scene.until("04:00")
    scene.feed(MinuteBegan())
    minutes(scene, 1)

    (alert,) = open_alerts(scene).values()
    assert "王芳" in alert.body.en
    assert "never signed out" in alert.body.en


def test_a_window_is_told_at_once_and_after_a_restart_not_taken_for_shut(night: Scene) -> None:
    """Silence proves nothing; shut is shut."""
    night.feed(InputChanged(input="window-3", value=True))
    (alert,) = open_alerts(night).values()
    assert (alert.key, alert.channels) == ("offhours:office", ())
    assert "Window 3" in alert.title.en

    night.restart()
    minutes(night, 3)
    assert set(open_alerts(night)) == {"offhours:office"}

    night.feed(InputChanged(input="window-3", value=False))
    assert open_alerts(night) == {}


def known(scene: Scene, scope: str, **until: int) -> Answer:
    """Say that something is known for so long; nothing takes it back."""
    end = (scene.clock.at + timedelta(**until)).isoformat() if until else None
    return only(Answer, scene.feed(LoadsKnown(scope=scope, until=end, by="p002", reason="保洁")))


@pytest.mark.parametrize("scope", ["zone:office", "room:room-b", "device:room-b-ac"])
def test_what_is_known_ahead_is_no_breach_until_then(night: Scene, scope: str) -> None:
    """A zone with all inside it, a room, a device; afterwards it is told at once."""
    assert known(night, scope, hours=1).ok
    report(night, "room-b.ac", power=True, power_w=900.0)
    minutes(night, 59)
    assert open_alerts(night) == {}
    before = night.durable()
    night.restart()
    assert night.durable() == before
    report(night, "room-b.ac", power=True, power_w=900.0)

    minutes(night, 2)

    assert "offhours:room-b" in open_alerts(night)


def test_known_ahead_can_be_taken_back(night: Scene) -> None:
    """And then it is told at once; twice is said to be nothing."""
    known(night, "zone:office", hours=1)
    report(night, "room-b.ac", power=True)
    assert open_alerts(night) == {}

    assert known(night, "zone:office").ok
    assert "offhours:room-b" in open_alerts(night)
    assert known(night, "zone:office").code == "not_known"


def test_what_is_known_while_its_alert_is_out_is_taken_not_over(night: Scene) -> None:
    """It is still on: nobody hears that it is over."""
    report(night, "room-b.ac", power=True)

    assert known(night, "room:room-b", hours=1).ok

    (alert,) = open_alerts(night).values()
    assert (alert.state, alert.acknowledged_by) == ("acknowledged", "p002")
    assert night.records("alert.resolved") == []


@pytest.mark.parametrize("until", [{"days": 8}, {"hours": -1}])
def test_known_ahead_has_an_end_within_a_week(night: Scene, until: dict[str, int]) -> None:
    """So that it is not forgotten."""
    assert known(night, "zone:office", **until).code == "until_wrong"
    assert known(night, "zone:cellar", hours=1).code == "unknown_scope"
    assert not night.office.offhours.known


def test_an_alert_is_known_for_a_week_at_most(night: Scene) -> None:
    """By the page or by the link."""
    report(night, "room-b.ac", power=True)
    far = (night.clock.at + timedelta(days=8)).isoformat()
    event = AlertAnswered(key="offhours:room-b", choice="known_until", by="p001", until=far)

    assert only(Answer, night.feed(event)).code == "until_wrong"


def switch_off(scene: Scene) -> list[Effect]:
    """Use the link of room B's alert."""
    link = "m1:switch_off"
    return scene.feed(
        AlertAnswered(key="offhours:room-b", choice="switch_off", by="facilities", link=link)
    )


def flapping(scene: Scene) -> None:
    for power in (True, False, True):
        report(scene, "room-b.ac", power=power)
    assert scene.office.alerts.open["offhours:room-b"].unsteady


def test_somebody_coming_in_ends_what_flapped_at_once_too(night: Scene) -> None:
    """What is on is in use; the link that is used then says that it is over."""
    flapping(night)
    night.advance(60)
    night.tap("p001")

    assert open_alerts(night) == {}
    assert not night.office.offhours.breaches
    effects = switch_off(night)
    assert only(Answer, effects).code == "over"
    assert commands(effects) == []


def test_the_link_switches_nothing_off_while_somebody_is_in(night: Scene) -> None:
    """Even if the alert is still open: nobody trusts the clock, so nothing ends."""
    report(night, "room-b.ac", power=True)
    night.clock.trusted = False
    night.tap("p001")

    effects = switch_off(night)

    answer = only(Answer, effects)
    assert (answer.ok, answer.code) == (False, "in_use")
    assert "nothing was switched off" in answer.text.en
    assert commands([*effects, *night.advance(200)]) == []
    assert "m1:switch_off" not in night.office.alerts.links_used, "it works once they have left"


def test_the_link_switches_off_what_nobody_uses(night: Scene) -> None:
    """And is used up by that."""
    report(night, "room-b.ac", power=True)

    effects = switch_off(night)

    assert only(Answer, effects).ok
    assert commands([*effects, *night.advance(200)])
    assert only(Answer, switch_off(night)).code == "link_used"

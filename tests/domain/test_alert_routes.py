"""Who is told, and when: routes, groups, quiet hours, limits."""

from dataclasses import replace
from datetime import date, time

import pytest

from gateway.domain.alerts.outbox import MOST_HELD
from gateway.domain.effects import Notify
from gateway.domain.events import GatewayStarted, MinuteBegan, NotificationFailed, NotificationSent
from gateway.domain.rules import Almanac, DayKind, Opening, Route
from tests.domain.scene import Scene, every, only
from tests.domain.trouble import (
    KEY,
    NIGHT,
    answered,
    changes,
    deliver,
    gone,
    told,
    trouble,
    with_alerting,
    with_contact,
)

OFFICE_HOURS = Opening(spans={day: ((time(8), time(18)),) for day in range(5)})


def first_told(scene: Scene, **more) -> list[str]:
    """Return who hears of a trouble at once."""
    return [to for to, _ in told(scene.feed(trouble(**more)))]


@pytest.mark.parametrize(
    ("route", "found", "to"),
    [
        (Route(to=("boss",), zones=frozenset({"lab"})), {"zone": "lab"}, "boss"),
        (Route(to=("boss",), zones=frozenset({"office"})), {"zone": "lab"}, "boss"),
        (Route(to=("boss",), zones=frozenset({"lab"})), {"zone": "office"}, "facilities"),
        (Route(to=("boss",), zones=frozenset({"lab"})), {"zone": None}, "facilities"),
        (Route(to=("boss",), severities=frozenset({"critical"})), {}, "facilities"),
        (
            Route(to=("boss",), severities=frozenset({"critical"})),
            {"severity": "critical"},
            "boss",
        ),
        (Route(to=("boss",), hours=OFFICE_HOURS), {}, "boss"),
    ],
)
def test_the_first_route_that_fits_counts_then_the_sites_own_list(
    scene: Scene, route: Route, found, to
):
    """By zone (and those inside it), severity and hour."""
    with_alerting(scene, routes=(route,))

    assert first_told(scene, **found) == [to]


def test_a_route_has_hours_and_they_follow_the_calendar(scene: Scene):
    """The day team is not there on a holiday, but on a make-up Saturday it is."""
    with_alerting(scene, routes=(Route(to=("boss",), hours=OFFICE_HOURS),))
    saturday, sunday = date(2026, 11, 21), date(2026, 11, 22)
    days = {saturday: DayKind.MAKEUP, date(2026, 11, 20): DayKind.HOLIDAY}
    scene.rules = replace(scene.rules, almanac=Almanac(days=days, years=frozenset({2026})))

    assert first_told(scene, key="friday") == ["facilities"]
    scene.until("08:00")
    assert scene.clock.at.date() == saturday
    assert first_told(scene, key="saturday") == ["boss"]
    scene.advance(24 * 3600.0)
    assert scene.clock.at.date() == sunday
    assert first_told(scene, key="sunday") == ["facilities"]


def test_hours_are_not_asked_of_a_clock_that_is_wrong(scene: Scene):
    """Better told at the wrong hour than not at all."""
    with_alerting(scene, routes=(Route(to=("boss",), hours=Opening()),))
    scene.clock.trusted = False

    assert first_told(scene) == ["boss"]


def test_info_is_sent_only_where_a_route_says_so(scene: Scene):
    """Somebody who wants to hear everything can."""
    assert first_told(scene, severity="info", key="a") == []

    with_alerting(scene, routes=(Route(to=("boss",), severities=frozenset({"info"})),))
    assert first_told(scene, severity="info", key="b") == ["boss"]


def test_a_group_is_told_whole_and_nobody_of_it_a_second_time(scene: Scene):
    """The next level leaves out whom the first has told."""
    with_alerting(scene, groups={"team": ("facilities", "manager"), "all": ("manager", "boss")})
    scene.rules = replace(scene.rules, facilities=("team", "all"))

    assert first_told(scene) == ["facilities", "manager"]
    assert told(scene.advance(900.0)) == [("boss", KEY)]
    scene.advance(900.0)
    assert scene.office.alerts.open[KEY].exhausted


def test_a_level_whose_people_all_know_is_passed_over(scene: Scene):
    """Nobody waits a quarter of an hour for nothing."""
    scene.rules = replace(scene.rules, facilities=("manager", "manager", "boss"))
    first_told(scene)

    effects = scene.advance(900.0)

    assert told(effects) == [("boss", KEY)]
    assert scene.office.alerts.open[KEY].level == 2


def test_everybody_of_a_group_hears_of_the_end(scene: Scene):
    """Those whom the message reached."""
    with_alerting(scene, groups={"team": ("facilities", "manager")})
    scene.rules = replace(scene.rules, facilities=("team",))
    deliver(scene, scene.feed(trouble()))

    assert told(scene.feed(gone())) == [("facilities", KEY), ("manager", KEY)]


# Quiet hours


@pytest.fixture
def night(scene: Scene) -> Scene:
    """Return the office at 23:00, quiet from 22:00 to 07:00."""
    with_alerting(scene, quiet=NIGHT)
    scene.until("23:00")
    return scene


def test_a_warning_waits_for_the_end_of_quiet_hours(night: Scene):
    """Over midnight, to the minute; and the time to answer counts from then."""
    assert told(night.feed(trouble())) == []
    assert told(night.until("06:59:59")) == []

    assert told(night.until("07:00")) == [("facilities", KEY)]
    assert told(night.until("07:14:59")) == []
    assert told(night.until("07:15")) == [("manager", KEY)]


def test_a_critical_message_passes(night: Scene):
    """That is what the phone is for; its good news passes, too."""
    deliver(night, night.feed(trouble(severity="critical")))

    assert told(night.advance(900.0)) == [("manager", KEY)]
    assert told(night.feed(gone())) == [("facilities", KEY)]


def test_a_critical_message_does_not_wake_those_that_wait(night: Scene):
    """Only it leaves; a failure of it does not either."""
    night.feed(trouble())
    (note,) = every(Notify, night.feed(trouble("flood:lab", severity="critical")))
    assert note.alert == "flood:lab"

    night.feed(NotificationFailed(notification=note.notification, why="x"))
    assert told(night.advance(60.0)) == [("facilities", "flood:lab")]


def test_what_is_over_by_the_morning_is_not_sent(night: Scene):
    """The summary tells of it."""
    night.feed(trouble())
    night.feed(gone())

    assert told(night.until("07:00")) == []
    assert night.office.alerts.outbox == {}


def test_what_somebody_took_in_the_night_is_not_news_in_the_morning(night: Scene):
    """The guard has it: the summary says so, and nobody is sent the alarm of last night."""
    night.feed(trouble())
    night.feed(answered())

    assert told(night.until("07:30")) == []
    night.until("08:00")
    summaries = [n for n in every(Notify, night.feed(MinuteBegan())) if n.to == "facilities"]
    assert [n.alert for n in summaries] == ["digest"]
    assert "has it" in summaries[0].body.en


def test_a_contact_may_have_quiet_hours_of_its_own(scene: Scene):
    """A night guard has them by day."""
    with_alerting(scene, quiet=NIGHT)
    by_day = Opening(spans={4: ((time(8), time(20)),)})
    with_contact(scene, "facilities", quiet=by_day)

    assert told(scene.feed(trouble())) == []
    assert told(scene.until("20:00")) == [("facilities", KEY)]
    scene.until("23:00")
    assert first_told(scene, key="k2") == ["facilities"]


def test_held_messages_survive_a_restart_and_leave_once(night: Scene):
    """A start does not hand them over; their hour does."""
    night.feed(trouble())
    night.feed(trouble("k2"))
    night.restart()

    assert told(night.feed(GatewayStarted(version="1", boot="b"))) == []
    assert told(night.until("07:00")) == [("facilities", KEY), ("facilities", "k2")]
    assert told(night.until("07:10")) == []


def test_a_bad_night_does_not_fill_the_outbox(night: Scene):
    """So many wait for the morning; the rest is told in the summary."""
    for n in range(200):
        night.feed(trouble(f"k{n}"))

    outbox = night.office.alerts.outbox.values()
    assert [o.alert for o in outbox] == [f"k{n}" for n in range(MOST_HELD)]
    assert len(night.office.alerts.kept_back["facilities"]) == 200 - MOST_HELD
    assert changes(night.until("07:20"), "k150") == ["escalated"]


def test_a_wrong_clock_knows_no_quiet_hours(night: Scene):
    """Nothing is held back by a time nobody believes."""
    night.clock.trusted = False

    assert first_told(night) == ["facilities"]


# Limits


def test_a_contact_gets_no_more_than_the_limit_in_an_hour(scene: Scene):
    """Four of six: the rest of them is kept free for what is critical."""
    effects = [e for n in range(20) for e in scene.feed(trouble(f"k{n}"))]

    notes = every(Notify, effects)
    assert [n.alert for n in notes] == ["k0", "k1", "k2", "k3"]
    assert "08:00" in notes[-1].body.en
    assert "08:00" not in notes[-2].body.en
    kept = scene.office.alerts.kept_back["facilities"]
    assert list(kept) == [f"k{n}" for n in range(4, 20)]


def test_critical_messages_have_a_third_for_themselves_and_no_more(scene: Scene):
    """A storm of critical ones is a storm, too."""
    for n in range(20):
        scene.feed(trouble(f"k{n}"))

    effects = [e for n in range(9) for e in scene.feed(trouble(f"c{n}", severity="critical"))]

    assert [n.alert for n in every(Notify, effects)] == ["c0", "c1"]


def test_an_hour_later_there_is_room_again(scene: Scene):
    """Counted over the last hour, not by the clock's."""
    scene.rules = replace(scene.rules, facilities=("facilities",))
    for n in range(6):
        scene.feed(trouble(f"k{n}"))
    scene.advance(3599.0)
    assert first_told(scene, key="late") == []

    scene.advance(1.0)
    assert first_told(scene, key="later") == ["facilities"]


def test_the_limit_holds_over_a_restart(scene: Scene):
    """A gateway that restarts in a storm does not begin to count anew."""
    for n in range(4):
        scene.feed(trouble(f"k{n}"))
    scene.restart()

    assert first_told(scene, key="one more") == []


def test_a_contact_may_have_a_limit_of_its_own(scene: Scene):
    """A pager gets one, a log gets all."""
    with_contact(scene, "facilities", per_hour=1)

    assert first_told(scene, key="a") == ["facilities"]
    assert first_told(scene, key="b") == []


def test_a_message_that_is_tried_again_counts_once(scene: Scene):
    """Ten tries are one message."""
    with_contact(scene, "facilities", per_hour=3)
    effects = scene.feed(trouble())
    scene.feed(answered())
    for _ in range(4):
        note = only(Notify, effects)
        scene.feed(NotificationFailed(notification=note.notification, why="x"))
        effects = scene.advance(600.0)
    scene.feed(NotificationSent(notification=only(Notify, effects).notification))

    assert first_told(scene, key="k2") == ["facilities"]


def test_after_quiet_hours_the_limit_holds_as_well(night: Scene):
    """A bad night is four messages and a summary."""
    for n in range(20):
        night.feed(trouble(f"k{n}"))

    effects = night.until("07:00")

    assert told(effects) == [("facilities", f"k{n}") for n in range(4)]
    assert len(night.office.alerts.kept_back["facilities"]) == 16
    assert night.refolded().alerts == night.office.alerts


def test_what_was_kept_back_is_still_escalated(scene: Scene):
    """The next on the list has a limit of their own."""
    for n in range(5):
        scene.feed(trouble(f"k{n}"))

    effects = scene.advance(900.0)

    assert changes(effects, "k4") == ["escalated"]
    assert [to for to, _ in told(effects)] == ["manager"] * 4

"""What comes and goes is one alert; what somebody knows of stays quiet."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain import alerts
from gateway.domain.effects import Notify, Record
from gateway.domain.events import MaintenanceAsked
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, every, only, sample_rules
from tests.domain.trouble import (
    KEY,
    answered,
    changes,
    deliver,
    gone,
    told,
    trouble,
)


def flap(scene: Scene, times: int = 1, wait_s: float = 5.0) -> list:
    """Let the trouble go and come back."""
    effects = []
    for _ in range(times):
        effects += scene.feed(gone())
        effects += scene.advance(wait_s)
        effects += scene.feed(trouble())
        effects += scene.advance(wait_s)
    return effects


def test_a_trouble_that_comes_back_soon_is_the_same_alert(scene: Scene):
    """It keeps when it began, and is told once as back again."""
    deliver(scene, scene.feed(trouble()))
    began = scene.office.alerts.open[KEY].raised_at

    effects = flap(scene)

    assert changes(effects) == ["resolved", "reopened"]
    assert len(scene.records("alert.reopened")) == 1
    alert = scene.office.alerts.open[KEY]
    assert (alert.raised_at, alert.state, alert.unsteady) == (began, "raised", True)
    assert [n.title.zh[:3] for n in every(Notify, effects)] == ["已解除", "又出现"]


def test_a_trouble_that_comes_back_later_is_a_new_alert(scene: Scene):
    """After ten quiet minutes."""
    scene.feed(trouble())
    scene.feed(gone())
    scene.advance(600.0)

    assert changes(scene.feed(trouble())) == ["raised"]
    assert scene.office.alerts.open[KEY].raised_at == scene.clock.at


def test_what_keeps_flapping_is_told_three_times_and_writes_nothing_more(scene: Scene):
    """Raised, over, back again; then silence until it stays away."""
    deliver(scene, scene.feed(trouble()))
    first = flap(scene)
    deliver(scene, first)
    scene.feed(answered())

    effects = flap(scene, 200, wait_s=2.0)
    assert effects == []

    assert scene.feed(gone()) == []
    assert changes(scene.advance(599.0)) == []
    effects = scene.advance(1.0)
    assert changes(effects) == ["resolved"]
    assert only(Notify, effects).title.zh.startswith("已解除")


def test_one_that_is_told_as_gone_again_and_again_is_over_in_time(scene: Scene):
    """The ten minutes count from the first word of it."""
    scene.feed(trouble())
    flap(scene)
    for _ in range(9):
        scene.feed(gone())
        scene.advance(60.0)
    assert KEY in scene.office.alerts.open

    scene.feed(gone())
    assert changes(scene.advance(60.0)) == ["resolved"]


def test_what_is_gone_for_the_moment_calls_nobody_else(scene: Scene):
    """It may be over already; when it is back, what is due is done at once."""
    deliver(scene, scene.feed(trouble()))
    deliver(scene, flap(scene))
    scene.advance(800.0)
    scene.feed(gone())

    assert changes(scene.advance(300.0)) == []
    assert scene.office.alerts.open[KEY].level == 0
    scene.feed(trouble())
    assert changes(scene.advance(0.0)) == ["escalated"]


def test_what_is_gone_for_the_moment_is_not_raised_again_when_known_until_ends(scene: Scene):
    """Known until 10:00, gone at 9:58: nobody is told at 10:00 that it is on."""
    scene.feed(trouble())
    flap(scene)
    until = (scene.clock.at + timedelta(hours=1)).isoformat()
    scene.feed(answered("known_until", until=until))
    scene.advance(3500.0)
    scene.feed(gone())

    effects = scene.advance(600.0)

    assert changes(effects) == ["resolved"]
    assert told(effects) == []


def test_what_is_gone_when_the_work_ends_is_raised_only_when_it_is_back(scene: Scene):
    """Work until 10:00, gone at 9:58: nobody is told at 10:00 that it is on."""
    deliver(scene, scene.feed(trouble()))
    deliver(scene, flap(scene))
    until = (scene.clock.at + timedelta(hours=1)).isoformat()
    scene.feed(MaintenanceAsked(scope="zone:office", until=until, by="p001"))
    scene.advance(3500.0)
    scene.feed(gone())
    assert changes(scene.advance(200.0)) == []

    back = scene.feed(trouble())

    assert changes(back + scene.advance(0.0)) == ["raised"]


@given(moves=st.lists(st.tuples(st.booleans(), st.sampled_from([1.0, 120.0, 700.0])), max_size=30))
@settings(max_examples=60, deadline=None)
def test_nobody_else_is_called_while_a_trouble_is_gone(moves):
    """However it comes and goes; and nothing is looked at again and again meanwhile."""
    scene = Scene(sample_rules(), FakeClock())
    scene.feed(trouble())
    for is_there, wait_s in moves:
        scene.feed(trouble() if is_there else gone())
        effects = scene.advance(wait_s)
        due_s = alerts.next_due_s(scene.office)
        assert is_there or "escalated" not in changes(effects)
        assert due_s is None or due_s > scene.clock.mono_s


def test_words_of_an_unsteady_alert_are_kept_once_a_minute(scene: Scene):
    """The first at once, the last of a minute at its end; no row each second."""
    scene.feed(trouble())
    flap(scene)
    rows = []
    for watts in range(60):
        rows += every(Record, scene.feed(trouble(body=Text("x", f"{watts} W"))))
        rows += every(Record, scene.advance(1.0))
    rows += every(Record, scene.advance(60.0))

    updated = [r.body["body"]["en"] for r in rows if r.kind == "alert.updated"]
    assert updated == ["0 W", "59 W"]
    assert scene.office.alerts.open[KEY].body.en == "59 W"


def test_what_comes_back_after_somebody_took_it_is_told_again(scene: Scene):
    """It was switched off, and is on again: nobody may believe that it is done."""
    deliver(scene, scene.feed(trouble()))
    scene.feed(answered())
    deliver(scene, scene.feed(gone()))

    effects = scene.feed(trouble())

    assert told(effects) == [("facilities", KEY)]
    assert scene.office.alerts.open[KEY].state == "raised"


def test_those_who_heard_that_it_was_over_hear_that_it_is_back(scene: Scene):
    """The whole list of those a message reached."""
    deliver(scene, scene.feed(trouble()))
    deliver(scene, scene.advance(900.0))
    scene.feed(gone())

    assert told(scene.feed(trouble())) == [("facilities", KEY), ("manager", KEY)]


def test_what_only_happens_is_raised_each_time(scene: Scene):
    """A lost badge that is tried twice was tried twice."""
    scene.feed(trouble(passing=True))
    scene.feed(answered())

    assert changes(scene.feed(trouble(passing=True))) == ["raised"]


def test_known_until_holds_when_it_comes_and_goes_in_between(scene: Scene):
    """The cleaning crew switches lamps on and off until 23:00."""
    scene.until("20:00")
    deliver(scene, scene.feed(trouble()))
    until = (scene.clock.at + timedelta(hours=3)).isoformat()
    scene.feed(answered("known_until", until=until))
    scene.feed(gone())
    scene.until("22:00")

    effects = scene.feed(trouble())
    assert (changes(effects), told(effects)) == (["raised", "acknowledged"], [])
    assert told(scene.until("22:59")) == []

    effects = scene.until("23:00")
    assert changes(effects) == ["raised"]
    assert told(effects) == [("facilities", KEY)]


def test_after_known_until_a_new_trouble_is_told(scene: Scene):
    """What was known yesterday is news today."""
    scene.feed(trouble())
    until = (scene.clock.at + timedelta(hours=1)).isoformat()
    scene.feed(answered("known_until", until=until))
    scene.feed(gone())
    scene.advance(3600.0)

    assert told(scene.feed(trouble())) == [("facilities", KEY)]


def test_a_restart_in_the_middle_of_it_gives_the_same_alert(scene: Scene):
    """Unsteady is remembered; its end is found again by whoever watches."""
    scene.feed(trouble())
    flap(scene)
    assert scene.refolded().alerts == scene.office.alerts
    scene.restart()

    scene.feed(gone())
    assert changes(scene.advance(600.0)) == ["resolved"]
    assert scene.refolded().alerts == scene.office.alerts


def test_the_time_it_takes_to_settle_is_the_sites(scene: Scene):
    """`settle_s` = 0: each time is a new alert."""
    durations = replace(scene.rules.durations, settle_s=0.0)
    scene.rules = replace(scene.rules, durations=durations)
    scene.feed(trouble())
    scene.feed(gone())

    assert changes(scene.feed(trouble())) == ["raised"]

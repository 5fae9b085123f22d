"""The morning's summary: what is open, what is over, what was not sent one by one."""

from dataclasses import replace
from datetime import timedelta

from gateway.domain.alerts import outbox_folds
from gateway.domain.effects import Notify
from gateway.domain.events import GatewayStarted, MaintenanceAsked, MinuteBegan, NotificationFailed
from tests.domain.scene import Scene, every, only
from tests.domain.trouble import (
    NIGHT,
    answered,
    deliver,
    gone,
    told,
    trouble,
    with_alerting,
    with_contact,
)


def digests(scene: Scene, at: str | None = None) -> list[Notify]:
    """Return the summaries that leave as a minute begins."""
    if at is not None:
        scene.until(at)
    return [n for n in every(Notify, scene.feed(MinuteBegan())) if n.alert == "digest"]


def without_meter(scene: Scene) -> None:
    """Keep the sample office's meter, which nobody feeds here, out of it."""
    zones = {key: replace(zone, meter=None) for key, zone in scene.rules.zones.items()}
    scene.rules = replace(scene.rules, zones=zones)


def test_a_summary_tells_what_is_open_and_what_is_over(scene: Scene):
    """One message, without a link to any one alert."""
    without_meter(scene)
    digests(scene)  # today's
    scene.advance(60.0)
    deliver(scene, scene.feed(trouble("a")))
    scene.feed(answered(key="a"))
    scene.feed(trouble("b"))
    scene.feed(gone("b"))
    scene.feed(trouble("c", severity="info"))
    assert digests(scene, "07:59") == []

    (note,) = digests(scene, "08:00")

    assert (note.to, note.link) == ("facilities", False)
    assert note.title.en == "Summary: 2 open, 1 over"
    assert note.body.en.splitlines() == [
        "Since 11-20 08:30: 3 new, 1 over.",
        "Still open:",
        "· 11-20 08:31 a is on (Facilities has it)",
        "· 11-20 08:31 c is on (nobody has it yet)",
        "Over:",
        "· 11-20 08:31 b is on",
    ]
    assert note.body.zh.splitlines()[2] == "· 11-20 08:31 a 还开着（物业在处理）"


def test_with_nothing_to_tell_nothing_is_sent(scene: Scene):
    """A quiet night is quiet."""
    without_meter(scene)

    assert digests(scene) == []
    assert digests(scene, "08:00") == []


def test_a_summary_is_sent_once_a_day_also_over_a_restart(scene: Scene):
    """What is told is told."""
    without_meter(scene)
    scene.feed(trouble("a"))
    assert len(digests(scene)) == 1

    assert digests(scene) == []
    scene.restart()
    assert digests(scene) == []
    assert [n.to for n in digests(scene, "08:00")] == ["facilities", "manager", "boss"]


def test_a_missed_summary_is_sent_as_soon_as_the_gateway_is_back(scene: Scene):
    """It was off at eight."""
    without_meter(scene)
    digests(scene)
    scene.feed(trouble("a"))
    scene.feed(answered(key="a"))
    scene.clock.set_to("08:00")
    scene.clock.advance(5400.0)
    scene.restart()
    deliver(scene, scene.feed(GatewayStarted(version="1", boot="b")))

    assert len(digests(scene)) == 1


def test_nothing_that_was_kept_back_is_lost(scene: Scene):
    """Each alert that was not sent stands there, with how often it was."""
    without_meter(scene)
    digests(scene)
    for n in range(9):
        scene.feed(trouble(f"k{n}"))
        scene.feed(answered(key=f"k{n}"))

    (note,) = digests(scene, "08:00")

    kept = note.body.en.split("Not sent to you one by one")[1].splitlines()[1:]
    assert kept == [f"· 11-20 08:30 k{n} is on" for n in range(4, 9)]
    deliver(scene, [note])
    assert scene.office.alerts.kept_back == {}
    assert scene.refolded().alerts == scene.office.alerts


def kept_back(note: Notify) -> list[str]:
    """Return the lines of a summary about what was not sent one by one."""
    return note.body.en.partition("Not sent to you one by one")[2].splitlines()[1:]


def test_what_a_summary_told_that_nobody_got_stands_in_the_next_one(scene: Scene):
    """A day without mail takes the summary, but not what it had to tell."""
    without_meter(scene)
    digests(scene)
    for n in range(9):
        scene.feed(trouble(f"k{n}"))
        scene.feed(answered(key=f"k{n}"))
    (note,) = digests(scene, "08:00")
    lost = kept_back(note)
    scene.feed(NotificationFailed(notification=note.notification, why="x"))
    scene.restart()
    scene.advance(24 * 3600.0)
    scene.feed(NotificationFailed(notification=note.notification, why="x"))
    assert [o.news for o in scene.office.alerts.undelivered] == ["digest"]

    (again,) = digests(scene)

    assert len(lost) == 5
    assert kept_back(again) == lost
    deliver(scene, [again])
    assert scene.office.alerts.kept_back == {}


def test_what_came_after_a_summary_was_written_is_not_taken_for_told(scene: Scene):
    """It was on its way for an hour; what was kept back meanwhile is news."""
    without_meter(scene)
    with_contact(scene, "facilities", per_hour=1)
    digests(scene)
    for key in ("sent", "early", "both"):
        scene.feed(trouble(key, passing=True))
        scene.feed(answered(key=key))
    (note,) = digests(scene, "08:00")
    for key in ("sent", "late", "both"):
        scene.feed(trouble(key, passing=True))
        scene.feed(answered(key=key))

    deliver(scene, [note])

    assert set(scene.office.alerts.kept_back["facilities"]) == {"late", "both"}
    assert scene.refolded().alerts == scene.office.alerts


def test_no_more_is_kept_for_a_summary_than_can_be_kept(scene: Scene, monkeypatch):
    """A contact whose address is wrong never takes one: the oldest make room."""
    monkeypatch.setattr(outbox_folds, "MOST_KEPT_BACK", 3)
    without_meter(scene)
    digests(scene)
    for n in range(9):
        scene.feed(trouble(f"k{n}"))

    assert list(scene.office.alerts.kept_back["facilities"]) == ["k6", "k7", "k8"]


def test_a_long_summary_says_how_much_more_there_is(scene: Scene):
    """It is read on a phone."""
    without_meter(scene)
    digests(scene)
    for n in range(100):
        scene.feed(trouble(f"k{n}"))
        scene.feed(answered(key=f"k{n}"))

    (note,) = digests(scene, "08:00")

    assert "… and 88 more, on the dashboard" in note.body.en
    assert "… and 84 more, on the dashboard" in note.body.en
    assert len(note.body.en) < 2_000


def test_a_summary_is_for_those_it_is_about(scene: Scene):
    """The manager hears of what was escalated to them, and of nothing else."""
    without_meter(scene)
    digests(scene)
    scene.feed(trouble("mine"))
    scene.feed(answered(key="mine"))
    deliver(scene, scene.feed(trouble("up")))
    deliver(scene, scene.advance(900.0))
    scene.feed(answered(key="up"))

    first, second = digests(scene, "08:00")

    assert (first.to, second.to) == ("facilities", "manager")
    assert "mine is on" in first.body.en
    assert "mine is on" not in second.body.en


def test_how_each_open_alert_stands_is_said(scene: Scene):
    """Known, in maintenance, nobody left to tell."""
    without_meter(scene)
    digests(scene)
    scene.feed(trouble("known"))
    until = (scene.clock.at + timedelta(days=3)).isoformat()
    scene.feed(answered("known_until", key="known", until=until))
    scene.feed(MaintenanceAsked(scope="room:room-a", until=until, by="p001"))
    scene.feed(trouble("offhours:room-a"))
    scene.feed(trouble("alone"))

    body = digests(scene, "08:00")[0].body

    assert "known is on (known until 11-23 08:30)" in body.en
    assert "offhours:room-a is on (in maintenance until 11-23 08:30)" in body.en
    assert "alone is on (nobody has it yet)" in body.en


def test_a_summary_is_not_counted_against_the_limit_and_waits_for_quiet_hours(scene: Scene):
    """It is what the limit keeps things for."""
    without_meter(scene)
    with_alerting(scene, quiet=NIGHT)
    with_contact(scene, "facilities", per_hour=1)
    scene.feed(trouble("a"))
    scene.feed(answered(key="a"))
    with_alerting(scene, digest=NIGHT.spans[0][1][0])  # 22:00: quiet has just begun

    assert digests(scene, "22:00") == []
    assert told(scene.until("07:00")) == [("facilities", "digest")]


def test_a_summary_that_cannot_be_sent_is_tried_again(scene: Scene):
    """Like any message."""
    without_meter(scene)
    scene.feed(trouble("a"))
    scene.feed(answered(key="a"))
    (note,) = digests(scene)
    scene.feed(NotificationFailed(notification=note.notification, why="x"))

    assert only(Notify, scene.advance(60.0)) == note
    assert [r.kind for r in deliver(scene, [note])] == ["notify.sent"]
    assert "a" in scene.office.alerts.open


def test_a_clock_that_was_a_year_ahead_does_not_stop_summaries_for_a_year(scene: Scene):
    """It is put right, and the next morning has its summary."""
    without_meter(scene)
    scene.feed(trouble("a"))
    scene.feed(answered(key="a"))
    right = scene.clock.at
    scene.clock.at = right + timedelta(days=365)
    assert len(digests(scene)) == 1
    scene.clock.at = right

    assert len(digests(scene)) == 1


def test_no_summary_by_a_clock_that_is_wrong(scene: Scene):
    """Nor one dated 1970."""
    without_meter(scene)
    scene.feed(trouble("a"))
    scene.clock.trusted = False

    assert digests(scene) == []

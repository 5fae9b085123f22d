"""A gateway that did not run saw nobody: who could not be seen has missed nothing yet."""

from dataclasses import replace
from datetime import datetime, timedelta

from gateway.domain.events import GatewayStarted, MinuteBegan, PartChanged
from tests.domain.duty_desk import MORNING, alerts, duty_rules, marks, published, to, with_kind
from tests.domain.scene import Scene

EVENING = "2026-11-20.evening.desk"


def sleep(scene: Scene, minutes: float) -> datetime:
    """Have the power gone for so long; return when the last row was kept."""
    kept_at = scene.clock.at
    scene.restart()
    scene.clock.advance(minutes * 60)
    return kept_at


def wake(scene: Scene, kept_at: datetime) -> None:
    """Start the gateway again."""
    scene.feed(GatewayStarted(version="1", boot="b", kept_at=kept_at))
    scene.feed(MinuteBegan())


def slept_until_1840() -> Scene:
    """p002 has duty from 18:00; no power from 17:30 to 18:40."""
    scene = published((EVENING, ("p002",)))
    to(scene, "17:30")
    wake(scene, sleep(scene, 70))
    return scene


def test_who_was_not_seen_has_the_grace_again_when_the_gateway_wakes():
    """Told five minutes after waking, further after fifteen; the post likewise."""
    scene = slept_until_1840()
    to(scene, "18:44")
    assert alerts(scene) == {}

    to(scene, "18:45")
    assert alerts(scene) == {"duty-missing": "warning", "duty-empty": "critical"}
    to(scene, "18:54")
    assert alerts(scene)["duty-missing"] == "warning"
    to(scene, "18:55")
    assert alerts(scene)["duty-missing"] == "critical"
    assert scene.refolded().duties == scene.durable()["duties"]


def test_who_taps_after_waking_is_late_by_no_more_than_anybody_knows():
    """In the grace: not at all; after it: since the gateway could see them."""
    scene = slept_until_1840()
    to(scene, "18:43")
    scene.tap("p002")
    assert scene.office.duties.planned[EVENING].standing("p002").late_s == 0

    scene = slept_until_1840()
    to(scene, "18:50")
    scene.tap("p002")
    assert scene.office.duties.planned[EVENING].standing("p002").late_s == 600


def test_who_was_missing_before_the_power_went_was_missing_all_the_same():
    """Told at 18:05, asleep from 18:20 to 18:40: late since 18:00."""
    scene = published((EVENING, ("p002",)))
    to(scene, "18:20")
    wake(scene, sleep(scene, 20))
    scene.tap("p002")

    assert scene.office.duties.planned[EVENING].standing("p002").late_s == 2400


def test_a_restart_of_two_seconds_puts_nothing_off():
    """After kill -9 at 18:04 the leader hears at 18:05, as without it."""
    scene = published((EVENING, ("p002",)))
    to(scene, "18:04")
    wake(scene, sleep(scene, 2 / 60))
    to(scene, "18:05")

    assert alerts(scene) == {"duty-missing": "warning", "duty-empty": "critical"}


def test_a_second_start_forgets_no_sleep():
    """The hole is in the ledger: killed at 18:42, the grace goes on to 18:45."""
    scene = slept_until_1840()
    to(scene, "18:42")
    wake(scene, sleep(scene, 2 / 60))
    to(scene, "18:44")
    assert alerts(scene) == {}

    to(scene, "18:45")
    assert "duty-missing" in alerts(scene)


def test_a_start_with_a_wrong_clock_counts_from_the_start_once_the_clock_is_set():
    """Up at 18:40 by the monotonic clock, the time comes three minutes later: told at 18:45."""
    scene = published((EVENING, ("p002",)))
    to(scene, "17:30")
    kept_at = sleep(scene, 0)
    scene.clock.trusted = False
    wake(scene, kept_at)
    scene.clock.advance(180)
    scene.clock.at += timedelta(minutes=70)
    scene.clock.trusted = True
    scene.feed(PartChanged(part="clock", ok=True))
    to(scene, "18:44")
    assert alerts(scene) == {}

    to(scene, "18:45")
    assert "duty-missing" in alerts(scene)


def test_who_went_before_the_power_did_may_have_come_back():
    """Out at 18:20, asleep from 18:25 to 18:50: off post ten minutes after waking."""
    scene = published((EVENING, ("p002", "p003")))
    scene.tap("p003")
    scene.tap("p002")
    to(scene, "18:20")
    scene.tap("p002")
    to(scene, "18:25")
    wake(scene, sleep(scene, 25))
    to(scene, "18:59")
    assert alerts(scene) == {}

    to(scene, "19:00")
    assert alerts(scene) == {"duty-off": "warning"}


def test_a_page_that_nobody_could_sign_is_no_bad_hand_over():
    """Both there at the change, no power from 17:50 to 19:30: an hour from then on."""
    rules = with_kind(duty_rules(people=6), MORNING)
    day = "2026-11-20.morning.desk"
    scene = published((day, ("p002",)), (EVENING, ("p003",)), rules=rules)
    scene.tap("p002")
    to(scene, "17:50")
    scene.tap("p003")
    wake(scene, sleep(scene, 100))
    assert (marks(scene), alerts(scene)) == (set(), {})

    to(scene, "19:45")
    assert alerts(scene) == {"duty-handover": "warning"}
    to(scene, "20:30")
    assert ("p002", "bad_handover") in marks(scene)


def test_a_round_whose_time_was_slept_is_not_missed():
    """No power from 19:20 to 19:40; its part was over at 19:30. The next one counts."""
    rules = duty_rules(people=6)
    desk = replace(rules.duty.posts["desk"], checkpoints=("hall",))
    rules = replace(rules, duty=replace(rules.duty, posts={"desk": desk}))
    scene = published((EVENING, ("p002",)), rules=rules)
    scene.tap("p002")
    to(scene, "19:20")
    wake(scene, sleep(scene, 20))
    assert alerts(scene) == {}

    to(scene, "21:00")
    assert scene.office.duties.planned[EVENING].missed == (1,)

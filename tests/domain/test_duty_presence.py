"""On duty is who is signed in at the post: come, missing, off post, nobody there, early, absent."""

from dataclasses import replace

from gateway.codec import dump_durable, load_durable
from gateway.domain.duty.counting import consequence
from gateway.domain.duty.now import Is, on_duty
from gateway.domain.events import BadgeShown, DutyMarkLifted, DutyNoted, MinuteBegan
from gateway.domain.expected import Why, expected_in
from tests.domain.duty_desk import alerts, duty_rules, marks, published, to
from tests.domain.scene import Scene
from tests.domain.service_desk import answer_to

TONIGHT = "2026-11-20.evening.desk"


def how(scene: Scene) -> dict[str, str]:
    """Return how it is with everybody on duty at the desk now."""
    (desk, *_) = on_duty(scene.office, scene.rules, scene.clock.at)
    return dict(desk.people)


def test_who_is_in_when_the_duty_begins_is_on_duty():
    """Nobody taps again at 18:00; nothing is told of anybody."""
    scene = published((TONIGHT, ("p002",)))
    scene.tap("p002")
    to(scene, "18:00")

    assert how(scene) == {"p002": Is.HERE}
    to(scene, "21:00")
    assert alerts(scene) == {}
    assert marks(scene) == set()
    assert scene.office.duties.planned[TONIGHT].ended


def test_missing_after_five_minutes_is_told_after_fifteen_told_further():
    """One of two has come: the post has somebody, the leader hears of the other."""
    scene = published((TONIGHT, ("p002", "p003")))
    scene.tap("p002")
    to(scene, "18:04")
    assert alerts(scene) == {}

    to(scene, "18:05")
    assert alerts(scene) == {"duty-missing": "warning"}
    to(scene, "18:14")
    assert alerts(scene) == {"duty-missing": "warning"}
    to(scene, "18:15")
    assert alerts(scene) == {"duty-missing": "critical"}

    to(scene, "18:20")
    scene.tap("p003")
    assert alerts(scene) == {}
    to(scene, "21:00")
    (late,) = scene.office.duties.marks
    assert (late.person, late.kind, late.seconds) == ("p003", "late", 1200)


def test_exactly_at_the_grace_is_in_time():
    """Five minutes late is not late; a second more is."""
    for clock, wanted in (("18:05:00", set()), ("18:05:01", {("p002", "late")})):
        scene = published((TONIGHT, ("p002",)))
        to(scene, "18:00")
        scene.until(clock)
        scene.tap("p002")
        to(scene, "21:00")
        assert marks(scene) == wanted


def test_a_post_that_nobody_covers_is_an_alert_of_its_own():
    """Louder than the one who is missing; over as soon as somebody is there."""
    scene = published((TONIGHT, ("p002", "p003")))
    to(scene, "18:05")
    assert alerts(scene) == {"duty-missing": "warning", "duty-empty": "critical"}
    (desk, *_) = on_duty(scene.office, scene.rules, scene.clock.at)
    assert desk.is_empty

    scene.tap("p003")
    assert alerts(scene) == {"duty-missing": "warning"}


def test_who_taps_out_without_a_word_is_off_post_after_ten_minutes():
    """Back within ten minutes is nothing."""
    scene = published((TONIGHT, ("p002", "p003")))
    scene.tap("p002")
    scene.tap("p003")
    to(scene, "19:00")
    scene.tap("p002")
    to(scene, "19:09")
    scene.tap("p002")
    assert alerts(scene) == {}

    to(scene, "19:30")
    scene.tap("p002")
    to(scene, "19:40")
    assert alerts(scene) == {"duty-off": "warning"}
    assert how(scene) == {"p002": Is.OFF_POST, "p003": Is.HERE}

    scene.tap("p002")
    assert alerts(scene) == {}
    to(scene, "21:00")
    assert marks(scene) == {("p002", "off_post")}


def test_an_outing_is_not_off_post():
    """Going out, said at the kiosk; but a post that stands empty is told all the same."""
    scene = published((TONIGHT, ("p002",)))
    scene.tap("p002")
    to(scene, "19:00")
    scene.tap("p002")
    scene.correct("going_out")
    to(scene, "19:20")

    assert how(scene) == {"p002": Is.OUT}
    assert alerts(scene) == {"duty-empty": "critical"}


def test_leaving_early_is_early_and_never_coming_is_absent():
    """Judged when the duty is over; each once."""
    scene = published((TONIGHT, ("p002", "p003")))
    scene.tap("p002")
    to(scene, "20:53")
    scene.tap("p002")
    to(scene, "21:00")

    assert marks(scene) == {("p002", "early"), ("p003", "absent")}
    assert alerts(scene) == {}
    scene.feed(MinuteBegan())
    assert len(scene.office.duties.marks) == 2


def test_an_empty_post_makes_the_whole_group_absent_where_the_office_says_so():
    """A setting (S24): who came and left the post empty is absent too."""
    rules = duty_rules(people=6)
    strict = replace(rules.duty.consequences, empty_is_all_absent=True)
    rules = replace(rules, duty=replace(rules.duty, consequences=strict))
    scene = published((TONIGHT, ("p002", "p003")), rules=rules)
    scene.tap("p002")
    to(scene, "19:00")
    scene.tap("p002")
    to(scene, "21:00")

    assert marks(scene) == {("p002", "absent"), ("p003", "absent")}


def test_the_clock_has_to_be_trusted_before_anybody_is_judged():
    """A Pi without a battery says 1970: nobody is missing for that."""
    scene = published((TONIGHT, ("p002",)))
    to(scene, "18:00")
    scene.clock.trusted = False
    to(scene, "18:30")

    assert alerts(scene) == {}


def test_a_third_absence_of_the_year_is_told_and_money_only_where_named():
    """Counters down to the duty; a mark that is taken back counts nowhere."""
    days = [f"2026-11-{n}.evening.desk" for n in (20, 23, 24)]
    scene = published(*((day, ("p002",)) for day in days))
    to(scene, "21:00")
    scene.until("08:00")
    for _ in range(4):
        to(scene, "21:00")
        scene.until("08:00")

    told = [f for f in scene.records("alert.raised") if f.subject.startswith("duty-count")]
    assert [f.subject for f in told] == ["duty-count:p002:2026:absent"]
    rules = scene.rules.duty
    year = consequence(rules, scene.office.duties.marks, "p002", 2026)
    assert (year.counts, year.money, year.reached) == ({"absent": 3}, None, {"absent": 3})

    own = answer_to(scene, DutyMarkLifted(mark=year.marks[0].id, by="p002", reason="badge lost"))
    ok = answer_to(scene, DutyMarkLifted(mark=year.marks[0].id, by="p001", reason="badge lost"))
    priced = replace(rules, consequences=replace(rules.consequences, money={"absent": 50.0}))
    after = consequence(priced, scene.office.duties.marks, "p002", 2026)
    assert (own.code, ok.code) == ("not_leader", "lifted")
    assert (after.counts, after.money, after.reached) == ({"absent": 2}, 100.0, {})
    assert len(after.marks) == 3


def test_a_running_duty_is_expected_in_its_zone():
    """Nothing is switched off around somebody on duty, and it is no breach."""
    scene = published((TONIGHT, ("p002",)))
    to(scene, "18:00")
    now = scene.clock.now()

    found = [e.kind for e in expected_in(scene.office, scene.rules, "office", now)]
    inside = [e.kind for e in expected_in(scene.office, scene.rules, "lab", now)]

    assert (Why.DUTY in found, Why.DUTY in inside) == (True, False)
    to(scene, "21:00")
    assert expected_in(scene.office, scene.rules, "office", scene.clock.now()) == ()


def test_a_restart_in_the_middle_of_a_duty_loses_and_doubles_nothing():
    """What was told is not told again."""
    scene = published((TONIGHT, ("p002", "p003")))
    scene.tap("p003")
    to(scene, "18:16")
    before, told = scene.durable()["duties"], len(scene.records("duty.told"))

    kept, missing = load_durable(dump_durable(scene.office, scene.clock.now()), scene.clock.now())
    assert (kept.duties, missing) == (before, ())

    scene.restart()
    assert scene.durable()["duties"] == before
    to(scene, "18:30")
    assert len(scene.records("duty.told")) == told


def confirming(minutes: int = 60) -> Scene:
    """Return an office where two have duty tonight and show a sign once an hour."""
    rules = duty_rules(people=6)
    limits = replace(rules.duty.limits, confirm_min=minutes)
    rules = replace(rules, duty=replace(rules.duty, limits=limits))
    scene = published((TONIGHT, ("p002", "p003")), rules=rules)
    scene.tap("p002")
    scene.tap("p003")
    return scene


def test_no_sign_for_the_sites_period_is_off_post_until_the_next_sign():
    """An hour after the start a sign is due; ten minutes later the leader hears of the silent."""
    scene = confirming()
    to(scene, "18:50")
    scene.feed(BadgeShown(room="room-a", reader="room-a-reader", person="p002"))
    to(scene, "19:09")
    assert alerts(scene) == {}

    to(scene, "19:10")
    assert alerts(scene) == {"duty-off": "warning"}
    assert how(scene) == {"p002": Is.HERE, "p003": Is.OFF_POST}
    kept, missing = load_durable(dump_durable(scene.office, scene.clock.now()), scene.clock.now())
    assert (kept.duties, missing) == (scene.office.duties, ())

    answer_to(scene, DutyNoted(post="desk", kind="call", text="来电一次", by="p003"))
    to(scene, "19:11")
    assert alerts(scene) == {}
    assert how(scene) == {"p002": Is.HERE, "p003": Is.HERE}
    to(scene, "19:59")
    assert alerts(scene) == {}
    to(scene, "20:00")
    assert alerts(scene) == {"duty-off": "warning"}


def test_a_post_of_which_nobody_gives_a_sign_is_an_empty_post():
    """Signed in, both, and both silent: louder than each of them; over with the next sign."""
    scene = confirming()
    to(scene, "18:30")
    scene.feed(BadgeShown(room="room-a", reader="room-a-reader", person="p002"))
    to(scene, "19:15")
    assert alerts(scene) == {"duty-off": "warning"}

    to(scene, "19:39")
    assert "duty-empty" not in alerts(scene)
    to(scene, "19:40")
    assert alerts(scene) == {"duty-off": "warning", "duty-empty": "critical"}
    empty = scene.office.alerts.open[f"duty-empty:{TONIGHT}"]
    assert (empty.title.en, "19:30" in empty.body.en) == ("No sign from the post: Desk", True)
    (desk, *_) = on_duty(scene.office, scene.rules, scene.clock.at)
    assert desk.is_empty

    scene.feed(BadgeShown(room="room-a", reader="room-a-reader", person="p003"))
    assert alerts(scene) == {"duty-off": "warning"}
    assert how(scene) == {"p002": Is.OFF_POST, "p003": Is.HERE}
    assert scene.office.duties.planned[TONIGHT].was_empty


def test_signs_are_asked_for_only_where_the_office_says_so():
    """By default who is signed in is on duty, however quiet."""
    scene = confirming(minutes=0)
    to(scene, "20:55")
    assert alerts(scene) == {}
    scene.feed(BadgeShown(room="room-a", reader="room-a-reader", person="p002"))
    assert scene.office.duties.planned[TONIGHT].standing("p002").seen_at is None

"""Nobody is blamed for what was not theirs: leave, no power, a relief that came late or never."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from gateway.domain.duty.plan import Ask
from gateway.domain.duty.planning import planned
from gateway.domain.duty.rules import WORKED, DutyKind
from gateway.domain.duty.slots import slots_of
from gateway.domain.effects import Answer
from gateway.domain.events import DutyGiven, DutyPublished, HandoverSigned, MinuteBegan
from gateway.domain.requests.state import Asked, Request, Step
from gateway.domain.rollcall import Doubt, who_is_in
from gateway.domain.text import Text
from tests.domain.duty_desk import MORNING, alerts, duty_rules, marks, published, to, with_kind
from tests.domain.scene import SHANGHAI, Scene
from tests.domain.service_desk import answer_to

NIGHT_WATCH = DutyKind(
    id="watch", name=Text("夜班", "Night watch"), start=time(21), end=time(9), days=WORKED
)
DAY, NIGHT = "2026-11-20.morning.desk", "2026-11-20.evening.desk"


def two_duties() -> Scene:
    """Friday: p002 until 18:00 (in since 08:30), p003 from 18:00; p001 leads."""
    rules = with_kind(duty_rules(people=6), MORNING)
    scene = published((DAY, ("p002",)), (NIGHT, ("p003",)), rules=rules)
    scene.tap("p002")
    return scene


def sign(scene: Scene, by: str) -> Answer:
    """Sign the day's page by number."""
    return answer_to(scene, HandoverSigned(slot=DAY, by=by))


def on_leave(scene: Scene, person: str, since: str, until: str) -> None:
    """Grant somebody leave on this day, from a clock time until another."""
    day = scene.clock.at.date()
    from_, to_ = (datetime.combine(day, time.fromisoformat(c), SHANGHAI) for c in (since, until))
    request = Request(
        id=f"r-{person}",
        asked=Asked.LEAVE,
        what="sick",
        person=person,
        by=person,
        since=from_,
        until=to_,
        filed_at=scene.clock.at,
        step=Step.APPROVED,
    )
    open_ = {**scene.office.requests.open, request.id: request}
    scene.office = scene.office.changed(requests=replace(scene.office.requests, open=open_))


def test_who_hands_over_in_good_time_and_goes_leaves_no_empty_post():
    """From half an hour before the change on whoever takes over covers the post too."""
    scene = two_duties()
    to(scene, "17:35")
    scene.tap("p003")
    sign(scene, "p002")
    assert sign(scene, "p003").code == "handed_over"
    to(scene, "17:38")
    scene.tap("p002")

    to(scene, "17:59")
    assert alerts(scene) == {}
    assert not scene.office.duties.planned[DAY].was_empty


def test_a_post_is_empty_once_the_relief_has_gone_again():
    """Ten minutes after the last one left it."""
    scene = two_duties()
    to(scene, "17:35")
    scene.tap("p003")
    sign(scene, "p002")
    sign(scene, "p003")
    to(scene, "17:38")
    scene.tap("p002")
    to(scene, "17:45")
    scene.tap("p003")

    to(scene, "17:54")
    assert alerts(scene) == {}
    to(scene, "17:55")
    assert alerts(scene) == {"duty-empty": "critical"}


def test_a_relief_that_comes_late_leaves_an_hour_to_sign():
    """It counts from their coming, not from the change."""
    scene = two_duties()
    to(scene, "19:05")
    scene.tap("p003")
    to(scene, "19:30")
    sign(scene, "p002")

    assert sign(scene, "p003").code == "handed_over"
    to(scene, "21:00")
    assert marks(scene) == {("p003", "late")}


def test_who_waits_for_a_relief_that_never_comes_has_handed_over_nothing_badly():
    """They are free after four hours, and whoever did not come is absent."""
    scene = two_duties()
    to(scene, "22:30")

    assert marks(scene) == {("p003", "absent")}
    assert scene.office.duties.planned[DAY].ended


def test_a_page_that_one_side_has_signed_is_the_others_to_answer_for():
    """Who goes has signed; who came has not."""
    scene = two_duties()
    to(scene, "17:50")
    scene.tap("p003")
    sign(scene, "p002")
    to(scene, "19:05")

    assert marks(scene) == {("p003", "bad_handover")}


def test_a_duty_at_a_post_that_is_no_more_is_nobodys_miss():
    """Taken out of the tables with duties published: nobody can be there."""
    scene = published((NIGHT, ("p002",)))
    scene.rules = replace(scene.rules, duty=replace(scene.rules.duty, posts={}))
    to(scene, "21:01")

    assert (alerts(scene), marks(scene)) == ({}, set())
    assert scene.office.duties.planned[NIGHT].ended


def test_nobody_is_absent_from_a_duty_that_the_gateway_slept_through():
    """No power from 17:30 to 21:06: a silent door holds absences back."""
    scene = published((NIGHT, ("p002", "p003")))
    scene.tap("p002")
    to(scene, "17:30")
    scene.restart()
    scene.clock.advance(timedelta(hours=3.6).total_seconds())
    scene.feed(MinuteBegan())

    assert scene.office.duties.planned[NIGHT].ended
    assert marks(scene) == set()


def test_the_end_of_a_duty_ends_its_own_alerts_only():
    """Another post's name may begin with its own."""
    rules = duty_rules(people=6)
    desk = rules.duty.posts["desk"]
    posts = {"desk": desk, "desk2": replace(desk, id="desk2")}
    rules = replace(rules, duty=replace(rules.duty, posts=posts))
    scene = published((NIGHT, ("p002",)), (f"{NIGHT}2", ("p003",)), rules=rules)
    longer = scene.office.duties.planned[f"{NIGHT}2"]
    slot = replace(longer.slot, end=longer.slot.end + timedelta(hours=2))
    planned = {**scene.office.duties.planned, slot.id: replace(longer, slot=slot)}
    scene.office = scene.office.changed(duties=replace(scene.office.duties, planned=planned))
    to(scene, "20:59")
    assert alerts(scene) == {"duty-missing": "critical", "duty-empty": "critical"}
    to(scene, "21:00")

    left = [key for key in scene.office.alerts.open if key.startswith("duty-")]
    assert sorted(left) == [f"duty-empty:{NIGHT}2", f"duty-missing:{NIGHT}2"]


def test_approved_leave_is_no_absence_from_a_duty():
    """All of it: neither told as missing nor absent; the empty post is told all the same."""
    scene = published((NIGHT, ("p002",)))
    on_leave(scene, "p002", "12:00", "23:00")
    to(scene, "18:20")
    assert alerts(scene) == {"duty-empty": "critical", "duty-short": "warning"}

    to(scene, "21:00")
    assert marks(scene) == set()
    assert alerts(scene) == {}


def test_a_leave_that_takes_somebody_off_a_duty_is_told_ahead():
    """As a duty that lacks somebody, two days before; over when the leave is given back."""
    scene = published((NIGHT, ("p002",)))
    to(scene, "09:00")
    assert alerts(scene) == {}
    before = scene.office
    on_leave(scene, "p002", "12:00", "23:00")
    to(scene, "09:01")
    assert alerts(scene) == {"duty-short": "warning"}

    scene.office = scene.office.changed(requests=before.requests)
    to(scene, "09:02")
    assert alerts(scene) == {}


def test_who_leaves_the_company_in_the_middle_of_a_plan_is_missed_ahead():
    """Their duties stay published, the leader hears two days before; no mark is theirs."""
    scene = published((NIGHT, ("p002", "p003")))
    gone = replace(scene.rules.people["p002"], active=False)
    scene.rules = replace(scene.rules, people={**scene.rules.people, "p002": gone})
    heads = replace(scene.office.duties.planned[NIGHT].slot, heads=2)
    duty = replace(scene.office.duties.planned[NIGHT], slot=heads)
    scene.office = scene.office.changed(duties=replace(scene.office.duties, planned={NIGHT: duty}))
    scene.tap("p003")
    to(scene, "09:00")
    assert alerts(scene) == {"duty-short": "warning"}
    to(scene, "21:00")

    assert marks(scene) == set()


def test_nobody_is_planned_before_their_first_day_or_after_their_last():
    """Who joins on the 15th has duties from then on, as many as are fair."""
    rules = duty_rules(people=6)
    joins = replace(rules.people["p002"], since=date(2026, 12, 15))
    goes = replace(rules.people["p003"], until=date(2026, 12, 10))
    rules = replace(rules, people={**rules.people, "p002": joins, "p003": goes})
    plan = planned(Ask(rules=rules, slots=slots_of(rules, date(2026, 12, 1), date(2026, 12, 31))))

    days = {p: [x.slot.day.day for x in plan.places if x.person == p] for p in ("p002", "p003")}
    assert min(days["p002"]) >= 15
    assert max(days["p003"]) <= 10
    assert plan.gaps == ()


def test_leave_for_a_part_of_a_duty_moves_its_ends():
    """Until 19:00 they need not come, from 20:00 on they may go; between, the rules hold."""
    scene = published((NIGHT, ("p002", "p003", "p004")))
    on_leave(scene, "p002", "17:00", "19:00")
    on_leave(scene, "p003", "20:00", "22:00")
    on_leave(scene, "p004", "17:00", "19:00")
    scene.tap("p003")
    to(scene, "19:03")
    scene.tap("p002")
    to(scene, "20:01")
    scene.tap("p003")
    to(scene, "21:00")

    assert marks(scene) == {("p004", "absent")}


def test_the_absence_stays_with_who_did_not_come_and_not_with_who_helps_out():
    """The leader puts p004 there at 18:20, who comes at 18:40: not late; p002 was absent."""
    scene = published((NIGHT, ("p002",)))
    to(scene, "18:20")
    assert answer_to(scene, DutyGiven(slot=NIGHT, out="p002", in_="p004", by="p001")).ok
    to(scene, "18:22")
    (title,) = (a.title.zh for k, a in scene.office.alerts.open.items() if "duty-missing" in k)
    assert "员工p004" in title or "陈浩" in title
    to(scene, "18:40")
    scene.tap("p004")
    assert alerts(scene) == {}
    to(scene, "21:00")

    assert marks(scene) == {("p002", "absent")}
    assert scene.refolded().duties == scene.durable()["duties"]


def test_who_was_replaced_before_anybody_missed_them_is_not_absent():
    """They called at 18:02; the stand-in who never makes it is not absent either."""
    scene = published((NIGHT, ("p002",)))
    to(scene, "18:02")
    assert answer_to(scene, DutyGiven(slot=NIGHT, out="p002", in_="p004", by="p001")).ok
    to(scene, "21:00")

    assert marks(scene) == set()


def test_who_was_late_and_is_relieved_by_somebody_else_was_late_all_the_same():
    """And off post, if they were; the rest of the evening is not theirs."""
    scene = published((NIGHT, ("p002",)))
    to(scene, "18:10")
    scene.tap("p002")
    to(scene, "19:00")
    scene.tap("p002")
    to(scene, "19:11")
    assert answer_to(scene, DutyGiven(slot=NIGHT, out="p002", in_="p004", by="p001")).ok
    scene.tap("p004")
    to(scene, "21:00")

    assert marks(scene) == {("p002", "late"), ("p002", "off_post")}
    assert alerts(scene) == {}


def test_who_stays_on_for_the_next_duty_has_nothing_to_sign():
    """The leader keeps them where nobody else can come: no page that only one side could sign."""
    rules = with_kind(duty_rules(people=6), NIGHT_WATCH)
    limits = replace(rules.duty.limits, rest_h=0.0)
    rules = replace(rules, duty=replace(rules.duty, limits=limits))
    night, day = "2026-11-20.watch.desk", "2026-11-21.morning.desk"
    rules = with_kind(rules, MORNING)
    rules = replace(
        rules, duty=replace(rules.duty, kinds={**rules.duty.kinds, "watch": NIGHT_WATCH})
    )
    scene = published((night, ("p002",)), (day, ("p002",)), rules=rules)
    to(scene, "21:00")
    scene.tap("p002")
    to(scene, "23:59")
    to(scene, "10:30")

    assert scene.office.duties.planned[night].ended
    assert (marks(scene), alerts(scene)) == (set(), {})


def test_who_has_night_duty_is_not_forgotten_at_the_days_end():
    """04:00 closes what was left open; not a session of somebody who is on duty until 09:00."""
    rules = with_kind(duty_rules(people=6), NIGHT_WATCH)
    scene = published(("2026-11-20.watch.desk", ("p002",)), rules=rules)
    to(scene, "20:55")
    scene.tap("p002")
    to(scene, "23:59")
    to(scene, "08:59")
    assert alerts(scene) == {}
    (line,) = who_is_in(scene.office, scene.rules, scene.clock.now())
    assert (line.key, line.doubt) == ("p:p002", Doubt.NONE)

    to(scene, "09:05")
    assert scene.tap("p002").direction == "out"
    assert marks(scene) == set()


def test_who_forgets_to_tap_out_after_a_night_duty_is_signed_out_the_next_day():
    """At the 04:00 after it."""
    rules = with_kind(duty_rules(people=6), NIGHT_WATCH)
    scene = published(("2026-11-20.watch.desk", ("p002",)), rules=rules)
    scene.until("20:55")
    scene.tap("p002")
    scene.advance(timedelta(hours=31, minutes=6).total_seconds())
    scene.feed(MinuteBegan())

    assert scene.office.presence.sessions == {}


def test_who_is_on_duty_in_the_evening_is_no_doubtful_line_of_a_roll_call():
    """Three hours after their shift they are still expected."""
    scene = published((NIGHT, ("p001",)), rules=duty_rules(people=6, has_shifts=True))
    scene.tap("p001")
    to(scene, "20:59")

    (line,) = who_is_in(scene.office, scene.rules, scene.clock.now())
    assert line.doubt is Doubt.NONE


def test_a_draft_that_is_older_than_a_leave_is_not_published():
    """Nor one with somebody who has left; the leader is told who, and which duty."""
    scene = published((DAY, ("p002",)), rules=with_kind(duty_rules(people=6), MORNING))
    on_leave(scene, "p003", "12:00", "23:00")

    said = answer_to(scene, DutyPublished(places=((NIGHT, ("p003",)),), by="p001"))
    assert (said.code, said.data["hindrance"], said.data["slot"]) == ("hindered", "away", NIGHT)
    assert "18:00" in said.text.zh
    left = answer_to(scene, DutyPublished(places=((NIGHT, ("p009",)),), by="p001"))
    assert left.data["hindrance"] == "left"
    assert NIGHT not in scene.office.duties.planned

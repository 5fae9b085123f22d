"""Leave and other requests: asked, approved level by level, refused, withdrawn, cancelled (S4)."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from gateway.domain import requests
from gateway.domain.effects import AlertChanged
from gateway.domain.events import AlertAnswered, MinuteBegan, RequestAnswered, RequestFiled
from gateway.domain.requests import Step
from gateway.domain.rules import Assignment, Team
from gateway.domain.text import Text
from tests.domain.leave_desk import (
    ask,
    at,
    correction,
    decide,
    desk,
    desk_rules,
    leave,
    outing,
    the,
)
from tests.domain.scene import Scene, every


@pytest.fixture(name="scene")
def _scene() -> Scene:
    return desk()


def test_a_day_of_leave_is_decided_by_the_manager_alone(scene):
    """Asked, approved by the first level, counted in the balance."""
    filed = leave(scene, at("24", "09:00"), at("24", "17:30"))
    assert (filed.ok, filed.code, filed.data["request"]) == (True, "filed", "r1")
    assert (the(scene).days, the(scene).seconds, the(scene).marks) == (1.0, 7.5 * 3600, ())
    assert the(scene).needed == (("p003",),)

    assert decide(scene, "approve", "p003").data["step"] == "approved"
    assert the(scene).step is Step.APPROVED
    (personal,) = (
        b
        for b in requests.balances(scene.office, scene.rules, "p001", 2026)
        if b.kind == "personal"
    )
    assert (personal.taken_days, personal.left_days) == (1.0, None)


def test_longer_leave_needs_the_next_level_too_and_none_is_skipped(scene):
    """Two days: the manager first, then the next level; never the other way round."""
    leave(scene, at("24", "09:00"), at("25", "17:30"))
    assert the(scene).needed == (("p003",), ("boss",))

    assert decide(scene, "approve", "boss").code == "not_yours"
    assert decide(scene, "approve", "p003").data["step"] == "first_approval"
    assert decide(scene, "approve", "p003").code == "not_yours"
    assert decide(scene, "approve", "boss").data["step"] == "approved"


def test_field_work_needs_the_next_level_from_the_first_hour_on(scene):
    """Business and study go to the next level, however short (the client's rulebook)."""
    leave(scene, at("24", "09:00"), at("24", "11:00"), kind="field_work")
    assert the(scene).needed == (("p003",), ("boss",))


def test_nobody_decides_for_oneself(scene):
    """A manager's leave goes to the level above; HR is the last level."""
    leave(scene, at("24"), at("25"), person="p003")
    assert the(scene).needed == (("boss",),)
    assert decide(scene, "approve", "p003").code == "not_yours"

    leave(scene, at("24"), at("25"), person="boss")
    assert the(scene, "r2").needed == (("dora",),)


def test_while_the_manager_is_on_leave_the_stand_in_decides(scene):
    """And once the manager is back, only the manager."""
    leave(scene, at("20", "09:00"), at("20", "17:30"), person="p003", emergency=True)
    decide(scene, "approve", "boss")
    leave(scene, at("24", "09:00"), at("24", "17:30"))
    now = scene.clock.now
    assert not requests.may_decide(scene.office, scene.rules, the(scene, "r2"), "p005", now())

    scene.until("10:00")
    assert requests.waiting_for(scene.office, scene.rules, "p005", now()) == (the(scene, "r2"),)
    scene.until("18:00")
    assert requests.waiting_for(scene.office, scene.rules, "p005", now()) == ()
    assert requests.waiting_for(scene.office, scene.rules, "p003", now()) == (the(scene, "r2"),)


def test_without_a_stand_in_the_next_level_decides_for_both(scene):
    """One approval of the next level stands for the level below and its own."""
    team = replace(scene.rules.teams["service"], stand_ins=())
    scene.rules = replace(scene.rules, teams={**scene.rules.teams, "service": team})
    leave(scene, at("20", "09:00"), at("20", "17:30"), person="p003", emergency=True)
    decide(scene, "approve", "boss")
    scene.until("10:00")
    leave(scene, at("24", "09:00"), at("25", "17:30"))

    assert decide(scene, "approve", "boss", "r2").data["step"] == "approved"
    assert the(scene, "r2").level == 2


def test_a_refusal_says_why(scene):
    """Without words it is not taken; with them the person can read them."""
    leave(scene, at("24"), at("25"))
    assert decide(scene, "refuse", "p003").code == "words_missing"
    decide(scene, "refuse", "p003", note="  那天要开会 ")

    assert (the(scene).step, the(scene).decided[-1].note) == (Step.REFUSED, "那天要开会")
    assert decide(scene, "approve", "p003").code == "already_decided"


def test_what_waits_can_be_withdrawn_by_who_asked(scene):
    """By oneself, who filed it or HR; once approved it has to be cancelled."""
    leave(scene, at("24"), at("25"))
    assert decide(scene, "withdraw", "p002").code == "not_yours"
    assert decide(scene, "cancel", "p001").code == "not_approved"
    assert decide(scene, "withdraw", "p001").data["step"] == "withdrawn"
    assert decide(scene, "withdraw", "p001").code == "already_decided"

    leave(scene, at("24"), at("25"))
    decide(scene, "approve", "p003", "r2")
    assert decide(scene, "withdraw", "p001", "r2").code == "already_decided"


def test_cancelling_gives_the_days_back_once_it_is_agreed_to(scene):
    """Until then the leave stands; refused, it goes on standing; asked late, it is marked."""
    leave(scene, at("24", "09:00"), at("24", "17:30"), kind="annual")
    decide(scene, "approve", "p003")
    decide(scene, "cancel", "p001")
    assert (the(scene).step, the(scene).marks) == (Step.CANCEL_ASKED, ())
    assert scene.office.requests.taken == {"p001/annual/2026": 1.0}
    assert decide(scene, "approve", "p001").code == "not_yours"
    decide(scene, "refuse", "p003", note="已排班")
    assert the(scene).step is Step.APPROVED

    scene.advance(timedelta(days=5).total_seconds())
    decide(scene, "cancel", "p001")
    assert the(scene).marks == ("cancelled_late",)
    assert decide(scene, "withdraw", "p001").data["step"] == "approved"
    decide(scene, "cancel", "p001")
    decide(scene, "approve", "p003")
    assert the(scene).step is Step.CANCELLED
    assert scene.office.requests.taken == {}


def test_the_rest_of_a_leave_is_given_back_and_what_was_taken_stands(scene):
    """Back on the third of five days: nobody is absent on the first two."""
    leave(scene, at("23", "09:00"), at("27", "17:30"), kind="annual")
    decide(scene, "approve", "p003")
    decide(scene, "approve", "boss")
    scene.advance(timedelta(days=5, hours=2).total_seconds())
    decide(scene, "cancel", "p001")
    answer = decide(scene, "approve", "p003")

    assert (answer.data["step"], the(scene).step) == ("approved", Step.APPROVED)
    assert (the(scene).until.isoformat(), the(scene).days) == (at("25"), 2.0)
    assert scene.office.requests.taken == {"p001/annual/2026": 2.0}
    [away] = requests.aways(requests.folded(scene.kept).values())
    assert (away.since.isoformat(), away.until.isoformat()) == (at("23", "09:00"), at("25"))
    before = scene.durable()
    scene.restart()
    assert scene.durable() == before


def test_a_leave_given_back_on_its_first_day_or_after_its_last_is_given_back_whole(scene):
    """Nothing was taken of it; or it is said that all of it was worked."""
    leave(scene, at("23", "09:00"), at("24", "17:30"), kind="annual")
    decide(scene, "approve", "p003")
    decide(scene, "approve", "boss")
    scene.advance(timedelta(days=3, hours=2).total_seconds())
    decide(scene, "cancel", "p001")
    decide(scene, "approve", "p003")
    assert (the(scene).step, scene.office.requests.taken) == (Step.CANCELLED, {})

    leave(scene, at("24", "09:00"), at("25", "17:30"), kind="annual")
    decide(scene, "approve", "p003", "r2")
    decide(scene, "approve", "boss", "r2")
    scene.advance(timedelta(days=5).total_seconds())
    decide(scene, "cancel", "p001", "r2")
    decide(scene, "approve", "p003", "r2")
    assert (the(scene, "r2").step, scene.office.requests.taken) == (Step.CANCELLED, {})


def test_leave_asked_for_day_by_day_skips_no_level(scene):
    """One leave in parts is as long as the parts together; a day of work between parts them."""
    leave(scene, at("26", "09:00"), at("26", "17:30"))
    leave(scene, at("27", "13:00"), at("27", "17:30"), kind="annual")
    leave(scene, at("30", "09:00"), at("30", "12:00"))
    leave(scene, at("24", "09:00"), at("24", "17:30"))

    assert the(scene, "r1").needed == (("p003",),)
    assert the(scene, "r2").needed == (("p003",),)  # Friday morning is worked
    assert the(scene, "r3").needed == (("p003",),)  # with Friday afternoon one day
    assert the(scene, "r4").needed == (("p003",),)
    leave(scene, at("25", "09:00"), at("25", "12:00"))
    assert the(scene, "r5").needed == (("p003",), ("boss",))


def test_sick_leave_may_be_filed_by_a_colleague_and_anything_by_hr(scene):
    """Ordinary leave, outings, overtime and corrections only by oneself."""
    times = at("24"), at("25")
    assert leave(scene, *times, by="p002").code == "not_yours"
    assert leave(scene, *times, kind="sick", by="p002").ok
    assert the(scene).by == "p002"
    decide(scene, "withdraw", "p002")
    assert leave(scene, *times, by="dora").ok
    assert outing(scene, *times, person="p004", by="p002").code == "not_yours"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"asked": "holiday"}, "unknown_asked"),
        ({"person": "nobody"}, "unknown_person"),
        ({"by": "nobody"}, "unknown_person"),
        ({"person": "p009", "by": "p009"}, "person_left"),
        ({"what": "moon"}, "unknown_kind"),
        ({"since": "tomorrow"}, "bad_times"),
        ({"since": "2026-11-24T09:00"}, "bad_times"),
        ({"until": None}, "bad_times"),
        ({"since": "0001-01-01T00:00:00+14:00"}, "bad_times"),
        ({"until": "9999-12-31T23:59:59-12:00"}, "bad_times"),
        ({"until": at("23", "09:00")}, "ends_first"),
        ({"until": at("24", "09:00")}, "ends_first"),
        ({"until": at("2027-12-01")}, "too_long"),
        ({"since": at("2028-01-03"), "until": at("2028-01-04")}, "too_far"),
        ({"since": at("2026-09-18"), "until": at("2026-09-19")}, "too_early"),
        ({"since": at("21"), "until": at("23")}, "no_work"),
        ({"asked": "outing", "what": ""}, "place_missing"),
        ({"asked": "outing", "reason": " \n"}, "words_missing"),
        ({"asked": "overtime", "until": at("26")}, "too_long"),
        ({"asked": "correction", "what": "up"}, "unknown_way"),
        ({"asked": "correction", "what": "in", "reason": "忘刷"}, "in_future"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(scene, change, code):
    """In both languages; nothing is half done."""
    event = RequestFiled(
        asked="leave",
        person="p001",
        by="p001",
        since=at("24", "09:00"),
        until=at("24", "17:30"),
        what="personal",
    )
    before = scene.office
    answer = ask(scene, replace(event, **change))

    assert (answer.ok, answer.code) == (False, code)
    assert answer.text.zh
    assert answer.text.en
    assert scene.office == before


def test_an_overlapping_absence_is_refused_and_named(scene):
    """Leave against leave or an outing, waiting or approved; touching is none."""
    leave(scene, at("24", "09:00"), at("24", "12:00"))
    answer = outing(scene, at("24", "11:00"), at("24", "14:00"))
    assert answer.code == "overlaps"
    assert "事假（11-24 09:00 – 12:00，等待审批）" in answer.text.zh
    assert outing(scene, at("24", "12:00"), at("24", "14:00")).ok
    assert leave(scene, at("24", "09:00"), at("24", "12:00"), person="p002").ok

    decide(scene, "withdraw", "p001", "r1")
    assert leave(scene, at("24", "11:00"), at("24", "12:00")).ok


def test_a_closed_month_takes_no_request_no_approval_and_no_cancelling(scene):
    """It says which month; what waits can still be refused or withdrawn."""
    leave(scene, at("24", "09:00"), at("24", "17:30"))
    decide(scene, "approve", "p003")
    leave(scene, at("30"), at("2026-12-02"))
    close(scene, "2026-11", "p001")

    answer = leave(scene, at("2026-11-26"), at("2026-12-02"))
    assert (answer.code, "2026-11" in answer.text.zh) == ("month_closed", True)
    assert correction(scene, at("19", "08:55")).code == "month_closed"
    assert leave(scene, at("2026-12-03"), at("2026-12-04")).ok
    assert leave(scene, at("24"), at("25"), person="p002").ok
    assert decide(scene, "cancel", "p001", "r1").code == "month_closed"
    assert decide(scene, "approve", "p003", "r2").code == "month_closed"
    assert decide(scene, "refuse", "p003", "r2", note="已结账").ok


def test_a_tap_after_midnight_belongs_to_the_closed_month_of_its_shift(scene):
    """The shift of the last evening of a month ends on the first of the next."""
    night = replace(scene.rules.shifts["day"], id="night", start=time(22), end=time(6), breaks=())
    plan = Assignment(person="p001", shift="night", from_=date(2025, 1, 1), pattern="daily")
    scene.rules = replace(
        scene.rules,
        shifts={**scene.rules.shifts, "night": night},
        assignments=(plan, *(a for a in scene.rules.assignments if a.person != "p001")),
    )
    close(scene, "2026-10", "p001")

    answer = correction(scene, at("2026-11-01", "06:02"))
    assert (answer.code, "2026-10" in answer.text.zh) == ("month_closed", True)
    assert correction(scene, at("2026-11-01", "21:55")).ok


def close(scene: Scene, month: str, person: str) -> None:
    """Close a month of a person, as HR does."""
    closing = replace(scene.office.closing, closed={month: frozenset({person})})
    scene.office = scene.office.changed(closing=closing)


def test_nothing_is_taken_where_nobody_could_decide(scene):
    """It would wait for ever."""
    people = {k: p for k, p in scene.rules.people.items() if k != "dora"}
    scene.rules = replace(scene.rules, teams={}, people=people)
    assert leave(scene, at("24"), at("25")).code == "nobody_decides"


def test_nothing_is_dated_by_a_clock_that_is_not_set(scene):
    """Deadlines and overlaps would be wrong."""
    scene.clock.trusted = False
    assert leave(scene, at("24"), at("25")).code == "clock_untrusted"


def test_unknown_requests_and_choices_are_refused(scene):
    """With clear words."""
    leave(scene, at("24"), at("25"))
    assert decide(scene, "approve", "p003", "r9").code == "unknown_request"
    assert decide(scene, "bless", "p003").code == "unknown_choice"


def test_more_than_is_left_is_marked_and_not_blocked(scene):
    """Five days of annual leave a year: what waits counts with it."""
    leave(scene, at("23"), at("28"), kind="annual")
    assert the(scene).days == 5.0
    assert the(scene).marks == ()
    answer = leave(scene, at("2026-12-01", "09:00"), at("2026-12-01", "12:00"), kind="annual")
    assert answer.data["marks"] == ("no_balance",)
    assert "超出余额" in answer.text.zh

    decide(scene, "approve", "p003", "r1")
    decide(scene, "approve", "boss", "r1")
    decide(scene, "approve", "p003", "r2")
    balances = requests.balances(scene.office, scene.rules, "p001", 2026)
    annual = next(b for b in balances if b.kind == "annual")
    assert (annual.taken_days, annual.left_days, annual.asked_days) == (5.5, -0.5, 0.0)


def test_an_approved_correction_is_a_declared_tap_beside_the_raw_ones(scene):
    """The fact names the request, who approved it and why."""
    assert correction(scene, at("19", "17:40"), "out").ok
    assert not scene.records("tap.declared")
    decide(scene, "approve", "p003")

    (fact,) = scene.records("tap.declared")
    assert fact.subject == "r1"
    assert fact.body == {
        "person": "p001",
        "direction": "out",
        "at": at("19", "17:40"),
        "request": "r1",
        "by": "p003",
        "reason": "忘刷",
    }
    assert decide(scene, "cancel", "p001").code == "tap_stays"


def test_a_tap_that_is_there_is_not_declared(scene):
    """Nor one that is declared already."""
    scene.tap("p001")
    scene.advance(60.0)
    answer = correction(scene, at("20", "08:30"))
    assert answer.code == "tap_exists"
    assert correction(scene, at("19", "08:55")).ok
    assert correction(scene, at("19", "08:55")).code == "overlaps"
    assert correction(scene, at("19", "08:55"), person="p002").ok


def test_who_decides_is_told_once_and_the_kind_of_leave_stays_private(scene):
    """A message opens with the request and is over with the decision."""
    effects = scene.feed(
        RequestFiled(
            asked="leave",
            person="p001",
            by="p001",
            since=at("24", "09:00"),
            until=at("24", "12:00"),
            what="sick",
            reason="牙疼",
        )
    )
    (alert,) = every(AlertChanged, effects)
    assert (alert.key, alert.state, alert.severity) == ("request:r1", "raised", "info")
    shown = scene.office.alerts.open["request:r1"]
    assert "李伟" in shown.title.zh
    assert "赵敏" in shown.body.zh
    for words in (shown.title.zh, shown.title.en, shown.body.zh, shown.body.en):
        assert not [told for told in ("病", "Sick", "牙") if told in words]

    decide(scene, "approve", "p003")
    assert "request:r1" not in scene.office.alerts.open


def test_what_begins_undecided_is_told_once_more(scene):
    """An hour before, and an hour after it was asked for; not once somebody took the message."""
    leave(scene, at("20", "13:00"), at("20", "17:30"))
    leave(scene, at("20", "13:00"), at("20", "17:30"), person="p002")
    scene.feed(AlertAnswered(key="request:r2", choice="acknowledge", by="facilities"))
    scene.until("11:59")
    scene.feed(MinuteBegan())
    assert scene.office.alerts.open["request:r1"].severity == "info"

    scene.until("12:00")
    scene.feed(MinuteBegan())
    alert = scene.office.alerts.open["request:r1"]
    assert (alert.severity, "还没有人审批" in alert.title.zh) == ("warning", True)
    assert "request:r2" not in scene.office.alerts.open
    scene.until("12:01")
    assert every(AlertChanged, scene.feed(MinuteBegan())) == []
    decide(scene, "approve", "p003")
    assert "request:r1" not in scene.office.alerts.open


def test_absences_and_the_rows_of_the_ledger_read_the_same(scene):
    """`folded` of the kept rows is what the office knows; `aways` are the approved absences."""
    leave(scene, at("24", "09:00"), at("24", "12:00"))
    outing(scene, at("25", "09:00"), at("25", "12:00"))
    correction(scene, at("19", "08:55"))
    for request in ("r1", "r2", "r3"):
        decide(scene, "approve", "p003", request)
    decide(scene, "cancel", "p001", "r1")
    rows = [fact for fact in scene.kept if fact.kind in requests.KINDS]

    assert requests.folded(rows) == scene.office.requests.open
    away, out = requests.aways(requests.folded(rows).values())
    assert (away.id, away.kind, away.what) == ("r1", "leave", "personal")
    assert (out.id, out.kind, out.what) == ("r2", "outing", "工商局")
    blank = [replace(row, subject="", body={}) if row.subject == "r1" else row for row in rows]
    assert set(requests.folded(blank)) == {"r2", "r3"}


def test_what_was_over_long_ago_leaves_the_state_and_the_balance_stays(scene):
    """62 days after it ended; what nobody ever decided ends as refused."""
    leave(scene, at("24", "09:00"), at("24", "17:30"), kind="annual")
    decide(scene, "approve", "p003")
    leave(scene, at("25", "09:00"), at("25", "17:30"), kind="annual")
    scene.advance(timedelta(days=66).total_seconds())
    scene.feed(MinuteBegan())
    assert set(scene.office.requests.open) == {"r1", "r2"}

    scene.advance(timedelta(days=2).total_seconds())
    scene.feed(MinuteBegan())
    assert scene.office.requests.open == {}
    assert scene.office.requests.taken == {"p001/annual/2026": 1.0}
    (refused,) = scene.records("request.refused")
    assert (refused.subject, refused.body["by"]) == ("r2", "")
    assert scene.durable() == scene.durable(scene.refolded())
    assert decide(scene, "cancel", "p001").code == "unknown_request"


def test_a_team_without_managers_is_answered_for_by_hr():
    """There is always somebody, as long as there is HR."""
    rules = desk_rules()
    empty = {"service": Team(id="service", name=Text("客服部", "Service"))}
    scene = Scene(replace(rules, teams=empty), desk().clock)
    leave(scene, at("24"), at("25"))
    assert the(scene).needed == (("dora",),)


def test_a_decision_about_nothing_that_waits_for_anybody_is_nobodys(scene):
    """`deciders` of what is over is empty."""
    leave(scene, at("24"), at("25"))
    scene.feed(RequestAnswered(request="r1", choice="withdraw", by="p001"))
    assert requests.deciders(scene.office, scene.rules, the(scene), scene.clock.now()) == ()

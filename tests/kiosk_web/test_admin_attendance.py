"""Shifts, plans, calendar, teams and tables of people, over the registry as the gateway has it."""

import io
from datetime import date, time, timedelta

import pytest

from gateway.domain.events import BadgeTapped
from gateway.domain.rules import DayKind
from tests.kiosk_web.admin_scene import real_office
from tests.kiosk_web.browser_of import Browser

PAGES = (
    "/admin/people",
    "/admin/people/import",
    "/admin/teams",
    "/admin/teams/service",
    "/admin/teams/new",
    "/admin/shifts",
    "/admin/shifts/day",
    "/admin/shifts/new",
    "/admin/plans",
    "/admin/plans/new",
    "/admin/calendar",
)
SHIFT = {
    "zh": "日班",
    "en": "Day",
    "start": "09:00",
    "end": "18:00",
    "break_start_0": "12:00",
    "break_end_0": "13:00",
    "before_min": "60",
    "after_min": "60",
    "late_grace_min": "5",
    "early_grace_min": "5",
    "watch_min": "120",
    "half_day_min": "360",
    "pairing": "first_last",
}


@pytest.fixture(name="built")
def _built(tmp_path):
    return real_office(tmp_path)


@pytest.fixture(name="hr")
def _hr(built):
    return built.browser("p002")


def rules(built):
    return built.gateway.rules


@pytest.mark.parametrize("path", PAGES)
def test_attendance_is_set_up_by_hr_and_administrators_only(built, hr, path):
    """In both languages; a manager and staff are refused, a stranger is sent to sign in."""
    for language in ("zh", "en"):
        hr.post("/language", "/account", language=language)
        assert hr.get(path).status_code == 200
    assert built.browser("p001").get(path).status_code == 200
    assert built.browser("p010").get(path).status_code == 403
    assert Browser(built).get(path).status_code == 303


def test_hr_has_no_screens_no_programs_and_gives_no_roles(built, hr):
    """Nor changes an administrator, nor sets anybody's PIN."""
    for path in ("/admin", "/admin/programs"):
        assert hr.get(path).status_code == 403
    fields = {"number": "1017", "name": "李伟", "active": "yes", "roles": ["staff", "admin"]}
    assert hr.post("/admin/people/p017", "/account", **fields).status_code == 303
    assert rules(built).people["p017"].roles == {"staff"}
    assert hr.post("/admin/people/p001", "/account", **fields).status_code == 403
    assert hr.post("/admin/people/p017/pin", "/account").status_code == 403
    assert 'name="roles"' not in hr.get("/admin/people/p017").text


def test_a_form_without_its_token_changes_nothing(built, hr):
    """Of every form of these pages."""
    before = built.registry.export_document()
    for path in ("shifts", "shifts/day", "plans", "plans/end", "calendar/day", "teams"):
        assert hr.client.post(f"/admin/{path}", data=SHIFT).status_code == 400
    assert built.registry.export_document() == before


def test_a_shift_changes_from_a_day_on(built, hr):
    """Days before keep their hours; the name is new at once."""
    change = {**SHIFT, "en": "Daytime", "end": "17:30", "from": "2026-12-01"}
    assert hr.post("/admin/shifts/day", "/account", **change).status_code == 303

    day = rules(built).shifts["day"]
    assert (day.name.en, day.end) == ("Daytime", time(17, 30))
    [(until, was)] = day.earlier
    assert (until, was.end) == (date(2026, 11, 30), time(18))
    hr.post("/language", "/account", language="en")
    assert "From 2026-12-01: 09:00–17:30." in hr.get("/admin/shifts").text
    assert built.acts() == ["shift.changed"]


def test_a_shift_never_changes_backwards(built, hr):
    """Yesterday is over: refused in words, nothing changed, the form still filled in."""
    change = {**SHIFT, "end": "17:30", "from": "2026-11-19"}
    answer = hr.post("/admin/shifts/day", "/account", **change)

    assert answer.status_code == 422
    assert 'value="17:30"' in answer.text
    assert rules(built).shifts["day"].end == time(18)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"end": "09:00"}, "24 h"),
        ({"break_start_0": "19:00", "break_end_0": "20:00"}, "not inside the shift"),
    ],
)
def test_hours_that_make_no_sense_are_refused_in_words(built, hr, change, words):
    """A shift of 24 hours, a break outside of it."""
    hr.post("/language", "/account", language="en")
    answer = hr.post("/admin/shifts", "/account", **{**SHIFT, **change})

    assert (answer.status_code, words in answer.text) == (422, True)
    assert set(rules(built).shifts) == {"day", "evening", "early"}


def test_hours_that_would_collide_are_refused_with_both_shifts_named(built, hr):
    """Longer hours from a day on: somebody would work two shifts at once."""
    plan = {"who": "p017", "shift": "evening", "from": "2026-11-21", "pattern": "daily"}
    assert hr.post("/admin/plans", "/account", **plan).status_code == 303
    hr.post("/language", "/account", language="en")
    change = {**SHIFT, "end": "19:00", "from": "2026-12-01"}
    answer = hr.post("/admin/shifts/day", "/account", **change)

    assert answer.status_code == 422
    for words in ("李伟", "Day (09:00–19:00)", "Evening (18:30–00:30)", "2026-12-01 18:30"):
        assert words in answer.text


def test_a_new_shift_is_added_and_an_unused_one_is_deleted(built, hr):
    """One that somebody works stays."""
    fields = {**SHIFT, "zh": "中班", "en": "Middle shift"}
    assert hr.post("/admin/shifts", "/account", **fields).status_code == 303
    assert rules(built).shifts["middle-shift"].name.zh == "中班"
    assert hr.post("/admin/shifts/middle-shift/delete", "/account").status_code == 303
    assert hr.post("/admin/shifts/day/delete", "/account").status_code == 422
    assert set(rules(built).shifts) == {"day", "evening", "early"}


@pytest.mark.parametrize("field", ["start", "watch_min", "pairing", "from"])
def test_a_tampered_field_is_422(built, hr, field):
    """Not a time, not a number, not a choice, not a date."""
    change = {**SHIFT, "from": "2026-12-01", field: "x"}
    assert hr.post("/admin/shifts/day", "/account", **change).status_code == 422


def test_a_plan_is_shown_before_it_is_kept(built, hr):
    """The days it means, what is there already; nothing is kept by looking."""
    asked = "/admin/plans/new?who=p018&shift=evening&from=2026-12-01&to=&kind=cycle&on=4&off=1"
    page = hr.get(asked).text

    assert 'value="cycle:4/1"' in page
    assert 'name="ends"' in page
    assert len(rules(built).assignments) == 4


def test_a_plan_takes_the_place_of_the_one_before(built, hr):
    """The older one ends the day before, in the same step."""
    plan = {"who": "p018", "shift": "day", "from": "2026-12-01", "pattern": "weekdays"}
    assert hr.post("/admin/plans", "/account", **plan).status_code == 422
    assert hr.post("/admin/plans", "/account", **plan, ends="yes").status_code == 303

    mine = {p.shift: p for p in rules(built).plans["p018"]}
    assert mine["early"].to == date(2026, 11, 30)
    assert (mine["day"].from_, mine["day"].to) == (date(2026, 12, 1), None)


def test_a_whole_team_is_planned_at_once(built, hr):
    """All of them or none."""
    plan = {"who": "team:service", "shift": "early", "from": "2026-12-01", "pattern": "daily"}
    assert hr.post("/admin/plans", "/account", **plan).status_code == 422
    assert all(p.shift != "early" for p in rules(built).plans["p017"])
    assert hr.post("/admin/plans", "/account", **plan, ends="yes").status_code == 303
    for person in ("p010", "p017", "p018", "p019"):
        assert any(p.shift == "early" and p.to is None for p in rules(built).plans[person])


@pytest.mark.parametrize("pattern", ["", "sometimes", "every:0", "cycle:2"])
def test_a_pattern_that_means_nothing_is_not_kept(built, hr, pattern):
    """In words; nothing changed."""
    plan = {"who": "p021", "shift": "day", "from": "2026-12-01", "pattern": pattern}
    assert hr.post("/admin/plans", "/account", **plan).status_code == 422
    assert "p021" not in rules(built).plans


def test_a_plan_is_ended_and_one_that_has_not_begun_is_taken_away(built, hr):
    """One that has begun cannot end before it began."""
    end = {"plan": "p017:day:2026-09-01", "to": "2026-11-30"}
    assert hr.post("/admin/plans/end", "/account", **end).status_code == 303
    assert rules(built).plans["p017"][0].to == date(2026, 11, 30)
    assert hr.post("/admin/plans/end", "/account", **{**end, "to": "2026-08-01"}).status_code == 422
    plan = {"who": "p021", "shift": "day", "from": "2026-12-01", "pattern": "daily"}
    hr.post("/admin/plans", "/account", **plan)
    gone = {"plan": "p021:day:2026-12-01", "to": "2026-11-30"}
    assert hr.post("/admin/plans/end", "/account", **gone).status_code == 303
    assert "p021" not in rules(built).plans


def test_who_has_left_is_not_planned(built, hr):
    """The registry says so; nothing is kept."""
    hr.post("/admin/people/p021", "/account", number="1021", name="周敏")
    plan = {"who": "p021", "shift": "day", "from": "2026-12-01", "pattern": "daily"}
    answer = hr.post("/admin/plans", "/account", **plan)

    assert answer.status_code == 422
    assert "周敏" in answer.text


def test_a_day_is_set_and_taken_back(built, hr):
    """The office's own word beats what is published, with a name."""
    day = {"day": "2026-12-24", "kind": "holiday", "zh": "平安夜"}
    assert hr.post("/admin/calendar/day", "/account", **day).status_code == 303
    assert rules(built).calendar[date(2026, 12, 24)] is DayKind.HOLIDAY
    assert "平安夜" in hr.get("/admin/calendar").text
    assert hr.post("/admin/calendar/day", "/account", day="2026-12-24").status_code == 303
    assert date(2026, 12, 24) not in rules(built).calendar
    wrong = {"day": "2026-12-24", "kind": "party"}
    assert hr.post("/admin/calendar/day", "/account", **wrong).status_code == 422


def test_a_year_nobody_knows_says_so_until_it_is_complete(built, hr):
    """A warning on its page; the office may say that it has filled it in."""
    warned = "note warn"
    assert warned not in hr.get("/admin/calendar?year=2026").text
    assert warned in hr.get("/admin/calendar?year=2031").text
    hr.post("/admin/calendar/year", "/account", year="2031", known="yes")
    assert 2031 in rules(built).almanac.years
    assert warned not in hr.get("/admin/calendar?year=2031").text
    hr.post("/admin/calendar/year", "/account", year="2031")
    assert 2031 not in rules(built).almanac.years
    assert hr.get("/admin/calendar?year=9999").status_code == 404


def test_a_team_is_made_of_a_word_and_takes_its_people(built, hr):
    """Everybody whose team was that word is in it, in one step."""
    assert "财务部" in hr.get("/admin/teams").text
    fields = {"zh": "财务部", "en": "Finance", "of": "财务部", "managers": ["p001"]}
    assert hr.post("/admin/teams", "/account", **fields).status_code == 303
    assert rules(built).people["p021"].team == "finance"
    assert rules(built).teams["finance"].managers == ("p001",)
    assert "note warn" not in hr.get("/admin/teams").text


def test_teams_in_a_circle_are_refused_in_words(built, hr):
    """A team cannot be part of what is part of it; nothing is changed."""
    hr.post("/language", "/account", language="en")
    fields = {"zh": "客服中心", "en": "Service centre", "parent": "service"}
    answer = hr.post("/admin/teams/centre", "/account", **fields)

    assert (answer.status_code, "circle" in answer.text) == (422, True)
    assert rules(built).teams["centre"].parent is None


def test_a_team_others_are_part_of_is_not_deleted(built, hr):
    """Nor one with people in it."""
    assert hr.post("/admin/teams/service/delete", "/account").status_code == 422
    assert hr.post("/admin/teams/centre/delete", "/account").status_code == 422
    assert set(rules(built).teams) == {"centre", "service", "it"}


def test_the_first_change_of_a_leave_kind_keeps_the_usual_ones(built, hr):
    """Ten stay ten; a kind may be added and taken away."""
    usual = len(rules(built).leave_kinds)
    change = {"key": "annual", "zh": "年假", "en": "Annual leave", "paid": "yes"}
    more = {"days_a_year": "7.5", "first_level_days": "2"}
    assert hr.post("/admin/teams/leave", "/account", **change, **more).status_code == 303
    assert rules(built).leave_kinds["annual"].days_a_year == 7.5
    assert len(rules(built).leave_kinds) == usual
    added = {"zh": "育儿假", "en": "Child care", "first_level_days": "1"}
    hr.post("/admin/teams/leave", "/account", **added)
    assert len(rules(built).leave_kinds) == usual + 1
    assert hr.post("/admin/teams/leave/child-care/delete", "/account").status_code == 303
    assert len(rules(built).leave_kinds) == usual
    wrong = {**added, "first_level_days": "-1"}
    assert hr.post("/admin/teams/leave", "/account", **wrong).status_code == 422


def upload(browser, content: bytes):
    file = (io.BytesIO(content), "people.csv")
    return browser.post("/admin/people/import", "/account", file=file)


def test_a_table_is_shown_line_by_line_and_taken_only_when_told(built, hr):
    """Good rows, each bad one by its line; the good ones are taken when asked for, else nothing."""
    content = "工号,姓名,部门\n2001,孙倩,service\n,无工号,service\n1017,李伟明,service\n"
    page = upload(hr, content.encode("gb18030"))
    assert page.status_code == 200
    assert "孙倩" in page.text
    assert '<td class="n">3</td>' in page.text
    assert "p2001" not in rules(built).people

    taken = {"content": content.encode("gb18030").hex()}
    assert hr.post("/admin/people/import/take", "/account", **taken).status_code == 422
    assert "p2001" not in rules(built).people
    good = hr.post("/admin/people/import/take", "/account", **taken, good_only="yes")
    assert good.status_code == 200
    assert rules(built).people["p2001"].name == "孙倩"
    assert rules(built).people["p017"].name == "李伟明"
    assert built.acts() == ["people.imported"]


def test_hr_gives_no_role_by_a_table(built, hr):
    """An administrator may."""
    content = "number,name,roles\n2002,Eve,admin\n".encode("utf-8-sig")
    assert upload(hr, content).status_code == 422
    assert upload(built.browser("p001"), content).status_code == 200


def test_a_table_has_a_limit_and_nothing_is_422(built, hr):
    """Five hundred people fit; a film does not."""
    rows = "".join(f"3{n:03d},员工{n},service,,\n" for n in range(500))
    assert upload(hr, f"number,name,team,roles,uid\n{rows}".encode()).status_code == 200
    assert upload(hr, b"x" * 450_000).status_code == 413
    assert upload(hr, b"").status_code == 422
    assert hr.post("/admin/people/import/take", "/account", content="zz").status_code == 422


def test_a_lost_badge_and_its_successor_are_one_step(built, hr):
    """The new one works, the old one is lost; a temporary one has its last day."""
    old, new = "aa" * 32, "bb" * 32
    badge = {"badge": old, "person": "p017", "uid_tail": "0001"}
    built.registry.save("badges", old, badge, by="test")
    waiting = hr.get(f"/admin/people/p017/badge?old={old}&becomes=lost").headers["Location"]
    built.gateway.tell(BadgeTapped(tap_id="t1", reader="front-door", badge=new, uid_tail="0002"))
    assert old in hr.get(waiting).text
    seq = built.gateway.records[-1].seq
    fields = {"seq": seq, "old": old, "becomes": "lost", "until": "2026-11-30"}
    past = {**fields, "until": "2026-11-01"}
    assert hr.post("/admin/people/p017/badge", "/account", **past).status_code == 422
    assert hr.post("/admin/people/p017/badge", "/account", **fields).status_code == 303

    badges = rules(built).badges
    assert badges[old].status == "lost"
    assert (badges[new].status, badges[new].until) == ("active", date(2026, 11, 30))
    assert built.acts() == ["badge.replaced"]
    assert hr.get(f"/admin/people/p018/badge?after=0&old={old}").status_code == 422


def test_who_leaves_is_planned_no_longer_and_nobody_is_absent_afterwards(built, hr):
    """Today is the last day of every plan and published month; what is over stays as it is."""
    today = built.gateway.now().at.date()
    ahead = {f"{today}": "day", f"{today + timedelta(days=1)}": "day"}
    month = {"id": "service:2026-11", "team": "service", "month": "2026-11", "state": "published"}
    built.registry.save("rosters", month["id"], {**month, "days": {"p017": ahead}}, by="p001")

    fields = {"number": "1017", "name": "李伟"}
    assert hr.post("/admin/people/p017", "/account", **fields).status_code == 303

    assert not rules(built).people["p017"].active
    assert [plan.to for plan in rules(built).plans["p017"]] == [today]
    assert rules(built).roster["p017"] == {today: "day"}


def test_the_plan_of_who_has_left_may_still_be_ended_and_never_begun_again(built, hr):
    """They left last week, and it is said today."""
    hr.post("/admin/people/p017", "/account", number="1017", name="李伟")
    [key] = [k for k, p in built.registry.all("assignments").items() if p["person"] == "p017"]
    earlier = built.gateway.now().at.date() - timedelta(days=7)

    assert hr.post("/admin/plans/end", "/account", plan=key, to=f"{earlier}").status_code == 303
    assert [plan.to for plan in rules(built).plans["p017"]] == [earlier]
    later = {"plan": key, "to": f"{earlier + timedelta(days=20)}"}
    assert hr.post("/admin/plans/end", "/account", **later).status_code == 422
    assert [plan.to for plan in rules(built).plans["p017"]] == [earlier]


def test_a_team_works_another_shift_from_a_day_on(built, hr):
    """Never in the past; what it worked before is kept, and shown."""
    fields = {"zh": "客服部", "en": "Service", "managers": ["p018"], "shift": "day"}
    today = built.gateway.clock.at.date()
    where = "/admin/teams/service"

    assert hr.post(where, where, **fields, shift_from="2026-01-01").status_code == 422
    assert hr.post(where, where, **fields, shift_from=today.isoformat()).status_code == 303
    assert [s.shift for s in rules(built).teams["service"].shifts] == ["day"]
    assert hr.post(where, where, **fields, shift_from="2026-01-01").status_code == 303
    fields["shift"] = ""
    later = (today + timedelta(days=7)).isoformat()
    assert hr.post(where, where, **fields, shift_from=later).status_code == 303

    shifts = rules(built).teams["service"].shifts
    assert [(s.from_.isoformat(), s.shift) for s in shifts] == [
        (today.isoformat(), "day"),
        (later, ""),
    ]
    assert later in hr.get(where).text

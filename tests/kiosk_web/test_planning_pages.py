"""A team's month on `/attendance/plan`: draft, comments, published, changes (S21)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from gateway.domain.attendance.day import Day, Status
from gateway.domain.events import PersonalSeen
from gateway.domain.now import Now
from gateway.domain.requests.state import Asked, Request, Requests, Step
from tests.kiosk_web.admin_scene import ZONE, add_roster, real_office
from tests.kiosk_web.browser_of import Browser

PAGE = "/attendance/plan?team=service&month=2026-12"
MONTH = {"team": "service", "month": "2026-12"}
NEEDS = {"need-early": "1", "need-day": "1", "need-evening": "1", "rest_a_week": "1"}


@pytest.fixture(name="built")
def _built(tmp_path):
    return real_office(tmp_path)


@pytest.fixture(name="manager")
def _manager(built):
    return built.browser("p010")


@pytest.fixture(name="staff")
def _staff(built):
    return built.browser("p017")


def post(browser, what, **fields):
    return browser.post(f"/attendance/plan/{what}", PAGE, **MONTH, **fields)


def kept(built):
    return built.registry.get("rosters", "service:2026-12")


def test_a_team_sees_its_month_and_others_do_not(built, manager, staff):
    """Its managers, stand-ins and HR plan it; another team's staff are refused."""
    for browser in (manager, staff, built.browser("p002"), built.browser("p001")):
        assert browser.get(PAGE).status_code == 200
        browser.post("/language", PAGE, language="en")
        assert browser.get(PAGE).status_code == 200
    assert built.browser("p020").get(PAGE).status_code == 403
    assert Browser(built).get(PAGE).status_code == 303
    assert "/attendance/plan/propose" in manager.get(PAGE).text
    assert "/attendance/plan/propose" not in staff.get(PAGE).text


def test_staff_plan_nothing(built, staff):
    """Neither a draft nor a cell, nor publish, nor decide: 403, nothing kept."""
    cell = {"who": "p017", "on": "2026-12-01", "shift": "day"}
    for what, fields in (("propose", NEEDS), ("cell", cell), ("publish", {"state": "published"})):
        assert post(staff, what, **fields).status_code == 403
    assert post(staff, "decide", id="x", state="agreed").status_code == 403
    assert kept(built) is None


def test_a_draft_is_proposed_and_is_nobodys_plan_yet(built, manager):
    """Everybody of the team on every day; the rules know it only once it is published."""
    assert post(manager, "propose", **NEEDS).status_code == 303
    assert {len(days) for days in kept(built)["days"].values()} == {31}
    assert built.gateway.rules.roster == {}

    assert post(manager, "publish", state="published").status_code == 303
    roster = built.gateway.rules.roster
    assert set(roster) == {"p010", "p017", "p018", "p019"}
    assert built.acts()[-1] == "roster.published"
    assert post(manager, "propose", **NEEDS).status_code == 409


def test_leave_and_wishes_are_known_to_the_draft(built, manager, staff):
    """Approved leave is not planned; the wished day is a rest day."""
    since = datetime(2026, 12, 7, tzinfo=ZONE)
    leave = Request(
        id="r1",
        asked=Asked.LEAVE,
        person="p018",
        by="p018",
        since=since,
        until=since + timedelta(days=2),
        filed_at=since,
        step=Step.APPROVED,
    )
    requests = Requests(open={"r1": leave})
    built.gateway.change(office=replace(built.gateway.office, requests=requests))
    assert post(staff, "wish", on="2026-12-24").status_code == 303
    post(manager, "propose", **NEEDS)

    days = kept(built)["days"]
    assert days["p017"]["2026-12-24"] == ""
    assert not {"2026-12-07", "2026-12-08"} & set(days["p018"])
    assert "2026-12-09" in days["p018"]


def test_a_touch_changes_a_day(built, manager):
    """A shift, a rest day, or not planned at all; only the team's people, only the month's days."""
    assert 'id="cell"' in manager.get(f"{PAGE}&edit=p017:2026-12-03").text
    for shift in ("early", ""):
        assert post(manager, "cell", who="p017", on="2026-12-03", shift=shift).status_code == 303
        assert kept(built)["days"]["p017"] == {"2026-12-03": shift}
    post(manager, "cell", who="p017", on="2026-12-03", shift="none")
    assert kept(built)["days"]["p017"] == {}
    for who, on in (("p020", "2026-12-03"), ("p017", "2027-01-01")):
        assert post(manager, "cell", who=who, on=on, shift="early").status_code == 422
    wrong = post(manager, "cell", who="p017", on="2026-12-03", shift="moon")
    assert (wrong.status_code, "moon" in wrong.text) == (422, True)


def test_the_team_comments_on_a_draft_and_wishes(built, staff, manager):
    """Read by all of them; a wish is taken back by who made it, comments end with the draft."""
    add_roster(built)
    assert "24 号孩子学校有活动" in manager.get(PAGE).text
    assert post(staff, "wish", on="2026-12-24", back="yes").status_code == 303
    assert kept(built)["wishes"] == []
    post(manager, "publish", state="published")
    assert post(staff, "comment", text="too late").status_code == 409
    assert post(staff, "wish", on="2026-12-24").status_code == 422


def test_a_change_after_publication_is_asked_for_and_decided(built, staff, manager):
    """Agreed: it is done, with a new version; refused: nothing changes; once only."""
    add_roster(built, "published")
    day = next(on for on, shift in kept(built)["days"]["p017"].items() if shift)
    assert post(staff, "change", on=day, shift="", reason="看病").status_code == 303
    [asked] = kept(built)["changes"]
    assert asked["state"] == "asked"
    assert post(staff, "decide", id=asked["id"], state="agreed").status_code == 403

    assert post(manager, "decide", id=asked["id"], state="agreed").status_code == 303
    assert kept(built)["days"]["p017"][day] == ""
    assert built.gateway.rules.roster["p017"][date.fromisoformat(day)] == ""
    assert kept(built)["version"] == 2
    assert post(manager, "decide", id=asked["id"], state="refused").status_code == 422

    post(staff, "change", on=day, shift="early", reason="好了")
    post(manager, "decide", id=kept(built)["changes"][1]["id"], state="refused")
    assert kept(built)["days"]["p017"][day] == ""
    assert "看病" not in built.browser("p018").get(PAGE).text


def test_nobody_agrees_to_their_own_change(built, manager):
    """A manager of the team works in it too."""
    add_roster(built, "published")
    post(manager, "change", on="2026-12-09", shift="", reason="x")
    [asked] = kept(built)["changes"]
    assert post(manager, "decide", id=asked["id"], state="agreed").status_code == 422


def test_a_change_that_would_collide_is_refused_with_both_shifts(built, manager):
    """A published month is checked as plans are; nothing is half done."""
    post(manager, "cell", who="p017", on="2026-12-03", shift="evening")
    long = {"id": "long", "name": "Long", "start": "00:10", "end": "08:00"}
    built.registry.save("shifts", "long", long, by="test")
    post(manager, "publish", state="published")
    before = kept(built)
    wrong = post(manager, "cell", who="p017", on="2026-12-04", shift="long")

    assert wrong.status_code == 422
    assert "李伟" in wrong.text
    assert kept(built) == before


def test_a_month_that_has_begun_stays_published_and_its_past_as_it_is(built):
    """Days that are over cannot be changed; how far they were kept to is told."""
    add_roster(built, "published")
    now = built.gateway.clock
    built.gateway.clock = Now(now.mono_s, datetime(2026, 12, 10, 9, tzinfo=ZONE))
    built.browsers.clear()
    manager = built.browser("p010")
    for on, code in (("2026-12-09", 422), ("2026-12-10", 303)):
        assert post(manager, "cell", who="p017", on=on, shift="").status_code == code
    assert post(manager, "publish", state="draft").status_code == 422
    days = built.gateway.rules.roster["p017"]
    built.sheets.kept = [
        Day(person="p017", date=on, status=Status.PRESENT, shift=shift)
        for on, shift in days.items()
        if shift and on < date(2026, 12, 10)
    ]
    assert manager.get(PAGE).text.count('class="grid figures"') == 1
    [look] = [e for e in built.gateway.asked if isinstance(e, PersonalSeen)]
    assert (look.by, look.what, look.about, look.span) == ("p010", "roster", "service", "2026-12")


def test_a_month_that_is_none_is_not_there(built, manager):
    """404 for a month, 403 for a team that is not there."""
    for month in ("2026-13", "x", "1999-01"):
        assert manager.get(f"/attendance/plan?team=service&month={month}").status_code == 404
    assert manager.get("/attendance/plan?team=moon").status_code == 403
    assert manager.get("/attendance/plan").status_code == 200
    assert built.browser("p021").get("/attendance/plan").status_code == 200
    assert post(manager, "propose", **{**NEEDS, "need-day": "-1"}).status_code == 422

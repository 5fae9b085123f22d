"""`/duty`: the roster for all; leaders plan, publish, put people there; swaps, log, feed."""

import re
from dataclasses import replace

import pytest

from gateway.domain.duty.rules import DutyRules
from gateway.domain.events import DutyNoted, MinuteBegan, SwapAsked
from gateway.domain.now import Now
from kiosk_web.views.duty.board import duty_board
from kiosk_web.views.duty.feed import calendar
from kiosk_web.views.words import Tongue
from tests.kiosk_web.browser_of import Browser, Fingers, pair
from tests.kiosk_web.duty_scene import (
    FANG,
    LEADER,
    MONDAY,
    NOW,
    TONIGHT,
    TUESDAY,
    WEI,
    browser_of,
    duty_office,
    relieved,
    rest,
    tap,
)
from tests.kiosk_web.fake_gateway import FakeOffice

PAGES = ("/duty", "/duty?month=2026-12", f"/duty/slot/{TONIGHT}", "/duty/swaps", "/duty/log")


@pytest.fixture(name="there")
def _there() -> FakeOffice:
    return duty_office()


@pytest.fixture(name="leader")
def _leader(there: FakeOffice) -> Browser:
    return browser_of(there, LEADER)


@pytest.fixture(name="wei")
def _wei(there: FakeOffice) -> Browser:
    return browser_of(there, WEI)


def test_everybody_who_works_here_sees_the_roster_and_nobody_else(there: FakeOffice, wei: Browser):
    """A stranger signs in first; no page below is open to them."""
    for path in PAGES:
        assert wei.get(path).status_code == 200, path
        assert Browser(there).get(path).status_code == 303, path
    assert "李伟" in wei.get("/duty").text
    assert wei.get("/duty?month=2026-13").status_code == 422
    assert wei.get("/duty/slot/2026-11-20.noon.desk").status_code == 404


def test_only_leaders_plan_publish_and_put_people_on_duty(wei: Browser):
    """Others get no keys for it, and no way around."""
    assert "/duty/plan" not in wei.get("/duty").text
    for path in ("/duty/plan", "/duty/publish", f"/duty/slot/{TUESDAY}"):
        assert wei.post(path, month="2026-11", **{"in": FANG}).status_code == 403


def test_a_leader_fills_a_month_looks_why_and_publishes_it(there: FakeOffice, leader: Browser):
    """Draft, then everybody's; what was published before is as it was."""
    assert leader.post("/duty/plan", month="2026-11").status_code == 303
    assert TONIGHT not in there.registry.get("duty_plans", "2026-11")["slots"]
    page = leader.get("/duty?month=2026-11").text
    assert "草稿" in page or "Draft" in page
    slot = leader.get(f"/duty/slot/{TUESDAY}").text
    assert "本期晚间值班" in slot or "in this plan" in slot

    assert leader.post("/duty/publish", month="2026-11").status_code == 303
    planned = there.gateway.office.duties.planned
    assert TUESDAY in planned
    assert planned[TONIGHT].people == (WEI,)
    assert min(planned) == TONIGHT
    assert there.registry.get("duty_plans", "2026-11")["slots"] == {}
    assert leader.post("/duty/publish", month="2026-11").status_code == 409


def test_a_draft_is_changed_with_a_tap_and_a_published_duty_by_the_rules(
    there: FakeOffice, leader: Browser
):
    """Put on, take off; a published place goes to somebody else through the office."""
    leader.post(f"/duty/slot/{TUESDAY}", **{"in": WEI})
    assert there.registry.get("duty_plans", "2026-11")["slots"] == {TUESDAY: [WEI]}
    leader.post(f"/duty/slot/{TUESDAY}", out=WEI)
    assert there.registry.get("duty_plans", "2026-11")["slots"] == {TUESDAY: []}

    said = leader.post(f"/duty/slot/{TONIGHT}", out=WEI, **{"in": FANG})
    assert said.status_code == 303
    assert there.gateway.office.duties.planned[TONIGHT].people == (FANG,)


def test_a_wish_is_kept_and_taken_back(there: FakeOffice, wei: Browser):
    """The same day once more takes it back."""
    wei.post("/duty/wish", day="2026-12-24")
    wishes = there.registry.get("duty_plans", "2026-12")["wishes"]
    assert wishes == [{"by": WEI, "on": "2026-12-24"}]

    wei.post("/duty/wish", day="2026-12-24")
    assert there.registry.get("duty_plans", "2026-12")["wishes"] == []


def test_a_swap_goes_from_screen_to_screen(there: FakeOffice, wei: Browser, leader: Browser):
    """Asked at one's own duty, agreed and approved in the list of each."""
    fang = browser_of(there, FANG)
    asked = wei.post(f"/duty/slot/{TONIGHT}/swap", other=f"{MONDAY}/{FANG}", reason="家里有事")
    assert asked.status_code == 303
    assert "家里有事" in fang.get("/duty/swaps").text

    assert wei.post("/duty/swaps", swap="w1", choice="agree").status_code == 409
    assert fang.post("/duty/swaps", swap="w1", choice="agree").status_code == 303
    assert leader.post("/duty/swaps", swap="w1", choice="approve").status_code == 303
    planned = there.gateway.office.duties.planned
    assert (planned[TONIGHT].people, planned[MONDAY].people) == ((FANG,), (WEI,))


def test_the_log_is_written_items_are_closed_and_nothing_is_said_in_html(
    there: FakeOffice, wei: Browser
):
    """What people write stays words."""
    wei.post("/duty/log", post="desk", kind="call", text="<b>水表</b>", step="line")
    wei.post("/duty/log", post="desk", text="钥匙 3 借出", step="item")
    page = wei.get("/duty/log").text
    assert "&lt;b&gt;水表" in page
    assert "钥匙 3 借出" in page

    assert wei.post("/duty/log", step="close", item="i1").status_code == 303
    assert there.gateway.office.duties.items == {}
    assert wei.post("/duty/log", step="close", item="i1").status_code == 409


def test_a_hand_over_page_shows_what_the_gateway_knows(there: FakeOffice, wei: Browser):
    """Who signs, what is on or not known, what is open; one who may not sign is told why."""
    relieved(there)
    there.gateway.clock = replace(there.gateway.clock, at=NOW)
    there.gateway.ask(DutyNoted(post="desk", kind="item", text="灯坏了", by=WEI, is_open=True))

    page = wei.get(f"/duty/handover/{TONIGHT}").text
    assert "灯坏了" in page
    assert "射灯一" in page
    assert wei.post(f"/duty/handover/{TONIGHT}").status_code == 409
    assert wei.get("/duty/handover/2026-11-01.evening.desk").status_code == 404


def test_the_feed_is_a_calendar_for_whoever_has_its_address(there: FakeOffice, wei: Browser):
    """Only one's own duties, without a cookie; an address made up opens nothing."""
    found = re.search(r'href="http://localhost(/duty/feed/[^"]+\.ics)"', wei.get("/duty").text)
    assert found is not None
    said = Browser(there).get(found[1])
    assert said.content_type.startswith("text/calendar")
    assert said.text.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20261120T100000Z\r\n" in said.text
    assert Browser(there).get("/duty/feed/InAwMTci.x.ics").status_code == 404


def test_a_line_of_the_feed_is_never_longer_than_75_octets(there: FakeOffice):
    """RFC 5545: folded between characters; text escaped."""
    rules = there.gateway.rules
    long = replace(rules.people[WEI], name="名字很长，" * 20 + ";,\\")
    there.gateway.change(rules=replace(rules, people={**rules.people, WEI: long}))

    text = calendar(there.gateway.snapshot(), WEI, Tongue.of("zh"))

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert r"\;\,\\" in unfolded
    assert unfolded.count("BEGIN:VALARM") == 2


def test_an_office_without_posts_says_so(there: FakeOffice, wei: Browser):
    """No empty calendar to wonder about."""
    there.gateway.change(rules=replace(there.gateway.rules, duty=DutyRules()))

    for path in ("/duty", "/duty/log"):
        assert 'class="note"' in wei.get(path).text
    refused = there.gateway.ask(SwapAsked(slot=TONIGHT, by=WEI, with_=FANG))
    assert not refused.ok


def test_two_badges_sign_at_the_kiosk_and_sign_nobody_out(there: FakeOffice, leader: Browser):
    """The key appears when a page is due; once it is signed a badge is a badge again."""
    kiosk = pair(there, leader, "kiosk:front-door")
    path = "/kiosk/front-door/handover"
    assert path not in kiosk.get("/kiosk").text
    assert Fingers(kiosk).post(path).status_code in (404, 409, 422)

    relieved(there)
    assert path in kiosk.get("/kiosk").text
    assert "data-press" in kiosk.get(path).text
    assert Fingers(kiosk).post(path).status_code == 200
    tap(there, WEI)
    assert "李伟</span>" in kiosk.get(path).text
    tap(there, FANG)

    office = there.gateway.office
    assert office.duties.planned[TONIGHT].handed == "signed"
    assert len(office.presence.sessions) == 2
    rest(there)
    assert path not in kiosk.get("/kiosk").text
    tap(there, WEI)
    assert len(there.gateway.office.presence.sessions) == 1
    assert Browser(there).get(path).status_code in (303, 401, 403)


def test_a_badge_that_confirms_is_said_so_and_leaving_is_one_touch(
    there: FakeOffice, leader: Browser
):
    """Where signs are asked for: the name, until when, and two keys; none takes a tap back."""
    relieved(there)
    rules = there.gateway.rules
    limits = replace(rules.duty.limits, confirm_min=60)
    there.gateway.change(rules=replace(rules, duty=replace(rules.duty, limits=limits)))
    kiosk = pair(there, leader, "kiosk:front-door")

    tap(there, WEI)

    page = kiosk.get("/kiosk").text
    assert "21:00" in page
    assert "correct-leaving" in page
    assert "correct-undo" not in page
    assert len(there.gateway.office.presence.sessions) == 2


def test_the_idle_kiosk_says_who_is_on_duty_and_who_is_next(there: FakeOffice):
    """Nobody there is said too, with a sign."""
    before = duty_board(there.gateway.snapshot(), Tongue.of("zh"))
    there.gateway.clock = Now(5000.0, NOW.replace(hour=18, minute=30))
    there.gateway.tell(MinuteBegan())
    empty = duty_board(there.gateway.snapshot(), Tongue.of("zh"))

    assert (before[0].people, before[0].next) == ("", "下一班 18:00 李伟")
    assert (empty[0].people, empty[0].next) == ("李伟", "下一班 18:00 王芳")
    assert empty[0].mark is not None
    assert empty[0].mark.word == "没人在岗"


def test_a_contested_mark_is_taken_back_by_the_leader_with_a_reason(
    there: FakeOffice, wei: Browser, leader: Browser
):
    """Who it is about sees it, and nobody else but those who lead them."""
    for hour, minute in ((18, 6), (21, 1)):
        there.gateway.clock = Now(9000.0 + hour, NOW.replace(hour=hour, minute=minute))
        there.gateway.tell(MinuteBegan())
    (mark,) = there.gateway.office.duties.marks
    path = f"/duty/slot/{TONIGHT}"
    assert mark.kind == "absent"
    assert "缺勤" in wei.get(path).text or "旷工" in wei.get(path).text
    assert "/lift" not in wei.get(path).text
    assert "/lift" in leader.get(path).text

    own = wei.post(f"{path}/lift", mark=mark.id, reason="忘带卡")
    done = leader.post(f"{path}/lift", mark=mark.id, reason="忘带卡，监控可证")

    assert (own.status_code, done.status_code) == (409, 303)
    assert there.gateway.office.duties.marks[0].lifted_by == LEADER

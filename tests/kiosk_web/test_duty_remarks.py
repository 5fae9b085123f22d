"""Remarks on a draft: who may, when, who reads them, answered or seen, gone once published."""

from dataclasses import replace

import pytest

from gateway.domain.events import MinuteBegan
from gateway.domain.rules import Contact
from gateway.domain.text import Text
from gateway.registry.duty_documents import DutyPlanDoc
from tests.kiosk_web.browser_of import Browser
from tests.kiosk_web.duty_scene import (
    FANG,
    LEADER,
    MONDAY,
    TUESDAY,
    WEI,
    browser_of,
    duty_office,
)
from tests.kiosk_web.fake_gateway import FakeOffice

WEDNESDAY = "2026-11-25.evening.desk"
WORDS = "家里有事，能换一天吗"


@pytest.fixture(name="there")
def _there() -> FakeOffice:
    """Return an office where Tuesday (Wei) and Wednesday (Fang) are a draft."""
    there = duty_office()
    leader = browser_of(there, LEADER)
    leader.post(f"/duty/slot/{TUESDAY}", **{"in": WEI})
    leader.post(f"/duty/slot/{WEDNESDAY}", **{"in": FANG})
    return there


def kept(there: FakeOffice) -> list[dict[str, str]]:
    """Return the remarks as the registry keeps them; the document is one it would take."""
    plan = there.registry.get("duty_plans", "2026-11")
    DutyPlanDoc.model_validate(plan)
    return plan.get("comments", [])


def say(browser: Browser, slot: str = TUESDAY, **form: str) -> int:
    """Say something of a duty, or answer; return the status."""
    said = {"step": "say", "text": WORDS, **form}
    return browser.post(f"/duty/slot/{slot}/remark", **said).status_code


def test_who_is_in_the_draft_says_something_and_the_leader_sees_it_beside_the_duty(
    there: FakeOffice,
):
    """Marked in the calendar, whole at the duty; nobody else reads it."""
    wei, fang, leader = (browser_of(there, p) for p in (WEI, FANG, LEADER))
    assert "/remark" in wei.get(f"/duty/slot/{TUESDAY}").text

    assert say(wei) == 303

    assert "du-said" in leader.get("/duty").text
    page = leader.get(f"/duty/slot/{TUESDAY}").text
    assert WORDS in page
    assert 'value="answer"' in page
    assert WORDS not in leader.get(f"/duty/slot/{WEDNESDAY}").text
    mine = wei.get(f"/duty/slot/{TUESDAY}").text
    assert WORDS in mine
    assert 'value="back"' in mine
    assert WORDS not in fang.get(f"/duty/slot/{TUESDAY}").text
    assert "du-said" not in fang.get("/duty").text


def test_who_leads_is_told_of_a_remark_and_nobody_else_in_their_place(there: FakeOffice):
    """Once while it is open, without its words; over when the month is published."""
    wei = browser_of(there, WEI)
    say(wei)
    assert not any(key.startswith("duty-remark:") for key in there.gateway.office.alerts.open)

    rules = there.gateway.rules
    leader = Contact(id=LEADER, name=Text("组长", "Leader"))
    there.gateway.change(rules=replace(rules, contacts={**rules.contacts, LEADER: leader}))
    say(wei)
    say(wei, text="还是不用换了")
    queued = [r for r in there.gateway.records if r.kind == "notify.queued"]
    (told,) = (r for r in queued if r.subject.startswith("duty-remark:"))
    assert told.body["to"] == LEADER
    assert WORDS not in str(told.body)

    browser_of(there, LEADER).post("/duty/publish", month="2026-11")
    there.gateway.tell(MinuteBegan())
    assert not any(key.startswith("duty-remark:") for key in there.gateway.office.alerts.open)


def test_said_again_it_replaces_what_nobody_has_seen(there: FakeOffice):
    """One open remark of each on a duty; another duty of the draft has its own."""
    wei = browser_of(there, WEI)
    say(wei)
    say(wei, text="还是不用换了")
    say(wei, WEDNESDAY, text="我可以值")

    assert [(r["slot"], r["text"]) for r in kept(there)] == [
        (TUESDAY, "还是不用换了"),
        (WEDNESDAY, "我可以值"),
    ]
    assert say(wei, step="back") == 303
    assert [r["slot"] for r in kept(there)] == [WEDNESDAY]
    assert say(wei, step="back") == 409


def test_the_leader_answers_or_has_seen_it_and_whoever_said_it_reads_so(there: FakeOffice):
    """Once; then it waits no more, and may not be taken back."""
    wei, leader = browser_of(there, WEI), browser_of(there, LEADER)
    say(wei)

    assert say(leader, step="answer", of=WEI, text="换到周四") == 303

    page = wei.get(f"/duty/slot/{TUESDAY}").text
    assert "换到周四" in page
    assert "李敏已回复" in page or "已回复" in page
    assert "du-said" not in leader.get("/duty").text
    assert say(leader, step="answer", of=WEI, text="再回复") == 409
    assert say(wei, step="back") == 409

    assert say(wei, text="周四也不行") == 303
    assert say(leader, step="answer", of=WEI, text="") == 303
    assert [(r["seen_by"], r["answer"]) for r in kept(there)] == [
        (LEADER, "换到周四"),
        (LEADER, ""),
    ]


def test_only_who_leads_answers_and_only_who_is_in_the_draft_says_something(there: FakeOffice):
    """Not of what is published, not without words, not by who has no duty in it."""
    wei, fang = browser_of(there, WEI), browser_of(there, FANG)
    say(wei)

    assert say(fang, step="answer", of=WEI) == 409
    assert say(browser_of(there, WEI), step="answer", of=WEI) == 409
    assert say(wei, text="  ") == 409
    assert say(wei, MONDAY) == 409
    assert say(wei, "2026-11-26.evening.desk") == 409
    browser_of(there, LEADER).post(f"/duty/slot/{WEDNESDAY}", out=FANG)
    assert say(fang) == 409
    assert Browser(there).post(f"/duty/slot/{TUESDAY}/remark", text="x").status_code == 401
    assert len(kept(there)) == 1


def test_once_published_remarks_are_gone(there: FakeOffice):
    """They were about the draft; a duty that is everybody's is changed by a swap."""
    wei, leader = browser_of(there, WEI), browser_of(there, LEADER)
    say(wei)

    assert leader.post("/duty/publish", month="2026-11").status_code == 303

    assert kept(there) == []
    page = wei.get(f"/duty/slot/{TUESDAY}").text
    assert WORDS not in page
    assert "/remark" not in page


def test_making_the_plan_anew_keeps_what_was_said(there: FakeOffice):
    """The leader fills the month with the remarks in view."""
    say(browser_of(there, WEI))
    leader = browser_of(there, LEADER)

    assert leader.post("/duty/plan", month="2026-11").status_code == 303

    assert [r["text"] for r in kept(there)] == [WORDS]


def test_a_leader_takes_somebody_off_a_published_duty_with_a_reason(there: FakeOffice):
    """The reason is for whom it concerns; the last one goes only if that is said."""
    leader, wei, fang = (browser_of(there, p) for p in (LEADER, WEI, FANG))
    path = f"/duty/slot/{MONDAY}"
    assert "/off" in leader.get(path).text
    assert "/off" not in fang.get(path).text
    assert fang.post(f"{path}/off", out=FANG, reason="x").status_code == 403

    assert leader.post(f"{path}/off", out=FANG, reason="发烧").status_code == 409
    assert leader.post(f"{path}/off", out=FANG, empty="yes").status_code == 409
    done = leader.post(f"{path}/off", out=FANG, reason="发烧", empty="yes")

    assert done.status_code == 303
    assert there.gateway.office.duties.planned[MONDAY].people == ()
    assert "发烧" in leader.get(path).text
    assert "发烧" in fang.get(path).text
    assert "发烧" not in wei.get(path).text


def test_the_parts_that_follow_are_the_pages_own(there: FakeOffice):
    """What a page reads again is what it showed; strangers read neither."""
    leader = browser_of(there, LEADER)
    for path in ("/duty", f"/duty/slot/{MONDAY}", "/duty/swaps", "/duty/log"):
        rows = leader.get(f"{path}/rows")
        assert rows.status_code == 200, path
        assert "<html" not in rows.text
        assert Browser(there).get(f"{path}/rows").status_code == 303
        assert 'data-follow="' in leader.get(path).text
        assert "data-events" in leader.get(path).text
    rules = there.gateway.rules
    gone = replace(rules.people[WEI], active=False)
    wei = browser_of(there, WEI)
    there.gateway.change(rules=replace(rules, people={**rules.people, WEI: gone}))
    assert wei.get("/duty").status_code != 200

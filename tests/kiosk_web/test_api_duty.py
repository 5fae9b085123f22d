"""Duties over the API: the same rules as on the screens, for whom a program names."""

from dataclasses import replace

import pytest

from gateway.domain.duty.rules import Checkpoint
from gateway.domain.duty.state import Mark
from gateway.domain.events import SignedIn
from gateway.domain.now import Now
from gateway.domain.text import Text
from kiosk_web.api import duty_models
from kiosk_web.tokens import Scope
from tests.kiosk_web.duty_scene import (
    FANG,
    LATE,
    LEADER,
    MONDAY,
    NOW,
    TONIGHT,
    TUESDAY,
    WEI,
    duty_office,
    relieved,
)
from tests.kiosk_web.test_api import EVERY, Program


@pytest.fixture(name="built")
def _built():
    return duty_office()


@pytest.fixture(name="program")
def _program(built):
    return Program(built)


def code_of(answer):
    return answer.status_code, answer.get_json()["code"]


def test_the_roster_says_who_is_on_which_duty(built, program):
    """Today's unless said; by day, post and person; how it is with each of them."""
    (tonight,) = program.get("/duty/roster").get_json()["duties"]
    assert (tonight["slot"], tonight["start"]) == (TONIGHT, "2026-11-20T18:00:00+08:00")
    assert tonight["post_name"] == {"zh": "前台", "en": "Desk"}
    assert [(p["person"], p["state"]) for p in tonight["people"]] == [(WEI, "ahead")]

    week = program.get("/duty/roster?from=2026-11-16&to=2026-11-30").get_json()["duties"]
    assert [duty["slot"] for duty in week] == [TONIGHT, MONDAY]
    hers = program.get(f"/duty/roster?from=2026-11-16&to=2026-11-30&person={FANG}").get_json()
    assert [duty["slot"] for duty in hers["duties"]] == [MONDAY]
    assert program.get("/duty/roster?post=gate").get_json()["duties"] == []
    for query in ("from=tomorrow", "from=2026-11-31", "day=2026-11-20"):
        assert program.get(f"/duty/roster?{query}").status_code == 422


def test_a_leader_publishes_a_month_that_was_drafted(built, program):
    """What is ahead of it becomes everybody's, and is a draft no more."""
    slots = {TUESDAY: [WEI], "2026-11-17.evening.desk": [FANG], MONDAY: [FANG]}
    month = {"month": "2026-11", "slots": slots, "wishes": [], "comments": []}
    built.registry.save("duty_plans", "2026-11", month, by="test")
    drafted = program.get("/duty/draft?month=2026-11").get_json()["duties"]
    assert {"slot": TUESDAY, "people": [WEI]} in drafted

    refused = program.post("/duty/publish", {"month": "2026-11", "by": FANG})
    assert code_of(refused) == (403, "not_leader")
    said = program.post("/duty/publish", {"month": "2026-11", "by": LEADER})
    assert (code_of(said), said.get_json()["data"]) == ((200, "published"), {"slots": 1})
    assert built.gateway.office.duties.planned[TUESDAY].people == (WEI,)
    assert program.get("/duty/draft?month=2026-11").get_json()["duties"] == []
    again = program.post("/duty/publish", {"month": "2026-11", "by": LEADER})
    assert code_of(again) == (409, "nothing")
    (row,) = (r for r in built.gateway.records if r.kind == "duty.published" and "via" in r.body)
    assert row.body["via"] == f"token:{program.token.id}"


def test_a_program_publishes_duties_of_its_own_plan_all_or_none(built, program):
    """One of them unknown, twice at once or of nobody: none is published."""
    wednesday = "2026-11-25.evening.desk"

    def publish(*duties, **more):
        rows = [{"slot": slot, "people": people} for slot, people in duties]
        return program.post("/duty/publish", {"duties": rows, "by": LEADER, **more})

    assert code_of(publish((TUESDAY, [WEI]), ("2026-11-25.dawn.desk", [WEI]))) == (
        404,
        "unknown_slot",
    )
    assert code_of(publish((TUESDAY, ["p777"]))) == (404, "unknown_person")
    assert code_of(publish((MONDAY, [WEI]))) == (409, "published_before")
    past = publish((TUESDAY, [WEI]), ("2026-11-17.evening.desk", [WEI]))
    assert (code_of(past), past.get_json()["data"]) == (
        (409, "over"),
        {"slots": ["2026-11-17.evening.desk"]},
    )
    assert publish((TUESDAY, [])).status_code == 422
    assert publish((TUESDAY, [WEI]), month="2026-11").status_code == 422
    assert program.post("/duty/publish", {"by": LEADER}).status_code == 422
    assert program.post("/duty/publish", {"by": LEADER, "month": "2026-13"}).status_code == 422
    assert TUESDAY not in built.gateway.office.duties.planned

    assert code_of(publish((TUESDAY, [WEI]), (wednesday, [FANG, LEADER]))) == (200, "published")
    assert built.gateway.office.duties.planned[wednesday].people == (FANG, LEADER)
    assert code_of(publish((TUESDAY, [WEI]))) == (409, "nothing")
    assert code_of(publish((TUESDAY, [WEI]), by="nobody")) == (404, "unknown_person")


def test_who_is_at_the_post_is_who_is_signed_in(built, program):
    """Before the duty it is ahead; then missing, until they tap in."""
    built.gateway.clock = Now(9000.0, NOW.replace(hour=18, minute=2))
    (desk,) = program.get("/duty/now").get_json()["posts"]
    assert (desk["empty"], desk["now"]["people"][0]["state"]) == (True, "missing")
    assert desk["next"]["slot"] == MONDAY

    built.gateway.change(rules=replace(built.gateway.rules))
    tap_in(built)
    (desk,) = program.get("/duty/now").get_json()["posts"]
    assert (desk["empty"], desk["now"]["people"][0]["state"]) == (False, "here")


def tap_in(built):
    relieved(built)
    built.gateway.clock = Now(9000.0, NOW.replace(hour=18, minute=3))


def test_a_swap_is_asked_agreed_and_approved(built, program):
    """Each step by whom it waits for; the program is in the ledger with each."""
    asked = program.post(
        "/duty/swaps", {"slot": TONIGHT, "with": FANG, "by": WEI, "reason": "家事"}
    )
    assert (asked.status_code, asked.get_json()["id"]) == (200, "w1"), asked.text
    again = program.post("/duty/swaps", {"slot": TONIGHT, "with": FANG, "by": WEI})
    assert code_of(again) == (409, "asked_before")
    early = program.post("/duty/swaps/w1/answer", {"choice": "approve", "by": LEADER})
    assert code_of(early) == (403, "not_asked")
    for choice, by in (("agree", FANG), ("approve", LEADER)):
        assert (
            program.post("/duty/swaps/w1/answer", {"choice": choice, "by": by}).status_code == 200
        )

    (swap,) = program.get("/duty/swaps").get_json()["swaps"]
    assert (swap["by"], swap["with"], swap["state"]) == (WEI, FANG, "approved")
    assert "家事" not in program.get("/duty/swaps").text
    (tonight,) = program.get("/duty/roster").get_json()["duties"]
    assert [p["person"] for p in tonight["people"]] == [FANG]
    kept = {r.kind: r.body for r in built.gateway.records if r.kind.startswith("duty.swap")}
    assert {body["via"] for body in kept.values()} == {f"token:{program.token.id}"}
    assert kept["duty.swap_approved"]["by"] == LEADER


def test_a_leader_covers_a_duty_and_takes_somebody_off(program):
    """Nobody else does; an empty duty has to be meant."""
    cover = {"in": FANG, "out": WEI, "by": LEADER}
    refused = program.post(f"/duty/roster/{TONIGHT}/cover", {**cover, "by": WEI})
    assert code_of(refused) == (403, "not_leader")
    assert program.post(f"/duty/roster/{TONIGHT}/cover", cover).status_code == 200

    off = {"out": FANG, "reason": "病假", "by": LEADER}
    assert code_of(program.post(f"/duty/roster/{TONIGHT}/take-off", off)) == (409, "would_be_empty")
    known = {**off, "leaves_empty": True}
    assert program.post(f"/duty/roster/{TONIGHT}/take-off", known).status_code == 200
    (tonight,) = program.get("/duty/roster").get_json()["duties"]
    assert tonight["people"] == []


def test_a_page_is_read_and_signed_by_both(built, program):
    """Who goes and who comes; then the post has changed hands."""
    relieved(built)
    page = program.get(f"/duty/handover/{TONIGHT}").get_json()
    assert (page["relief"], page["handed"], page["signed"]) == (LATE, None, [])
    first = program.post(f"/duty/handover/{TONIGHT}/sign", {"by": WEI, "note": "钥匙在抽屉"})
    assert first.get_json()["code"] == "signed", first.text
    assert program.get(f"/duty/handover/{TONIGHT}").get_json()["signed"] == [
        {"person": WEI, "role": "out"}
    ]
    second = program.post(f"/duty/handover/{TONIGHT}/sign", {"by": FANG})
    assert second.get_json()["code"] == "handed_over", second.text
    assert program.get(f"/duty/handover/{TONIGHT}").get_json()["handed"] == "signed"
    assert "钥匙在抽屉" in program.get("/duty/log?post=desk").text


def test_the_log_grows_and_items_stay_open_until_they_are_done(program):
    """A line never changes; an item is handed on."""
    line = {"post": "desk", "kind": "call", "text": "消防公司来电", "by": WEI}
    assert program.post("/duty/log", line).status_code == 200
    opened = program.post("/duty/items", {"post": "desk", "text": "三楼钥匙未还", "by": WEI})
    item = opened.get_json()["id"]
    log = program.get("/duty/log").get_json()
    assert [(x["kind"], x["text"]) for x in log["lines"]] == [("call", "消防公司来电")]
    assert [(x["id"], x["kind"]) for x in log["items"]] == [(item, "item")]

    assert (
        program.post(f"/duty/items/{item}/close", {"by": FANG, "note": "还了"}).status_code == 200
    )
    assert program.get("/duty/log").get_json()["items"] == []
    again = program.post(f"/duty/items/{item}/close", {"by": FANG})
    assert code_of(again) == (404, "unknown_item")


def test_a_round_passes_its_checkpoints(built, program):
    """By who is on duty; what is left of the part that it is now."""
    rules = built.gateway.rules
    post = replace(rules.duty.posts["desk"], checkpoints=("hall", "yard"))
    points = {p: Checkpoint(id=p, name=Text(p, p)) for p in ("hall", "yard")}
    duty = replace(rules.duty, posts={"desk": post}, checkpoints=points)
    built.gateway.change(rules=replace(rules, duty=duty))
    assert program.get("/duty/rounds").get_json() == {"rounds": []}
    built.gateway.clock = Now(9000.0, NOW.replace(hour=18, minute=10))

    away = program.post("/duty/checkpoints/hall/pass", {"by": FANG})
    assert code_of(away) == (409, "not_on_duty")
    outside = program.post("/duty/checkpoints/hall/pass", {"by": WEI})
    assert code_of(outside) == (409, "not_here")
    built.gateway.ask(SignedIn(reader="front-door", person=WEI, tap_id="t-round"))
    assert program.post("/duty/checkpoints/hall/pass", {"by": WEI}).status_code == 200
    (found,) = program.get("/duty/rounds").get_json()["rounds"]
    assert (found["part"], found["parts"], found["passed"], found["left"]) == (
        1,
        2,
        ["hall"],
        ["yard"],
    )


def test_a_mark_is_taken_back_by_a_leader(built, program):
    """With a reason; it stays to be seen, and who looked is kept."""
    mark = Mark(id=f"{TONIGHT}:{WEI}:late", person=WEI, kind="late", slot=TONIGHT, day=NOW.date())
    office = built.gateway.office
    built.gateway.change(replace(office, duties=replace(office.duties, marks=(mark,))))

    assert program.get(f"/duty/marks?person={FANG}").get_json()["marks"] == []
    (seen,) = program.get("/duty/marks?year=2026").get_json()["marks"]
    assert (seen["id"], seen["lifted_by"]) == (mark.id, None)
    lift = {"by": LEADER, "reason": "读卡器坏了"}
    own = program.post(f"/duty/marks/{mark.id}/lift", {**lift, "by": WEI})
    assert code_of(own) == (403, "not_leader")
    assert program.post(f"/duty/marks/{mark.id}/lift", lift).status_code == 200
    (seen,) = program.get("/duty/marks").get_json()["marks"]
    assert seen["lifted_by"] == LEADER
    looks = [row for row in built.gateway.records if row.body.get("what") == "duty"]
    assert {look.subject for look in looks} == {f"token:{program.token.id}"}


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/duty/swaps", {"slot": TONIGHT, "with": FANG, "by": "p999"}, (404, "unknown_person")),
        ("/duty/swaps", {"slot": "x", "with": FANG, "by": WEI}, (404, "unknown_slot")),
        ("/duty/swaps", {"slot": TONIGHT, "by": WEI}, (422, "invalid")),
        ("/duty/swaps/w9/answer", {"choice": "agree", "by": WEI}, (404, "unknown_swap")),
        ("/duty/swaps/w9/answer", {"choice": "bless", "by": WEI}, (422, "invalid")),
        ("/duty/roster/x/cover", {"in": FANG, "by": LEADER}, (404, "unknown_slot")),
        ("/duty/handover/x/sign", {"by": WEI}, (404, "unknown_slot")),
        ("/duty/log", {"post": "x", "kind": "call", "text": "a", "by": WEI}, (404, "unknown_post")),
        ("/duty/log", {"post": "desk", "kind": "x", "text": "a", "by": WEI}, (422, "invalid")),
        (
            "/duty/log",
            {"post": "desk", "kind": "note", "text": " ", "by": WEI},
            (422, "words_missing"),
        ),
        ("/duty/log", {"post": "desk", "kind": "note", "text": "a"}, (422, "invalid")),
        ("/duty/checkpoints/x/pass", {"by": WEI}, (404, "unknown_checkpoint")),
        ("/duty/marks/x/lift", {"by": LEADER, "reason": "a"}, (404, "unknown_mark")),
    ],
)
def test_what_cannot_be_is_refused_in_words(built, program, path, body, expected):
    """Problem details with a stable code; nothing is kept."""
    before = len(built.gateway.records)
    refused = program.post(path, body)
    assert code_of(refused) == expected
    assert refused.mimetype == "application/problem+json"
    assert len(built.gateway.records) == before


def test_nobody_acts_who_has_left(built, program):
    """A program names people who work here; a screen's name is nobody's."""
    rules = built.gateway.rules
    gone = replace(rules.people[WEI], active=False)
    built.gateway.change(rules=replace(rules, people={**rules.people, WEI: gone}))
    line = {"post": "desk", "kind": "note", "text": "a", "by": WEI}
    assert code_of(program.post("/duty/log", line)) == (403, "not_here")
    named = {**line, "by": "kiosk:front-door"}
    assert code_of(program.post("/duty/log", named)) == (404, "unknown_person")


def test_duties_have_a_scope_of_their_own(built):
    """No other scope reads or changes them, and this one nothing else."""
    other = Program(built, EVERY - {Scope.DUTY})
    for path in ("roster", "now", "swaps", "log", "rounds", "marks", f"handover/{TONIGHT}"):
        assert other.get(f"/duty/{path}").status_code == 403
    assert other.post(f"/duty/handover/{TONIGHT}/sign", {"by": WEI}).status_code == 403
    assert Program(built, {Scope.DUTY}).get("/presence").status_code == 403


def test_the_api_has_the_rules_words():
    """Kinds of lines and items: the same values in both."""
    from gateway.domain.duty.logbook import ITEMS, LINES

    assert {kind.value for kind in duty_models.DutyLineKind} == LINES
    assert {kind.value for kind in duty_models.DutyItemKind} == ITEMS

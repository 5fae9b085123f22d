"""The roll-call over the API: the same list and the same rules as on phones and screens."""

import pytest

from gateway.domain.events import BadgeTapped, RollCallTicked, VisitArrived
from gateway.domain.rollcall import Choice
from kiosk_web.api.rollcall_models import RollCallChoice
from kiosk_web.tokens import Scope
from tests.kiosk_web.fake_gateway import office
from tests.kiosk_web.test_api import EVERY, Program

FACILITIES, WEI = "p018", "p017"


@pytest.fixture(name="built")
def _built():
    built = office()
    built.gateway.tell(BadgeTapped(tap_id="t1", reader="front-door", badge="b017"))
    visit = VisitArrived(
        arrival="a1", reader="front-door", name="张三", host=WEI, count=2, consents=True
    )
    assert built.gateway.ask(visit).ok
    return built


@pytest.fixture(name="program")
def _program(built):
    return Program(built)


def code_of(answer):
    return answer.status_code, answer.get_json()["code"]


def start(program, **more):
    return program.post("/rollcall/start", {"by": FACILITIES, **more})


def tick(program, line, choice="found", **more):
    return program.post("/rollcall/tick", {"line": line, "choice": choice, "by": WEI, **more})


def test_before_one_begins_nobody_is_named(program):
    """How many are in each zone, and no more."""
    assert program.get("/rollcall").get_json() == {
        "running": None,
        "inside": [{"zone": "office", "people": 3}],
    }
    assert "李伟" not in program.get("/rollcall").text


def test_it_is_begun_ticked_added_to_and_ended(built, program):
    """From the first to the last word; a program is in the ledger with each."""
    begun = start(program, drill=True)
    assert (code_of(begun), begun.get_json()["id"]) == ((200, "started"), "rc1")
    assert start(program).get_json()["code"] == "already"
    running = program.get("/rollcall").get_json()["running"]
    assert [(x["line"], x["name"], x["count"]) for x in running["lines"]] == [
        ("p:p017", "李伟", 1),
        ("v:v1", "张三", 2),
    ]
    assert (running["drill"], running["tally"]["open"]) == (True, 3)

    assert code_of(tick(program, "p:p017")) == (200, "done")
    assert code_of(tick(program, "v:v1")) == (200, "done")
    added = program.post("/rollcall/add", {"text": "电梯维修工", "by": WEI})
    assert added.get_json()["id"] == "x:3"
    assert code_of(program.post("/rollcall/end", {"by": FACILITIES})) == (422, "words_missing")
    assert program.post("/rollcall/end", {"by": FACILITIES, "reason": "演练"}).status_code == 200
    (report,) = program.get("/rollcall/reports").get_json()["reports"]
    assert (report["total"], report["found"], report["missing"], report["drill"]) == (4, 3, 1, True)
    kept = [r for r in built.gateway.records if r.kind.startswith("rollcall.")]
    assert {r.body["via"] for r in kept} == {f"token:{program.token.id}"}


def test_reports_are_all_that_the_ledger_keeps(built, program):
    """Twelve drills, and those of one year where it is asked for."""
    for _ in range(12):
        start(program, drill=True)
        built.gateway.advance(10.0)
        program.post("/rollcall/end", {"by": FACILITIES, "reason": "演练"})

    told = program.get("/rollcall/reports").get_json()["reports"]
    assert [each["id"] for each in told] == [f"rc{n}" for n in range(12, 0, -1)]
    year = told[0]["started_at"][:4]
    assert len(program.get(f"/rollcall/reports?year={year}").get_json()["reports"]) == 12
    assert program.get("/rollcall/reports?year=2001").get_json()["reports"] == []
    assert program.get("/rollcall/reports?year=soon").status_code == 422


def test_the_same_touch_twice_counts_once_and_an_old_one_changes_nothing_new(built, program):
    """As from a phone that was without a network."""
    start(program)
    built.gateway.advance(60.0)
    assert code_of(tick(program, "p:p017", "missing", touch="m1")) == (200, "done")
    assert code_of(tick(program, "p:p017", "missing", touch="m1")) == (200, "already")
    late = tick(program, "p:p017", "found", touch="m2", age_s=30)
    assert code_of(late) == (200, "superseded")
    (line,) = (
        x for x in program.get("/rollcall").get_json()["running"]["lines"] if x["line"] == "p:p017"
    )
    assert (line["choice"], line["by"]) == ("missing", WEI)


def test_a_phone_and_a_program_tick_the_same_list(built, program):
    """What one says the other reads."""
    start(program)
    built.gateway.ask(RollCallTicked(line="v:v1", choice="elsewhere", by="kiosk:front-door"))
    lines = {x["line"]: x for x in program.get("/rollcall").get_json()["running"]["lines"]}
    assert (lines["v:v1"]["choice"], lines["v:v1"]["by"]) == ("elsewhere", "kiosk:front-door")


def test_only_who_leads_begins_and_ends(built, program):
    """403 for others; no program is taken for an entrance screen."""
    assert code_of(program.post("/rollcall/start", {"by": WEI})) == (403, "not_allowed")
    kiosk = program.post("/rollcall/start", {"by": "kiosk:front-door"})
    assert code_of(kiosk) == (404, "unknown_person")
    start(program)
    ended = program.post("/rollcall/end", {"by": WEI, "reason": "x"})
    assert code_of(ended) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/rollcall/start", {}, (422, "invalid")),
        ("/rollcall/tick", {"line": "p:p017", "choice": "found", "by": WEI}, (409, "none_runs")),
        ("/rollcall/tick", {"line": "p017", "choice": "found", "by": WEI}, (422, "invalid")),
        ("/rollcall/tick", {"line": "p:p017", "choice": "gone", "by": WEI}, (422, "invalid")),
        (
            "/rollcall/tick",
            {"line": "p:p017", "choice": "found", "by": WEI, "age_s": -1},
            (422, "invalid"),
        ),
        ("/rollcall/add", {"text": "x", "by": WEI}, (409, "none_runs")),
        ("/rollcall/end", {"by": FACILITIES}, (409, "none_runs")),
    ],
)
def test_what_cannot_be_is_refused_in_words(program, path, body, expected):
    """Problem details with a stable code."""
    refused = program.post(path, body)
    assert code_of(refused) == expected
    assert refused.mimetype == "application/problem+json"


def test_a_line_that_is_not_on_the_list(program):
    """404, with the list as it was."""
    start(program)
    assert code_of(tick(program, "p:p999")) == (404, "unknown_line")


def test_the_roll_call_has_a_scope_of_its_own(built):
    """No other scope reads it or begins one."""
    other = Program(built, EVERY - {Scope.ROLLCALL})
    assert other.get("/rollcall").status_code == 403
    assert other.get("/rollcall/reports").status_code == 403
    assert start(other).status_code == 403
    assert start(Program(built, {Scope.ROLLCALL})).status_code == 200


def test_the_api_has_the_rules_words():
    """What can be said of a line: the same values in both."""
    assert {choice.value for choice in RollCallChoice} == {choice.value for choice in Choice}

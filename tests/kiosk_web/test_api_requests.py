"""Leave and other requests over the API: the same rules, for the person a program names."""

from dataclasses import replace

import pytest

from gateway.domain.requests import Asked, Step
from gateway.domain.rules import Team
from gateway.domain.text import Text
from kiosk_web.api.request_models import RequestKind, RequestState
from kiosk_web.tokens import Scope
from tests.kiosk_web.fake_gateway import office
from tests.kiosk_web.test_api import EVERY, Program

LEAVE = {
    "asked": "leave",
    "person": "p017",
    "what": "personal",
    "reason": "搬家",
    "since": "2026-11-24T09:00:00+08:00",
    "until": "2026-11-24T17:30:00+08:00",
}


@pytest.fixture(name="built")
def _built():
    built = office()
    team = Team(id="service", name=Text("客服部", "Service"), managers=("p018",))
    built.gateway.change(rules=replace(built.gateway.rules, teams={"service": team}))
    return built


@pytest.fixture(name="program")
def _program(built):
    return Program(built)


def test_a_request_is_filed_listed_and_decided(program):
    """With who has to decide; the reason is nowhere in what a program reads."""
    filed = program.post("/requests", LEAVE)
    assert (filed.status_code, filed.get_json()["id"]) == (200, "r1")
    (one,) = program.get("/requests?person=p017&state=asked").get_json()["requests"]
    assert (one["needed"], one["waits_for"], one["days"]) == ([["p018"]], ["p018"], 1.0)
    assert one["name"] == {"zh": "事假", "en": "Personal leave"}
    assert "搬家" not in program.get("/requests").text

    answer = program.post("/requests/r1/decision", {"choice": "approve", "by": "p018"})
    assert answer.get_json()["data"]["step"] == "approved"
    assert program.get("/requests?state=asked").get_json()["requests"] == []
    (one,) = program.get("/requests?state=approved").get_json()["requests"]
    assert (one["decided"][0]["by"], one["waits_for"]) == ("p018", [])
    assert program.get("/requests?person=p018").get_json()["requests"] == []


def test_the_ledger_keeps_which_program_it_was_and_who_looked(built, program):
    """Who is named is who acts; the token is kept beside it."""
    program.post("/requests", LEAVE)
    program.post("/requests/r1/decision", {"choice": "approve", "by": "p018"})
    program.get("/requests")
    program.get("/requests")
    rows = {row.kind: row.body for row in built.gateway.records}
    token = f"token:{program.token.id}"

    assert (rows["request.filed"]["by"], rows["request.filed"]["via"]) == ("p017", token)
    assert (rows["request.approved"]["by"], rows["request.approved"]["via"]) == ("p018", token)
    looks = [row for row in built.gateway.records if row.body.get("what") == "requests"]
    assert [look.subject for look in looks] == [token]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/requests", {**LEAVE, "person": "p999"}, 404, "unknown_person"),
        ("/requests", {**LEAVE, "by": "p018"}, 403, "not_yours"),
        ("/requests", {**LEAVE, "what": "moon"}, 422, "unknown_kind"),
        ("/requests", {**LEAVE, "until": LEAVE["since"]}, 422, "ends_first"),
        ("/requests", {**LEAVE, "until": None}, 422, "bad_times"),
        ("/requests", {**LEAVE, "since": "2026-11-24T09:00:00"}, 422, "invalid"),
        ("/requests", {**LEAVE, "asked": "holiday"}, 422, "invalid"),
        ("/requests", {**LEAVE, "colour": "red"}, 422, "invalid"),
        ("/requests", {}, 422, "invalid"),
        ("/requests/r9/decision", {"choice": "approve", "by": "p018"}, 404, "unknown_request"),
        ("/requests/r1/decision", {"choice": "bless", "by": "p018"}, 422, "invalid"),
        ("/requests/r1/decision", {"choice": "approve"}, 422, "invalid"),
    ],
)
def test_what_cannot_be_is_refused_in_words(program, path, body, status, code):
    """Problem details with a stable code; nothing is kept."""
    refused = program.post(path, body)
    assert (refused.status_code, refused.get_json()["code"]) == (status, code)
    assert refused.mimetype == "application/problem+json"
    assert program.get("/requests").get_json()["requests"] == []


def test_the_same_time_twice_and_another_s_decision_are_refused(program):
    """409 for what is in the way, 403 for what is not theirs to decide."""
    program.post("/requests", LEAVE)
    twice = program.post("/requests", LEAVE)
    assert (twice.status_code, twice.get_json()["code"]) == (409, "overlaps")
    own = program.post("/requests/r1/decision", {"choice": "approve", "by": "p017"})
    assert (own.status_code, own.get_json()["code"]) == (403, "not_yours")
    silent = program.post("/requests/r1/decision", {"choice": "refuse", "by": "p018"})
    assert (silent.status_code, silent.get_json()["code"]) == (422, "words_missing")


def test_requests_have_a_scope_of_their_own(built):
    """No other scope reads who is ill, and none decides."""
    other = Program(built, EVERY - {Scope.ATTENDANCE})
    assert other.get("/requests").status_code == 403
    assert other.post("/requests", LEAVE).status_code == 403
    assert (
        other.post("/requests/r1/decision", {"choice": "approve", "by": "p018"}).status_code == 403
    )
    assert Program(built, {Scope.ATTENDANCE}).get("/requests").status_code == 200


def test_the_api_has_the_rules_words():
    """What is asked for, and how far it has come: the same values in both."""
    assert [kind.value for kind in RequestKind] == [kind.value for kind in Asked]
    assert [state.value for state in RequestState] == [step.value for step in Step]

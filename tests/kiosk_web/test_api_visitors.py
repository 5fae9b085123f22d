"""Visitors over the API: the same rules as on the screens, for whom a program names."""

import pytest

from gateway.domain.events import VisitArrived
from gateway.domain.visitors import Reply
from kiosk_web.api.visitor_models import VisitorReply
from kiosk_web.appointments import guest_with
from kiosk_web.tokens import Scope
from tests.kiosk_web.fake_gateway import office
from tests.kiosk_web.test_api import EVERY, Program

GUEST = {"host": "p017", "on": "2026-11-20", "at": "14:00", "name": "张三", "by": "p017"}


@pytest.fixture(name="built")
def _built():
    return office()


@pytest.fixture(name="program")
def _program(built):
    return Program(built)


def arrive(built, name="张三", host="p017"):
    event = VisitArrived(
        arrival=f"a-{name}", reader="front-door", name=name, host=host, consents=True
    )
    return str(built.gateway.ask(event).data["visit"])


def code_of(answer):
    return answer.status_code, answer.get_json()["code"]


def test_somebody_is_expected_and_called_off(built, program):
    """On the list of their day; the ledger says who noted them, and through which program."""
    noted = program.post("/visitors/expected", {**GUEST, "company": "电力公司", "count": 2})
    assert (noted.status_code, noted.get_json()["id"]) == (200, "g1"), noted.text
    code = noted.get_json()["visitor_code"]
    with built.app.test_request_context():
        assert guest_with(code).id == "g1"
    assert code not in program.get("/visitors").text
    (guest,) = program.get("/visitors").get_json()["expected"]
    assert (guest["name"], guest["host"], guest["at"], guest["count"]) == (
        "张三",
        "p017",
        "14:00",
        2,
    )
    assert program.get("/visitors?on=2026-11-21").get_json()["expected"] == []
    assert program.get("/visitors?host=p018").get_json()["expected"] == []
    row = next(r for r in built.gateway.records if r.kind == "visit.expected")
    assert (row.body["by"], row.body["via"]) == ("p017", f"token:{program.token.id}")

    assert program.post("/visitors/expected/g1/call-off", {"by": "p017"}).status_code == 200
    assert program.get("/visitors").get_json()["expected"] == []
    gone = program.post("/visitors/expected/g1/call-off", {"by": "p017"})
    assert code_of(gone) == (404, "unknown_guest")


def test_a_visitor_is_answered_and_signed_out(built, program):
    """As the host does on their page; the same answer again is nothing new."""
    visit = arrive(built)
    (here,) = program.get("/visitors").get_json()["here"]
    assert (here["id"], here["answer"], here["zone"]) == (visit, "waiting", "office")
    answer = {"choice": "wait", "note": "五分钟", "by": "p017"}
    assert code_of(program.post(f"/visitors/{visit}/answer", answer)) == (200, "done")
    assert code_of(program.post(f"/visitors/{visit}/answer", answer)) == (200, "already")
    (here,) = program.get("/visitors").get_json()["here"]
    assert (here["answer"], here["answered_at"] is not None) == ("wait", True)
    assert "五分钟" not in program.get("/visitors").text

    assert program.post(f"/visitors/{visit}/end", {"by": "p017"}).status_code == 200
    assert program.get("/visitors").get_json()["here"] == []
    ended = next(r for r in built.gateway.records if r.kind == "visit.ended")
    assert (ended.body["how"], ended.body["via"]) == ("host", f"token:{program.token.id}")


def test_only_the_host_and_the_desk_speak_for_a_visitor(built, program):
    """403 for anybody else; who looks after visitors may."""
    visit = arrive(built, host="p001")
    answer = {"choice": "coming", "by": "p017"}
    assert code_of(program.post(f"/visitors/{visit}/answer", answer)) == (403, "not_yours")
    assert code_of(program.post(f"/visitors/{visit}/end", {"by": "p017"})) == (403, "not_yours")
    other = {**GUEST, "host": "p001"}
    assert code_of(program.post("/visitors/expected", other)) == (403, "not_yours")
    desk = {"choice": "coming", "by": "p018"}
    assert program.post(f"/visitors/{visit}/answer", desk).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/visitors/expected", {**GUEST, "host": "p999"}, (404, "unknown_host")),
        ("/visitors/expected", {**GUEST, "by": "p999"}, (404, "unknown_person")),
        ("/visitors/expected", {**GUEST, "by": "kiosk"}, (404, "unknown_person")),
        ("/visitors/expected", {**GUEST, "name": " "}, (422, "words_missing")),
        ("/visitors/expected", {**GUEST, "on": "2026-11-19"}, (422, "bad_time")),
        ("/visitors/expected", {**GUEST, "at": "24:00"}, (422, "invalid")),
        ("/visitors/expected", {**GUEST, "count": 51}, (422, "invalid")),
        ("/visitors/expected", {**GUEST, "seed": "x"}, (422, "invalid")),
        ("/visitors/v9/answer", {"choice": "coming", "by": "p017"}, (404, "unknown_visit")),
        ("/visitors/v9/answer", {"choice": "later", "by": "p017"}, (422, "invalid")),
        ("/visitors/v9/end", {"by": "p017"}, (404, "unknown_visit")),
        ("/visitors/v9/end", {}, (422, "invalid")),
    ],
)
def test_what_cannot_be_is_refused_in_words(built, program, path, body, expected):
    """Problem details with a stable code; nothing is kept."""
    refused = program.post(path, body)
    assert code_of(refused) == expected
    assert refused.mimetype == "application/problem+json"
    assert not [row for row in built.gateway.records if row.kind.startswith("visit.")]


def test_visitors_have_a_scope_of_their_own_and_looks_are_kept(built):
    """No other scope reads their names."""
    other = Program(built, EVERY - {Scope.VISITORS})
    assert other.get("/visitors").status_code == 403
    assert other.post("/visitors/expected", GUEST).status_code == 403
    program = Program(built, {Scope.VISITORS})
    program.get("/visitors")
    program.get("/visitors")
    looks = [row for row in built.gateway.records if row.body.get("what") == "visitors"]
    assert [look.subject for look in looks] == [f"token:{program.token.id}"]


def test_the_api_has_the_rules_words():
    """What a host can answer: the same values in both."""
    assert {reply.value for reply in VisitorReply} == {r.value for r in Reply} - {"waiting"}

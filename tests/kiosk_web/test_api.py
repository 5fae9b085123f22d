"""The API: tokens and scopes, what it says, and how it refuses."""

import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import ignored_auth

from gateway.domain.events import (
    BadgeTapped,
    ControlPressed,
    RollCallStarted,
    SwapAsked,
    VisitArrived,
)
from kiosk_web import WebSettings, tokens
from kiosk_web.tokens import Scope
from tests.kiosk_web.browser_of import Browser, admin_of
from tests.kiosk_web.duty_scene import TONIGHT, furnished
from tests.kiosk_web.fake_gateway import office

EVERY = frozenset(Scope)
STEADY = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class Program:
    """A program with a token."""

    def __init__(self, built, scopes=EVERY):
        self.client = built.app.test_client()
        with built.app.test_request_context():
            self.token, self.secret = tokens.make("test", frozenset(scopes), by="p001")
        self.headers = {"Authorization": f"Bearer {self.secret}"}

    def get(self, path):
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path, body=None, **more):
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers, **more)


@pytest.fixture(name="built")
def _built():
    return office()


@pytest.fixture(name="program")
def _program(built):
    return Program(built)


def test_a_request_without_a_token_is_refused(built):
    """Before anything of it is read."""
    client = built.app.test_client()
    answer = client.post("/api/v1/rooms/room-a/press", data="x" * 100)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.mimetype == "application/problem+json"
    for sent in ("Bearer", "Bearer x", "Bearer a.b", "Basic YTpi"):
        refused = client.get("/api/v1/site", headers={"Authorization": sent})
        assert refused.status_code == 401


def test_a_signed_in_browser_opens_nothing_here(built):
    """Cookies mean nothing to the API, so no other site can act through one."""
    admin = admin_of(built)
    assert admin.get("/api/v1/site").status_code == 401
    assert admin.client.post("/api/v1/rooms/room-a/press", json={}).status_code == 401


def test_a_token_opens_its_scopes_only(built):
    """Reading is not pressing; head-counts are not names."""
    reader = Program(built, {Scope.READ})
    assert reader.get("/zones").status_code == 200
    for answer in (
        reader.get("/presence"),
        reader.get("/events"),
        reader.post("/rooms/room-a/press", {"control": "lights.all_on"}),
    ):
        assert answer.status_code == 403
        assert answer.get_json()["code"] == "scope"


def test_a_revoked_token_is_nobody_and_none_is_on_disk(built):
    """Shown once by the page, kept hashed."""
    admin = admin_of(built)
    page = admin.post("/admin/programs", "/admin/programs", name="dash", scopes=["read"]).text
    secret = page.split('class="once">')[1].split("<")[0]
    assert secret.partition(".")[2] not in str(built.registry.tables)
    assert secret not in admin.get("/admin/programs").text
    client = built.app.test_client()
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/site", headers=headers).status_code == 200
    key = secret.partition(".")[0]
    assert admin.post(f"/admin/programs/{key}/revoke", "/admin/programs").status_code == 303
    assert client.get("/api/v1/site", headers=headers).status_code == 401
    assert admin.post("/admin/programs", "/admin/programs", name="x").status_code == 422


def test_a_program_sees_the_office(built, program):
    """Site, zones, rooms: what is wanted, what is reported, how it is known."""
    built.gateway.tell(BadgeTapped(tap_id="t1", reader="front-door", badge="b017"))
    assert program.get("/site").get_json()["now"].startswith("2026-11-20T08:41")
    zone = program.get("/zones").get_json()["zones"][0]
    assert (zone["id"], zone["head_count"], zone["occupied"]) == ("office", 1, True)
    assert zone["uncertain"] is False
    assert "李伟" not in program.get("/zones").text
    assert program.get("/presence").get_json()["people"][0]["name"] == "李伟"
    room = program.get("/rooms/room-a").get_json()
    assert [c["id"] for c in room["channels"]] == ["room-a.spot-1", "room-a.door-light"]
    assert room["channels"][0]["known"] == "unknown"
    assert len(program.get("/rooms").get_json()["rooms"]) == 2
    assert program.get("/alerts").get_json() == {"alerts": []}
    assert program.get("/prompts").get_json() == {"prompts": []}


def test_a_press_is_the_same_event_as_a_touch(built, program):
    """Decided by the rules, kept with the token's id."""
    answer = program.post("/rooms/room-a/press", {"control": "spot-1.level", "value": 50})
    assert answer.status_code == 200, answer.text
    pressed = [e for e in built.gateway.asked if isinstance(e, ControlPressed)][-1]
    assert pressed.value == 50
    assert pressed.by == f"token:{program.token.id}"
    wanted = program.get("/rooms/room-a").get_json()["channels"][0]["wanted"]
    assert wanted["level_pct"] == 50
    assert wanted["state"] == "asked"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/rooms/room-z/press", {"control": "spot-1.on"}, 404),
        ("/rooms/room-a/press", {"control": "spot-9.on"}, 404),
        ("/rooms/room-a/press", {"control": "spot-1.level", "value": 101}, 422),
        ("/rooms/room-a/press", {"control": "spot-1.level", "value": "high"}, 422),
        ("/rooms/room-a/press", {"control": 7}, 422),
        ("/rooms/room-a/press", {}, 422),
        ("/rooms/room-a/press", {"control": "spot-1.on", "colour": "red"}, 422),
        ("/rooms/room-a/press", ["spot-1.on"], 422),
        ("/alerts/nothing:here/acknowledge", None, 404),
        ("/prompts/office/answer", {"choice": "turn_all_off"}, 404),
        ("/nothing", {}, 404),
    ],
)
def test_what_cannot_be_is_refused_with_words(program, path, body, status):
    """404 for what is not there, 422 for a body or value that is wrong; zh and en."""
    answer = program.post(path, body)
    if path.startswith("/prompts"):
        assert answer.status_code in (404, 409), answer.text
    else:
        assert answer.status_code == status, answer.text
    said = answer.get_json()
    assert answer.mimetype == "application/problem+json"
    assert said["zh"]
    assert said["en"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b'{"control":"spot-1.level","value":NaN}',
        b'{"control":"spot-1.level","value":1e999}',
        b'{"control":"\\ud800.on"}',
        b'{"control":"\xff"}',
        b'{"control":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    ],
)
def test_a_body_that_is_no_json_is_refused(built, program, raw):
    """Malformed, not a number, half a character, not UTF-8, absurdly nested."""
    before = len(built.gateway.asked)
    answer = program.client.post(
        "/api/v1/rooms/room-a/press",
        data=raw,
        headers=program.headers,
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert len(built.gateway.asked) == before


def test_a_body_that_is_too_large_is_refused(program):
    """413, as for forms."""
    answer = program.post("/rooms/room-a/press", {"control": "x" * 100_000})
    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"


def test_a_gateway_that_does_not_answer_is_said_so(built, program):
    """503: it may or may not have happened."""
    built.gateway.busy = True
    answer = program.post("/rooms/room-a/press", {"control": "lights.all_on"})
    assert answer.status_code == 503
    assert answer.get_json()["code"] == "busy"


def test_the_ledger_is_read_in_order_and_on_from_where_one_was(built, program):
    """Rows after a number, at most so many."""
    for n in range(5):
        built.gateway.tell(BadgeTapped(tap_id=f"t{n}", reader="front-door", badge="none"))
    first = program.get("/events?limit=2").get_json()["rows"]
    rest = program.get(f"/events?after={first[-1]['seq']}").get_json()["rows"]
    seqs = [row["seq"] for row in (*first, *rest)]
    assert seqs == sorted(seqs)
    assert program.get("/ledger").get_json()["seq"] == seqs[-1]
    for query in ("after=-1", "limit=0", "limit=1001", "after=x"):
        assert program.get(f"/events?{query}").status_code == 422


def test_the_description_is_open_and_its_page_fetches_nothing_from_outside(built):
    """OpenAPI 3.1, and a page of our own."""
    client = built.app.test_client()
    said = client.get("/api/v1/openapi.json").get_json()
    assert said["openapi"].startswith("3.1")
    assert "/api/v1/rooms/{room}/press" in said["paths"]
    page = Browser(built).get("/api/v1/").text
    assert "/api/v1/rooms/{room}/press" in page
    assert "http://" not in page
    assert "https://" not in page


def test_every_body_has_an_example_that_is_taken(built, program):
    """What is described can be sent as it stands: refused by the office at most, never as wrong."""
    described = built.app.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    bodies = {
        path: said["post"]["requestBody"]["content"]["application/json"]
        for path, said in described.items()
        if "requestBody" in said.get("post", {})
    }
    assert len(bodies) == 28
    for path, body in bodies.items():
        place = path.removeprefix("/api/v1").replace("{kind}", "zone")
        answer = program.post(re.sub(r"{\w+}", "x", place), body["example"])
        assert answer.get_json()["code"] != "invalid", (path, answer.text)
    assert "消防员接手" in Browser(built).get("/api/v1/").text


def test_the_api_is_as_it_is_described():
    """Schemathesis: generated requests never break it, and answers fit the description."""
    built = furnished(
        office(settings=WebSettings(trusted_hosts=("localhost",), rate_per_device="100000/second"))
    )
    built.gateway.tell(
        VisitArrived(arrival="a", reader="front-door", name="张三", host="p017", consents=True)
    )
    built.gateway.tell(RollCallStarted(by="p018"))
    assert built.gateway.ask(SwapAsked(slot=TONIGHT, by="p017", with_="p018")).ok
    program = Program(built)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", built.app)
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(STEADY)
        @given(case=operation.as_strategy())
        def check(case):
            tried.add(case.operation.label)
            case.call_and_validate(headers=program.headers, excluded_checks=[ignored_auth])

        check()
    assert len(tried) == 56

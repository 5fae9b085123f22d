"""The code of who is expected: made for a host, typed at the door, and a secret everywhere else."""

import json
import logging
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.effects import Notify, Record
from gateway.domain.events import VisitCalledOff, VisitExpected
from gateway.domain.rules import Contact, Person
from gateway.domain.text import Text
from kiosk_web.appointments import code_of, expect
from kiosk_web.views.invitation import spaced
from kiosk_web.visits import FORM_S, token_for
from tests.kiosk_web.browser_of import Browser, Fingers, admin_of, pair, with_password
from tests.kiosk_web.fake_gateway import FakeOffice, office

KIOSK = "/kiosk/front-door/visitor"


@pytest.fixture(name="built")
def _built() -> FakeOffice:
    built = office()
    rules = built.gateway.rules
    desk = Person(id="desk", number="1100", name="前台", roles=frozenset({"staff", "reception"}))
    own = Contact(id="p017", name=Text("李伟", "Li Wei"))
    built.gateway.change(
        rules=replace(
            rules, people={**rules.people, "desk": desk}, contacts={**rules.contacts, "p017": own}
        )
    )
    return built


@pytest.fixture(name="kiosk")
def _kiosk(built: FakeOffice) -> Fingers:
    return Fingers(pair(built, admin_of(built), "kiosk:front-door"))


def noted(built: FakeOffice, days: int = 0, **more: object) -> str:
    """Note somebody who will come and return their code."""
    day = (built.gateway.now().at + timedelta(days=days)).date().isoformat()
    said = {"host": "p017", "name": "高远", "company": "恒通", "by": "p017", "on": day}
    with built.app.test_request_context():
        answer = expect(VisitExpected(**{**said, **more}))
        assert answer.ok
        return code_of(built.gateway.office.visits.expected[str(answer.data["expected"])])


def look(kiosk: Fingers, code: str):
    """Type a code at the door."""
    return kiosk.post(f"{KIOSK}/code", code=code)


def register(kiosk: Fingers, **more: object) -> int:
    """Register at the door."""
    said = {"arrival": "a1", "name": "高远", "host": "p017", "count": 1, "consents": True}
    return kiosk.post(KIOSK, **{**said, **more}).status_code


def browser(built: FakeOffice, person: str, number: str) -> Browser:
    """Return somebody's browser, signed in."""
    with_password(built, person)
    one = Browser(built)
    assert one.sign_in(number).status_code == 303
    return one


def test_a_right_code_shows_what_the_host_noted_and_registers(built, kiosk):
    """Host, name, company, how many; spaces do not matter; then it is used up."""
    code = noted(built, count=2)
    answer = look(kiosk, spaced(code))
    data = answer.get_json()["data"]
    assert (data["name"], data["company"], data["count"]) == ("高远", "恒通", 2)
    assert (data["host"]["name"], data["host"]["expected"]) == ("李伟", "g1")
    assert register(kiosk, count=1, code=code) == 200
    assert look(kiosk, code).get_json()["data"]["count"] == 1
    assert register(kiosk, arrival="a2", name="吕青", code=code) == 200
    assert look(kiosk, code).status_code == 404
    assert [v.name for v in built.gateway.office.visits.open.values()] == ["高远", "吕青"]


def test_every_code_that_is_no_good_gets_the_same_answer(built, kiosk):
    """Tomorrow's, one called off, a wrong one, too short a one: nobody learns who is expected."""
    tomorrow, off = noted(built, days=1), noted(built)
    built.gateway.ask(VisitCalledOff(expected="g2", by="p017"))
    wrong = f"{(int(tomorrow) + 1) % 10**6:06d}"
    assert wrong != off
    said = [look(kiosk, code) for code in (tomorrow, off, wrong, "12")]
    assert {one.status_code for one in said} == {404}
    assert len({one.get_data() for one in said}) == 1
    built.gateway.clock = replace(
        built.gateway.clock, at=built.gateway.clock.at + timedelta(days=1)
    )
    assert look(kiosk, tomorrow).status_code == 200
    assert look(kiosk, "").status_code == 422


def test_wrong_codes_bring_waits_that_grow_to_a_minute_for_this_screen_alone(built, kiosk):
    """Not for PINs here, not for another kiosk; a right code does not help a guesser on."""
    code = noted(built)
    for _ in range(4):
        assert look(kiosk, "000000" if code != "000000" else "000001").status_code == 404
        assert look(kiosk, code).status_code == 200
    waits = []
    for _ in range(6):
        assert look(kiosk, "999999" if code != "999999" else "999998").status_code == 404
        stopped = look(kiosk, code)
        assert stopped.status_code == 429
        waits.append(stopped.get_json()["data"]["wait_s"])
        built.gateway.advance(waits[-1])
    assert waits == [15, 30, 60, 60, 60, 60]
    locked = [r for r in built.gateway.records if r.body.get("action") == "visit-code.locked"]
    assert locked
    assert code not in json.dumps([r.body for r in built.gateway.records])
    other = Fingers(pair(built, admin_of(built), "kiosk:front-door"))
    look(kiosk, "999997" if code != "999997" else "999996")
    assert look(kiosk, code).status_code == 429
    assert look(other, code).status_code == 200
    assert register(kiosk) == 200


def test_who_registers_with_a_code_clears_the_screen(built, kiosk):
    """A day with many visitors does not add up their slips."""
    codes = [noted(built, name=f"访客{n}") for n in range(3)]
    for n, code in enumerate(codes):
        for _ in range(3):
            assert look(kiosk, "00000").status_code == 404
        assert look(kiosk, code).status_code == 200
        assert register(kiosk, arrival=f"b{n}", name=f"访客{n}", code=code) == 200


def test_a_code_is_nowhere_but_on_its_page(built, kiosk, caplog):
    """Not in the ledger, a message, the wire or the log; from the seed alone nobody makes it."""
    caplog.set_level(logging.DEBUG)
    code = noted(built)
    look(kiosk, code)
    assert register(kiosk, code=code) == 200
    effects = built.gateway.effects
    assert any(isinstance(e, Notify) for e in effects)
    assert any(isinstance(e, Record) for e in effects)
    told = repr(effects) + repr(built.gateway.records) + repr(built.gateway.office) + caplog.text
    assert code not in told


def test_codes_of_all_who_are_expected_differ(built):
    """Whatever day they come."""
    codes = [noted(built, days=n % 5) for n in range(40)]
    assert len(set(codes)) == 40
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)


def test_a_name_that_is_not_theirs_takes_nobodys_place(built, kiosk):
    """Without the code only exactly the noted name is who was expected."""
    noted(built)
    assert register(kiosk, name="吕青", expected="g1") == 200
    assert "g1" in built.gateway.office.visits.expected
    assert register(kiosk, arrival="a2", expected="g1") == 200
    assert built.gateway.office.visits.expected == {}


def test_a_code_is_taken_on_a_phone_as_well(built):
    """On the page behind the kiosk's code: it fills in what was noted; wrong ones are counted."""
    code, phone = noted(built, company="恒通", count=2), Browser(built)
    with built.app.test_request_context():
        link = f"/v/new/{token_for('form', 'front-door', FORM_S)}"
    assert "恒通" not in phone.get(f"{link}?code={code}").text
    filled = phone.post(link, link, code=code, find="code").text
    for shown in ('value="高远"', 'value="恒通"', "李伟", f'value="{code}"'):
        assert shown in filled, shown
    said = {"name": "吕青", "company": "恒通", "count": "2", "host": "p017", "consents": "yes"}
    assert phone.post(link, link, **said, code=code).status_code == 303
    assert built.gateway.office.visits.expected == {}

    waits = [phone.post(link, link, code="111111", find="code").text for _ in range(6)]
    assert "恒通" not in "".join(waits)
    assert "请等 15 秒" in waits[-1]


def test_only_a_paired_kiosk_looks_codes_up(built):
    """Nobody tries them from a desk or a phone."""
    assert Fingers(Browser(built)).post(f"{KIOSK}/code", code="123456").status_code == 401


def test_a_host_notes_somebody_and_gets_what_to_send_on(built):
    """Code, picture, both texts, a calendar file; theirs and reception's alone."""
    street = Text("示例路 1 号", "1 Example Road")
    built.gateway.change(rules=replace(built.gateway.rules, address=street))
    host = browser(built, "p017", "1017")
    day = (built.gateway.now().at + timedelta(days=1)).date()
    said = {"name": "施云", "on": day.isoformat(), "at": "14:00", "count": "2"}
    done = host.post("/visitors", "/visitors", do="expect", **said)
    place = done.headers["Location"]
    assert place == "/visitors/expected/g1"
    page = host.get(place).text
    with built.app.test_request_context():
        code = code_of(built.gateway.office.visits.expected["g1"])
    for shown in (
        spaced(code),
        "14:00",
        "2026年11月21日 星期六",
        "Saturday 21 November 2026",
        "李伟",
        "访客码",
        "Visitor code",
        street.zh,
    ):
        assert shown in page, shown
    assert "施云" not in page.partition("data-copied")[2]
    drawn = host.get(f"{place}/code.png")
    assert (drawn.mimetype, drawn.data[:4]) == ("image/png", b"\x89PNG")

    file = host.get(f"{place}/invitation.ics")
    lines = file.text.replace("\r\n ", "").split("\r\n")
    assert "DTSTART:20261121T060000Z" in lines
    assert "LOCATION:示例路 1 号 · 1 Example Road" in lines
    assert spaced(code) in file.text.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in file.text.split("\r\n"))

    assert browser(built, "p018", "1018").get(place).status_code == 200  # facilities
    assert browser(built, "desk", "1100").get(place).status_code == 200
    built.gateway.change(
        rules=replace(
            built.gateway.rules,
            people={
                **built.gateway.rules.people,
                "p040": Person(id="p040", number="1040", name="赵四"),
            },
        )
    )
    other = browser(built, "p040", "1040")
    for path in (place, f"{place}/code.png", f"{place}/invitation.ics"):
        assert other.get(path).status_code == 404
    assert Browser(built).get(place).status_code == 303


def test_a_day_without_a_time_is_a_whole_day_in_the_calendar(built):
    """And who was noted without a code gets none."""
    built.gateway.ask(VisitExpected(host="p017", on="2026-11-20", name="高远", by="p017"))
    host = browser(built, "p017", "1017")
    lines = host.get("/visitors/expected/g1/invitation.ics").text.split("\r\n")
    assert "DTSTART;VALUE=DATE:20261120" in lines
    assert "DTEND;VALUE=DATE:20261121" in lines
    assert host.get("/visitors/expected/g1/code.png").status_code == 404
    assert "vi-code" not in host.get("/visitors/expected/g1").text

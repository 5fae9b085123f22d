"""`/visitors` and the link in a message: a host answers, reads, expects; reception has all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.events import VisitAnswered, VisitArrived, VisitNoteLeft
from gateway.domain.rules import Person
from gateway.domain.visitors import Reply
from kiosk_web.ports import LinkClaim
from tests.kiosk_web.browser_of import Browser, with_password
from tests.kiosk_web.fake_gateway import START, FakeOffice, office


@pytest.fixture(name="built")
def _built() -> FakeOffice:
    """Return an office with a visitor for p017 and one for p018, and a reception."""
    built = office()
    rules = built.gateway.rules
    desk = Person(id="desk", number="1100", name="前台", roles=frozenset({"staff", "reception"}))
    built.gateway.change(rules=replace(rules, people={**rules.people, "desk": desk}))
    for host, name in (("p017", "高远"), ("p001", "吕青")):
        event = VisitArrived(arrival=host, reader="front-door", name=name, host=host, consents=True)
        built.gateway.ask(event)
    return built


def browser(built: FakeOffice, person: str, number: str) -> Browser:
    """Return somebody's browser, signed in."""
    with_password(built, person)
    one = Browser(built)
    assert one.sign_in(number).status_code == 303
    return one


def do(one: Browser, what: str, **more: object) -> int:
    """Do one thing of the page."""
    return one.post("/visitors", "/visitors", do=what, **more).status_code


def test_a_host_sees_and_answers_their_own_visitors_only(built):
    """Another's are not on the page, and not to be answered."""
    host = browser(built, "p017", "1017")
    page = host.get("/visitors").text
    assert "高远" in page
    assert "吕青" not in page
    assert do(host, "wait", visit="v1", note="在开会") == 303
    visit = built.gateway.office.visits.open["v1"]
    assert (visit.reply, visit.note) == (Reply.WAIT, "在开会")
    assert do(host, "coming", visit="v2") == 403
    assert do(host, "gone", visit="v1") == 303
    assert list(built.gateway.office.visits.open) == ["v2"]


def test_reception_sees_everybodys_and_helps_out(built):
    """It answers and signs out for hosts who cannot."""
    desk = browser(built, "desk", "1100")
    page = desk.get("/visitors").text
    assert "高远" in page
    assert "吕青" in page
    assert do(desk, "coming", visit="v2") == 303
    assert do(desk, "gone", visit="v1") == 303
    assert list(built.gateway.office.visits.open) == ["v2"]


def test_a_message_is_read_by_its_host_and_put_away(built):
    """Nobody else reads it, reception neither."""
    built.gateway.ask(VisitNoteLeft(visit="v1", text="样品在前台"))
    assert "样品在前台" not in browser(built, "desk", "1100").get("/visitors").text
    host = browser(built, "p017", "1017")
    assert "样品在前台" in host.get("/visitors").text
    assert do(host, "read", visit="v1") == 303
    assert "样品在前台" not in host.get("/visitors").text


def test_who_will_come_is_noted_and_called_off(built):
    """By the host for themselves; by reception for whom it finds."""
    day = (built.gateway.now().at + timedelta(days=1)).date().isoformat()
    host = browser(built, "p017", "1017")
    assert do(host, "expect", name="施云", on=day, at="14:00", count="2") == 303
    assert "施云" in host.get("/visitors").text
    assert do(host, "expect", name="", on=day) == 422
    assert do(host, "expect", name="施云", on="soon") == 422
    assert do(host, "expect", name="施云", on=day, host="p001") == 403

    desk = browser(built, "desk", "1100")
    found = desk.post("/visitors", "/visitors", do="find", typed="liwei", name="许诺")
    assert "李伟" in found.text
    assert 'value="许诺"' in found.text
    assert do(desk, "expect", name="许诺", on=day, host="p017") == 303
    assert {g.name for g in built.gateway.office.visits.expected.values()} == {"施云", "许诺"}
    (first, *_) = built.gateway.office.visits.expected
    assert do(desk, "call_off", visit=first) == 303
    assert do(desk, "dance") == 422


def test_nobody_sees_it_before_signing_in(built):
    """There is no name in any answer."""
    assert Browser(built).get("/visitors").status_code == 303


def test_the_link_of_a_message_answers_for_its_host(built):
    """Reading it does nothing; it says who is there; over is over."""
    claim = LinkClaim("m1", "visit:v1", "p017", START + timedelta(days=1))
    built.links.claims.update(good=claim, other=replace(claim, alert="offhours:room-a"))
    phone, link = Browser(built), "/v/host/good"
    assert "高远" in phone.get(link).text
    assert built.gateway.office.visits.open["v1"].reply is Reply.WAITING
    assert phone.get("/v/host/bad").status_code == 410
    assert phone.get("/v/host/other").status_code == 410

    assert phone.post(link, link, choice="away", note="出差").status_code == 303
    assert built.gateway.office.visits.open["v1"].reply is Reply.AWAY
    assert phone.post(link, link, choice="dance").status_code == 422
    assert phone.post(link, link, choice="gone").status_code == 303
    assert "高远" not in phone.get(link).text
    assert phone.post(link, link, choice="coming").status_code == 404


def test_what_a_host_says_on_one_screen_is_on_the_others(built):
    """The page of the next browser shows it."""
    host = browser(built, "p017", "1017")
    built.gateway.ask(VisitAnswered(visit="v1", choice="coming", by="p017"))
    assert "马上来" in host.get("/visitors").text or "coming" in host.get("/visitors").text

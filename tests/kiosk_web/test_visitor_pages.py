"""A visitor at the kiosk and on a phone: found hosts, registering, waiting, cards, going."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.events import BadgeTapped, VisitAnswered, VisitArrived, VisitExpected
from gateway.domain.rules import Badge, Person, Rules, Team, VisitorCard
from gateway.domain.text import Text
from kiosk_web.pinyin import spelled
from kiosk_web.views.visitor import host_mark, visit_typed, waiting_view
from kiosk_web.views.visitor_hosts import find
from kiosk_web.views.words import Tongue
from kiosk_web.visits import FORM_S, token_for
from tests.kiosk_web.browser_of import Browser, Fingers, admin_of, pair
from tests.kiosk_web.fake_gateway import FakeOffice, office

KIOSK = "/kiosk/front-door/visitor"
NAMES = ("张敏", "张明远", "章梅", "单小红", "欧阳文静", "Li Wei", "Tom Zhang", "赵敏")


def with_names(rules: Rules) -> Rules:
    """Return an office with names to look for, a team, and a card for visitors."""
    people = {f"x{n}": Person(id=f"x{n}", number=f"3{n}", name=n_) for n, n_ in enumerate(NAMES)}
    people["x0"] = replace(people["x0"], team="service")
    people["x9"] = Person(id="x9", number="39", name="张离职", active=False)
    return replace(
        rules,
        people={**rules.people, **people},
        badges={"b17": Badge(badge="b17", person="p017")},
        teams={"service": Team(id="service", name=Text("客服一部", "Service"))},
        visitor_cards={"card": VisitorCard(badge="card", label="V-07")},
    )


@pytest.fixture(name="built")
def _built() -> FakeOffice:
    built = office()
    built.gateway.change(rules=with_names(built.gateway.rules))
    return built


@pytest.fixture(name="kiosk")
def _kiosk(built: FakeOffice) -> Fingers:
    return Fingers(pair(built, admin_of(built), "kiosk:front-door"))


def register(kiosk: Fingers, **more: object):
    """Register at the kiosk."""
    said = {"arrival": "a1", "name": "高远", "host": "x0", "count": 2, "consents": True}
    return kiosk.post(KIOSK, **{**said, **more})


def found(typed: str) -> list[str]:
    """Return who is found for what was typed."""
    people = [Person(id=f"x{n}", number=str(n), name=name) for n, name in enumerate(NAMES)]
    people.append(Person(id="x9", number="9", name="张离职", active=False))
    return [person.name for person in find(people, typed, spelled)]


def test_a_host_is_found_by_name_pinyin_and_initials():
    """Exactly that name first; a surname is read as one (单 is Shan)."""
    assert found("张敏") == ["张敏"]
    assert found("zhangm") == ["张敏", "张明远", "章梅"]
    assert found("Zhang Min") == ["张敏", "张明远"]
    assert found("zmy") == ["张明远"]
    assert found("shan") == ["单小红"]
    assert found("ouyang wen") == ["欧阳文静"]
    assert found("li w") == ["Li Wei"]
    assert found("张") == ["张敏", "张明远"]
    assert found("远") == ["张明远"]


def test_too_little_finds_nobody_and_never_more_than_five():
    """The list of who works here is nobody's to read at the door."""
    assert found("") == found("z") == found(" - ") == []
    assert len(found("zh")) == 5
    assert "张离职" not in found("张离")


def test_the_kiosk_shows_name_team_and_whether_they_are_in(built, kiosk):
    """And no number, no role, nothing else; only at a paired kiosk."""
    answer = kiosk.post(f"{KIOSK}/hosts", typed="zhangmin").get_json()
    (host, _) = answer["data"]["hosts"]
    assert (host["name"], host["team"]) == ("张敏", "客服一部")
    assert set(host) == {"id", "name", "team", "word", "tone", "icon", "expected"}
    assert kiosk.post(f"{KIOSK}/hosts", typed="z").get_json()["data"]["hosts"] == []
    assert Fingers(Browser(built)).post(f"{KIOSK}/hosts", typed="zhang").status_code == 401


def test_whether_a_host_is_in_follows_the_door(built):
    """In, or not in now."""
    seen, tongue = built.gateway.snapshot(), Tongue.of("zh")
    assert host_mark(seen, "p017", tongue).tone == "warn"
    built.gateway.ask(BadgeTapped(tap_id="t1", reader="front-door", badge="b17"))
    assert host_mark(built.gateway.snapshot(), "p017", tongue).tone == "ok"


def test_who_is_expected_finds_their_host_by_their_own_name(built, kiosk):
    """Then the visit takes the place of what was expected."""
    day = built.gateway.now().at.date().isoformat()
    built.gateway.ask(VisitExpected(host="x0", on=day, name="高 远", by="x0"))
    (host,) = kiosk.post(f"{KIOSK}/hosts", typed="", name="高远").get_json()["data"]["hosts"]
    assert (host["id"], host["expected"]) == ("x0", "g1")
    assert kiosk.post(f"{KIOSK}/hosts", typed="", name="高").get_json()["data"]["hosts"] == []
    assert register(kiosk, expected="g1").status_code == 200
    assert built.gateway.office.visits.expected == {}


def test_registering_leads_to_a_page_that_shows_the_answer(built, kiosk):
    """Told, answered, a card, a message: all on the visitor's own page."""
    answer = register(kiosk)
    assert answer.status_code == 200
    url = answer.get_json()["data"]["url"]
    assert "张敏" in kiosk.browser.get(url).text

    built.gateway.ask(VisitAnswered(visit="v1", choice="wait", by="x0", note="马上散会"))
    assert "马上散会" in kiosk.browser.get(url).text
    assert kiosk.post(f"{KIOSK}/v1/card", label="V-07").status_code == 200
    assert kiosk.post(f"{KIOSK}/v1/note", text="我在沙发区").status_code == 200
    shown = waiting_view(built.gateway.snapshot(), "v1", Tongue.of("en"))
    assert (shown.card, shown.noted, shown.reply) == ("V-07", True, "wait")
    assert kiosk.post(f"{KIOSK}/v1/dance").status_code == 404
    assert kiosk.post(f"{KIOSK}/v1/leave").status_code == 200
    assert kiosk.browser.get(url).status_code == 303
    assert kiosk.post(f"{KIOSK}/v1/leave").status_code == 404


def test_pressed_twice_it_is_one_visit(built, kiosk):
    """The page has one mark of its own for each registration."""
    assert register(kiosk).get_json()["data"]["visit"] == "v1"
    assert register(kiosk).get_json()["data"]["visit"] == "v1"
    assert len(built.gateway.office.visits.open) == 1


@pytest.mark.parametrize(
    "more",
    [{"consents": False}, {"host": "x9"}, {"name": ""}, {"count": 0}, {"count": "many"}],
)
def test_what_is_not_right_registers_nobody(built, kiosk, more):
    """And says why."""
    assert register(kiosk, **more).status_code >= 400
    assert built.gateway.office.visits.open == {}


def test_signing_out_needs_the_whole_name_or_the_card(built, kiosk):
    """So that nobody reads at the kiosk who is here, or signs others out by guessing."""
    register(kiosk)
    kiosk.post(f"{KIOSK}/v1/card", label="V-07")
    register(kiosk, arrival="a2", name="Tom Lee")
    assert kiosk.post(f"{KIOSK}/out", typed="高").status_code == 404
    assert kiosk.post(f"{KIOSK}/out", typed="v-07").status_code == 200
    assert kiosk.post(f"{KIOSK}/out", typed="TOM LEE").status_code == 200
    assert built.gateway.office.visits.open == {}


def test_two_of_one_name_are_not_told_apart_by_it(built, kiosk):
    """The card does, or reception."""
    register(kiosk)
    register(kiosk, arrival="a2", company="他处")
    assert visit_typed(built.gateway.snapshot(), "高远") is None
    assert visit_typed(built.gateway.snapshot(), "") is None


def test_a_visit_at_another_door_is_not_shown_here(built, kiosk):
    """Each kiosk has its own visitors."""
    event = VisitArrived(arrival="b", reader="front-door", name="高远", host="x0", consents=True)
    built.gateway.ask(event)
    rules = built.gateway.rules
    back = replace(rules.readers["front-door"], id="back-door")
    built.gateway.change(rules=replace(rules, readers={**rules.readers, "back-door": back}))
    assert kiosk.browser.get("/kiosk/back-door/visitor").status_code == 303
    assert kiosk.browser.get(f"{KIOSK}/v9").status_code == 303


def phone_link(kiosk: Fingers, built: FakeOffice) -> str:
    """Return the address that the kiosk's code leads a phone to."""
    assert "<svg" in kiosk.browser.get(KIOSK).text
    with built.app.test_request_context():
        return f"/v/new/{token_for('form', 'front-door', FORM_S)}"


def test_a_phone_registers_once_and_waits_on_its_own_page(built, kiosk):
    """Without an account and without a script: find, agree, read the answer, write, go."""
    link, phone = phone_link(kiosk, built), Browser(built)
    assert phone.get(link).status_code == 200
    assert "张敏" in phone.get(f"{link}?typed=zhangmin&name=高远").text

    said = {"name": "高远", "company": "恒通", "count": "2", "host": "x0"}
    assert phone.post(link, link, **said).status_code == 409
    done = phone.post(link, link, **said, consents="yes")
    assert done.status_code == 303
    again = phone.post(link, link, **said, consents="yes")
    assert again.status_code == 303
    assert len(built.gateway.office.visits.open) == 1

    mine = done.headers["Location"]
    assert "张敏" in phone.get(mine).text
    built.gateway.ask(VisitAnswered(visit="v1", choice="away", by="x0"))
    assert 'name="text"' in phone.get(mine).text
    phone.post(mine, mine, what="note", text="改天再来")
    assert built.gateway.office.visits.notes["v1"].text == "改天再来"
    assert phone.post(mine, mine, what="leave").status_code == 303
    assert built.gateway.office.visits.open == {}
    assert phone.get(mine).status_code == 200


def test_a_token_is_for_one_thing_and_for_a_while(built, kiosk):
    """Another's, an old one, a changed one: gone."""
    link, phone = phone_link(kiosk, built), Browser(built)
    token = link.rpartition("/")[2]
    assert phone.get(f"/v/mine/{token}").status_code == 410
    assert phone.get(f"{link}x").status_code == 410
    built.gateway.clock = replace(
        built.gateway.clock, at=built.gateway.clock.at.replace(hour=9, minute=0)
    )
    assert phone.get(link).status_code == 410


def test_no_page_of_the_kiosk_names_who_works_here_before_something_is_typed(kiosk):
    """Nor who visits."""
    page = kiosk.browser.get(KIOSK).text
    assert not re.search("|".join(NAMES), page)


def test_a_host_who_taps_out_is_asked_at_the_kiosk(built, kiosk):
    """As long as their tap is shown; then it is nobody's to answer."""
    built.gateway.ask(BadgeTapped(tap_id="t1", reader="front-door", badge="b17"))
    register(kiosk, host="p017", count=2)
    clock = built.gateway.clock
    later = replace(clock, mono_s=clock.mono_s + 400, at=clock.at + timedelta(seconds=400))
    built.gateway.clock = later
    built.gateway.ask(BadgeTapped(tap_id="t2", reader="front-door", badge="b17"))
    assert 'data-press="visitors-gone"' in kiosk.browser.get("/kiosk").text

    assert kiosk.post(f"{KIOSK}/host", tap_id="t1", gone=True).status_code == 409
    assert kiosk.post(f"{KIOSK}/host", tap_id="t2", gone=False).status_code == 200
    assert list(built.gateway.office.visits.open) == ["v1"]
    assert 'data-press="visitors-gone"' not in kiosk.browser.get("/kiosk").text

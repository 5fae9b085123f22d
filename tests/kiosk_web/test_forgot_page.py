"""The kiosk's way for a badge left at home: what it posts, what it shows, what it gives away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.effects import Record
from gateway.domain.events import BadgeTapped
from gateway.domain.rules import Badge, ForgottenRules, Person, VisitorCard
from kiosk_web.views.kiosk import Screen, screen_view
from kiosk_web.views.words import Tongue
from tests.kiosk_web.browser_of import Browser, Fingers, admin_of, pair
from tests.kiosk_web.fake_gateway import FakeOffice, office

PATH = "/kiosk/front-door/forgot"
NAMES = ("李伟", "王芳", "p017", "p018")


@pytest.fixture(name="built")
def _built() -> FakeOffice:
    built = office()
    rules = built.gateway.rules
    left = Person(id="p099", number="1099", name="孙丽", active=False)
    badges = {b: Badge(badge=b, person=p) for b, p in (("b017", "p017"), ("b018", "p018"))}
    badges["lost"] = Badge(badge="lost", person="p018", status="lost")
    built.gateway.change(
        rules=replace(rules, badges=badges, people={**rules.people, left.id: left})
    )
    return built


@pytest.fixture(name="kiosk")
def _kiosk(built: FakeOffice) -> Fingers:
    return Fingers(pair(built, admin_of(built), "kiosk:front-door"))


def lay(built: FakeOffice, badge: str, tap_id: str = "t1") -> None:
    """Lay a badge on the kiosk's reader."""
    built.gateway.tell(BadgeTapped(tap_id=tap_id, reader="front-door", badge=badge))


def screen(built: FakeOffice, after_s: float = 0.0) -> Screen:
    """Return what the kiosk shows, so long from now."""
    seen = built.gateway.snapshot()
    at = seen.now.at + timedelta(seconds=after_s)
    now = replace(seen.now, mono_s=seen.now.mono_s + after_s, at=at)
    return screen_view(replace(seen, now=now), "front-door", Tongue("en"))


def taps(built: FakeOffice) -> list[tuple[object, object]]:
    """Return whose taps were kept, and with which witness."""
    kept = [r for r in built.gateway.effects if isinstance(r, Record) and r.kind == "tap"]
    return [(r.body["person"], r.body.get("witness")) for r in kept]


def test_a_number_and_a_colleagues_badge_sign_in(built, kiosk):
    """The wait, with a ring; the colleague's badge; the welcome that names only the person."""
    assert kiosk.post(PATH, number="1017").get_json()["code"] == "waiting"
    forgot = screen(built).forgot
    assert forgot is not None
    assert (forgot.number, forgot.waits_s, forgot.refused, forgot.said) == ("1017", 30, False, "")
    assert screen(built, 30.0).mode == "idle"

    lay(built, "b018")

    assert taps(built) == [("p017", "p018")]
    shown = screen(built)
    assert shown.mode == "welcome"
    assert shown.welcome is not None
    assert (shown.welcome.name, shown.welcome.witnessed) == ("李伟", True)
    page = kiosk.client.get("/kiosk").text
    assert "有同事作证" in page
    assert "王芳" not in page


def test_the_answer_is_the_same_for_every_number(built, kiosk):
    """Of somebody, of who has left, of nobody: to the byte; no name on any page."""
    answers = []
    for number in ("1017", "1099", "4711"):
        answers.append(kiosk.post(PATH, number=number))
        page = kiosk.client.get("/kiosk").text
        assert not [name for name in NAMES if name in page]
        wait = built.gateway.office.waits.by_reader["front-door"].id
        assert kiosk.post(f"{PATH}/cancel", wait=wait).status_code == 200

    assert len({(a.status_code, a.data) for a in answers}) == 1


def test_a_wrong_number_is_said_once_a_colleague_has_vouched(built, kiosk):
    """In words, red, with a way to type it again; away after ten seconds."""
    kiosk.post(PATH, number="4711")
    lay(built, "b018")

    forgot = screen(built).forgot
    assert forgot is not None
    assert (forgot.refused, forgot.waits_s) == (True, 10)
    assert "reception" in forgot.said
    assert 'data-open="sign-in"' in kiosk.client.get("/kiosk").text
    assert taps(built) == [(None, "p018")]
    assert screen(built, 10.0).mode == "idle"


def test_a_lost_badge_is_answered_on_the_page_that_waits(built, kiosk):
    """The wait goes on, and says why this one was no witness."""
    kiosk.post(PATH, number="1017")
    lay(built, "lost")

    forgot = screen(built).forgot
    assert forgot is not None
    assert "blocked" in forgot.said
    assert not forgot.refused


def test_what_was_said_before_the_wait_is_not_said_in_it(built, kiosk):
    """Somebody else's red light a moment ago is theirs."""
    lay(built, "lost")
    built.gateway.advance(1.0)
    kiosk.post(PATH, number="1017")

    forgot = screen(built).forgot
    assert forgot is not None
    assert forgot.said == ""


def test_cancel_ends_what_the_screen_shows_and_nothing_else(built, kiosk):
    """Named by its id; over, it says so."""
    kiosk.post(PATH, number="1017")
    forgot = screen(built).forgot
    assert forgot is not None
    assert kiosk.post(f"{PATH}/cancel", wait="another").status_code == 409
    assert kiosk.post(f"{PATH}/cancel", wait=forgot.wait).get_json()["ok"] is True
    assert screen(built).mode == "idle"

    lay(built, "b018")
    assert taps(built) == [("p018", None)]


def test_two_do_not_wait_at_one_door(built, kiosk):
    """Whom would the colleague vouch for? The first; the second is asked for a moment."""
    kiosk.post(PATH, number="1017")
    answer = kiosk.post(PATH, number="1001")

    assert (answer.status_code, answer.get_json()["code"]) == (409, "busy")


def test_only_a_paired_kiosk_may_and_not_too_often(built, kiosk):
    """A stranger's browser is nobody; a screen has its tries by the minute."""
    assert Fingers(Browser(built)).post(PATH, number="1017").status_code == 401
    assert kiosk.post("/kiosk/moon/forgot", number="1017").status_code in (403, 404)
    codes = [kiosk.post(PATH, number="1017").status_code for _ in range(25)]

    assert codes[0] == 200
    assert codes[-1] == 429


def test_an_office_without_witnesses_offers_none(built, kiosk):
    """`[forgotten] witness = false`: the key is gone, the PIN stays."""
    assert 'data-pad="witness"' in kiosk.client.get("/kiosk").text
    off = replace(built.gateway.rules, forgotten=ForgottenRules(witness=False))
    built.gateway.change(rules=off)

    page = kiosk.client.get("/kiosk").text
    assert 'data-pad="witness"' not in page
    assert 'data-pad="pin"' in page
    assert kiosk.post(PATH, number="1017").get_json()["code"] == "not_offered"


def test_a_card_is_offered_taken_and_given_back(built, kiosk):
    """Said with the welcome; its label once it is theirs; a key to give it back as they leave."""
    card = VisitorCard(badge="card", label="V-07")
    built.gateway.change(rules=replace(built.gateway.rules, visitor_cards={"card": card}))
    lay(built, "b018", "t0")
    kiosk.post(PATH, number="1017")
    lay(built, "b018")
    shown = screen(built).welcome
    assert shown is not None
    assert (shown.card_offered, shown.card_back) == (True, "")

    lay(built, "card", "t2")
    lent = screen(built).welcome
    assert lent is not None
    assert (lent.name, "V-07" in lent.headline, lent.card_offered) == ("", True, False)

    built.gateway.advance(4000.0)
    lay(built, "card", "t3")
    left = screen(built).welcome
    assert left is not None
    assert (left.name, left.card_back) == ("李伟", "V-07")
    assert kiosk.post(f"{PATH}/card", tap_id="t2").status_code == 409
    assert kiosk.post(f"{PATH}/card", tap_id="t3").get_json()["ok"] is True
    assert built.gateway.office.forgotten.lent == {}
    after = screen(built).welcome
    assert after is not None
    assert after.card_back == ""


def test_the_last_one_out_gives_the_lent_card_back_from_the_check(built, kiosk):
    """The check takes the welcome's place, and stays longer: the key is among what is theirs to do.

    Once it is back, or its bearer is, the key is gone and does nothing.
    """
    card = VisitorCard(badge="card", label="V-07")
    built.gateway.change(rules=replace(built.gateway.rules, visitor_cards={"card": card}))
    lay(built, "b018", "t0")
    kiosk.post(PATH, number="1017")
    lay(built, "b018")
    lay(built, "card", "t2")
    built.gateway.advance(4000.0)
    lay(built, "b018", "t3")
    lay(built, "card", "t4")

    late = screen(built, 30.0)
    assert late.mode == "lastout"
    assert late.lastout is not None
    assert late.lastout.card_back == "V-07"
    assert "V-07" in kiosk.client.get("/kiosk").text

    assert kiosk.post(f"{PATH}/card", tap_id="t3").status_code == 409
    built.gateway.advance(20.0)
    assert kiosk.post(f"{PATH}/card", tap_id="t4").get_json()["ok"] is True
    assert built.gateway.office.forgotten.lent == {}
    assert "V-07" not in kiosk.client.get("/kiosk").text

"""`/rollcall`: who may see names and when, begin, tick, add, end; on paper; on several screens."""

from dataclasses import replace

import pytest

from gateway.domain.events import BadgeTapped, RollCallStarted, RollCallTicked, VisitArrived
from gateway.domain.rollcall import who_is_in
from gateway.domain.rules import Badge
from kiosk_web.pages import rollcall as page
from kiosk_web.views.rollcall import head_view, muster_view, past_view
from kiosk_web.views.words import Tongue
from tests.kiosk_web.browser_of import Browser, Fingers, admin_of, pair, with_password
from tests.kiosk_web.fake_gateway import FakeOffice, office

HELD = {"held_s": 2.0}
WEI = "李伟"


@pytest.fixture(name="built")
def _built() -> FakeOffice:
    """Return an office with somebody in and a visitor."""
    built = office()
    rules = built.gateway.rules
    badges = {"b17": Badge(badge="b17", person="p017")}
    built.gateway.change(rules=replace(rules, badges=badges))
    built.gateway.ask(BadgeTapped(tap_id="t1", reader="front-door", badge="b17"))
    built.gateway.ask(
        VisitArrived(arrival="a", reader="front-door", name="高远", host="p017", consents=True)
    )
    return built


@pytest.fixture(name="admin")
def _admin(built: FakeOffice) -> Browser:
    return admin_of(built)


def staff(built: FakeOffice) -> Browser:
    """Return the browser of somebody who works here and no more."""
    with_password(built, "p017")
    browser = Browser(built)
    assert browser.sign_in("1017").status_code == 303
    return browser


def running(built: FakeOffice):
    """Return the one that runs, or None."""
    return built.gateway.office.rollcall.running


def test_nobody_sees_names_before_signing_in(built):
    """A phone is sent to sign in, and comes back."""
    answer = Browser(built).get("/rollcall")
    assert answer.status_code == 303
    assert "/login" in answer.headers["Location"]
    assert Fingers(Browser(built)).post("/rollcall/tick", line="p:p017").status_code == 401


def test_while_none_runs_only_who_may_begin_one_sees_who_is_in(built, admin):
    """A kiosk has the keys and no names; staff have neither. How many are in is everybody's."""
    assert WEI in admin.get("/rollcall").text
    kiosk = pair(built, admin, "kiosk:front-door").get("/rollcall").text
    assert WEI not in kiosk
    assert 'data-press="start-real"' in kiosk
    plain = staff(built).get("/rollcall").text
    assert WEI not in plain.replace(f"title>{WEI}", "")
    assert 'data-press="start-real"' not in plain
    assert WEI not in staff(built).get("/rollcall/print").text


def test_a_kiosk_begins_it_only_when_the_key_was_held(built, admin):
    """Two seconds, so that nobody begins an evacuation in passing."""
    kiosk = Fingers(pair(built, admin, "kiosk:front-door"))
    assert kiosk.post("/rollcall/start", drill=True).status_code == 422
    assert kiosk.post("/rollcall/start", drill=True, value={"held_s": 0.5}).status_code == 422
    assert kiosk.post("/rollcall/start", drill=True, value=HELD).status_code == 200
    assert running(built).by == "kiosk:front-door"
    assert running(built).drill


def test_a_panel_and_staff_see_and_tick_but_neither_begin_nor_end(built, admin):
    """Everybody helps; reception, facilities, duty leaders and the entrance lead."""
    panel = Fingers(pair(built, admin, "panel:room-a"))
    assert panel.post("/rollcall/start", value=HELD).get_json()["code"] == "not_allowed"
    Fingers(admin).post("/rollcall/start", value=HELD)
    assert WEI in panel.browser.get("/rollcall").text

    phone = Fingers(staff(built))
    assert WEI in phone.browser.get("/rollcall").text
    assert phone.post("/rollcall/tick", line="p:p017", choice="found").status_code == 200
    assert panel.post("/rollcall/tick", line="v:v1", choice="missing").status_code == 200
    assert running(built).ticks["p:p017"].by == "p017"
    assert running(built).ticks["v:v1"].by == "panel:room-a"
    assert phone.post("/rollcall/end", reason="x").get_json()["code"] == "not_allowed"


def test_what_is_typed_is_looked_at(built, admin):
    """Lines, choices and words that are none are refused."""
    fingers = Fingers(admin)
    fingers.post("/rollcall/start", value=HELD)
    assert fingers.post("/rollcall/tick", line="<b>", choice="found").status_code == 422
    assert fingers.post("/rollcall/tick", line="p:p999", choice="found").status_code == 404
    assert fingers.post("/rollcall/tick", line="p:p017", choice="perhaps").status_code == 422
    assert fingers.post("/rollcall/add", text="x" * 101).status_code == 422
    assert fingers.post("/rollcall/add", text="送水师傅").status_code == 200
    assert "送水师傅" in admin.get("/rollcall").text


def test_a_phone_sends_late_what_was_touched_without_a_network(built, admin):
    """With its own mark, sent twice it counts once; with its age; of which roll-call."""
    phone = Fingers(staff(built))
    Fingers(admin).post("/rollcall/start", value=HELD)
    late = {"line": "p:p017", "touch": "a1b2", "rollcall": "rc1", "age_s": 40.5}
    assert phone.post("/rollcall/tick", **late, choice="found").get_json()["code"] == "done"
    assert phone.post("/rollcall/tick", **late, choice="found").get_json()["code"] == "already"
    assert len(running(built).words["p:p017"]) == 1
    gone = phone.post("/rollcall/tick", **late | {"rollcall": "rc0"}, choice="open")
    assert (gone.status_code, gone.get_json()["code"]) == (409, "too_late")
    bad = phone.post("/rollcall/tick", **late | {"touch": "<b>"}, choice="open")
    assert bad.status_code == 422
    odd = late | {"touch": "c3", "age_s": "soon"}
    assert phone.post("/rollcall/tick", **odd, choice="open").status_code == 200


def test_names_are_found_by_what_is_typed_and_places_need_more_than_one(built, admin):
    """Whole, by pinyin and by initials; an office of one zone has no keys for its places."""
    page = admin.get("/rollcall").text
    assert 'data-find="李伟|liwei|lw"' in page
    assert 'class="rc-bar"' not in page
    assert "data-many" not in page
    Fingers(admin).post("/rollcall/start", value=HELD)
    page = admin.get("/rollcall").text
    assert 'data-show="open"' in page
    assert 'data-show="office"' not in page


def test_it_ends_with_a_reason_while_somebody_is_missing(built, admin):
    """And the page that leads shows what it came to."""
    fingers = Fingers(admin)
    fingers.post("/rollcall/start", drill=True, value=HELD)
    fingers.post("/rollcall/tick", line="p:p017", choice="found")
    assert fingers.post("/rollcall/end").status_code == 422
    assert fingers.post("/rollcall/end", reason="演练结束").status_code == 200
    page = admin.get("/rollcall").text
    assert "演练结束" in page
    assert running(built) is None


def test_before_one_begins_everybody_sees_how_many_are_in_each_zone(built, admin):
    """Useful and printable at any time; without a name, and with nothing to tick."""
    kiosk = pair(built, admin, "kiosk:front-door").get("/rollcall").text
    assert '<ul class="rc-counts">' in kiosk
    assert "p:p017" not in kiosk
    seen, tongue = built.gateway.snapshot(), Tongue.of("zh")
    assert head_view(seen, tongue, leads=False).total == 2
    (place,) = muster_view(seen, tongue, leads=False).places
    assert (place.count, place.rows) == (2, ())
    paper = staff(built).get("/rollcall/print").text
    assert f"({place.count})" in paper
    assert "高远" not in paper


def test_on_paper_stands_what_is_on_the_screen(built, admin):
    """With boxes: ticked where somebody is found."""
    fingers = Fingers(admin)
    fingers.post("/rollcall/start", value=HELD)
    fingers.post("/rollcall/tick", line="p:p017", choice="found")
    paper = admin.get("/rollcall/print").text
    assert "☑" in paper
    assert "☐" in paper
    assert "高远" in paper


def test_a_touch_sends_who_was_ticked_and_not_the_list_again(built):
    """With 300 names on ten phones the list would be most of what a weak network carries."""
    built.gateway.ask(RollCallStarted(by="p001"))
    before = page.view(built.gateway.snapshot(), "", "zh")
    built.gateway.ask(RollCallTicked(line="p:p017", choice="found", by="p018"))
    after = page.view(built.gateway.snapshot(), "", "zh")
    assert after["list"] == before["list"]
    assert (before["ticks"], after["ticks"]) == ((), (("p:p017", "found", "王芳 08:41"),))


def test_the_views_say_how_it_stands(built):
    """Counts are people; a tap says the choice, never the other way round."""
    built.gateway.ask(RollCallStarted(by="p001"))
    seen, tongue = built.gateway.snapshot(), Tongue.of("en")
    head = head_view(seen, tongue, leads=False)
    assert (head.state, head.total, head.open, head.found) == ("running", 2, 2, 0)
    (place,) = muster_view(seen, tongue, leads=False).places
    assert [(r.key, r.next, r.settled) for r in place.rows] == [
        ("p:p017", "found", False),
        ("v:v1", "found", False),
    ]
    assert WEI in place.rows[1].sub
    assert past_view(seen, tongue) == ()
    assert len(who_is_in(seen.office, seen.rules, seen.now)) == 2

"""What an administrator does on `/admin`, over the registry as the gateway has it."""

import re
from pathlib import Path

import pytest

from gateway.domain.effects import Answer
from gateway.domain.events import BadgeTapped
from gateway.keys import Keys
from gateway.registry.registry import Registry
from gateway.timesheets import LiveSheets
from kiosk_web import WebSettings, create_app
from tests.kiosk_web.browser_of import PASSWORD, Browser, admin_of, pair
from tests.kiosk_web.fake_gateway import SECRET, FakeGateway, FakeHistory, FakeLinks, office

BADGE = "ab" * 32


@pytest.fixture(name="built")
def _built():
    return office()


@pytest.fixture(name="admin")
def _admin(built):
    return admin_of(built)


def acts(built) -> list[str]:
    return [act.action for act in built.admin_acts() if act.action != "login"]


@pytest.mark.parametrize(
    "path", ["/admin", "/admin/people", "/admin/people/p017", "/admin/programs", "/account"]
)
def test_every_page_is_drawn_in_both_languages(built, admin, path):
    """And for administrators only."""
    assert admin.get(path).status_code == 200
    admin.post("/language", path, language="en")
    assert 'lang="en"' in admin.get(path).text
    assert Browser(built).get(path).status_code == 303


def test_staff_are_no_administrators(built):
    """A signed-in person without the role is refused, not sent to sign in again."""
    from tests.kiosk_web.browser_of import with_password

    with_password(built, "p017")
    browser = Browser(built)
    browser.sign_in("1017")
    for path in ("/admin", "/admin/people", "/admin/programs"):
        assert browser.get(path).status_code == 403
    assert browser.post("/admin/notice", "/account", zh="x").status_code == 403


def test_a_screen_is_paired_by_its_code_and_kept_hashed(built, admin):
    """The screen goes on by itself; what it carries is nowhere on disk."""
    screen = pair(built, admin, "kiosk:front-door")
    assert screen.get("/pair").headers["Location"] == "/kiosk"
    cookie = screen.client.get_cookie("office_screen")
    key, _, secret = cookie.value.partition(".")
    kept = built.registry.get("screens", key)
    assert (kept["role"], kept["target"], kept["paired_by"]) == ("kiosk", "front-door", "p001")
    assert secret not in str(built.registry.tables)
    assert acts(built) == ["screen.paired"]


def test_a_code_pairs_once_and_not_for_ever(built, admin):
    """A code that was used, or is ten minutes old, pairs nothing."""
    screen = Browser(built)
    code = re.search(r'class="code[^>]*>(\w{6})<', screen.get("/pair").text)[1]
    spaced = f" {code[:3].lower()} {code[3:]} "
    words = {"binding": "panel:room-a", "name": ""}
    assert admin.post("/admin/screens", "/admin", code=spaced, **words).status_code == 303
    assert admin.post("/admin/screens", "/admin", code=code, **words).status_code == 422
    old = Browser(built)
    code = re.search(r'class="code[^>]*>(\w{6})<', old.get("/pair").text)[1]
    built.gateway.advance(601)
    assert admin.post("/admin/screens", "/admin", code=code, **words).status_code == 422
    assert code not in old.get("/pair").text


def test_a_screen_is_bound_to_what_there_is(built, admin):
    """An unknown target or role is refused; nobody gets the demo's screen by hand."""
    for binding in ("panel:room-z", "kiosk:nowhere", "demo:", "admin:", "panel"):
        answer = admin.post("/admin/screens", "/admin", code="ABCDEF", binding=binding)
        assert answer.status_code == 422, binding


def test_a_revoked_screen_is_nobody_at_once(built, admin):
    """Its cookie opens nothing, and pairing it again needs a new secret."""
    screen = pair(built, admin, "panel:room-a")
    before = screen.client.get_cookie("office_screen").value
    key = before.partition(".")[0]
    assert admin.post(f"/admin/screens/{key}/revoke", "/admin").status_code == 303
    assert screen.get("/room/room-a").headers["Location"].startswith("/pair")
    screen.get("/pair")
    assert screen.client.get_cookie("office_screen").value != before
    assert admin.post(f"/admin/screens/{key}/revoke", "/admin").status_code == 404
    assert acts(built) == ["screen.paired", "screen.revoked"]


def test_the_demo_pairs_itself_with_one_touch():
    """And only the demo."""
    demo = Browser(office(demo=True))
    assert demo.post("/pair/demo", "/pair").headers["Location"] == "/demo"
    for path in ("/kiosk", "/room/room-a", "/room/room-b", "/facilities"):
        assert demo.get(path).status_code == 200, path
    assert demo.get("/admin").status_code == 303
    real = Browser(office())
    assert real.post("/pair/demo", "/pair").status_code == 404


def test_a_new_badge_is_given_by_tapping_it(built, admin):
    """The next unknown tap is offered; a touch binds it."""
    waiting = admin.get("/admin/people/p018/badge")
    page = waiting.headers["Location"]
    assert 'http-equiv="refresh"' in admin.get(page).text
    built.gateway.tell(BadgeTapped(tap_id="t1", reader="front-door", badge="b017"))
    assert 'http-equiv="refresh"' in admin.get(page).text

    built.gateway.tell(BadgeTapped(tap_id="t2", reader="front-door", badge=BADGE, uid_tail="E5F6"))

    found = admin.get(page)
    assert "E5F6" in found.text
    seq = re.search(r'name="seq" value="(\d+)"', found.text)[1]
    answer = admin.post("/admin/people/p018/badge", page, seq=seq)
    assert answer.status_code == 303
    assert built.gateway.rules.badges[BADGE].person == "p018"
    assert "E5F6" in admin.get("/admin/people/p018").text
    assert acts(built) == ["badge.given"]
    assert admin.post("/admin/people/p017/badge", "/admin", seq=seq).status_code == 422


def test_only_a_tap_of_the_ledger_can_be_given(built, admin):
    """No badge can be made up in a form."""
    for seq in ("999", "-1", "x", ""):
        assert admin.post("/admin/people/p018/badge", "/admin", seq=seq).status_code == 422


def test_a_lost_badge_is_marked_lost(built, admin):
    """With one touch, kept with who did it."""
    path = "/admin/people/p017/badges/b017"
    assert admin.post(path, "/admin", status="lost").status_code == 303
    assert built.gateway.rules.badges["b017"].status == "lost"
    assert admin.post(path, "/admin", status="golden").status_code == 422
    assert acts(built) == ["badge.lost"]


def test_a_pin_is_shown_once_and_kept_hashed(built, admin):
    """The machine chooses it."""
    page = admin.post("/admin/people/p017/pin", "/admin/people/p017").text
    pin = re.search(r'class="once">(\d{6})<', page)[1]
    assert pin not in admin.get("/admin/people/p017").text
    assert pin not in str(built.registry.tables["accounts"])
    assert acts(built) == ["pin.set"]


def test_people_are_added_and_changed(built, admin):
    """Roles that do not exist are not taken."""
    answer = admin.post(
        "/admin/people",
        "/admin",
        number="1044",
        name="刘洋",
        team="IT",
        roles=["staff", "facilities", "king"],
    )
    key = answer.headers["Location"].rsplit("/", 1)[1]
    person = built.gateway.rules.people[key]
    assert person.roles == {"staff", "facilities"}
    admin.post(f"/admin/people/{key}", "/admin", number="1044", name="刘洋", roles=["staff"])
    assert not built.gateway.rules.people[key].active
    assert acts(built) == ["person.added", "person.changed"]


def test_nobody_takes_the_administration_from_themselves(built, admin):
    """Else nobody could give it back."""
    fields = {"number": "1001", "name": "陈静", "roles": ["staff"], "active": "yes"}
    assert admin.post("/admin/people/p001", "/admin", **fields).status_code == 422
    assert admin.post("/admin/people/p001/sign-in", "/admin", may="no").status_code == 422


def test_a_disabled_account_is_out_at_once(built, admin):
    """And back when it is let in again."""
    admin.post("/admin/people/p018/password", "/admin/people/p018", password=PASSWORD)
    other = Browser(built)
    assert other.sign_in("1018").status_code == 303
    assert other.get("/account").status_code == 200
    admin.post("/admin/people/p018/sign-in", "/admin", may="no")
    assert other.get("/account").status_code == 303
    assert Browser(built).sign_in("1018").status_code == 401
    admin.post("/admin/people/p018/sign-in", "/admin", may="yes")
    assert Browser(built).sign_in("1018").status_code == 303


def test_a_change_the_registry_refuses_is_told_in_words(built, admin):
    """Nothing is half done."""
    built.registry.refuse = "number 1017 is already that of 李伟"
    answer = admin.post("/admin/people", "/admin", number="1017", name="x")
    assert answer.status_code == 422
    assert "1017" in answer.text


def test_every_act_is_kept_before_the_page_says_done(built, admin):
    """No answer from the ledger: no "done"."""
    token = admin.token("/admin")
    built.gateway.busy = True
    answer = admin.client.post("/admin/notice", data={"csrf_token": token, "zh": "x"})
    assert answer.status_code == 503


def test_the_whole_of_it_on_the_real_registry(tmp_path: Path):
    """Every document the pages write is one that the registry takes, and reads after a restart."""
    gateway = FakeGateway()
    folder = tmp_path / "data"
    folder.mkdir()
    registry = Registry(folder / "registry.json", Keys.new())
    people = [
        {"id": p.id, "number": p.number, "name": p.name, "roles": sorted(p.roles)}
        for p in gateway.rules.people.values()
    ]
    assert not registry.import_document({"people": people})
    settings = WebSettings(trusted_hosts=("localhost",), setup_code="CODE")
    app = create_app(
        gateway,
        FakeHistory(gateway),
        registry,
        FakeLinks(),
        LiveSheets(gateway.snapshot, FakeHistory(gateway)),
        secret=SECRET,
        settings=settings,
    )

    class Built:
        pass

    built = Built()
    built.app = app
    admin = Browser(built)
    words = {"code": "CODE", "number": "1001", "name": "陈静", "password": PASSWORD}
    assert admin.post("/setup", "/setup", **words).status_code == 303
    screen = pair(built, admin, "panel:room-a")
    gateway.tell(BadgeTapped(tap_id="t", reader="front-door", badge=BADGE, uid_tail="E5F6"))
    seq = gateway.records[-1].seq
    posts = [
        ("/admin/people/p017/badge", {"seq": seq}),
        ("/admin/people/p017/pin", {}),
        ("/admin/people/p017/password", {"password": PASSWORD}),
        ("/admin/people/p017/sign-in", {"may": "no"}),
        ("/admin/people", {"number": "1055", "name": "周敏", "roles": ["staff"]}),
        ("/admin/people/p018", {"number": "1018", "name": "王芳", "active": "yes"}),
        ("/admin/notice", {"zh": "消防演习", "en": "Fire drill"}),
        ("/admin/programs", {"name": "dashboard", "scopes": ["read", "control"]}),
        ("/account/pin", {"old": PASSWORD, "pin": "280491"}),
    ]
    for path, fields in posts:
        answer = admin.post(path, "/account", **fields)
        assert answer.status_code in (200, 303), (path, answer.text)
    for _ in range(6):
        Browser(built).sign_in("1018", "wrong wrong wrong")
    assert registry.get("lockouts", "person:p018")["failures"] == 5
    assert registry.get("settings", "notice")["value"]["en"] == "Fire drill"
    assert registry.get("badges", BADGE)["uid_tail"] == "E5F6"

    again = Registry(folder / "registry.json", Keys.new())
    assert again.all("screens") == registry.all("screens")
    assert again.all("accounts") == registry.all("accounts")
    assert screen.get("/").headers["Location"] == "/room/room-a"
    assert isinstance(gateway.ask(gateway.asked[-1]), Answer)

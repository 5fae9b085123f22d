"""Passwords, PINs, second factors, and what happens to who guesses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.errors import RegistryProblem, StoreUnavailable
from kiosk_web import WebSettings, accounts, lockout, totp
from kiosk_web.accounts import LockedOut
from tests.kiosk_web.browser_of import PASSWORD, Browser, admin_of, with_password
from tests.kiosk_web.fake_gateway import office


@pytest.fixture(name="built")
def _built():
    return office()


def later(built, seconds: float) -> None:
    """Let time pass on the gateway's clock."""
    clock = built.gateway.clock
    built.gateway.clock = replace(
        clock, mono_s=clock.mono_s + seconds, at=clock.at + timedelta(seconds=seconds)
    )


def test_the_setup_code_makes_one_administrator_and_dies():
    """The code works once; there is no default password."""
    built = office(settings=WebSettings(trusted_hosts=("localhost",), setup_code="K7QX-2M9P"))
    browser = Browser(built)
    words = {"number": "9001", "name": "赵敏", "password": PASSWORD}
    assert browser.post("/setup", "/setup", code="wrong", **words).status_code == 401
    short = {**words, "password": "short"}
    assert browser.post("/setup", "/setup", code="K7QX-2M9P", **short).status_code == 422

    assert browser.post("/setup", "/setup", code="k7qx-2m9p", **words).status_code == 303

    assert browser.get("/admin").status_code == 200
    assert Browser(built).get("/setup").status_code == 404
    assert Browser(built).post("/setup", code="K7QX-2M9P", **words).status_code == 404
    assert [act.action for act in built.admin_acts()] == ["setup"]


def test_without_a_setup_code_there_is_no_setup(built):
    """The page is closed unless the program printed a code."""
    assert Browser(built).get("/setup").status_code == 404


def test_right_password_signs_in_and_is_kept(built):
    """Signing in is in the ledger before the page says so."""
    browser = admin_of(built)
    assert browser.get("/admin").status_code == 200
    assert [(a.action, a.by) for a in built.admin_acts()] == [("login", "p001")]
    assert browser.post("/logout", "/admin").status_code == 303
    assert browser.get("/admin").status_code == 303
    assert built.admin_acts()[-1].action == "logout"


def test_a_wrong_number_and_a_wrong_password_are_answered_alike(built):
    """Nobody learns which numbers exist."""
    with_password(built)
    wrong_password = Browser(built).sign_in("1001", "not that one")
    wrong_number = Browser(built).sign_in("4711", "not that one")
    assert wrong_password.status_code == wrong_number.status_code == 401
    assert "1001" not in wrong_password.text


def test_a_wrong_number_costs_as_much_work_as_a_wrong_password(built, monkeypatch):
    """One argon2 verification each way, so time tells nothing."""
    with_password(built)
    counted = []
    verify = accounts._verify
    monkeypatch.setattr(accounts, "_verify", lambda h, s: counted.append(h) or verify(h, s))
    with built.app.test_request_context():
        accounts.password_check("1001", "wrong", "address:a")
        accounts.password_check("4711", "wrong", "address:a")
    assert len(counted) == 2
    assert counted[0].rsplit("$", 2)[0] == counted[1].rsplit("$", 2)[0]


def test_five_wrong_tries_bring_a_wait_that_ends(built):
    """Even the right password waits; then it works, and the count is forgotten."""
    with_password(built)
    browser = Browser(built)
    for _ in range(5):
        assert browser.sign_in(password="wrong wrong wrong").status_code == 401
    locked = browser.sign_in()
    assert locked.status_code == 429
    assert "请等 15 秒" in locked.text
    assert [a.action for a in built.admin_acts()] == ["sign-in.locked"]

    later(built, 16)

    assert browser.sign_in().status_code == 303
    assert built.registry.get("lockouts", "person:p001") is None


def test_a_lock_outlives_a_restart(built):
    """It is kept with what people maintain, not in memory."""
    with_password(built)
    with built.app.test_request_context():
        for _ in range(5):
            accounts.password_check("1001", "wrong", "address:1.2.3.4")
        fresh = lockout.Lockouts(built.registry)
        with pytest.raises(LockedOut):
            fresh.demand(built.gateway.clock.at, "person:p001")


def test_waits_grow_and_stay_short():
    """15 s doubling to 5 minutes for a person, to 1 minute for a shared screen."""
    waits = [lockout.wait_s("person:p", n) for n in range(1, 13)]
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 300, 300, 300]
    assert max(lockout.wait_s("screen:s", n) for n in range(100)) == 60


def test_a_clock_set_back_does_not_make_a_wait_longer(built):
    """A day's jump must not lock somebody out for a day."""
    locks = lockout.Lockouts(built.registry)
    at = built.gateway.clock.at
    for _ in range(5):
        locks.failed(at, "person:p001")
    with pytest.raises(LockedOut) as caught:
        locks.demand(at - timedelta(days=1), "person:p001")
    assert caught.value.wait_s == 15


def test_guessing_goes_on_being_counted_with_a_full_disk(built, monkeypatch):
    """Memory counts when the registry cannot."""

    def full(*_args, **_more):
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(built.registry, "save", full)
    locks = lockout.Lockouts(built.registry)
    for _ in range(5):
        locks.failed(built.gateway.clock.at, "person:p001")
    with pytest.raises(LockedOut):
        locks.demand(built.gateway.clock.at, "person:p001")


def test_strangers_take_bounded_memory(built):
    """Invented numbers fill nothing."""
    locks = lockout.Lockouts(built.registry)
    for n in range(lockout.MOST_STRANGERS + 50):
        locks.failed(built.gateway.clock.at, f"number:{n}")
    assert len(locks.strangers) == lockout.MOST_STRANGERS
    assert not built.registry.all("lockouts")


def test_a_pin_signs_in_at_a_kiosk_and_a_copied_registry_does_not_tell_it(built):
    """The PIN is keyed with the gateway's secret before it is hashed."""
    with built.app.test_request_context():
        accounts.set_pin("p017", "280491", by="p001")
        assert accounts.pin_check("1017", "280491", "screen:s1").id == "p017"
        assert accounts.pin_check("1017", "280492", "screen:s1") is None
        assert accounts.password_check("1017", "280491", "screen:s1") is None
        hashed = accounts.account("p017")["pin"]
        assert not accounts._verify(hashed, "280491")


@pytest.mark.parametrize("pin", ["12345", "12345678901", "abcdef", "111111", "１２３４５６", ""])
def test_a_pin_has_six_to_ten_digits_not_all_alike(built, pin):
    """And a refused one changes nothing."""
    with built.app.test_request_context(), pytest.raises(RegistryProblem):
        accounts.set_pin("p017", pin, by="p001")


def test_a_person_who_left_cannot_sign_in_and_open_sessions_end(built):
    """Inactive people are nobody."""
    browser = admin_of(built)
    people = built.registry.all("people")
    built.registry.save("people", "p001", {**people["p001"], "active": False}, by="x")
    assert browser.get("/admin").status_code == 303
    assert Browser(built).sign_in().status_code == 401


def test_a_new_password_ends_every_session(built):
    """A stolen cookie dies with the password."""
    stolen = admin_of(built)
    with_password(built, password="another long password")
    assert stolen.get("/admin").status_code == 303


def test_a_session_ends_after_half_a_day_without_use(built):
    """Nobody stays signed in on a forgotten desk."""
    browser = admin_of(built)
    later(built, 11 * 3600)
    assert browser.get("/admin").status_code == 200
    later(built, 11 * 3600)
    assert browser.get("/admin").status_code == 200
    later(built, 13 * 3600)
    assert browser.get("/admin").status_code == 303


# RFC 6238, appendix B, SHA-1 with the last six of eight digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    """So that every authenticator agrees."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    at = datetime.fromtimestamp(seconds, tz=UTC)
    assert totp.matching_step(secret, code, at) == seconds // 30


def test_the_second_factor_is_asked_for_and_each_code_counts_once(built):
    """A password alone opens nothing then; a code seen over a shoulder neither."""
    browser = admin_of(built)
    browser.post("/account/second-factor", "/account")
    with browser.client.session_transaction() as session:
        secret = session["totp"]
    assert "otpauth" not in browser.get("/account").text
    assert secret in browser.get("/account").text

    def code() -> str:
        return totp.code_at(secret, int(built.gateway.clock.at.timestamp()) // 30)

    wrong = browser.post("/account/second-factor/confirm", "/account", code="000000")
    assert wrong.status_code == 422
    right = browser.post("/account/second-factor/confirm", "/account", code=code())
    assert right.status_code == 303
    assert browser.get("/account").status_code == 200

    later(built, 60)
    other = Browser(built)
    assert other.sign_in().headers["Location"].startswith("/login/code")
    assert other.get("/admin").status_code == 303
    assert other.post("/login/code", "/login/code", code="000000").status_code == 401
    used = code()
    assert other.post("/login/code", "/login/code", code=used).status_code == 303
    assert other.get("/admin").status_code == 200

    again = Browser(built)
    again.sign_in()
    assert again.post("/login/code", "/login/code", code=used).status_code == 401


def test_the_code_page_is_nobodys_without_a_password(built):
    """And a right password lasts five minutes there."""
    assert Browser(built).get("/login/code").status_code == 401


def test_one_changes_ones_own_password_by_the_old_one(built):
    """A desk left alone does not give the account away."""
    browser = admin_of(built)
    wrong = browser.post("/account/password", "/account", old="no", new="a new long password")
    assert wrong.status_code == 401
    right = browser.post("/account/password", "/account", old=PASSWORD, new="a new long password")
    assert right.status_code == 303
    assert browser.get("/account").status_code == 200
    assert Browser(built).sign_in(password="a new long password").status_code == 303
    assert browser.post("/account/pin", "/account", old="x", pin="280491").status_code == 401

"""What is remembered of right signatures opens nothing that a fresh check would refuse."""

import pytest

from kiosk_web import WebSettings
from kiosk_web.proofs import MOST_REMEMBERED, Memory
from tests.kiosk_web.browser_of import Browser
from tests.kiosk_web.fake_gateway import office

COOKIE = WebSettings().cookie_name


def press(browser: Browser, token: str) -> int:
    """Post what needs a token, as a page's script does."""
    headers = {"X-CSRFToken": token, "X-Requested-With": "fetch"}
    return browser.client.post("/pair/demo", headers=headers).status_code


@pytest.fixture
def built():
    return office(demo=True)


def test_a_token_is_good_for_its_session_again_and_again(built):
    """A wall panel's page is weeks old."""
    browser = Browser(built)
    token = browser.token("/pair")
    assert [press(browser, token) for _ in range(3)] == [303, 303, 303]


def test_a_remembered_token_is_refused_in_another_session(built):
    """Whoever has seen a panel's token cannot use it elsewhere."""
    mine, other = Browser(built), Browser(built)
    token = mine.token("/pair")
    assert press(mine, token) == 303
    other.token("/pair")
    assert press(other, token) == 400
    assert press(Browser(built), token) == 400


def test_a_token_with_one_letter_changed_is_refused_after_the_right_one(built):
    """Only what was right is remembered."""
    browser = Browser(built)
    token = browser.token("/pair")
    assert press(browser, token) == 303
    changed = "B" if token[-9] == "A" else "A"
    assert press(browser, f"{token[:-9]}{changed}{token[-8:]}") == 400
    assert press(browser, "") == 400


def test_a_session_cookie_with_a_letter_changed_is_an_empty_session(built):
    """The cookie beside a remembered one is checked like any other."""
    browser = Browser(built)
    token = browser.token("/pair")
    assert press(browser, token) == 303
    value = browser.client.get_cookie(COOKIE).value
    body, dot, signature = value.partition(".")
    changed = f"{body[:-1]}{'A' if body[-1] != 'A' else 'B'}{dot}{signature}"
    browser.client.set_cookie(COOKIE, changed)
    assert press(browser, token) == 400


def test_what_a_request_changes_in_its_session_is_not_in_the_next_ones_memory(built):
    """A chosen language belongs to the cookie that the answer set, not to the old one."""
    browser = Browser(built)
    browser.token("/pair")
    before = browser.client.get_cookie(COOKIE).value
    browser.post("/language", page="/pair", language="en", next="/pair")
    browser.client.set_cookie(COOKIE, before)
    assert 'lang="zh-CN"' in browser.client.get("/pair").text


def test_the_memory_forgets_the_oldest():
    """A flood of sessions does not fill it."""
    memory: Memory[int] = Memory()
    for n in range(MOST_REMEMBERED + 5):
        memory.keep(str(n), n)
    assert memory.get("4") is None
    assert memory.get("5") == 5

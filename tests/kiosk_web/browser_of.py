"""A browser without a screen: forms with their token, signing in, pairing, fingers."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk_web import accounts
from tests.kiosk_web.fake_gateway import FakeOffice

PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Browser:
    """Asks pages and posts forms as a person would, carrying cookies."""

    def __init__(self, built: FakeOffice) -> None:
        self.office = built
        self.client: FlaskClient = built.app.test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for a page."""
        return self.client.get(path, headers=headers)

    def token(self, path: str = "/login") -> str:
        """Return the CSRF token of a page."""
        found = TOKEN.search(self.get(path).text)
        assert found is not None, path
        return found[1]

    def post(self, path: str, page: str = "/login", **fields: object) -> TestResponse:
        """Post a form with the token of a page."""
        return self.client.post(path, data={"csrf_token": self.token(page), **fields})

    def sign_in(self, number: str = "1001", password: str = PASSWORD) -> TestResponse:
        """Sign in by number and password."""
        return self.post("/login", number=number, password=password)


class Fingers:
    """A screen that posts what fingers touch."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.client = browser, browser.client
        self.headers = {"X-CSRFToken": browser.token(), "X-Requested-With": "fetch"}

    def post(self, path: str, **body: object) -> TestResponse:
        """Post JSON as the page's script does."""
        return self.client.post(path, json=body, headers=self.headers)


def with_password(built: FakeOffice, person: str = "p001", password: str = PASSWORD) -> None:
    """Give somebody a password."""
    with built.app.test_request_context():
        accounts.set_password(person, password, by="test")


def admin_of(built: FakeOffice) -> Browser:
    """Return the browser of an administrator who has signed in."""
    with_password(built)
    browser = Browser(built)
    assert browser.sign_in().status_code == 303
    return browser


def pair(built: FakeOffice, admin: Browser, binding: str) -> Browser:
    """Return the browser of a new screen that the administrator has paired."""
    screen = Browser(built)
    code = re.search(r'class="code[^>]*>(\w{6})<', screen.get("/pair").text)
    assert code is not None
    answer = admin.post("/admin/screens", "/admin", code=code[1], binding=binding, name="wall")
    assert answer.status_code == 303, answer.text
    return screen

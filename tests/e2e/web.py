"""A visitor of the screens over real HTTP: cookies, forms with their token, live pages."""

import http.client
import json
import re
import urllib.parse
from collections.abc import Callable, Mapping
from contextlib import contextmanager

from tests.patience import PATIENCE_S

CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')
CODE = re.compile(r'class="code[^>]*>(\w{6})<')
PASSWORD = "correct horse battery"


class Reply:
    """One answer: `status`, `headers`, `text`."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.text = body.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.text)


class Visitor:
    """One browser, or one program with a token."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._token = token

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, page: str = "/login", **fields: object) -> Reply:
        """Post a form with the token of a page."""
        pairs = [(k, str(v)) for k, v in {"csrf_token": self.csrf(page), **fields}.items()]
        body = urllib.parse.urlencode(pairs).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, path: str, said: object, page: str | None = "/login") -> Reply:
        """Post JSON as a page's script does; `page` None for a program."""
        headers = {"Content-Type": "application/json", "X-Requested-With": "fetch"}
        if page is not None:
            headers["X-CSRFToken"] = self.csrf(page)
        return self.ask("POST", path, json.dumps(said).encode(), headers)

    def csrf(self, page: str) -> str:
        found = CSRF.search(self.get(page).text)
        assert found is not None, f"no token on {page}"
        return found[1]

    def become_admin(self, setup_code: str | None) -> None:
        """Make the first administrator with the printed one-time code, and be it."""
        fields = {"code": setup_code, "number": "9001", "name": "Admin", "password": PASSWORD}
        done = self.post("/setup", "/setup", **fields)
        assert done.status == 303, done.text

    def pair(self, admin: "Visitor", binding: str) -> None:
        """Become a paired screen: the administrator types the code shown here."""
        code = CODE.search(self.get("/pair").text)
        assert code is not None
        done = admin.post("/admin/screens", "/admin", code=code[1], binding=binding, name="wall")
        assert done.status == 303, done.text

    def ask(self, how: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            line.request(how, path, body, {**self._headers(), **headers})
            answer = line.getresponse()
            self._keep(answer)
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            line.close()

    @contextmanager
    def live(self, page: str, target: str = ""):
        """Listen to a live page; yields a `Stream`."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        where = urllib.parse.urlencode({"page": page, "target": target})
        line.request("GET", f"/events?{where}", None, self._headers())
        answer = line.getresponse()
        try:
            assert answer.status == 200, answer.status
            yield Stream(answer)
        finally:
            answer.close()
            line.close()

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Language": "en"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for one in answer.headers.get_all("Set-Cookie", []):
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value


class Stream:
    """What a live page is told; `shown` holds its fragments as of the last message."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer
        self.shown: dict[str, str] = {}

    def until(self, fits: Callable[[str], bool], most: int = 40) -> str:
        """Read until all that is shown fits, and return it; each wait is bounded."""
        for _ in range(most):
            if fits(self.text):
                return self.text
            self._message()
        raise AssertionError(f"the page never showed it:\n{self.text}")

    @property
    def text(self) -> str:
        return "\n".join(self.shown.values())

    def _message(self) -> None:
        kind, data = "", ""
        while line := self._answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            kind = value if name == "event" else kind
            data = value if name == "data" else data
        if kind == "patch":
            self.shown |= json.loads(data)["fragments"]

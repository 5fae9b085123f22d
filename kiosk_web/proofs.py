"""Signatures of cookies and tokens: checked once, then remembered.

A wall panel sends the same session cookie and the same CSRF token with every
press, for weeks. Checking both signatures anew was nearly half of the time a
press spent in the web part (measured; `docs/performance.md`). What is
remembered are only texts whose signature was right, so a wrong one is always
checked, and refused, by Flask and Flask-WTF.
"""

import threading
from typing import Generic, TypeVar

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

T = TypeVar("T")

MOST_REMEMBERED = 1_000
_PLAIN = (str, int, float, bool, type(None))


class Memory(Generic[T]):
    """The newest texts and what they were found to say; any thread."""

    def __init__(self) -> None:
        self._known: dict[str, T] = {}
        self._lock = threading.Lock()

    def get(self, text: str) -> T | None:
        """Return what a text says, or None when it was not checked lately."""
        return self._known.get(text)

    def keep(self, text: str, says: T) -> None:
        """Remember a text that was checked; the oldest is forgotten."""
        with self._lock:
            self._known[text] = says
            if len(self._known) > MOST_REMEMBERED:
                del self._known[next(iter(self._known))]


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, with a memory of the cookies that were right."""

    def __init__(self) -> None:
        self._checked: Memory[dict[str, object]] = Memory()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request; empty when its cookie is missing or wrong."""
        carried = request.cookies.get(self.get_cookie_name(app), "")
        says = self._checked.get(carried)
        if says is not None:
            return self.session_class(says)
        opened = super().open_session(app, request)
        # A list could be changed in place, and with it the memory.
        if opened and all(type(value) in _PLAIN for value in opened.values()):
            self._checked.keep(carried, dict(opened))
        return opened


class Guard(CSRFProtect):  # type: ignore[misc, unused-ignore]
    """Flask-WTF's check, with a memory of the tokens that were right for a session."""

    def __init__(self, app: Flask) -> None:
        self._checked: Memory[str] = Memory()
        super().__init__(app)

    def protect(self, *args: object, **how: object) -> None:
        """Refuse a request that changes something without this session's token."""
        token = request.headers.get("X-CSRFToken", "")
        raw = session.get("csrf_token")
        # By HTTPS the library checks more: where the request came from.
        if token and raw and not request.is_secure and self._checked.get(token) == raw:
            g.csrf_valid = True
            return
        super().protect(*args, **how)
        if token and isinstance(raw, str) and g.get("csrf_valid"):
            self._checked.keep(token, raw)

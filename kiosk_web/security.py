"""Who may see and do what: roles, `Access`, decorators, headers. No rule of the office.

A *screen* is paired once and bound to a role and a target; a *person* signs in
(spec 05, "Who may do what"). A page says whom it is for:

    @blueprint.get("/room/<room>")
    @screen_or_person(ScreenRole.PANEL, Role.FACILITIES, target="room")
    def panel(room: str) -> ResponseReturnValue: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response as AnyResponse

from gateway.domain.rules import Person
from kiosk_web.context import web
from kiosk_web.sessions import Screen, current_person, current_screen
from kiosk_web.visitors import welcome

__all__ = [
    "Access",
    "Role",
    "ScreenRole",
    "access",
    "current_person",
    "current_screen",
    "demo_only",
    "person_with",
    "screen_or_person",
]

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


class Role(StrEnum):
    """What a person may be; the words of the registry's `roles`."""

    STAFF = "staff"
    ATTENDANT = "attendant"
    DUTY_LEADER = "duty_leader"
    MANAGER = "manager"
    RECEPTION = "reception"
    FACILITIES = "facilities"
    HR = "hr"
    ADMIN = "admin"


class ScreenRole(StrEnum):
    """What a paired screen is, with the kind of its target.

    `KIOSK`: a reader's id. `PANEL`, `SIGN`: a room's id. `FACILITIES`: a zone's
    id or empty for all. `DEMO`: every screen at once, in the demo only.
    """

    KIOSK = "kiosk"
    PANEL = "panel"
    SIGN = "sign"
    FACILITIES = "facilities"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Access:
    """Whom a page is for. Empty on both sides = nobody."""

    screens: frozenset[ScreenRole] = frozenset()
    people: frozenset[Role] = frozenset()

    def allows(
        self, screen: Screen | None, person: Person | None, target: str | None, *, demo: bool
    ) -> bool:
        """Return whether this visitor may see `target` (None: no particular one)."""
        if person is not None and person.active and not self.people.isdisjoint(person.roles):
            return True
        if screen is None or not self.screens:
            return False
        if screen.role == ScreenRole.DEMO:
            return demo
        fits = target is None or screen.target in ("", target)
        return fits and screen.role in self.screens


def access(*whom: Role | ScreenRole) -> Access:
    """Return the access of the screens and people named."""
    return Access(
        frozenset(w for w in whom if isinstance(w, ScreenRole)),
        frozenset(w for w in whom if isinstance(w, Role)),
    )


def may(whom: Access, target: str | None = None) -> bool:
    """Return whether the current visitor is one of `whom`."""
    demo = web().demo is not None
    return whom.allows(current_screen(), current_person(), target, demo=demo)


def demand(whom: Access, target: str | None = None) -> AnyResponse | None:
    """Return None if the visitor may go on, else a way to where they may become somebody.

    A screen goes to `/pair`, a person to `/login`; who is somebody else already,
    or asks by POST, is refused. In the demo a visitor at this machine is let in.
    """
    if may(whom, target) or (whom.screens and welcome(ScreenRole.DEMO)):
        return None
    somebody = current_screen() is not None or current_person() is not None
    if request.method != "GET":
        abort(403 if somebody else 401)
    if current_person() is not None:
        abort(403)
    where = "pair.page" if whom.screens and not somebody else "login.page"
    return redirect(url_for(where, next=request.full_path.rstrip("?")), 303)


def screen_or_person(
    *whom: Role | ScreenRole, target: str | None = None
) -> Callable[[View[P]], View[P]]:
    """Let in the screens and the people named; `target` names the view's argument."""
    allowed = access(*whom)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            wanted = str(kwargs[target]) if target is not None else None
            return demand(allowed, wanted) or view(*args, **kwargs)

        return guarded

    return decorate


def person_with(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let in signed-in people with one of the roles."""
    return screen_or_person(*roles)


def demo_only(view: View[P]) -> View[P]:
    """Hide a view from a real gateway: 404 unless the demo runs."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if web().demo is None:
            abort(404)
        return view(*args, **kwargs)

    return guarded


POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def add_headers(response: Response) -> Response:
    """Put the strict headers on an answer; what is not a static file is never stored."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def init_app(app: Flask) -> None:
    """Put the headers on every answer of the app."""
    app.after_request(add_headers)

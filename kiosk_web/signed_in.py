"""Pages for who has signed in: others do so first; a visitor of the demo looks as somebody."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.rules import Person
from kiosk_web.context import web
from kiosk_web.security import ScreenRole
from kiosk_web.sessions import current_person, current_screen
from kiosk_web.visitors import welcome

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def signed_in(
    keep: str,
    in_demo: Callable[[], Person | None],
    may: Callable[[Person], bool] = lambda _person: True,
) -> Callable[[View[P]], View[P]]:
    """Let in who has signed in.

    Args:
        keep: The attribute of `flask.g` under which the view finds who it is.
        in_demo: Whom a visitor of the demo looks as.
        may: Tells whom the page is for; others are refused.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            found = current_person() or (in_demo() if _visits_demo() else None)
            if found is None and request.method != "GET":
                abort(401)
            if found is None:
                return redirect(url_for("login.page", next=request.full_path.rstrip("?")), 303)
            if not may(found):
                abort(403)
            setattr(g, keep, found)
            return view(*args, **kwargs)

        return guarded

    return decorate


def _visits_demo() -> bool:
    if web().demo is None:
        return False
    screen = current_screen()
    return welcome(ScreenRole.DEMO) or bool(screen and screen.role == ScreenRole.DEMO)

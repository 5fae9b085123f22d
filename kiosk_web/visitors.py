"""The demo's visitor: a browser on this machine that is no screen yet becomes the demo's.

In the demo only, and only from loopback: whoever sits at the machine opens
`/kiosk` or `/room/<id>` and sees it, instead of a code to type somewhere else.
All such browsers share one pairing, made anew by each start, so that a program
that carries no cookies leaves one row in the registry and not a thousand.
"""

import ipaddress
import threading

from flask import Response, after_this_request, current_app, g, request

from gateway.domain.text import Json
from kiosk_web.context import web
from kiosk_web.forms import keep
from kiosk_web.sessions import (
    SCREENS,
    Screen,
    carry,
    current_screen,
    digest,
    new_secret,
    read_screen,
)

KEY = "visitor"


class _Pairing:
    """The secret of the demo's visitors, in memory; the registry has its hash."""

    def __init__(self) -> None:
        self._secret = new_secret()
        self._lock = threading.Lock()

    def screen(self, role: str) -> tuple[Screen, str]:
        """Return the visitors' screen and its secret; paired here the first time, or again."""
        with self._lock:
            found = read_screen(web().registry, KEY, self._secret)
            if found is None:
                web().registry.save(SCREENS, KEY, self._document(role), by="demo")
                keep("screen.paired", KEY, by="demo")
                found = read_screen(web().registry, KEY, self._secret)
            assert found is not None
            return found, self._secret

    def _document(self, role: str) -> dict[str, Json]:
        return {
            "name": "demo",
            "role": role,
            "target": "",
            "token": digest(self._secret),
            "language": None,
            "address": str(request.remote_addr),
            "paired_at": web().gateway.now().at.isoformat(),
            "paired_by": "demo",
        }


def welcome(role: str) -> bool:
    """Make who asks for a page a screen of the demo, and return whether it is one now.

    Not in a real gateway, not from another machine, not who is a screen already.
    """
    if web().demo is None or request.method != "GET" or not _is_at_this_machine():
        return False
    if current_screen() is not None:
        return False
    pairing: _Pairing = current_app.extensions.setdefault("visitors", _Pairing())
    g.screen, secret = pairing.screen(role)

    @after_this_request
    def give(response: Response) -> Response:
        return carry(response, KEY, secret)

    return True


def _is_at_this_machine() -> bool:
    """Tell whether the browser runs here; behind a proxy nobody knows."""
    forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For"))
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return address.is_loopback and not forwarded

"""The access log as pages keep it: who looked at others' attendance (S26).

Reading a page again within ten minutes is the same look.
"""

import threading
from collections import OrderedDict

from flask import current_app

from gateway.domain.events import PersonalSeen
from kiosk_web.context import web
from kiosk_web.problems import ask
from kiosk_web.sessions import current_person

SAME_LOOK_S = 600.0
MOST_KEPT = 1000
"""Looks remembered to be the same; with more, the oldest is kept in the ledger anew."""

Look = tuple[str, str, str, str]


class Looks:
    """Tells a new look from one that goes on; from any thread."""

    def __init__(self) -> None:
        self._until_s: OrderedDict[Look, float] = OrderedDict()
        self._lock = threading.Lock()

    def is_new(self, look: Look, now_s: float) -> bool:
        """Return whether there was no such look in the last ten minutes."""
        with self._lock:
            return self._until_s.get(look, now_s) <= now_s

    def keep(self, look: Look, now_s: float) -> None:
        """Remember a look that is in the ledger."""
        with self._lock:
            self._until_s[look] = now_s + SAME_LOOK_S
            self._until_s.move_to_end(look)
            if len(self._until_s) > MOST_KEPT:
                self._until_s.popitem(last=False)


def seen(what: str, about: str, span: str = "", *, by: str | None = None) -> None:
    """Have it kept that somebody looks at others' attendance; on disk when it returns.

    Looking at oneself is nobody's business and not kept.

    Args:
        what: `day`, `month`, `person`, `export`, ...
        about: A person's id, a team's, or `all`.
        span: The days or the month, as the page names them.
        by: Who looks; None: who is signed in.

    Raises:
        GatewayBusy: It could not be kept; show nothing then (the app answers 503).
    """
    person = current_person()
    viewer = by or (person.id if person is not None else "")
    if viewer in ("", about):
        return
    looks = current_app.extensions.setdefault("looks", Looks())
    assert isinstance(looks, Looks)
    look, now_s = (viewer, what, about, span), web().gateway.now().mono_s
    if not looks.is_new(look, now_s):
        return
    ask(PersonalSeen(by=viewer, what=what, about=about, span=span))
    looks.keep(look, now_s)

"""Ids for what is new, by its name: two people who add the same thing at once get two.

What one request has been given no other gets for some seconds: until then the rules
that it reads may not show what the first has kept. A form that was refused gives its
id back: it is sent again with what was wrong mended.
"""

import re
import secrets
import threading
from collections.abc import Container
from http import HTTPStatus

from flask import Response, after_this_request, current_app

from kiosk_web.context import web

KEY = "fresh_keys"
GIVEN_S = 10.0
"""So long an id that was given is nobody else's; what was kept meanwhile, the rules show."""
MOST = 1000

_one_at_a_time = threading.Lock()


def fresh_key(name: str, taken: Container[str], letter: str) -> str:
    """Return a short id for something new: its English name's, else a letter and chance."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower())[:32].strip("-")
    slug = slug or f"{letter}{secrets.token_hex(3)}"
    is_free = slug not in taken and slug != "new" and _is_given_first(slug)
    return slug if is_free else f"{slug}-{secrets.token_hex(2)}"


def _is_given_first(slug: str) -> bool:
    """Tell whether nobody was given an id a moment ago; from now on somebody was."""
    now_s = web().gateway.now().mono_s
    with _one_at_a_time:
        given: dict[str, float] = current_app.extensions.setdefault(KEY, {})
        is_first = now_s >= given.get(slug, now_s - GIVEN_S) + GIVEN_S
        if is_first:
            if len(given) >= MOST:
                given.clear()
            given[slug] = now_s
    if is_first:
        after_this_request(lambda response: _given_back(response, given, slug))
    return is_first


def _given_back(response: Response, given: dict[str, float], slug: str) -> Response:
    """Let the id of what was refused be given again."""
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        given.pop(slug, None)
    return response

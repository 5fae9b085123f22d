"""Live pages: a page is made of fragments, and only what changed travels.

A page's view is pure: from a snapshot, a target and a language it makes one
frozen model per fragment. The first page is rendered whole by `render`; then
the browser listens to `/events`, and for every new snapshot the hub evaluates
each (page, target, language) that somebody looks at *once*, compares models
with `==`, renders what differs once, and wakes those who look at it. A slow
browser skips intermediate states instead of queueing them.

On the wire (server-sent events):

    id: 5f0c…                     what the page now shows, a digest of it
    event: patch
    data: {"v": 17, "at": "2026-…", "theme": "light", "fragments": {"head": "<…>"}}

    event: beat                   at least every 2 s
    data: {"v": 17, "at": "2026-…", "theme": "light"}

    event: reload                 the screen was revoked or bound anew
    data: {}

A browser that comes back with the `Last-Event-ID` of what is current gets
nothing again; else all fragments.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk_web.context import Web, web
from kiosk_web.hub import Hub, LivePage
from kiosk_web.i18n import language as current_language
from kiosk_web.i18n import theme_at
from kiosk_web.security import Access, demand
from kiosk_web.sessions import (
    account_epoch,
    current_person,
    current_screen,
    still_paired,
)

__all__ = ["Hub", "Live", "LivePage", "Stream", "hub", "init_app", "render"]


@dataclass(frozen=True, slots=True)
class Live:
    """What `page.html` is given as `live`.

    Put `url` where the script finds it; `at` is the age of what is shown.
    """

    page: str
    target: str
    version: int
    at: str
    url: str


class Stream:
    """The body of one `/events` answer; closed by the server when the browser goes."""

    def __init__(
        self,
        hub: Hub,
        page: LivePage,
        target: str,
        language: str,
        last: str,
        allowed: Callable[[], bool],
        beat: Callable[[int], dict[str, object]],
        beat_s: float,
    ) -> None:
        self._hub = hub
        self._allowed = allowed
        self._beat = beat
        self._beat_s = beat_s
        self._channel, self._wake = hub.join(page, target, language)
        shown = self._channel.shown
        self._sent: Mapping[str, Markup] = shown.html if shown.id == last else {}
        self._first = True
        self._over = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._over or self._hub.closed:
            self.close()
            raise StopIteration
        if self._first:
            self._first = False
            return b"retry: 1000\n\n" + (self._patch() or self._beaten())
        self._wake.wait(self._beat_s)
        self._wake.clear()
        if self._hub.closed:
            self.close()
            raise StopIteration
        return self._patch() or self._beaten()

    def close(self) -> None:
        """Stop listening."""
        self._over = True
        self._hub.leave(self._channel, self._wake)

    def _patch(self) -> bytes | None:
        shown, sent = self._channel.shown, self._sent
        changed = {n: h for n, h in shown.html.items() if sent.get(n) != h}
        if not changed:
            return None
        self._sent = shown.html
        data = {**self._beat(shown.version), "at": shown.at, "fragments": changed}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return f"id: {shown.id}\nevent: patch\ndata: {text}\n\n".encode()

    def _beaten(self) -> bytes:
        if not self._allowed():
            self._over = True
            return b"event: reload\ndata: {}\n\n"
        data = json.dumps(self._beat(self._channel.shown.version), separators=(",", ":"))
        return f"event: beat\ndata: {data}\n\n".encode()


blueprint = Blueprint("live", __name__)


def hub() -> Hub:
    """Return the hub of the current app."""
    found = current_app.extensions["live"]
    assert isinstance(found, Hub)
    return found


def render(name: str, target: str = "", **context: object) -> str:
    """Return the whole first page: `<name>/page.html` with `fragments`, `models`, `live`.

    In the template: `<section data-fragment="head">{{ fragments.head }}</section>`.
    A target that is none ends in 404. Who may see it is the view's decorator's work.
    """
    page = hub().page(name)
    if page is None or not page.exists(web().gateway.snapshot(), target):
        abort(404)
    shown = hub().show(page, target, current_language())
    url = url_for("live.events", page=name, target=target, last=shown.id)
    return render_template(
        page.template or f"{name}/page.html",
        fragments=shown.html,
        models=shown.models,
        live=Live(name, target, shown.version, shown.at, url),
        **context,
    )


@blueprint.get("/events")
def events() -> ResponseReturnValue:
    """Stream the changes of one page: `?page=<name>&target=<id>[&last=<id shown>]`.

    Without a page it is facilities', the whole site on one.
    """
    page = hub().page(request.args.get("page", "facilities"))
    target = request.args.get("target", "")
    if page is None or not page.exists(web().gateway.snapshot(), target):
        abort(404)
    refused = demand(page.access, target)
    if refused is not None:
        abort(401)
    if hub().streams >= web().settings.most_streams:
        abort(503)
    last = request.headers.get("Last-Event-ID") or request.args.get("last", "")
    doors = web()
    stream = Stream(
        hub(),
        page,
        target,
        current_language(),
        last,
        _still_allowed(doors, page.access, target),
        _beat(doors),
        doors.settings.beat_s,
    )
    response = Response(stream, mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _still_allowed(doors: Web, whom: Access, target: str) -> Callable[[], bool]:
    screen, person = current_screen(), current_person()
    epoch = account_epoch(doors.registry, person.id) if person else None

    def allowed() -> bool:
        now = doors.gateway.snapshot().rules.people.get(person.id) if person else None
        if now is not None and account_epoch(doors.registry, now.id) != epoch:
            now = None
        there = screen if screen and still_paired(doors.registry, screen) else None
        return whom.allows(there, now, target, demo=doors.demo is not None)

    return allowed


def _beat(doors: Web) -> Callable[[int], dict[str, object]]:
    def beat(version: int) -> dict[str, object]:
        now = doors.gateway.now()
        return {"v": version, "at": now.at.isoformat(), "theme": theme_at(now, doors.settings)}

    return beat


def init_app(app: Flask, doors: Web) -> None:
    """Give the app its hub and `/events`."""
    app.extensions["live"] = Hub(app, doors)
    app.register_blueprint(blueprint)

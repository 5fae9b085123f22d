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
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from flask import Blueprint, Flask, Response, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk_web.context import Web, web
from kiosk_web.i18n import language as current_language
from kiosk_web.i18n import theme_at
from kiosk_web.ports import Snapshot
from kiosk_web.security import Access, demand
from kiosk_web.sessions import (
    account_epoch,
    current_person,
    current_screen,
    still_paired,
)

log = logging.getLogger(__name__)

View = Callable[[Snapshot, str, str], Mapping[str, object]]
"""(snapshot, target, language `zh`/`en`) → fragment name → frozen model."""

WAIT_S = 0.5
KEPT_FRAGMENTS = 512


def _always(snapshot: Snapshot, target: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePage:
    """One kind of live page, listed as `LIVE` in its module of `kiosk_web/pages`.

    Attributes:
        name: In `/events?page=`; the folder of its templates: `<name>/page.html`
            and `<name>/_<fragment>.html`, the latter given `view` and `language`.
        view: See `View`. Models are compared by `==`; hashable ones are also
            rendered once for all targets.
        access: Whom it is for, page and stream alike.
        exists: Whether a target is one; else 404.
        every_s: Evaluated again at least so often (for what depends on `now`);
            None: with each snapshot and each minute.
        reads: All that the view takes from a snapshot for one target, besides `now`,
            as something cheap to compare (a tuple of the state's own values). Equal
            to last time: the view is not asked. With 64 panels open and one lamp
            reported, 63 views are spared.
        template: Another template for the whole page.
    """

    name: str
    view: View
    access: Access
    exists: Callable[[Snapshot, str], bool] = _always
    every_s: float | None = None
    reads: Callable[[Snapshot, str], object] | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows at one instant; `html` by fragment."""

    id: str
    version: int
    at: str
    models: Mapping[str, object]
    html: Mapping[str, Markup]


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


Key = tuple[str, str, str]


@dataclass(slots=True)
class _Channel:
    """A page that somebody looks at: what it shows, and whom to wake."""

    page: LivePage
    target: str
    language: str
    shown: Shown
    next_s: float
    read: object = None
    listeners: set[threading.Event] = field(default_factory=set)


class Hub:
    """Evaluates what is looked at; its one thread lives while somebody listens."""

    def __init__(self, app: Flask, doors: Web) -> None:
        self._app = app
        self._doors = doors
        self._pages: dict[str, LivePage] = {}
        self._channels: dict[Key, _Channel] = {}
        self._rendered: OrderedDict[object, Markup] = OrderedDict()
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._closed = False
        self.streams = 0

    def add(self, page: LivePage) -> None:
        """Make a page known; its name must be new."""
        if page.name in self._pages:
            raise ValueError(f"two live pages are named {page.name}")
        self._pages[page.name] = page

    def page(self, name: str) -> LivePage | None:
        """Return a page by its name."""
        return self._pages.get(name)

    @property
    def closed(self) -> bool:
        """Return whether the server is going away."""
        return self._closed

    def show(self, page: LivePage, target: str, language: str) -> Shown:
        """Return what a page shows now, from what is known or evaluated afresh."""
        snapshot = self._snapshot()
        with self._lock:
            channel = self._channels.get((page.name, target, language))
            before = channel.shown if channel else None
            return self._evaluate(page, target, language, snapshot, before)

    def join(self, page: LivePage, target: str, language: str) -> tuple[_Channel, threading.Event]:
        """Begin to listen; `leave` must follow."""
        wake = threading.Event()
        key = (page.name, target, language)
        with self._lock:
            channel = self._channels.get(key)
            if channel is None:
                shown = self.show(page, target, language)
                channel = _Channel(page, target, language, shown, self._next_s(page))
                self._channels[key] = channel
            channel.listeners.add(wake)
            self.streams += 1
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="live-hub", daemon=True)
                self._thread.start()
        return channel, wake

    def leave(self, channel: _Channel, wake: threading.Event) -> None:
        """Stop listening; safe to call twice."""
        with self._lock:
            if wake not in channel.listeners:
                return
            channel.listeners.discard(wake)
            self.streams -= 1
            if not channel.listeners:
                self._channels.pop((channel.page.name, channel.target, channel.language), None)

    def close(self) -> None:
        """End every stream and the thread; the server is going away."""
        with self._lock:
            self._closed = True
            thread = self._thread
            for channel in self._channels.values():
                for wake in channel.listeners:
                    wake.set()
        if thread is not None:
            thread.join(timeout=WAIT_S * 4)

    def _snapshot(self) -> Snapshot:
        return replace(self._doors.gateway.snapshot(), now=self._doors.gateway.now())

    def _next_s(self, page: LivePage) -> float:
        now = self._doors.gateway.now()
        minute_s = 60.0 - now.at.second - now.at.microsecond / 1e6
        return now.mono_s + min(minute_s, page.every_s or minute_s)

    def _run(self) -> None:
        version = self._doors.gateway.snapshot().version
        stale = True
        while True:
            newest = self._doors.gateway.wait_newer(version, 0.0 if stale else WAIT_S)
            newer, version = newest.version != version, newest.version
            with self._lock:
                if self._closed or not self._channels:
                    self._thread = None
                    return
                channels = list(self._channels.values())
            now = self._doors.gateway.now()
            due = [c for c in channels if newer or stale or now.mono_s >= c.next_s]
            stale = False
            self._refresh(due, replace(newest, now=now))

    def _refresh(self, channels: list[_Channel], snapshot: Snapshot) -> None:
        for channel in channels:
            try:
                self._look_again(channel, snapshot)
            except Exception:  # one broken page must not stop the others
                channel.next_s = self._next_s(channel.page)
                log.exception("page %s of %r", channel.page.name, channel.target)

    def _look_again(self, channel: _Channel, snapshot: Snapshot) -> None:
        page, target = channel.page, channel.target
        if page.reads is not None:
            read = page.reads(snapshot, target)
            if read == channel.read and snapshot.now.mono_s < channel.next_s:
                return
            channel.read = read
        with self._lock:
            shown = self._evaluate(page, target, channel.language, snapshot, channel.shown)
            changed = shown.id != channel.shown.id
            channel.shown = shown
            channel.next_s = self._next_s(page)
            for wake in channel.listeners if changed else ():
                wake.set()

    def _evaluate(
        self, page: LivePage, target: str, language: str, snapshot: Snapshot, before: Shown | None
    ) -> Shown:
        models = page.view(snapshot, target, language)
        at = snapshot.now.at.isoformat()
        if before is not None and models == before.models:
            return replace(before, version=snapshot.version, at=at)
        html: dict[str, Markup] = {}
        for name, model in models.items():
            if before is not None and name in before.html and before.models[name] == model:
                html[name] = before.html[name]
            else:
                html[name] = self._render(page.name, name, language, model)
        mark = blake2b(digest_size=9)
        for name in sorted(html):
            mark.update(f"{name}\0{html[name]}\0".encode())
        return Shown(mark.hexdigest(), snapshot.version, at, models, html)

    def _render(self, page: str, fragment: str, language: str, model: object) -> Markup:
        key = (page, fragment, language, type(model), model)
        try:
            found = self._rendered.get(key)
        except TypeError:  # not hashable: rendered for each target
            return self._render_now(page, fragment, language, model)
        if found is None:
            found = self._render_now(page, fragment, language, model)
            self._rendered[key] = found
            if len(self._rendered) > KEPT_FRAGMENTS:
                self._rendered.popitem(last=False)
        return found

    def _render_now(self, page: str, fragment: str, language: str, model: object) -> Markup:
        # A context of its own: what is rendered for all must not know who asked.
        with self._app.test_request_context("/"):
            g.language = language
            template = self._app.jinja_env.get_template(f"{page}/_{fragment}.html")
            return Markup(template.render(view=model, language=language))  # noqa: S704


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
    from flask import url_for

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
    """Stream the changes of one page: `?page=<name>&target=<id>[&last=<id shown>]`."""
    page = hub().page(request.args.get("page", ""))
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

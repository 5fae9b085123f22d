"""What live pages show: evaluated once for all who look, rendered once, told to each.

One thread, which lives while somebody listens. See `live.py` for the whole way.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from flask import Flask, g
from markupsafe import Markup

from kiosk_web.context import Web
from kiosk_web.ports import Snapshot
from kiosk_web.security import Access

log = logging.getLogger(__name__)

View = Callable[[Snapshot, str, str], Mapping[str, object]]
"""(snapshot, target, language `zh`/`en`) → fragment name → frozen model."""

WAIT_S = 0.5
KEPT_FRAGMENTS = 512


def _nothing(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    return {}


def _always(snapshot: Snapshot, target: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePage:
    """One kind of live page, listed as `LIVE` in its module of `kiosk_web/pages`.

    Attributes:
        name: In `/events?page=`; the folder of its templates: `<name>/page.html`
            and `<name>/_<fragment>.html`, the latter given `view` and `language`.
        view: See `View`. Models are compared by `==`; hashable ones are also
            rendered once for all targets. Left out: no fragment, the page shows
            what was when it was read, or reads itself again.
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
    view: View = _nothing
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


Key = tuple[str, str, str]


@dataclass(slots=True)
class Channel:
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
        self._channels: dict[Key, Channel] = {}
        self._rendered: OrderedDict[object, Markup] = OrderedDict()
        # Any host that is trusted: what is rendered holds paths only.
        self._base_url = f"http://{doors.settings.trusted_hosts[0].lstrip('.')}"
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

    def join(self, page: LivePage, target: str, language: str) -> tuple[Channel, threading.Event]:
        """Begin to listen; `leave` must follow."""
        wake = threading.Event()
        key = (page.name, target, language)
        with self._lock:
            channel = self._channels.get(key)
            if channel is None:
                shown = self.show(page, target, language)
                channel = Channel(page, target, language, shown, self._next_s(page))
                self._channels[key] = channel
            channel.listeners.add(wake)
            self.streams += 1
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="live-hub", daemon=True)
                self._thread.start()
        return channel, wake

    def leave(self, channel: Channel, wake: threading.Event) -> None:
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

    def _refresh(self, channels: list[Channel], snapshot: Snapshot) -> None:
        for channel in channels:
            try:
                self._look_again(channel, snapshot)
            except Exception:  # one broken page must not stop the others
                channel.next_s = self._next_s(channel.page)
                log.exception("page %s of %r", channel.page.name, channel.target)

    def _look_again(self, channel: Channel, snapshot: Snapshot) -> None:
        page, target = channel.page, channel.target
        if not page.exists(snapshot, target):  # a room or person that is gone; a reload says 404
            channel.next_s = self._next_s(page)
            return
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
        with self._app.test_request_context("/", base_url=self._base_url):
            g.language = language
            template = self._app.jinja_env.get_template(f"{page}/_{fragment}.html")
            return Markup(template.render(view=model, language=language))  # noqa: S704

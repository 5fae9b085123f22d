"""How often one device or account may ask; held in memory, one process per gateway."""

import threading
from collections.abc import Callable, Iterable
from functools import wraps
from math import ceil
from typing import Any, ParamSpec

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from kiosk_web.context import web
from kiosk_web.sessions import current_screen
from kiosk_web.settings import WebSettings

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

KEY = "brakes"
MOST_KEYS = 20_000

_UNLIMITED: set[Callable[..., Any]] = set()


class Counters(Storage):
    """Fixed-window counters by key, on the gateway's own clock.

    In place of the library's memory store, which starts a thread at each request
    to forget old keys; here they are forgotten when there are too many.
    """

    STORAGE_SCHEME = ["office-memory"]  # noqa: RUF012  (the library's own attribute)

    def __init__(self, uri: str | None = None, **_: str) -> None:
        super().__init__(uri)
        self._counts: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what this store may raise: nothing of its own."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` in the key's window of `expiry` seconds and return the sum."""
        now_s = web().gateway.now().mono_s
        with self._lock:
            count, ends_s = self._counts.get(key, (0, 0.0))
            if not now_s < ends_s <= now_s + expiry:
                count, ends_s = 0, now_s + expiry
            self._counts[key] = (count + amount, ends_s)
            if len(self._counts) > MOST_KEYS:
                self._counts = {k: v for k, v in self._counts.items() if v[1] > now_s}
            return count + amount

    def get(self, key: str) -> int:
        """Return the key's count in its window."""
        count, ends_s = self._counts.get(key, (0, 0.0))
        return count if web().gateway.now().mono_s < ends_s else 0

    def get_expiry(self, key: str) -> float:
        """Return when the key's window ends, in the gateway's monotonic seconds."""
        return self._counts.get(key, (0, 0.0))[1]

    def check(self) -> bool:
        """Return True: memory is always there."""
        return True

    def reset(self) -> int | None:
        """Forget everything and return how much that was."""
        with self._lock:
            count = len(self._counts)
            self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._lock:
            self._counts.pop(key, None)


class Brakes:
    """The site's limits on one app's requests: any of a device's, sign-ins, looks behind links.

    The `limits` library counts; Flask-Limiter on top of it, which resolves every
    limit anew for each request, took a third of the time of a press.
    """

    def __init__(self, settings: WebSettings) -> None:
        self._counter = FixedWindowRateLimiter(Counters())
        self._any = parse_many(settings.rate_per_device)
        self._sign_in = parse_many(settings.sign_in_rate)
        self._link = parse_many(settings.link_rate)

    def any_request(self) -> None:
        """Count a request of this device; 429 when it has asked too often."""
        self._count(self._any, "any")

    def try_to_sign_in(self) -> None:
        """Count a try to become somebody; 429 when this device has tried too often."""
        self._count(self._sign_in, f"sign-in:{request.endpoint}")

    def look_behind_link(self) -> None:
        """Count a look at the page behind a link; 429 when this device has looked too often."""
        self._count(self._link, "link")

    def _count(self, rates: Iterable[RateLimitItem], what: str) -> None:
        who = device()
        refused = [rate for rate in rates if not self._counter.hit(rate, what, who)]
        if refused:
            now_s = web().gateway.now().mono_s
            ends_s = max(self._counter.get_window_stats(r, what, who).reset_time for r in refused)
            raise TooManyRequests(retry_after=max(1, ceil(ends_s - now_s)))


def device() -> str:
    """Return who is asking, for limits and lock-outs: the paired screen or the address."""
    screen = current_screen()
    return f"screen:{screen.id}" if screen else f"address:{request.remote_addr}"


def unlimited(view: View[P]) -> View[P]:
    """Mark a view that may be asked at any rate: what monitors poll."""
    _UNLIMITED.add(view)
    return view


def sign_in_limit(view: View[P]) -> View[P]:
    """Count each call of a view as a try to become somebody."""

    @wraps(view)
    def braked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        brakes: Brakes = current_app.extensions[KEY]
        brakes.try_to_sign_in()
        return view(*args, **kwargs)

    return braked


def link_limit(view: View[P]) -> View[P]:
    """Count each call of a view as a look behind a link: its page looks again by itself."""

    @wraps(view)
    def braked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        brakes: Brakes = current_app.extensions[KEY]
        brakes.look_behind_link()
        return view(*args, **kwargs)

    return braked


def init_app(app: Flask, settings: WebSettings) -> None:
    """Limit every request but static files and what is `unlimited`."""
    brakes = app.extensions[KEY] = Brakes(settings)

    @app.before_request
    def _count() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if request.endpoint != "static" and view not in _UNLIMITED:
            brakes.any_request()

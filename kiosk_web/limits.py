"""How often one device or account may ask; held in memory, one process per gateway."""

import threading

from flask import Flask, request, session
from flask_limiter import Limiter
from limits.storage import Storage

from kiosk_web.context import web
from kiosk_web.sessions import current_screen

MOST_KEYS = 20_000


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


def device() -> str:
    """Return who is asking, for limits and lock-outs: the paired screen or the address."""
    screen = current_screen()
    return f"screen:{screen.id}" if screen else f"address:{request.remote_addr}"


def account() -> str:
    """Return the signed-in person, or the device when nobody is."""
    return str(session.get("person") or device())


def per_device() -> str:
    """Return the site's limit for one device."""
    return web().settings.rate_per_device


def sign_in_rate() -> str:
    """Return the site's limit of tries to become somebody."""
    return web().settings.sign_in_rate


limiter = Limiter(
    key_func=device,
    default_limits=[per_device],
    storage_uri="office-memory://",
    strategy="fixed-window",
)


def init_app(app: Flask) -> None:
    """Limit every request but static files; views add their own with `limiter.limit`."""
    limiter.init_app(app)

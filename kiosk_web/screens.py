"""Pairing: from a code on a bare screen to a screen bound to a role and a target.

A bare screen gets its 256-bit secret at once, in a cookie, and shows a short
code. An administrator types the code and says what the screen is; only then is
the secret's hash kept, and the cookie opens something. The code itself opens
nothing and lives ten minutes.
"""

import secrets
import threading
from dataclasses import dataclass

from flask import current_app, url_for

from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web.context import web
from kiosk_web.ports import Snapshot
from kiosk_web.security import ScreenRole
from kiosk_web.sessions import SCREENS, Screen, as_screen, digest, new_secret

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6
CODE_LIVES_S = 600.0
MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bare screen that shows `code`; `token` is the hash of the secret it carries."""

    id: str
    token: str
    code: str
    address: str
    until_s: float


class Pairing:
    """The bare screens of the last ten minutes, in memory."""

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}
        self._lock = threading.Lock()

    def find(self, key: str, secret: str, now_s: float) -> Waiting | None:
        """Return the waiting screen that carries this secret, if its code still lives."""
        found = self._waiting.get(key)
        fresh = found is not None and now_s < found.until_s <= now_s + CODE_LIVES_S
        return found if fresh and found and found.token == digest(secret) else None

    def begin(self, address: str, now_s: float) -> tuple[Waiting, str]:
        """Return a new waiting screen and the secret for its cookie."""
        key, secret = secrets.token_hex(8), new_secret()
        with self._lock:
            alive = {k: w for k, w in self._waiting.items() if w.until_s > now_s}
            while len(alive) >= MOST_WAITING:
                alive.pop(next(iter(alive)))
            taken = {w.code for w in alive.values()}
            code = next(c for c in iter(_code, None) if c not in taken)
            waiting = Waiting(key, digest(secret), code, address, now_s + CODE_LIVES_S)
            self._waiting = {**alive, key: waiting}
        return waiting, secret

    def take(self, code: str, now_s: float) -> Waiting | None:
        """Return and forget the screen that shows a code; blanks and case do not matter."""
        typed = "".join(code.split()).upper()
        with self._lock:
            for key, waiting in self._waiting.items():
                if waiting.code == typed and now_s < waiting.until_s:
                    return self._waiting.pop(key)
        return None


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def pairing() -> Pairing:
    """Return the bare screens of the current app."""
    found: Pairing = current_app.extensions.setdefault("pairing", Pairing())
    return found


def target_problem(snapshot: Snapshot, role: str, target: str) -> str | None:
    """Return why a screen cannot be bound to a target, or None."""
    rules = snapshot.rules
    known = {
        ScreenRole.KIOSK: rules.readers,
        ScreenRole.PANEL: rules.rooms,
        ScreenRole.SIGN: rules.rooms,
        ScreenRole.FACILITIES: {**rules.zones, "": None},
    }
    if role not in known:
        return f"a screen cannot be {role!r}"
    names = known[ScreenRole(role)]
    return None if target in names else f"{target!r} is none of: {', '.join(names)}"


def bind(waiting: Waiting, *, name: str, role: str, target: str, by: str) -> Screen:
    """Make a waiting screen a paired one and return it.

    Raises:
        RegistryProblem: No such role or target.
    """
    trouble = target_problem(web().gateway.snapshot(), role, target)
    if trouble and role != ScreenRole.DEMO:
        raise RegistryProblem([trouble])
    kept: dict[str, Json] = {
        "name": name,
        "role": role,
        "target": target,
        "token": waiting.token,
        "language": None,
        "address": waiting.address,
        "paired_at": web().gateway.now().at.isoformat(),
        "paired_by": by,
    }
    web().registry.save(SCREENS, waiting.id, kept, by=by)
    return as_screen(waiting.id, kept)


def paired() -> list[tuple[Screen, str]]:
    """Return the paired screens with the time of pairing, by role and target."""
    rows = [(as_screen(k, d), str(d.get("paired_at", ""))) for k, d in _kept()]
    return sorted(rows, key=lambda row: (row[0].role, row[0].target, row[0].name))


def _kept() -> list[tuple[str, dict[str, Json]]]:
    return [(key, dict(kept)) for key, kept in web().registry.all(SCREENS).items()]


def revoke(key: str, *, by: str) -> Screen | None:
    """Unpair a screen and return it; its open pages end within a beat."""
    kept = web().registry.get(SCREENS, key)
    if kept is None:
        return None
    web().registry.save(SCREENS, key, None, by=by)
    return as_screen(key, kept)


def home_of(screen: Screen) -> str:
    """Return the path of the page that a screen is for."""
    homes = {
        ScreenRole.KIOSK: "/kiosk",
        ScreenRole.PANEL: f"/room/{screen.target}",
        ScreenRole.SIGN: f"/sign/{screen.target}",
        ScreenRole.FACILITIES: "/facilities",
        ScreenRole.DEMO: "/demo",
    }
    known = screen.role in list(ScreenRole)
    return homes[ScreenRole(screen.role)] if known else url_for("pair.page")

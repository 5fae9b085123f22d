"""Who is asking: the paired screen and the signed-in person of the current request.

A screen carries `<id>.<secret>` in a cookie; the registry's table `screens`
keeps only the secret's SHA-256, so a copy of the registry opens nothing. A
person is carried in the signed session, with the account's
`epoch`: a changed password or a disabled account ends every session at once.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, g, request, session

from gateway.domain.rules import Person
from gateway.domain.text import Json
from kiosk_web.context import web
from kiosk_web.ports import Registry

SCREENS = "screens"
ACCOUNTS = "accounts"
SCREEN_COOKIE_AGE = timedelta(days=400)
PERSON_IDLE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Screen:
    """A paired screen; `role` and `target` as in `security.ScreenRole`."""

    id: str
    name: str
    role: str
    target: str
    token: str
    language: str | None = None


def digest(secret: str) -> str:
    """Return what is kept of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return 256 random bits for a cookie or a bearer token."""
    return secrets.token_urlsafe(32)


def read_screen(registry: Registry, key: str, secret: str) -> Screen | None:
    """Return the screen of a cookie, or None when it is unknown or was revoked."""
    kept = registry.get(SCREENS, key)
    if kept is None or not hmac.compare_digest(str(kept.get("token", "")), digest(secret)):
        return None
    return as_screen(key, kept)


def as_screen(key: str, kept: Mapping[str, Json]) -> Screen:
    """Return a document of the table `screens` as a value."""
    language = kept.get("language")
    return Screen(
        key,
        str(kept.get("name", "")),
        str(kept.get("role", "")),
        str(kept.get("target", "")),
        str(kept.get("token", "")),
        str(language) if language else None,
    )


def still_paired(registry: Registry, screen: Screen) -> bool:
    """Return whether the pairing stands as it was: not revoked, not bound anew."""
    kept = registry.get(SCREENS, screen.id)
    return kept is not None and as_screen(screen.id, kept) == screen


def cookie_name() -> str:
    """Return the name of the screen's cookie."""
    return f"{web().settings.cookie_name}_screen"


def claim() -> tuple[str, str] | None:
    """Return id and secret that this browser carries, paired or not."""
    key, dot, secret = request.cookies.get(cookie_name(), "").partition(".")
    return (key, secret) if dot and key and secret else None


def carry(response: Response, key: str, secret: str) -> Response:
    """Give the browser its long-lived secret."""
    response.set_cookie(
        cookie_name(),
        f"{key}.{secret}",
        max_age=SCREEN_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=web().settings.secure_cookies,
    )
    return response


def current_screen() -> Screen | None:
    """Return the paired screen that asks, or None."""
    if "screen" not in g:
        carried = claim()
        g.screen = read_screen(web().registry, *carried) if carried else None
    found = g.screen
    return found if isinstance(found, Screen) else None


def current_person() -> Person | None:
    """Return the person who is signed in at this browser, or None."""
    if "person" not in g:
        g.person = _read_person()
    found = g.person
    return found if isinstance(found, Person) else None


def sign_in(person: Person, epoch: int) -> None:
    """Begin a session for a person whose password was right."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session.permanent = True
    session["person"] = person.id
    session["epoch"] = epoch
    session["seen"] = web().gateway.now().at.isoformat()
    g.person = person


def sign_out() -> None:
    """End the person's session; the screen stays paired."""
    for name in ("person", "epoch", "seen", "half"):
        session.pop(name, None)
    g.person = None


def account_epoch(registry: Registry, person: str) -> int | None:
    """Return the epoch of an account that may be used, else None."""
    kept = registry.get(ACCOUNTS, person)
    if kept is None or kept.get("disabled"):
        return None
    epoch = kept.get("epoch", 0)
    return epoch if isinstance(epoch, int) else None


def _read_person() -> Person | None:
    key = session.get("person")
    person = web().gateway.snapshot().rules.people.get(key) if isinstance(key, str) else None
    if person is None or not person.active:
        return None
    if account_epoch(web().registry, person.id) != session.get("epoch"):
        return None
    now = web().gateway.now().at
    idle = abs(now - datetime.fromisoformat(str(session["seen"])))
    if idle > PERSON_IDLE:
        return None
    if idle > timedelta(minutes=5):
        session["seen"] = now.isoformat()
    return person

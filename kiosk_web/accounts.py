"""Passwords, PINs and second factors of people (registry table `accounts`).

A document: `password`, `pin` (argon2id), `totp` (base32), `totp_step` (last one
used), `epoch` (sessions of an older one are over), `disabled`. A right and a
wrong answer, a known and an unknown number take the same time.
"""

import hmac
import secrets
import threading
from base64 import b64encode
from collections.abc import Mapping

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from gateway.domain.events import AdminActed
from gateway.domain.rules import Person
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web import totp
from kiosk_web.context import web
from kiosk_web.lockout import LockedOut, Lockouts
from kiosk_web.sessions import ACCOUNTS

__all__ = [
    "LockedOut",
    "account",
    "admin_exists",
    "change",
    "find_person",
    "new_pin",
    "password_check",
    "pin_check",
    "second_factor_check",
    "set_password",
    "set_pin",
]

LEAST_PASSWORD = 10
PIN_DIGITS = range(6, 11)
MOST_SECRET = 200


def _made_up(length: int) -> str:
    return b64encode(secrets.token_bytes(length)).decode().rstrip("=")


# OWASP's second choice: 19 MiB, so that a Pi with 1 GB can do it beside its work.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Checked in place of what is not there; of the same cost, matching nothing: made up,
# as hashing something would hold up every start.
NOBODY = (
    f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    f"${_made_up(HASHER.salt_len)}${_made_up(HASHER.hash_len)}"
)
# One hash at a time: bounds memory, and makes "look, check, count" one step.
_one_at_a_time = threading.Lock()


def find_person(number: str) -> Person | None:
    """Return the active person with a staff number."""
    people = web().gateway.snapshot().rules.people.values()
    return next((p for p in people if p.active and p.number == number), None)


def account(person: str) -> Mapping[str, Json]:
    """Return a person's account; empty when there is none."""
    return web().registry.get(ACCOUNTS, person) or {}


def admin_exists() -> bool:
    """Return whether somebody can already sign in as administrator."""
    people = web().gateway.snapshot().rules.people
    return any(
        bool(kept.get("password")) and not kept.get("disabled")
        for key, kept in web().registry.all(ACCOUNTS).items()
        if key in people and people[key].active and "admin" in people[key].roles
    )


def password_check(number: str, password: str, device: str) -> Person | None:
    """Return the person whose password this is, or None.

    Raises:
        LockedOut: Too many wrong tries of this person or at this device.
    """
    return _check(number, password, device, "password")


def pin_check(number: str, pin: str, device: str) -> Person | None:
    """Return the person whose PIN this is, or None; `device` from `limits.device()`.

    Raises:
        LockedOut: Too many wrong tries of this person or at this device.
    """
    return _check(number, _peppered(pin), device, "pin")


def second_factor_check(person: Person, code: str, device: str) -> bool:
    """Return whether this is the authenticator's code now; each code counts once.

    Raises:
        LockedOut: As for a password.
    """
    kept, now = account(person.id), web().gateway.now().at
    keys = (f"person:{person.id}", device)
    with _one_at_a_time:
        _lockouts().demand(now, *keys)
        used = int(str(kept.get("totp_step") or 0))
        step = totp.matching_step(str(kept.get("totp") or ""), code, now, used)
        if step is None:
            _wrong(person, *keys)
            return False
        _lockouts().right(keys[0])
        web().registry.save(ACCOUNTS, person.id, {**kept, "totp_step": step}, by=person.id)
    return True


def set_password(person: str, password: str, *, by: str) -> None:
    """Give a person a password; every session of theirs ends.

    Raises:
        RegistryProblem: Shorter than 10 characters.
    """
    if not LEAST_PASSWORD <= len(password) <= MOST_SECRET:
        raise RegistryProblem([f"a password has {LEAST_PASSWORD} to {MOST_SECRET} characters"])
    change(person, by=by, password=_hash(password), disabled=False)


def set_pin(person: str, pin: str, *, by: str) -> None:
    """Give a person a PIN of 6 to 10 digits for paired kiosks.

    Raises:
        RegistryProblem: Other than 6 to 10 digits, or one digit over and over.
    """
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS) or len(set(pin)) == 1:
        raise RegistryProblem(["a PIN has 6 to 10 digits, not all the same"])
    change(person, by=by, pin=_hash(_peppered(pin)))


def new_pin() -> str:
    """Return a PIN chosen by the machine: 6 digits."""
    pin = f"{secrets.randbelow(1_000_000):06d}"
    return pin if len(set(pin)) > 1 else new_pin()


def change(person: str, *, by: str, **parts: Json) -> None:
    """Change parts of an account and end the person's sessions."""
    kept = account(person)
    epoch = int(str(kept.get("epoch", 0))) + 1
    web().registry.save(ACCOUNTS, person, {**kept, **parts, "epoch": epoch}, by=by)


def _hash(secret: str) -> str:
    with _one_at_a_time:
        return HASHER.hash(secret)


def _peppered(pin: str) -> str:
    """Return the PIN keyed with the gateway's secret: a copied registry alone tells none."""
    return hmac.digest(web().secret, b"pin:" + pin.encode(), "sha256").hex()


def _check(number: str, secret: str, device: str, kind: str) -> Person | None:
    person = find_person(number)
    keys = (f"person:{person.id}" if person else f"number:{number[:32]}", device)
    kept = account(person.id) if person else {}
    usable = kept.get(kind) and not kept.get("disabled")
    with _one_at_a_time:
        _lockouts().demand(web().gateway.now().at, *keys)
        right = _verify(str(kept[kind]) if usable else NOBODY, secret[:MOST_SECRET])
        if person is None or not right:
            _wrong(person, *keys)
            return None
        _lockouts().right(keys[0])
    return person


def _verify(hashed: str, secret: str) -> bool:
    try:
        return HASHER.verify(hashed, secret)
    except (VerificationError, InvalidHashError):
        return False


def _wrong(person: Person | None, *keys: str) -> None:
    doors = web()
    if _lockouts().failed(doors.gateway.now().at, *keys):
        subject = person.id if person else keys[-1]
        doors.gateway.ask(AdminActed(action="sign-in.locked", subject=subject, by=keys[-1]))


def _lockouts() -> Lockouts:
    found: Lockouts = current_app.extensions.setdefault("lockouts", Lockouts(web().registry))
    return found
